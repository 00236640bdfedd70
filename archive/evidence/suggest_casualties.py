"""The rule for casualties: how many were killed, wounded, captured, displaced or deserted, and who is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.evidence.figures import Figure, figures
from archive.evidence.suggest_lexicon import COUNTED_AS, FACTION, PEOPLE, STATE, THINGS, is_not_so
from archive.evidence.suggest_reading import Masked, RuleMatch

AFTER, BEFORE = 90, 40  # characters looked at on either side of a figure
NEAR = 14  # characters between a state and the figure after it: "killing at least 30"
EDGE_AFTER = re.compile(
    r"[.;:]|, (?:and|but|while|with|among|including|of whom|most of)\b|\b(?:and|or) (?=(?:at least |about |some |more than )?\d)"
)
EDGE_BEFORE = re.compile(r"[.;:]|, (?:and|but|while)\b")
NOUNS = re.compile(r"[\"'”’]?\s*((?:[\w’'\ue000-\ue002-]+\s?){0,5})")
# Parts of a number given already: "2,200 prisoners, among them seven generals".
PART_BEFORE = re.compile(
    r"\b(?:among them|of them|of whom|including|the age of|aged|by|per)\s*$", re.IGNORECASE
)
PART_AFTER = re.compile(r"^ of (?:them|whom|these|those)\b")
ADJACENT = ("", "at", "as", "the", "some", "by")
LET_GO = re.compile(r"\b(?:exchanged|set free|freed|released|handed over|swapped)\b", re.IGNORECASE)
HEAVY = re.compile(
    r"\b(?:heavy|severe|serious|light) (?:casualties|losses)\b|\b(?:killed|dead) far (?:lower|higher|fewer)\b",
    re.IGNORECASE,
)


def casualties(sentence: Masked) -> Iterator[RuleMatch]:
    """Find how many were killed, wounded, captured, displaced, or deserted."""
    text = sentence.text
    if not STATE.search(text) and not HEAVY.search(text):
        return
    for figure in figures(text):
        if PART_BEFORE.search(text[max(0, figure.start - 20) : figure.start]) or PART_AFTER.match(
            text[figure.end : figure.end + 10]
        ):
            continue
        state, at, group = _state_of(text, figure)
        if state and not is_not_so(text, at):
            yield RuleMatch(
                figure.start, f"casualties: {state}", "casualties", state=state, low=figure.low, high=figure.high, is_about=figure.is_about,
                counted=_counted(group), of=sentence.named_in(figure.end, figure.end + 12, ("faction",)), words=sentence.original(figure.start, figure.end) if figure.words else "",
            )  # fmt: skip
    for match in HEAVY.finditer(text):
        state = "casualties" if match[0].lower().endswith(("casualties", "losses")) else "killed"
        if not is_not_so(text, match.start()):
            words = sentence.original(*match.span())
            yield RuleMatch(match.start(), f"casualties: {state}", "casualties", state=state, words=words)


def _state_of(text: str, figure: Figure) -> tuple[str, int, str]:
    """Return what happened to those counted: the state, or "", where it is said, and the words for who they are."""
    after = EDGE_AFTER.split(text[figure.end : figure.end + AFTER])[0]
    noun = NOUNS.match(after)
    group = noun[1] if noun else ""
    counts_people = PEOPLE.search(after[:32]) or FACTION in after[:12]
    if THINGS.search(group) and not PEOPLE.match(after.lstrip()):
        return "", 0, ""
    before = EDGE_BEFORE.split(text[max(0, figure.start - BEFORE) : figure.start])[-1]
    states = list(STATE.finditer(before))
    if states and before[states[-1].end() :].strip() in ADJACENT and counts_people:
        return _key(states[-1]), figure.start - len(before) + states[-1].start(), group
    found = STATE.search(after)
    if found and _key(found) == "captured" and LET_GO.search(after):
        return "", 0, ""
    if (
        found
        and (counts_people or found.start() < NEAR)
        and not (_key(found) == "displaced" and _counted(group) == "fighters")
    ):
        return _key(found), figure.end + found.start(), group
    if states and len(before) - states[-1].end() < NEAR and _key(states[-1]) != "defected":
        return _key(states[-1]), figure.start - len(before) + states[-1].start(), group
    return "", 0, ""


def _key(match: re.Match[str]) -> str:
    return next(state for state, value in match.groupdict().items() if value)


def _counted(group: str) -> str:
    """Return who is counted, by the words for them."""
    found = next((key for key, pattern in COUNTED_AS if pattern.search(group)), "")
    return found or ("all" if PEOPLE.search(group) else "")
