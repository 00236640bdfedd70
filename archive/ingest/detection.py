"""Detect the encoding of bytes when nothing declares it, from their letters; return nothing if they leave it open.

chardet proposes encodings. Its answer is accepted only if the decoded text is plausible and no other encoding would do as
well: a refusal asks for the encoding, whereas mojibake goes unnoticed. docs/encodings.md has the measurements.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import chardet

MAX_BYTES = 200_000
TAG = re.compile(rb"<[^<>]*>")
# An encoding and the superset that everybody writes under its name.
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "cp950",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
# Encodings in common use. Where chardet proposes any other, such as those of DOS or mainframes, it is usually wrong.
ACCEPTED = {
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866", "cp874"),
    *("iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-13", "iso8859-15"),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *("gb18030", "cp950", "cp932", "euc_jp", "iso2022_jp", "cp949", "iso2022_kr"),
}  # fmt: skip
WESTERN = {"cp1252", "iso8859-15"}
WESTERN_LANGUAGES = {"en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "fi", "ca"}
# What English texts have besides ASCII. One or two of these mean cp1252, as nearly all such texts are.
USUAL = set("‘’“”–—…•™©®°£§«»·\u00a0²³½éèáíóúñçüöäàêâîôûßåøæãõëïÉÖÜÄÁÓØ€")
# Those that are the same in the encodings of Central Europe, Turkey and the Baltic, and those hardly used there.
SHARED = set("‘’“”–—…•éáíóöüäçÉÖÜÄï")
# Apostrophes in places where English, French and Italian have none are letters of another encoding: before a consonant, unless
# it begins a short ending; after a long word; at the end of a word not ending in s, where no quotation was opened.
NO_ELISION = re.compile(
    r"(?<=[^\W\d_])’(?!(?:s|t|d|m|re|ve|ll|em)\b)(?:[b-df-gj-np-tv-xzçñ]|(?<=[^\W\d_]{5}’)[^\W\d_])"
)
NO_PLURAL = re.compile(r"[^\W\d_szxSZX]’(?![^\W\d_])")
# The same for a short text: dashes and quotation marks on the wrong side of a letter, and single letters.
MISPLACED = re.compile(
    r"[^\W\d_][‘“–—•]|[”–—•…][^\W\d_]|ï(?![a-z])|(?<![aoAO])ï|ã(?!o)|õ(?!e)|(?<![^\W\d_])[^\W\d_a-zA-Z](?![^\W\d_])"
    # the Catalan point between two l, and an accent at the end of a short word, misread from the Macintosh
    r"|lál|(?<![^\W\d_])[^\W\d_]{1,2}’(?![^\W\d_])"
)
# Icelandic letters turn up wherever Turkish or Vietnamese is misread as Western.
ICELANDIC = set("ðþÐÞ")
NEAR, TIED = 0.98, 0.002
# By encoding or by language. Cyrillic lower case has the same bytes on the Macintosh as in windows-1251.
MIN_CONFIDENCE = {"mac-cyrillic": 0.35, "is": 0.4, "fo": 0.4, "tr": 0.25}

# Sequences that nobody writes, one letter for each class of character: A a ASCII, C c other upper and lower case, x letters
# without case, s signs, e exponents and degrees, p punctuation, ! not a character.
ODD = re.compile(r"!|[AacCx]s+[acACx]|s[aAcC]|[ac]s|e[acC]|[ac]C|cA|(?<![AaCcmp])CA[ac]|pC(?= |p|$)")
# ISO 8859-7 has it where windows-1253 has the accented capital that begins Greek words.
GREEK_APOSTROPHE = re.compile("(?<!\\w)’(?=[\u03b1-\u03ce])")
WORD = re.compile(r"[^\W\d_]{2,}")
SCRIPTS = (
    (0x370, "Latin"), (0x400, "Greek"), (0x530, "Cyrillic"), (0x590, ""), (0x600, "Hebrew"), (0x780, "Arabic"),
)  # fmt: skip


@dataclass(frozen=True)
class Decoding:
    """An encoding that bytes may be in, and the text they give in it."""

    encoding: str
    text: str
    language: str
    confidence: float

    @property
    def others(self) -> set[str]:
        return {sign for sign in self.text if sign > "\x7f"}


def detect(content: bytes) -> str:
    """Return Python's name of the encoding of these bytes, or an empty string if they do not show it."""
    sample = telling_part(content)
    if _is_plainly_western(sample):
        return "cp1252"
    candidates = _candidates(sample)
    if not candidates:
        return ""
    chosen = _choose(candidates)
    return chosen.encoding if chosen and _is_certain(chosen, candidates) else ""


def oddities(text: str) -> int:
    """Count implausible places in a text: signs and capitals inside words, words in two alphabets, non-characters."""
    count = len(ODD.findall("".join(map(_class_of, text))))
    count += sum(len({_script(sign) for sign in word} - {""}) > 1 for word in _words_not_ascii(text))
    count += len(GREEK_APOSTROPHE.findall(text))
    return count + sum("\uff61" <= sign <= "\uff9f" for sign in text)


def telling_part(content: bytes) -> bytes:
    """Return the lines that are not ASCII, without markup and up to 200 kB: the others carry no evidence."""
    if b"\x1b" in content and content.isascii():
        return content[:MAX_BYTES]
    lines = (line for line in TAG.sub(b"\n", content).splitlines(keepends=True) if not line.isascii())
    return b"".join(lines)[:MAX_BYTES]


