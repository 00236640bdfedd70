"""The language of a report, if its small words make it certain."""

from __future__ import annotations

import re
from collections import Counter

ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
WORDS = re.compile(r"[^\W\d_]+")
# Frequent in one language and rare in the others listed.
SMALL_WORDS = {
    "en": "the and of that was were with which from have has had their they would been said after by this who",
    "de": "der die und das ist nicht mit von dem den ein eine auf für im sich auch wird wurde nach einer sie bei",
    "fr": "le les des et est une dans pour qui sur avec au du été ont ne pas aux ce cette leur",
    "es": "el los las y en una por con para del fue su más según ha al lo sus está",
    "pt": "os as e do da em um uma para com não foi dos ao mais pelo pela são",
    "it": "il di che e per con della sono non gli nel dal alla è una degli anche",
    "nl": "het een en van is dat niet met zijn voor op te werd ook door bij",
    "pl": "w na z się nie do jest że za po od przez oraz jak który",
    "tr": "ve bir bu için ile olarak olan daha çok da sonra",
    "ru": "и в на не что с по из для как это его был были от",
    "uk": "і в на не що з до та як це за від був були",
}
LANGUAGES_OF = {
    word: frozenset(code for code, words in SMALL_WORDS.items() if word in words.split())
    for words in SMALL_WORDS.values()
    for word in words.split()
}
LOOKED_AT = 4000  # characters
MIN_WORDS, MIN_SHARE, MIN_ENGLISH, AHEAD = 20, 0.15, 0.12, 1.5


def certain_language(text: str) -> str:
    """Return the code of the language of a text, or "" if it is not certain.

    Dari, Pashto, Arabic and Urdu share a script and many words, so a text in Arabic script is never assigned a language.
    """
    start = text[:LOOKED_AT].lower()
    if _may_be_arabic(start) and len(ARABIC_SCRIPT.findall(start)) > len(start) / 10:
        return ""
    words = WORDS.findall(start)
    if len(words) < MIN_WORDS:
        return ""
    counted = Counter(code for word in words for code in LANGUAGES_OF.get(word, ()))
    (first, most), (_, second) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    if first == "en":
        return "en" if most >= MIN_ENGLISH * len(words) and most >= AHEAD * second and "the" in words else ""
    return first if most >= MIN_SHARE * len(words) and most >= AHEAD * second else ""


def _may_be_arabic(text: str) -> bool:
    """Return whether enough of a text is not ASCII: a quick check that rules out most."""
    return not text.isascii() and len(text) - len(text.encode("ascii", "ignore")) > len(text) / 10
