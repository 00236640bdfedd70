"""What spellings of one name share: its words without vowels, and the keys by which similar names are found.

The codes are those of the database's archive_name_code(), the keys those of its archive_name_keys().
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

from archive.text.likeness.words import DOUBLED, skeleton

# Articles and links that are written or left out at will: al-Din, ud-Din, ibn, bin, Mazar-e-Sharif.
PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "ol",
        "as",
        "ad",
        "ar",
        "an",
        "az",
        "ash",
        "ech",
        "es",
        "ed",
        "ud",
        "ur",
        "ibn",
        "bin",
        "ben",
        "bint",
        "ould",
        "wa",
        "va",
        "e",
        "i",
        "de",
        "la",
        "du",
        "van",
        "von",
    ]
)
# Latin letters whose difference is one of transliteration, beyond those of the skeleton.
MERGED = str.maketrans("gzdbCS", "kstpss")
SERVANT = re.compile(r"^abd[aeou]l$")
SLAVIC_J = re.compile(r"(?<=[aeiu])j(?![aeiu]|$)")
LAST_OFF = re.compile(r"(?<=[eo])ff$")
HALF_VOWEL = re.compile(r"(?<=[aeiu])v(?![aeiu])")
M_BEFORE_P = re.compile(r"m(?=p)")
FIRST_VOWELS = re.compile(r"^[aeiu]+")
VOWELS = re.compile(r"[eiu]|(?<=.)a")
INNER_A = re.compile(r"(?<=.)a")

MIN_CODE = 2  # of a word that is a key by itself
# Of codes that are keys without any one of their letters too: of a whole name, and of a word in a pair.
MIN_CUT, MIN_CUT_OF_WORD, MAX_CUT = 4, 3, 12
SHORT = 4  # so short a code is shared by too many names: with one letter off, the vowels count
MAX_WORDS = 6


@lru_cache(maxsize=50_000)
def code(word: str) -> str:
    """Return the consonants of a folded word, with one letter for all that transliterations mix up; a first vowel is "a".

    On top of skeleton(): g is k, d is t, b is p, all sibilants (s, z, sh, ch, ts) are s, dz is j, x is ks, m before p is n, a v that closes
    a syllable (as in -ov and -off) and a j before a consonant are vowels, and abdul is abd.
    """
    made = skeleton(LAST_OFF.sub("v", SERVANT.sub("abd", word)))
    made = SLAVIC_J.sub("", HALF_VOWEL.sub("", made)).replace("x", "ks").replace("ts", "s").replace("dz", "j")
    made = made.translate(MERGED)
    made = FIRST_VOWELS.sub("a", M_BEFORE_P.sub("n", made))
    return DOUBLED.sub(r"\1", VOWELS.sub("", made))


@lru_cache(maxsize=20_000)
def name_code(key: str) -> str:
    """Return the codes of the words of a name, given its key, joined by single spaces, without particles unless it has only those."""
    words = key.split()
    return " ".join(map(code, [word for word in words if word not in PARTICLES] or words))


def glued(codes: str) -> str:
    """Return the codes of a name written as one, without the first vowels of all words but the first."""
    return DOUBLED.sub(r"\1", INNER_A.sub("", codes.replace(" ", "")))


def name_keys(key: str) -> set[str]:
    """Return the keys by which a name is found, given its own key. Names that share one may be spellings of one name.

    They have the same consonants written as one, or all but one of them ("="); for short names, which have few, the same letters as they
    sound, or all but one ("~"); two words with the same consonants, or all but one of one word ("+"); or one word with the same.
    """
    codes = name_code(key)
    whole = glued(codes)
    keys = {f"={cut}" for cut in _cuts(whole, MIN_CUT)} | word_keys(key)
    if len(whole) <= SHORT:
        keys |= {f"~{cut}" for cut in _cuts(skeleton(key.replace(" ", "")), MIN_CUT)}
    for one, other in combinations(codes.split()[:MAX_WORDS], 2):
        pairs = [(one, cut) for cut in _cuts(other, MIN_CUT_OF_WORD)]
        pairs += [(cut, other) for cut in _cuts(one, MIN_CUT_OF_WORD)]
        keys.update("+".join(sorted(pair)) for pair in pairs)
    return keys


def word_keys(key: str) -> set[str]:
    """Return those of the keys of a name that are single words: many names may share them."""
    return {word for word in name_code(key).split()[:MAX_WORDS] if len(word) >= MIN_CODE}


def _cuts(text: str, shortest: int) -> list[str]:
    """Return a code, and if it is neither too short nor too long, what remains without any one of its letters."""
    if not shortest <= len(text) <= MAX_CUT:
        return [text]
    return [text, *(text[:place] + text[place + 1 :] for place in range(len(text)))]
