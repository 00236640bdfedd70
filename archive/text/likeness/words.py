"""How alike two words are: by the letters typed, and by ways of transliterating a name into Latin script.

Words are folded first (archive.text.words). The database's archive_skeleton() makes the same skeleton.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase

from rapidfuzz.distance import OSA

# Several letters for one sound, the longest first.
GROUPS = (
    ("dsch", "j"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("ch", "C"), ("sh", "S"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("dh", "z"),
    ("th", "s"), ("ph", "f"), ("gh", "g"), ("kh", "k"), ("ck", "k"),
)  # fmt: skip
SOFT_C = re.compile("c(?=[eiy])")
LAST_H = re.compile(r"(?<=[^h\n])h+$|(?<=^h)h+$")
LETTERS = str.maketrans("cqhwoy", "kkkvui")
FRONT_VOWELS = re.compile("(?:(?<!a)a+)?[ei]+")
DOUBLED = re.compile(r"(.)\1+")


SWAPPED, DOUBLED_OR_NOT, SAME_SOUND = 0.6, 0.7, 0.9


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """Return a folded word with the usual variations of transliteration removed.

    The method is that of phonetic keys such as Soundex and Daitch-Mokotoff, a chain of rewriting rules, chosen for reports
    on Afghanistan and its neighbours: one letter for each group (kh, gh, dh as z, th as s, sh, ch, zh); q, k, hard c and h
    are one; w is v; o and ou are u; e, y, ai and ey are i; a final h and doubled letters are dropped. Vowels stay, as too
    much would be alike without them: "Massoud", "Masood" and "Masud" are all "masud".
    """
    for letters, sound in GROUPS:
        word = word.replace(letters, sound)
    word = LAST_H.sub("", SOFT_C.sub("s", word)).translate(LETTERS)
    return DOUBLED.sub(r"\1", FRONT_VOWELS.sub("i", word))


def distance(one: str, other: str, *, most: int) -> int:
    """Return the restricted Damerau-Levenshtein distance of two words, counted no further than `most` + 1."""
    return OSA.distance(one, other, score_cutoff=most)


def one_letter_off(word: str) -> list[str]:
    """Return all words one slip away: a letter lost, added, changed, or swapped with the next.

    Letters are added and changed only in words in Latin script; other scripts have too many letters.
    """
    letters = ascii_lowercase if word.isascii() else ""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = [
        *(left + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        *(left + letter + right[1:] for left, right in cuts if right for letter in letters),
        *(left + letter + right for left, right in cuts for letter in letters),
    ]
    return [other for other in dict.fromkeys(made) if other not in ("", word)]


@lru_cache(maxsize=50_000)
def unlikeness(one: str, other: str) -> int:
    """Return the distance of two folded words, 0 to 3: in letters, or one more than the distance of their skeletons."""
    written = distance(one, other, most=2)
    if written < 2:
        return written
    return min(written, 1 + distance(skeleton(one), skeleton(other), most=2))


def is_like(one: str, other: str) -> bool:
    """Return whether two words may be spellings of the same one: few letters apart for their length."""
    return unlikeness(one, other) <= (1 if min(len(one), len(other)) < 6 else 2)


def effort(typed: str, word: str) -> float:
    """Return how unlikely it is that a word was mistyped, or misspelt, as another: 0 for the same, about 1 for each slip.

    Slips that fingers and ears make most often count less: two letters swapped, a letter doubled or not, what sounds the same.
    """
    slips = distance(typed, word, most=3)
    if slips == 1 and len(typed) == len(word) and sorted(typed) == sorted(word):
        return SWAPPED
    if slips == 1 and DOUBLED.sub(r"\1", typed) == DOUBLED.sub(r"\1", word):
        return DOUBLED_OR_NOT
    if slips <= 1:
        return float(slips)
    return min(float(slips), SAME_SOUND + distance(skeleton(typed), skeleton(word), most=3))
