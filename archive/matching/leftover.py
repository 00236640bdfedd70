"""Find the names in a report that no entry of the archive has: what is capitalised and not explained by anything else.

A run of capitalised words is split at titles, honorifics and names that are known; titles, days and the first words of sentences are
trimmed from what remains. A run that contains a known short name ("Wakil Ahmad Muttawakil") is a name of its own, unless what it adds
only says what sort of thing is meant ("Herat Province"). German capitalises every noun, so no names are looked for in it; scripts
without capitals have none to find. Takes time linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.matching.capitals import FieldReader, UnknownName
from archive.matching.names import KnownNames
from archive.matching.resolve import Occurrence
from archive.matching.split_text import SplitText
from archive.models import Article

LEFT_OUT = frozenset({"de", "lb"})  # languages that capitalise every noun
MAX_IN_A_REPORT = 200


def leftover_names(
    *,
    language: str,
    known: KnownNames,
    found: Iterable[Occurrence],
    split: Mapping[str, SplitText],
) -> list[UnknownName]:
    """Return the names of a report that no entry has, each once, in order of their first place; at most MAX_IN_A_REPORT.

    Args:
        language: that of the report, or empty.
        known: the names of the archive, and `found` those that occur in the report.
        split: the texts split into words, by field name.
    """
    if language in LEFT_OUT:
        return []
    by_field: dict[str, list] = {name: [] for name in Article.TEXT_FIELDS}
    for occurrence in found:
        by_field.setdefault(occurrence.field, []).append(occurrence.found)
    places: list[tuple[bool, UnknownName]] = []
    for name in Article.TEXT_FIELDS:
        places += FieldReader(name, split[name], known, by_field[name]).names()
    return settled(places)


def settled(places: list[tuple[bool, UnknownName]]) -> list[UnknownName]:
    """Count each name once; a single word that only ever begins a sentence is not a name."""
    sure = {name.name_key for is_sure, name in places if is_sure}
    names: dict[str, UnknownName] = {}
    for _, name in places:
        if name.name_key in sure:
            first = names.get(name.name_key)
            names[name.name_key] = (
                first._replace(times=first.times + 1, kind=first.kind or name.kind) if first else name
            )
    return list(names.values())[:MAX_IN_A_REPORT]
