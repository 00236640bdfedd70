"""Read dates of the Solar Hijri calendar (Iran, Afghanistan) and of the Islamic calendar, and say them in the Gregorian one.

Days are converted by the libraries persiantools and hijridate. The Islamic calendar is that of Umm al-Qura: where months begin by
sight the day may be another, so that a day read so is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, gettext_noop
from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from archive.dates.edtf import DateError, quote
from archive.dates.vocabulary import OTHER_WEEKDAYS, bare

# The ways to write each month: in Iran, in Afghanistan in Dari and in Pashto.
SOLAR_MONTHS = (
    "farvardin hamal فروردین حمل وری",
    "ordibehesht ordibihisht sawr saur sowr اردیبهشت ثور غویی",
    "khordad jawza خرداد جوزا غبرگولی",
    "tir saratan تیر سرطان چنگاښ",
    "mordad amordad asad مرداد امرداد اسد زمری",
    "shahrivar sonbola sunbula sonbula شهریور سنبله وږی",
    "mehr mizan مهر میزان تله",
    "aban aqrab آبان عقرب لړم",
    "azar qaws آذر قوس لیندۍ",
    "dey dei jadi دی جدی مرغومی",
    "bahman dalwa dalv بهمن دلو سلواغه",
    "esfand hut hoot اسفند حوت کب",
)
LUNAR_MONTHS = (
    "muharram moharram محرم",
    "safar صفر",
    "rabi-a",
    "rabi-b",
    "jumada-a",
    "jumada-b",
    "rajab رجب",
    "shaban sha'ban shaaban شعبان",
    "ramadan ramadhan ramazan ramzan رمضان",
    "shawwal shawal شوال",
    "dhu-qada",
    "dhu-hijja",
)
# Months of several words, as one: "rabi al-awwal", "جمادى الآخرة".
JOINED = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\brabi'?(?: |-)*(?:al|ul|us)?(?: |-)*(?:awwal|i)\b|ربیع(?: ال|ال)اول", "rabi-a"),
        (r"\brabi'?(?: |-)*(?:al|ul|us)?(?: |-)*(?:th?ani|akhir|ii)\b|ربیع(?: ال|ال)(?:ثانی|اخر)", "rabi-b"),
        (r"\bjumada(?: |-)*(?:al|ul)?(?: |-)*(?:awwal|ula|i)\b|جمادی(?: ال|ال)اول[یا]?", "jumada-a"),
        (r"\bjumada(?: |-)*(?:al|ul|th)?(?: |-)*(?:th?ani|thaniy?ah?|akhirah?|ii)\b|جمادی(?: ال|ال)(?:ثانی[هة]?|اخر[هة]?)", "jumada-b"),
        (r"\b(?:dhu|zu|zul|dhul)(?: |-)*(?:al|ul|l)?(?: |-)*(?:qa'?da|qi'?da|qa'?dah|qe'?deh)\b|ذو? ?(?:ی )?ا?ل?قعد[هة]", "dhu-qada"),
        (r"\b(?:dhu|zu|zul|dhul)(?: |-)*(?:al|ul|l)?(?: |-)*(?:hijjah?|hajja|hejja)\b|ذو? ?(?:ی )?ا?ل?حج[هة]", "dhu-hijja"),
    )
)  # fmt: skip
LETTERS = str.maketrans({"ة": "ه", "\u200f": "", "\u200e": "", "،": " "})
# Said beside a date: the era, "month of", "year", the clock.
BESIDE = re.compile(
    r"(?<!\w)(?:a\.?h\.?s?\.?|h\.?s\.?|hijri|shamsi|qamari|solar|lunar|هجری|شمسی|خورشیدی|قمری|ه(?:\. ?|‍)?(?:ش|ق)?|ماه|سال|مورخ|ساعت|برابر با|من|شهر|عام|سنه|of|the|in|,)(?!\w)"
)
CLOCK = re.compile(r"(?<![\d/])\d{1,2}:\d{2}(?::\d{2})?(?![\d/])")
SAYS_LUNAR = re.compile(r"(?<!\w)(?:qamari|lunar|قمری|ه\.? ?ق)(?!\w)|\d ?ه(?!\w)|(?<!\w)a\.?h\.?(?!\w)")
SAYS_SOLAR = re.compile(r"(?<!\w)(?:shamsi|solar|شمسی|خورشیدی|ه\.? ?ش|a?\.?h\.?s\.?)(?!\w)")
PERSIAN, ARABIC = re.compile("[۰-۹]"), re.compile("[٠-٩]")
FIGURES = re.compile(r"(1[2-4]\d\d)([/.-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})\6(1[2-4]\d\d)")
WORDS = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>\D+?) (?P<year>1[2-4]\d\d)")
YEARS = range(1250, 1500)
NO_SOLAR_DAY = gettext_noop(
    "{date} is not a day of the Solar Hijri calendar. Write the Gregorian date, and keep this one as printed."
)
NO_LUNAR_DAY = gettext_noop(
    "{date} is not a day of the Islamic calendar. Write the Gregorian date, and keep this one as printed."
)


@dataclass(frozen=True)
class Converted:
    """A date in EDTF, in the Gregorian calendar; how it was read; and whether the day is certain."""

    edtf: str
    note: str = ""
    is_certain: bool = True


def read_other_calendar(written: str) -> Converted | None:
    """Return a date of another calendar in the Gregorian one, or None if it is in no other.

    Raises:
        DateError: for a day that its calendar does not have.
    """
    plain = plain_script(written)
    bare_words = " ".join(WEEKDAY.sub(" ", CLOCK.sub(" ", BESIDE.sub(" ", plain))).split()).strip(" .-()")
    if found := FIGURES.fullmatch(bare_words):
        return _of_figures(written, plain, found)
    if found := WORDS.fullmatch(bare_words):
        return _of_words(written, found)
    return None


def plain_script(text: str) -> str:
    """Return a text in lower case, with Western digits and one form of each Arabic letter, and months of several words as one."""
    text = bare(text.lower().translate(LETTERS))
    for pattern, word in JOINED:
        text = pattern.sub(word, text)
    return text


def _numbers(months: tuple[str, ...]) -> dict[str, int]:
    return {plain_script(word): number for number, words in enumerate(months, 1) for word in words.split()}


SOLAR, LUNAR = _numbers(SOLAR_MONTHS), _numbers(LUNAR_MONTHS)
WEEKDAYS = sorted(
    (plain_script(day.replace("_", " ")) for day in OTHER_WEEKDAYS.split()), key=len, reverse=True
)
WEEKDAY = re.compile(rf"(?<!\w)(?:{'|'.join(WEEKDAYS)})(?!\w)")


def is_month_elsewhere(word: str) -> bool:
    """Return whether a word, bare and in lower case, is a month of the Solar Hijri or the Islamic calendar."""
    return word in SOLAR or word in LUNAR


def _of_figures(written: str, plain: str, found: re.Match[str]) -> Converted | None:
    year, month, day = (int(part) for part in (found.group(1, 3, 4) if found[1] else found.group(8, 7, 5)))
    if year not in YEARS:
        return None
    latest_solar = date.today().year - 621
    is_lunar = bool(SAYS_LUNAR.search(plain) or ARABIC.search(written)) or year > latest_solar
    if SAYS_SOLAR.search(plain) or PERSIAN.search(written):
        is_lunar = False
    read = (_lunar_day if is_lunar else _solar_day)(written, year, month, day)
    certain = not is_lunar and bool(PERSIAN.search(written) or SAYS_SOLAR.search(plain))
    said = gettext("Read as {date} in the Solar Hijri calendar.")
    if is_lunar:
        said = gettext(
            "Read as {date} in the Islamic calendar of Umm al-Qura; where months begin by sight it may be a day off."
        )
    return Converted(str(read), said.format(date=f"{day}/{month}/{year}") if not certain else "", certain)


def _of_words(written: str, found: re.Match[str]) -> Converted | None:
    word, year = found["month"].strip(" .،-"), int(found["year"])
    if year not in YEARS or (word not in SOLAR and word not in LUNAR):
        return None
    is_solar = word in SOLAR
    month, convert = (SOLAR[word], _solar_day) if is_solar else (LUNAR[word], _lunar_day)
    by_sight = gettext(
        "Read in the Islamic calendar of Umm al-Qura; where months begin by sight it may be a day off."
    )
    note = "" if is_solar else by_sight
    if found["day"]:
        return Converted(str(convert(written, year, month, int(found["day"]))), note, is_solar)
    first = convert(written, year, month, 1)
    after = convert(written, *((year, month + 1) if month < 12 else (year + 1, 1)), 1)
    return Converted(f"{first}/{after - timedelta(days=1)}", note, is_solar)


def _solar_day(written: str, year: int, month: int, day: int) -> date:
    return _converted(written, NO_SOLAR_DAY, lambda: JalaliDate(year, month, day).to_gregorian())


def _lunar_day(written: str, year: int, month: int, day: int) -> date:
    return _converted(
        written, NO_LUNAR_DAY, lambda: date(*Hijri(year, month, day).to_gregorian().datetuple())
    )


def _converted(written: str, no_day: str, convert: Callable[[], date]) -> date:
    try:
        return convert()
    except (ValueError, OverflowError) as error:
        raise DateError(gettext(no_day).format(date=quote(written))) from error
