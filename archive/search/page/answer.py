"""The answer to a search: the query, the reports that match all of it, and those shown, under the filters of its address.

Pages, data, tables, references and feeds are all built from an Answer, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop, ngettext

from archive.search.counting.matched import Matched, find, matched_of
from archive.search.meaning.offers import turned_round
from archive.search.page.budget import NOT_COUNTED, Budget
from archive.search.page.days_of_years import days_of_any_year
from archive.search.page.query import Query, read_query
from archive.search.page.sides import side_sentences
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match, Sort
from archive.search.parameters.filters import SearchFilterSet
from archive.search.records.rowsets import RowSet
from archive.search.relevance.near_misses import MIN_LONG, in_no_report, is_of_bare_words, may_lack, with_most
from archive.search.relevance.ranking import by_relevance
from archive.text.localised import either, grouped, quoted

MAY_LACK_DATE = gettext_noop("The date may be missing too.")
ONLY_CONFIRMED = gettext_noop("Names count only where a curator confirmed them.")


@dataclass(frozen=True)
class Answer:
    """`strict` is Matched for the whole query, `matched` the one shown, and `selection` the part that passes the filters.

    With `errors`, {parameter: a sentence}, nothing is found. `match` says which reports are shown, those with all or with most of
    the words; `goes_over`, that those with most are shown although all were required. `one_by_one` counts every copy of a story,
    regardless of the address.
    """

    address: Address
    filters: SearchFilterSet
    errors: dict[str, str]
    query: Query
    strict: Matched
    matched: Matched
    match: Match
    goes_over: bool
    one_by_one: bool = False
    budget: Budget = field(default_factory=lambda: Budget(None))

    @cached_property
    def selection(self):
        return self.select(self.matched, self.match)

    @property
    def effective_query(self):
        """The query that the reports shown answer: if they have most of the words, dates among these may be missing."""
        return self.query.loose if self.match == Match.MOST else self.query

    def select(self, matched, match):
        """Return the Selection of Matched, for all or most of the query, under all filters and the dates that must hold."""
        query = self.query.loose if match == Match.MOST else self.query
        selection = matched.select(self.filters).dated(*query.windows)
        return selection.one_by_one() if self.one_by_one else selection

    def another(self, address):
        """Answer another address from the same snapshot, counting copies the same way."""
        return answer(address, self.matched.snapshot, one_by_one=self.one_by_one)

    def total(self):
        """Return the number of reports shown; copies of a story count once if grouped."""
        return self.selection.total()

    def strict_total(self):
        """Return how many of them match the whole query."""
        return self.total() if self.match == Match.ALL else self.select(self.strict, Match.ALL).total()

    @property
    def sort(self):
        """The requested order, or the default for the query."""
        asked_for = self.filters.value("sort") or ""
        if self.query.is_empty:
            return Sort.NEWEST if asked_for in ("", Sort.RELEVANCE) else Sort(asked_for)
        return Sort(asked_for or Sort.RELEVANCE)

    def rows(self, *, most=None):
        """Return the rows of the selection in order, at least the first `most`."""
        if self.sort == Sort.RELEVANCE:
            days = self.effective_query.requested_days
            return by_relevance(
                self.matched, self.selection, self.effective_query.tree, windows=days, most=most
            )
        return self.selection.by_date(newest=self.sort == Sort.NEWEST, most=most)

    def offers(self):
        """Return other ways to ask: what was meant by a small "or", and dates that run backwards turned round."""
        is_backwards = {"q", "to"} & self.errors.keys()
        turned = (
            turned_round(self.query.bounds, source=self.query.text, address=self.address)
            if is_backwards
            else []
        )
        return [*self.query.offers, *turned, *days_of_any_year(self)]

    def not_counted(self):
        """Return the sentence that some numbers were not counted in time, as a list; empty if all were, so far."""
        return [gettext(NOT_COUNTED)] * self.budget.is_over

    def messages(self):
        """Return notices of what was not read as typed, and which reports are given."""
        confirmed = [gettext(ONLY_CONFIRMED)] if self.filters.value("confirmed") else []
        return [*self.query.messages, *confirmed, *side_sentences(self), *_notices_of_match(self)]


def answer(address, snapshot, *, one_by_one=False):
    """Answer the search at an Address from a snapshot; if a parameter cannot be read, nothing is found."""
    filters = SearchFilterSet(address)
    query = read_query(
        address, **{name: bool(filters.value(name)) for name in ("exact", "datewords", "asking", "confirmed")}
    )
    errors = filters.complaints() | _complaints_of_dates(filters, query)
    nothing = errors or query.is_vain
    strict = _nothing(snapshot) if nothing else find(query.index_query, snapshot)
    wanted = filters.value("match")
    goes_over = not errors and not wanted and _goes_over(query, strict)
    match = Match.MOST if goes_over else Match(wanted or Match.ALL)
    matched = with_most(query.loose, strict) if match == Match.MOST and not nothing else strict
    budget = Budget(None if filters.value("wait") else settings.SEARCH_COUNTING_SECONDS)
    return Answer(address, filters, errors, query, strict, matched, match, goes_over, one_by_one, budget)


def _goes_over(query, strict):
    """Whether a query is long, of bare words only, and no report has all of them, whatever the filters are."""
    return not len(strict) and is_of_bare_words(query) and len(may_lack(query)) >= MIN_LONG


def _nothing(snapshot):
    return matched_of(RowSet.of_rows([], len(snapshot.columns)), snapshot, key="nothing")


def _complaints_of_dates(filters, query):
    """Return the message if the dates of the query and of the address leave no day between them."""
    half_open = [window for window in query.windows if not (window.negated or window.lower and window.upper)]
    bounds = [filters.window, *half_open]
    lower = max((window.lower for window in bounds if window.lower), default=None)
    upper = min((window.upper for window in bounds if window.upper), default=None)
    if lower and upper and upper < lower:
        return {"q": gettext("The dates are the wrong way round: write the earlier one first.")}
    return {}


def _notices_of_match(given):
    if given.match != Match.MOST or given.errors:
        return []
    if not may_lack(given.effective_query):
        return [
            gettext(
                "Only plain words and names can be missing, and only if there are two or more: these reports have everything that was asked."
            )
        ]
    missing = in_no_report(given.query, given.matched.snapshot)
    undated = [gettext(MAY_LACK_DATE)] if given.effective_query is not given.query else []
    if given.goes_over:
        return [
            gettext("No report contains all of these words. These contain most of them, or the rarest."),
            *undated,
            *_notices_of_missing(missing),
        ]
    whole = given.strict_total()
    most = gettext("These reports contain most of the words, or the rarest.")
    have = gettext("None contains all of them.")
    if whole:
        have = ngettext("{number} of them contains all.", "{number} of them contain all.", whole)
    return [f"{most} {have.format(number=grouped(whole))}", *undated, *_notices_of_missing(missing)]


def _notices_of_missing(words):
    if not words:
        return []
    return [gettext("No report contains {words}.").format(words=either([*map(quoted, words)]))]
