"""The material of questions: words by frequency, texts, names and values, from a sample of an archive."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass

from bench.speed.world import SEED

SAMPLE = 5_000
# Shares of all reports. Words between two bands are not used.
BANDS = {"rare": (0, 0.001), "middling": (0.01, 0.06), "common": (0.2, 0.5), "very common": (0.6, 1)}
WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 4


@dataclass(frozen=True)
class Sampled:
    """A report of the sample: its text, and the values by which it can be found."""

    text: str
    source: str
    language: str
    date: str
    entities: tuple[tuple[str, str, str], ...]  # kind, slug, as it was printed

    @property
    def words(self) -> list[str]:
        """Return the words of the text that are not names."""
        return [word for word in WORD.findall(self.text) if word.islower() and len(word) >= SHORTEST]


@dataclass(frozen=True)
class Material:
    """The sample, the band of each word as typed, the words of each band, and all names of the archive."""

    reports: list[Sampled]
    band_of: dict[str, str]
    words: dict[str, list[str]]
    names: list[str]


def gather(size: int) -> Material:
    """Read the material from the archive of this process."""
    ids = sorted(random.Random(SEED).sample(range(1, size + 1), min(SAMPLE, size)))
    reports = _reports(ids)
    words = Counter(word for report in reports for word in report.words)
    lexemes = _lexemes(list(words))
    forms = _commonest_forms(words, lexemes)
    band_of_lexeme = _bands(ids)
    band_of = {word: band_of_lexeme[lexemes[word]] for word in words if lexemes[word] in band_of_lexeme}
    in_band: dict[str, list[str]] = {band: [] for band in BANDS}
    for lexeme, word in sorted(forms.items()):
        if lexeme in band_of_lexeme:
            in_band[band_of_lexeme[lexeme]].append(word)
    return Material(reports, band_of, in_band, _names())


def _reports(ids: list[int]) -> list[Sampled]:
    from archive.models import Article, Mention

    entities: dict[int, set[tuple[str, str, str]]] = {}
    mentions = Mention.objects.filter(article__in=ids).values_list(
        "article", "entity__kind", "entity__slug", "text"
    )
    for article, *entity in mentions:
        entities.setdefault(article, set()).add(tuple(entity))
    rows = Article.objects.filter(pk__in=ids).order_by("pk")
    return [
        Sampled(f"{headline}\n{body}", source, language, date, tuple(sorted(entities.get(pk, ()))))
        for pk, headline, body, source, language, date in rows.values_list(
            "pk", "headline", "body", "source__slug", "language", "date_edtf"
        )
    ]


def _lexemes(words: list[str]) -> dict[str, str]:
    """Return the lexeme of each word in the index; words that are not indexed are omitted."""
    statement = "SELECT word, tsvector_to_array(to_tsvector('dateline', word)) FROM unnest(%s::text[]) AS typed (word)"
    found = dict(_ask(statement, [words]))
    return {word: lexemes[0] if len(lexemes) == 1 else "" for word, lexemes in found.items()}


def _commonest_forms(words: Counter, lexemes: dict[str, str]) -> dict[str, str]:
    """Return the word that people would type for each lexeme."""
    forms: dict[str, str] = {}
    for word, _ in sorted(words.items(), key=lambda pair: (-pair[1], pair[0])):
        if lexemes[word]:
            forms.setdefault(lexemes[word], word)
    return forms


def _bands(ids: list[int]) -> dict[str, str]:
    """Return the band of each lexeme, counted in texts, so that it does not depend on the archive's index."""
    texts = (
        "SELECT to_tsvector('dateline', archive_fold(headline || ' ' || body)) FROM archive_article"
        f" WHERE id = ANY ('{{{','.join(map(str, ids))}}}')"
    )
    bands = {}
    for lexeme, count in _ask("SELECT word, ndoc FROM ts_stat(%s)", [texts]):
        for band, (least, most) in BANDS.items():
            if least < count / len(ids) <= most:
                bands[lexeme] = band
    return bands


def _names() -> list[str]:
    from archive.models import Name

    return list(Name.objects.order_by("pk").values_list("text", flat=True))


def _ask(statement: str, values: list) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
