"""The lists of claims and events as Atom feeds: what readers could see last, first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.presentation.references import one_line
from archive.text.words import excerpt
from archive.views.faceted import FacetedSet
from archive.views.feeds import ENTRIES, SUMMARY_LENGTH
from archive.views.notices import give_notice


@dataclass(frozen=True)
class FeedEntry:
    """One entry: its title, its address without the site, what it says, and since when readers may see it."""

    title: str
    url: str
    words: str
    uid: UUID
    since: datetime
    categories: list[str] = field(default_factory=list)


def newest(rows: QuerySet) -> dict[int, datetime]:
    """Return {id: since when} of the rows that were added or, if suggested first, accepted last; the latest first."""
    accepted = Max("events__pgh_created_at", filter=Q(events__status="suggested"))
    since = Greatest(F("created_at"), Coalesce(accepted, F("created_at")))
    found = rows.order_by().annotate(since=since).order_by("-since", "-pk").values_list("pk", "since")
    return dict(found[:ENTRIES])


def feed_response(
    heading: str,
    entries: Iterable[FeedEntry],
    *,
    chosen: FacetedSet,
    order: str,
    notices: Iterable[str],
    request: HttpRequest,
) -> HttpResponse:
    """Serve entries as a feed; its subtitle says their order, and what the page says of the list."""
    notices = list(notices)
    subtitle = " ".join([order, *map(one_line, notices)])
    feed = Atom1Feed(
        title=feed_title(heading, chosen),
        link=request.build_absolute_uri(chosen.url()),
        description=subtitle,
        subtitle=subtitle,
        feed_url=request.build_absolute_uri(request.path + chosen.url().removeprefix(chosen.address)),
        author_name=settings.ARCHIVE_NAME,
        language="en",
    )
    for entry in entries:
        add_entry(feed, entry, request)
    response = HttpResponse(content_type=feed.content_type)
    give_notice(response, notices, address=chosen.url(), request=request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    feed.write(response, "utf-8")
    return response


def feed_title(heading: str, chosen: FacetedSet) -> str:
    """Describe a list in words: "Dateline: Events, kind: battle"."""
    asked = (f"{name}: {one_line(value)}" for name, value in chosen.chosen().items())
    return f"{settings.ARCHIVE_NAME}: {', '.join([heading, *asked])}"


def add_entry(feed: Atom1Feed, entry: FeedEntry, request: HttpRequest) -> None:
    """Add an entry."""
    feed.add_item(
        title=one_line(entry.title),
        link=request.build_absolute_uri(entry.url),
        description=escape(excerpt(one_line(entry.words), SUMMARY_LENGTH)),
        unique_id=entry.uid.urn,
        pubdate=entry.since,
        updateddate=entry.since,
        categories=[one_line(one) for one in entry.categories],
    )
