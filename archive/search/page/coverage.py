"""What the archive does not know: where its reports are thin, missing or undecided. Every number is that of the search it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive import dates
from archive.kinds import KINDS
from archive.models import Entity, Mention
from archive.models.addresses import entity_key
from archive.models.visibility import is_public
from archive.search.counting.holdings import everything
from archive.search.counting.units import MONTH, days_of_period
from archive.search.facets import FACETS, NONE, source_labels
from archive.search.page.facets import FacetMaker
from archive.search.page.timeline import Periods
from archive.search.parameters.address import Address
from archive.search.parameters.choices import FacetChoice, Possible, Window
from archive.search.records.arrays import distinct
from archive.search.records.snapshot import reading

MIN_SERIES = 6  # reports of a source that are dated to a month, for its gaps to be looked at
MIN_GAP = 6  # months
THIN = 2  # reports
MAX_GAPS, MAX_NAMES, MAX_THIN = 15, 15, 16
MAX_YEARS = 60


@dataclass(frozen=True)
class SearchCount:
    """A number of reports, with the search that shows them."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class YearOfMonths:
    """A year, and the reports that are certainly of each of its months; `shade` of a month is 0 for none to 4 for most."""

    year: str
    months: list[tuple[SearchCount, int]]


@dataclass(frozen=True)
class Gap:
    """Months in which a source has no report, with those before and after them; all counted by dates that are certain."""

    source: str
    months: int
    edtf: str
    before: SearchCount
    within: SearchCount
    after: SearchCount

    @property
    def label(self) -> str:
        """The months in words: said when shown, as gaps are remembered for readers of every language."""
        return dates.label(self.edtf)


