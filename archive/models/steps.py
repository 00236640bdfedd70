"""Curators' steps, such as a merge: who, when, why, and what moved, so that it can be taken back.

The database records the rows, no matter who writes them and how, while the setting `archive.step` names the step: see
kept_in_steps in archive/models/triggers.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Now

from archive.kinds import BY_KEY
from archive.models.entities import Entity
from archive.models.rights import may_see_protected

# Tables whose latest ids are stored with a step: rows with higher ids came later.
MARKED = ("article", "mention", *(f"{name}event" for name in ("entity", "name", "externalid", "mention", "article", "source", "boilerplaterule")))  # fmt: skip


class StepQuerySet(models.QuerySet["Step"]):
    def merges(self):
        return self.filter(verb=Step.Verb.MERGE)

    def visible_to(self, user):
        """Exclude steps about protected entries, for anybody who may not see them."""
        if may_see_protected(user):
            return self
        protected = {"visibility": Entity.Visibility.PROTECTED}
        now = Entity.objects.filter(**protected).values("pk")
        rows = StepRow.objects.filter(step=models.OuterRef("pk"), model="entity")
        hidden = rows.filter(models.Q(before__contains=protected) | models.Q(row_id__in=now))
        about_now = models.Q(record__in=now, model__in=list(BY_KEY))
        return self.exclude(about_now).exclude(models.Exists(hidden))

    def rearranging(self):
        """Filter to steps that moved what belongs to entries from one to another."""
        return self.filter(verb__in=[Step.Verb.MERGE, Step.Verb.SPLIT])

    def of(self, user):
        """Filter to what somebody did, and did not take back again."""
        return self.filter(user=user).exclude(verb=Step.Verb.TAKE_BACK).standing()

    def standing(self):
        """Filter to steps that were not taken back."""
        return self.filter(undone_by=None)

    def touching(self, model_name, pk):
        """Filter to steps that added, changed or deleted this row."""
        rows = StepRow.objects.filter(step=models.OuterRef("pk"), model=model_name, row_id=pk)
        return self.filter(models.Exists(rows))

    def deleting(self, model_name, pk):
        """Filter to steps that deleted this row."""
        rows = StepRow.objects.filter(
            step=models.OuterRef("pk"), model=model_name, row_id=pk, after__isnull=True
        )
        return self.filter(models.Exists(rows))


class Step(models.Model):
    """One step of a curator: who, when, why, and in its rows what moved."""

    class Verb(models.TextChoices):
        MERGE = "merge", "merge"
        SPLIT = "split", "split"
        NAME = "name", "name settled"
        DECIDE = "decide", "decision"
        APART = "apart", "pair told apart"
        TAKE_BACK = "take back", "taking back"

    id = models.AutoField(primary_key=True)
    verb = models.CharField(max_length=20, choices=Verb)
    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    model = models.CharField(max_length=20, help_text="The kind of record that it is about: person, source …")
    record = models.IntegerField(help_text="The number of that record, such as the one that a merge kept.")
    summary = models.TextField(blank=True, help_text="What was done, in a sentence.")
    told = models.JSONField(default=list, blank=True, help_text="What was dropped, a sentence for each.")
    context = models.UUIDField(null=True, help_text="The context of the history that its changes share.")
    marks = models.JSONField(default=dict, help_text="The latest id of each table when it was done.")
    undoes = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="undone_by",
        help_text="What it took back.",
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["context"], name="step_context")]

    def __str__(self):
        return self.summary or f"{self.get_verb_display()} {self.pk}"

    def is_taken_back(self) -> bool:
        return Step.objects.filter(undoes=self.pk).exists()

    @classmethod
    @contextmanager
    def recorded(cls, *, user, reason: str, **values) -> Iterator[Step]:
        """Run the block in one transaction, and record with a new step what it does to the rows of the archive."""
        who = user.pk if user else None
        with transaction.atomic(), pghistory.context(user=who, reason=reason) as context:
            step = cls.objects.create(user=user, reason=reason, context=context.id, **values)
            with step.continued(local=True):
                yield step
            with connection.cursor() as cursor:
                cursor.execute("SELECT archive_tidy_step(%s)", [step.pk])
            step.marks = latest_ids()
            step.save()

    @contextmanager
    def continued(self, *, local: bool = False) -> Iterator[None]:
        """Record what follows with this step too; `local` ends that with the transaction, whatever happens."""
        _set("archive.step", str(self.pk), local=local)
        try:
            yield
        except BaseException:
            if not local:
                _set("archive.step", "", local=False)
            raise
        _set("archive.step", "", local=local)


class StepRow(models.Model):
    """What a step did to one row: its columns before and after. An added row has no before, a deleted one no after."""

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(Step, models.CASCADE, related_name="rows", db_index=False)
    model = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "model", "row_id"], name="step_keeps_a_row_once")
        ]
        indexes = [models.Index(fields=["model", "row_id"], name="step_row")]

    def __str__(self):
        return f"{self.model} {self.row_id}"


def latest_ids() -> dict[str, int]:
    """Return the highest id of each of the tables MARKED."""
    marks = {}
    for name in MARKED:
        model = apps.get_model("archive", name)
        latest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        marks[name] = latest or 0
    return marks


def _set(name: str, value: str, *, local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, %s)", [name, value, local])
