"""Check the columns of a table or the keys of a JSON object and turn them into a RawArticle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from urllib.parse import urlsplit

from archive.ingest.character_references import address_decoded, line_decoded, text_decoded
from archive.ingest.placeholders import is_no_value
from archive.ingest.raw import RawArticle, Refusal
from archive.reference.languages import code_of_name

CONTENT = ("text", "html")
COLUMNS = (
    "headline",
    *CONTENT,
    "source",
    "url",
    "published",
    "byline",
    "language",
    "id",
    "standfirst",
    "dateline",
    "date_printed",
    "date_edtf",
    "date_basis",
    "story",
)
# Other tools' names for the same thing.
ALSO_CALLED = {
    "title": "headline",
    "body": "text",
    "content": "text",
    "author": "byline",
    "date": "published",
    "lang": "language",
    "link": "url",
}
MAX_LENGTH = {
    "headline": 500,
    "url": 1000,
    "published": 100,
    "date_printed": 100,
    "byline": 300,
    "dateline": 200,
    "id": 200,
    "source": 200,
    "story": 200,
}
LANGUAGE = re.compile(r"[a-z]{2,3}")
# Browsers and databases alike choke on these, and no newspaper prints them.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
MAX_LABELS = 30
WHOLE_TEXTS = (*CONTENT, "standfirst")


# How a reason begins if its subject is the record.
VERBS = ("is", "has", "holds", "cannot", "does", "opens", "names", "was")


class RecordError(ValueError):
    """Raised with a reason that says what to do about a record that cannot be added.

    The reason follows the name of a file, “is empty: …”, or has its own subject, “its text is empty: …”. `headline` is that of the
    record, if it has come so far.
    """

    headline = ""

    def refusal(self, origin: str, position: int | None) -> Refusal:
        """Return it as the refusal of a record at this place of a file."""
        return Refusal(origin, position, str(self), headline=self.headline)

    @property
    def sentence(self) -> str:
        """Return the reason as a sentence: It is empty: ..."""
        reason = str(self)
        if reason.split(" ", 1)[0] in VERBS:
            reason = f"it {reason}"
        return f"{reason[0].upper()}{reason[1:].rstrip('.')}."


def column_named(label: str) -> str:
    """Return the column that a label means, or an empty string."""
    name = label.strip().lower().replace(" ", "_")
    name = ALSO_CALLED.get(name, name)
    return name if name in COLUMNS else ""


def nearest_column(label: str) -> str:
    """Return " (did you mean headline?)" for a label close to a column's name but not one itself, else an empty string."""
    if column_named(label):
        return ""
    near = get_close_matches(label.strip().lower(), [*COLUMNS, *ALSO_CALLED], n=1, cutoff=0.7)
    return f" (did you mean {near[0]}?)" if near else ""


def missing_content_message(labels) -> str:
    """Say that a table or object has neither text nor html, and list the labels it has, as received."""
    labels = [str(label) for label in labels]
    listed = ", ".join(f"{label[:60]}{nearest_column(label)}" for label in labels[:MAX_LABELS]) or "none"
    more = f" and {len(labels) - MAX_LABELS:,} more" if len(labels) > MAX_LABELS else ""
    return f"has neither a text nor an html column; its columns are: {listed}{more}. Name one of them text or html"


def article_from_fields(fields: dict, *, also: Iterable[str] = (), **received) -> RawArticle:
    """Build a RawArticle from column name -> value and how it was received (content, origin, ...); `also` are notices.

    Raises:
        RecordError: for a value of the wrong type, too long or unreadable, or when there is no text.
    """
    values: dict = {name: _as_text(name, value) for name, value in fields.items() if value is not None}
    notices = [*also]
    for name in [name for name, value in values.items() if is_no_value(value)]:
        notices.append(f"its {name} is “{values[name].strip()}”, which says nothing: it was ignored")
        values[name] = ""
    _check_content(values)
    for name, limit in MAX_LENGTH.items():
        if len(values.get(name, "")) > limit:
            raise RecordError(
                f"{name} has {len(values[name]):,} characters, at most {limit} are allowed: shorten it"
            )
    _check_url(values.get("url", ""))
    values["language"] = checked_language(values.get("language", ""))
    if values.get("text"):
        values["html"] = ""
    return RawArticle(**values, notices=tuple(notices), **received)


def checked_language(code: str) -> str:
    """Return "en" for "en", "EN", "en-GB" and "English".

    Raises:
        RecordError: when the code is not in ISO 639.
    """
    short = code_of_name(code) or re.split(r"[-_]", code.strip().lower())[0]
    if short and not LANGUAGE.fullmatch(short):
        raise RecordError(
            f"language is “{code}”: write its two or three letters of ISO 639, such as en, fr or prs"
        )
    return short


def _as_text(name: str, value) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RecordError(f"{name} is a {_kind(value)}: write it as a string in quotation marks")
    text = _decoded(name, str(value))
    if bad := UNPRINTABLE.search(text):
        raise RecordError(f"{name} holds the unprintable character U+{ord(bad.group()):04X}: remove it")
    return text if name in WHOLE_TEXTS else " ".join(text.split())


def _decoded(name: str, text: str) -> str:
    """Remove leftover HTML from a value; a page or a number is left alone."""
    if name in ("html", "id"):
        return text
    if name == "url":
        return address_decoded(text)
    return text_decoded(text) if name in WHOLE_TEXTS else line_decoded(text)


def _kind(value) -> str:
    return {bool: "true or false", list: "list", dict: "nested object"}.get(type(value), type(value).__name__)


def _check_content(values: dict) -> None:
    if not any(name in values for name in CONTENT):
        raise RecordError(missing_content_message(values))
    if not any(values.get(name, "").strip() for name in CONTENT):
        raise RecordError("its text is empty: fill it in or leave the record out")


def _check_url(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in url:
        raise RecordError(
            f"url is “{url[:80]}”: write a whole address that begins with http:// or https://, or none"
        )
