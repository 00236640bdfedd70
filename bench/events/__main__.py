"""Measure how many of the reports suggested for an event are about it, on 40 events judged by hand.

    ARCHIVE_HOME=SCRATCH python -m bench.events FOLDER

FOLDER holds ged191_afghanistan_subset.csv, ged231_sample1000.csv and ucdp-actor-221.csv of UCDP. The demo's reports are the archive: it is
loaded into SCRATCH first, if that is empty. Of the events of Afghanistan around whose days a report is dated, 40 were drawn at
random, and each of the reports of these days was judged (labels.csv): whether it tells of that fighting, in that place. Half of the events
were used to choose the weights of archive/evidence/about_events.py; the others were kept apart.

Precision at 5 is the share of those that are about the event among the suggestions shown, up to five for each event; an event without any
suggestion adds nothing to it. Recall is the share of the reports about an event that are among its five.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from archive.evidence.about_events import likely_reports  # noqa: E402
from archive.models import Article, Claim, DatasetRow, Event  # noqa: E402

LABELS = Path(__file__).with_name("labels.csv")
FILES = ("ucdp-actor-221.csv", "ged191_afghanistan_subset.csv", "ged231_sample1000.csv")


def main(folder: str) -> None:
    """Load what is missing, and print precision and recall of both halves."""
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        call_command("loaddata", "demo", verbosity=0)
        Event.objects.filter(
            evidence__dataset_row__isnull=False
        ).delete()  # the demo's own extract: all come from the files
        Claim.objects.filter(evidence__dataset_row__isnull=False).delete()
        DatasetRow.objects.all().delete()
    for name in FILES:
        try:
            call_command("import_ucdp", str(Path(folder, name)), "--json", stdout=open(os.devnull, "w"))  # noqa: SIM115
        except SystemExit as stop:
            if stop.code:
                raise
    with LABELS.open(newline="") as file:
        labels = list(csv.DictReader(file))
    reader = User(is_superuser=True, is_active=True)
    for half in ("tune", "kept"):
        judged = [label for label in labels if label["half"] == half]
        numbers = dict.fromkeys(label["event"] for label in judged)
        about = {(label["event"], label["report"]) for label in judged if label["about"] == "yes"}
        shown = set()
        for number in numbers:
            event = Event.objects.get(identifiers__scheme="ucdp-ged", identifiers__value=number)
            shown |= {(number, one.article.source_ref) for one in likely_reports(event, user=reader)}
        right = shown & about
        print(
            f"{half}: {len(numbers)} events, {len(shown)} suggestions, {len(right)} right, {len(about)} to be found; "
            f"precision at 5 {_share(len(right), len(shown))}, recall {_share(len(right), len(about))}"
        )
        for number, report in sorted(shown - about):
            print(f"  wrong: event {number}, {report}")
        for number, report in sorted(about - shown):
            print(f"  missed: event {number}, {report}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    main(sys.argv[1])
