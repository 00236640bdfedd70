"""What names left over cost an import in processor time: the same load with and without them, in turn.

    ARCHIVE_HOME=/some/archive python -m bench.leftovers.cost

loads 3,000 reports of 400 words with nine names that no entry has, in a transaction that is rolled back: once finding and storing these
names, once only finding them, once not at all, three times over. Printed is the least of the runs, of this process and of the database together.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
FIRST = [
    "Dar",
    "Kha",
    "Mir",
    "Sul",
    "Bar",
    "Zab",
    "Gho",
    "Nur",
    "Tor",
    "Hak",
    "Wal",
    "Jam",
    "Pir",
    "Qal",
    "Rah",
    "Shi",
    "Tam",
    "Vak",
    "Yus",
    "Zir",
]
SECOND = [
    "ban",
    "dul",
    "gar",
    "hesh",
    "jan",
    "kar",
    "lud",
    "man",
    "nawa",
    "pash",
    "qat",
    "ruz",
    "shah",
    "tan",
    "ush",
    "war",
    "yar",
    "zai",
]
WORDS, NAMES, TIMES = 400, 9, 3


def words_of_demo() -> list[str]:
    """Return the words of the demo reports in lower case, as filling."""
    rows = json.loads((ROOT / "fixtures" / "demo.json").read_text())
    bodies = [row["fields"]["body"] for row in rows if row["model"] == "archive.article"]
    return re.findall(r"[a-z]+", " ".join(bodies).lower())


def reports(number: int, *, seed: int) -> list[dict]:
    """Return reports of sentences with names in them; a few names are frequent and many are rare."""
    chance, filling = random.Random(seed), words_of_demo()
    made = []
    for at in range(number):
        text = []
        for _ in range(NAMES):
            begin = chance.randrange(len(filling) - WORDS)
            words = filling[begin : begin + WORDS // NAMES]
            name = " ".join(
                FIRST[min(int(chance.expovariate(0.2)), 19)] + chance.choice(SECOND) for _ in range(2)
            )
            words.insert(len(words) // 2, name)
            text.append(f"The {' '.join(words)}.")
        made.append({"headline": f"Report {seed} {at}", "text": "\n\n".join(text), "date": "1997-05-20"})
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=3_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()

    from django.db import connection, transaction

    from archive.ingest import write
    from archive.ingest.load import load
    from archive.ingest.raw import RawArticle
    from archive.matching import link
    from archive.models import Leftover, Source
    from bench.desk import spent

    finds, stores = link.leftover_names, write.add_leftovers
    ways = {
        "found and stored": (finds, stores),
        "found": (finds, lambda rows: list(rows)),
        "neither": (lambda *args, **options: [], lambda rows: list(rows)),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    least: dict[str, tuple[float, float, float]] = {}
    for turn in range(TIMES):
        for label, (link.leftover_names, write.add_leftovers) in ways.items():
            with transaction.atomic():
                source, _ = Source.objects.get_or_create(slug="bench-leftovers", name="Bench of names")
                raws = _raws(reports(asked.reports, seed=turn), RawArticle)
                own, server = time.process_time(), spent(pid)
                outcome = load(raws, label="bench", source=source, language="en", publish=True)
                used = (time.process_time() - own, spent(pid) - server)
                assert outcome.created == asked.reports, outcome.line()
                names = Leftover.objects.filter(article__batch=outcome.batch_id).count() / asked.reports
                transaction.set_rollback(True)
            taken = (sum(used), *used)
            least[label] = min(least.get(label, taken), taken)
            print(
                f"{label}: {sum(used) / asked.reports * 1000:.2f} ms a report, {names:.1f} names", flush=True
            )
    whole = least["neither"][0]
    print("| way | ms a report | of them the database | more |\n|---|---|---|---|")
    for label, (total, _, server) in least.items():
        print(
            f"| {label} | {total / asked.reports * 1000:.2f} | {server / asked.reports * 1000:.2f} | {total / whole - 1:.1%} |"
        )


def _raws(made, sort) -> list:
    return [
        sort(content=json.dumps(one).encode(), origin="bench", position=at, headline=one["headline"], text=one["text"], published=one["date"])
        for at, one in enumerate(made)
    ]  # fmt: skip


if __name__ == "__main__":
    main()
