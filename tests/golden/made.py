"""5,000 reports: those of the demo, and others made of their sentences and of invented words.

Each follows from its number alone, so all runs make the same. Words that do not exist are as common as their rank says
(Zipf's law); one report in twenty has copies, one in fifty is a draft.
"""

from __future__ import annotations

import random
import re
import uuid
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from django.db import transaction

from archive.models import Article, Mention, Source, Story
from archive.models.derived import each_indexed_once

REPORTS = 5_000
AT_ONCE = 1_000
SENTENCE = re.compile(r"[^\n]+?(?:[.!?؟]+(?=\s|$)|(?=\n|$))")
SYLLABLES = [
    f"{first}{vowel}{last}" for first in "bdfgklmnprstv" for vowel in "aeiou" for last in ("", "n", "r", "sh")
]
LITTLE = ("the", "of", "and", "to", "in", "that", "was", "with", "for", "on", "they", "it")
DATES = (
    "{year}-{month:02}-{day:02}", "{year}-{month:02}-{day:02}", "{year}-{month:02}-{day:02}", "{year}-{month:02}", "{year}",
    "{year}?", "{year}-21", "{year}/{next}", "",
)  # fmt: skip
LANGUAGES = ("en",) * 15 + ("fr", "prs", "de", "", "ru")
NAMED = ("entity_id", "name_id", "text", "method", "status", "rank", "certainty")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the demo and the names in it: (start, end, the entity)."""

    text: str
    names: tuple[tuple[int, int, dict], ...]


def add_reports() -> None:
    """Add the reports to an archive that holds the demo and nothing else."""
    writer = _Writer()
    numbers = range(1, REPORTS - Article.objects.count() + 1)
    for start in range(0, len(numbers), AT_ONCE):
        with transaction.atomic(), each_indexed_once():
            writer.write(numbers[start : start + AT_ONCE])


class _Writer:
    def __init__(self) -> None:
        self.sentences = _sentences()
        self.headlines = list(Article.objects.order_by("pk").values_list("headline", flat=True))
        self.sources = list(Source.objects.order_by("pk"))
        self.words = _words(4_000)
        self.sums = list(accumulate(1 / (rank + 5) for rank in range(len(self.words))))

    def write(self, numbers: range) -> None:
        made = [self._report(number) for number in numbers]
        self._group(made)
        Article.objects.bulk_create([article for article, _ in made])
        Mention.objects.bulk_create(
            [Mention(article=article, start=start, end=end, **said) for article, names in made for start, end, said in names]
        )  # fmt: skip

    def _report(self, number: int) -> tuple[Article, list]:
        chance = random.Random(f"report {number}")
        pieces = [self._piece(chance) for _ in range(chance.randint(4, 8))]
        body, names = "", []
        for piece in pieces:
            names += [(len(body) + start, len(body) + end, said) for start, end, said in piece.names]
            body += piece.text + chance.choice((" ", " ", "\n\n"))
        date = chance.choice(DATES).format(
            year=(year := chance.randint(1979, 2001)), next=year + 1, month=chance.randint(1, 12), day=chance.randint(1, 28)
        )  # fmt: skip
        article = Article(
            uid=uuid.uuid5(uuid.NAMESPACE_OID, f"made {number}"),
            source_ref=f"made-{number}",
            headline=self._headline(chance),
            body=body.rstrip(),
            source=chance.choice(self.sources),
            language=chance.choice(LANGUAGES),
            date_edtf=date,
            date_basis="stated" if date else "",
            status="draft" if chance.random() < 0.02 else "published",
        )
        return article, names

    def _piece(self, chance: random.Random) -> Sentence:
        return chance.choice(self.sentences) if chance.random() < 0.5 else Sentence(self._made_up(chance), ())

    def _made_up(self, chance: random.Random) -> str:
        drawn = chance.choices(self.words, cum_weights=self.sums, k=chance.randint(6, 14))
        words = [chance.choice(LITTLE) if chance.random() < 0.35 else word for word in drawn]
        return " ".join(words).capitalize() + "."

    def _headline(self, chance: random.Random) -> str:
        words = chance.choice(self.headlines).split()
        return " ".join(
            words[: chance.randint(3, 9)] + chance.choices(self.words, cum_weights=self.sums, k=2)
        )

    def _group(self, made: list) -> None:
        """Make some reports copies of the one before them, for another source."""
        chance = random.Random(f"copies {made[0][0].source_ref}")
        for place, (article, names) in enumerate(made[:-1]):
            copy, _ = made[place + 1]
            if article.story_id is None and chance.random() < 0.05:
                article.story = copy.story = Story.objects.create(
                    uid=uuid.uuid5(uuid.NAMESPACE_OID, f"story {article.source_ref}")
                )
                copy.headline, copy.body = article.headline, article.body
                made[place + 1] = copy, names


def _sentences() -> list[Sentence]:
    named = defaultdict(list)
    for one in Mention.objects.filter(field="body").order_by("article", "start", "entity"):
        named[one.article_id].append(one)
    found = []
    for pk, body in Article.objects.order_by("pk").values_list("pk", "body"):
        for match in SENTENCE.finditer(body):
            names = tuple(
                (
                    one.start - match.start(),
                    one.end - match.start(),
                    {name: getattr(one, name) for name in NAMED},
                )
                for one in named[pk]
                if one.start is not None and match.start() <= one.start and one.end <= match.end()
            )
            found.append(Sentence(match[0], names))
    return found


def _words(number: int) -> list[str]:
    chance = random.Random("words")
    return list(
        dict.fromkeys(
            "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))) for _ in range(2 * number)
        )
    )[:number]
