"""Find the dates in typed words, where they can be nothing else: "taliban 27 september 1996", "kabul in the 1990s", "since 2001".

A bare year, a month without its year and "may" may be dates and may be words: they are left alone. Two digits are a year beside a month
or a season, or with an apostrophe ("27 sep 96", "'96"): the last year with these digits that has begun. A curator's date has to say the century.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as calendar_date

from archive.dates.calendars import is_month_elsewhere
from archive.dates.edtf import DateError
from archive.dates.points import dates_meant
from archive.dates.printed import read_printed
from archive.dates.vocabulary import (
    LANGUAGES_OF_MONTHS,
    MONTH_NUMBERS,
    SEASON_NUMBERS,
    WORDS_TOO,
    bare,
    is_weekday,
)

MAX_LENGTH = 500  # characters looked through
YEAR = "(?:1[5-9][0-9]{2}|20[0-9]{2})"
NUMERIC = rf"(?:[0-9]{{1,2}}([./-])[0-9]{{1,2}}\1(?:{YEAR}|[0-9]{{2}})|(?:{YEAR}|1[2-4][0-9]{{2}})([./-])[0-9]{{1,2}}\2[0-9]{{1,2}}|(?:0?[1-9]|1[0-2])[./]{YEAR})"
TOKEN = re.compile(
    rf"(?<![0-9./])(?<![\w./]-){NUMERIC}(?![0-9/-])(?!\.[0-9])|"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}\b|[0-9]{4}-(?:0[1-9]|1[0-2])\b(?!-)|[12][0-9]{2}[Xx]\b|[12][0-9]XX\b"
    r"|(?:[12][0-9]|['’])?[0-9]0(?:['’]?s|er|-(?:е|х|ые|ых))\b|['’][0-9]{2}\b|[LlDd]['’](?=[^\W\d_])"
    r"|[0-9]{3,}|[0-9]{1,2}(?:st|nd|rd|th|er)?\b(?:\.(?!\.))?|[^\W\d_]+\.?|\.{2,3}|…|[-–/,]|\S"
)
# A letter for each kind of token; a pattern of these letters is a date.
IN_FIGURES = (
    ("I", re.compile(rf"[0-9]{{4}}-[0-9]{{2}}(?:-[0-9]{{2}})?|{NUMERIC}")),
    ("X", re.compile(r"[12][0-9]{2}[Xx]|[12][0-9]XX")),
    ("E", re.compile(r"(?:(?:[12][0-9]|['’])[0-9]|[789])0(?:['’]?s|er|-\w+)")),
    ("g", re.compile(r"[0-6]0(?:['’]?s|er|-\w+)")),  # of a life, unless it is "the 60s"
    ("y", re.compile(r"['’][0-9]{2}")),
    ("l", re.compile(r"[LlDd]['’]")),
    ("Y", re.compile(YEAR)),
    ("H", re.compile(r"1[2-4][0-9]{2}")),
    ("D", re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th|er)?\.?")),
    ("N", re.compile(r"[0-9]{2}")),
)
WORDS = {
    "between": "b", "from": "r", "and": "a", "to": "t", "until": "u", "till": "u", "-": "t", "–": "t", "/": "t", "since": "s",
    "before": "e", "after": "n", "of": "f", "the": "f", "de": "f", "del": "f", "г": "f", "года": "f", ",": "c", "on": "o", "in": "o",
    "during": "o", "dated": "o", "..": "t", "...": "t", "…": "t", "c": "h", "ca": "h", "circa": "h", "early": "q", "mid": "q", "late": "q",
    "century": "j", "annees": "z", "anos": "z", "middle": "p", "beginning": "p", "start": "p", "end": "p",
}  # fmt: skip
# Of the months that are words too, those read beside a day and a year: "9 mars 1998". archive.dates.printed refuses them without a day.
DATED_BY_A_DAY = frozenset(("augustus", "mrt"))
DATED_BY_A_YEAR = frozenset(("avril", "mai", "mars", "mayo", "mei"))
WORDS_AFTER_A_YEAR = DATED_BY_A_YEAR | {"march", "may"}  # "the 1998 march on Kabul"
NOT_SEASONS = frozenset({"fall"})  # "fall 1996" is more often that of a town
# A year: of four digits, or of two that cannot be a day.
SOME = "[YyN]"
IN_MONTH = f"(?:D[fl]{{0,2}}Mc?f{{0,2}}{SOME}|DMD$|l?Mc?f?{SOME}|DtMt[YND]|Mt{SOME})"
WHOLE = f"(?:(?:wc?)?f?{IN_MONTH}|(?:wc?)?MDc?f?[Yy]|f?Dj|y|l?SYt[DN]|f?l?Sf?{SOME}|Yc?M(?:D(?![YyN])|(?![DYyN]))|f?E|fg|z[YN]|D?f?LH|I|X)"
# What is hedged is a date even as a year alone: "late 1997", "end of 1997", "c. 1997".
POINT = f"(?:{WHOLE}|(?:f?qt?|f?pf{{1,2}}|h)(?:{WHOLE}|g|Y))"
ANY = f"(?:{POINT}|[Yy])"
PART = f"(?:{ANY}|MD|DM|M|D)"  # the first of two dates may lack what the second says
DATE = re.compile(
    f"(?P<between>b{PART}a{ANY}|r{PART}[tu]{ANY}|{POINT}[tu]{ANY}|[Yy][tu][Yy]|YtN|[DM]t{IN_MONTH}|Ma{IN_MONTH})|[senu]f?{ANY}|o?{POINT}"
)
DAY_WITHOUT_YEAR = re.compile("Df{0,2}M|MD|DtD")
CONNECTORS = "atu"
SHORT_YEAR = re.compile(r"([0-9]{1,2}([./-])[0-9]{1,2}\2)([0-9]{2})")
DOTS = re.compile(r"\.{2,3}|…")


@dataclass(frozen=True)
class DateInText:
    """A date among typed words, from `start` to `end`, in EDTF.

    `edtf` is empty if two dates run backwards, and `turned` is how to type them; or if it can be several days, which are `either`.
    """

    start: int
    end: int
    edtf: str
    turned: str = ""
    either: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayWithoutYear:
    """A day and its month among typed words, from `start` to `end`, as numbers mmdd: several if figures can be read both ways."""

    start: int
    end: int
    days: tuple[int, ...]


def days_without_year(text: str) -> list[DayWithoutYear]:
    """Return the days in a text that lack their year, in order: "27 sep", "september 11", "9/11"; takes time linear in its length."""
    tokens, kinds = _tokens(text)
    whole = [match.span() for match in DATE.finditer(kinds)]
    found = []
    for match in DAY_WITHOUT_YEAR.finditer(kinds):
        first, last = match.span()
        is_part = any(first < end and start < last for start, end in whole)
        words = [token[0] for token in tokens[first:last]]
        if not is_part and (days := _month_days(words, match[0])):
            found.append(DayWithoutYear(tokens[first].start(), tokens[last - 1].end(), days))
    return found


def _month_days(words: list[str], kinds: str) -> tuple[int, ...]:
    """Return the days that words can mean, as mmdd."""
    figures = [int(re.sub(r"\D", "", word)) for word, kind in zip(words, kinds, strict=True) if kind == "D"]
    if kinds == "DtD":
        pairs = [figures, figures[::-1]] if words[1] == "/" else []
    else:
        month = next(word for word, kind in zip(words, kinds, strict=True) if kind == "M")
        pairs = [[MONTH_NUMBERS[bare(month.lower().rstrip("."))], figures[0]]]
    return tuple(sorted({month * 100 + day for month, day in pairs if month <= 12}))


def _tokens(text: str) -> tuple[list[re.Match[str]], str]:
    """Return (the tokens of a text, a letter for the kind of each)."""
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text[:MAX_LENGTH])
    tokens = list(TOKEN.finditer(text))
    return tokens, "".join(_kind(token[0]) for token in tokens)


def dates_in_text(text: str) -> list[DateInText]:
    """Return the dates in a text in order; takes time linear in its length."""
    tokens, kinds = _tokens(text)
    text = tokens[0].string if tokens else ""
    found = []
    for match in DATE.finditer(kinds):
        first, last = match.span()
        start, end = tokens[first].start(), tokens[last - 1].end()
        if kinds[first] == "o":
            first += 1
        if kinds[first:last] == "YM" and bare(tokens[first + 1][0].lower()) in WORDS_AFTER_A_YEAR:
            continue
        words = _in_full(text, tokens[first:last], kinds[first:last])
        if date := _read(words, start, end):
            found.append(date)
        elif match["between"] and (turned := _turned(text, tokens[first:last], kinds[first:last])):
            found.append(DateInText(start, end, "", turned))
        elif days := dates_meant(words):
            found.append(DateInText(start, end, "", either=days))
    return found


def _kind(token: str) -> str:
    for kind, pattern in IN_FIGURES:
        if pattern.fullmatch(token):
            return kind
    word = bare(token.lower().rstrip(".") or token)
    if word in WORDS:
        return WORDS[word]
    if word in MONTH_NUMBERS and (word not in WORDS_TOO or word in DATED_BY_A_DAY | DATED_BY_A_YEAR):
        return "M"
    if word in SEASON_NUMBERS and word not in NOT_SEASONS:
        return "S"
    if is_month_elsewhere(word):
        return "L"
    return "w" if is_weekday(word) else "."


def _in_full(text: str, tokens, kinds: str) -> str:
    """Return the words of a date with years of four digits, decades in English, and nothing elided ("l'été")."""
    made, place = [], tokens[0].start()
    ends_with_year = kinds[0] != "Y"  # "1998 august 15" begins with it
    for number, (token, kind) in enumerate(zip(tokens, kinds, strict=True)):
        made += [
            text[place : token.start()],
            _full(token[0], kind, may_be_year=ends_with_year and number == len(tokens) - 1),
        ]
        place = token.end()
    words = "".join(made)
    return f"{words.partition(' ')[2]}s" if kinds[0] == "z" else words


def _full(token: str, kind: str, *, may_be_year: bool) -> str:
    match kind:
        case "l":
            return ""
        case "y" | "N":
            return _year(token.lstrip("'’"))
        case "D" if may_be_year and len(token) == 2 and token.isdecimal():
            return _year(token)
        case "E" | "g":
            digits = re.sub(r"[^0-9]", "", token)
            return f"{digits if len(digits) > 2 else _year(digits)}s"
        case "I" if short := SHORT_YEAR.fullmatch(token):
            return f"{short[1]}{_year(short[3])}"
    return token


def _year(digits: str) -> str:
    """Return the last year with these two last digits that has begun."""
    this = calendar_date.today().year
    return str(this - (this - int(digits)) % 100)


def _read(words: str, start: int, end: int) -> DateInText | None:
    try:
        return DateInText(start, end, read_printed(DOTS.sub(" to ", words), language=_language(words)).edtf)
    except DateError:
        return None


def _language(words: str) -> str:
    """Return a language of the month among these words, if its name is a word in English too."""
    months = DATED_BY_A_YEAR.intersection(re.findall(r"[^\W\d_]+", bare(words.lower())))
    return next((min(LANGUAGES_OF_MONTHS[month]) for month in months), "")


def _turned(text: str, tokens, kinds: str) -> str:
    """Return two dates the other way round, if that is how they can be read."""
    middle = next(place for place, kind in enumerate(kinds) if place and kind in CONNECTORS)
    lead = 1 if kinds[0] in "br" else 0
    first = text[tokens[lead].start() : tokens[middle - 1].end()]
    last = text[tokens[middle + 1].start() : tokens[-1].end()]
    words = {"b": ("between ", " and "), "r": ("from ", " to ")}.get(
        kinds[0], ("", "-" if first.isdecimal() else " to ")
    )
    turned = f"{words[0]}{last}{words[1]}{first}"
    return turned if _read(turned, 0, 0) else ""
