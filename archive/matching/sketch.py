"""Fingerprints for finding copies: a hash of a report's words, a sketch of its passages, and the overlap of two texts.

The sketch is a one-permutation MinHash (Li, Owen and Zhang, 2012) of passages of five words: each passage falls into one
of forty bins, each bin keeps its smallest hash, and two bins make a band. Texts with much in common share a band;
texts that share a band are compared in full. An empty bin borrows from the next (Shrivastava and Li, 2014).

Texts on one subject share bands by chance, the more so the larger the archive. A sample of the passages, those with the
smallest hashes (bottom-k; Cohen and Kaplan, 2007), rules out most of these without reading them.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from archive.text.words import fold_word, split_words

WORDS_IN_PASSAGE = 5
BINS = 40
BINS_IN_BAND = 2
MIN_SKETCHED = 40  # words; a shorter text is a copy only if all its words are the same
MIN_HASHED = 8  # words; an even shorter text may well be printed twice without being a copy

COPY_FROM = 0.55  # the share of the shorter text's passages that the other also has

SAMPLED = 128  # passages
MIN_SAMPLED = 32
SURE = 3  # standard deviations: of pairs that share just enough to be copies, one in 700 is missed

MAX_REMEMBERED = 400_000
FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 1], dtype=np.uint64
)
NOTHING = np.iinfo(np.uint64).max
UNLIMITED = np.iinfo(np.uint32).max


class Sketch(NamedTuple):
    """What is compared of a text; `bands` (signed) and `sample` are in the form that the database stores.

    `parts` is the text as `split_words` gives it.
    """

    text_hash: str
    bands: list[int]
    sample: bytes
    words: np.ndarray
    passages: np.ndarray
    parts: list[str]


class WordNumbers(dict):
    """64 bits of a hash of each folded word; 0 if it folds to nothing. Cleared when it grows very large."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        folded = fold_word(word)
        self[word] = number = (
            int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest()) if folded else 0
        )
        return number


_numbers = WordNumbers()


def sketch(text: str, parts: list[str] | None = None) -> Sketch:
    """Return the sketch of a text; `parts` is the text as `split_words` gives it, if available.

    A text of fewer than eight words has no hash, one of fewer than forty no bands.
    """
    parts = split_words(text) if parts is None else parts
    words = numbered(parts)
    text_hash = hashlib.sha256(words.astype("<u8").tobytes()).hexdigest() if len(words) >= MIN_HASHED else ""
    found = passages(words)
    found_bands = bands(found) if len(words) >= MIN_SKETCHED else []
    return Sketch(text_hash, found_bands, sample(found), words, found, parts)


def fingerprint(text: str) -> tuple[str, list[int]]:
    """Return the hash of the words of a text, in hexadecimal, and the bands of its sketch."""
    made = sketch(text)
    return made.text_hash, made.bands


def words_of(text: str) -> np.ndarray:
    """Return the words of a text as numbers, in order."""
    return numbered(split_words(text))


def numbered(parts: list[str]) -> np.ndarray:
    """Return the words of a split text as numbers, in order."""
    words = numbers_of(parts)
    return words if words.all() else words[words != 0]


def numbers_of(parts: list[str]) -> np.ndarray:
    """Return a number for each word of a split text, 0 if it folds to nothing."""
    return np.fromiter(map(_numbers.__getitem__, parts[1::2]), dtype=np.uint64, count=len(parts) // 2)


def passages(words: np.ndarray) -> np.ndarray:
    """Return the hashes of all runs of five words, sorted, each once."""
    hashes = passages_in_order(words)
    hashes.sort()
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))] if len(hashes) else hashes


def passages_in_order(words: np.ndarray) -> np.ndarray:
    """Return the hashes of all runs of five words, that of the first word first."""
    count = len(words) - WORDS_IN_PASSAGE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    hashes = words[:count] * FACTORS[0]
    for place, factor in enumerate(FACTORS[1:], start=1):
        hashes += words[place : place + count] * factor
    return mixed(hashes)


def mixed(hashes: np.ndarray) -> np.ndarray:
    """Spread the bits of 64-bit hashes (the finaliser of SplitMix64; Steele, Lea and Flood, 2014)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def bands(hashes: np.ndarray) -> list[int]:
    """Return the bands of a set of passages."""
    smallest = np.full(BINS, NOTHING, dtype=np.uint64)
    np.minimum.at(smallest, (hashes % np.uint64(BINS)).astype(np.intp), hashes)
    filled = smallest != NOTHING
    if not filled.any():
        return []
    pairs = borrowed(smallest, filled).reshape(-1, BINS_IN_BAND)
    numbers = np.arange(len(pairs), dtype=np.uint64) * FACTORS[1] + pairs[:, 0] * FACTORS[0] + pairs[:, 1]
    return mixed(numbers).astype(np.int64).tolist()


def borrowed(smallest: np.ndarray, filled: np.ndarray) -> np.ndarray:
    """Return the bins, each empty one filled from the next non-empty one and marked with the distance."""
    if filled.all():
        return smallest
    places = np.flatnonzero(filled)
    ahead = np.searchsorted(places, np.arange(BINS))
    lender = places[ahead % len(places)]
    distance = (lender - np.arange(BINS)) % BINS
    return smallest[lender] + distance.astype(np.uint64) * FACTORS[2]


def sample(hashes: np.ndarray) -> bytes:
    """Return the number of passages and the smallest of their hashes, four bytes each, in ascending order."""
    smallest = (hashes[:SAMPLED] >> np.uint64(32)).astype("<u4")
    return np.array([len(hashes)], dtype="<u4").tobytes() + smallest.tobytes()


def are_apart(first: bytes, second: bytes) -> bool:
    """Return whether the samples show that two texts share too little to be copies; False if that is uncertain."""
    (count, smaller), (other_count, larger) = sorted(map(_counted, (first, second)), key=lambda one: one[0])
    limits = [
        hashes[-1] if len(hashes) < of else UNLIMITED
        for of, hashes in ((count, smaller), (other_count, larger))
    ]
    # Below the limit both samples are complete.
    smaller = smaller[: np.searchsorted(smaller, min(limits), side="right")]
    if len(smaller) < MIN_SAMPLED:
        return False
    doubt = SURE * (COPY_FROM * (1 - COPY_FROM) / len(smaller)) ** 0.5
    return shared(smaller, larger) < COPY_FROM - doubt


def _counted(kept: bytes) -> tuple[int, np.ndarray]:
    numbers = np.frombuffer(kept, dtype="<u4")
    return int(numbers[0]), numbers[1:]


def shared(first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of the smaller set of passages that the other also has, from 0 to 1."""
    smaller, larger = sorted((first, second), key=len)
    if not len(smaller):
        return 0.0
    places = np.searchsorted(larger, smaller)
    places[places == len(larger)] = 0
    return np.count_nonzero(larger[places] == smaller) / len(smaller)
