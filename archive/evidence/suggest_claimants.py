"""Who says what in a sentence: verbs of reporting with their subjects, and the part of the sentence that each covers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.evidence.suggest_lexicon import (
    ACCORDING_TO,
    ACT_OF,
    AUXILIARY,
    CALLED_FALSE,
    CLAUSE_EDGE,
    NO_CLAIMANT,
    NO_REPORT,
    NUMBER_OF,
    PLACE,
    REPORTING,
    SORTS,
    WEAK,
)

MAX_WORDS = 12
ENDS = re.compile(
    r"\s*(?:on \w+|yesterday|today|later|afterwards|this week|in \w+)?\s*[.;”\"]?\s*$|\s*[;”\"]"
)
SOMEHOW = re.compile(r"\s+(?:in|on|at|from|by|yesterday|today|later|last) (?:(?!that\b)[^,;:]){1,60}$")
TOLD = re.compile(
    r"\s+(?:the |a )?(?:reporters|journalists|[A-Z]\w+|\w+ (?:agency|television|radio|newspaper))[^,;]{0,30}[.”\"]?\s*$"
)
TITLES = re.compile(r"\b(Maj|Gen|Lt|Col|Mr|Mrs|Dr|Brig|Capt|Sgt|[A-Z])\.")
AFTER = re.compile(r"\s+(?P<who>[^,.;:”\"(]{1,80})")
INVERTED = re.compile(
    r"\s+(?:(?i:the|an?|his|her|its|their|one|officials?|residents?|diplomats?|\w+ officials?)\b|[A-Z\ue000-\ue002])"
)
SAYINGS = re.compile(
    r"\s+(?:that|as|it\b|(?:(?:the|this|these|any|all|such|his|its|their|an?|[\w’']+) ){0,3}(?:claims?|reports?|charges?|accusations?|allegations?|suggestions?|figures?|"
    r"accounts?|versions?|stor(?:y|ies)|rumours?|idea|statements?)\b)",
    re.IGNORECASE,
)
OF_REPORTS = re.compile(r"\b(?:confirm|den|dismiss|reject)\w+ (?:the |these |those )?$", re.IGNORECASE)
AS_NOUN = re.compile(
    r"\b(?:by|of|from|with|despite|to|unconfirmed|are|were|the|some|had|news|today['’]s) (?P<who>(?:unconfirmed |press |radio )?(?:reports|rumours|claims|word|news)) (?=that\b)",
    re.IGNORECASE,
)
CLOSED = re.compile(r",(?!\d)|[.;:]|\s(?:who|which|for|more than|at least|about|that)\b|$")
# A claimant set off from the verb: "Mohammad Omar, governor of Kunduz, spoke".
APPOSITIVE = re.compile(
    r"(?:^|[,;:“\"]\s*|\b(?:and|but|while|that)\s+)(?P<who>[^,;:“”\"]{1,60}), [^,;:“”\"]{2,80}(?:, [^,;:“”\"]{2,60})?,\s*$"
)
RELATIVE = re.compile(r",?\s(?:who|which|whose|whom)\b.*$")
LEADING = re.compile(
    r"^(?:(?:afterwards|meanwhile|later|earlier|yesterday|today|however|then|now|also|yet|still|only|both|privately|officially|in \w+|on \w+|by \w+|at first|(?:a|an|one|two|three|some|\w+) (?:day|week|month|year|hour)s? (?:later|earlier|ago))\b,?\s*)+(?=\w|\W)",
    re.IGNORECASE,
)
PRONOUN_AT_END = re.compile(r"\b(he|she|they|we)$", re.IGNORECASE)
A_FIGURE = re.compile(r"\s+(?:as many as |at least |more than |about |some |only |up to )?\d")
NEGATED = re.compile(r"\b(?:could|did|would|can|does|do)(?: not|n['’]t|not)\s*$", re.IGNORECASE)
JOINED = re.compile(r"(?:^|, )(?P<who>[^,;:“”\"]{2,60} and [^,;:“”\"]{1,40})$")


@dataclass(frozen=True)
class Utterance:
    """One saying: where its verb stands, what is done in saying it, where the claimant stands, and which part of the sentence it covers."""

    at: int
    act: str
    start: int
    end: int
    covers_from: int
    covers_to: int
    verb: str = ""

    def covers(self, place: int) -> bool:
        """Return whether what stands at this place is said by this claimant."""
        return self.covers_from <= place < self.covers_to


def utterances(text: str) -> list[Utterance]:
    """Return who says what in a masked sentence, in order of the verbs."""
    called = [one for match in CALLED_FALSE.finditer(text) if (one := _called(text, match))]
    found = [*called, *(_noun(match) for match in AS_NOUN.finditer(text))]
    for match in REPORTING.finditer(text):
        is_read = any(one.covers_from <= match.start() < one.covers_to for one in called)
        if (
            not is_read
            and all(one.start != match.start() for one in found)
            and (one := _said(text, match, found))
        ):
            found.append(one)
    found += [one for match in ACCORDING_TO.finditer(text) if (one := _according(text, match))]
    return _bounded(sorted(found, key=lambda one: one.at))


def _bounded(found: list[Utterance]) -> list[Utterance]:
    """End what a claimant covers where the next one begins to speak."""
    bounded = []
    for number, one in enumerate(found):
        later = (
            other
            for other in found[number + 1 :]
            if one.at < other.start < one.covers_to or one.end == other.end
        )
        ends = [max(other.start, one.at + 1) if other.end != one.end else other.at for other in later]
        bounded.append(replace(one, covers_to=min([one.covers_to, *ends])))
    return bounded


def _called(text: str, match: re.Match[str]) -> Utterance | None:
    who = _subject(text, match.start(), [])
    return Utterance(match.start(), "denies", *who, match.start(), match.end(), match[0]) if who else None


def _noun(match: re.Match[str]) -> Utterance:
    """Read "by reports that", whose claimant is the reports themselves."""
    return Utterance(
        match.start("who"), "asserts", *match.span("who"), match.end(), len(match.string), "reports"
    )


def _said(text: str, match: re.Match[str], before: list[Utterance]) -> Utterance | None:
    start, end, verb = match.start(), match.end(), match[0].lower()
    near = text[max(0, start - 24) : start]
    if NO_REPORT.search(near):
        return _doubted(text, match) if verb.startswith("confirm") and NEGATED.search(near) else None
    if WEAK.fullmatch(verb) and not _is_strong(text[end:], verb):
        return None
    if OF_REPORTS.search(near) or text.startswith(" by ", end):
        return None
    act = next(act for act, pattern in ACT_OF if pattern.fullmatch(match[0]))
    if _is_inverted(text, start, end, verb) and (who := _after(text, end)):
        return Utterance(start, act, *who, 0, start, verb)
    follows = text[end:]
    is_at_end = bool(
        ENDS.match(follows)
        or "," in text[:start]
        and SOMEHOW.match(follows)
        or verb == "told"
        and TOLD.match(follows)
    )
    who = _subject(text, start, before, is_at_end=is_at_end)
    if who is None:
        return None
    is_set_off = text[: who[0]].rstrip().endswith((",", "”", '"'))
    if is_at_end and act not in ("denies", "confirms"):
        return Utterance(start, act, *who, _begin(text, who[0]), who[0], verb)
    if is_set_off and re.match(r"\s*,", text[end:]):
        return Utterance(start, act, *who, 0, len(text), verb)
    return Utterance(start, act, *who, end, _stop(text, end), verb)


def _is_inverted(text: str, start: int, end: int, verb: str) -> bool:
    """Return whether the claimant follows the verb: “…,” said the governor."""
    before = text[:start].rstrip()
    if before.endswith(("”", '"')):
        return bool(INVERTED.match(text[end:]))
    return before.endswith(",") and verb in ("said", "says") and bool(INVERTED.match(text[end:]))


def _begin(text: str, place: int) -> int:
    """Return where the part before a claimant begins: after the last semicolon."""
    return text.rfind(";", 0, place) + 1


def _stop(text: str, place: int) -> int:
    """Return where the part after a verb ends: before the next semicolon."""
    end = text.find(";", place)
    return len(text) if end < 0 else end


def _is_strong(follows: str, verb: str) -> bool:
    """Return whether a word that is often something else reports here: "that", a figure or an infinitive follows."""
    if verb.startswith(("put", "count", "give", "gave", "estimate")):
        return bool(NUMBER_OF.match(follows) or A_FIGURE.match(follows))
    if verb.startswith(("reject", "dismiss", "dispute")):
        return bool(SAYINGS.match(follows))
    if verb.startswith("claim"):
        return bool(re.match(r"\s+(?:that|to|the|it|they|he|she|their|credit|victory)\b", follows))
    return bool(re.match(r"\s+(?:that|of|from)\b|\s*[“\"]", follows))


def _doubted(text: str, match: re.Match[str]) -> Utterance | None:
    """Read "could not confirm" as a doubt."""
    negated = NEGATED.search(text, 0, match.start())
    who = _subject(text, negated.start(), []) if negated else None
    return Utterance(match.start(), "doubts", *who, match.end(), len(text), match[0]) if who else None


def _after(text: str, end: int) -> tuple[int, int] | None:
    """Return the claimant after a verb: “…,” said Maj. Gen. Volesky, …"""
    match = AFTER.match(TITLES.sub(lambda found: found[1] + "·", text[end : end + 120]))
    return _tidy(text, end + match.start("who"), end + match.end("who")) if match else None


def _subject(
    text: str, verb: int, before: list[Utterance], *, is_at_end: bool = False
) -> tuple[int, int] | None:
    """Return where the subject of a verb stands: the words from the edge of its clause, or that of the verb before "and"."""
    head = text[:verb].rstrip()
    while stripped := AUXILIARY.search(head):
        head = head[: stripped.start()].rstrip()
    if not head:
        return None
    if re.search(r"\b(?:and|but|or)$", head):
        last = next((one for one in reversed(before) if one.end <= verb), None)
        return (last.start, last.end) if last else None
    if relative := re.search(r",?\s(?:who|which)$", head):
        head = head[: relative.start()]
    elif relative := re.search(r"\s(?:who|which|that)\s[^,;:]*$", head):
        head = head[: relative.start()] if relative[0].lstrip().startswith("who") else head
    if head.endswith(","):
        match = APPOSITIVE.search(head)
        return _tidy(text, match.start("who"), match.end("who")) if match else None
    if is_at_end and (joined := JOINED.search(head)):
        return _tidy(text, joined.start("who"), joined.end("who"))
    edges = [match.end() for match in CLAUSE_EDGE.finditer(head)]
    return _tidy(text, edges[-1] if edges else 0, len(head))


def _tidy(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Trim a claimant to its words; None if nobody can be meant by them."""
    piece = RELATIVE.sub("", text[start:end])
    bare = piece.lstrip()
    led = LEADING.match(bare)
    skipped = len(piece) - len(bare) + (led.end() if led and led.end() < len(bare) else 0)
    if pronoun := PRONOUN_AT_END.search(piece):
        skipped = pronoun.start()
    start, piece = start + skipped, piece[skipped:]
    inner = piece.strip(" '‘’\"”“,")
    if (
        not inner
        or len(inner.split()) > MAX_WORDS
        or NO_CLAIMANT.fullmatch(inner)
        or not (inner[-1].isalnum() or inner[-1] >= "\ue000")
    ):
        return None
    start += piece.index(inner)
    return start, start + len(inner)


def _according(text: str, match: re.Match[str]) -> Utterance | None:
    closed = CLOSED.search(text, match.end())
    who = _tidy(text, match.end(), closed.start() if closed else len(text))
    if who is None or text[who[0] : who[1]] in (PLACE,):
        return None
    return Utterance(
        match.start(), "asserts", *who, _begin(text, match.start()), _stop(text, match.end()), "according to"
    )


def sort_of(words: str) -> str:
    """Return the sort of claimant that these words describe; empty if they tell none."""
    return next((sort for sort, pattern in SORTS if pattern.search(words)), "")
