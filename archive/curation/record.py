"""Record a change of one record and of what belongs to it as a step, and say in its summary what it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.curation.differences import listed, shortened
from archive.curation.journal import ORDER
from archive.curation.plan import NOUNS
from archive.models import Entity, Step, StepRow

MAX_COLUMNS = 4
UNTOLD = {"updated_at", "created_at", "linked_digest", "is_primary"}
DONE = {Step.Verb.ADD: "Added", Step.Verb.EDIT: "Changed", Step.Verb.DELETE: "Deleted"}


@contextmanager
def recorded_change(*, verb: Step.Verb, model, record: str | int | None = None) -> Iterator[Step]:
    """Record what the block does to a record as a step, with a summary of what was changed.

    Args:
        verb: ADD, EDIT or DELETE.
        model: that of the record; of an entity, the model of its kind.
        record: its key; None while it has none.
    """
    given = str(record or "")
    pk = int(given) if given.isdecimal() and len(given) < 10 else 0
    before = model._base_manager.filter(pk=pk).first() if pk else None
    with Step.joined(verb=verb, model=model._meta.model_name, record=pk) as step:
        yield step
        if step.pk and not step.summary:
            _summarise(step, model, before)


def _summarise(step: Step, model, before) -> None:
    own = step.rows.filter(model=model._meta.concrete_model._meta.model_name)
    row = own.filter(row_id=step.record).first() if step.record else own.filter(before__isnull=True).first()
    if row and not step.record:
        step.record = row.row_id
    now = model._base_manager.filter(pk=step.record).first() or before
    if isinstance(now, Entity):
        step.model = now.kind
    named = f"{model._meta.verbose_name} “{shortened(str(now))}”" if now else str(model._meta.verbose_name)
    changed = _changed(step, model, row) if step.verb == Step.Verb.EDIT else ""
    step.summary = f"{DONE[Step.Verb(step.verb)]}: {named}{changed}"


def _changed(step: Step, model, row: StepRow | None) -> str:
    """Say which fields of the record were changed, and rows of which kinds belong to it."""
    labels = []
    if row and row.before and row.after:
        fields = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
        names = [name for name in row.before if name in fields and name not in UNTOLD]
        names = [name for name in names if row.before[name] != row.after.get(name)]
        labels = [fields[name] for name in names[:MAX_COLUMNS]]
        labels += [f"{len(names) - MAX_COLUMNS} more"] if len(names) > MAX_COLUMNS else []
    own = model._meta.concrete_model._meta.model_name
    others = set(step.rows.exclude(model=own).order_by().values_list("model", flat=True).distinct())
    labels += [NOUNS[name][1] for name in ORDER if name in others and name != "leftover"]
    return f" ({listed(labels)})" if labels else ""
