"""Read the dateline at the start of a report: "KABUL, Afghanistan, Aug. 9 (AFP) —", "Washington (CNN) --", "МОСКВА, 9 авг —".

A place in capitals counts before a dash, or before a colon if nobody speaks in the text so. One in ordinary letters, or in a script
without capitals, counts only with an agency in brackets or a day after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.dates.vocabulary import MONTH_NUMBERS, bare, is_weekday
from archive.text.patterns import Linear

LOOKED_AT = 200  # characters
MONTH = r"[\p{L}\p{M}]{3,12}\.?"
DAY = (
    rf"(?:(?:\p{{L}}{{3,12}},? )?(?:\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?(?: de)? {MONTH}(?:,? (?:de )?\d{{4}})?"
    rf"|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}}| \d{{4}})?)|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})"
)
CAPITALS = r"\p{Lu}[\p{Lu}\p{M}’'.-]+"
CAPITAL_PLACE = rf"{CAPITALS}(?:(?: |, | ?/ ?){CAPITALS}){{0,5}}"
NAME = r"\p{Lu}[\p{L}\p{M}’'.-]+"
REGION = rf"(?:,? {NAME}(?: (?:{NAME}|of|and|the)){{0,4}})"
NAMED_PLACE = rf"{NAME}(?:(?:[ -]| ?/ ?)(?:{NAME}|de|di|la|el|am|an|der|al|i|e)){{0,3}}"
ARABIC = r"[\p{Arabic}\x{200c}]"
ARABIC_PLACE = (
    rf"{ARABIC}{{2,20}}(?: {ARABIC}{{2,20}}){{0,2}}(?:[،,] ?{ARABIC}{{2,20}}(?: {ARABIC}{{2,20}}){{0,2}})?"
)
AGENCY = r"[\p{L}«»][\p{L}\p{M}\d ./&«»\x{200c}-]{1,30}"
DASH = r"(?:\.?\s*[—–―-]{1,3}|\s\|)"
KNOWN_AGENCIES = r"CNN|AP|AFP|Reuters|REUTERS|UPI|IRIN|dpa|DPA|EFE|ANSA|TASS|Xinhua|VOA|RFE/RL|PTI|ANI|IRNA|KUNA|SANA|IPS|BBC|AA|Anadolu"
AGENCIES_OF_EAST = "رويترز|رویترز|أ ف ب|ا ف ب|أ.ف.ب|د ب أ|سانا|الأناضول|واس|وام|بترا|قنا|كونا|إيرنا|ایرنا|ایسنا|فارس|مهر|تسنیم|باختر|پژواک|آوا"
BRACKETED_DAY = rf"(?:\s*\((?P<within>{DAY})\))"
# The forms by how they begin; each takes milliseconds to compile, so that none is asked of a text that cannot begin so.
IN_CAPITALS = tuple(
    Linear(form)
    for form in (
        # KABUL, Afghanistan, Aug. 9 (AFP) —
        rf"(?P<place>{CAPITAL_PLACE}{REGION}?)(?:[,.]? ?(?P<date>{DAY}))?,?{BRACKETED_DAY}?\s*(?:\({AGENCY}\))?\s*{DASH}(?:\s|$)",
        rf"(?P<place>{CAPITAL_PLACE}{REGION}?)(?:[,.]? ?(?P<date>{DAY}))?,?\s*\({AGENCY}\)\s*[.:]?\s",
        rf"(?P<place>{CAPITAL_PLACE}{REGION}?), ?(?P<date>{DAY})\s*:\s",
        rf"(?P<place>{CAPITAL_PLACE})(?P<speaks>:)\s",
    )
)
IN_SMALL_LETTERS = tuple(
    Linear(form)
    for form in (
        # МОСКВА, 9 августа. /ТАСС/. — Москва. 9 августа. ИНТЕРФАКС -
        rf"(?P<place>{NAMED_PLACE})[,.] ?(?P<date>{DAY})\.?\s*(?:/{AGENCY}/\.?|{CAPITALS}(?:\.\p{{Lu}}+)? ?{DASH})",
        # Kabul, 9 August 1998 (IRIN) - ; Washington (CNN) --
        rf"(?P<place>{NAMED_PLACE}{REGION}?)(?:, ?(?P<date>{DAY}))?,?\s*\({AGENCY}\)\s*(?:{DASH}|:)(?:\s|$)",
        rf"(?P<place>{NAMED_PLACE}{REGION}?)(?:, ?(?P<date>{DAY}))?,?\s*\((?:{KNOWN_AGENCIES})\)",
        rf"(?P<place>{NAMED_PLACE}{REGION}?), ?(?P<date>{DAY})\s*{DASH}\s",
    )
)
WITHOUT_CAPITALS = tuple(
    Linear(form)
    for form in (
        # دمشق، سوريا (CNX) -- ; بغداد - رويترز:
        rf"(?P<place>{ARABIC_PLACE})(?:[،,] ?(?P<date>\d{{1,2}} {ARABIC}{{3,10}}(?: \d{{4}})?))?\s*[—–-]?\s*[(«]{AGENCY}[)»]\s*(?:{DASH}|[:ـ])",
        rf"(?P<place>{ARABIC_PLACE})(?:[،,] ?(?P<date>\d{{1,2}} {ARABIC}{{3,10}}(?: \d{{4}})?))?\s*[—–ـ/-]\s*(?:{AGENCIES_OF_EAST})\s*[—–:ـ-]",
        # 新华社北京8月9日电
        r"(?:新华社|新華社|中新社|中新网)(?P<place>[\x{4e00}-\x{9fff}]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日)电",
        r"【(?P<place>[^】]{2,8}?)(?:共同|時事|AFP=時事)】",
    )
)
# Words without a sign that could end a dateline, then one in small letters that no place has, and another that no day of the month follows.
JOINING = "de|di|la|el|am|an|der|al|i|e|of|and|the"
PLAIN = r"[^\s\d:/|()—–―-]+"
PROSE = re.compile(rf"{PLAIN}(?: {PLAIN}){{0,9}}? (?!(?:{JOINING})(?![a-z]))[a-z]+,? {PLAIN} \D")
# What no place in capitals has after its first letter.
NOT_IN_CAPITALS = re.compile(r"[\s\d,]")
# A place in small letters counts beside a day or an agency in brackets alone.
DAY_OR_BRACKET = re.compile(r"[\d(]")
WITHOUT_CASE = re.compile("[\u0600-\u200c\u2e80-\U0010ffff]")
SPEAKER = re.compile(r"^[^\W\d_a-z][^a-z:\n]{1,40}:\s", re.MULTILINE)
NO_PLACES = frozenset(
    [
        "BREAKING",
        "UPDATE",
        "UPDATED",
        "REPORTAGE",
        "ANALYSE",
        "ENQUÊTE",
        "RÉCIT",
        "EXCLUSIF",
        "ENTRETIEN",
        "DÉCRYPTAGE",
        "VIDÉO",
        "TRIBUNE",
        "PORTRAIT",
        "REPORTAJE",
        "EXCLUSIVA",
        "ANÁLISIS",
        "OPINIÓN",
        "ENTREVISTA",
        "EXKLUSIV",
        "KOMMENTAR",
        "INTERVISTA",
        "ANALISI",
        "COMMENTO",
        "ESCLUSIVA",
        "INSIGHT",
        "REFILE",
        "CORRECTED",
        "WRAPUP",
        "EXCLUSIVE",
        "ANALYSIS",
        "WATCH",
        "NOTE",
        "CORRECTION",
        "OPINION",
        "LIVE",
        "VIDEO",
        "QUESTION",
        "ANSWER",
        "MODERATOR",
        "SECRETARY",
        "PRESIDENT",
        "MINISTER",
        "MR",
        "MRS",
        "MS",
        "DR",
        "SIR",
        "GENERAL",
        "GEN",
        "COLONEL",
        "COL",
        "SENATOR",
        "JUDGE",
        "PROFESSOR",
        "REPORTER",
        "HOST",
        "SUBJECT",
        "SOURCE",
        "FROM",
        "TO",
        "DATE",
        "RE",
        "FILE",
        "PHOTO",
        "PHOTOS",
        "NATO",
        "UNHCR",
        "UNICEF",
        "UNESCO",
        "ISIS",
        "ISIL",
        "TALIBAN",
        "TALEBAN",
        "INTERVIEW",
        "COMMENT",
        "EDITORIAL",
        "FEATURE",
        "PROFILE",
        "TIMELINE",
        "EXPLAINER",
        "REVIEW",
        "FACTBOX",
        "CHRONOLOGY",
        "NEWS",
        "REPORT",
        "SUMMARY",
        "BACKGROUND",
        "WARNING",
        "URGENT",
        "FLASH",
        "ALERT",
        "THE",
        "WE",
        "US",
        "UN",
        "UK",
        "EU",
        "NEW-LOOK",
        "ADVERTISEMENT",
        "CONTACT",
        "TITLE",
        "BODY",
    ]
)
AN_ACRONYM = re.compile(r"[A-Z]{2,3}(?:'S)?")
TITLES = frozenset(
    [
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Sir",
        "President",
        "Secretary",
        "Minister",
        "General",
        "Colonel",
        "Prince",
        "King",
        "Queen",
    ]
)
WEEKDAY_AT_END = re.compile(r",? (?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day$")


@dataclass(frozen=True)
class Dateline:
    """The place of writing as printed, and the day, usually without a year; each "" if absent."""

    place: str = ""
    day: str = ""


def dateline_of(body: str) -> Dateline:
    """Return the dateline at the start of a text."""
    start = body[:LOOKED_AT].partition("\n")[0]
    for form in forms_of(start):
        found = form.match(start)
        if found and (read := _read(found.groupdict(), body)):
            return read
    return Dateline()


def forms_of(start: str) -> Iterator[Linear]:
    """Yield the forms that a text with this start may have: most reports have none, as a glance shows."""
    first, second = start[:1], start[1:2]
    if first.isupper() and not PROSE.match(start):
        is_small = second.isalpha() and second.islower()
        yield from () if is_small or NOT_IN_CAPITALS.match(second) else IN_CAPITALS
        yield from IN_SMALL_LETTERS if DAY_OR_BRACKET.search(start) else ()
    elif WITHOUT_CASE.match(first):
        yield from WITHOUT_CAPITALS


def dated(body: str) -> tuple[str, str]:
    """Return the place and the date in the dateline at the start of a text, each "" if absent.

    A date without a year is ignored: no year is made up.
    """
    dateline = dateline_of(body)
    return dateline.place, dateline.day if re.search(r"\d{4}", dateline.day) else ""


def day_in_dateline(body: str) -> str:
    """Return the day in the dateline at the start of a text, usually without its year: "Aug. 9"."""
    return dateline_of(body).day


def _read(found: dict, body: str) -> Dateline | None:
    place, day = found["place"].strip(" ,،"), found.get("date") or found.get("within") or ""
    place = WEEKDAY_AT_END.sub("", place)
    words = re.findall(r"[^\W\d_]+", place)
    if (
        not words
        or words[0] in NO_PLACES
        or words[0] in TITLES
        or words[-1] in TITLES
        or is_weekday(words[0])
    ):
        return None
    if day and not (day := _without_weekday(day)):
        return None
    bare_place = not (day or "," in place or "(" in body[: len(place) + 4])
    if bare_place and AN_ACRONYM.fullmatch(place):
        return None
    if found.get("speaks") and len(SPEAKER.findall(body[:20_000])) > 1:
        return None
    return Dateline(place, day)


def _without_weekday(day: str) -> str:
    """Return a day without its weekday, or "" if its word is not a month."""
    for word in re.findall(r"[^\W\d_]{3,}", day):
        if is_weekday(word):
            day = day.replace(word, "", 1).strip(" .,")
        elif bare(word.lower()) not in MONTH_NUMBERS:
            return ""
    return day
