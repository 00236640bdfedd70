"""A search as a page of results: counts, hits in order with snippets, and suggestions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive import dates
from archive.kinds import BY_KEY
from archive.models import Entity, Event
from archive.models.addresses import address_of
from archive.models.wordings import withhold_names
from archive.search.facets import FACETS, YEAR
from archive.search.language.nodes import Entities, Spelled, positive_terms
from archive.search.meaning.asking import SetAside
from archive.search.meaning.dates_in_words import ReadDate
from archive.search.meaning.forms import WidenedWord
from archive.search.meaning.names import NameChoice, WidenedName, name_of_all
from archive.search.meaning.offers import Offer
from archive.search.page.answer import Answer, answer
from archive.search.page.bearers import counted_choices, uncounted_choices
from archive.search.page.facets import Chip, FacetMaker, FacetPanel, FacetValue, chips
from archive.search.page.histogram import Histogram, histogram
from archive.search.page.named_events import events_named, list_of_such
from archive.search.page.pending import Pending, pending_names
from archive.search.page.rows import NamedEntity, ReportRow, entities_named, report_rows
from archive.search.page.snippets import marked
from archive.search.page.timeline import finer_histogram
from archive.search.page.words import words_widened
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match, Sort
from archive.search.records.snapshot import reading
from archive.search.relevance.near_misses import MIN_REPORTS, is_of_bare_words, with_most
from archive.search.relevance.ranking import by_relevance
from archive.search.relevance.rarity import rarity, reports_with
from archive.search.relevance.weighted_terms import terms_of
from archive.search.suggestions.spelling import Suggestions, suggest
from archive.search.suggestions.ways_on import WayOn, ways_on

PER_PAGE = 20
MAX_PAGE = 5_000
NAMED_SHOWN = 8
NAMED_BESIDE = 4
COUNTRY = "country"


@dataclass(frozen=True)
class Hit:
    """One line of the results: the report, its headline and passage marked, whom it names, its copies.

    `written` are the places where it was written. `beside` are those of the names that a page shows: the commonest, without those asked for and countries; `unlisted` is the number of others like them.
    `search` is the search that found it, and `place` its place among the results, from 1; 0 for a near miss.
    """

    article: ReportRow
    headline: str
    snippet: str
    search: Address = field(default_factory=Address)
    place: int = 0
    entities: list[NamedEntity] = field(default_factory=list)
    written: list[NamedEntity] = field(default_factory=list)
    beside: list[NamedEntity] = field(default_factory=list)
    unlisted: int = 0
    copies: list[ReportRow] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the report as a result of this search, from which it leads back and on."""
        return self.url_of(self.article)

    def url_of(self, report: ReportRow) -> str:
        """Return the same for one of its copies."""
        return str(self.search.to(report.get_absolute_url(), hit=self.place))

    @property
    def story_url(self) -> str:
        """The address of the page that shows it and its copies side by side; empty without copies."""
        return address_of("story", self.article.story) if self.copies and self.article.story else ""

    @property
    def on_different_days(self) -> bool:
        """Whether the report and its copies were certainly not all printed on one day."""
        return dates.on_different_days(report.date_edtf for report in (self.article, *self.copies))


@dataclass(frozen=True)
class NearMisses:
    """The near misses of a search: how many reports, the first of them, and the address of the search for them."""

    total: int
    hits: list[Hit]
    url: str


