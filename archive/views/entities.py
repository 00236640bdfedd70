"""The page of an entity."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.kinds import FACTION, KINDS, Kind
from archive.models import Entity, Name
from archive.models.wordings import withhold_names
from archive.presentation.linked_data import as_linked_data
from archive.presentation.locators import locator
from archive.presentation.sides import CitedSides, read_day, sides_of
from archive.search import Holdings, pending_of, reading
from archive.text.localised import decimal, grouped
from archive.views.desk_bar import desk_bar
from archive.views.filters import order_of_reports, wrong_page
from archive.views.pagination import page_links
from archive.views.places import MAX_NODES, path_to, place_tree

MAX_REPORTS_SHOWN = 10
MAX_COMPANIONS_SHOWN = 8
# The order in which forms of a name are listed: the most useful first.
NAME_GROUPS = (
    ("Spellings", ("spelling", "short")),
    ("Acronyms", ("acronym",)),
    ("Former names", ("former",)),
    ("Noms de guerre", ("nom_de_guerre",)),
    ("In its original script", ("native",)),
)
NAME_KIND_NOTES = {"short": gettext_noop("short form")}


@dataclass(frozen=True)
class Spelling:
    """A form of a name, with what is known about its use."""

    name: Name
    notes: list[str]
    reports: int

    @property
    def query(self) -> str:
        """The search for only this spelling; "=" keeps the name from being widened."""
        words = self.name.text.replace('"', " ")
        return f'="{words}"' if len(words.split()) > 1 else f"={words}"


@dataclass(frozen=True)
class SpellingGroup:
    label: str
    spellings: list[Spelling]


@dataclass(frozen=True)
class Detail:
    term: str
    text: str
    is_uncertain: bool = False


@dataclass(frozen=True)
class Company:
    """The entities of one kind most often named together with an entity."""

    kind: Kind
    entities: list[Entity]


@reading()
def entity_page(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show an entity at its address; a past address redirects to it, and anything not public is a 404."""
    entity = Entity.objects.public_at(kind=kind.key, slug=slug)
    if entity is None:
        raise Http404(f"No {kind.key} has this address.")
    if entity.slug != slug:
        return redirect(entity, permanent=True)
    return render(request, "entities/entity.html", entity_context(request, entity, kind))


def entity_context(request: HttpRequest, entity: Entity, kind: Kind) -> dict:
    """Collect what the page of an entity shows."""
    holdings = Holdings(kind.key, entity.slug)
    oldest, wrong_order = order_of_reports(request.GET.get("sort", ""))
    names = list(entity.names.with_report_counts())
    withhold_names([entity], "summary", "description")
    withhold_names(names, "note")
    identifiers = list(entity.external_ids.all())
    sides = sides_of(entity, read_day(request.GET.get("on", "")), page=request.GET.get("members", "1"))
    context = {
        "entity": entity,
        "kind": kind,
        "section": reverse(kind.plural),
        "total": holdings.total(),
        "pending": pending_of(entity),
        "reports": holdings.reports(newest=not oldest, most=MAX_REPORTS_SHOWN),
        "oldest": oldest,
        "complaints": [one for one in (wrong_order, wrong_members(request, kind)) if one],
        "chart": holdings.chart,
        **_addresses(entity, holdings, oldest=oldest),
        "desk_bar": desk_bar(request, entity),
        "spellings": spelling_groups(names),
        "facts": facts(entity, kind),
        "identifiers": identifiers,
        "sides": sides,
        "data_url": data_url(entity, sides),
        **_members_context(request, sides),
    }
    if kind.is_nested:
        context |= place_context(entity, holdings)
    context["company"] = company(entity, holdings, apart_from=context.get("around_it", ()))
    context["linked_data"] = as_linked_data(
        entity,
        names=names,
        identifiers=identifiers,
        path=context.get("path", []),
        cited=sides.found,
        root=request.build_absolute_uri("/"),
    )
    return context


def data_url(entity: Entity, sides: CitedSides) -> str:
    """Return the address of the same sides as data, on the same day."""
    query = {"on": sides.asked.typed} if sides.asked.edtf else {}
    return reverse(f"{entity.kind}-json", args=[entity.slug], query=query)


def wrong_members(request: HttpRequest, kind: Kind) -> str:
    """Say what is wrong with the page of the table of members asked for; empty if nothing is, or no such table is shown."""
    return wrong_page(request.GET.get("members", "")) if kind is FACTION else ""


