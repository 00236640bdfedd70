"""Measure "Did you mean" on misprints made by rule from words and names of the demo.

    python -m bench.likeness.misprints [--show] [--seed 2001] [--half 0] [--alone]

Each question has one to three words of one report's sentence, among them at least one that few reports have or a name. One slip or two
(a letter lost, added, doubled, changed, or swapped with the next) go into one of its words. The right questions have none. Of a correction
that is offered, the words must be those of the question before the slips. Every other four questions are for tuning. With another seed
all words are ones that the questions of the first did not have.

With --alone, WORDS_ALONE different words of the demo's texts and names are typed one by one, as they stand there: every correction is wrong, but
another spelling of a name that no report has in this one.
"""

from __future__ import annotations

import os
import random
import re
from argparse import ArgumentParser
from collections.abc import Iterable
from string import ascii_lowercase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from archive.models import Article, Name  # noqa: E402
from archive.search import search  # noqa: E402
from archive.text.words import name_key  # noqa: E402
from bench.relevance.archive import load_demo, scratch_archive  # noqa: E402

HALVES = ("tuned on", "kept")
SEED, QUESTIONS = 1996, 200
WORDS_ALONE, OF_NAMES = 500, 100
SENTENCES = re.compile(r"(?<=[.!?])\s+")
WORDS = re.compile(r"[A-Za-z]{4,}")
WORDS_OF_ANY_LANGUAGE = re.compile(r"[^\W\d_]{4,}")
SMALL = frozenset(
    [
        "that",
        "with",
        "from",
        "this",
        "they",
        "their",
        "there",
        "were",
        "been",
        "have",
        "which",
        "would",
        "when",
        "after",
        "before",
        "into",
        "than",
        "them",
        "then",
        "what",
        "where",
        "while",
        "about",
        "over",
    ]
)


def misprinted(word: str, slips: int, chance: random.Random) -> str:
    """Return a word with so many slips, none in its first letter, which differs from it."""
    made = word
    while made == word:
        made = word
        for _ in range(slips):
            made = _slip(made, chance)
    return made


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    match chance.choice(["lost", "added", "doubled", "changed", "swapped"]):
        case "lost":
            return word[:place] + word[place + 1 :]
        case "added":
            return word[:place] + chance.choice(ascii_lowercase) + word[place:]
        case "doubled":
            return word[:place] + word[place] + word[place:]
        case "changed":
            return word[:place] + chance.choice(ascii_lowercase) + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def right_questions(chance: random.Random, *, used: frozenset[str] = frozenset()) -> list[str]:
    """Return questions of one to three words that stand in one sentence of a report, some of them names; none of them used before."""
    bodies = list(Article.objects.published().order_by("source_ref", "pk").values_list("body", flat=True))
    names = sorted(Name.objects.filter(kind__in=("spelling", "short")).values_list("text", flat=True))
    names = [name for name in names if name.isascii() and WORDS.search(name) and len(name.split()) < 3]
    made: list[str] = []
    while len(made) < QUESTIONS:
        if chance.random() < 0.25:
            name = chance.choice(names).lower()
            if used.isdisjoint(name.split()):
                made.append(name)
            continue
        sentence = chance.choice(SENTENCES.split(chance.choice(bodies)))
        words = searched(list(dict.fromkeys(word.lower() for word in WORDS.findall(sentence))))
        words = [word for word in words if word not in used]
        count = chance.choice([1, 2, 2, 3])
        if len(words) >= count:
            made.append(" ".join(chance.sample(words, count)))
    return made


def words_alone(chance: random.Random) -> list[str]:
    """Return WORDS_ALONE different words, OF_NAMES of them from names and the others from the texts of reports."""
    texts = Article.objects.published().order_by("source_ref", "pk").values_list("headline", "body")
    names = Name.objects.of_public_entities().order_by("text", "pk").values_list("text", flat=True)
    in_names = searched(sorted(_distinct(names)))
    in_texts = searched(sorted(_distinct(part for parts in texts for part in parts)))
    made = chance.sample(in_names, OF_NAMES)
    made += chance.sample([word for word in in_texts if word not in made], WORDS_ALONE - OF_NAMES)
    chance.shuffle(made)
    return made


def _distinct(texts: Iterable[str]) -> set[str]:
    return {word.lower() for text in texts for word in WORDS_OF_ANY_LANGUAGE.findall(text)}


