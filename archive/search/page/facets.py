"""Facets of a search: each counts with its own filter lifted and hands on value, label, count, selected and url."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.search.page.rows import entity_labels, source_labels
from archive.search.parameters.filters import ENTITY_FACETS, NONE, FacetChoice, Match, language_label
from archive.search.records.columns import FACET_NUMBERS, language_code

LABELS = {
    "person": "People",
    "place": "Places",
    "faction": "Factions",
    "source": "Sources",
    "language": "Languages",
}
NONE_LABELS = {
    "person": "No person named",
    "place": "No place named",
    "faction": "No faction named",
    "language": "Language not known",
}
SHOWN = 8
ALL = 1_000_000


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet; `count` is how many reports its `url` gives.

    Beside chosen values of the list those are the reports of all of them together; for a chosen one, those without it.
    `share` is what the value has by itself, as a part of the largest (0 to 1), `depth` its place in a tree.
    """

    value: str
    label: str
    count: int
    selected: bool
    url: str
    excluded: bool = False
    exclude_url: str = ""
    depth: int = 0
    share: float = 0.0


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]
    none: FacetValue | None = None
    more_url: str = ""
    total_values: int | None = None
    open: bool = True


@dataclass(frozen=True)
class YearBar:
    """A year; `count` is how many reports its `url` gives, `share` what the year has by itself, as a part of the largest."""

    value: str
    label: str
    count: int
    selected: bool
    url: str
    share: float


