"""Names put together from known parts: each typed word is a known spelling of the matching part of one entity's name.

With Ahmad Shah Massoud, Ahmed Shah and Masoud among the names of one person, “ahmed shah masoud” is that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.models import Name
from archive.text.likeness import is_like
from archive.text.ordinary import ordinary_words

# Written or not, and apart or joined, as it comes.
ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "ur",
        "ud",
        "as",
        "ash",
        "an",
        "ar",
        "at",
        "ad",
        "az",
        "bin",
        "ibn",
        "ben",
        "bint",
        "ould",
        "i",
        "e",
        "y",
        "de",
    ]
)
MIN_PARTS, MAX_PARTS = 2, 6
MOST_TRIED = 8


def put_together(keys: Iterable[str]) -> dict[str, list[Name]]:
    """Return {key: the names that it is a further spelling of}, for those of these keys that are put together from known parts."""
    parts = {key: parts_of(key) for key in keys}
    tried = sorted(filter(lambda key: _may_be_parts(parts[key]), parts), key=lambda key: -len(parts[key]))
    if not tried:
        return {}
    known = Name.objects.with_every_word({key: parts[key] for key in tried[:MOST_TRIED]})
    matching = {
        key: {entity: same for entity, names in found.items() if (same := _same_parts(parts[key], names))}
        for key, found in known.items()
    }
    letters = {same.replace(" ", "") for found in matching.values() for same in found.values()}
    named = Name.objects.written_as(letters)
    return {key: _names(found, named) for key, found in matching.items() if found}


def parts_of(key: str) -> list[str]:
    """Return the words of a key without articles."""
    return [word for word in key.split() if word not in ARTICLES]


def _may_be_parts(parts: Sequence[str]) -> bool:
    return MIN_PARTS <= len(parts) <= MAX_PARTS and not ordinary_words().intersection(parts)


def _same_parts(typed: Sequence[str], keys: Sequence[str]) -> str:
    """Return which of the keys of one entity the typed words spell otherwise, part by part; "" if none."""
    words = {word for key in keys for word in key.split()}
    for key in keys:
        parts = parts_of(key)
        pairs = zip(typed, parts, strict=True) if len(parts) == len(typed) else ()
        if pairs and all(one == other or one in words and is_like(one, other) for one, other in pairs):
            return key
    return ""


def _names(found: dict[int, str], named: dict[str, list[Name]]) -> list[Name]:
    return [
        name
        for entity, key in found.items()
        for name in named.get(key.replace(" ", ""), ())
        if name.entity.pk == entity and name.key == key
    ]
