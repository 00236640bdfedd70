"""Questions as of somebody who half remembers a report: by rule, from its headline and one of its first sentences.

Four to nine of their words, in another order; common words may be replaced by others that mean nearly the same, names may be spelt
otherwise, a year may be one off, a word may be lost, and every other question has a word that is not in the report.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from bench.relevance.folder import Document, JudgedQuestions
from bench.relevance.speeches import SEED, SENTENCE, STRANGE_WORDS

QUESTIONS = 150
FIRST_SENTENCES = 6
LEAST, MOST = 4, 9  # words that are remembered
WORD = re.compile(r"[^\W_]+")
YEAR = re.compile(r"(?:19|20)\d\d")
NEARLY = {
    "killed": "murdered", "said": "claimed", "city": "town", "troops": "soldiers", "fighters": "rebels", "attack": "assault",
    "captured": "seized", "government": "regime", "leader": "chief", "talks": "negotiations", "fell": "lost", "died": "perished",
    "war": "conflict", "people": "civilians", "agreement": "accord", "general": "commander", "peace": "truce", "nations": "countries",
    "world": "globe", "economic": "financial", "development": "progress", "country": "nation", "international": "global",
    "support": "help", "problems": "difficulties", "efforts": "attempts", "situation": "conditions", "important": "essential",
    "prisoners": "captives", "road": "route", "minister": "secretary", "president": "head", "forces": "army", "bombed": "shelled",
    "massoud": "masood", "taliban": "taleban", "kabul": "cabul", "kunduz": "qunduz", "herat": "hirat", "bamiyan": "bamyan",
    "hekmatyar": "hikmatyar", "organization": "organisation", "program": "programme", "labor": "labour", "defense": "defence",
}  # fmt: skip
SMALL = {
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "been",
    "but",
    "by",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "his",
    "in",
    "into",
    "is",
    "it",
    "its",
    "not",
    "of",
    "on",
    "or",
    "our",
    "that",
    "the",
    "their",
    "them",
    "there",
    "they",
    "this",
    "to",
    "was",
    "we",
    "were",
    "which",
    "who",
    "will",
    "with",
}


def half_remembered(documents: Sequence[Document], *, half: int | None = None) -> JudgedQuestions:
    """Return such questions, each with one answer; `half` keeps the even (0) or the odd (1) questions alone."""
    chance = random.Random(f"{SEED} half remembered")
    texts, grades = {}, {}
    for number, document in enumerate(chance.sample(list(documents), min(QUESTIONS, len(documents)))):
        question = _question(document, chance)
        if question and half in (None, number % 2):
            texts[document.name], grades[document.name] = question, {document.name: 1}
    return JudgedQuestions(texts, grades)


def _question(document: Document, chance: random.Random) -> str:
    sentences = [part for part in SENTENCE.split(document.text) if 8 <= len(part.split()) <= 45]
    if not sentences:
        return ""
    words = WORD.findall(f"{document.title} {chance.choice(sentences[:FIRST_SENTENCES])}")
    words = [word for word in words if word.lower() not in SMALL]
    kept = chance.sample(words, min(len(words), chance.randint(LEAST, MOST)))
    asked = [changed for word in kept if (changed := _changed(word, chance))]
    if chance.random() < 0.5:
        asked.insert(chance.randint(0, len(asked)), chance.choice(STRANGE_WORDS))
    return " ".join(asked)


def _changed(word: str, chance: random.Random) -> str:
    if word.lower() in NEARLY and chance.random() < 0.6:
        return NEARLY[word.lower()]
    if YEAR.fullmatch(word) and chance.random() < 0.5:
        return str(int(word) + chance.choice((-1, 1)))
    return "" if len(word) > 5 and chance.random() < 0.15 else word
