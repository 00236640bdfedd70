"""What stands above the text of a report: headline, standfirst, byline, date; and the dateline at its front."""

from __future__ import annotations

import re

from archive.ingest.paragraphs import paragraph_of

HEADLINE, STANDFIRST, BYLINE, DATE = "headline", "standfirst", "byline", "date"
REMOVED, BODY = "removed", "body"
AGAIN, BEFORE = "the headline again", "before the beginning of the report"

MONTH = r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]{MONTH},?[ -]\d{{4}}|{MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|"
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2})"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? "
CLOCK = r"(?:[\sT|,•·–-]*(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}\)?|[+-]\d\d:?\d\d|Z)?)"
DATE_LINE = re.compile(
    rf"(?:(?P<lead>published|posted|first published|date|issued|updated|last (?:updated|modified)|modified)\s*(?:on|at)?\s*:?\s*)?"
    rf"{CLOCK}?[\s|,•·–-]*(?:{WEEKDAY})?(?P<date>{DAY}|{MONTH} \d{{4}}){CLOCK}?\W*",
    re.IGNORECASE,
)
LATER = ("updated", "last updated", "last modified", "modified")
NAME = r"(?:[A-Z][\w.’'-]*\.?|al-[A-Z][\w’'-]+)"
LINKS = r"(?:and|in|at|of|for|de|van|von|bin|ibn|the|with|,|&|–|-)"
BYLINE_LINE = re.compile(
    rf"(?:(?:Story |Report |Words |Written |Reporting )?(?:[Bb]y|BY):? )(?:{NAME}|{LINKS})(?:,? (?:{NAME}|{LINKS}))*,?(?: [a-z]+ correspondent)?"
)
FROM_LINE = re.compile(rf"(?:From|FROM):? {NAME}(?: {NAME}){{1,3}},? (?:in|IN) {NAME}(?:[ ,-]+{NAME}){{0,3}}")
NAME_LINE = re.compile(rf"{NAME}(?: {NAME}){{1,3}}(?:,? in {NAME}(?: {NAME})?)?")
PARTS = re.compile(r"(\s*[|•·]\s*)")

PLACE = r"[A-Z][A-Z’'.-]{3,}(?:[ ,]+[A-Z][A-Z’'.-]*){0,4}(?:,? (?:[A-Z][a-z]+[ ,]*){1,2})?"
DATELINE = re.compile(
    rf"(?P<place>{PLACE})(?:,? ?(?P<date>{MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTH}(?: \d{{4}})?))?,?"
    rf"\s*(?:\((?:[A-Z][\w ./-]{{1,30}})\))?\s*[–—-]{{1,2}}\s"
)
NO_PLACES = {
    "BREAKING",
    "UPDATE",
    "UPDATED",
    "EXCLUSIVE",
    "ANALYSIS",
    "WATCH",
    "NOTE",
    "CORRECTION",
    "OPINION",
    "LIVE",
    "VIDEO",
}
WHOLE_DATE = re.compile(r"\d{4}")

FEWEST_WORDS = 4
LONGEST_HEADLINE = 300


def same_words(one: str, other: str) -> bool:
    """Compare two lines by their words alone."""
    return paragraph_of(one).words == paragraph_of(other).words


def dated(body: str) -> tuple[str, str]:
    """Return the place and the date of the dateline at the front of a text, each "" when it is not there.

    A date without a year is left alone: nothing is filled in.
    """
    found = DATELINE.match(body[:200])
    if not found or found["place"].split()[0].strip(",") in NO_PLACES:
        return "", ""
    date = found["date"] or ""
    return found["place"].strip(" ,"), date if WHOLE_DATE.search(date) else ""


def day_in(line: str) -> str:
    """Return the date on a date line, without the hour and words such as "Published"."""
    found = DATE_LINE.fullmatch(line.strip())
    return found["date"] if found else line


def writers_in(line: str) -> str:
    """Return a byline without its "By"."""
    return re.sub(r"^(?:by|from):? ", "", line, flags=re.IGNORECASE)


def read_head(pieces: list, *, last_resort: bool = False) -> list:
    """Name the pieces above the first paragraph of prose; what is nothing known is removed.

    With `last_resort` there is no prose at all: what is not headline, byline or date stays as the body.
    """
    pieces = [part for piece in pieces for part in _parted(piece)]
    headline = _find_headline(pieces)
    day = _find_day(pieces, headline)
    named = [_named(at, piece, pieces, headline, day) for at, piece in enumerate(pieces)]
    if last_resort:
        return named if any(piece.kind == BODY for piece in named) else pieces
    return [_other(at, piece, named, headline) for at, piece in enumerate(named)]


