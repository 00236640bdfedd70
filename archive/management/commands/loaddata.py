"""Load fixtures, then match names in the reports they contain."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.commands.loaddata import Command as LoadFixtures
from django.db import transaction

from archive.matching.group import group, keep_fingerprints
from archive.matching.link import link
from archive.models import Article, Capture, Mention
from archive.models.derived import each_indexed_once


class Command(LoadFixtures):
    """Django's own command; it derives what fixtures do not hold (see dumpdata).

    Fixtures with mentions come from an archive that was matched: these are left alone.
    """

    help = LoadFixtures.help + " Finds names and copies in the reports that the fixtures hold."

    def handle(self, *fixture_labels, **options) -> None:
        """Load everything and match it in one transaction, so that readers never see half of it."""
        self.last_label = fixture_labels[-1]
        self.unknown_users: set[str] = set()
        with transaction.atomic(using=options["database"]), each_indexed_once(options["database"]):
            super().handle(*fixture_labels, **options)
        if self.unknown_users:
            names = ", ".join(sorted(self.unknown_users))
            self.stderr.write(
                f"There is no account {names} here: what was done under that name is kept without it."
            )

    def load_label(self, fixture_label) -> None:
        """Load one; after the last, before constraints are checked and reports indexed, match the new reports."""
        super().load_label(fixture_label)
        if fixture_label == self.last_label:
            while self.objs_with_deferred_fields:
                self.objs_with_deferred_fields.pop().save_deferred_fields(using=self.using)
            self._match()

    def save_obj(self, obj) -> bool:
        """Save one object, without users that this archive does not have. An existing capture is never changed."""
        if isinstance(obj.object, Capture) and _is_kept(obj.object):
            self.models.add(Capture)
            return True
        for field, value in list(obj.deferred_fields.items()):
            if field.related_model is get_user_model() and field.null:
                self.unknown_users.update(value)
                del obj.deferred_fields[field]
        return super().save_obj(obj)

    def _match(self) -> None:
        if Article not in self.models:
            return
        if Mention not in self.models:
            unlinked = list(
                Article.objects.filter(linked_digest="").order_by("pk").values_list("pk", flat=True)
            )
            link(articles=unlinked)
            group(articles=unlinked)
        # Fingerprints for reports matched where they came from; the others have yet to be compared.
        matched = Article.objects.filter(fingerprint=None).exclude(linked_digest="").order_by("pk")
        keep_fingerprints(articles=list(matched.values_list("pk", flat=True)))


def _is_kept(capture: Capture) -> bool:
    same = dict(zip(("sha256", "origin", "position"), capture.natural_key(), strict=True))
    return Capture.objects.filter(**same).exists()
