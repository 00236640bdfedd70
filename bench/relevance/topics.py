"""Questions with many answers, made from speeches: pieces about one subject, and pieces of one speech.

The pieces about a subject are those that name it at least twice. The questions do not name it: they are words that go with it, or what
a piece says in the sentences where it is named, which makes long ones. Such pieces are not loaded: in a list they would come first.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import log

from bench.relevance.folder import Document, JudgedQuestions
from bench.relevance.speeches import SEED, SENTENCE

SUBJECTS = (
    "law of the sea", "south africa", "human rights", "climate change", "nuclear weapons", "western sahara", "middle east", "terrorism",
    "palestinian people", "sierra leone", "east timor", "korean peninsula", "outer space", "refugees", "disarmament", "cyprus", "namibia",
    "lebanon", "bosnia", "rwanda", "somalia", "drought", "drug trafficking", "women", "aids", "cambodia", "afghanistan", "angola",
    "nicaragua", "iraq", "kashmir", "chemical weapons", "landmines", "internet", "fisheries", "oil prices", "apartheid", "berlin",
    "hungary", "congo", "suez", "vietnam", "cuba", "haiti", "georgia", "ukraine", "pandemic", "migration", "piracy", "earthquake",
)  # fmt: skip
FEWEST, MOST = 4, 150  # pieces about a subject
OF_EACH = 3  # questions about a subject
TERMS, CHOSEN_OF = 6, 24
LONGEST = 90  # words
SPEECHES, PIECES = 150, 3  # questions about speeches with at least this many other pieces
HELD_BACK = 8  # one piece in this many is not loaded
WORD = re.compile(r"[^\W_]+")

Made = tuple[str, list[Document]]


def parted(documents: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """Return (the pieces to load, those held back for questions)."""
    held_back = list(documents[HELD_BACK - 1 :: HELD_BACK])
    names = {document.name for document in held_back}
    return [document for document in documents if document.name not in names], held_back


def topic_sets(
    documents: Sequence[Document], held_back: Sequence[Document], *, half: int | None = None
) -> Iterator[tuple[str, JudgedQuestions]]:
    """Yield (title, questions) of each kind; long ones come from pieces held back.

    `half` keeps the even (0) or the odd (1) questions alone.
    """
    for kind, make in KINDS.items():
        texts, grades = {}, {}
        for number, (text, relevant) in enumerate(
            make(documents, held_back, random.Random(f"{SEED} {kind}"))
        ):
            if half in (None, number % 2):
                texts[str(number)] = text
                grades[str(number)] = {document.name: 1 for document in relevant}
        yield kind, JudgedQuestions(texts, grades)


def words_of_a_subject(documents, held_back, chance) -> Iterator[Made]:
    """Six of the words that tell a subject best."""
    words = {document.name: set(_words(document.text)) for document in documents}
    number_with = Counter(word for all_words in words.values() for word in all_words)
    for subject, about in _subjects(documents):
        counted = Counter(word for document in about for word in words[document.name])
        weights = {
            word: count * log(len(documents) / number_with[word])
            for word, count in counted.items()
            if word not in subject and len(word) > 3 and count >= 3
        }
        best = sorted(weights, key=lambda word: (-weights[word], word))[:CHOSEN_OF]
        if len(best) >= 2 * TERMS:
            yield " ".join(chance.sample(best, TERMS)), about


def a_sentence_about_a_subject(documents, held_back, chance) -> Iterator[Made]:
    """A sentence in which a subject is named."""
    yield from _passages(documents, held_back, chance, beside=0)


def three_sentences_about_a_subject(documents, held_back, chance) -> Iterator[Made]:
    """The same with the sentences before and after it."""
    yield from _passages(documents, held_back, chance, beside=1)


def twenty_words_of_a_speech(documents, held_back, chance) -> Iterator[Made]:
    """Twenty consecutive words; the other pieces of the speech answer."""
    yield from _of_speeches(documents, held_back, chance, 20)


def sixty_words_of_a_speech(documents, held_back, chance) -> Iterator[Made]:
    """Sixty consecutive words; the other pieces of the speech answer."""
    yield from _of_speeches(documents, held_back, chance, 60)


def _subjects(documents):
    lowered = [(document, document.text.lower()) for document in documents]
    for subject in SUBJECTS:
        about = [document for document, text in lowered if text.count(subject) >= 2]
        if FEWEST <= len(about) <= MOST:
            yield from [(subject, about)] * OF_EACH


def _passages(documents, held_back, chance, *, beside):
    for subject, about in _subjects(documents):
        able = [document for document in held_back if subject in document.text.lower()]
        if able:
            sentences = SENTENCE.split(chance.choice(able).text)
            naming = [place for place, sentence in enumerate(sentences) if subject in sentence.lower()]
            if naming:
                place = chance.choice(naming)
                passage = " ".join(sentences[max(place - beside, 0) : place + beside + 1])
                yield " ".join(passage.split()[:LONGEST]), about


def _of_speeches(documents, held_back, chance, length):
    speeches = defaultdict(list)
    for document in documents:
        speeches[_speech(document)].append(document)
    able = [document for document in held_back if len(speeches[_speech(document)]) >= PIECES]
    for source in chance.sample(able, min(SPEECHES, len(able))):
        words = source.text.split()
        start = chance.randrange(max(1, len(words) - length))
        yield " ".join(words[start : start + length]), speeches[_speech(source)]


def _speech(document):
    return document.name.rsplit("-", 1)[0]


def _words(text):
    return [word.lower() for word in WORD.findall(text)]


KINDS: dict[str, Callable[..., Iterator[Made]]] = {
    "words of a subject": words_of_a_subject,
    "a sentence about a subject": a_sentence_about_a_subject,
    "three sentences about a subject": three_sentences_about_a_subject,
    "20 words of a speech": twenty_words_of_a_speech,
    "60 words of a speech": sixty_words_of_a_speech,
}