def end_of_head(pieces: list, first_prose: int) -> int:
    """Return where the text begins: at the first prose, or below a byline or date that follows it.

    One paragraph between the headline and such a line is the standfirst.
    """
    if _find_headline(pieces[:first_prose]) is None:
        return first_prose
    end = first_prose
    for at in range(first_prose + 1, min(first_prose + 5, len(pieces))):
        if _names_writer_or_day(pieces[at].text):
            end = at
        elif paragraph_of(pieces[at].text).is_prose and pieces[at].kind == BODY:
            break
    return end + 1 if end > first_prose else first_prose


def _names_writer_or_day(text: str) -> bool:
    return any(is_date(part) or is_byline(part) for part in PARTS.split(text))


def _parted(piece) -> list:
    """Cut "By A. Writer | 9 August 1998" into its parts."""
    texts = PARTS.split(piece.text)
    if piece.kind != BODY or len(texts) == 1 or not any(is_date(text) or is_byline(text) for text in texts):
        return [piece]
    kind = type(piece)
    return [
        kind(text, REMOVED, "no words") if PARTS.fullmatch(text) else kind(text, BODY)
        for text in texts
        if text.strip()
    ]


def is_date(text: str, *, later: bool = True) -> bool:
    """Tell whether a line is a date and nothing else; with `later` that of a later change counts too."""
    found = DATE_LINE.fullmatch(text.strip())
    return bool(found) and (later or (found["lead"] or "").lower() not in LATER)


def is_byline(text: str) -> bool:
    line = text.strip()
    return len(line) <= 200 and bool(BYLINE_LINE.fullmatch(line) or FROM_LINE.fullmatch(line))


def _is_candidate(piece) -> bool:
    if piece.kind != BODY or len(piece.text) > LONGEST_HEADLINE:
        return False
    return paragraph_of(piece.text).is_title_like and not is_date(piece.text) and not is_byline(piece.text)


def _find_headline(pieces: list) -> int | None:
    """Return where the headline stands: the first line, or else the first of the last lines that are long enough."""
    candidates = [at for at, piece in enumerate(pieces) if _is_candidate(piece)]
    long = [at for at in candidates if paragraph_of(pieces[at].text).length >= FEWEST_WORDS]
    if not long:
        return candidates[-1] if candidates else None
    first_words = next((at for at, piece in enumerate(pieces) if piece.kind == BODY), None)
    if long[0] == first_words:
        return long[0]
    start = long[-1]
    while start - 1 in long:
        start -= 1
    return start


def _named(at: int, piece, pieces: list, headline: int | None, day: int | None):
    """Give a piece of the head its name, if it has one."""
    kind = type(piece)
    if piece.kind != BODY:
        return piece
    if at == headline:
        return kind(piece.text, HEADLINE)
    if is_byline(piece.text):
        return kind(piece.text, BYLINE)
    if is_date(piece.text):
        return (
            kind(piece.text, DATE) if at == day else kind(piece.text, REMOVED, _why_not(at, piece, headline))
        )
    stands_between = headline is not None and at == headline + 1 == (day or 0) - 1
    if stands_between and NAME_LINE.fullmatch(piece.text):
        return kind(piece.text, BYLINE)
    return piece


def _find_day(pieces: list, headline: int | None) -> int | None:
    """Return where the date of publication stands; one above the headline may be that of the day it was saved."""
    below = range(0 if headline is None else headline + 1, len(pieces))
    return next(
        (at for at in below if pieces[at].kind == BODY and is_date(pieces[at].text, later=False)), None
    )


def _why_not(at: int, piece, headline: int | None) -> str:
    if headline is not None and at < headline:
        return "a date above the headline: perhaps of the day it was saved"
    return "a second date" if is_date(piece.text, later=False) else "the date of a later change"


def _other(at: int, piece, named: list, headline: int | None):
    """Take one long line right under the headline for its standfirst; remove the rest."""
    kind = type(piece)
    if piece.kind != BODY:
        return piece
    if headline is not None and same_words(piece.text, named[headline].text):
        return kind(piece.text, REMOVED, AGAIN)
    paragraph = paragraph_of(piece.text)
    if headline is not None and (paragraph.is_prose or (at == headline + 1 and paragraph.length >= 6)):
        return kind(piece.text, STANDFIRST)
    return kind(piece.text, REMOVED, BEFORE)
