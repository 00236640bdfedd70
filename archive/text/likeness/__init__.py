"""How alike two words or names are, and how they differ: one judge for searches, curators' suggestions and duplicates."""

from __future__ import annotations

from archive.text.likeness.codes import PARTICLES, bare, code, name_code, name_keys, word_keys
from archive.text.likeness.names import Pairing, Verdict, judge, pair, telling
from archive.text.likeness.words import distance, effort, is_like, one_letter_off, skeleton, unlikeness

__all__ = [
    "PARTICLES", "Pairing", "Verdict", "bare", "code", "distance", "effort", "is_like", "judge", "name_code", "name_keys", "one_letter_off", "pair", "skeleton", "telling", "unlikeness", "word_keys",
]  # fmt: skip
