"""Read the JSON-LD of a page: the node that describes its report, with what it refers to by @id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from archive.ingest.character_references import line_decoded

REPORTS = frozenset(
    ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle")
    + ("backgroundnewsarticle", "askpublicnewsarticle", "satiricalarticle", "scholarlyarticle", "techarticle", "report")
    + ("blogposting", "liveblogposting", "socialmediaposting", "discussionforumposting")
)  # fmt: skip
PAGES = frozenset(("webpage", "itempage", "collectionpage"))
SITES = frozenset(("website", "newsmediaorganization"))
ORGANISATIONS = SITES | {
    "organization",
    "corporation",
    "ngo",
    "governmentorganization",
    "brand",
    "periodical",
    "newspaper",
}
# Keys under which a page lists things other than its own report.
ELSEWHERE = frozenset(
    (
        "itemListElement",
        "hasPart",
        "isPartOf",
        "citation",
        "mentions",
        "relatedLink",
        "comment",
        "liveBlogUpdate",
    )
)
DEPTH, MAX_NODES = 8, 2000


class LinkedData:
    """The objects of a page's JSON-LD."""

    def __init__(self, tree: HtmlElement):
        self.nodes = _all_nodes(tree)
        self._by_id: dict[str, dict] = {}
        for node in self.nodes:
            # A bare {"@id": …} is a reference to a node, not a node.
            if isinstance(name := node.get("@id"), str) and len(node) > 1:
                self._by_id.setdefault(name, node)

    def report(self, nearness: Callable[[dict], int]) -> dict:
        """Return the node of the report on the page, or {}: the best match of several, else a node of the page itself.

        Args:
            nearness: how certainly an article is the page's, by its address or headline; 0 without evidence.
        """
        articles = [node for node in self.nodes if types_of(node) & REPORTS]
        if len(articles) > 1:
            nearest = max(articles, key=nearness)
            articles = [nearest] if nearness(nearest) else self._main_entities() or _alike(articles)
            return next(iter(articles), {})
        pages = [] if articles else [node for node in self.nodes if types_of(node) & PAGES]
        return next(iter([*articles, *pages]), {})

    def _main_entities(self) -> list[dict]:
        found = [self.resolved(node.get("mainEntity")) for node in self.nodes if types_of(node) & PAGES]
        return [node for node in found if isinstance(node, dict) and types_of(node) & REPORTS]

    def site_names(self) -> list[str]:
        """Return the names that the site and the publishers give themselves."""
        sites = [node for node in self.nodes if types_of(node) & SITES]
        sites += [self.resolved(node.get("publisher")) for node in self.nodes]
        return [name for site in sites for name in self.names(site)]

    def names(self, value) -> list[str]:
        """Return the names in a value: a text, an object, a reference, or a list of these."""
        value = self.resolved(value)
        if isinstance(value, list):
            return [name for item in value[:50] for name in self.names(item) if not isinstance(item, list)]
        if isinstance(value, dict):
            value = (
                value.get("name")
                or " ".join(
                    part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)
                )
                or value.get("@list", "")
            )
            return self.names(value) if isinstance(value, str | list) else []
        return [line] if isinstance(value, str) and (line := line_decoded(value)) else []

    def persons(self, value) -> list[str]:
        """Return the names in a value that are not said to be those of organisations."""
        values = value if isinstance(value, list) else [value]
        known = [self.resolved(one) for one in values]
        return [
            name
            for one in known
            if not (isinstance(one, dict) and types_of(one) & ORGANISATIONS)
            for name in self.names(one)
        ]

    def resolved(self, value):
        """Follow a reference by @id."""
        if isinstance(value, dict) and isinstance(name := value.get("@id"), str) and not value.get("name"):
            return self._by_id.get(name, value)
        return value


def types_of(node: dict) -> set[str]:
    """Return the types of a node in lower case, without their vocabulary."""
    types = node.get("@type", "")
    names = types if isinstance(types, list) else [types]
    return {name.rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str)}


def text_of(node: dict, key: str) -> str:
    """Return a text of a node as one line, or ""."""
    value = node.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return line_decoded(value) if isinstance(value, str) else ""


def is_not_free(node: dict) -> bool:
    """Return whether a node says that its report is behind a paywall."""
    said = node.get("isAccessibleForFree")
    return said is False or (isinstance(said, str) and said.strip().lower().rpartition("/")[2] == "false")


def body_of(node: dict) -> str:
    """Return the text that a node states, with its paragraphs, or ""."""
    value = node.get("articleBody")
    return value if isinstance(value, str) else ""


def _alike(articles: list[dict]) -> list[dict]:
    """Return several nodes of one report; if they describe different reports, none is certainly the page's."""
    headlines = {text_of(node, "headline").casefold() for node in articles} - {""}
    return articles if len(headlines) <= 1 else []


def _all_nodes(tree: HtmlElement) -> list[dict]:
    found: list[dict] = []
    for script in tree.xpath('//script[contains(@type, "ld+json")]/text()'):
        try:
            data = json.loads(script.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, DEPTH):
            found.append(node)
            if len(found) >= MAX_NODES:
                return found
    return found


def _nodes(data, depth: int) -> Iterator[dict]:
    if not depth:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth - 1)
    elif isinstance(data, dict):
        yield data
        for key, value in data.items():
            if isinstance(value, dict | list) and key not in ELSEWHERE:
                yield from _nodes(value, depth - 1)
