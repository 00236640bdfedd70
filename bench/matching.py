"""Measure how many reports a second one core searches for names, and for copies.

    python bench/matching.py FOLDER [--reports 5000] [--names 20000]

FOLDER holds speeches/un_general_debate.jsonl.gz (speeches of the United Nations, CC0), which are cut into reports of 350 to
450 words, and geonames/cities500_alternates_conflict_countries.tsv (GeoNames, CC BY 4.0), whose first names and spellings
become the names of the archive. Nothing is written, and no database is used: this measures a loader's work between
reading a report and storing it.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from archive.matching.link import readings_of, text_digest, texts_of  # noqa: E402
from archive.matching.name_forms import NameRow  # noqa: E402
from archive.matching.names import KnownNames  # noqa: E402
from archive.matching.sketch import fingerprint  # noqa: E402
from archive.matching.trie import NameTrie  # noqa: E402
from archive.models import Article  # noqa: E402
from archive.text.words import split_words, tokens  # noqa: E402

SPEECHES = "speeches/un_general_debate.jsonl.gz"
PLACES = "geonames/cities500_alternates_conflict_countries.tsv"
SEED = 1979


def reports(folder: Path) -> Iterator[Article]:
    """Yield reports of 350 to 450 words, the first of them as the headline."""
    chance = random.Random(SEED)
    number = 0
    with gzip.open(folder / SPEECHES, "rt", encoding="utf-8") as lines:
        for line in lines:
            words = json.loads(line)["text"].split(" ")
            while len(words) > 450:
                size = chance.randint(350, 450)
                number += 1
                yield Article(pk=number, headline=" ".join(words[:8]), body=" ".join(words[:size]))
                words = words[size:]


def name_rows(folder: Path) -> Iterator[NameRow]:
    """Yield the names of places, most populous first, with up to four other spellings in Latin letters each."""
    with open(folder / PLACES, encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    places.sort(key=lambda place: -int(place["population"] or 0))
    number = 0
    for entity_id, place in enumerate(places):
        others = [
            name
            for name in (place["alternatenames"] or "").split("|")
            if name[:1].isupper() and name[:1] < "ʰ"
        ]
        for text in dict.fromkeys([place["name"], *others[:4]]):
            number += 1
            yield NameRow(number, entity_id, text, False, text == place["name"])


def known_names(rows: list[NameRow]) -> KnownNames:
    """Build from these rows what the archive keeps in memory of its names."""
    bearers = {row.entity_id for row in rows}
    return KnownNames("bench", NameTrie(rows), dict.fromkeys(bearers, "place"), {}, dict.fromkeys(bearers, 0))


def measure(label: str, work: Callable[[Article], object], articles: list[Article]) -> list:
    """Print the speed of some work, best of three rounds, and return its result."""
    best, results = float("inf"), []
    for _ in range(3):
        start = time.process_time()
        results = [work(article) for article in articles]
        best = min(best, time.process_time() - start)
    print(f"{label:<46}{len(articles) / best:>12,.0f}{best / len(articles) * 1e3:>12.3f}")
    return results


def main() -> None:
    """Measure each step, and print a table."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=5_000)
    parser.add_argument("--names", type=int, default=20_000)
    options = parser.parse_args()

    articles = list(islice(reports(options.folder), options.reports))
    rows = list(islice(name_rows(options.folder), options.names))
    start = time.process_time()
    names = known_names(rows)
    built = time.process_time() - start
    words = sum(article.body.count(" ") + 1 for article in articles) / len(articles)
    print(
        f"{len(articles):,} reports of {words:.0f} words on average; {len(rows):,} names, read in {built:.2f} s\n"
    )
    print(f"{'one core, processor time':<46}{'reports/s':>12}{'ms each':>12}")
    measure("split into words", lambda article: split_words(article.body), articles)
    measure("split and fold every word", lambda article: tokens(article.body), articles)
    found = measure("find names (body)", lambda article: names.trie.find(article.body), articles)
    made = measure(
        "find, resolve (headline, body)",
        lambda article: readings_of(texts_of(article), names),
        articles,
    )
    measure("digest of the text", text_digest, articles)
    measure("fingerprint for copies", lambda article: fingerprint(article.body), articles)
    accepted = sum(mention.status == "accepted" for mentions in made for mention in mentions)
    total = sum(map(len, made))
    print(
        f"\n{sum(map(len, found)) / len(found):.1f} names found a report; {accepted:,} mentions accepted, {total - accepted:,} suggested"
    )


if __name__ == "__main__":
    main()
