"""What the words beside a name, and the names of the same sentence, say of the place that it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from archive.matching.trie import NameMatch

SETTLEMENTS = frozenset(["city", "town", "village"])
WIDE_AREAS = frozenset(["province", "region", "country"])
AREAS = WIDE_AREAS | {"district"}
# Words after a name, or before "of" and a name, and the types of place that they say.
SORT_WORDS: Mapping[str, frozenset[str]] = {
    word: types
    for words, types in (
        ("province provinces governorate governorates oblast wilayat vilayet emirate prefecture", frozenset(["province", "region"])),
        ("district districts county subdistrict raion rayon woluswali", frozenset(["district"])),
        ("city town village hamlet settlement bazaar neighbourhood neighborhood suburb township municipality camp outskirts",
         SETTLEMENTS | {"other"}),
        ("valley", frozenset(["valley"])),
        ("pass", frozenset(["pass"])),
        ("river", frozenset(["river"])),
        ("mountain mountains hill hills", frozenset(["mountain"])),
        ("airport airfield airstrip", frozenset(["airfield", "base"])),
        ("base barracks garrison", frozenset(["base", "airfield"])),
        ("region", frozenset(["region", "province"])),
    )
    for word in words.split()
}  # fmt: skip
# Words that are said of an area and not of a town.
OF_AREAS_BEFORE = frozenset(
    [
        "across",
        "throughout",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "northeastern",
        "northwestern",
        "rural",
    ]
)
OF_AREAS_AFTER = frozenset(["governor", "governors", "countryside"])
OF_AREAS_BEFORE_OF = frozenset(["countryside", "part", "parts", "governor"])
SENTENCE_ENDS = re.compile(r"[.!?][\"”’')\]]{0,2}(?=\s)|\n")
NO_TYPES: frozenset[str] = frozenset()


def types_beside(found: NameMatch) -> frozenset[str]:
    """Return the types of place of which the words beside a name say one; none if they say nothing."""
    return SORT_WORDS.get(found.after) or SORT_WORDS.get(found.before_of) or NO_TYPES


def is_of_area(found: NameMatch) -> bool:
    """Return whether the words beside a name are said of areas."""
    return (
        found.before in OF_AREAS_BEFORE
        or found.after in OF_AREAS_AFTER
        or found.before_of in OF_AREAS_BEFORE_OF
    )


class Sentences:
    """The sentences of the texts of a report, by position; without texts all of it is one."""

    def __init__(self, texts: Mapping[str, str] | None) -> None:
        self._texts = texts or {}
        self._ends: dict[str, list[int]] = {}

    def of(self, field: str, place: int) -> tuple[str, int]:
        """Return the field and the number of the sentence that a place in it belongs to."""
        if field not in self._ends:
            self._ends[field] = [end.end() for end in SENTENCE_ENDS.finditer(self._texts.get(field, ""))]
        return field, bisect_right(self._ends[field], place)
