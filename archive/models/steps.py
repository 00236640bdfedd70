"""Curators' steps, such as a merge: who, when, why, and what moved, so that it can be taken back.

The database records the rows, no matter who writes them and how, while the setting `archive.step` names the step: see
kept_in_steps in archive/models/triggers.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Now

from archive.kinds import BY_KEY
from archive.models.entities import Entity
from archive.models.rights import may_see_every_draft, may_see_protected, within_reach

# Tables whose latest ids are stored with a step: rows with higher ids came later.
MARKED = ("article", "mention", *(f"{name}event" for name in ("entity", "name", "externalid", "mention", "article", "source", "boilerplaterule")))  # fmt: skip


class StepQuerySet(models.QuerySet["Step"]):
    def merges(self):
        return self.filter(verb=Step.Verb.MERGE)

    def visible_to(self, user):
        """Exclude steps about entries that are protected, or were then or later, for anybody who may not see them, and about
        drafts out of reach."""
        found = self if may_see_every_draft(user) else self.filter(_about_reports_within_reach(user))
        if may_see_protected(user):
            return found
        protected = {"visibility": Entity.Visibility.PROTECTED}
        now = Entity.objects.filter(**protected).values("pk")
        rows = StepRow.objects.filter(step=models.OuterRef("pk"), model="entity")
        hidden = rows.filter(models.Q(before__contains=protected) | models.Q(row_id__in=now))
        about_now = models.Q(record__in=now, model__in=list(BY_KEY))
        events = apps.get_model("archive", "EntityEvent").objects.filter(**protected)
        since = events.filter(pgh_id__gt=models.OuterRef("last_seen")).values("pgh_obj_id")
        named = models.Q(entities__overlap=ArraySubquery(now)) | models.Q(
            entities__overlap=ArraySubquery(since)
        )
        last_seen = Cast(KT("marks__entityevent"), models.BigIntegerField())
        return (
            found.alias(last_seen=last_seen)
            .exclude(about_now)
            .exclude(named)
            .exclude(models.Exists(hidden))
            .exclude(_about_closed_reports())
        )

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
        ADD = "add", "addition"
        EDIT = "edit", "edit"
        DELETE = "delete", "deletion"
        BULK = "bulk", "bulk edit"
        PUBLISH = "publish", "publication"
        WITHDRAW = "withdraw", "withdrawal"
        DRAFT = "draft", "return to draft"
        DRAW = "draw", "drawing"
        COPIES = "copies", "grouping of copies"
        MERGE = "merge", "merge"
        SPLIT = "split", "split"
        NAME = "name", "name settled"
        DECIDE = "decide", "decision"
        APART = "apart", "pair told apart"
        REFUSAL = "refusal", "decision about refusals"
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
    entities = ArrayField(
        models.IntegerField(),
        default=list,
        db_default=[],
        help_text="The entries that its rows are about, or were.",
    )
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
            if step.pk:  # not deleted by a block that found nothing to do
                step.close()

    @classmethod
    @contextmanager
    def joined(cls, *, verb: str, model: str, record: int = 0) -> Iterator[Step]:
        """Record what the block does with the step under way, or with a new one for the person whom the history names.

        A step that changed nothing is dropped. The block may set the summary and what the step is about; where another step is under
        way, or nobody is known to act, as in a command, the step it gets is not stored.
        """
        with transaction.atomic(), pghistory.context() as context:
            about = {"verb": verb, "model": model, "record": record}
            who = context.metadata.get("user")
            if cls.under_way() or not who:
                yield cls(**about)
                return
            step = cls.objects.create(
                user_id=who, reason=context.metadata.get("reason", ""), context=context.id, **about
            )
            with step.continued(local=True):
                yield step
            step.reason = step.reason or context.metadata.get("reason", "")
            step.close()
            if not step.rows.exists():
                step.delete()

    def close(self) -> None:
        """Store what is known of a step once all of it has been done."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT archive_tidy_step(%s)", [self.pk])
        self.marks, self.entities = latest_ids(), entities_of(self)
        self.save()

    @contextmanager
    def continued(self, *, local: bool = False) -> Iterator[None]:
        """Record what follows with this step too; `local` ends that with the transaction, whatever happens."""
        outer = _get("archive.step")
        _set("archive.step", str(self.pk), local=local)
        try:
            yield
        except BaseException:
            if not local:
                _set("archive.step", outer, local=False)
            raise
        _set("archive.step", outer, local=local)

    @staticmethod
    def under_way() -> int | None:
        """Return the id of the step that is being recorded, if any."""
        return int(_get("archive.step") or 0) or None

    @staticmethod
    @contextmanager
    def paused() -> Iterator[None]:
        """Record nothing of what the block does: it follows from the texts and stays when the step is taken back."""
        outer = _get("archive.step")
        if outer:
            _set("archive.step", "", local=True)
        yield
        if outer:
            _set("archive.step", outer, local=True)


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


