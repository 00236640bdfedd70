"""The rules for people and parties: what became of somebody, changes of side, who is said to have done it, agreements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.evidence.suggest_lexicon import FACTION, PERSON, PLACE, SOMEBODY, is_not_so
from archive.evidence.suggest_reading import Masked, RuleMatch

DIED = r"(?:killed|dead|executed|hanged|shot dead|assassinated|murdered|beheaded|died|dies|slain)"
CAUGHT = r"(?:(?:is|was|were|been|be) (?:\w+ly )?(?:captured|arrested|taken prisoner|taken captive|detained|seized|imprisoned|in custody|under arrest|taken)|surrendered|gave himself up)"
FLED = r"(?:fled|escaped|(?:left|quit)(?= (?:\ue002|the (?:country|city|capital|town|province)|for \ue002|before|by |with |after))|flown out|flew out|gone into exile|went into exile|crossed|slipped away|got away|gone into hiding)"
PERSONS = rf"(?P<who>{PERSON}(?:(?:, | and |, and ){PERSON}){{0,6}})"
ASIDE = r"(?: of [^,.;]{1,20}?)?(?:,[^.;]{1,80}?,)?"
FATE: list[tuple[str, str, re.Pattern[str]]] = [
    ("fate: dead", "dead", re.compile(rf"{PERSONS}{ASIDE} (?:(?:is|are|was|were|has|have|had|been|said to be|reported|believed|to be|to have been|\w{1,20}ly) ){{0,6}}{DIED}\b(?! (?:by the|at least|more|\d))", re.I)),
    ("fate: dead", "dead", re.compile(rf"(?<!since the )(?<!after the )(?<!before the )(?<!until the )\b(?:death|killing|murder|assassination|execution) of (?:\w+ ){{0,3}}?{PERSONS}", re.I)),
    ("fate: dead", "dead", re.compile(rf"{PERSONS}(?:’s|'s) (?:death|killing|murder|assassination)", re.I)),
    ("fate: captured", "captured", re.compile(rf"{PERSONS}{ASIDE} (?:(?:is|are|has|have|had|said|reported|to|\w{1,20}ly) ){{0,6}}{CAUGHT}\b(?! (?:over|up|part|place|to hospital|by surprise|control|\w+ (?:of|city|province)))", re.I)),
    ("fate: fled", "fled", re.compile(rf"{PERSONS}{ASIDE} (?:(?:has|have|had|was|were|been|is|are|reported|said|to have|later|then|already|\w{1,20}ly) ){{0,6}}{FLED}\b(?! (?:his|her|its|their|out|the door|over|as|it|in charge|wing))", re.I)),
    ("fate: at a place", "at", re.compile(rf"(?:reported|said|believed|thought) to (?:have flown|have gone|be|have reached) (?:to |in |at )?(?P<place>{PLACE})", re.I)),
    ("fate: alive", "alive", re.compile(rf"{PERSONS}{ASIDE} (?:is|was|were|are) (?:still |said to be |reported to be )?(?:alive|safe|unhurt|unharmed)\b", re.I)),
]  # fmt: skip
SIDE = re.compile(
    rf"(?P<who>{SOMEBODY})(?:’s|'s)?{ASIDE} ?(?:troops |forces |men |fighters |commanders )?(?:(?:has|have|had|is|are|was|were|been|reported|said|to have|then|\w{1, 20}ly) ){{0,6}}"
    rf"(?P<verb>defected|switched sides|changed sides|gone over|went over|joined|broke(?:n)? with|turned against|turned on|deserted|crossed over|threw in (?:his|their) lot)"
    rf"\b(?: to| with| the)*(?:[\w’'-]+ ){{0,2}}? ?(?P<side>{FACTION})?",
    re.IGNORECASE,
)
ACCUSED = re.compile(
    r"\b(?P<verb>accuse[sd]?|blame[sd]?|held|hold|holds)\b (?P<words>[^,.;]{2,80})(?P<more>)", re.IGNORECASE
)
OWNED = re.compile(
    rf"(?P<who>{SOMEBODY})[^.;]{{0,40}} (?:claimed|claims|took|accepted|admitted) responsibility",
    re.IGNORECASE,
)
ACCORD = r"(?:cease-?fires?|truces?|agreements?|accords?|deals?|peace|pacts?|settlement|terms)"
AGREEMENT: list[tuple[str, re.Pattern[str]]] = [
    ("reached", re.compile(rf"\b(?:signed|reached|agreed(?: on| to)?|concluded|struck|made|announced) (?:[\w’'-]+ ){{0,4}}?{ACCORD}\b|\b{ACCORD} (?:\w+ ){{0,4}}?(?:was|were|has been|had been|is) (?:signed|reached|agreed|concluded|struck)\b", re.I)),
    ("broken", re.compile(rf"\b(?:broke|broken|violated|violating|breached|breaking) (?:[\w’'-]+ ){{0,3}}?{ACCORD}\b|\b{ACCORD} (?:\w+ ){{0,4}}?(?:broke down|collapsed|has collapsed|was broken|did not hold|has been broken)\b", re.I)),
    ("offered", re.compile(rf"\b(?:offered|proposed|offers|proposes) (?:[\w’'-]+ ){{0,4}}?(?:{ACCORD}|talks|to (?:negotiate|talk|surrender))\b", re.I)),
    ("refused", re.compile(rf"\b(?:rejected|refused|turned down|rejects|refuses|ruled out) (?:[\w’'-]+ ){{0,4}}?(?:{ACCORD}|talks|to negotiate)\b", re.I)),
]  # fmt: skip


def fate(sentence: Masked) -> Iterator[RuleMatch]:
    """Find what became of somebody named."""
    for rule, state, pattern in FATE:
        for match in pattern.finditer(sentence.text):
            if is_not_so(sentence.text, match.end() - 1) or sentence.text[: match.start()].endswith(" of "):
                continue  # an aide of somebody, not that person
            if state == "at":
                who = sentence.named_in(0, match.start(), ("person",))
                if who is not None:
                    yield RuleMatch(
                        match.start(), rule, "fate", state, who, sentence.number_at(match.start("place"))
                    )
                continue
            group = "who" if match.groupdict().get("who") else None
            for at in range(*match.span(group) if group else match.span()):
                number = sentence.number_at(at)
                if number is not None and sentence.names[number].kind == "person":
                    yield RuleMatch(match.end() - 1, rule, "fate", state, number)


def side(sentence: Masked) -> Iterator[RuleMatch]:
    """Find changes of side."""
    for match in SIDE.finditer(sentence.text):
        if is_not_so(sentence.text, match.start("verb")):
            continue
        who = sentence.number_at(match.start("who"))
        to = sentence.number_at(match.start("side")) if match["side"] else None
        verb = match["verb"].lower()
        leaves = verb.startswith(("broke", "turned", "deserted"))
        if verb == "joined" and to is None:
            continue
        yield RuleMatch(
            match.start("verb"), f"side: {verb.split()[0]}", "side", object=who, value=None if leaves else to, former=to if leaves else None,
            words="" if to is not None else sentence.original(match.start("verb"), min(len(sentence.text), match.end() + 40)).strip(),
        )  # fmt: skip


def responsibility(sentence: Masked) -> Iterator[RuleMatch]:
    """Find who is said to have done it: accusations, blame, and those who claim it themselves."""
    for match in ACCUSED.finditer(sentence.text):
        if match["verb"].lower().startswith(("held", "hold")) and "responsible" not in match["words"]:
            continue
        if re.search(r"\b(?:is|are|was|were|been|be|being|to)\s*$", sentence.text[: match.start()]):
            continue
        accused = re.split(r"\b(?:of|for|as|with)\b", match["words"])[0]
        value = sentence.named_in(
            match.start("words"), match.start("words") + len(accused), ("faction", "person")
        )
        words = "" if value is not None else sentence.original(match.start("words"), match.end("words"))
        yield RuleMatch(
            match.end("verb") + 1,
            "responsibility: accused",
            "responsibility",
            value=value,
            words=words,
            act="asserts",
        )
    for match in OWNED.finditer(sentence.text):
        who = sentence.number_at(match.start("who"))
        yield RuleMatch(
            match.start(), "responsibility: claimed", "responsibility", value=who, act="asserts", by=who
        )


def agreement(sentence: Masked) -> Iterator[RuleMatch]:
    """Find agreements reached, broken, offered or refused."""
    for state, pattern in AGREEMENT:
        for match in pattern.finditer(sentence.text):
            if not is_not_so(sentence.text, match.start()):
                yield RuleMatch(
                    match.start(),
                    f"agreement: {state}",
                    "agreement",
                    state,
                    words=sentence.original(*match.span()),
                )
