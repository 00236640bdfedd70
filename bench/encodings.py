"""Measure how often the encoding of a text is detected, left to the curator, or mistaken.

    python bench/encodings.py                      # the translations of Django
    python bench/encodings.py --texts FOLDER       # UTF-8 files named by language, ru.txt, zh_CN.txt

Pieces of five lengths are cut from texts in each language, written in the encodings used for it, and read back without any
hint. A result is right if the text is the same, whatever the encoding is called.
"""

from __future__ import annotations

import argparse
import gettext
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parents[1]))

from archive.ingest.detection import decode_whole, detect  # noqa: E402

LENGTHS = (40, 100, 300, 1000, 4000)  # characters
WESTERN = {
    language: ["cp1252", "mac-roman"]
    for language in ["ca", "da", "de", "en", "es", "fi", "fr", "is", "it", "nb", "nl", "pt", "pt_BR", "sv"]
}
CENTRAL = {language: ["cp1250", "iso8859-2"] for language in ["cs", "hr", "hu", "pl", "ro", "sk", "sl"]}
ENCODINGS = WESTERN | CENTRAL | {
    "ru": ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"],
    "uk": ["cp1251", "koi8-u"],
    "bg": ["cp1251"], "be": ["cp1251"], "mk": ["cp1251"], "sr": ["cp1251"],
    "el": ["cp1253", "iso8859-7"],
    "tr": ["cp1254", "iso8859-9"],
    "he": ["cp1255", "iso8859-8"],
    "ar": ["cp1256", "iso8859-6"], "fa": ["cp1256"],
    "et": ["cp1257"], "lt": ["cp1257"], "lv": ["cp1257"],
    "vi": ["cp1258"], "th": ["cp874"],
    "zh_Hans": ["gb2312", "gbk"], "zh_CN": ["gb2312", "gbk"],
    "zh_Hant": ["big5"], "zh_TW": ["big5"],
    "ja": ["cp932", "euc_jp", "iso2022_jp"],
    "ko": ["euc_kr", "cp949", "iso2022_kr"],
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^<>]*>|\{\w+\}")


def translations() -> Iterator[tuple[str, list[str]]]:
    """Yield the messages of Django by language."""
    found = defaultdict(list)
    for path in sorted(Path(django.__file__).parent.glob("**/LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        texts = (PLACEHOLDER.sub("", str(text)) for key, text in sorted(catalog.items(), key=str) if key)
        found[path.parts[-3]] += [text for text in texts if len(text) > 25]
    yield from sorted((language, texts) for language, texts in found.items() if texts)


def texts_of(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the paragraphs of files by language."""
    for path in sorted(folder.glob("*.txt")):
        yield path.stem, path.read_text(encoding="utf-8").split("\n\n")


def pieces(paragraphs: list[str], length: int, number: int, chance: random.Random) -> Iterator[str]:
    """Yield pieces of a length that begin with a paragraph."""
    for _ in range(number):
        start, text = chance.randrange(len(paragraphs)), ""
        while len(text) < length:
            text += paragraphs[start % len(paragraphs)] + "\n\n"
            start += 1
        yield text[:length]


def is_told_by_utf_8(content: bytes) -> bool:
    """Return whether bytes carry no evidence of an encoding: they are ASCII, or UTF-8 by chance."""
    return b"\x1b" not in content and decode_whole(content, "utf-8") is not None


def measure(texts, *, number: int, seed: int) -> dict[int, Counter]:
    """Return length -> the numbers right, asked and wrong."""
    results = {length: Counter() for length in LENGTHS}
    for language, paragraphs in texts:
        for length in LENGTHS:
            chance = random.Random(f"{seed} {language} {length}")
            for text in pieces(paragraphs, length, number, chance):
                for encoding in ENCODINGS.get(language, ()):
                    outcome = _read(text, language, encoding)
                    if outcome:
                        results[length][outcome] += 1
    return results


def _read(text: str, language: str, encoding: str) -> str:
    content = text.encode(encoding, "ignore")
    if is_told_by_utf_8(content):
        return ""
    found = detect(content)
    if not found:
        return "asked"
    if decode_whole(content, found) == content.decode(encoding):
        return "right"
    print(f"wrong: {language} {encoding} as {found}: {content.decode(encoding)[:60]!r}", file=sys.stderr)
    return "wrong"


def main() -> None:
    """Print a row for each length."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--number", type=int, default=20, help="of pieces for each language and length")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = texts_of(options.texts) if options.texts else translations()
    print("characters   right   asked   wrong")
    for length, counts in measure(texts, number=options.number, seed=options.seed).items():
        print(f"{length:10,}{counts['right']:8,}{counts['asked']:8,}{counts['wrong']:8,}")


if __name__ == "__main__":
    main()
