"""What besides place, parties and figures shows that a sentence tells of one event and not of another of the same days there.

Words for what happened (a bomb is not talks), the words of a title that no other event there would have ("consulate"), a day of the week,
and words that only look back at an event or to a place ("within a week of the fall of the town", "outside the town").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from archive.dates.vocabulary import MONTHS, SEASONS, WEEKDAYS
from archive.reference.event_kinds import EVENT_KIND_OF
from archive.text.patterns import Linear
from archive.text.words import fold

KILLED = re.compile(
    r"\b(?:kill|dead|death|die[ds]?\b|slain|casualt|fatalit|bod(?:y|ies)\b|martyr|murder|massacre)",
    re.IGNORECASE,
)
VIOLENT = re.compile(
    KILLED.pattern
    + r"|fight|fought|battle|attack|clash|shell|bomb|raid|rocket|captur|seiz|storm|offensive|fell\b|falls?\b|fallen|took\b|taken|siege"
    r"|ambush|explo|strike|struck|troops|gun|assault|rout|resist|retreat|advanc",
    re.IGNORECASE,
)
# What is said of events other than fights; by group of kinds, or by kind.
WORDS_OF = {
    key: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for key, words in {
        "Protests": "protest|demonstrat|march|crowd|rally|rallie",
        "Riots": "riot|mob|crowd|loot|stone|demonstrat|burn",
        "talks": "talk|negotiat|met\\b|meet|agree|accord|truce|envoy|delegat|sign|peace|pact",
        "agreement": "agree|accord|sign|truce|ceasefire|cease-fire|peace|pact|treaty|surrender",
        "defection": "defect|switch|join|chang|allegian|went over|gone over|turned|sides?\\b|mutin",
        "change-of-control": "took|take|fell|fall|captur|enter|seiz|lost|left|control|hands|arriv|march",
        "transfer-of-territory": "took|take|captur|enter|seiz|lost|left|control|hand|withdr|leav",
        "succession": "succe|elect|named|appoint|sworn|president|leader|head|chosen|chose|resign",
        "arrests": "arrest|captur|held|detain|prison|custody|seiz|caught",
        "looting": "loot|plunder|destr|blown|blew|burn|demolish|smash",
        "change-of-group": "join|merge|split|alli|front|council|found|rename",
    }.items()
}
# The name that follows only says when something else was, or where it was not.
NOT_THERE = Linear(
    r"\b(?:outside|except|besides|other than|apart from|(?:after|since|before|following|of|until|from|by) (?:the|its|their|his) (?:\w{1,15} )?"
    r"(?:fall|loss|capture|taking|recapture|conquest|surrender|siege|battle|fighting|massacre|bombing|rout|defeat|killings?|rising|revolt)"
    r" (?:of|in|for|at)) (?:the )?$",
    ignore_case=True,
)
DAY = re.compile(
    r"\b(?:(?P<weekday>" + "|".join(WEEKDAYS) + r")|(?P<relative>today|yesterday)|"
    r"(?P<day>[0-9]{1,2}) (?P<month>" + "|".join(filter(None, MONTHS)) + r")|"
    r"(?P<month2>" + "|".join(filter(None, MONTHS)) + r") (?P<day2>[0-9]{1,2}))\b"
)
TITLE_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of titles that many events have.
COMMON = """
    fighting fight battle battles attack attacks attacked war clash clashes change control killings killed killing reported reports near north
    south east west northern southern eastern western town city district province village provincial between from with against over into after
    before around towards fall falls taken capture captured talks event events violence civilians forces troops movement government early late
"""
COMMON_WORDS = frozenset(COMMON.split()) | {fold(word) for word in (*MONTHS, *WEEKDAYS, *SEASONS.values())}
MIN_STEM = 5


def words_of_kind(kind: str) -> re.Pattern[str]:
    """Return the words by which a sentence tells of an event of this kind: those of a fight unless it is something else."""
    known = EVENT_KIND_OF.get(kind)
    return WORDS_OF.get(kind) or WORDS_OF.get(known.group if known else "") or VIOLENT


def title_words(title: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of the words of a title that tell an event from others, without those of `known` names."""
    named = {word for name in known for word in fold(name).replace("-", " ").split()}
    words = TITLE_WORD.findall(fold(title))
    return tuple(dict.fromkeys(_stem(word) for word in words if word not in COMMON_WORDS | named))


def _stem(word: str) -> str:
    bare = word.removesuffix("s")
    return bare[: max(MIN_STEM, len(bare) - 2)]


def share_of(stems: Iterable[str], text: str) -> float:
    """Return which share of these beginnings of words a folded text has."""
    stems = tuple(stems)
    return (
        sum(bool(re.search(rf"\b{re.escape(stem)}", text)) for stem in stems) / len(stems) if stems else 0.0
    )


def is_beside(text: str, place: int) -> bool:
    """Return whether a name at a place of a sentence is only told beside something else: after the fall of the town, outside the town."""
    return bool(NOT_THERE.search(text[max(0, place - 80) : place]))


def days_told(text: str, printed: date) -> Iterator[date]:
    """Yield the days that a sentence names in a report printed on a day: “on Saturday” is the last one, that day included."""
    for found in DAY.finditer(text):
        if weekday := found["weekday"]:
            yield printed - timedelta((printed.weekday() - WEEKDAYS.index(weekday)) % 7)
        elif relative := found["relative"]:
            yield printed - timedelta(relative == "yesterday")
        else:
            month = MONTHS.index(found["month"] or found["month2"])
            if day := _last(month, int(found["day"] or found["day2"]), printed):
                yield day


def _last(month: int, day: int, printed: date) -> date | None:
    """Return the last such day of a month up to a day."""
    for year in (printed.year, printed.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= printed + timedelta(1):
            return found
    return None
