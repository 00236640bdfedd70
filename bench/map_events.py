"""Measure how long the map and the list of events take to answer with very many events.

    python bench/map_events.py [--events 50000] [--tries 9]

Adds events of a data set, spread over Afghanistan and its neighbours, to the archive that the environment names (ARCHIVE_HOME), in a
transaction that is taken back. Prints the time of this process and the time by the clock for the maps of the country, the region and a city, for a
search by year, and for the list of events: the median of the tries. The archive should be empty or small: nothing else is measured.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from archive.models import DatasetRow, Event, Evidence  # noqa: E402

ADDRESSES = (
    "/map/?view=afghanistan",
    "/map/?view=region",
    "/map/?view=68.8,34.3,69.6,34.8",
    "/map/?view=afghanistan&year=1997",
    "/events/",
    "/events/?year=1997",
)
PRECISIONS = ("exact", "near", "near", "district", "province", "country")
TOWNS = (
    (69.17, 34.53),
    (67.11, 36.71),
    (65.71, 31.62),
    (62.2, 34.35),
    (70.45, 34.43),
    (71.57, 34.01),
    (68.86, 36.73),
)
LOT = 5_000
TABLES = ("archive_event", "archive_evidence", "archive_datasetrow")
PLAIN = {  # static files that nobody collected
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class ImportTakeBackError(Exception):
    """Ends the transaction without keeping anything."""


def main() -> None:
    """Add the events, measure, and take them back."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--tries", type=int, default=9)
    asked = parser.parse_args()
    try:
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"], STORAGES=PLAIN):
            add_events(asked.events)
            report(asked.events, asked.tries)
            raise ImportTakeBackError
    except ImportTakeBackError:
        print("Everything was taken back.")


def add_events(number: int) -> None:
    """Add events, half of them in and around towns, each with a row of a data set as its evidence."""
    chance = random.Random(number)
    with connection.cursor() as cursor:  # history and steps are of no interest here
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for start in range(0, number, LOT):
        events = Event.objects.bulk_create([made_event(chance) for _ in range(min(LOT, number - start))])
        rows = DatasetRow.objects.bulk_create(
            [DatasetRow(dataset="ucdp-ged", number=f"bench-{event.pk}", values={}) for event in events]
        )
        Evidence.objects.bulk_create(
            [Evidence(event=event, dataset_row=row) for event, row in zip(events, rows, strict=True)]
        )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def made_event(chance: random.Random) -> Event:
    """Make an event at random."""
    x, y = chance.choice(TOWNS)
    if chance.random() < 0.5:
        x, y = chance.uniform(60.5, 74.8), chance.uniform(29.5, 38.4)
    return Event(
        title="Fighting",
        kind="battle",
        date_edtf=f"{chance.randint(1989, 2021)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        longitude=min(max(x + chance.gauss(0, 0.1), 50), 78),
        latitude=min(max(y + chance.gauss(0, 0.1), 24), 43),
        place_precision=chance.choice(PRECISIONS),
    )


def report(number: int, tries: int) -> None:
    """Ask for each page several times, and print the medians in milliseconds."""
    print(f"| page, {number:,} events | process, ms | clock, ms | queries | kB |\n|---|---|---|---|---|")
    client = Client()
    for address in ADDRESSES:
        taken = [asked_once(client, address) for _ in range(tries + 1)][1:]  # the first one warms up
        process, clock = (
            statistics.median(times) * 1000 for times in zip(*(one[:2] for one in taken), strict=True)
        )
        print(f"| `{address}` | {process:.0f} | {clock:.0f} | {taken[-1][3]} | {taken[-1][2] / 1000:.0f} |")


def asked_once(client: Client, address: str) -> tuple[float, float, int, int]:
    """Return the time of the process and by the clock in seconds, the size in bytes, and the number of queries of one answer."""
    queries = []
    with connection.execute_wrapper(lambda execute, *given: (queries.append(1), execute(*given))[1]):
        process, clock = time.process_time(), time.perf_counter()
        response = client.get(address)
        taken = time.process_time() - process, time.perf_counter() - clock
    assert response.status_code == 200, response.status_code
    return *taken, len(response.content), len(queries)


if __name__ == "__main__":
    main()
