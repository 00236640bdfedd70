"""Find the days printed on the lines around a report, and tell the day of publication from that of a change.

A day is whatever archive.dates reads with certainty: in words of many languages, in figures, in Persian or Arabic script. Nothing is
taken from sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.dates import DateError, read_printed
from archive.dates.vocabulary import MONTH_NUMBERS, bare, is_weekday
from archive.text.patterns import Linear

MONTH = r"[\p{L}\p{M}]{3,14}\.?"
YEAR = r"\d{4}"
DAY = Linear(
    rf"(?:\p{{L}}{{2,12}}\.?,? )?\d{{1,2}}(?:st|nd|rd|th|er|\.|º|°)?[ -](?:de |of )?{MONTH}(?:/{MONTH})?(?:, ?|[ -])(?:de |del )?{YEAR}"
    rf"|\d{{1,2}}[./]{MONTH}[./]{YEAR}"
    rf"|(?:\p{{L}}{{3,9}}\.?,? )?{MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?(?:, ?| ){YEAR}"
    rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?:{YEAR}|\d{{2}})"
    rf"|\d{{4}} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日일]"
)
MAX_LINE, MAX_WORDS, MAX_DAYS = 400, 45, 6
MAX_LABEL = 40
ORIGINAL = re.compile(
    r"original|first (?:pub|post|issued)|erstmals|zuerst|initialement|por primera vez|впервые"
)
LATER = re.compile(
    r"updat|modifi|edited|revised|last |changed|stand:?|aktualisiert|geändert|mis à jour|mise à jour|actualiz|modificad|aggiornat|atualizad|"
    r"bijgewerkt|обновлен|изменен|aktualizacja|güncelle|به‌?روز|آخرین ویرایش|آخر تحديث|تحديث"
)
FIRST = re.compile(
    r"publi|posted|post(?: date)?:|issued|released|created|first |date:|dated|veröffentlicht|erstellt|erschienen|mis en ligne|créé|"
    r"creado|pubblicat|geplaatst|gepubliceerd|опубликован|размещен|dodano|yayın|منتشر|انتشار|تاریخ|نشر|تاريخ"
)


@dataclass(frozen=True)
class PrintedDay:
    """A day on a line, as printed; whether the line says that it is the day of publication or of a change; whether it can be read."""

    text: str
    is_first: bool = False
    is_later: bool = False
    edtf: str = ""
    is_original: bool = False

    @property
    def is_bare(self) -> bool:
        return not (self.is_first or self.is_later)


def is_label(line: str) -> bool:
    """Return whether a line announces a day or a name that follows: "Published on", "News provided by"."""
    bare = line.lower().strip(" :")
    return bool(FIRST.search(bare) or LATER.search(bare)) or bare.endswith((" by", " von", " par", " por"))


def days_in(line: str) -> list[PrintedDay]:
    """Return the days printed on a line, in order, unless it is a sentence."""
    if len(line) > MAX_LINE or not any(sign.isdecimal() for sign in line):
        return []
    found, after = [], 0
    for match in DAY.finditer(line):
        if match.start() and line[match.start() - 1].isdecimal():
            continue
        day = _trimmed(match[0])
        if day is None:
            continue
        said = line[after : match.start() + match[0].rindex(day[0])].lower()
        is_later = bool(LATER.search(said))
        is_first = bool(
            FIRST.search(said) or FIRST.match(line[match.end() :][:20].lower().lstrip(" |,·•-–—"))
        )
        is_original = is_first and bool(ORIGINAL.search(said))
        found.append(PrintedDay(day[0], is_first and not is_later, is_later, day[1], is_original))
        after = match.end()
        if len(found) == MAX_DAYS:
            break
    return found


def announced(days: list[PrintedDay], above: str) -> list[PrintedDay]:
    """Return the days of a line that says nothing of them itself, as the label on the line above says: "Originally published"."""
    said = above.lower()
    if len(said) > MAX_LABEL or not all(day.is_bare for day in days) or days_in(above):
        return days
    is_later, is_first = bool(LATER.search(said)), bool(FIRST.search(said))
    is_original = is_first and bool(ORIGINAL.search(said))
    return [
        replace(day, is_first=is_first and not is_later, is_later=is_later, is_original=is_original)
        for day in days
    ]


def _trimmed(text: str) -> tuple[str, str] | None:
    """Return a day without a word before it that belongs to the line ("On 9 August 1998"), and its reading; None if it is not a day."""
    first, _, rest = text.partition(" ")
    for candidate in (
        [text, rest]
        if is_weekday(first) or first[0].isdecimal() or bare(first.lower().rstrip(".")) in MONTH_NUMBERS
        else [rest]
    ):
        words = [word for word in re.findall(r"[^\W\d_]+", candidate) if len(word) > 2]
        try:
            read = read_printed(candidate)
        except DateError:
            if words and not any(bare(word.lower()) in MONTH_NUMBERS for word in words):
                continue
            if re.fullmatch(r"[\d./-]+", candidate):
                return candidate, ""
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", read.edtf):
            return candidate, read.edtf
    return None


def day_of_publication(lines: Iterable[str]) -> PrintedDay | None:
    """Return the day of publication on lines that stand together, the likeliest first: one that says so, else one that says nothing."""
    days = [day for line in lines for day in days_in(line)]
    first = [day for day in days if day.is_first]
    plain = [day for day in days if day.is_bare]
    return next(iter([*first, *plain]), None)
