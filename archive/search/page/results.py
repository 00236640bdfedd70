"""A search as a page of results: counted, ordered, its hits with passages, what else may be meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from archive import dates
from archive.models import Entity
from archive.search.meaning.names import NameChoice, WidenedName, name_of_all
from archive.search.page.answer import answer
from archive.search.page.facets import Chip, FacetMaker, FacetPanel, FacetValue, Histogram, chips, histogram
from archive.search.page.pending import Pending, counted_choices, pending_names
from archive.search.page.rows import NamedEntity, ReportRow, entities_named, report_rows
from archive.search.page.snippets import marked
from archive.search.parameters.address import Address
from archive.search.parameters.choices import Match, Sort
from archive.search.records.snapshot import reading
from archive.search.relevance.near_misses import FEW, is_of_bare_words, with_most
from archive.search.relevance.ranking import by_relevance
from archive.search.suggestions.spelling import Suggestions, suggest

PER_PAGE = 20
MAX_PAGE = 5_000
NAMED_SHOWN = 8


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Hit:
    """One line of the results: the report, its headline and passage marked, whom it names, its copies."""

    article: ReportRow
    headline: str
    snippet: str
    entities: list[NamedEntity] = field(default_factory=list)
    copies: list[ReportRow] = field(default_factory=list)

    @property
    def on_different_days(self) -> bool:
        """Whether the report and its copies were certainly not all printed on one day."""
        return dates.on_different_days(report.date_edtf for report in (self.article, *self.copies))


@dataclass(frozen=True)
class NearMisses:
    """What a search for most of the words gives besides: how many reports, the first of them, and its address."""

    total: int
    hits: list[Hit]
    url: str


@dataclass(frozen=True)
class Results:
    """All that a page of results shows. `total` counts stories where copies are grouped, reports where they are not.

    `match` says whether the reports have all of the words or most; `near_misses` are no part of any other count.
    """

    query: str
    total: int
    hits: list[Hit]
    page: int
    pages: int
    page_links: list[PageLink]
    previous_url: str
    next_url: str
    facets: list[FacetPanel]
    histogram: Histogram
    chips: list[Chip]
    names: list[WidenedName]
    choices: list[NameChoice]
    pending: list[Pending]
    messages: list[str]
    match: str
    near_misses: NearMisses | None
    suggestions: Suggestions
    errors: dict[str, str]
    card: Entity | None
    sorts: list[FacetValue]
    sort: str
    grouped: bool
    copies: int
    copies_url: str
    exact: bool
    exact_url: str
    clear_url: str
    url: str
    hidden: list[tuple[str, str]]
    params: dict[str, str]
    certain: bool


def search(params, *, per_page=PER_PAGE):
    """Answer the search that a QueryDict describes. Never raises on what was typed: odd input comes back as messages."""
    with reading() as snapshot:
        given = answer(Address.read(params), snapshot)
        total = given.total()
        pages = min(max(-(-total // per_page), 1), MAX_PAGE)
        page = min(given.filters.value("page") or 1, pages)
        rows = given.rows(most=page * per_page)[(page - 1) * per_page : page * per_page]
        return _results(given, rows, total=total, page=page, pages=pages)


def whole_facet(params, *, name, find=""):
    """Return (all values of one facet of a search, those whose label has `find` in it; the Answer that they are of)."""
    with reading() as snapshot:
        given = answer(Address.read(params), snapshot)
        return FacetMaker(given.selection, given.address, names=[name]).whole(name, find=find), given


def _results(given, rows, *, total, page, pages):
    address, asked, errors, selection = given.address, given.asked, given.errors, given.selection
    grouped, exact = selection.grouped, bool(given.filters.value("exact"))
    maker = FacetMaker(selection, address)
    another = partial(answer, snapshot=given.found.snapshot)
    return Results(
        query=asked.query,
        total=total,
        hits=_hits(selection, asked.tree, rows),
        page=page,
        pages=pages,
        page_links=page_links(address, page, pages),
        previous_url=str(address.at_page(page - 1)) if page > 1 else "",
        next_url=str(address.at_page(page + 1)) if page < pages else "",
        facets=maker.facets(),
        histogram=histogram(selection, address),
        chips=chips(address, given.filters),
        names=[] if errors else asked.names.names,
        choices=[] if errors else counted_choices(given, another),
        pending=[] if errors else pending_names(given, another),
        messages=given.messages(),
        match=given.match,
        near_misses=_near_misses(given, total),
        suggestions=suggest(given, another),
        errors=errors,
        card=None if errors else name_of_all(asked.tree, asked.names),
        sorts=_sorts(address, given.sort, asked),
        sort=given.sort,
        grouped=grouped,
        copies=selection.hidden_copies() if grouped else 0,
        copies_url=str(address.setting("copies", "1" if grouped else "")),
        exact=exact,
        exact_url=str(address.setting("exact", "" if exact else "1")),
        clear_url=str(Address((("q", asked.query),) if asked.query else ())),
        url=str(address),
        hidden=[pair for pair in address.pairs if pair[0] not in ("q", "page", "from", "to", "certain")],
        params={key: address.one(key) for key in ("from", "to", "certain", "sort")},
        certain=selection.certain,
    )


def _near_misses(given, total):
    """Return the NearMisses of a search for all of the words: of bare words alone, with few hits; else None."""
    if given.match != Match.ALL or given.errors or total >= FEW or not is_of_bare_words(given.asked):
        return None
    found = with_most(given.asked, given.strict)
    selection = given.select(found)
    more = selection.total() - total
    if not more:
        return None
    rows = by_relevance(found, selection, given.asked.tree, most=total + FEW)
    rows = [row for row in rows if not len(given.strict) or found.shares[row] < 1][:FEW]
    url = str(given.address.setting("match", Match.MOST))
    return NearMisses(more, _hits(selection, given.asked.tree, rows), url)


def _hits(selection, tree, rows):
    """Load the reports of these rows with their copies, their passages and the entities that they name."""
    ids = [int(pk) for pk in selection.columns.ids[rows]]
    copies = {pk: selection.copies_of(row) for pk, row in zip(ids, rows, strict=True)}
    wanted = [*ids, *(copy for found in copies.values() for copy in found)]
    articles = report_rows(wanted)
    shown = [articles[pk] for pk in ids if pk in articles]
    passages = marked(shown, tree)
    named = entities_named(ids)
    return [
        Hit(
            article=article,
            headline=passages[article.pk].headline,
            snippet=passages[article.pk].snippet,
            entities=named.get(article.pk, [])[:NAMED_SHOWN],
            copies=[articles[copy] for copy in copies[article.pk] if copy in articles],
        )
        for article in shown
    ]


def page_links(address, page, pages):
    """Return links to the first and last pages and those round the current one; an empty label marks a gap."""
    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links, last = [], 0
    for number in near:
        if number - last > 1:
            links.append(PageLink("", ""))
        links.append(PageLink(str(number), str(address.at_page(number)), number == page))
        last = number
    return links


def _sorts(address, sort, asked):
    offered = [choice for choice in Sort if choice != Sort.RELEVANCE or not asked.is_empty]
    return [
        FacetValue(choice.value, choice.label, 0, choice == sort, str(address.setting("sort", choice.value)))
        for choice in offered
    ]
