"""A question to an archive, as a person would type and click it, free of any tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

FACETS = ("person", "place", "faction", "source", "language", "year")


@dataclass(frozen=True)
class Term:
    """A part of the query: a `word`, a `phrase`, a `name` or the `beginning` of a word."""

    form: str
    text: str

    def __str__(self) -> str:
        return {"phrase": f'"{self.text}"', "beginning": f"{self.text}*"}.get(self.form, self.text)


@dataclass(frozen=True)
class Question:
    """Required terms, filters by their public names and values, a page and an order."""

    kind: str
    terms: tuple[Term, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    page: int = 1
    sort: str = ""

    @property
    def typed(self) -> str:
        """Return the contents of the search box."""
        return " ".join(map(str, self.terms))

    @property
    def query(self) -> str:
        """Return the part of an address after the question mark."""
        pairs = [("q", self.typed)] if self.terms else []
        pairs += self.filters
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(pairs)

    def address(self, path: str = "/search/", **more: str) -> str:
        """Return the address of the answer."""
        query = "&".join(part for part in (self.query, urlencode(more)) if part)
        return f"{path}?{query}" if query else path

    def lifting(self, facet: str) -> Question:
        """Return the same without the filter of one facet."""
        return replace(self, filters=tuple(pair for pair in self.filters if pair[0] != facet))

    def values(self, name: str) -> list[str]:
        """Return the values of one filter."""
        return [value for key, value in self.filters if key == name]

    def days(self) -> tuple[int, int]:
        """Return the first and last day of the range as numbers yyyymmdd; without a bound, the widest."""
        first, last = (self.values(name)[:1] for name in ("from", "to"))
        return int(first[0].replace("-", "")) if first else 0, int(
            last[0].replace("-", "")
        ) if last else 99999999

    def as_json(self) -> dict:
        """Return the same for a file."""
        terms = [[term.form, term.text] for term in self.terms]
        return {
            "kind": self.kind,
            "terms": terms,
            "filters": self.filters,
            "page": self.page,
            "sort": self.sort,
        }


def from_json(data: dict) -> Question:
    """Read a question from a file."""
    terms = tuple(Term(*term) for term in data["terms"])
    filters = tuple((key, value) for key, value in data["filters"])
    return Question(data["kind"], terms, filters, data["page"], data["sort"])


def sets_of(result: dict) -> dict[str, list[Question]]:
    """Read the sets of questions of a run."""
    return {name: [from_json(each) for each in rows] for name, rows in result["sets"].items()}


def in_turns(questions: Iterable[Question]) -> list[Question]:
    """Interleave the kinds of questions, so that a run cut short has asked all kinds equally."""
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question)
    longest = max(map(len, kinds.values()), default=0)
    return [asked[turn] for turn in range(longest) for asked in kinds.values() if turn < len(asked)]
