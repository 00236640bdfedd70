"""Load fixtures, then match names in the reports they contain."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.commands.loaddata import Command as LoadFixtures
from django.db import DatabaseError, models, router, transaction

from archive.ingest.datasets.place_events import place_events
from archive.matching.group import group, keep_fingerprints
from archive.matching.link import link
from archive.models import Article, Capture, Entity, Mention
from archive.models.derived import each_indexed_once
from archive.models.natural_keys import Keyed, keys_in_memory

BATCH_SIZE = 1_000


class Command(LoadFixtures):
    """Django's command, writing rows in batches and deriving what fixtures do not contain (see dumpdata).

    Fixtures with mentions come from an archive that was matched already; their reports are not matched again.
    """

    help = LoadFixtures.help + " Finds names and copies in the reports that the fixtures hold."

    def handle(self, *fixture_labels, **options) -> None:
        """Load everything and match it in one transaction, so that readers never see half of it."""
        self.last_label = fixture_labels[-1]
        self.unknown_users: set[str] = set()
        self.waiting: dict[int, Keyed] = {}  # rows of one model with an id, not written yet
        using = options["database"]
        with (
            transaction.atomic(using=using),
            each_indexed_once(using),
            keys_in_memory(self._write_others, using) as self.keys,
        ):
            super().handle(*fixture_labels, **options)
        if self.unknown_users:
            names = ", ".join(sorted(self.unknown_users))
            self.stderr.write(
                f"There is no account {names} here: changes made under that name are loaded without it, and searches saved under it are left out."
            )

    def load_label(self, fixture_label) -> None:
        """Load a fixture; after the last, before constraints are checked and reports indexed, match the new reports."""
        super().load_label(fixture_label)
        self._write()
        if fixture_label == self.last_label:
            while self.objs_with_deferred_fields:
                self.objs_with_deferred_fields.pop().save_deferred_fields(using=self.using)
            self._match()
            if Entity in self.models:
                place_events()

    def save_obj(self, obj) -> bool:
        """Save one object, without references to unknown users, unless it is their own. An existing capture is never changed."""
        if isinstance(obj.object, Capture) and _is_kept(obj.object):
            self.models.add(Capture)
            return True
        for field, value in list(obj.deferred_fields.items()):
            if field.related_model is get_user_model():
                self.unknown_users.update(value)
                if not field.null:
                    return False
                del obj.deferred_fields[field]
        if isinstance(obj.object, Keyed) and not obj.deferred_fields and self._may_load(type(obj.object)):
            self._keep_waiting(obj.object)
            return True
        self._write()
        return super().save_obj(obj)

    def _may_load(self, model: type[models.Model]) -> bool:
        is_excluded = model._meta.app_config in self.excluded_apps or model in self.excluded_models
        return not is_excluded and router.allow_migrate_model(self.using, model)

    def _keep_waiting(self, row: Keyed) -> None:
        self._write_others(type(row))
        if row.pk in self.waiting or len(self.waiting) >= BATCH_SIZE:
            self._write()
        self.models.add(type(row))
        self.keys.add(row)
        self.waiting[row.pk] = row

    def _write_others(self, model: type[models.Model]) -> None:
        if self.waiting and type(next(iter(self.waiting.values()))) is not model:
            self._write()

    def _write(self) -> None:
        """Write the pending rows in one statement; existing rows are overwritten with the fixture's values."""
        rows, self.waiting = [*self.waiting.values()], {}
        if not rows:
            return
        model = type(rows[0])
        key = model._meta.pk.name
        columns = [
            column.name
            for column in model._meta.concrete_fields
            if not column.generated and column.name != key
        ]
        try:
            model._base_manager.using(self.using).bulk_create(
                rows, update_conflicts=True, unique_fields=[key], update_fields=columns
            )
        except (DatabaseError, ValueError) as error:  # the latter for a text with a NUL
            error.args = (f"Could not load these {model._meta.verbose_name_plural}: {error}",)
            raise
        self.keys.forget_what_follows(model)

    def _match(self) -> None:
        if Article not in self.models:
            return
        if Mention not in self.models:
            unlinked = list(
                Article.objects.filter(linked_digest="").order_by("pk").values_list("pk", flat=True)
            )
            link(articles=unlinked)
            group(articles=unlinked)
        # Fingerprints for reports that were matched in their archive of origin, so that new ones can be compared with them.
        matched = Article.objects.filter(fingerprint=None).exclude(linked_digest="").order_by("pk")
        keep_fingerprints(articles=list(matched.values_list("pk", flat=True)))


def _is_kept(capture: Capture) -> bool:
    try:
        Capture.objects.get_by_natural_key(*capture.natural_key())
    except Capture.DoesNotExist:
        return False
    return True
