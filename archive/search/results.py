"""A search from its address to a page of results: parse, resolve, scan once, then count and order."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.models import Entity
from archive.search.address import Address
from archive.search.evaluate import as_text, expand_parts
from archive.search.facets import Chip, Facet, FacetMaker, FacetValue, Histogram, chips, histogram
from archive.search.fields import resolve_fields
from archive.search.filters import Filters, Sort, Window, read_filters
from archive.search.found import find, found_of
from archive.search.grammar import OPERATORS
from archive.search.names import NameChoice, NamesFound, WidenedName, name_of_all, widen_names
from archive.search.nodes import Node, Nothing, is_only_negative
from archive.search.parser import parse
from archive.search.partial import FEW, may_follow, with_most
from archive.search.ranking import by_relevance
from archive.search.rowsets import RowSet
from archive.search.shown import Named, ShownReport, entities_named, reports_shown
from archive.search.snapshot import reading
from archive.search.snippets import marked
from archive.search.spelling import Suggestions, suggest

PER_PAGE = 20
MAX_PAGE = 5_000
# So many words in capitals are no row of acronyms.
SHOUTED_WORDS = 6
NAMED_SHOWN = 8


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Hit:
    """One line of the results: the report, its headline and passage marked, whom it names, its copies."""

    article: ShownReport
    headline: str
    snippet: str
    entities: list[Named] = field(default_factory=list)
    copies: list[ShownReport] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """All that a page of results shows. `total` counts stories where copies are grouped, reports where they are not."""

    query: str
    total: int
    hits: list[Hit]
    page: int
    pages: int
    page_links: list[PageLink]
    previous_url: str
    next_url: str
    facets: list[Facet]
    histogram: Histogram
    chips: list[Chip]
    names: list[WidenedName]
    choices: list[NameChoice]
    messages: list[str]
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
    filters: Filters


@dataclass
class Asked:
    """A query as it is put to the database."""

    query: str
    tree: Node
    tsquery: str
    names: NamesFound
    messages: list[str]
    windows: list[Window]

    @property
    def is_empty(self):
        return isinstance(self.tree, Nothing)

    @property
    def is_vain(self):
        """Whether words were typed, but none that the index holds."""
        return not self.is_empty and not self.tsquery


def search(params, *, per_page=PER_PAGE):
    """Answer the search that a QueryDict describes. Never raises on what was typed: odd input comes back as messages."""
    with reading() as snapshot:
        address, asked, found, selection = _select(params, snapshot)
        total = selection.total()
        pages = min(max(-(-total // per_page), 1), MAX_PAGE)
        page = min(selection.filters.page, pages)
        rows, sort = _order(found, selection, asked, most=page * per_page)
        shown = rows[(page - 1) * per_page : page * per_page]
        return _results(address, asked, found, selection, shown, sort, total=total, page=page, pages=pages)


def ids_found(params):
    """Return the ids of all reports that a search finds, in its order, as an array."""
    with reading() as snapshot:
        _, asked, found, selection = _select(params, snapshot)
        rows, _ = _order(found, selection, asked)
        return selection.columns.ids[rows]


def whole_facet(params, *, name, find=""):
    """Return all values of one facet of a search, those whose label has `find` in it."""
    with reading() as snapshot:
        address, _, _, selection = _select(params, snapshot)
        return FacetMaker(selection, address, names=[name]).whole(name, find=find)


def _select(params, snapshot):
    """Return (address, Asked, what is Found, what of it passes the filters)."""
    address = Address.read(params)
    filters = read_filters(address)
    asked = ask(address, exact=filters.exact)
    filters.windows += asked.windows
    found = _find(asked, filters.sort, snapshot)
    return address, asked, found, found.select(filters)


def ask(address, *, exact=False):
    """Read the words of an address into an Asked."""
    typed = address.one("q")
    parsed = parse(typed.lower() if is_shouted(typed) else typed)
    tree, names = parsed.tree, NamesFound()
    if not exact:
        tree, names = widen_names(tree, source=parsed.source, address=address)
    tree, read = resolve_fields(tree)
    tree = expand_parts(tree)
    asked = Asked(
        query=parsed.source,
        tree=tree,
        tsquery="" if isinstance(tree, Nothing) else as_text(tree),
        names=names,
        messages=[*parsed.messages, *read.messages],
        windows=read.windows,
    )
    if asked.is_vain:
        asked.messages.append(
            "Only small words such as “the” were typed: reports are not searched for those."
        )
    elif not asked.is_empty and is_only_negative(tree):
        asked.messages.append("Only exclusions were typed: these are all the other reports.")
    return asked


def is_shouted(typed):
    """Whether a whole question is in capitals, so that AND, OR and NOT in it are words and US and WHO no acronyms."""
    words = [word for word in typed.split() if word not in OPERATORS and word.isalpha()]
    return typed.isupper() and len(words) >= SHOUTED_WORDS


def _find(asked, sort, snapshot):
    """Return what is Found: reports with all that was asked, or where they are few, those with most of it too."""
    if asked.is_vain:
        return found_of(RowSet.of_rows([], len(snapshot.columns)), snapshot, key="nothing")
    found = find(asked.tree, asked.tsquery, snapshot)
    if asked.is_empty or len(found) >= FEW or (len(found) and not _may_follow(asked, sort)):
        return found
    most = with_most(asked.tree, found)
    if most is None:
        return found
    found, message = most
    asked.messages.append(message)
    return found


def _may_follow(asked, sort):
    """Whether reports with most of the words may come after those with all: not by date, nor where AND was typed."""
    return sort in (None, "", Sort.RELEVANCE) and " AND " not in asked.query and may_follow(asked.tree)


def _order(found, selection, asked, *, most=None):
    """Return (the rows in the order asked for, at least the first `most`; the name of that order)."""
    sort = selection.filters.sort
    if not sort or (sort == Sort.RELEVANCE and asked.is_empty):
        sort = Sort.NEWEST if asked.is_empty else Sort.RELEVANCE
    if sort == Sort.RELEVANCE:
        return by_relevance(found, selection, asked.tree, most=most), sort
    return selection.by_date(newest=sort == Sort.NEWEST, most=most), sort


def _results(address, asked, found, selection, shown, sort, *, total, page, pages):
    filters = selection.filters
    maker = FacetMaker(selection, address)
    return Results(
        query=asked.query,
        total=total,
        hits=_hits(selection, asked.tree, shown),
        page=page,
        pages=pages,
        page_links=page_links(address, page, pages),
        previous_url=str(address.at_page(page - 1)) if page > 1 else "",
        next_url=str(address.at_page(page + 1)) if page < pages else "",
        facets=maker.facets(),
        histogram=histogram(selection, address),
        chips=chips(address, filters),
        names=asked.names.names,
        choices=asked.names.choices,
        messages=[*asked.messages, *filters.messages],
        suggestions=suggest(asked, found, address, filters, ask),
        errors=filters.errors,
        card=name_of_all(asked.tree, asked.names),
        sorts=_sorts(address, sort, asked),
        sort=sort,
        grouped=filters.grouped,
        copies=selection.hidden_copies() if filters.grouped else 0,
        copies_url=str(address.setting("copies", "1" if filters.grouped else "")),
        exact=filters.exact,
        exact_url=str(address.setting("exact", "" if filters.exact else "1")),
        clear_url=str(Address((("q", asked.query),) if asked.query else ())),
        url=str(address),
        hidden=[pair for pair in address.pairs if pair[0] not in ("q", "page", "from", "to", "certain")],
        params={key: address.one(key) for key in ("from", "to", "certain", "sort")},
        filters=filters,
    )


def _hits(selection, tree, rows):
    """Load the reports of these rows with their copies, their passages and the entities that they name."""
    ids = [int(pk) for pk in selection.columns.ids[rows]]
    copies = {pk: selection.copies_of(row) for pk, row in zip(ids, rows, strict=True)}
    wanted = [*ids, *(copy for found in copies.values() for copy in found)]
    articles = reports_shown(wanted)
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
