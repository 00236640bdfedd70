"""The page of a story: its copies side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from archive.dates import on_different_days
from archive.evidence.stories import PublicStory, public_story
from archive.models import Article, Story
from archive.models.wordings import withhold_names
from archive.presentation.differing import Compared, compared
from archive.views.desk_bar import desk_bar
from archive.views.filters import MAX_TYPED, wrong_page
from archive.views.pagination import page_links

NO_COPY = gettext_noop("“{typed}” is no copy of this story: the copies are compared with the likely origin.")
PER_PAGE = 10  # copies beside the one that they are compared with


@dataclass(frozen=True)
class StoryCopy:
    """A copy, how its headline and text differ from the one that it is compared with, and the page that compares all with this one."""

    article: Article
    headline: Compared
    text: Compared
    against_url: str


def story_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the published copies of a story; if only one is left, lead to it."""
    told = public_story(pk)
    if told is None:
        raise Http404("No report of this story is published.")
    if len(told.copies) == 1:
        return redirect(told.origin)
    against = chosen(told, request.GET.get("against", ""))
    paginator = Paginator([one for one in told.copies if one is not against], PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    story = Story.objects.get(pk=pk)
    withhold_names([story], "note")
    address = reverse("story", args=[pk])
    given = {} if against is told.origin else {"against": against.pk}
    context = {
        "story": story,
        "desk_bar": desk_bar(request, story),
        "told": told,
        "against": against,
        "complaints": complaints(request, against),
        "sources": len({one.source_id for one in told.copies}),
        "on_different_days": on_different_days(one.date_edtf for one in told.copies),
        "origin_list": [told.origin],
        "copies": copies_beside(against, list(page), address),
        "address": request.build_absolute_uri(address),
        **page_links(
            page.number,
            paginator.num_pages,
            lambda number: at_page(address, given, number),
            typed=request.GET.get("page", ""),
        ),
    }
    return render(request, "stories/story.html", context)


def chosen(told: PublicStory, given: str) -> Article:
    """Return the copy that the others are compared with: the one of this id, otherwise the likely origin."""
    return next((one for one in told.copies if str(one.pk) == given), told.origin)


def complaints(request: HttpRequest, against: Article) -> list[str]:
    """Return a sentence for each parameter that cannot be read."""
    typed = request.GET.get("against", "")
    no_copy = gettext(NO_COPY).format(typed=typed[:MAX_TYPED]) if typed not in ("", str(against.pk)) else ""
    return [one for one in (no_copy, wrong_page(request.GET.get("page", ""))) if one]


def at_page(address: str, given: dict, number: int) -> str:
    """Return the address of one page of the copies."""
    query = "&".join(
        f"{key}={value}" for key, value in (given | ({"page": number} if number > 1 else {})).items()
    )
    return f"{address}?{query}" if query else address


def copies_beside(against: Article, copies: list[Article], address: str) -> list[StoryCopy]:
    """Compare these copies with one of them, in headline and text."""
    found = Article.objects.published().only("body").in_bulk([against.pk, *(one.pk for one in copies)])
    texts = {pk: one.body for pk, one in found.items()}
    return [
        StoryCopy(
            one,
            compared(against.headline, one.headline),
            compared(texts.get(against.pk, ""), texts[one.pk]),
            f"{address}?against={one.pk}",
        )
        for one in copies
        if one.pk in texts
    ]
