"""How to cite a report: one line for a footnote. Anything not printed with the report is in brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

P = ParamSpec("P")
T = TypeVar("T")

UNDATED = "n.d."


def english(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function speak English, as citations are the same for every reader."""

    @wraps(function)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return speaking


@english
def citation(article, *, address: str, accessed: date, suffix: str = "") -> SafeString:
    """Return the citation of a report in words, the source set as a title; `suffix` is its paragraph and version.

    An inferred date is in square brackets, and a report without a date is "n.d.", as in library
    catalogues (ISBD), so that a citation claims no more than the archive knows. Printed text is isolated, so that a
    headline in a right-to-left script does not change the order of the parts.
    """
    parts = [
        format_html("<bdi>{}</bdi>, ", article.byline) if article.byline else "",
        format_html("“<bdi>{}</bdi>”, <cite><bdi>{}</bdi></cite>, ", article.headline, article.source.name),
        format_html("{}. ", cited_date(article).rstrip(".")),
        format_html(
            "<bdi>{}</bdi>, report {}{}, {} (accessed {}).",
            settings.ARCHIVE_NAME,
            article.pk,
            f", {suffix}" if suffix else "",
            address,
            day(accessed),
        ),
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


@english
def cited_date(article) -> str:
    """Return the date as it is cited: "9 August 1998", "[about 1997]" when inferred, "n.d." when there is none."""
    if not article.date_edtf:
        return UNDATED
    label = article.date_label()
    if article.date_basis != "inferred":
        return label
    return f"[{label.removesuffix(' (inferred)')}]"


def day(value: date) -> str:
    """Write a day without a leading zero: "2 March 2025"."""
    return f"{value.day} {value:%B %Y}"


@english
def cited_part(paragraph: int = 0, changes: Sequence = ()) -> str:
    """Return what a citation says beyond the report: "para. 3, version 2 of 2 March 2025"; a report never changed has no version.

    `changes` are those that readers may know of, latest first.
    """
    versions = [change for change in changes if change.is_version]
    version = f"version {len(versions) + 1} of {day(versions[0].at.date())}" if versions else ""
    return ", ".join(filter(None, [f"para. {paragraph}" if paragraph else "", version]))