def decode_whole(content: bytes, encoding: str) -> str | None:
    """Decode strictly; None if the bytes are not in this encoding."""
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def python_name(encoding: str) -> str:
    """Return Python's name of a text encoding, the superset where two share a name, or an empty string if there is none."""
    try:
        info = codecs.lookup(encoding.strip()) if encoding else None
    except (LookupError, ValueError):
        return ""
    # base64, rot13 and the like are codecs too, but not character encodings.
    if info is None or not info._is_text_encoding:
        return ""
    return WIDER.get(info.name, info.name)


def _is_plainly_western(sample: bytes) -> bool:
    """Return whether the only non-ASCII characters are quotation marks and single accents in ASCII words: cp1252, however short."""
    text = _decode_sample(sample, "cp1252") or ""
    signs = set(_not_ascii(text))
    if not signs or not signs <= SHARED or MISPLACED.search(text) or _has_stray_apostrophes(text):
        return False
    most_ascii = all(len(_not_ascii(word)) * 2 < len(word) for word in _words_not_ascii(text))
    return most_ascii and not oddities(text)


def _candidates(sample: bytes) -> list[Decoding]:
    """Return chardet's most likely candidate and all that are nearly as likely, each distinct reading once."""
    found = chardet.detect_all(sample, ignore_threshold=True) if sample else []
    candidates: list[Decoding] = []
    for row in found:
        if row["confidence"] < found[0]["confidence"] * NEAR:
            break
        encoding = python_name(row["encoding"] or "")
        text = _decode_sample(sample, encoding)
        if text is not None and all(text != other.text for other in candidates):
            candidates.append(Decoding(encoding, text, row["language"] or "", row["confidence"]))
    return candidates


def _decode_sample(sample: bytes, encoding: str) -> str | None:
    """Decode a sample that may end in the middle of a character."""
    if not encoding:
        return None
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(sample, final=len(sample) < MAX_BYTES)
    except UnicodeDecodeError:
        return None


def _choose(candidates: list[Decoding]) -> Decoding | None:
    """Return the likeliest, unless another is nearly as likely, reads better and reads without fault: then that."""
    counts = [oddities(candidate.text) + _icelandic(candidate) for candidate in candidates]
    fewest = min(counts)
    if counts[0] == fewest:
        return candidates[0]
    return candidates[counts.index(0)] if fewest == 0 and counts[0] >= 2 else None


def _is_certain(chosen: Decoding, candidates: list[Decoding]) -> bool:
    odd = oddities(chosen.text) + _icelandic(chosen)
    if chosen.encoding not in ACCEPTED or odd > len(_not_ascii(chosen.text)) * 0.01:
        return False
    if _is_rare_script(chosen.text):
        return False
    western, usual = chosen.encoding in WESTERN, _is_usual(chosen)
    if not western and _has_equal(chosen, odd, candidates):
        return False
    if len(_not_ascii(chosen.text)) < 3 and not (western and usual and not MISPLACED.search(chosen.text)):
        return False
    if chosen.language == "en" and not usual:
        return False
    return (western and usual) or chosen.confidence >= _least_confidence(chosen)


def _is_rare_script(text: str) -> bool:
    """Return whether a Latin text contains a few letters of another alphabet, as misread signs do."""
    letters = [sign for sign in text if sign.isalpha()]
    others = sum(sign > "\x7f" and _script(sign) != "Latin" for sign in letters)
    return 0 < others < len(letters) * 0.1


def _is_usual(chosen: Decoding) -> bool:
    return chosen.others <= USUAL and not _has_stray_apostrophes(chosen.text)


def _has_stray_apostrophes(text: str) -> bool:
    return bool(NO_ELISION.search(text) or ("‘" not in text and NO_PLURAL.search(text)))


def _has_equal(chosen: Decoding, odd: int, candidates: list[Decoding]) -> bool:
    """Return whether another reading is as likely and as good."""
    return any(
        other is not chosen
        and other.confidence > chosen.confidence - TIED
        and oddities(other.text) + _icelandic(other) <= odd
        for other in candidates
    )


def _least_confidence(chosen: Decoding) -> float:
    if chosen.language in WESTERN_LANGUAGES:
        return 0.1
    return MIN_CONFIDENCE.get(chosen.encoding) or MIN_CONFIDENCE.get(chosen.language, 0.17)


def _icelandic(candidate: Decoding) -> int:
    if candidate.language in ("is", "fo"):
        return 0
    return sum(sign in ICELANDIC for sign in candidate.text)


def _not_ascii(text: str) -> str:
    return "".join(sign for sign in text if sign > "\x7f")


def _words_not_ascii(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if not word.isascii()]


def _script(sign: str) -> str:
    """Return the alphabet of a letter, or an empty string for a script that is not confused with others."""
    point = ord(sign)
    if 0xFB50 <= point < 0xFF00:
        return "Arabic"
    return next((name for end, name in SCRIPTS if point < end), "")


@cache
def _class_of(sign: str) -> str:
    if sign < "\x80":
        return (
            "A"
            if sign.isupper()
            else "a"
            if sign.isalpha()
            else " "
            if sign.isspace()
            else "d"
            if sign.isdigit()
            else "p"
        )
    if sign in "²³°":
        return "e"
    if sign in "¶†‡§":
        return "s"
    if sign in "™ªº·’‘\u200c\u200d\u02bc\u0640":
        return "m"
    category = unicodedata.category(sign)
    return CLASSES.get(category) or CLASSES.get(category[0], "s")


# By Unicode category; combining marks join letters and do not count as letters.
CLASSES = {
    "Cc": "!", "Cn": "!", "Co": "!", "Cs": "!", "Lu": "C", "Lt": "C", "Ll": "c", "Lo": "x", "Lm": "x",
    "M": "m", "Z": " ", "Cf": "m", "P": "p",
}  # fmt: skip
