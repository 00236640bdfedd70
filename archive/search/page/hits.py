"""The lines of a page of results: reports in order, their passages marked, with the names and the copies beside them; and near misses."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from archive import dates
from archive.kinds import BY_KEY
from archive.models.addresses import address_of
from archive.search.language.nodes import Entities, Spelled, positive_terms
from archive.search.page.rows import NamedEntity, ReportRow, entities_named, report_rows
from archive.search.page.snippets import marked
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match, Sort
from archive.search.relevance.near_misses import MIN_REPORTS, is_of_bare_words, with_most
from archive.search.relevance.ranking import by_relevance
from archive.search.relevance.rarity import rarity, reports_with
from archive.search.relevance.weighted_terms import terms_of

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


def near_misses(given):
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
    return NearMisses(more, hits_of(selection, given, rows, address), str(address))


def _rarities(given):
    """Return {term of the query: its rarity}, which the order by relevance has just counted; nothing in another order."""
    terms, snapshot = list(terms_of(given.query.tree)), given.matched.snapshot
    if given.sort != Sort.RELEVANCE or len(terms) < 2:
        return {}
    return {term: rarity(reports_with(term, snapshot), len(snapshot)) for term in terms}


def hits_of(selection, given, rows, address, places=()):
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