@dataclass(frozen=True)
class Histogram:
    bars: list[YearBar] = field(default_factory=list)
    undated: FacetValue | None = None
    max_count: int = 0


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the address without it."""

    label: str
    kind: str
    url: str


class FacetMaker:
    """Makes the facets of one search; labels of all of them are read in two statements."""

    def __init__(self, selection, address, *, names=tuple(FACET_NUMBERS)):
        self.selection, self.address = selection, address
        # What each value has by itself says which values are listed, and in what order; a list does not jump under a click.
        self.counts = {name: selection.counts(name) for name in names}
        self.added = {name: selection.added(name) for name in names}

    def facets(self, *, shown=SHOWN):
        """Return all facets, each with its `shown` commonest values, chosen ones always among them."""
        chosen = {name: self._top_ids(name, shown) for name in FACET_NUMBERS}
        self._load({name: ids for name, (ids, _) in chosen.items()})
        return [self._facet(name, ids, has_more=has_more) for name, (ids, has_more) in chosen.items()]

    def whole(self, name, *, find=""):
        """Return one facet with all its values whose label has `find` in it."""
        self.counts[name] = self.counts[name].whole()
        ids, _ = self._top_ids(name, ALL)
        self._load({name: ids})
        total = len(self.counts[name].ids())
        if find:
            wanted = find.casefold()
            ids = [pk for pk in ids if wanted in self._label(name, pk).casefold()]
        return self._facet(name, ids, total=total)

    # Which values

    def _top_ids(self, name, shown):
        """Return (the ids of the `shown` commonest values and of the chosen ones, whether there are others)."""
        choice = self.selection.filters.facets[name]
        asked = sorted(pk for pk in choice.wanted | choice.unwanted if isinstance(pk, int) and pk > 0)
        commonest = self.counts[name].top(shown + len(asked) + 1)
        ids = list(dict.fromkeys(commonest[:shown] + asked))
        return ids, not set(commonest) <= set(ids)

    def _load(self, chosen):
        self.entities = entity_labels([pk for name in ENTITY_FACETS for pk in chosen.get(name, [])])
        outer = {pk for entity in self.entities.values() for pk in entity.lineage} - set(self.entities)
        self.entities |= entity_labels(outer)
        self.sources = source_labels(chosen.get("source", []))

    # How they look

    def _facet(self, name, ids, *, has_more=False, total=None):
        known = [pk for pk in ids if self._is_known(name, pk)]
        rows = self._as_tree(known) if name == "place" else [(pk, 0) for pk in known]
        largest = max((self._count(name, pk) for pk, _ in rows), default=0)
        return Facet(
            name=name,
            label=LABELS[name],
            values=[self._value(name, pk, depth, largest) for pk, depth in rows],
            none=self._none(name),
            more_url=str(self.address.to(f"/search/{name}/")) if has_more else "",
            total_values=total,
        )

    def _as_tree(self, ids):
        """Return (id, depth) of places, each below the places it lies in, the commonest first on each level."""
        shown = set(ids) | {
            outer for pk in ids for outer in self.entities[pk].lineage if outer in self.entities
        }
        children = {}
        for pk in shown:
            outer = next((place for place in reversed(self.entities[pk].lineage) if place in shown), None)
            children.setdefault(outer, []).append(pk)
        rows = []

        def walk(parent, depth):
            for pk in sorted(
                children.get(parent, []), key=lambda pk: (-self._count("place", pk), self.entities[pk].name)
            ):
                rows.append((pk, depth))
                walk(pk, depth + 1)

        walk(None, 0)
        return rows

    def _value(self, name, pk, depth, largest):
        share = self._count(name, pk) / largest if largest else 0.0
        return self._made(name, pk, self._slug(name, pk), self._label(name, pk), depth=depth, share=share)

    def _none(self, name):
        is_chosen = self.address.has(name, NONE) or self.address.has(name, f"-{NONE}")
        if name not in NONE_LABELS or not (self._count(name, 0) or is_chosen):
            return None
        return self._made(name, 0, NONE, NONE_LABELS[name])

    def _made(self, name, pk, value, label, **looks):
        address = self.address
        excluded = address.has(name, f"-{value}")
        return FacetValue(
            value=value,
            label=label,
            count=self._clicked(name, pk, value),
            selected=address.has(name, value),
            url=str(address.without(name, f"-{value}") if excluded else address.toggling(name, value)),
            excluded=excluded,
            exclude_url=str(address.toggling(name, f"-{value}")),
            **looks,
        )

    def _clicked(self, name, pk, value):
        """Return the total at the `url` of a value."""
        choice = self.selection.filters.facets[name]
        if self.address.has(name, f"-{value}"):
            return self.selection.total_with(name, FacetChoice(choice.wanted, choice.unwanted - {pk}))
        if self.address.has(name, value):
            return self.selection.total_with(name, FacetChoice(choice.wanted - {pk}, choice.unwanted))
        base, added = self.added[name]
        return base + added.of(pk)

    def _count(self, name, pk):
        return self.counts[name].of(pk)

    def _is_known(self, name, pk):
        known = {"source": self.sources, "language": {pk}}
        return pk in known.get(name, self.entities)

    def _slug(self, name, pk):
        if name == "language":
            return language_code(pk)
        return (self.sources if name == "source" else self.entities)[pk].slug

    def _label(self, name, pk):
        if name == "language":
            return language_label(language_code(pk))
        return (self.sources if name == "source" else self.entities)[pk].name


def histogram(selection, address):
    """Return the years of a search, each with its count and address, gaps filled, and the bucket of undated reports."""
    counts, undated = selection.year_counts()
    largest = max(counts.values(), default=0)
    years = range(min(counts), max(counts) + 1) if counts else []
    clicked = _YearClicks(selection, address)
    bars = [
        YearBar(
            value=str(year),
            label=str(year),
            count=clicked.total(year, str(year)),
            selected=address.has("year", str(year)),
            url=str(address.toggling("year", str(year))),
            share=counts.get(year, 0) / largest,
        )
        for year in years
    ]
    selected = address.has("year", NONE)
    url = str(address.toggling("year", NONE))
    shown = undated or selected
    bucket = FacetValue(NONE, "Undated", clicked.total(0, NONE), selected, url) if shown else None
    return Histogram(bars, bucket, largest)


class _YearClicks:
    """What a click on a year gives."""

    def __init__(self, selection, address):
        self.selection, self.address = selection, address
        self.base, years, undated = selection.years_added()
        self.added = {**years, 0: undated}

    def total(self, year, value):
        """Return the total at the address of a year, 0 for the undated reports."""
        choice = self.selection.filters.facets["year"]
        if self.address.has("year", value):
            return self.selection.total_with("year", FacetChoice(choice.wanted - {year}, choice.unwanted))
        if self.address.has("year", f"-{value}"):
            changed = FacetChoice(choice.wanted | {year}, choice.unwanted - {year})
            return self.selection.total_with("year", changed)
        return self.base + self.added.get(year, 0)


KINDS = {
    "person": "Person",
    "place": "Place",
    "faction": "Faction",
    "source": "Source",
    "language": "Language",
    "year": "Year",
    "possible": "May name",
}
MATCHES = {Match.ALL: "all of the words", Match.MOST: "most of the words"}


def chips(address, filters):
    """Return the chosen filters, each with the address without it."""
    made = []
    for key, value in address.pairs:
        if key in KINDS:
            slug = value.removeprefix("-")
            negated = value.startswith("-")
            label = filters.labels.get((key, slug), slug)
            kind = f"Not {KINDS[key].lower()}" if negated else KINDS[key]
            made.append(Chip(label, kind, str(address.without(key, value))))
        elif key in ("from", "to") and key not in filters.errors:
            made.append(Chip(value, key.capitalize(), str(address.without(key))))
        elif key == "match" and value in MATCHES:
            made.append(Chip(MATCHES[value], "Match", str(address.without(key))))
        elif key == "certain":
            made.append(Chip("certainly in this range", "Dates", str(address.without(key))))
    return made
