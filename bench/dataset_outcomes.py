"""Print what becomes of each file of UCDP in a folder, as the table in docs/datasets.md.

    ARCHIVE_HOME=SCRATCH python -m bench.dataset_outcomes FOLDER

The archive in SCRATCH gives the places and factions; load the demo into it. Each file is imported alone, after the list of actors, and
taken back, so nothing is kept.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402

from archive.ingest.datasets.files import read_file  # noqa: E402
from archive.ingest.datasets.load import load_rows  # noqa: E402
from archive.models import Claim, DatasetRow, Event, EventParty  # noqa: E402

ACTORS = "ucdp-actor-221.csv"
QUOTED = re.compile(r"“[^”]*”|\([^()]*\)|\d[\d,]*")


def main(folder: Path) -> None:
    """Print one line for each file, and the reasons below it."""
    print(
        "| file | read | added | refused | events with a place of the archive | parties that are factions of the archive | other actors |"
    )
    print("|---|---|---|---|---|---|---|")
    for path in sorted(folder.glob("*.csv")):
        with transaction.atomic():
            Event.objects.filter(evidence__dataset_row__isnull=False).delete()
            Claim.objects.filter(evidence__dataset_row__isnull=False).delete()
            DatasetRow.objects.all().delete()
            if path.name != ACTORS:
                load(folder / ACTORS)
            outcome = load(path)
            print(line(path.name, outcome), flush=True)
            for reason, number in Counter(QUOTED.sub("…", one.reason) for one in outcome.refusals).items():
                print(f"  refused {number}: {reason}")
            for reason, number in Counter(QUOTED.sub("…", one.reason) for one in outcome.notices).items():
                print(f"  note {number}: {reason}")
            transaction.set_rollback(True)


def load(path: Path):
    return load_rows(read_file(path, path.name), label=path.name)


def line(name: str, outcome) -> str:
    """Return the row of the table for a file."""
    events, sides = Event.objects.all(), EventParty.objects.exclude(role="civilians")
    imported = events.filter(evidence__dataset_row__isnull=False)
    sides = sides.filter(event__in=imported)
    cells = (
        name, f"{outcome.read:,}", f"{outcome.created:,}", f"{outcome.rejected:,}",
        f"{imported.filter(place__isnull=False).count():,}", f"{sides.filter(entity__isnull=False).count():,} of {sides.count():,}",
        f"{sides.filter(entity=None).values('words').distinct().count():,}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
