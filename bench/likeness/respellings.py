"""Rules by which agencies, officials and registers spelt names that are not written in Latin letters, to make typed spellings of.

Each rule stands under the names that it is for, with its reason. They are those of systems of transliteration (BGN/PCGN, ISO 9, ISO 233, DIN
31635, the French and the Russian practice) and of habits of newspapers, not those of the judge of likeness.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern, what is written instead, and why."""

    pattern: str
    instead: tuple[str, ...]
    reason: str


PERSO_ARABIC = (
    Rule(r"q", ("k", "gh", "g"), "qaf: Qandahar, Kandahar; Persian and Gulf speech have gh and g"),
    Rule(r"gh", ("g", "q", "rh"), "ghayn: Ghazni, Gazni; Persian q; French rh"),
    Rule(r"kh", ("h", "ch", "x", "k"), "kha: German ch, Kurdish and Azeri x, newspapers h and k"),
    Rule(r"(?<![ckgszdt])h(?=[aeiou])", ("kh",), "Russian writes h as kh: Herat is Gerat or Kherat"),
    Rule(r"sh", ("ch", "sch", "s"), "shin: French ch, German sch; without its sign s"),
    Rule(r"ch", ("tch", "tsch", "c"), "che: French tch, German tsch, Turkish c"),
    Rule(r"(?<!d)j", ("dj", "dsch", "dzh", "g"), "jim: French dj, German dsch, Russian dzh, Egyptian g"),
    Rule(r"zh", ("j", "z"), "zhe: French j"),
    Rule(r"(?<=[aeiou])w", ("v", "u"), "waw after a vowel: Persian v, Mawlawi and Maulavi"),
    Rule(r"\bw", ("v", "ou"), "waw at first: Wardak, Vardak; French ou: Ouardak"),
    Rule(r"v", ("w",), "vav: Dari w"),
    Rule(r"u(?![aeiou])", ("ou", "oo", "o"), "long u: French ou, newspapers oo, Persian o"),
    Rule(r"o(?![aeiou])", ("u", "ow"), "majhul o: Afghan o, Persian u; BGN ow"),
    Rule(r"i(?![aeiou])", ("ee", "e", "y"), "long and short i: newspapers ee, Persian e"),
    Rule(r"ay|ai", ("ei", "ey", "ai", "ay"), "diphthong: Fayzabad, Faizabad, Feyzabad"),
    Rule(r"aw|au", ("ow", "ou", "au", "aw"), "diphthong: Dawlat, Dowlat, Daulat, Doulat"),
    Rule(r"a(?=[^aeiouywh\W])", ("e", "o"), "imala and the fronted a of Turks and Levantines; Tajik o for long a"),
    Rule(r"(?<=[a-z])ah\b", ("a", "eh", "e"), "ta marbuta and Persian silent h"),
    Rule(r"(?<=[^aeiou\W])a\b", ("ah", "eh"), "the same, written out"),
    Rule(r"iya\b|iyah\b", ("iyya", "ia", "ieh", "iyeh"), "nisba ending"),
    Rule(r"\b(al|an|as|ash|ad|ar|at|az)[ -]", ("el-", "al-", "al ", ""), "article, assimilated or not, el, or left out"),
    Rule(r"[ -](e|i)[ -]", ("-i-", "-e ", " ", "-e-"), "izafet: Mazar-e-Sharif, Mazar-i-Sharif, Mazar Sharif"),
    Rule(r"dh", ("d", "z", "th"), "dhal, dad: Persian z"),
    Rule(r"th", ("t", "s"), "tha: Persian s"),
    Rule(r"([lmnrstd])\1", (r"\1",), "shadda not written"),
    Rule(r"(?<=[aiu])([lmnsd])(?=[aiu])", (r"\1\1",), "shadda written where there is none"),
    Rule(r"[‘’'`ʿʾ]", ("", "a", "'"), "ayn and hamza: nothing, a vowel, an apostrophe"),
    Rule(r"y(?=[aou])", ("i", "j"), "ya: French i, German and Russian j"),
    Rule(r"abad\b", ("abat", "awad", " abad", "obod"), "-abad: Turkish, Pashto, parted, Tajik"),
    Rule(r"(?<=[a-z])[ -](?=[a-z]{3})", ("", "-", " "), "parts written as one, joined, parted"),
)  # fmt: skip
CYRILLIC = (
    Rule(r"(?<![sczktgp])h", ("g",), "Ukrainian h is Russian g: Hlukhiv, Glukhov"),
    Rule(r"g", ("h",), "and back"),
    Rule(r"kh", ("h", "ch", "x"), "kha: German ch"),
    Rule(r"zh", ("j", "sch", "ž"), "zhe: French j, German sch"),
    Rule(r"shch", ("sch", "chtch"), "shcha: newspapers sch, French chtch"),
    Rule(r"sh(?!ch)", ("ch", "sch"), "sha: French, German"),
    Rule(r"(?<!s)ch", ("tch", "tsch"), "che: French, German"),
    Rule(r"ts", ("c", "z", "tz"), "tse: Polish c, German z"),
    Rule(r"iv\b", ("ov", "iw", "ev"), "Ukrainian -iv is Russian -ov; German w"),
    Rule(r"ivka\b", ("ovka", "iwka"), "the same"),
    Rule(r"ov\b", ("off", "ow", "of"), "French off, German ow"),
    Rule(r"v", ("w",), "German w"),
    Rule(r"y(?=[aeou])", ("j", "i"), "German j, newspapers i"),
    Rule(r"(?<=[^aeiou\W])y\b", ("yi", "ij", "i"), "-yi, -ij, -y"),
    Rule(r"(?<=[^aeiou\W])y(?=[^aeiouy\W])", ("i",), "Ukrainian y is Russian i or y"),
    Rule(r"(?<=[^aeiou\W])ie|(?<=[^aeiou\W])ia", ("ye", "ya", "e"), "soft vowels"),
    Rule(r"\be", ("ye", "ie"), "Ye at first: Yevpatoria, Evpatoria"),
    Rule(r"\by(?=[aeu])", ("j", "i", ""), "and back"),
    Rule(r"u", ("ou",), "French ou"),
    Rule(r"i(?![aeiou])", ("y",), "Ukrainian i, Russian y"),
    Rule(r"[’'ʹ]", ("",), "soft sign left out"),
    Rule(r"ks", ("x",), "x"),
    Rule(r"([nslt])\1", (r"\1",), "doubled letters"),
    Rule(r"o(?=[^aeiou\W]+a\b)", ("a",), "unstressed o, Belarusian and spoken a"),
)  # fmt: skip
CENTRAL_ASIAN = (
    *PERSO_ARABIC[:12],
    Rule(r"a(?=[^aeiouy\W])", ("o",), "Tajik and Uzbek o for Persian a: Obod, Abad"),
    Rule(r"o(?=[^aeiouy\W])", ("a",), "and back"),
    Rule(r"x", ("kh", "h"), "Uzbek x"),
    Rule(r"[‘’'`ʻ]", ("", "h"), "Uzbek o’ and g’"),
    Rule(r"y(?=[aeiou])", ("j", "i"), "Russian and German"),
    Rule(r"k(?!h)", ("q",), "Turkic q, Russian k"),
    Rule(r"ng", ("n", "ngh"), "velar nasal"),
    Rule(r"b\b", ("p",), "final devoicing: Turkmen and Russian"),
    Rule(r"j", ("dzh", "zh"), "Russian dzh, Kazakh zh"),
)  # fmt: skip
KURDISH = (
    *PERSO_ARABIC,
    Rule(r"x", ("kh", "h"), "Kurdish x"),
    Rule(r"(?<![sc])h", ("kh", "x"), "and back"),
    Rule(r"i(?=[^aeiou\W])", ("", "e"), "Kurdish short i: Kirkuk, Kerkuk"),
)
SOMALI = (
    Rule(r"x", ("h", "kh"), "Somali x is h: Xarardheere, Harardhere"),
    Rule(r"c(?!h)", ("", "'"), "Somali c is ayn: Ceelbuur, Elbur"),
    Rule(r"aa", ("a",), "long vowels written once"),
    Rule(r"ee", ("e",), "the same"),
    Rule(r"oo", ("o",), "the same"),
    Rule(r"uu", ("u",), "the same"),
    Rule(r"ii", ("i",), "the same"),
    Rule(r"dh", ("d",), "retroflex d"),
    Rule(r"w", ("u", "v"), "Italian u: Belet Uen"),
    Rule(r"k(?!h)", ("c", "ch"), "Italian c and ch: Chisimaio"),
    Rule(r"q", ("k", "g"), "newspapers"),
    Rule(r"y", ("i", "j"), "Italian i, j"),
    Rule(r"sh", ("sc", "sci"), "Italian sc"),
    Rule(r"j(?=[aeiou])", ("gi",), "Italian gi: Giohar, Jowhar"),
    Rule(r"(?<=[a-z])[ -](?=[a-z]{3})", ("",), "parts written as one"),
)
ETHIOPIC_AND_SAHEL = (
    Rule(r"k(?!h)", ("q",), "ejective k"),
    Rule(r"ch", ("tch", "c"), "French and Italian"),
    Rule(r"w", ("ou", "u"), "French ou: Ouadi, Wadi"),
    Rule(r"ou", ("u", "oo"), "and back"),
    Rule(r"é|è", ("e",), "accents left out"),
    Rule(r"e(?=[^aeiou\W])", ("a", "i"), "sixth order vowel"),
    Rule(r"gu(?=[ei])", ("g",), "French gu"),
    Rule(r"([bdfgklmnrst])\1", (r"\1",), "doubled letters"),
    Rule(r"(?<=[aeiou])([bdklmnrt])(?=[aeiou])", (r"\1\1",), "doubled where others do not"),
    Rule(r"y", ("i",), "French i"),
    Rule(r"j", ("dj",), "French dj"),
)
BURMESE = (
    Rule(r"aung", ("ong", "aun"), "rhyme"),
    Rule(r"\bky", ("ch", "kj"), "Kyauk, Chauk"),
    Rule(r"gy", ("gj", "j"), "Pegu, Gyi"),
    Rule(r"u", ("oo",), "newspapers oo"),
    Rule(r"w", ("u",), "glide"),
    Rule(r"ay", ("e", "ei"), "rhyme"),
    Rule(r"ein", ("ain", "een"), "rhyme"),
    Rule(r"ht|hk|hp", ("t", "k", "p"), "aspirates of BGN, left out by newspapers"),
    Rule(r"th", ("s", "t"), "old s"),
    Rule(r"aw", ("o", "au"), "rhyme"),
    Rule(r"i", ("ee",), "newspapers ee"),
    Rule(r"[ -]", ("", "-"), "syllables written as one"),
    Rule(r"(?<=[a-z])b(?=[aeiou])", ("p",), "voicing between vowels"),
)
SINHALA_AND_TAMIL = (
    Rule(r"w", ("v",), "w and v"),
    Rule(r"v", ("w",), "v and w"),
    Rule(r"th", ("t",), "dental t"),
    Rule(r"t(?!h)", ("th", "d"), "dental t, voicing"),
    Rule(r"d(?!h)", ("dh", "t"), "dental d, voicing"),
    Rule(r"a(?=[^aeiou\W])", ("aa",), "long a"),
    Rule(r"i\b", ("y", "ee"), "final i"),
    Rule(r"([klmnpt])\1", (r"\1",), "doubled letters"),
    Rule(r"p(?!h)", ("b",), "voicing"),
    Rule(r"k(?!h)", ("g",), "voicing"),
    Rule(r"sh|s(?!h)", ("s", "sh", "ch"), "sibilants"),
    Rule(r"zh|l", ("l", "zh"), "Tamil zh"),
    Rule(r"u\b", ("oo", ""), "final u"),
)
FAMILIES = {
    "AF": PERSO_ARABIC, "IR": PERSO_ARABIC, "PK": PERSO_ARABIC, "IQ": KURDISH, "SY": PERSO_ARABIC, "YE": PERSO_ARABIC, "LY": PERSO_ARABIC,
    "LB": PERSO_ARABIC, "PS": PERSO_ARABIC, "SD": PERSO_ARABIC, "JO": PERSO_ARABIC, "EG": PERSO_ARABIC, "DZ": PERSO_ARABIC,
    "TJ": CENTRAL_ASIAN, "UZ": CENTRAL_ASIAN, "KG": CENTRAL_ASIAN, "TM": CENTRAL_ASIAN, "KZ": CENTRAL_ASIAN, "AZ": CENTRAL_ASIAN,
    "UA": CYRILLIC, "RU": CYRILLIC, "GE": CYRILLIC, "AM": CYRILLIC, "SO": SOMALI, "ET": ETHIOPIC_AND_SAHEL, "ML": ETHIOPIC_AND_SAHEL,
    "SS": ETHIOPIC_AND_SAHEL, "TD": ETHIOPIC_AND_SAHEL, "NE": ETHIOPIC_AND_SAHEL, "MM": BURMESE, "LK": SINHALA_AND_TAMIL,
}  # fmt: skip
# Words for sorts of places, directions and sizes, of which one side is a translation of the other.
TRANSLATED = (
    ("river", "darya"), ("river", "rud"), ("mount", "koh"), ("mount", "jabal"), ("mount", "kuh"), ("north", "shamali"), ("upper", "bala"),
    ("lower", "pain"), ("upper", "ulya"), ("lower", "sufla"), ("old", "kohna"), ("new", "naw"), ("new", "novo"), ("east", "sharqi"),
    ("west", "gharbi"), ("south", "janubi"), ("valley", "wadi"), ("spring", "ayn"), ("fort", "qala"), ("well", "bir"), ("bridge", "pul"),
    ("city", "shahr"), ("village", "qarya"), ("island", "jazira"),
)  # fmt: skip
SHORTENED = (("fort", "Ft."), ("mount", "Mt."), ("saint", "St."), ("north", "N."), ("south", "S."))
AROUND = ("{} district", "{} province", "district of {}", "province of {}", "city of {}", "{} city", "the town of {}", "{} village")  # fmt: skip


