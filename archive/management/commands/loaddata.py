"""Load fixtures, then find the names in the reports that came with them."""

from __future__ import annotations

from django.core.management.commands.loaddata import Command as LoadFixtures
from django.db import transaction

from archive.matching.group import group
from archive.matching.link import link
from archive.models import Article


class Command(LoadFixtures):
    """Django's own command; mentions and fingerprints follow from the texts and are worked out here, not kept in fixtures."""

    help = LoadFixtures.help + " Names and copies are looked for in the reports that the fixtures hold."

    def handle(self, *fixture_labels, **options) -> None:
        """Load everything and match it in one transaction, so that readers never see half of it."""
        with transaction.atomic(using=options["database"]):
            super().handle(*fixture_labels, **options)
            if Article in self.models:
                self._match()

    def _match(self) -> None:
        unlinked = list(Article.objects.filter(linked_digest="").order_by("pk").values_list("pk", flat=True))
        link(articles=unlinked)
        group(articles=unlinked)
