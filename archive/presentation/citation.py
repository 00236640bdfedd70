"""How a report is cited: one line for a footnote. What is not printed with the report stands in brackets."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

UNDATED = "n.d."


def citation(article, *, address: str, accessed: date) -> SafeString:
    """Return the citation of a report in words, the source set as a title.

    A date that was inferred stands in square brackets, and a report without one is "n.d.", as in
    library catalogues (ISBD); whoever cites from it then claims no more than the archive knows. What was printed is
    isolated, so that a headline written from right to left leaves the order of the parts as it is.
    """
    parts = [
        format_html("<bdi>{}</bdi>, ", article.byline) if article.byline else "",
        format_html("“<bdi>{}</bdi>”, <cite><bdi>{}</bdi></cite>, ", article.headline, article.source.name),
        format_html("{}. ", cited_date(article).rstrip(".")),
        format_html("Dateline, report {}, {} (accessed {}).", article.pk, address, day(accessed)),
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


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
