"""A search as a page of results: counts, hits in order with snippets, and suggestions."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext

from archive.models import Entity, Event
from archive.models.wordings import withhold_names
from archive.search.facets import LISTED, YEAR
from archive.search.meaning.asking import SetAside
from archive.search.meaning.dates_in_words import ReadDate
from archive.search.meaning.forms import WidenedWord
from archive.search.meaning.names import NameChoice, WidenedName, name_of_all
from archive.search.meaning.offers import Offer
from archive.search.page.answer import Answer, answer
from archive.search.page.bearers import counted_choices, uncounted_choices
from archive.search.page.facets import Chip, FacetMaker, FacetPanel, FacetValue, chips
from archive.search.page.histogram import Histogram, histogram
from archive.search.page.hits import Hit, NearMisses, hits_of, near_misses
from archive.search.page.named_events import chosen_beside, events_named, list_of_such
from archive.search.page.pending import Pending, pending_names
from archive.search.page.timeline import finer_histogram
from archive.search.page.words import words_widened
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Sort
from archive.search.records.snapshot import reading
from archive.search.suggestions.spelling import Suggestions, suggest
from archive.search.suggestions.ways_on import WayOn, ways_on

PER_PAGE = 20
MAX_PAGE = 5_000


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
        return hits_of(self.answer.selection, self.answer, rows, self.address, range(first + 1, end + 1))

    @cached_property
    def near_misses(self) -> NearMisses | None:
        return near_misses(self.answer)

    # Facets and filters

    @cached_property
    def facets(self) -> list[FacetPanel]:
        """The lists beside the results; none if they were not counted in time."""
        return self._counted(lambda: self.facets_named(*LISTED), [])

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
        """The first events that the words name and the filters keep, on the first page; no count includes them."""
        beside = self._beside
        if self.errors or self.page > 1 or beside is None:
            return []
        return events_named(self.answer.query.tree, self._dates, beside)

    @property
    def events_url(self) -> str:
        """The list of all events that the words name."""
        return list_of_such(self.answer.query.tree, self._dates, self._beside or ())

    @cached_property
    def _beside(self):
        return chosen_beside(self.answer.filters, self.address)

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
        """The hidden fields of a form that has words, dates, and a box for every value of a list, every year and the undated."""
        boxes = {(facet.name, value) for facet in self.facets for value in facet.chosen()}
        boxes |= {(YEAR.name, value) for value in self.histogram.chosen}
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
        nothing = FacetPanel(name, LISTED[name].plural_label, [])
        return given.budget.counted(whole, nothing), given
