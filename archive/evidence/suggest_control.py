"""The rules for control: who holds, takes, loses or leaves a place. Each begins at a verb and looks a little before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.evidence.suggest_lexicon import (
    AUXILIARIES,
    GENERIC_PLACE,
    MEN,
    PERSON,
    PLACE,
    SOMEBODY,
    THINGS,
    is_not_so,
    words,
)
from archive.evidence.suggest_reading import Masked, RuleMatch

BEFORE, AFTER = 110, 80  # characters looked at on either side of a verb

TAKEN = r"captured|seized|taken|retaken|recaptured|overrun|conquered|occupied|regained|liberated|recovered|stormed|freed"
TOOK = (
    r"took over|took|retook|overran|seizes|captures|takes|retakes|recaptures|liberates?|regains|moved into|marched into|rolled into|drove into|"
    r"swept into|entered|raised (?:their|its|his|the) (?:white )?flags? (?:\w+ ){0,3}?over"
)
HELD = r"still holds?|holds?|held|controls?|controlled|rules?|ruled|in (?:full |firm )?control of|in possession of"
LOST = r"lost|abandoned|evacuated|withdrawn from|withdrew from|pulled out of|retreated from|fled from|gave up|given up|left"
VERBS = re.compile(
    rf"\b(?:(?P<fell>fell|fallen)|(?P<took>{TOOK})|(?P<taken>{TAKEN})|(?P<held>{HELD})|(?P<lost>{LOST})|(?P<ours>theirs|ours)"
    r"|(?P<out>(?:driven|drove|pushed|expelled|dislodged|forced|cleared))|(?P<hands>hands|control|rule))\b",
    re.IGNORECASE,
)
# What may stand between a verb and its place: "took most of the northern city of".
LEADING_TO = (
    r"(?:(?:full|complete|partial|control|possession|of|the|most|much|all|part|parts|a|an|its|their|his|almost|nearly|whole|entire|half|city|cities|town|"
    r"province|capital|district|valley|village|base|airport|key|strategic|old|second|third|largest|provincial|neighbouring|remaining|\w{1,12}ern|\w{1,12}-\w{1,12}|syrian|iraqi|afghan) ){0,8}"
)
ANY_PLACE = rf"(?:{PLACE}|{GENERIC_PLACE})"
SOME_SIDE = r"(?:(?:the|his|its|their|an?) )?(?:(?!to |of |by |from |in |and |with |for )[\w-]{1,24} ){0,2}?(?:rebels|government|army|opposition|students|insurgents|guerrillas|militia|troops|forces|fighters|soldiers|alliance|regime|movement|militants|coalition)"
HOLDER = rf"(?P<holder>(?:the )?{SOMEBODY}|{SOME_SIDE})"
DOER = re.compile(
    rf"(?P<who>{SOMEBODY}|{SOME_SIDE}|they|he|it|we)(?:’s|'s|-led)?(?: {MEN})?(?: (?:in|from|of|under|loyal to|near) [^,.;]{{1,30}})?(?:,[^;.,]{{1,60}},)?"
    rf"(?: (?:who|which|that))? (?:{AUXILIARIES} ){{0,6}}(?:continued? to )?$",
    re.IGNORECASE,
)
PLACE_BEFORE = re.compile(
    rf"(?P<place>{ANY_PLACE})(?:, (?!who\b)[^;.,]{{1,60}}(?:,[^;.,]{{1,40}})?,)? (?:{AUXILIARIES} ){{0,6}}$",
    re.IGNORECASE,
)
OF_SOMEBODY = re.compile(r"\b(?:governor|commander|mayor|chief|people|king|minister|general|men|front|council|shura|university|road|office|party) (?:of|in|at|for|to|near) (?:the )?$", re.IGNORECASE)  # fmt: skip
BE_BEFORE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)(?: (?:now|again|never|briefly|reportedly|also|\w{1,20}ly))* $",
    re.IGNORECASE,
)
PLACE_AFTER = re.compile(rf"^ {LEADING_TO}(?P<place>{ANY_PLACE})", re.IGNORECASE)
BY = re.compile(rf"^(?: \w+){{0,3}} by {HOLDER}", re.IGNORECASE)
TO = re.compile(rf"^ (?:in)?to {HOLDER}", re.IGNORECASE)
FROM = re.compile(rf"^[^.;,]{{0,40}}? from (?:the )?(?P<former>{SOMEBODY})", re.IGNORECASE)
IN_HANDS = re.compile(
    rf"(?:in|into|under|to) (?:the )?(?:\w+ )?(?:(?P<holder>{SOMEBODY}|[\w-]+)(?:’s|'s|’|')? )?$",
    re.IGNORECASE,
)
OF_WHOM = re.compile(
    rf"^ of (?:the )?(?:(?P<holder>{SOMEBODY})|(?P<words>[^,.;]{{2,60}}?)(?=[,.;]|$| (?:from|since|after|until|for|as|in)\b))",
    re.IGNORECASE,
)
EARLIER_PLACE = re.compile(rf"^.*(?P<place>{ANY_PLACE})[^.;]{{0,90}}$", re.IGNORECASE)
OUT_OF = re.compile(rf"^ (?:(?:the )?(?P<loser>{SOMEBODY}|\w+(?: \w+)?)(?: {MEN})? )?(?:away from|out of|back from|from) {LEADING_TO}(?P<place>{ANY_PLACE})", re.IGNORECASE)  # fmt: skip
MORE_PLACES = re.compile(rf"(?:, (?:and )?| and ){PLACE}")
NOT_A_PLACE = words(
    "prisoner",
    "captive",
    "part",
    "place",
    "off",
    "over",
    "aback",
    "in",
    "to",
    "charge",
    "command",
    "away",
    "down",
    "up",
    "on",
    "upon",
    "silent",
    "short",
    "back",
    "behind",
    "out",
)


def control(sentence: Masked) -> Iterator[RuleMatch]:
    """Find who holds, takes, loses or leaves a place."""
    last = -1
    for match in VERBS.finditer(sentence.text):
        kind = match.lastgroup or ""
        if match.start() < last or is_not_so(sentence.text, match.start()):
            continue
        found = list(READERS[kind](sentence, match))
        if found:
            last = match.end()
            yield from found


def _before(sentence: Masked, match: re.Match[str]) -> tuple[int, str]:
    """Return the words before a verb, from the last full clause on, and where they begin."""
    start = max(0, match.start() - BEFORE)
    cut = max(sentence.text.rfind(sign, start, match.start()) for sign in ';:“”"')
    start = max(start, cut + 1)
    return start, sentence.text[start : match.start()]


def _after(sentence: Masked, match: re.Match[str]) -> str:
    return sentence.text[match.end() : match.end() + AFTER]


def _fell(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "Mazar has fallen to the Taliban"."""
    start, before = _before(sentence, match)
    place = PLACE_BEFORE.search(before)
    after = _after(sentence, match)
    if (
        place
        and not OF_SOMEBODY.search(before[: place.start()])
        and not NOT_A_PLACE.match(after.lstrip().split(" ")[0] if not TO.match(after) else "")
    ):
        yield _found(
            sentence,
            match,
            "fell",
            place=(start + place.start("place"), start + place.end("place")),
            holder=_in(TO.match(after), "holder", match.end()),
        )


