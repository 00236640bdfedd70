"""The list of claims: disputes first, the latest first, then all other claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from archive.disputes.comparing import Question
from archive.disputes.listed import all_disputes, members
from archive.evidence.accounts import Made, made
from archive.evidence.drawn import withhold
from archive.evidence.side_by_side import AnsweredQuestion, as_block
from archive.models import Claim, Event
from archive.models.visibility import is_public
from archive.presentation.accounts import ClaimLine, claim_line
from archive.presentation.claims import ACTS, question_label
from archive.presentation.dispute_lines import DisputeLine, dispute_line
from archive.presentation.event_data import claim_as_data, question_as_data
from archive.reference.topics import TOPIC_OF
from archive.views.desk_bar import desk_bar
from archive.views.faceted import (
    FacetedSet,
    ListFacet,
    WordFilter,
    at_place,
    counted,
    entity_values,
    in_year,
    place_values,
    year_values,
)
from archive.views.pagination import page_links

PER_PAGE = 20


def about_place(slug: str) -> Q | None:
    """Return the condition that a claim is about a place or something inside it: its object, or where its event was."""
    at_event, itself = at_place("event__place", slug), at_place("object", slug)
    return at_event | itself if at_event is not None and itself is not None else None


def on_topic(key: str) -> Q | None:
    """Return the condition that a claim is on a topic."""
    return Q(topic=key) if key in TOPIC_OF else None


def made_by(slug: str) -> Q:
    """Return the condition that an entity with this slug makes a claim, if readers may see it."""
    return Q(is_public("claimant__"), claimant__slug=slug)


def that_does(act: str) -> Q | None:
    """Return the condition that a claim asserts, denies, confirms, and so on."""
    return Q(act=act) if act in Claim.Act.values else None


def numbered(number: str) -> Q | None:
    """Return the condition that it is the claim of this number."""
    return Q(pk=min(int(number[:18]), 2**62)) if number.isdecimal() else None


class ClaimSet(FacetedSet):
    """The claims that readers may see."""

    place = WordFilter(about_place)
    topic = WordFilter(on_topic)
    claimant = WordFilter(made_by)
    act = WordFilter(that_does)
    year = WordFilter(lambda year: in_year("event__date_range", year))
    claim = WordFilter(numbered)

    def __init__(self, data) -> None:
        super().__init__(data, Claim.objects.public())
        self.address = reverse("claims")

    def facets(self) -> list[ListFacet]:
        """Return all facets, each counted with its own filter lifted."""
        return [
            self.facet(
                "topic", "Topic", self._words("topic", {key: one.label for key, one in TOPIC_OF.items()})
            ),
            self.facet("act", "What it does", self._words("act", ACTS)),
            self.facet("place", "Place", place_values(counted(self.rows(lifted="place"), "event__place"))),
            self.facet(
                "claimant", "Who says it", entity_values(counted(self.rows(lifted="claimant"), "claimant"))
            ),
            self.facet("year", "Year", year_values(counted(self.rows(lifted="year"), "event__date_range"))),
        ]

    def _words(self, column, labels):
        counts = dict(counted(self.rows(lifted=column), column))
        return [(key, label, counts.get(key, 0)) for key, label in labels.items()]


@dataclass(frozen=True)
class Contradiction:
    """A dispute with its event, as loaded for a page."""

    block: AnsweredQuestion
    event: Event


class ClaimsListed:
    """What a page of the list shows: some disputes, and then some other claims."""

    def __init__(self, request: HttpRequest) -> None:
        self.chosen = ClaimSet(request.GET)
        rows = self.chosen.rows()
        newest = F("event__date_range").desc(nulls_last=True)
        matching = list(rows.order_by(newest, "-pk").values_list("pk", flat=True))
        self.matching = set(matching)
        self.disputes = [one for one in all_disputes(self.chosen.ids) if members(one) & self.matching]
        disputed = {pk for one in self.disputes for pk in members(one)}
        self.others = [pk for pk in matching if pk not in disputed]
        self.paginator = Paginator([*self.disputes, *self.others], PER_PAGE)
        self.page = self.paginator.get_page(request.GET.get("page"))

    @cached_property
    def _loaded(self) -> dict[int, Made]:
        """The claims of the page, with their events."""
        ids = {pk for one in self.page for pk in (members(one) if isinstance(one, Question) else {one})}
        claims = list(Claim.objects.public().filter(pk__in=ids))
        events = Event.objects.select_related("place").in_bulk(
            {one.event_id for one in claims if one.event_id}
        )
        withhold([], events.values())
        for claim in claims:
            if claim.event_id:
                claim.event = events[claim.event_id]
        return {one.pk: one for one in made(claims)}

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """The disputes of the page."""
        return [self._contradiction(one) for one in self.page if isinstance(one, Question)]

    def _contradiction(self, question: Question) -> Contradiction:
        wanted = members(question)
        claims = [one for one in self._loaded.values() if one.pk in wanted]
        event = claims[0].claim.event
        assert event is not None
        return Contradiction(as_block(question, claims, event), event)

    @cached_property
    def other_claims(self) -> list[Made]:
        """The other claims of the page."""
        return [self._loaded[pk] for pk in self.page if not isinstance(pk, Question) and pk in self._loaded]


@dataclass(frozen=True)
class OtherLine:
    """A claim that nothing contradicts, with the question it answers and its event."""

    question: str
    line: ClaimLine
    event: Event | None


def dispute_lines(found: Iterable[Contradiction]) -> list[DisputeLine]:
    """Put disputes into lines."""
    return [dispute_line(one.block, one.event) for one in found]


def other_lines(found: Iterable[Made]) -> list[OtherLine]:
    """Put claims into lines."""
    return [
        OtherLine(question_label(one.claim, one.claim.event), claim_line(one), one.claim.event)
        for one in found
    ]


def claim_list(request: HttpRequest) -> HttpResponse:
    """List what is disputed, and all other claims, by place, topic, claimant, act and time."""
    listed = ClaimsListed(request)
    chosen = listed.chosen
    context = {
        "section": reverse("claims"),
        "desk_bar": desk_bar(request, chosen_claim(request)),
        "total": len(chosen.ids),
        "found": len(listed.matching),
        "number_disputed": len(listed.disputes),
        "disputes": dispute_lines(listed.contradictions),
        "others": other_lines(listed.other_claims),
        "number_of_others": len(listed.others),
        "facets": chosen.facets(),
        "asked": chosen.chosen(),
        "data_url": reverse("claims-json") + chosen.url().removeprefix(chosen.address),
        **page_links(
            listed.page.number,
            listed.paginator.num_pages,
            lambda page: chosen.url(page=page if page > 1 else ""),
        ),
    }
    return render(request, "claims/list.html", context)


def chosen_claim(request: HttpRequest) -> Claim | None:
    """Return the claim that the list is about, if it is about a single one."""
    number = request.GET.get("claim", "")
    is_id = number.isascii() and number.isdecimal() and len(number) < 10
    return Claim.objects.public().filter(pk=int(number)).first() if is_id else None


def claim_list_json(request: HttpRequest) -> JsonResponse:
    """Serve the same list as data."""
    listed = ClaimsListed(request)
    root = request.build_absolute_uri("/").rstrip("/")
    data = {
        "total": len(listed.matching),
        "disputed": len(listed.disputes),
        "page": listed.page.number,
        "pages": listed.paginator.num_pages,
        "disputes": [
            question_as_data(one.block, one.event, root)
            | {"event": one.event.pk, "url": root + one.event.get_absolute_url()}
            for one in listed.contradictions
        ],
        "claims": [claim_as_data(one, root) for one in listed.other_claims],
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