def _about_reports_within_reach(user) -> Any:
    """Return the condition that a step is somebody's own, or touched no report that they may not see nor words in one.

    What a merge or a split did to mentions tells nothing of the reports that contain them.
    """
    of_step = StepRow.objects.filter(step=models.OuterRef("pk"))
    out: Any = models.Q()
    for name, path in (("article", ""), ("mention", "article__"), ("passage", "article__")):
        seen = apps.get_model("archive", name).objects.filter(within_reach(user, path))
        out |= models.Q(model=name) & ~models.Exists(seen.filter(pk=models.OuterRef("row_id")))
    return (
        models.Q(user=user.pk)
        | models.Q(verb__in=[Step.Verb.MERGE, Step.Verb.SPLIT])
        | ~models.Exists(of_step.filter(out))
    )


def _about_closed_reports() -> models.Q:
    """Return the condition of steps of a report's form or about words in it, where the report contains a protected name."""
    closed = apps.get_model("archive", "PublicWording").objects.values("article")
    rows = models.Q(model="article", row_id__in=closed)
    for name in ("mention", "passage"):
        inside = apps.get_model("archive", name).objects.filter(article__in=closed)
        rows |= models.Q(model=name, row_id__in=inside.values("pk"))
    of_step = StepRow.objects.filter(rows, step=models.OuterRef("pk"))
    verbs = [Step.Verb.ADD, Step.Verb.EDIT, Step.Verb.DECIDE, Step.Verb.DRAW]
    return models.Q(model="article", record__in=closed) | models.Q(models.Exists(of_step), verb__in=verbs)


def entities_of(step: Step) -> list[int]:
    """Return the ids of the entries that the rows of a step are about, as they were or as they are."""
    found: set[int] = set()
    for name in step.rows.order_by().values_list("model", flat=True).distinct():
        model = apps.get_model("archive", name)
        columns = [field.column for field in model._meta.concrete_fields if field.related_model is Entity]
        columns += ["id"] if model is Entity else []
        if columns:
            with connection.cursor() as cursor:
                cursor.execute(
                    _entities_query(model._meta.db_table, columns), {"step": step.pk, "model": name}
                )
                found.update(pk for (pk,) in cursor.fetchall())
    return sorted(found)


def _entities_query(table: str, columns: list[str]) -> str:
    """Write the query of the ids in these columns, before, after and now."""
    states = [f"({state} ->> '{name}')::integer" for name in columns for state in ("before", "after")]
    states += [f"now.{name}" for name in columns]
    return (
        f"SELECT DISTINCT found FROM archive_steprow row LEFT JOIN {table} now ON now.id = row.row_id"
        f" CROSS JOIN LATERAL unnest(ARRAY[{', '.join(states)}]) AS found"
        " WHERE row.step_id = %(step)s AND row.model = %(model)s AND found IS NOT NULL"
    )


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return cursor.fetchone()[0]


def _set(name: str, value: str, *, local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, %s)", [name, value, local])