def _took(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The Taliban took most of Mazar"."""
    start, before = _before(sentence, match)
    after = _after(sentence, match)
    doer, place = DOER.search(before), PLACE_AFTER.match(after)
    if doer and place:
        yield from _each_place(sentence, match, "took", place, _in(doer, "who", start))


def _taken(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The Taliban have taken Mazar", "Mazar was taken by the Taliban", "the first city that they had taken"."""
    start, before = _before(sentence, match)
    after = _after(sentence, match)
    if BE_BEFORE.search(before):
        place = PLACE_BEFORE.search(before)
        if (
            place
            and not OF_SOMEBODY.search(before[: place.start()])
            and (BY.match(after) or not NOT_A_PLACE.match(after.lstrip()))
        ):
            yield _found(
                sentence,
                match,
                "was taken",
                place=(start + place.start("place"), start + place.end("place")),
                holder=_in(BY.match(after), "holder", match.end()),
            )
        return
    doer, place = DOER.search(before), PLACE_AFTER.match(after)
    if doer and place:
        yield from _each_place(sentence, match, "took", place, _in(doer, "who", start))
    elif (
        doer
        and re.match(r"\s*(?:[.,;]|$)", after)
        and (
            earlier := re.search(
                rf"(?P<place>{GENERIC_PLACE}) (?:that|which) $", before[: doer.start()], re.IGNORECASE
            )
        )
    ):
        yield _found(
            sentence,
            match,
            "took",
            place=(start + earlier.start("place"), start + earlier.end("place")),
            holder=_in(doer, "who", start),
        )


def _held(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The Taliban hold Mazar", "Mazar, held by the Taliban"."""
    start, before = _before(sentence, match)
    after = _after(sentence, match)
    if by := BY.match(after):
        place = re.search(rf"(?P<place>{ANY_PLACE})[^.;]{{0,40}}$", before, re.IGNORECASE)
        if place:
            yield _found(
                sentence,
                match,
                "held by",
                place=(start + place.start("place"), start + place.end("place")),
                holder=_in(by, "holder", match.end()),
            )
        return
    doer, place = DOER.search(before), PLACE_AFTER.match(after)
    if doer and place:
        yield from _each_place(sentence, match, "holds", place, _in(doer, "who", start))


def _lost(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The Taliban have lost Mazar", "Mazar was abandoned"."""
    start, before = _before(sentence, match)
    after = _after(sentence, match)
    verb = match[0].lower()
    if BE_BEFORE.search(before) and verb != "lost":
        place = re.search(rf"(?P<place>{PLACE}) (?:{AUXILIARIES} ){{0,6}}$", before, re.IGNORECASE)
        if place and not OF_SOMEBODY.search(before[: place.start()]):
            loser = re.search(rf"(?P<who>{SOMEBODY})[^.;]{{0,60}}$", before[: place.start()])
            yield _found(
                sentence,
                match,
                "left",
                place=(start + place.start("place"), start + place.end("place")),
                loser=_in(loser, "who", start),
            )
        return
    doer, place = DOER.search(before), PLACE_AFTER.match(after)
    if (
        doer
        and place
        and PERSON not in doer["who"]
        and (verb != "left" or doer["who"].lower() not in ("he", "they", "we", "it"))
    ):
        yield _found(
            sentence,
            match,
            "lost",
            place=(match.end() + place.start("place"), match.end() + place.end("place")),
            loser=_in(doer, "who", start),
        )


def _out(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The rebels drove the Taliban out of Mazar"."""
    place = OUT_OF.match(_after(sentence, match))
    is_passive = BE_BEFORE.search(_before(sentence, match)[1])
    if place and (place["loser"] or is_passive):
        start, before = _before(sentence, match)
        yield _found(
            sentence, match, "driven out", place=(match.end() + place.start("place"), match.end() + place.end("place")),
            holder=_in(DOER.search(before), "who", start), loser=_in(place, "loser", match.end()),
        )  # fmt: skip


def _ours(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "The last corner of the country was theirs"."""
    start, before = _before(sentence, match)
    if place := PLACE_BEFORE.search(before):
        yield _found(
            sentence, match, "theirs", place=(start + place.start("place"), start + place.end("place"))
        )


def _hands(sentence: Masked, match: re.Match[str]) -> Iterator[RuleMatch]:
    """ "Mazar is in the hands of the Taliban", "in Taliban hands", "under its control"."""
    start, before = _before(sentence, match)
    held = IN_HANDS.search(before)
    if held is None:
        return
    whom, place = OF_WHOM.match(_after(sentence, match)), EARLIER_PLACE.search(before[: held.start()])
    holder = _in(whom, "holder", match.end()) or _in(whom, "words", match.end()) or _in(held, "holder", start)
    is_clear = place is not None or (match[0].lower() == "hands" and (whom or held["holder"]))
    if holder and is_clear and not THINGS.search(before[held.start() - 20 : held.start()]):
        at = (start + place.start("place"), start + place.end("place")) if place else None
        yield _found(sentence, match, "in hands", place=at, holder=holder)


READERS = {
    "fell": _fell,
    "took": _took,
    "taken": _taken,
    "held": _held,
    "lost": _lost,
    "out": _out,
    "ours": _ours,
    "hands": _hands,
}


def _in(match: re.Match[str] | None, group: str, shift: int) -> tuple[int, int] | None:
    """Return where a group of a match is in the sentence."""
    if match is None or not match[group]:
        return None
    return match.start(group) + shift, match.end(group) + shift


def _each_place(
    sentence: Masked, match: re.Match[str], rule: str, place: re.Match[str], holder
) -> Iterator[RuleMatch]:
    """Yield what was found for each place of a list: "Kunduz, Sar-e-Pul and Taloqan"."""
    start, end = match.end() + place.start("place"), match.end() + place.end("place")
    yield _found(sentence, match, rule, place=(start, end), holder=holder)
    while sentence.number_at(end - 1) is not None and (more := MORE_PLACES.match(sentence.text, end)):
        end = more.end()
        yield _found(sentence, match, rule, place=(end - 1, end), holder=holder)


def _found(
    sentence: Masked, match: re.Match[str], rule: str, *, place=None, holder=None, loser=None
) -> RuleMatch:
    """Return what was found; a holder or a place without an entry is kept in words."""
    sides = ("faction", "person")
    value = sentence.named_in(holder[0], holder[1], sides) if holder else None
    former = sentence.named_in(loser[0], loser[1], sides) if loser else None
    if loser is None and (after := FROM.match(sentence.text[match.end() : match.end() + AFTER])):
        former = sentence.number_at(match.end() + after.start("former"))
    named = sentence.named_in(place[0], place[1], ("place",)) if place else None
    said = [
        sentence.original(*part)
        for part, number in ((holder, value), (loser, former), (place, named))
        if part and number is None
    ]
    if value is None and former is None and not (holder or loser):
        said.append(sentence.original(*match.span()))
    return RuleMatch(
        match.start(),
        f"control: {rule}",
        "control",
        object=named,
        value=value,
        former=former,
        words=", ".join(dict.fromkeys(said)),
    )