class Results:
    """A search as a page of results. Each part is computed when first requested, from one Answer.

    `match` says whether the reports have all of the words or most; `near_misses` are not part of any count.
    """

    def __init__(self, given: Answer, *, per_page: int):
        self.answer, self.per_page = given, per_page
        self.address, self.errors, self.match, self.sort = (
            given.address,
            given.errors,
            given.match,
            given.sort,
        )
        self.grouped, self.certain = given.selection.grouped, given.selection.certain
        self.exact = bool(given.filters.value("exact"))
        self.query = given.query.text

    # The reports

    @cached_property
    def total(self) -> int:
        """The number of stories if copies are grouped, otherwise of reports."""
        return self.answer.total()

    @cached_property
    def copies(self) -> int:
        """The number of reports hidden behind another copy of their story."""
        return self.answer.selection.hidden_copies() if self.grouped else 0

    @property
    def pages(self) -> int:
        return min(max(-(-self.total // self.per_page), 1), MAX_PAGE)

    @property
    def page(self) -> int:
        return min(self.answer.filters.value("page") or 1, self.pages)

    @cached_property
    def hits(self) -> list[Hit]:
        end = self.page * self.per_page
        first = end - self.per_page
        rows = self.answer.rows(most=end)[first:end]
        return _hits(self.answer.selection, self.answer, rows, self.address, range(first + 1, end + 1))

    @cached_property
    def near_misses(self) -> NearMisses | None:
        return _near_misses(self.answer)

    # Facets and filters

    @cached_property
    def facets(self) -> list[FacetPanel]:
        """The lists beside the results; none if they were not counted in time."""
        return self._counted(lambda: self.facets_named(*FACETS), [])

    def facets_named(self, *names: str) -> list[FacetPanel]:
        """Return these facets without counting any other."""
        return FacetMaker(self.answer.selection, self.address, names=names).facets()

    @cached_property
    def histogram(self) -> Histogram:
        """The years of the search, each with the number of its reports."""
        given = self.answer
        ways = {"snapshot": given.matched.snapshot, "window": given.filters.window}
        return self._counted(lambda: histogram(given.selection, self.address, **ways), Histogram())

    @cached_property
    def finer(self) -> Histogram | None:
        """The months or days of a search that is limited to a few of them."""
        return None if self.errors else self._counted(lambda: finer_histogram(self.answer), None)

    def _counted(self, make, otherwise):
        return self.answer.budget.counted(make, otherwise)

    @property
    def not_counted(self) -> list[str]:
        """The sentence that some of the numbers were not counted in time, as a list; empty if all were."""
        _ = self.choices, self.histogram, self.finer, self.facets, self.pending
        return self.answer.not_counted()

    @property
    def wait_url(self) -> str:
        """The same page with all its numbers, however long they take."""
        return str(self.address.waiting())

    @cached_property
    def chips(self) -> list[Chip]:
        return chips(self.address, self.answer.filters)

    @cached_property
    def sorts(self) -> list[FacetValue]:
        offered = [one for one in Sort if one != Sort.RELEVANCE or not self.answer.query.is_empty]
        return [
            FacetValue(
                one.value, one.label, 0, one == self.sort, str(self.address.setting("sort", one.value))
            )
            for one in offered
        ]

    # Notices

    @property
    def names(self) -> list[WidenedName]:
        return [] if self.errors else self.answer.query.names.names

    @cached_property
    def words(self) -> list[WidenedWord]:
        return [] if self.errors else words_widened(self.answer)

    @property
    def days(self) -> list[ReadDate]:
        return [] if self.errors else self.answer.query.days

    @property
    def aside(self) -> list[SetAside]:
        return [] if self.errors else self.answer.query.aside

    @property
    def offers(self) -> list[Offer]:
        return self.answer.offers()

    @cached_property
    def choices(self) -> list[NameChoice]:
        """The names that several entities share; without numbers if they were not counted in time."""
        if self.errors:
            return []
        return self._counted(lambda: counted_choices(self.answer), uncounted_choices(self.answer))

    @cached_property
    def pending(self) -> list[Pending]:
        return [] if self.errors else self._counted(lambda: pending_names(self.answer), [])

    @cached_property
    def messages(self) -> list[str]:
        return self.answer.messages()

    @cached_property
    def suggestions(self) -> Suggestions:
        with reading(self.answer.matched.snapshot):
            return suggest(self.answer, self.answer.another)

    @cached_property
    def ways_on(self) -> list[WayOn]:
        """If nothing is found, searches that ask for less and find something."""
        if self.total or not self.address.pairs:
            return []
        with reading(self.answer.matched.snapshot):
            return ways_on(self.answer, self.answer.another)

    @property
    def nothing_near(self) -> str:
        """The sentence that says so if nothing is found, and nothing near it either; otherwise empty."""
        offered = self.suggestions or self.ways_on or self.near_misses or self.choices or self.pending
        if self.total or not self.address.pairs or offered:
            return ""
        if self.answer.query.is_vain:
            return gettext("No name is spelt like that either.")
        return gettext("No similar search finds a report either.")

    @cached_property
    def card(self) -> Entity | None:
        """The entity whose name is the whole query, for display only."""
        query = self.answer.query
        named = None if self.errors else name_of_all(query.tree, query.names)
        if named:
            withhold_names([named], "summary")
        return named

    @cached_property
    def events(self) -> list[Event]:
        """The first events that the words name, on the first page; no count includes them."""
        return [] if self.errors or self.page > 1 else events_named(self.answer.query.tree, self._dates)

    @property
    def events_url(self) -> str:
        """The list of all events that the words name."""
        return list_of_such(self.answer.query.tree, self._dates)

    @property
    def _dates(self):
        return [self.answer.filters.window, *self.answer.query.windows]

    # Links and forms

    @property
    def copies_url(self) -> str:
        return str(self.address.setting("copies", "1" if self.grouped else ""))

    @property
    def exact_url(self) -> str:
        return str(self.address.setting("exact", "" if self.exact else "1"))

    @property
    def only_confirmed(self) -> bool:
        """Whether names count only where a curator confirmed them."""
        return bool(self.answer.filters.value("confirmed"))

    @property
    def confirmed_url(self) -> str:
        """The same search with that reversed."""
        return str(self.address.setting("confirmed", "" if self.only_confirmed else "1"))

    @property
    def clear_url(self) -> str:
        return str(Address((("q", self.query),) if self.query else ()))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden fields of a form that has words, dates, and a box for every value of a list and every year."""
        boxes = {(facet.name, value) for facet in self.facets for value in facet.chosen()}
        boxes |= {(YEAR.name, bar.value) for bar in self.histogram.listed if bar.selected}
        fields = ("q", "page", "wait", "from", "to", "certain")
        return [pair for pair in self.address.pairs if pair[0] not in fields and pair not in boxes]


def search(params, *, per_page=PER_PAGE):
    """Answer the search that a QueryDict describes. Never raises on what was typed: odd input comes back as messages."""
    with reading() as snapshot:
        return Results(answer(Address.read(params), snapshot), per_page=per_page)


def whole_facet(params, *, name, find=""):
    """Return (all values of one facet of a search, or those whose label contains `find`; the Answer they belong to).

    If they are not counted in time, the facet has no values, and the budget of the Answer is over.
    """

    def whole():
        return FacetMaker(given.selection, given.address, names=[name]).whole(name, find=find)

    with reading() as snapshot:
        given = answer(Address.read(params), snapshot)
        nothing = FacetPanel(name, FACETS[name].plural_label, [])
        return given.budget.counted(whole, nothing), given


def _near_misses(given):
    """Return the NearMisses of a search of bare words for all of them with few hits; otherwise None."""
    total = given.total()
    if given.match != Match.ALL or given.errors or total >= MIN_REPORTS or not is_of_bare_words(given.query):
        return None
    query = given.query.loose
    matched = with_most(query, given.strict)
    selection = given.select(matched, Match.MOST)
    more = selection.total() - total
    if not more:
        return None
    rows = by_relevance(
        matched, selection, query.tree, windows=query.requested_days, most=total + MIN_REPORTS
    )
    has_all = np.isin(
        matched.in_snapshot(rows), given.strict.in_snapshot(np.flatnonzero(given.selection.kept))
    )
    rows = rows[~has_all][:MIN_REPORTS]
    address = given.address.setting("match", Match.MOST)
    return NearMisses(more, _hits(selection, given, rows, address), str(address))


def _rarities(given):
    """Return {term of the query: its rarity}, which the order by relevance has just counted; nothing in another order."""
    terms, snapshot = list(terms_of(given.query.tree)), given.matched.snapshot
    if given.sort != Sort.RELEVANCE or len(terms) < 2:
        return {}
    return {term: rarity(reports_with(term, snapshot), len(snapshot)) for term in terms}


def _hits(selection, given, rows, address, places=()):
    """Load the reports of these rows with their copies, snippets and the entities they name; `places` are theirs in the search at an Address."""
    ids = [int(pk) for pk in selection.columns.ids[rows]]
    numbers = dict(zip(ids, places))  # noqa: B905 (the last page may be shorter)
    copies = {pk: selection.copies_of(row) for pk, row in zip(ids, rows, strict=True)}
    wanted = [*ids, *(copy for ids_of_copies in copies.values() for copy in ids_of_copies)]
    articles = report_rows(wanted)
    listed = [articles[pk] for pk in ids if pk in articles]
    passages = marked(listed, given.query.tree, _rarities(given) if listed else {})
    named, asked = entities_named(ids), _asked_for(given)
    return [
        Hit(
            article=article,
            headline=passages[article.pk].headline,
            snippet=passages[article.pk].snippet,
            search=address,
            place=numbers.get(article.pk, 0),
            entities=named[article.pk].told[:NAMED_SHOWN],
            written=named[article.pk].written,
            copies=[articles[copy] for copy in copies[article.pk] if copy in articles],
            **_beside(named[article.pk].told, asked),
        )
        for article in listed
    ]


def _asked_for(given):
    """Return the ids of the entities that a search names or is filtered by."""
    leaves = positive_terms(given.query.tree)
    typed = [pk for leaf in leaves if isinstance(leaf, Entities | Spelled) for pk in leaf.ids]
    chosen = [pk for kind in BY_KEY for pk in given.filters.chosen(kind).wanted]
    return {*typed, *chosen, *(entity.pk for entity in given.filters.chosen("with").entities)}


def _beside(named, asked):
    others = [one for one in named if one.pk not in asked and one.place_type != COUNTRY]
    return {"beside": others[:NAMED_BESIDE], "unlisted": len(others[NAMED_BESIDE:])}
