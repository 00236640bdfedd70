"""Recognise placeholders: what programs write when a value is unknown. They are not stored as values; a notice reports them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from archive.dates import DateError, is_machine_form, parse_edtf
from archive.dates.machine import MACHINE_FORM
from archive.ingest.paragraphs import paragraph_of

NO_VALUES = frozenset(
    ("unknown", "not known", "n/a", "#n/a", "n.a.", "na", "nan", "null", "(null)", "\\n", "nil", "none", "(none)")
    + ("undefined", "not available", "none available", "not specified", "no data", "missing", "tbd", "tba")
    + ("abstract not available", "no abstract available", "full text not available", "text not available")
)  # fmt: skip
MAX_IN_NO_VALUE = max(len(value.split()) for value in NO_VALUES)  # words
NO_HEADLINES = frozenset(
    ("untitled", "untitled document", "no title", "no headline", "title", "headline", "home", "home page", "homepage")
    + ("index", "new page 1", "document", "page not found", "loading")
)  # fmt: skip
NOBODY = frozenset(
    ("webmaster", "web master", "admin", "administrator", "site admin", "wp admin", "wordpress", "root", "superuser")
    + ("super user", "user", "guest", "system", "author", "authors", "no author", "editor", "editors", "the editor")
    + ("the editors", "editorial", "staff", "anonymous", "anon", "web editor", "online editor", "site editor", "moderator", "import", "test")
)  # fmt: skip
NO_WORDS = re.compile(r"[\W_\d]*")
E_MAIL = re.compile(r"[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,255}")
E_MAIL_BESIDE = re.compile(rf"(?:(?<!\s)\s+)?[<(\[]?(?:mailto:)?{E_MAIL.pattern}[>)\]]?")
ADDRESS = re.compile(r"(?:https?://|www\.)\S*|\w[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}(?:/\S*)?", re.IGNORECASE)
BY = re.compile(r"^(?:by|posted by|written by):? ", re.IGNORECASE)
# The number of a document: "FBIS-NES-94-1".
CODE = re.compile(r"(?=\D*\d)[A-Z0-9]+(?:[-/.][A-Z0-9]+)+")
# The login of an account: one word without capitals, with a digit or a sign, or longer than names of agencies in small letters are.
LOGIN = re.compile(r"(?=[a-z\d._-]*[\d._-])[a-z][a-z\d._-]{1,40}|[a-z]{5,40}")
AGENCIES = frozenset(("reuters", "xinhua", "interfax", "bloomberg", "associated", "anadolu"))
# A day that the page prints right behind the name, without a space between the two.
DAY_BEHIND = re.compile(r"(?<=[^\W\d_])\d{1,2}[./]\d{1,2}[./]\d{2,4}\W*$")
SEPARATORS = re.compile(r"(?:(?<!\s)\s+)?[,;|]\s*")

# Epochs of programs' calendars, and what people type to get past a form.
FILLERS = frozenset(("1601-01-01", "1753-01-01", "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01"))
FILLERS |= frozenset(("1904-01-01", "1970-01-01"))
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
FIRST_YEAR = 1600  # before the first newspaper
MIDNIGHT = re.compile(r"(?<!\d)(?:00:00(?::00)?|12:00(?::00)? ?a\.?m)\b", re.IGNORECASE)
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
ZEROS = re.compile(r"0[0\s:./TZ+-]*|0{1,2}[./-]0{1,2}[./-]\d{2,4}")
PLACEHOLDER, FUTURE = "is a placeholder", "is in the future"


def is_no_value(text: str) -> bool:
    """Return whether a text is a placeholder: "n/a", "null", "-"."""
    words = text.split(None, MAX_IN_NO_VALUE)
    if len(words) > MAX_IN_NO_VALUE:
        return False  # whole texts are asked about too
    bare = " ".join(words).casefold()
    return bool(bare) and (
        bare in NO_VALUES
        or bare.rstrip(".") in NO_VALUES
        or (len(bare) <= 3 and not any(map(str.isalnum, bare)))
    )


def why_no_date(text: str, edtf: str = "", *, today: date | None = None) -> str:
    """Say why a date cannot be that of a report, or "": a placeholder, or in the future.

    Args:
        text: as it was given.
        edtf: how it was read, if it could be.
        today: the day of the run; one day more is accepted, since it is already tomorrow elsewhere.
    """
    bare = text.strip()
    if is_no_value(bare) or ZEROS.fullmatch(bare) or _is_filler(bare, edtf):
        return PLACEHOLDER
    if not edtf:
        return ""
    try:
        lower = parse_edtf(edtf).lower
    except DateError:
        return ""
    today = today or timezone.now().date()
    return FUTURE if lower and lower > today + timedelta(days=1) else ""


def _is_filler(text: str, edtf: str) -> bool:
    """Recognise a filler by its form: "1 January 1970" in words may be printed with a report, 1970-01-01 comes from a program."""
    numeric = NUMERIC.fullmatch(text)
    written_by_a_program = is_machine_form(text) or numeric or MIDNIGHT.search(text)
    if not written_by_a_program:
        return False
    day = f"{numeric[4]}-{numeric[3]:>02}-{numeric[1]:>02}" if numeric else edtf or text[:10]
    if day[:4].isdecimal() and int(day[:4]) < FIRST_YEAR:
        return True
    if day[:10] == "1970-01-01" or day[:10] == "1969-12-31":
        return _is_epoch(text)
    return day[:10] in FILLERS


def _is_epoch(text: str) -> bool:
    """Recognise the epoch of programs' clocks, in any time zone, and midnight of that day."""
    found = MACHINE_FORM.fullmatch(text)
    if not found or found["hour"] is None:
        return bool(NUMERIC.fullmatch(text) or MIDNIGHT.search(text) or text.replace("-", "") == "19700101")
    if text.startswith("1970") and int(found["hour"]) == int(found["minute"]) == 0:
        return True
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment == EPOCH


