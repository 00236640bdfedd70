"""Read dates as newspapers print them: "9 August 1998", "Aug. 1998", "winter 1996-97", "between 1996 and 2001".

Nothing is added to what is printed, and an ambiguous date is refused, naming both readings. "Early", "mid" and "late"
cannot be expressed in EDTF: the whole month, year or decade is kept, which is all that is certain, and a note says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from archive.dates.calendars import read_other_calendar
from archive.dates.edtf import DateError, SingleDate, parse_edtf, quote
from archive.dates.points import notes_on_calendar, read_point
from archive.dates.spans import Reading, read_edge, read_span, second_year
from archive.dates.vocabulary import (
    LANGUAGES_OF_MONTHS,
    MONTH_NUMBERS,
    MONTHS,
    OTHER_MONTHS,
    OTHER_WEEKDAYS,
    SAME_MONTHS,
    SEASONS,
    WEEKDAYS,
)
from archive.dates.vocabulary import bare as bare_of_accents

MAX_LENGTH = 120  # characters
EDTF_SIGNS = re.compile(r"[0-9Xx?~%./-]+")
MARKS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ`´", "'"))
ZONE = (
    r"(?:(?<![a-z])(?:z|gmt|utc|ut|bst|[ecmp][sd]?t|cest|eest|msk|ist|irst|irdt|aft|pkt|hrs|hours|uhr|cet|mez|mesz|local time|(?:(?:us|u\.s\.) )?(?:eastern|central|mountain|pacific)(?: (?:standard|daylight))?(?: time)?)\b"
    r"|[+-][0-9]{2}:?[0-9]{2}\b|\((?:[a-z]{1,5}|[+-][0-9:]{4,5})\)?)"
)
TIME = re.compile(
    rf"(?:(?<=[0-9])t|(?:\bat? )?(?<![0-9.:/-]))"
    rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:[.,][0-9]+)?(?: ?[ap]\.?m\b\.?)?"
    rf"|[0-9]{{1,2}}(?:\.[0-9]{{2}})? ?[ap]\.?m\b\.?"
    rf"|[0-9]{{1,2}}\.[0-9]{{2}}(?= ?{ZONE})"
    rf"|(?<=[0-9]{{4}} )[0-2][0-9][0-5][0-9](?= ?{ZONE}))"
    rf"(?: ?{ZONE})*"
)
FRENCH_CLOCK = re.compile(r"(?:\ba )?(?<![0-9])[0-9]{1,2} ?h ?(?:[0-9]{2})?(?![a-z0-9])|\bum (?=[0-9])")
WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b")
OTHER_WEEKDAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(bare_of_accents(day).replace('_', ' ') for day in OTHER_WEEKDAYS.split())})(?!\w)،?"
)
LEAD_IN = re.compile(r"^(?:(?:published|posted|issued|printed|dated|date|on|in|the)\b:? ?)+")
# The names of a month in the two halves of the Arab world: "مارس/آذار".
TWO_NAMES = re.compile(r"(?<![^\W\d])([^\W\d]+) ?/ ?([^\W\d]+)")
# A word, and a day just before it: "9 mars", "1er mai", "5-mrt-2017".
WORD_AND_DAY = re.compile(
    r"(?:(?<![0-9])(?P<day>[0-9]{1,2})(?:er|\.|º|°)?[ ./-](?:(?:de|di|den) )?)?(?<![^\W\d_])(?P<month>[^\W\d_]{2,8})(?![^\W\d_])"
)
TWO_YEARS = re.compile(r"([0-9]{4}) ?[-/] ?([0-9]{2})")
RELATIVE = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|last|next|this|ago|now)\b")
# Months of the Iranian, Afghan and Islamic calendars, and anything in their script, where the calendar is uncertain.
OTHER_CALENDAR = re.compile(rf"\b(?:{OTHER_MONTHS}|hijri|shamsi|qamari|a\.?h|h\.?s)\b|[\u0600-\u06ff]")
TWO_WORDS = re.compile("(کانون|تشرین) (ال(?:اول|ثانی))")
CJK = re.compile(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
EXAMPLES = gettext_noop(
    "Write a date such as 9 August 1998, August 1998, autumn 1996, 1998, about 1998 or 1997-05/1998-08"
)


@dataclass(frozen=True)
class PrintedDate:
    """A printed date in EDTF, and what a curator should know about how it was read, or ""."""

    edtf: str
    note: str = ""
    is_certain: bool = True


def read_printed(text: str, *, language: str = "") -> PrintedDate:
    """Read a date in EDTF, in ISO 8601 or as newspapers print it.

    A month that is a word or a name in English too, such as "mars" or "mrt", counts below a day ("9 mars 1998"), else only in a text in its
    `language`.

    Times of day are dropped. A day of the Solar Hijri or the Islamic calendar is converted. Raise DateError, saying what to write, for
    anything that is not a date, names no year, has a two-digit year or is ambiguous.
    """
    written = " ".join(text.split())
    if len(written) > MAX_LENGTH:
        raise _with_examples(gettext("{date} is too long for a date."), written)
    if other := read_other_calendar(written):
        return PrintedDate(other.edtf, other.note, other.is_certain)
    edtf, notes = _in_edtf(written) or _in_print(written, language)
    return PrintedDate(edtf, " ".join(notes))


# In EDTF


def _in_edtf(written: str) -> Reading | None:
    if not EDTF_SIGNS.fullmatch(written):
        return None
    try:
        parsed = parse_edtf(written.upper())
    except DateError:
        return None
    return parsed.text, (*_notes_on_two_years(parsed.text), *notes_on_calendar(parsed.text[:4]))


def _notes_on_two_years(edtf: str) -> tuple[str, ...]:
    """Refuse 2021-22, which is summer 2021 in EDTF and two years in print; explain 2001-02, a month in ISO 8601."""
    found = TWO_YEARS.fullmatch(edtf)
    if not found or "/" in edtf or not (second := second_year(found[1], found[2])):
        return ()
    if season := SEASONS.get(int(found[2])):
        raise _two_readings(found, f"{gettext(season)} {found[1]}", second)
    return (gettext("Read as a month; for two years write {years}.").format(years=f"{found[1]}/{second}"),)


def _two_readings(found: re.Match[str], other: str, second: str) -> DateError:
    said = gettext("{date} can be {other}, or the years {first} to {last}. Write {other} or {years}.")
    years = f"{found[1]}/{second}"
    return DateError(said.format(date=quote(found[0]), other=other, first=found[1], last=second, years=years))


# In print


def _in_print(written: str, language: str) -> Reading:
    words = CJK.sub(r"\1-\2-\3", unicodedata.normalize("NFKC", written).translate(MARKS).lower())
    words = _months_joined(bare_of_accents(words))
    if _is_of_another_language(words, language):
        raise _with_examples(gettext("{date} cannot be read as a date."), written)
    timeless = _tidy(TIME.sub(" ", FRENCH_CLOCK.sub(" ", words)))
    bare = _tidy(LEAD_IN.sub("", _tidy(OTHER_WEEKDAY.sub(" ", WEEKDAY.sub(" ", timeless)))))
    reading = _two_years(bare) or read_edge(bare) or _whole(bare) or read_span(bare)
    if reading is None:
        raise _refusal(written, bare)
    edtf, notes = reading
    parse_edtf(edtf)
    return edtf, (*dict.fromkeys(notes), *_notes_on_weekday(timeless, edtf))


def _is_of_another_language(words: str, language: str) -> bool:
    """Return whether a month is a word too, stands below no day, and is not one of this language."""
    language = SAME_MONTHS.get(language, language)
    return any(
        language not in LANGUAGES_OF_MONTHS.get(found["month"], (language,)) and not found["day"]
        for found in WORD_AND_DAY.finditer(words)
    )


def _months_joined(words: str) -> str:
    """Return a text with Arabic months of two words as one, "كانون الثاني", and with one name of a month that has two: "مارس/آذار"."""
    return TWO_NAMES.sub(_one_name, TWO_WORDS.sub(r"\1_\2", words)) if not words.isascii() else words


def _one_name(found: re.Match[str]) -> str:
    first, second = (MONTH_NUMBERS.get(name) for name in found.groups())
    return found[1] if first and first == second else found[0]


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;.-|()[]")


def _whole(bare: str) -> Reading | None:
    point = read_point(bare)
    return (point.edtf, point.notes) if point and point.year else None


def _two_years(bare: str) -> Reading | None:
    """Read "1996/97" as two years, and refuse "2001/02", which may also be a month."""
    found = TWO_YEARS.fullmatch(bare)
    if not found:
        return None
    second, has_month = second_year(found[1], found[2]), 1 <= int(found[2]) <= 12
    if second and has_month:
        raise _two_readings(found, f"{gettext(MONTHS[int(found[2])])} {found[1]}", second)
    if second:
        return f"{found[1]}/{second}", ()
    return (f"{found[1]}-{found[2]}", ()) if has_month else None


def _notes_on_weekday(timeless: str, edtf: str) -> tuple[str, ...]:
    """Point out a day of the week that does not fit the date, which may be misprinted."""
    parsed, printed = parse_edtf(edtf), WEEKDAY.findall(timeless)
    if not isinstance(parsed, SingleDate) or parsed.precision != "day" or len(printed) != 1:
        return ()
    was = WEEKDAYS[parsed.lower.weekday()]
    if was.lower().startswith(printed[0][:2]):
        return ()
    return (gettext("That day was a {weekday}: check the date.").format(weekday=gettext(was)),)


def _refusal(written: str, bare: str) -> DateError:
    if not written:
        return _with_examples(gettext("There is no date."), written)
    said = ""
    if OTHER_CALENDAR.search(bare):
        said = gettext(
            "{date} is in another calendar or script. Write the Gregorian date, and keep this one as printed."
        )
    elif RELATIVE.search(bare) or not bare:
        said = gettext(
            "{date} is not a date by itself. Write the day, month and year that it means, as far as known."
        )
    elif (point := read_point(bare)) and not point.year:
        said = gettext("{date} names no year. Write the year too; leave the date empty if it is not known.")
    if not said:
        return _with_examples(gettext("{date} cannot be read as a date."), written)
    return DateError(said.format(date=quote(written)))


def _with_examples(said: str, written: str) -> DateError:
    return DateError(f"{said.format(date=quote(written))} {gettext(EXAMPLES)}.")
