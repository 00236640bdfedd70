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
        "van",
        "von",
    ]
)
# Words for the sort of place that agencies and registers write beside its name or leave out, and so tell nothing: Woluswali Zurmat,
# Shahrestan-e Anar, Degmada Ceeldheer, the city of Homs.
ADMINISTRATIVE = frozenset([
    "district", "subdistrict", "province", "governorate", "county", "region", "raion", "rayon", "rajon", "oblast", "kray", "krai",
    "city", "town", "village", "municipality", "tehsil", "taluka", "gorod", "selo", "posyolok", "imeni", "kreis", "ville", "cercle",
    "woluswali", "woluswalai", "wuluswali", "wuleswali", "uluswali", "ulusvali", "oluswali", "olusvali", "vulusvali", "vulesvali",
    "alaqadari", "alaqahdari", "alakadari", "alakahdari", "alakakhdari", "hukumat", "hukumati", "khukumati", "markaz", "markazi",
    "qaryat", "qaryah", "shahrestan", "qada", "nahiya", "nahiyat", "nahiyah", "muhafazat", "wilayat", "wilayah", "vilayat",
    "viloyat", "viloyati", "tumani", "tuman", "shahri", "qishlogi", "degmada", "magaalada", "gobolka",
])  # fmt: skip
# Latin letters whose difference is one of transliteration, beyond those of the skeleton.
MERGED = str.maketrans("gzdbCS", "kstpss")
SERVANT = re.compile(r"^abd[aeou]l$")
SLAVIC_J = re.compile(r"(?<=[aeiu])j(?![aeiu]|$)")
LAST_OFF = re.compile(r"(?<=[eo])ff$")
HALF_VOWEL = re.compile(r"(?<=[aeiu])v(?![aeiu])")
M_BEFORE_P = re.compile(r"m(?=p)")
OTHER_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("dh", "d"), ("th", "t"), ("x|(?<![stdz])ch", "kh"), ("c(?![hk])", "dj"), ("(?<![dz])j", "y"), ("o?u(?=[aei])", "w"),
    )
]  # fmt: skip
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


def words_that_tell(key: str) -> list[str]:
    """Return the words of a name other than those for the sort of place, unless it has only those."""
    words = key.split()
    return [word for word in words if word not in ADMINISTRATIVE] or words


def bare(key: str) -> str:
    """Return the letters of a name without particles and words for the sort of place, unless it has only those."""
    words = words_that_tell(key)
    return "".join([word for word in words if word not in PARTICLES] or words)


@lru_cache(maxsize=20_000)
def name_code(key: str) -> str:
    """Return the codes of the words of a name, given its key, joined by single spaces, without particles and words for the sort of place.

    Those are kept if it has nothing else.
    """
    words = words_that_tell(key)
    return " ".join(map(code, [word for word in words if word not in PARTICLES] or words))


def glued(codes: str) -> str:
    """Return the codes of a name written as one, without the first vowels of all words but the first."""
    return DOUBLED.sub(r"\1", INNER_A.sub("", codes.replace(" ", "")))


def closed_codes(key: str) -> list[str]:
    """Return the codes of a name with its particles if it is written as one word: as letters are mostly read, and as they may be."""
    closed = "".join(words_that_tell(key))
    return [code(closed), code(other_reading(closed))]


def other_reading(word: str) -> str:
    """Return a folded word with the letters that transliterations use for two sounds read as the other.

    dh as d (Baydhaba, Riyadh), th as t, x and ch as kh (Xiva, Chiwa), c as j (Celilabad), j as y (Jej, Divanija), u before a vowel as w.
    """
    for pattern, sound in OTHER_SOUNDS:
        word = pattern.sub(sound, word)
    return word


def name_keys(key: str) -> set[str]:
    """Return the keys by which a name is found, given its own key. Names that share one may be spellings of one name.

    They have the same consonants written as one, or all but one of them ("="), with or without particles and in either reading of letters; for
    short names, which have few, the same letters as they sound, or all but one ("~"); two words with the same consonants, or all but one of
    one word ("+"); or one word with the same.
    """
    codes = name_code(key)
    whole = glued(codes)
    keys = {f"={cut}" for one in {whole, *closed_codes(key)} for cut in _cuts(one, MIN_CUT)} | word_keys(key)
    if len(whole) <= SHORT:
        keys |= {f"~{cut}" for cut in _cuts(skeleton("".join(words_that_tell(key))), MIN_CUT)}
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
