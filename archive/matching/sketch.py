"""What tells copies of a report: a hash of its words, a sketch of its passages, and how much two texts share.

The sketch is a one-permutation MinHash (Li, Owen and Zhang, 2012) of passages of five words: each passage falls into one
of forty bins, each bin keeps its smallest hash, and two bins make a band. Texts that share much share a band; texts that
share a band are compared in full. An empty bin borrows from the next (Shrivastava and Li, 2014).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from archive.text import fold_word, split_words

WORDS_IN_PASSAGE = 5
BINS = 40
BINS_IN_BAND = 2
SHORTEST_SKETCHED = 40  # words; a shorter text is a copy only when all its words are the same
SHORTEST_HASHED = 8  # words; what is shorter still may well be printed twice without being a copy

COPY_FROM = 0.55  # the part of the shorter text's passages that the other has too

FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 1], dtype=np.uint64
)


@lru_cache(maxsize=400_000)
def word_number(word: str) -> int:
    """Return 64 bits of a hash of a folded word; 0 where nothing of it is written."""
    folded = fold_word(word)
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest()) if folded else 0


def words_of(text: str) -> np.ndarray:
    """Return the words of a text as numbers, in order."""
    words = np.array([word_number(word) for word in split_words(text)[1::2]], dtype=np.uint64)
    return words[words != 0]


def passages(words: np.ndarray) -> np.ndarray:
    """Return the hashes of all runs of five words, sorted, each once."""
    count = len(words) - WORDS_IN_PASSAGE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(FACTORS):
        hashes += words[place : place + count] * factor
    return np.unique(mixed(hashes))


def mixed(hashes: np.ndarray) -> np.ndarray:
    """Spread the bits of 64-bit hashes (the finaliser of SplitMix64; Steele, Lea and Flood, 2014)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


@lru_cache(maxsize=512)  # a loader asks before it adds a report, and grouping asks after
def fingerprint(text: str) -> tuple[str, list[int]]:
    """Return the hash of the words of a text, in hexadecimal, and the bands of its sketch (signed 64-bit numbers).

    A text of fewer than eight words has no hash, one of fewer than forty no bands.
    """
    words = words_of(text)
    text_hash = (
        hashlib.sha256(words.astype("<u8").tobytes()).hexdigest() if len(words) >= SHORTEST_HASHED else ""
    )
    return text_hash, bands(passages(words)) if len(words) >= SHORTEST_SKETCHED else []


def bands(hashes: np.ndarray) -> list[int]:
    """Return the bands of a set of passages."""
    smallest = np.full(BINS, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(smallest, (hashes % np.uint64(BINS)).astype(np.intp), hashes)
    filled = smallest != np.iinfo(np.uint64).max
    if not filled.any():
        return []
    pairs = borrowed(smallest, filled).reshape(-1, BINS_IN_BAND)
    numbers = np.arange(len(pairs), dtype=np.uint64) * FACTORS[1] + pairs[:, 0] * FACTORS[0] + pairs[:, 1]
    return mixed(numbers).astype(np.int64).tolist()


def borrowed(smallest: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return the bins, each empty one filled from the next that is not, marked by how far that is."""
    places = np.flatnonzero(filled)
    ahead = np.searchsorted(places, np.arange(BINS))
    lender = places[ahead % len(places)]
    distance = (lender - np.arange(BINS)) % BINS
    return smallest[lender] + distance.astype(np.uint64) * FACTORS[2]


def shared(first: np.ndarray, second: np.ndarray) -> float:
    """Return which part of the smaller set of passages the other has too, from 0 to 1."""
    smaller = min(len(first), len(second))
    if not smaller:
        return 0.0
    return len(np.intersect1d(first, second, assume_unique=True)) / smaller
