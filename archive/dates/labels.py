"""Put EDTF dates into words for readers, with exactly the precision known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, gettext, gettext_noop

from archive.dates.edtf import OPEN, SingleDate, parse_edtf, parse_single, sides
from archive.dates.vocabulary import MONTHS, SEASONS, SHORT_MONTHS

MAX_REMEMBERED = 4_000  # labels: a page of hundreds of claims repeats few dates


@dataclass(frozen=True)
class Wording:
    """The words in which the long and the short label differ; braces are replaced by a date."""

    months: tuple[str, ...]
    century: str
    about: str
    uncertain: str  # a whole date that is uncertain
    uncertain_side: str  # one date of an interval
    between: str
    inferred: str


LONG = Wording(
    MONTHS,
    gettext_noop("{} century"),
    gettext_noop("about {}"),
    gettext_noop("{}, uncertain"),
    gettext_noop("{} (uncertain)"),
    gettext_noop("between {} and {}"),
    gettext_noop("{} (inferred)"),
)
SHORT = Wording(
    SHORT_MONTHS, gettext_noop("{} c."), gettext_noop("c. {}"), "{}?", "{}?", "{}–{}", "{} (inferred)"
)


def label(edtf: str, *, basis: str = "stated") -> str:
    """Put a date into words: "9 August 1998", "about 1998", "between May and August 1998", "since 1985"; "" for undated.

    The basis "inferred" adds " (inferred)". Raise DateError for anything that is not a date.
    """
    return _remembered(edtf, basis, LONG, get_language())


def report_label(edtf: str, basis: str) -> str:
    """Put the date of a report into words, as `label` does; "undated" if it has none."""
    return label(edtf, basis=basis or "stated") or gettext("undated")


def when(edtf: str) -> str:
    """Say when a date was, as `label` names it: "on 9 August 1998", "in May 1997", "in the 1990s", "since 1985"; "" for undated."""
    if not edtf:
        return ""
    parsed, words = parse_edtf(edtf), label(edtf)
    if parsed.precision == "interval":
        return words
    if parsed.precision == "day":
        return gettext("on {date}").format(date=words) if not parsed.approximate else words
    has_article = parsed.precision in ("decade", "century") and not parsed.approximate and "–" not in words
    return (gettext("in the {time}") if has_article else gettext("in {time}")).format(time=words)


def short_label(edtf: str, *, basis: str = "stated") -> str:
    """Abbreviate a date: "9 Aug 1998", "c. 1998", "1998?", "May–Aug 1998", "since 1985"; "" for undated."""
    return _remembered(edtf, basis, SHORT, get_language())


@lru_cache(MAX_REMEMBERED)
def _remembered(edtf: str, basis: str, wording: Wording, language: str | None) -> str:
    """Put a date into words of the language, which is the one in use: another has words of its own."""
    return _label(edtf, basis, wording)


def _label(edtf: str, basis: str, wording: Wording) -> str:
    if not edtf:
        return ""
    parsed = parse_edtf(edtf)
    if isinstance(parsed, SingleDate):
        words = _marked(parsed, wording, wording.uncertain)
    else:
        words = _interval(edtf, wording)
    return gettext(wording.inferred).format(words) if basis == "inferred" else words


def _interval(edtf: str, wording: Wording) -> str:
    start, end = sides(edtf)
    if start in ("", OPEN):
        words = gettext("until {date}") if start else gettext("until {date}, start not known")
        return words.format(date=_side(end, wording))
    if end in ("", OPEN):
        words = gettext("since {date}") if end else gettext("from {date}, end not known")
        return words.format(date=_side(start, wording))
    if start == end:
        return _side(start, wording)
    return gettext(wording.between).format(
        _shortened(parse_single(start), parse_single(end), wording), _side(end, wording)
    )


def _shortened(start: SingleDate, end: SingleDate, wording: Wording) -> str:
    """Drop from the first date what the second repeats: "9 and 12 August 1998", "May and August 1998"."""
    is_plain = not any(side.uncertain or side.approximate for side in (start, end))
    is_winter = any(side.precision == "season" and side.text[5:7] == "24" for side in (start, end))
    if not is_plain or is_winter or start.precision != end.precision or start.lower.year != end.lower.year:
        return _side(start.text, wording)
    if start.precision == "day" and start.lower.month == end.lower.month:
        return gettext("{day}").format(day=start.lower.day)
    if start.precision == "day":
        return gettext("{day} {month}").format(
            day=start.lower.day, month=gettext(wording.months[start.lower.month])
        )
    return _name(start, wording) or _side(start.text, wording)


def _name(parsed: SingleDate, wording: Wording) -> str:
    """Name the month or season, without the year."""
    if parsed.precision == "season":
        return gettext(SEASONS[int(parsed.text[5:7])])
    return gettext(wording.months[parsed.lower.month]) if parsed.precision == "month" else ""


def _side(text: str, wording: Wording) -> str:
    return _marked(parse_single(text), wording, wording.uncertain_side)


def _marked(parsed: SingleDate, wording: Wording, uncertain: str) -> str:
    words = _plain(parsed, wording)
    if parsed.approximate:
        has_article = wording is LONG and parsed.precision in ("decade", "century") and "–" not in words
        words = gettext(wording.about).format(
            gettext("the {time}").format(time=words) if has_article else words
        )
    return gettext(uncertain).format(words) if parsed.uncertain else words


def _plain(parsed: SingleDate, wording: Wording) -> str:
    year = _year(parsed.lower.year)
    if parsed.precision == "day":
        return gettext("{day} {month} {year}").format(
            day=parsed.lower.day, month=gettext(wording.months[parsed.lower.month]), year=year
        )
    if parsed.precision == "month":
        return f"{_name(parsed, wording)} {year}"
    if parsed.precision == "season":
        return f"{_name(parsed, wording)} {year}{_winter_end(parsed)}"
    if parsed.precision == "decade":
        return (
            gettext("{year}s").format(year=year)
            if parsed.lower.year % 100
            else f"{year}–{_year(parsed.upper.year)}"
        )  # "1900s" is ambiguous
    if parsed.precision == "century":
        return gettext(wording.century).format(gettext(_ordinal(parsed.lower.year // 100 + 1)))
    return year


def _winter_end(parsed: SingleDate) -> str:
    """Return the second year of a winter, which is named after both, as it begins in December."""
    first, last = parsed.lower.year, parsed.upper.year
    if first == last:
        return ""
    return f"–{last % 100:02}" if first // 100 == last // 100 else f"–{_year(last)}"


def _year(year: int) -> str:
    return str(year) if year >= 1000 else gettext("AD {year}").format(year=year)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
