"""The way from a report back to the search that found it, and on to the reports beside it in the results.

The search is in the address of the report, as links from results have it: no session, and nothing remembered of readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext

from archive.models import Article
from archive.search import Address, Opened, opened
from archive.text.localised import grouped
from archive.views.crawlers import combination
from archive.views.filters import MAX_TYPED

MAX_DIGITS = 6


class Neighbour(NamedTuple):
    """A report beside another in the results: its address there, and its headline."""

    url: str
    headline: str


@dataclass(frozen=True)
class WayBack:
    """The search that a report was opened from. `message` says what has changed since in the results; it is empty otherwise."""

    found: Opened
    previous: Neighbour | None
    next: Neighbour | None
    message: str


def way_back(request: HttpRequest, article: Article) -> WayBack | None:
    """Return the search in the address of a report, and the place of the report in it; None if the address has no search."""
    if not Address.read(request.GET).pairs and "hit" not in request.GET:
        return None
    params, _ = combination(request)
    place = requested_place(request)
    found = opened(params, article=article.pk, place=place)
    before, after = neighbours(found)
    message = wrong_place(request) or message_of(found, place)
    return WayBack(found, before, after, message)


def requested_place(request: HttpRequest) -> int | None:
    """Return the place in the results that an address gives its report, None if it gives none that can be read."""
    typed = request.GET.get("hit", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= MAX_DIGITS
    return int(typed) or None if is_number else None


def wrong_place(request: HttpRequest) -> str:
    """Say what is wrong with the place in the results that an address gives; empty if there is none, or it can be read."""
    typed = request.GET.get("hit", "").strip()
    if not typed or requested_place(request):
        return ""
    return gettext("“{typed}” is not the number of a result: results are counted from 1.").format(
        typed=typed[:MAX_TYPED]
    )


def neighbours(found: Opened) -> tuple[Neighbour | None, Neighbour | None]:
    """Return the reports before and after one in the results; one statement."""
    ids = [pk for pk in (found.previous, found.next) if pk]
    there = Article.objects.published().only("pk", "headline").in_bulk(ids) if ids else {}

    def neighbour(pk, place):
        report = there.get(pk)
        return report and Neighbour(
            str(found.address.to(report.get_absolute_url(), hit=place)), report.headline
        )

    place = found.place or 0
    return neighbour(found.previous, place - 1), neighbour(found.next, place + 1)


def message_of(found: Opened, asked: int | None) -> str:
    """Say in a sentence how the results differ from those that a reader left."""
    if found.answer.errors:
        return gettext("This search can no longer be read as it is written.")
    if not found.is_found:
        if asked:
            return gettext("This report is no longer among these results.")
        return gettext("This report is not among these results.")
    if asked and found.place is None:
        said = gettext("The results have changed: this report is no longer near place {number}.")
        return said.format(number=grouped(asked))
    if asked and found.place != asked:
        return gettext("The results have changed: this report was number {number}.").format(
            number=grouped(asked)
        )
    return ""