@dataclass(frozen=True)
class Names:
    """The names of a site or a source, which are never a writer or a headline."""

    keys: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Add names as written; of an address the host counts, with and without its last label."""
        keys = set()
        for name in names:
            keys.add(_key(name))
            host = re.sub(r"^(?:https?://)?(?:www\.)?|[/:?#].*$", "", name.strip().lower())
            if "." in host and " " not in host:
                keys |= {_key(host), _key(host.rpartition(".")[0])}
        return cls(frozenset(keys - {""}))

    def __contains__(self, text: str) -> bool:
        return _key(text) in self.keys

    def __or__(self, other: Names) -> Names:
        return Names(self.keys | other.keys)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.removeprefix("The ").casefold())


def is_no_headline(text: str, names: Names) -> bool:
    """Return whether a headline is empty of meaning: a placeholder, or the name of the site or the source."""
    words = " ".join(paragraph_of(text).words)
    return is_no_value(text) or words in NO_HEADLINES or text in names


def writers(text: str, names: Names) -> str:
    """Return a byline without “By” and anything that names nobody: an address, a number, "webmaster", a login, the name of the site or source."""
    if not text:
        return ""
    named = without_by(" ".join(E_MAIL_BESIDE.sub(" ", DAY_BEHIND.sub("", text)).split()).strip(" ,;|"))
    if _names_nobody(named, names):
        return ""
    parts = SEPARATORS.split(named)
    kept = [part for part in parts if not _names_nobody(part, names)]
    return named if len(kept) == len(parts) else ", ".join(kept)


def without_by(byline: str) -> str:
    """Return a byline without the “By” that is printed before it."""
    return BY.sub("", byline.strip())


def _names_nobody(text: str, names: Names) -> bool:
    bare = without_by(text)
    return bool(
        NO_WORDS.fullmatch(bare)
        or is_no_value(bare)
        or " ".join(bare.casefold().split()).strip(".") in NOBODY
        or ADDRESS.fullmatch(bare)
        or CODE.fullmatch(bare)
        or (LOGIN.fullmatch(bare) and bare not in AGENCIES)
        or bare in names
    )
