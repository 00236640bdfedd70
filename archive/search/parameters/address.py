"""The address of a search: its whole state, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote_plus

from django.utils.datastructures import MultiValueDict

from archive.models.addresses import address_of
from archive.search.facets import CHOSEN_FROM, all_of

REPEATABLE = (*CHOSEN_FROM, "with", "possible")
SWITCHES = tuple(all_of(name) for name, facet in CHOSEN_FROM.items() if facet.holds_several)
SINGLE = (
    *SWITCHES,
    "leaveout",
    "confirmed",
    "from",
    "to",
    "certain",
    "exact",
    "datewords",
    "asking",
    "copies",
    "sort",
    "page",
    "wait",
)
PASSING = ("page", "wait")  # of one page alone
ORDER = ("q", "match", *REPEATABLE, *SINGLE)
# Crawlers would follow every combination of these: a switch of a list takes the place of a filter.
COMBINED = {*REPEATABLE, *SWITCHES, "leaveout", "confirmed"}
RANKS = {key: rank for rank, key in enumerate(ORDER)}
MAX_LENGTH = 200
MAX_QUOTED = 2_000  # a page has a hundred addresses, most of whose pairs occur on other pages too


def search_path():
    """Return the path of the search page."""
    return address_of("search")


@dataclass(frozen=True)
class Address:
    """Pairs of parameter and value. Every method gives a new address; all but `at_page` go back to the first page.

    `own` are parameters of the page at `path` which are not part of the search, such as the part of the world that a map shows.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    path: str = field(default_factory=search_path)
    own: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, params):
        """Read the known parameters of a QueryDict; for a single-valued one the last value counts, and an empty one there removes it."""
        pairs = []
        for key in ORDER:
            values = [value.replace("\0", "").strip() for value in params.getlist(key)]
            if key not in REPEATABLE:
                values = values[-1:]
            values = [value for value in dict.fromkeys(values) if value]
            pairs += [(key, value if key == "q" else value[:MAX_LENGTH]) for value in values]
        return cls(tuple(_useful(pairs)))

    def __str__(self):
        query = "&".join([_quoted(pair) for pair in (*self.pairs, *self.own)])
        return f"{self.path}?{query}" if query else self.path

    def data(self):
        """Return the parameters in the form that forms read."""
        data: MultiValueDict[str, str] = MultiValueDict()
        for key, value in self.pairs:
            data.appendlist(key, value)
        return data

    def all(self, key):
        return [value for name, value in self.pairs if name == key]

    def one(self, key):
        values = self.all(key)
        return values[-1] if values else ""

    def has(self, key, value):
        return (key, value) in self.pairs

    def without(self, key, value=None):
        """Remove one value of a parameter, or the parameter."""
        kept = [pair for pair in self.pairs if pair != (key, value) and (value is not None or pair[0] != key)]
        return self._ordered(kept)

    def adding(self, key, value):
        """Add a value to a parameter, removing its opposite ("-value")."""
        opposite = value[1:] if value.startswith("-") else f"-{value}"
        kept = [pair for pair in self.pairs if pair not in ((key, value), (key, opposite))]
        return self._ordered([*kept, (key, value)])

    def setting(self, key, value):
        """Set a parameter to this single value; an empty one removes it."""
        kept = list(self.without(key).pairs)
        return self._ordered([*kept, (key, str(value))] if value else kept)

    def toggling(self, key, value):
        return self.without(key, value) if self.has(key, value) else self.adding(key, value)

    def toggler(self, key):
        """Return a function of a value: str() of `toggling` it, for a list with many values of one parameter."""
        kept = self._ordered(self.pairs).pairs
        before = [_quoted(pair) for pair in kept if RANKS[pair[0]] <= RANKS[key]]
        after = [_quoted(pair) for pair in (*kept, *self.own)][len(before) :]
        start, end = f"{self.path}?{'&'.join([*before, ''])}", "&".join(["", *after])
        chosen = {value.removeprefix("-") for value in self.all(key)}

        def toggled(value):
            if value.removeprefix("-") in chosen:
                return str(self.toggling(key, value))
            return f"{start}{_quoted((key, value))}{end}"

        return toggled

    def at_page(self, number):
        kept = [pair for pair in self.pairs if pair[0] not in PASSING]
        return Address((*kept, ("page", str(number))) if number > 1 else tuple(kept), self.path, self.own)

    def combining(self, most):
        """Return (the address with its first `most` filter values and switches of lists, the pairs that were dropped)."""
        left_out = [pair for pair in self.pairs if pair[0] in COMBINED][most:]
        return Address(
            tuple(pair for pair in self.pairs if pair not in left_out), self.path, self.own
        ), left_out

    def waiting(self):
        """Return the same search and page, with all its numbers however long they take."""
        kept = [pair for pair in self.pairs if pair[0] != "wait"]
        return Address((*kept, ("wait", "1")), self.path, self.own)

    def to(self, path, **own):
        """Return the same search at another path, on its first page, with these parameters of the page there; empty ones are left out."""
        given = tuple((key, str(value)) for key, value in own.items() if value)
        return Address(self._ordered(self.pairs).pairs, path, given)

    def between(self, first, last):
        """Return the same search from one date to another, both in EDTF, on its first page."""
        return self.setting("from", first).setting("to", last)

    def wanted(self, key):
        """Return the chosen values of a facet, without those left out."""
        return [value for value in self.all(key) if not value.startswith("-")]

    def _ordered(self, pairs):
        kept = _useful([pair for pair in pairs if pair[0] not in PASSING])
        return Address(tuple(sorted(kept, key=_rank)), self.path, self.own)


def _useful(pairs):
    """Return the pairs but for switches of lists of which no value is chosen: they would only make two addresses of one search."""
    useful = {all_of(key) for key, value in pairs if not value.startswith("-")}
    return [pair for pair in pairs if pair[0] not in SWITCHES or pair[0] in useful]


def _rank(pair):
    return RANKS[pair[0]]


@lru_cache(MAX_QUOTED)
def _quoted(pair):
    key, value = pair
    return f"{key}={quote_plus(value)}"
