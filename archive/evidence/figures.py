"""Figures in a sentence: in numerals and in words, with what makes them a bound, a range or a rough number."""

from __future__ import annotations

import re
from dataclasses import dataclass

ONES = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(1, 20),
        strict=True,
    )
)
TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
WORD = rf"(?:{'|'.join([*TENS, *ONES])})(?:[- ](?:{'|'.join(ONES)}))?"
SCALE = rf"(?:{'|'.join(SCALES)})"
NUMERAL = r"\d{1,3}(?:[,.]\d{3})+|\d+"
# "30", "3,000", "two", "thirty-five", "two hundred", "a dozen", "3 million".
NUMBER = (
    rf"(?:half a dozen|(?:{NUMERAL})(?: {SCALE})*"
    rf"|(?:{WORD}|an?(?= {SCALE}))(?: {SCALE})*(?:(?: and)? {WORD} {SCALE})*(?: and (?:{WORD}))?)"
)
VAGUE = rf"(?:(?:several|many|some|a few|tens of|hundreds of|scores of)(?: {SCALE}s?)|(?:several )?(?:{SCALE}s|scores))"
AT_LEAST = r"at least|more than|over|no fewer than|no less than|not fewer than|upwards of"
AT_MOST = r"at most|up to|fewer than|less than|under|no more than|not more than|as many as"
ABOUT = r"about|around|some|nearly|almost|approximately|roughly|an estimated|close to|only|just"
FIGURE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<bound>{AT_LEAST}|{AT_MOST}|between|from)\s+)?(?:(?P<rough>{ABOUT})\s+)?[\"'“‘]?"
    rf"(?:(?P<low>{NUMBER})(?:\s*(?:-|–|to|or)\s*(?P<high>{NUMBER})|\s+and\s+(?P<upper>{NUMBER}))?|(?P<vague>{VAGUE}))"
    r"(?: or (?P<more>so|more|fewer))?(?![\w]|[.,]\d|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
MONTH_BEFORE = re.compile(rf"\b{MONTH}\.? $", re.IGNORECASE)
MONTH_AFTER = re.compile(rf"\s+(?:of )?{MONTH}\b", re.IGNORECASE)
BIGGEST = 2_000_000_000


@dataclass(frozen=True)
class Figure:
    """A figure and where it stands: from `low` to `high`, either of them open; or only an amount in words ("several thousand")."""

    start: int
    end: int
    low: int | None = None
    high: int | None = None
    is_about: bool = False
    words: str = ""


def figures(text: str) -> list[Figure]:
    """Return the figures of a sentence in order; years, "one" and figures above two thousand million do not count."""
    found = (_figure(match) for match in FIGURE.finditer(text) if not _is_day_or_age(text, match))
    return [figure for figure in found if figure is not None]


def _figure(match: re.Match[str]) -> Figure | None:
    bound, rough = (match["bound"] or "").lower(), (match["rough"] or "").lower()
    if match["vague"]:
        return Figure(*match.span(), words=match[0].strip("\"'“‘ "))
    low = value_of(match["low"])
    upper = match["high"] or (match["upper"] if bound == "between" else None)
    high = value_of(upper) if upper else None
    end = match.end() if upper or not match["upper"] else match.start("upper") - len(" and ")
    if low is None or low > BIGGEST or _is_year(match["low"], bound, rough) or match["low"].lower() == "one":
        return None
    is_about = rough not in ("", "only", "just") or match["more"] == "so"
    if high is not None and low <= high <= BIGGEST:
        return Figure(match.start(), end, low, high, is_about)
    if re.fullmatch(AT_LEAST, bound) or match["more"] == "more":
        return Figure(match.start(), end, low, None, is_about)
    if re.fullmatch(AT_MOST, bound):
        return Figure(match.start(), end, None, low, is_about)
    return Figure(match.start(), end, low, low, is_about)


def _is_day_or_age(text: str, match: re.Match[str]) -> bool:
    """Return whether it is the day of a date, or an age set off by commas."""
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
    is_age = before.endswith(", ") and re.match(r",|[-\s]year", after) and len(match[0]) < 3
    return bool(MONTH_BEFORE.search(before) or MONTH_AFTER.match(after) or is_age)


def _is_year(text: str, bound: str, rough: str) -> bool:
    return not bound and not rough and text.isdecimal() and len(text) == 4 and 1800 <= int(text) < 2100


def value_of(text: str) -> int | None:
    """Return the number that numerals or words write; None if they write none."""
    if text.lower() == "half a dozen":
        return 6
    total, current = 0, None
    for word in re.split(r"[\s-]+", text.lower()):
        if word in SCALES:
            current = (1 if current is None else current) * SCALES[word]
            total, current = (total + current, None) if SCALES[word] >= 1_000 else (total, current)
        elif word in ("a", "an"):
            current = 1
        elif word != "and":
            number = _word(word)
            if number is None:
                return None
            current = number if current is None else current + number
    return total + (current or 0)


def _word(word: str) -> int | None:
    digits = word.replace(",", "").replace(".", "")
    if digits.isdecimal():
        return int(digits) if len(digits) < 13 else None
    return ONES.get(word, TENS.get(word))