def _members_context(request: HttpRequest, sides: CitedSides) -> dict:
    """Return the links to the pages of the table of members, and what is said of a page past the last."""
    pages = members_pages(request, sides)
    return {"members_pages": pages, "past_the_last": pages.get("past_the_last", "")}


def members_pages(request: HttpRequest, sides: CitedSides) -> dict:
    """Return the links to the pages of the table of members; none if it has one page."""
    page = next((part.page for part in sides.parts if part.page), None)

    def address(number: int) -> str:
        query = request.GET.copy()
        query["members"] = str(number)
        return f"{request.path}?{query.urlencode()}#belonged"

    if page is None:
        return {}
    typed = request.GET.get("members", "")
    return page_links(page.number, page.paginator.num_pages, address, typed=typed)


def _addresses(entity: Entity, holdings: Holdings, *, oldest: bool) -> dict[str, str]:
    """Return the addresses of what else shows its reports."""
    return {
        "search_url": str(holdings.address),
        "timeline_url": str(holdings.address.to(reverse("timeline"))),
        "map_url": str(holdings.address.to(reverse("map"))),
        "ordered_search_url": str(holdings.address.setting("sort", "oldest" if oldest else "newest")),
        "text_search_url": reverse("search", query={"q": entity.name}),
    }


def place_context(place: Entity, holdings: Holdings) -> dict:
    """Collect what the page of a place shows in addition: what contains it, what lies inside it, where it is."""
    path = path_to(place)
    inside = list(Entity.objects.public().within(place).outermost_first()[:MAX_NODES])
    return {
        "path": path,
        "parts": place_tree(inside, holdings.counts(place.kind)),
        "parts_total": len(inside),
        "map": locator(place, path),
        "around_it": [*place.lineage, *(part.pk for part in inside)],
    }


def company(entity: Entity, holdings: Holdings, *, apart_from=()) -> list[Company]:
    """Return the entities most named in the same reports, by kind."""
    named = holdings.named_most(most=MAX_COMPANIONS_SHOWN, apart_from=[entity.pk, *apart_from])
    return [Company(kind, named[kind.key]) for kind in KINDS if named[kind.key]]


# Names and facts


def spelling_groups(names: list) -> list[SpellingGroup]:
    """Group the names of an entity by kind; those printed most come first."""
    ordered = sorted(names, key=lambda name: (-name.report_count, not name.is_primary, name.text.casefold()))
    groups = [
        SpellingGroup(
            label,
            [Spelling(name, name_notes(name), name.report_count) for name in ordered if name.kind in kinds],
        )
        for label, kinds in NAME_GROUPS
    ]
    return [group for group in groups if group.spellings]


def name_notes(name: Name) -> list[str]:
    """Return the details of a name: its form, when it was in use, and what curators noted."""
    form = NAME_KIND_NOTES.get(name.kind)
    notes = [gettext(form) if form else "", time_of_use(name), name.note]
    if name.ambiguous:
        notes.append(gettext("others share it"))
    return [note for note in notes if note]


def time_of_use(name: Name) -> str:
    """Say when a name was in use: "1992 to 1996", "from 1994", "until 1978"; empty when not known."""
    first, last = dates.label(name.used_from), dates.label(name.used_to)
    if first and last:
        return gettext("{first} to {last}").format(first=first, last=last)
    if first:
        return gettext("from {date}").format(date=first)
    return gettext("until {date}").format(date=last) if last else ""


def facts(entity: Entity, kind: Kind) -> list[Detail]:
    """Return the dates and the coordinates of an entity, with the precision known."""
    terms = [(date.label, getattr(entity, date.column)) for date in kind.dates]
    found = [Detail(term, dates.label(edtf), not dates.plain_date(edtf)) for term, edtf in terms if edtf]
    if entity.latitude is not None and entity.longitude is not None:
        found.append(Detail("Coordinates", coordinates(entity.latitude, entity.longitude)))
    if entity.population:
        found.append(Detail("Population", grouped(entity.population)))
    return found


def coordinates(latitude: float, longitude: float) -> str:
    """Format coordinates to a hundredth of a degree: "36.71° N, 67.11° E"."""
    north = gettext("N") if latitude >= 0 else gettext("S")
    east = gettext("E") if longitude >= 0 else gettext("W")
    return f"{decimal(abs(latitude), 2)}° {north}, {decimal(abs(longitude), 2)}° {east}"
