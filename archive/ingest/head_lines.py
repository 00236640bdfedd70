"""Recognise single lines above a report, and the dateline at its start, by their form: dates, writers, places."""

from __future__ import annotations

import re

from archive.dates.vocabulary import MONTH_NUMBERS, OTHER_WEEKDAYS, bare
from archive.ingest.paragraphs import paragraph_of
from archive.text.patterns import Linear

# Reading the date tells names of months from other words.
MONTH = r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
OTHER_MONTH = r"[^\W\d_]{3,12}\.?"
OTHER_DAY = rf"\d{{1,2}}(?:\.|er|º)? (?:de )?(?P<month>{OTHER_MONTH}) (?:de |del )?\d{{4}}(?: ?г\.?| года)?"
DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]{MONTH},?[ -]\d{{4}}|{MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|{OTHER_DAY}|"
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.](?:(?:19|20)\d{2}|\d{2}))"
)
WEEKDAY = rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|{'|'.join(OTHER_WEEKDAYS.split())}),? (?:den )?"
CLOCK = r"(?:[\sT|,•·—–-]*(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}\)?|[+-]\d\d:?\d\d|Z)?)"
DATE_LINE = Linear(
    rf"(?:(?:[\w’']+ ){{0,3}}(?P<lead>published|posted|first published|date|issued|updated|last (?:updated|modified)|modified)\s*(?:on|at)?\s*:?\s*)?"
    rf"{CLOCK}?[\s|,•·—–-]*(?:{WEEKDAY})?(?P<date>{DAY}|{MONTH} \d{{4}}){CLOCK}?(?: by [\w .]{{2,40}})?\W*",
    ignore_case=True,
)
PUBLISHED = ("published", "posted", "first published", "issued")
LATER = ("updated", "last updated", "last modified", "modified")
NAME = r"(?:\p{Lu}[\w.’'-]*\.?|al-\p{Lu}[\w’'-]+|\p{Arabic}+)"
# "dal nostro inviato MARIO ROSSI"
FROM_OUR = (
    r"(?:[Dd]al|[Dd]alla) [Nn]ostr[oa] (?:[Ii]nviat[oa]|[Cc]orrispondente)|[Dd]e (?:[Nn]otre|[Nn]uestr[oa]) (?:[Ee]nvoyée? [Ss]péciale?|[Cc]orrespondante?|[Ee]nviad[oa] [Ee]special|[Cc]orresponsal)|"
    r"[Vv]on [Uu]nsere[mr] (?:[Kk]orrespondent(?:in|en)|[Rr]eporter(?:in)?)|[Ff]rom [Oo]ur [Cc]orrespondent"
)
WRITTEN_BY = re.compile(
    rf"^(?:{FROM_OUR}|by|from|von|par|por|di|door|texte par|text by|автор|نویسنده|خبرنگار|بقلم|كتب)\s?[:,،]? ",
    re.IGNORECASE,
)
LINKS = r"(?:and|in|at|of|for|de|van|von|bin|ibn|the|with|,|&|–|-)"
BYLINE_LINE = Linear(
    rf"(?:(?:Story |Report |Words |Written |Reporting )?(?:{FROM_OUR}|[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]i|[Dd]oor|Texte par|Text by|Автор|نویسنده|خبرنگار|بقلم|كتب)\s?[:,،]? )(?:{NAME}|{LINKS})(?:,? (?:{NAME}|{LINKS}))*,?(?: [a-z]+ correspondent)?(?: \([^()]{{2,60}}\))?"
)
FROM_LINE = Linear(rf"(?:From|FROM):? {NAME}(?: {NAME}){{1,3}},? (?:in|IN) {NAME}(?:[ ,-]+{NAME}){{0,3}}")
ROLE = r"(?:(?:Staff|Senior|Chief|Foreign|Special|Diplomatic|Defen[cs]e|Security|Political|International|World) )*(?:Reporter|Correspondent|Writer|Editor)"
NAME_LINE = Linear(rf"{NAME}(?: {NAME}){{1,3}}(?:,? in {NAME}(?: {NAME})?|, {ROLE})?")
# "… Anna Writer reports from Kabul", at the end of a standfirst.
REPORTS = Linear(
    rf"(?:.*[.!?”’\"] )?(?P<name>{NAME}(?: {NAME}){{1,3}}) (?:reports|writes)(?: from {NAME}(?: {NAME}){{0,2}})?\.?"
)
MAX_STANDFIRST = 600
# A run of spaces is matched from its start only.
PARTS = re.compile(r"((?:(?<!\s)\s+)?[|•·]\s*)")


def same_words(one: str, other: str) -> bool:
    """Compare two lines by their words alone."""
    return paragraph_of(one).words == paragraph_of(other).words


def _date_line(text: str) -> re.Match[str] | None:
    """Match a line that is a date; months of other languages count if the whole reads as a date."""
    found = DATE_LINE.fullmatch(text.strip())
    month = found["month"] if found else None
    return found if not month or bare(month.lower().rstrip(".")) in MONTH_NUMBERS else None


def day_in(line: str) -> str:
    """Return the date on a date line, without the time and words such as "Published"."""
    found = _date_line(line)
    return found["date"] if found else line


def writers_in(line: str) -> str:
    """Return a byline without its "By"."""
    return WRITTEN_BY.sub("", line)


def writer_in_standfirst(text: str) -> str:
    """Return the writer whom a standfirst names at its end: "Anna Writer reports"."""
    found = REPORTS.fullmatch(text.strip()) if len(text) <= MAX_STANDFIRST else None
    return found["name"] if found else ""


def is_date(text: str, *, later: bool = True) -> bool:
    """Return whether a line is a date and nothing else; with `later`, the date of a later change counts too."""
    found = _date_line(text)
    return found is not None and (later or (found["lead"] or "").lower() not in LATER)


def is_byline(text: str) -> bool:
    """Return whether a line names who wrote the report, with "By" or "From" in front."""
    line = text.strip()
    return len(line) <= 200 and bool(BYLINE_LINE.fullmatch(line) or FROM_LINE.fullmatch(line))


def is_published_line(text: str) -> bool:
    """Return whether a line says explicitly when something was published."""
    found = _date_line(text)
    return found is not None and (found["lead"] or "").lower() in PUBLISHED


def is_name(text: str) -> bool:
    """Return whether a line may be the name of a writer: two to four words with capitals, perhaps with a place."""
    line = text.strip()
    return bool(NAME_LINE.fullmatch(line)) and not any(map(str.isdecimal, line))


def names_writer_or_day(text: str) -> bool:
    """Return whether a line, or a part of it between | and the like, is a byline or a date."""
    return any(is_date(part) or is_byline(part) for part in PARTS.split(text))
