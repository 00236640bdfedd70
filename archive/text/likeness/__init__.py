"""How alike two words are, and how they differ."""

from __future__ import annotations

from archive.text.likeness.words import distance, is_like, one_letter_off, skeleton, unlikeness

__all__ = ["distance", "is_like", "one_letter_off", "skeleton", "unlikeness"]