def searched(words: list[str]) -> list[str]:
    """Return those of these words that are indexed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(to_tsvector('dateline', word) <> '') FROM unnest(%s::text[]) AS word", [words]
        )
        (kept,) = cursor.fetchone()
    return [word for word, is_kept in zip(words, kept or [], strict=False) if is_kept]


def with_slips(question: str, number: int, chance: random.Random) -> str:
    """Return a question with one slip in one of its longer words; every fourth has two in a word of six letters or more, if any."""
    words = question.split()
    long = [place for place, word in enumerate(words) if len(word) > 3]
    place = chance.choice([place for place in long if len(words[place]) > 5] or long) if long else 0
    slips = 2 if number % 4 == 3 and len(words[place]) > 5 else 1
    return " ".join([*words[:place], misprinted(words[place], slips, chance), *words[place + 1 :]])


def correction(question: str):
    """Return what is offered for a question, or None, and how many reports it finds itself."""
    params = QueryDict(mutable=True)
    params["q"] = question
    results = search(params)
    return results.suggestions.correction, results


def is_right(offered, question: str) -> bool:
    """Whether a correction finds what the question was meant to find, in its words or in another spelling of the name."""
    if name_key(offered.query) == name_key(question):
        return True
    meant, found = (search(_params(text)) for text in (question, offered.query))
    return [one.entity.pk for one in meant.names] == [
        one.entity.pk for one in found.names
    ] and meant.total == found.total > 0


def _params(text: str) -> QueryDict:
    params = QueryDict(mutable=True)
    params["q"] = text
    return params


def main() -> None:
    """Load the demo, and print how many corrections are right, and how many are offered for right questions."""
    parser = ArgumentParser(prog="python -m bench.likeness.misprints")
    parser.add_argument(
        "--show", action="store_true", help="the questions that went wrong, of the half to tune on"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--half", type=int, nargs="+", default=[0, 1], help="0 to tune on, 1 kept")
    parser.add_argument("--alone", action="store_true", help="right words typed alone")
    options = parser.parse_args()
    with scratch_archive():
        load_demo()
        chance = random.Random(options.seed)
        if options.alone:
            words = words_alone(chance)
            for half in options.half:
                print_alone(
                    HALVES[half],
                    [word for number, word in enumerate(words) if number % 2 == half],
                    show=options.show and not half,
                )
            return
        first = right_questions(random.Random(SEED)) if options.seed != SEED else []
        questions = right_questions(
            chance, used=frozenset(word for question in first for word in question.split())
        )
        wrong = [with_slips(question, number, chance) for number, question in enumerate(questions)]
        pairs = list(zip(questions, wrong, strict=True))
        for half in options.half:
            print_half(
                HALVES[half],
                [pair for number, pair in enumerate(pairs) if number // 4 % 2 == half],
                show=options.show and not half,
            )


def print_half(label: str, pairs: list[tuple[str, str]], *, show: bool) -> None:
    right = needed = offered_for_right = 0
    for question, typed in pairs:
        offered, results = correction(typed)
        # What finds the same needs no correction: "rampart" for "ramparts".
        if not offered and results.total == search(_params(question)).total:
            continue
        needed += 1
        good = bool(offered) and is_right(offered, question)
        right += good
        if show and not good:
            print(
                f"  {question!r} typed {typed!r} ({results.total}): {offered and offered.query!r}, {[name.entity.name for name in results.suggestions.names]}"
            )
        unasked, results = correction(question)
        offered_for_right += bool(unasked)
        if show and unasked:
            print(f"  right {question!r} ({results.total}): {unasked.query!r} ({unasked.reports})")
    print(
        f"{label}: {needed} misprints, right correction first in {right / needed:.3f};"
        f" offered for right questions in {offered_for_right / len(pairs):.3f}"
    )


def print_alone(label: str, words: list[str], *, show: bool) -> None:
    """Print for how many right words typed alone another is offered; for a name that no report has, a spelling of it is right."""
    wrong = spelling = 0
    for word in words:
        unasked, results = correction(word)
        is_spelling = bool(unasked) and not results.total and _has_both(word, unasked.query)
        spelling += is_spelling
        wrong += bool(unasked) and not is_spelling
        if show and unasked:
            print(f"  {word!r} ({results.total}): {unasked.query!r} ({unasked.reports})")
    print(
        f"{label}: {len(words)} right words alone, another word offered for {wrong / len(words):.3f};"
        f" another spelling of a name that no report has for {spelling / len(words):.3f}"
    )


def _has_both(word: str, other: str) -> bool:
    """Whether names of one bearer have both words."""
    names = Name.objects.of_public_entities()
    bearers = names.with_word(word).values("entity")
    return names.with_word(name_key(other)).filter(entity__in=bearers).exists()


if __name__ == "__main__":
    main()
