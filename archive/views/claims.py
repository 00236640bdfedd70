"""The list of claims: disputes first, the latest first, then all other claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import DateRangeField
from django.core.paginator import Paginator
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, ngettext

from archive.disputes.comparing import Question
from archive.disputes.listed import all_disputes, members
from archive.evidence.accounts import Made, made
from archive.evidence.drawn import withhold
from archive.evidence.side_by_side import AnsweredQuestion, as_block
from archive.models import Claim, Event
from archive.presentation.accounts import (
    ORIGINS_COUNTED,
    ClaimLine,
    attributed,
    claim_line,
    rows_of,
)
from archive.presentation.claims import question_label
from archive.presentation.dispute_lines import DisputeLine, dispute_line
from archive.presentation.event_data import claim_as_data, question_as_data
from archive.reference.topics import ACTS, TOPIC_OF
from archive.text.localised import grouped
from archive.views.crawlers import unindexed
from archive.views.desk_bar import desk_bar
from archive.views.faceted import (
    NO_ENTITY,
    NO_PLACE,
    NO_YEAR,
    FacetedSet,
    ListFacet,
    WordFilter,
    at_place,
    counted,
    entities_at,
    entity_values,
    in_year,
    place_values,
    year_values,
)
from archive.views.filters import past_the_last
from archive.views.list_files import data_refusal, data_response, facets_as_data, list_context
from archive.views.pagination import page_links

PER_PAGE = 20
NOT_DECIDED = gettext_noop(
    "Where claims contradict each other they come first, side by side; the archive does not say which is right."
)
NO_TOPIC = gettext_noop("“{}” is not a topic: write one of {choices}.")
NO_ACT = gettext_noop("“{}” is not what somebody does in making a claim: write one of {choices}.")
NO_NUMBER = gettext_noop("“{}” is not the number of a claim: write digits alone.")
DAYS = Coalesce("scope_range", "event__date_range", output_field=DateRangeField())
"""The days that a claim is about: those that it names, or else those of its event."""


def about_place(slug: str) -> Q | None:
    """Return the condition that a claim is about a place or something inside it: its object, or where its event was."""
    at_event, itself = at_place("event__place", slug), at_place("object", slug)
    return at_event | itself if at_event is not None and itself is not None else None


def on_topic(key: str) -> Q | None:
    """Return the condition that a claim is on a topic."""
    return Q(topic=key) if key in TOPIC_OF else None


def made_by(slug: str) -> Q | None:
    """Return the condition that an entity with this address makes a claim, if readers may see it."""
    found = entities_at(slug)
    return Q(claimant__in=found) if found else None


def that_does(act: str) -> Q | None:
    """Return the condition that a claim asserts, denies, confirms, and so on."""
    return Q(act=act) if act in Claim.Act.values else None


def numbered(number: str) -> Q | None:
    """Return the condition that it is the claim of this number."""
    return Q(pk=min(int(number[:18]), 2**62)) if number.isascii() and number.isdecimal() else None


class ClaimSet(FacetedSet):
    """The claims that readers may see."""

    place = WordFilter(about_place, NO_PLACE)
    topic = WordFilter(on_topic, NO_TOPIC, choices=TOPIC_OF)
    claimant = WordFilter(made_by, NO_ENTITY)
    act = WordFilter(that_does, NO_ACT, choices=Claim.Act.values)
    year = WordFilter(lambda year: in_year(year, ClaimSet), NO_YEAR)
    claim = WordFilter(numbered, NO_NUMBER)

    def __init__(self, data) -> None:
        super().__init__(data, Claim.objects.public())
        self.address = reverse("claims")

    @staticmethod
    def touching(days: DateRange) -> Q:
        """Return the condition that a claim is about these days: it names one of them or, if it names none, its event may be of one."""
        return Q(scope_range__overlap=days) | Q(scope_range=None, event__date_range__overlap=days)

    @staticmethod
    def undated() -> Q:
        """Return the condition that neither a claim nor its event names a day."""
        return Q(scope_range=None, event__date_range=None)

    def facets(self) -> list[ListFacet]:
        """Return all facets, each counted with its own filter lifted."""
        if self.complaints:
            return []
        return [
            self.facet(
                "topic", "Topic", self._words("topic", {key: one.label for key, one in TOPIC_OF.items()})
            ),
            self.facet("act", "Said or denied", self._words("act", ACTS)),
            self.facet("place", "Place", place_values(counted(self.rows(lifted=["place"]), "event__place"))),
            self.facet(
                "claimant", "Who says it", entity_values(counted(self.rows(lifted=["claimant"]), "claimant"))
            ),
            self.facet("year", "Year", year_values(counted(self.rows(lifted=["year"]), DAYS))),
        ]

    def _words(self, column, labels):
        counts = dict(counted(self.rows(lifted=[column]), column))
        return [(key, label, counts.get(key, 0)) for key, label in labels.items()]

    def time_notices(self) -> list[str]:
        """Say how the list is limited in time, and what is left out of it for that."""
        if not self.time_label:
            return []
        said = gettext(
            "Only claims about this time: {time}. A claim is of the days that it names, or else of those of its event."
        )
        left_out = ngettext(
            "{number} claim that no day is known for is left out.",
            "{number} claims that no day is known for are left out.",
            self.left_out,
        )
        return [
            said.format(time=self.time_label),
            *([left_out.format(number=grouped(self.left_out))] if self.left_out else []),
        ]


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
        self.ids = list(rows.order_by(newest, "-pk").values_list("pk", flat=True))
        self.matching = set(self.ids)
        self.disputes = [one for one in all_disputes(self.chosen.ids) if members(one) & self.matching]
        self.disputed = {pk for one in self.disputes for pk in members(one)}
        self.others = [pk for pk in self.ids if pk not in self.disputed]
        self.paginator = Paginator([*self.disputes, *self.others], PER_PAGE)
        self.page = self.paginator.get_page(request.GET.get("page"))

    @property
    def notices(self) -> list[str]:
        """What the page says of the list, in sentences."""
        beside = len(self.disputed - self.matching)
        said = ngettext(
            "A dispute is shown with all its sides: {number} claim that the filters do not choose is among them.",
            "A dispute is shown with all its sides: {number} claims that the filters do not choose are among them.",
            beside,
        )
        with_sides = [said.format(number=grouped(beside))] if beside else []
        undecided = [gettext(NOT_DECIDED), gettext(ORIGINS_COUNTED)] if self.disputes else []
        return [*self.chosen.time_notices(), *with_sides, *undecided]

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

    @property
    def attributions(self) -> list[str]:
        """What has to be said of the data sets that claims of the page rest on."""
        return attributed(rows_of(self._loaded.values()))


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
        "not_decided": NOT_DECIDED,
        "how_counted": ORIGINS_COUNTED,
        "said": said_on_page(listed),
        "attributions": listed.attributions,
        **list_context(chosen, "claims"),
        **page_links(
            listed.page.number,
            listed.paginator.num_pages,
            lambda page: chosen.url(page=page if page > 1 else ""),
            typed=request.GET.get("page", ""),
        ),
    }
    return render(request, "claims/list.html", context)


def said_on_page(listed: ClaimsListed) -> list[str]:
    """Return what the page says above the list: its head says elsewhere what is always so."""
    always = (gettext(NOT_DECIDED), gettext(ORIGINS_COUNTED))
    return [sentence for sentence in listed.notices if sentence not in always]


def chosen_claim(request: HttpRequest) -> Claim | None:
    """Return the claim that the list is about, if it is about a single one."""
    number = request.GET.get("claim", "")
    is_id = number.isascii() and number.isdecimal() and len(number) < 10
    return Claim.objects.public().filter(pk=int(number)).first() if is_id else None


@unindexed
def claim_list_json(request: HttpRequest) -> JsonResponse:
    """Serve the same list as data."""
    listed = ClaimsListed(request)
    if listed.chosen.complaints:
        return data_refusal(listed.chosen.complaints)
    if past := past_the_last(request.GET.get("page", ""), listed.paginator.num_pages):
        return data_refusal({"page": past})
    root = request.build_absolute_uri("/").rstrip("/")
    return data_response(
        {
            "total": len(listed.matching),
            "disputed": len(listed.disputes),
            "page": listed.page.number,
            "pages": listed.paginator.num_pages,
            "notices": [*listed.notices, *listed.attributions],
            "disputes": [dispute_as_data(one, root) for one in listed.contradictions],
            "claims": [other_as_data(one, root) for one in listed.other_claims],
            "facets": facets_as_data(listed.chosen.facets(), root),
        }
    )


def dispute_as_data(one: Contradiction, root: str) -> dict:
    """Describe a dispute as data, with the line that the page has for it."""
    line = dispute_line(one.block, one.event)
    return question_as_data(one.block, one.event, root) | {
        "in_words": line.in_words,
        **_event_as_data(one.event, root),
    }


def other_as_data(one: Made, root: str) -> dict:
    """Describe a claim that nothing contradicts as data, with the question that it answers and its event."""
    event = one.claim.event
    return claim_as_data(one, root) | {
        "question": question_label(one.claim, event),
        **(_event_as_data(event, root) if event else {}),
    }


def _event_as_data(event: Event, root: str) -> dict:
    return {
        "event": event.pk,
        "event_title": event.title,
        "event_date": event.date_edtf,
        "event_date_in_words": event.date_label(),
        "url": root + event.get_absolute_url(),
    }
