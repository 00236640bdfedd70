"""Questions with known answers, made from speeches of the United Nations' general debate.

Speeches are cut into pieces of 350 words. Most pieces have no title; the first of each speech has the country and the
year. Every question is made from a random piece; the seed is fixed, so that runs can be compared.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.relevance.folder import Document, JudgedQuestions

PIECE_WORDS = 350
QUESTIONS = 200
SEED = 1979
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def pieces(path: Path, count: int) -> list[Document]:
    """Return `count` pieces or a few more, of random speeches."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        speeches = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(speeches)
    made: list[Document] = []
    for speech in speeches:
        words = speech["text"].split()
        for number, start in enumerate(range(0, len(words) - PIECE_WORDS // 2, PIECE_WORDS)):
            title = f"{speech['country']} {speech['year']}" if number == 0 else ""
            text = " ".join(words[start : start + PIECE_WORDS])
            made.append(Document(f"{speech['id']}-{number}", title, text))
        if len(made) >= count:
            break
    return made


def question_sets(
    documents: Sequence[Document], *, half: int | None = None
) -> Iterator[tuple[str, JudgedQuestions]]:
    """Yield (title, questions) of each kind; `half` keeps the even (0) or the odd (1) questions alone."""
    for kind, make in KINDS.items():
        chance = random.Random(f"{SEED} {kind}")
        texts, grades = {}, {}
        able = [document for document in documents if make is not title or document.title]
        for number, document in enumerate(chance.sample(able, min(QUESTIONS, len(able)))):
            question = make(document, chance)
            if question and half in (None, number % 2):
                texts[document.name], grades[document.name] = question, {document.name: 1}
        yield kind, JudgedQuestions(texts, grades)


def title(document: Document, chance: random.Random) -> str:
    """Return the title of a piece that has one: the code of the country, and the year."""
    return document.title


def first_sentence(document: Document, chance: random.Random) -> str:
    """Return the first sentence of a piece, which may begin in the middle; at most 30 words of it."""
    sentences = [part for part in SENTENCE.split(document.text) if len(part.split()) >= 6]
    return " ".join(_plain(sentences[0])[:30]) if sentences else ""


def half_of_a_sentence(document: Document, chance: random.Random) -> str:
    """Return half of the words of a sentence, in their order."""
    words = _some_sentence(document, chance)
    return " ".join(words[place] for place in sorted(chance.sample(range(len(words)), len(words) // 2)))


def with_words_of_others(document: Document, chance: random.Random) -> str:
    """Return half of the words of a sentence among three that the piece need not have, so that not all are found."""
    words = half_of_a_sentence(document, chance).split()
    for word in chance.sample(STRANGE_WORDS, 3):
        words.insert(chance.randint(0, len(words)), word)
    return " ".join(words)


def scattered_words(document: Document, chance: random.Random) -> str:
    """Return six long words from anywhere in the piece, one of them with a changed ending, and one foreign to the piece."""
    words = list({word.lower() for word in _plain(document.text) if len(word) > 6 and word.isalpha()})
    if len(words) < 12:
        return ""
    chosen = chance.sample(sorted(words), 6)
    return " ".join([chosen[0][:-2] + "tions", *chosen[1:], chance.choice(STRANGE_WORDS)])


def two_sentences(document: Document, chance: random.Random) -> str:
    """Return a third of the words of two sentences, shuffled, as a long question that no text answers word for word."""
    words = _some_sentence(document, chance) + _some_sentence(document, chance)
    kept = chance.sample(words, max(len(words) // 3, 4))
    return " ".join(["what", "did", "they", "say", "about", *kept, chance.choice(STRANGE_WORDS)])


def _some_sentence(document: Document, chance: random.Random) -> list[str]:
    sentences = [_plain(part) for part in SENTENCE.split(document.text)]
    long_ones = [words for words in sentences if 10 <= len(words) <= 40]
    return chance.choice(long_ones) if long_ones else _plain(document.text)[:20]


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text)


# Common English words that a speech may lack.
STRANGE_WORDS = [
    "account",
    "arrive",
    "before",
    "burden",
    "capital",
    "chapter",
    "compare",
    "decision",
    "during",
    "edge",
    "family",
    "famous",
    "glory",
    "harvest",
    "however",
    "island",
    "journey",
    "justice",
    "kingdom",
    "lesson",
    "machine",
    "mountain",
    "needed",
    "opinion",
    "powder",
    "question",
    "recall",
    "river",
    "season",
    "shelter",
    "talk",
    "uncertain",
    "village",
    "winter",
    "yesterday",
]

KINDS: dict[str, Callable[[Document, random.Random], str]] = {
    "title": title,
    "first sentence": first_sentence,
    "half the words of a sentence": half_of_a_sentence,
    "half a sentence and three strange words": with_words_of_others,
    "scattered words": scattered_words,
    "a long question": two_sentences,
}
