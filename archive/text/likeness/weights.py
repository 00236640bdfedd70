"""The figures of the judge: fitted by `python -m bench.likeness FOLDER --fit`, which prints WEIGHTS anew."""

from __future__ import annotations

from archive.text.likeness.codes import ADMINISTRATIVE

# Words that say little of who or what is meant, and may be missing: titles, and the sorts of places.
SORTS = ADMINISTRATIVE | frozenset([
    "haji", "hajji", "hadji", "alhaj", "mullah", "mulla", "maulana", "mawlawi", "maulawi", "maulvi", "mawlana", "qari", "sheikh",
    "shaykh", "cheikh", "ustad", "ustaz", "sayed", "sayyid", "seyyed", "dr", "doctor", "general", "gen", "commander", "col", "colonel",
    "capt", "captain", "major", "president", "engineer", "hafiz", "mr", "mrs", "ms", "pm", "ambassador",
    "baroness", "lord", "sir", "king", "prince", "emir", "ayatollah", "imam", "lieutenant", "qala", "qalah", "qaleh", "qalai", "kala", "shahrak", "qarya", "deh",
    "shahr", "bazar", "bazaar", "kalay", "kalai", "kelay", "camp", "bala", "pain",
])  # fmt: skip
# Words that names of places have in one language or another, and which agencies translate.
SENSES = {
    word: words.split()[0]
    for words in (
        "north northern shamali shimali shamal", "south southern janubi janub", "east eastern sharqi charqi sharq", "west western gharbi gharb",
        "upper bala ulya olya verkhni verkhniy verkhnii", "lower pain payin sufla sofla nizhni nizhniy nizhnii", "river darya rud nahr",
        "mount mt mountain koh kuh jabal jebel djebel", "new naw nau now jadid novo novyi novyy", "old kohna kuhna kohneh qadim stary staryy staryi",
        "valley wadi ouadi vadi dara darra", "fort ft qala qalah qaleh kala", "saint st", "well bir", "bridge pul pol jisr", "island jazira jazirah",
    )
    for word in words.split()
}  # fmt: skip
# Words of many names: alone they hardly tell one bearer from another.
COMMON = frozenset(
    [
        "muhammad",
        "mohammad",
        "mohammed",
        "mohamed",
        "mahmud",
        "mahmoud",
        "ahmad",
        "ahmed",
        "abdul",
        "abd",
        "abdel",
        "ali",
        "hasan",
        "hassan",
        "husayn",
        "hussein",
        "hussain",
        "ibrahim",
        "umar",
        "omar",
        "abdullah",
        "abdallah",
        "rahman",
        "abu",
        "abou",
        "said",
        "khan",
        "shah",
        "gul",
        "jan",
        "kim",
        "ri",
        "pak",
        "agha",
        "rahim",
        "hamid",
        "salim",
        "salih",
        "saleh",
        "amir",
        "amin",
        "jang",
        "chol",
        "song",
    ]
)
WEIGHTS = {
    "constant": 2.28,
    "unlike": -7.09,  # the mean distance of the words that face each other
    "worst": -6.05,  # that of the worst pair
    "left": -1.91,  # the share of the typed words that face none
    "right": -2.43,  # the share of the name's
    "both": -2.28,  # whether words are left over on both sides
    "whole": -0.72,  # the distance of the whole names without vowels
    "spelt": -5.16,  # the distance of the whole names as written
    "paired": 1.55,  # the weight of the words that face each other
    "turned": -1.68,  # whether their order differs
}
