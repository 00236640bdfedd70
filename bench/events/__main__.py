"""Measure how many of the reports suggested for an event are about it, on 40 events judged by hand.

    ARCHIVE_HOME=SCRATCH python -m bench.events FOLDER [--kept]

FOLDER holds ged191_afghanistan_subset.csv, ged231_sample1000.csv and ucdp-actor-221.csv of UCDP. The demo's reports are the archive: it is
loaded into SCRATCH first, if that is empty. Of the events of Afghanistan around whose days a report is dated, 40 were drawn at
random, and each of the reports of these days was judged (labels.csv): whether it tells of that fighting, in that place. Half of the events
were used to choose the weights of archive/evidence/about_events.py; the others were kept apart.

A second set (labels_demo.csv) has 40 events, nearly all of them the demo's own, drawn at random among those known nearer
than a country, and the reports of their days. The demo's passages for these events are taken as judged, all other pairs were judged by hand: whether
the report gives the event a sentence of its own. What the archive knows of these events from its reports, evidence and claims, is taken away before
they are asked for.

Precision at 5 is the share of those that are about the event among the suggestions shown, up to five for each event; an event without any
suggestion adds nothing to it. Recall is the share of the reports about an event that are among its five,
themselves or as a copy of the same story. Without --kept the half kept apart is not asked; what was wrong or missed in it is never printed.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from archive.evidence.about_events import likely_reports  # noqa: E402
from archive.models import Article, Claim, DatasetRow, Event  # noqa: E402

LABELS = Path(__file__).with_name("labels.csv")
LABELS_OF_DEMO = Path(__file__).with_name("labels_demo.csv")
FILES = ("ucdp-actor-221.csv", "ged191_afghanistan_subset.csv", "ged231_sample1000.csv")


def main(folder: str, *, halves: Sequence[str]) -> None:
    """Load what is missing, and print precision and recall of these halves of both sets."""
    load(folder)
    print("events of UCDP")
    measure(
        LABELS,
        lambda number: Event.objects.get(identifiers__scheme="ucdp-ged", identifiers__value=number),
        halves=halves,
    )
    print("events of the demo")
    measure(LABELS_OF_DEMO, untold, halves=halves)


def load(folder: str) -> None:
    """Load the demo into an empty archive, and what it lacks of UCDP's files."""
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        call_command("loaddata", "demo", verbosity=0)
        # The demo's own extract goes: all events of UCDP come from the files.
        Event.objects.filter(evidence__dataset_row__isnull=False).delete()
        Claim.objects.filter(evidence__dataset_row__isnull=False).delete()
        DatasetRow.objects.all().delete()
    for name in FILES:
        try:
            call_command("import_ucdp", str(Path(folder, name)), "--json", stdout=open(os.devnull, "w"))  # noqa: SIM115
        except SystemExit as stop:
            if stop.code:
                raise


def untold(uid: str) -> Event:
    """Return an event without what the archive knows of it from reports."""
    event = Event.objects.get(uid=uid)
    event.claims.filter(evidence__passage__isnull=False).delete()
    event.evidence.filter(passage__isnull=False).delete()
    return event


def measure(labels: Path, event_of: Callable[[str], Event], *, halves: Sequence[str]) -> None:
    """Print precision and recall of these halves, and what was wrong and missed in the one open to tuning."""
    with labels.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for half in halves:
        judged = [row for row in rows if row["half"] == half]
        numbers = dict.fromkeys(row["event"] for row in judged)
        about = {(row["event"], row["report"]) for row in judged if row["about"] == "yes"}
        shown = {(number, report) for number in numbers for report in suggested(number, event_of)}
        _print(half, len(numbers), shown, about)


def suggested(number: str, event_of: Callable[[str], Event]) -> list[str]:
    """Return the reports suggested for an event; whatever `event_of` takes away from the archive is put back."""
    reader = User(is_superuser=True, is_active=True)
    with transaction.atomic():
        found = [one.article.source_ref for one in likely_reports(event_of(number), user=reader)]
        transaction.set_rollback(True)
    return found


def _print(half: str, events: int, shown: set, about: set) -> None:
    stories = dict(Article.objects.exclude(story=None).values_list("source_ref", "story"))
    told = {(event, stories.get(report, report)) for event, report in shown}
    found = {(event, report) for event, report in about if (event, stories.get(report, report)) in told}
    right = shown & about
    print(
        f"{half}: {events} events, {len(shown)} suggestions, {len(right)} right; {len(found)} of {len(about)} reports found; "
        f"precision at 5 {_share(len(right), len(shown))}, recall {_share(len(found), len(about))}"
    )
    if half == "kept":
        return
    for event, report in sorted(shown - about):
        print(f"  wrong: event {event}, {report}")
    for event, report in sorted(about - found):
        print(f"  missed: event {event}, {report}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    main(sys.argv[1], halves=("tune", "kept") if "--kept" in sys.argv else ("tune",))
