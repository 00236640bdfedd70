"""Facets of a search: each counts with its own filter lifted and yields value, label, count, selected and url."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from django.utils.translation import gettext, gettext_noop

from archive.hosting.watched import deadline
from archive.models.addresses import address_of
from archive.search.facets import CHOSEN_FROM, FACETS, LISTED, NONE, all_of
from archive.search.parameters.address import SWITCHES
from archive.search.parameters.choices import Match

MAX_SHOWN = 8
ALL = 1_000_000


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet; `count` is how many reports its `url` gives.

    If values of the list are chosen, that is for all of them together; for a chosen one, without it; for one that was left out, with
    it. `depth` is its level in a tree.
    """

    value: str
    label: str
    count: int
    selected: bool
    url: str
    excluded: bool = False
    depth: int = 0


@dataclass(frozen=True)
class OtherWay:
    """Another way to choose from a list: its address, and how many reports that gives with what is chosen."""

    url: str
    count: int


@dataclass(frozen=True)
class FacetPanel:
    """A facet as a page shows it: its commonest and chosen values, or all.

    If it `wants_all`, reports must have each of the chosen values, otherwise any; `other_join` is the other of the two, once values are
    chosen of which a report can have several. Where there is little room, only those that are `open` show their values. If it `leaves_out`, a click on a value leaves it out; `leave_url` turns that round.
    """

    name: str
    label: str
    values: list[FacetValue]
    none: FacetValue | None = None
    more_url: str = ""
    total_values: int | None = None
    is_nested: bool = False
    open: bool = True
    is_chosen: bool = False
    wants_all: bool = False
    other_join: OtherWay | None = None
    leaves_out: bool = False
    leave_url: str = ""

    def chosen(self):
        """Return its chosen values as an address has them, those left out with a minus."""
        values = [
            value for value in (*self.values, self.none) if value and (value.selected or value.excluded)
        ]
        return [f"-{value.value}" if value.excluded else value.value for value in values]


@dataclass(frozen=True)
class Chip:
    """A chosen filter, and the address without it."""

    label: str
    kind: str
    url: str
    is_left_out: bool = False


