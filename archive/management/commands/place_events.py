"""Look up again the places of events of data sets."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from archive.ingest.datasets.place_events import place_events


class Command(BaseCommand):
    """Find places that were added after the events that happened there."""

    help = (
        "Give the events of data sets that have no place the one that their row names, if the archive now has an entry for it. The admin "
        "and loaddata do it whenever places are added; running it again changes nothing, and it can be stopped at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the option."""
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, **options) -> None:
        """Look at every event without a place."""
        done = place_events()
        events = "event" if done.looked_at == 1 else "events"
        told = f"{done.looked_at:,} {events} of data sets without a place looked at: {done.placed:,} have one now."
        self.stdout.write(json.dumps(asdict(done)) if options["json"] else told)
