"""Learn which words are common, so that phrases of them are found quickly."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from archive.search import Learnt, learn_common_words
from archive.text.localised import counted


class Command(BaseCommand):
    """Do at once what the worker does every hour; worthwhile after a large import."""

    help = (
        "Learn which words occur in a tenth of all reports, and index phrases of them. The worker does it every hour; after "
        "a large import it can be done at once. It can be stopped and restarted, and a second run changes nothing."
    )

    def handle(self, *args, **options) -> None:
        """Learn, and report progress."""
        learnt = learn_common_words(progress=self._tell if options["verbosity"] > 1 else None)
        self.stdout.write(f"{counted(learnt.words, 'new common word')}; {counted(learnt.reports)} processed.")

    def _tell(self, learnt: Learnt) -> None:
        self.stdout.write(f"{counted(learnt.reports)} ...")