class FacetMaker:
    """Builds the facets of one search; the labels of facets read together take one statement."""

    def __init__(self, selection, address, *, names=tuple(LISTED)):
        self.selection, self.address, self.here = selection, address, address
        # Each value's own count decides which values are listed, and in what order, so that a list does not jump under a click.
        self.counts, self.added = {}, {}
        for name in names:
            deadline.check()
            self.counts[name], self.added[name] = selection.counts(name), selection.added(name)
        self.toggled = {name: address.toggler(name) for name in names}

    def facets(self, *, shown=MAX_SHOWN):
        """Return all facets, each with its `shown` commonest values, always including chosen ones; those of other tables only with values."""
        chosen = {}
        for name in self.counts:
            deadline.check()
            chosen[name] = self._top_ids(name, shown)
        self._load({name: ids for name, (ids, _) in chosen.items()})
        panels = [self._panel(name, ids, has_more=has_more) for name, (ids, has_more) in chosen.items()]
        panels = [panel for panel in panels if panel.values or panel.name in FACETS]
        first = next((panel for panel in panels if panel.values or panel.none), None)
        return [replace(panel, open=panel is first or panel.is_chosen) for panel in panels]

    def whole(self, name, *, find=""):
        """Return one facet with all its values whose label contains `find`."""
        self.counts[name] = self.counts[name].whole()
        self.here = self.address.to(address_of("search-facet", name))
        ids, _ = self._top_ids(name, ALL)
        self._load({name: ids})
        total = len(self.counts[name].ids())
        if find:
            wanted, labels = find.casefold(), self._labels(name)
            ids = [pk for pk in ids if pk in labels and wanted in labels[pk].name.casefold()]
        return self._panel(name, ids, total=total)

    # Choosing values

    def _top_ids(self, name, shown):
        """Return (the ids of the `shown` commonest values and the chosen ones, whether there are others)."""
        choice = self.selection.choice(name)
        asked = sorted(pk for pk in choice.wanted | choice.unwanted if pk)
        commonest = self.counts[name].top(shown + len(asked) + 1)
        ids = list(dict.fromkeys(commonest[:shown] + asked))
        return ids, not set(commonest) <= set(ids)

    def _load(self, chosen):
        """Read the labels of these values, and of those that contain them."""
        ids_by_reader = defaultdict(set)
        for name, ids in chosen.items():
            ids_by_reader[LISTED[name].read_labels].update(ids)
        self.labels = {}
        for read, ids in ids_by_reader.items():
            labels = read(ids)
            self.labels[read] = labels | read({pk for label in labels.values() for pk in label.lineage} - ids)

    def _labels(self, name):
        return self.labels[LISTED[name].read_labels]

    # Presentation

    def _panel(self, name, ids, *, has_more=False, total=None):
        facet, labels = LISTED[name], self._labels(name)
        known = [pk for pk in ids if pk in labels]
        rows = self._as_tree(name, known) if facet.is_nested else [(pk, 0) for pk in known]
        return FacetPanel(
            name=name,
            label=facet.plural_label,
            values=[self._value(name, pk, depth) for pk, depth in rows],
            none=self._none(name),
            more_url=str(self.address.to(address_of("search-facet", name))) if has_more else "",
            total_values=total,
            is_nested=facet.is_nested,
            **self._ways_to_choose(name),
        )

    def _ways_to_choose(self, name):
        choice, leaves_out = self.selection.choice(name), self._leaves_out(name)
        return {
            "is_chosen": bool(choice),
            "wants_all": choice.wants_all,
            "other_join": self._other_join(name, choice),
            "leaves_out": leaves_out,
            "leave_url": str(self.here.setting("leaveout", "" if leaves_out else name)),
        }

    def _other_join(self, name, choice):
        if not (LISTED[name].holds_several and choice.wanted):
            return None
        url = self.here.setting(all_of(name), "" if choice.wants_all else "1")
        other = replace(choice, wants_all=not choice.wants_all)
        return OtherWay(str(url), self.selection.total_with(name, other))

    def _leaves_out(self, name):
        return self.address.one("leaveout") == name

    def _as_tree(self, name, ids):
        """Return (id, depth) of values, each below those that contain it, commonest first on each level."""
        labels, rows = self._labels(name), []
        shown = set(ids) | {outer for pk in ids for outer in labels[pk].lineage if outer in labels}
        children = defaultdict(list)
        for pk in shown:
            outer = next((place for place in reversed(labels[pk].lineage) if place in shown), None)
            children[outer].append(pk)

        def walk(parent, depth):
            for pk in sorted(children[parent], key=lambda pk: (-self._count(name, pk), labels[pk].name)):
                rows.append((pk, depth))
                walk(pk, depth + 1)

        walk(None, 0)
        return rows

    def _value(self, name, pk, depth):
        label = self._labels(name)[pk]
        return self._made(name, pk, label.slug, label.name, depth=depth)

    def _none(self, name):
        label = LISTED[name].none_label
        is_chosen = self.address.has(name, NONE) or self.address.has(name, f"-{NONE}")
        return self._made(name, 0, NONE, label) if label and (self._count(name, 0) or is_chosen) else None

    def _made(self, name, pk, value, label, *, depth=0):
        selected, excluded = self.address.has(name, value), self.address.has(name, f"-{value}")
        is_left_out = excluded or self._leaves_out(name) and not selected
        return FacetValue(
            value=value,
            label=label,
            count=self._clicked(name, pk, is_chosen=selected or excluded),
            selected=selected,
            url=self.toggled[name](f"-{value}" if is_left_out else value),
            excluded=excluded,
            depth=depth,
        )

    def _clicked(self, name, pk, *, is_chosen):
        """Return the total at the `url` of a value."""
        if is_chosen:
            return self.selection.total_with(name, self.selection.choice(name).without(pk))
        if self._leaves_out(name):
            return self.selection.total_without(name, pk)
        base, added = self.added[name]
        return base + added.of(pk)

    def _count(self, name, pk):
        return self.counts[name].of(pk)


OF_ENTITIES = {"with": gettext_noop("Named with"), "possible": gettext_noop("May name")}
MATCHES = {Match.ALL: gettext_noop("all of the words"), Match.MOST: gettext_noop("most of the words")}


def chips(address, filters):
    """Return the chosen filters, each with the address without it."""
    made = []
    for key, value in address.pairs:
        if key in CHOSEN_FROM:
            made.append(_chip_of_facet(CHOSEN_FROM[key], value, address, filters))
        elif key in OF_ENTITIES:
            label = filters.chosen(key).labels.get(value, value)
            made.append(Chip(label, gettext(OF_ENTITIES[key]), str(address.without(key, value))))
        elif key in ("from", "to") and key not in filters.errors:
            made.append(Chip(value, gettext(key.capitalize()), str(address.without(key))))
        elif key == "match" and value in MATCHES:
            made.append(Chip(gettext(MATCHES[value]), gettext("Match"), str(address.without(key))))
        elif key in SWITCHES and len(address.wanted(key.removesuffix(".all"))) > 1:
            label = gettext(CHOSEN_FROM[key.removesuffix(".all")].plural_label)
            made.append(Chip(gettext("all of these"), label, str(address.without(key))))
        elif key == "confirmed":
            made.append(Chip(gettext("confirmed by a curator"), gettext("Names"), str(address.without(key))))
        elif key == "certain":
            made.append(Chip(gettext("certainly in this range"), gettext("Dates"), str(address.without(key))))
    return made


def _chip_of_facet(facet, value, address, filters):
    slug = value.removeprefix("-")
    label = filters.chosen(facet.name).labels.get(slug, slug)
    is_left_out = value.startswith("-")
    kind = left_out_label(facet) if is_left_out else facet.label
    return Chip(label, gettext(kind), str(address.without(facet.name, value)), is_left_out)


def left_out_label(facet) -> str:
    """Return the label before a value that is left out: "Not person"."""
    return f"Not {facet.label.lower()}"