class Coverage:
    """What all published reports leave open; each part is computed when first requested."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.selection = everything(snapshot)
        self.certain = self.selection.only_certain()

    @cached_property
    def total(self) -> SearchCount:
        return SearchCount("reports", self.selection.total(), str(Address()))

    # Time

    @cached_property
    def undated(self) -> SearchCount:
        found = self.selection.choosing("year", FacetChoice({0}))
        return SearchCount("undated reports", found.total(), str(Address((("year", NONE),))))

    @cached_property
    def years(self) -> list[YearOfMonths]:
        """The months of the last years, earliest first."""
        days = self.selection.first_and_last_day()
        if days is None:
            return []
        last = days[1] // 10000
        first = max(days[0] // 10000, last - MAX_YEARS + 1)
        shown = Periods.between(MONTH, first * 10000 + 101, last * 10000 + 1231)
        _, counts = self.certain.period_counts(MONTH, shown.lower, shown.upper)
        most = max(int(counts.max()), 1)
        months = [
            (self._in_months(value, value, dates.label(value), count), -(-4 * count // most))
            for value, count in zip(shown.values(), counts.tolist(), strict=True)
        ]
        return [
            YearOfMonths(str(year), months[12 * place : 12 * place + 12])
            for place, year in enumerate(range(first, last + 1))
        ]

    @property
    def empty_months(self) -> int:
        """How many of the months shown have no report that is certainly of them."""
        return sum(figure.count == 0 for year in self.years for figure, _ in year.months)

    @staticmethod
    def _in_months(first, last, label, count, **more):
        pairs = tuple(more.items())
        return SearchCount(label, count, str(Address(pairs).between(first, last).setting("certain", "1")))

    @cached_property
    def gaps(self) -> list[Gap]:
        """The longest gaps between the months in which a source has reports."""
        return self.snapshot.remembered("gaps of sources", self._gaps)

    def _gaps(self):
        sources, months = self._months_of_sources()
        number = np.bincount(sources) if len(sources) else np.zeros(1, dtype=np.int64)
        keys, _ = distinct(sources.astype(np.int64) * 1_000_000 + months)
        sources, months = keys // 1_000_000, keys % 1_000_000
        lengths = np.diff(months) - 1
        is_gap = (np.diff(sources) == 0) & (lengths >= MIN_GAP)
        is_gap &= number[sources[:-1]] >= MIN_SERIES
        places = np.flatnonzero(is_gap)
        places = places[np.argsort(-lengths[places], kind="stable")][:MAX_GAPS]
        labels = source_labels({int(pk) for pk in sources[places]})
        return [
            self._gap(
                int(sources[place]), labels[int(sources[place])], int(months[place]), int(months[place + 1])
            )
            for place in places
            if int(sources[place]) in labels
        ]

    def _months_of_sources(self):
        """Return (sources, months), an entry for each report dated within a month."""
        columns = self.selection.columns
        pairs = [part.pairs() for part in columns.facet("source")]
        ids, rows = (np.concatenate([getattr(part, name) for part in pairs]) for name in ("ids", "rows"))
        first, last = columns.first[rows], columns.last[rows]
        chosen = self.selection.kept[rows] & (first != 0) & (first // 100 == last // 100)
        return ids[chosen], MONTH.numbers(first[chosen])

    def _gap(self, pk, label, before, after):
        source = self.certain.choosing("source", FacetChoice({pk}))
        first, last = MONTH.edtf(before + 1), MONTH.edtf(after - 1)
        windows = {
            "before": (Window(upper=days_of_period(MONTH.edtf(before))[1]), ("", MONTH.edtf(before))),
            "within": (Window(days_of_period(first)[0], days_of_period(last)[1]), (first, last)),
            "after": (Window(lower=days_of_period(MONTH.edtf(after))[0]), (MONTH.edtf(after), "")),
        }
        figures = {
            name: self._in_months(*ends, name, source.dated(window).total(), source=label.slug)
            for name, (window, ends) in windows.items()
        }
        return Gap(
            label.name,
            after - before - 1,
            f"{first}/{last}" if first != last else first,
            **figures,
        )

    # Sources, languages, places

    @cached_property
    def _panels(self):
        maker = FacetMaker(self.selection, Address(), names=["source", "language"])
        return {name: maker.whole(name) for name in ("source", "language")}

    @property
    def languages(self) -> list[SearchCount]:
        """The languages, the commonest first, and the reports in a language that is not known."""
        panel = self._panels["language"]
        return [
            SearchCount(gettext(one.label), one.count, one.url) for one in [*panel.values, panel.none] if one
        ]

    @property
    def thin_sources(self) -> list[SearchCount]:
        """The sources with the fewest reports, if these are few."""
        thin = [one for one in reversed(self._panels["source"].values) if one.count <= THIN]
        return [SearchCount(one.label, one.count, one.url) for one in thin[:MAX_THIN]]

    @cached_property
    def provinces(self) -> list[tuple[Entity, SearchCount]]:
        """The provinces, those that the fewest reports name first."""
        counts = self.selection.counts("place").whole()
        found = Entity.objects.public().places().filter(place_type="province").defer("description")
        figures = [
            (place, SearchCount(place.name, counts.of(place.pk), str(Address((("place", place.slug),)))))
            for place in found
        ]
        return sorted(figures, key=lambda one: (one[1].count, one[1].label))

    @property
    def thin_provinces(self) -> list[SearchCount]:
        return [figure for _, figure in self.provinces[:MAX_THIN]]

    @cached_property
    def naming_none(self) -> list[SearchCount]:
        """How many reports name nobody, no place and no faction."""
        return [
            SearchCount(
                gettext(FACETS[kind.key].none_label),
                self._without(kind.key),
                str(Address(((kind.key, NONE),))),
            )
            for kind in KINDS
        ]

    def _without(self, kind):
        return self.selection.choosing(kind, FacetChoice({0})).total()

    # Names

    @cached_property
    def waiting(self) -> list[tuple[Entity, SearchCount]]:
        """The entries whose names most reports may mean, until a curator decides, with these reports."""
        suggested = Mention.objects.suggested().in_published().filter(is_public("entity__")).order_by()
        ranked = (
            suggested.values("entity")
            .annotate(reports=Count("article", distinct=True))
            .order_by("-reports", "entity")
        )
        ids = [row["entity"] for row in ranked[: 2 * MAX_NAMES]]
        reports: dict[int, list[int]] = {pk: [] for pk in ids}
        for pk, article in suggested.filter(entity__in=ids).values_list("entity", "article").distinct():
            reports[pk].append(article)
        figures = map(partial(self._waiting, reports), Entity.objects.in_bulk(ids).values())
        found = sorted((one for one in figures if one[1].count), key=lambda one: (-one[1].count, one[0].name))
        return found[:MAX_NAMES]

    def _waiting(self, reports, entity):
        possible = Possible(entity.kind, entity.pk, np.array(reports[entity.pk], dtype=np.int32))
        count = self.selection.perhaps_naming([possible]).total()
        return entity, SearchCount(entity.name, count, str(Address((("possible", entity_key(entity)),))))


def coverage():
    """Return the Coverage of all published reports."""
    with reading() as snapshot:
        return Coverage(snapshot)