def respelt(name: str, country: str, chance: random.Random, *, rules: int) -> tuple[str, list[str]]:
    """Return a name in which so many of the rules for its country changed one place each, and why; the name itself if none can."""
    made, reasons = name.lower(), []
    options = list(FAMILIES.get(country, PERSO_ARABIC))
    chance.shuffle(options)
    for rule in options:
        if len(reasons) == rules:
            break
        places = list(re.finditer(rule.pattern, made))
        if not places:
            continue
        place, instead = chance.choice(places), chance.choice(rule.instead)
        changed = made[: place.start()] + place.expand(instead) + made[place.end() :]
        if changed != made:
            made = changed
            reasons.append(rule.reason)
    return made.strip().title(), reasons


def dressed(name: str, chance: random.Random) -> str:
    """Return a name as prose gives it: with a word for the sort of place beside it, one of its words translated, or shortened."""
    words = name.lower().split()
    for one, other in chance.sample(TRANSLATED, len(TRANSLATED)):
        for word, instead in ((one, other), (other, one)):
            if word in words and len(words) > 1:
                return " ".join(instead if each == word else each for each in words).title()
    for word, short in SHORTENED:
        if word in words:
            return " ".join(short if each == word else each for each in words).title()
    return chance.choice(AROUND).format(name)
