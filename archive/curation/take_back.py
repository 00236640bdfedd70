"""Take back a step: restore what it moved, as exactly as later work allows.

Whatever was changed since stays as it is and is reported: see standing. Reports not touched since return to their exact earlier
state, down to the id of each mention; those that were touched are matched again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction

from archive.curation import journal
from archive.curation.jobs import Rematched, match_changed_since
from archive.curation.plan import Plan, TakeBackError
from archive.curation.standing import foresee
from archive.curation.used_since import detach
from archive.kinds import BY_KEY
from archive.matching.link import link
from archive.models import Article, Name, Step
from archive.models.derived import each_indexed_once
from archive.models.steps import latest_ids

NO_LONGER_NAMED = """
    UPDATE archive_mention SET name_id = NULL
    WHERE name_id IS NOT NULL AND NOT EXISTS (SELECT FROM archive_name WHERE id = name_id)
      AND id IN (SELECT row_id FROM archive_steprow WHERE step_id = %s AND model = 'mention')
"""
# The database derives which name heads a page from the entity, and refuses a second one even for a moment.
SETTLE_PRIMARY_NAMES = (
    "UPDATE archive_name SET entity_id = entity_id WHERE is_primary AND entity_id = ANY (%s)"
)
GIVE_PRIMARY_NAMES = "UPDATE archive_entity SET name = name WHERE id = ANY (%s)"
# A name given to a page when a later step was taken back, and no longer heading one; not one that came back then.
NO_LONGER_HEADS = """
    DELETE FROM archive_name name USING archive_steprow row, archive_step undoing
    WHERE name.entity_id = ANY (%s) AND NOT name.is_primary AND row.row_id = name.id AND row.model = 'name'
      AND row.before IS NULL AND row.after ->> 'text' = name.text AND name.note = ''
      AND undoing.id = row.step_id AND undoing.undoes_id > %s
      AND NOT EXISTS (
          SELECT FROM archive_steprow gone WHERE gone.step_id = undoing.undoes_id AND gone.model = 'name' AND gone.row_id = name.id
      )
      AND NOT EXISTS (SELECT FROM archive_mention WHERE name_id = name.id)
"""


@dataclass(frozen=True)
class TakenBack:
    """What was restored, in words, the conflicts with later work, and which reports are matched again."""

    step: Step
    lines: list[str]
    told: list[str] = field(default_factory=list)
    reports: Rematched = field(default_factory=Rematched)


def take_back(*, step: Step, user, reason: str = "", seen: str | None = None) -> TakenBack:
    """Take back a step.

    Args:
        user: who decided it, or None.
        reason: why; stored in the history.
        seen: the digest of the plan that was shown; if the plan has changed, nothing is done.

    Raises:
        TakeBackError: it has already been taken back, something must be done first, or the plan has changed.
    """
    try:
        with transaction.atomic():
            return _take_back(step, user, reason.strip(), seen)
    except DatabaseError as error:
        raise TakeBackError(
            "It cannot be taken back at present, and nothing was changed. "
            f"The database says: {str(error).splitlines()[0]}"
        ) from error


def _take_back(step, user, reason, seen) -> TakenBack:
    step = Step.objects.select_for_update(of=["self"]).get(pk=step.pk)
    journal.lock_rows(step)
    plan = foresee(step)
    if seen is not None and seen != plan.digest:
        raise TakeBackError(
            "Something was changed while you looked at this page. Check it again before you go on."
        )
    until, about = latest_ids(), {"model": step.model, "record": step.record}
    texts = _texts(step)
    about |= {"verb": Step.Verb.TAKE_BACK, "undoes": step, "user": user, "reason": reason}
    with Step.recorded(**about) as undoing, each_indexed_once():
        put_back(plan)
        undoing.summary, undoing.told = f"Taken back: {step.summary}", plan.told
        reports = match_changed_since(step=step, until=until, texts=texts, undoing=undoing)
        link(articles=texts_restored(plan))
    return TakenBack(undoing, plan.lines, plan.told, reports)


def put_back(plan: Plan) -> None:
    """Carry out a plan, in an order in which no row points to a missing one."""
    step, models = plan.step, journal.models_in(plan.step)
    entities = _entities(step)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('archive.putting_back', 'on', true)")
        detach(names=plan.remove.get("name", []), entities=plan.remove.get("entity", []))
        for model in reversed(models):
            journal.remove(model, plan.remove.get(model, []))
        for model in models:
            records = model in ("entity", "source")
            if records:
                _insert(model, plan)
            if model == "name":
                cursor.execute(SETTLE_PRIMARY_NAMES, [entities])
            journal.restore(model, plan.restore.get(model, {}))
            journal.restore_as_left(step, model, plan.as_left[model])
            if not records:
                _insert(model, plan)
        cursor.execute(NO_LONGER_NAMED, [step.pk])
        cursor.execute("SELECT set_config('archive.putting_back', '', true)")
        cursor.execute(GIVE_PRIMARY_NAMES, [entities])
        cursor.execute(NO_LONGER_HEADS, [entities, step.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def texts_restored(plan: Plan) -> list[int]:
    """Return the reports that got an earlier text again, so that their names are matched."""
    changed = plan.step.rows.filter(model="article", before__has_any_keys=Article.NAMED_FIELDS)
    return sorted(Article.objects.filter(pk__in=changed.values("row_id")).values_list("pk", flat=True))


def _insert(model, plan) -> None:
    for row in plan.insert.get(model, []) if model == "entity" else ():
        journal.insert(model, [row])  # one by one: each reads its parent's lineage
    if model != "entity":
        journal.insert(model, plan.insert.get(model, []))


def _entities(step) -> list[int]:
    """Return the entities whose names a step may have affected."""
    if step.model not in BY_KEY:
        return []
    return [step.record, *step.rows.filter(model="entity").values_list("row_id", flat=True)]


def _texts(step) -> set[str]:
    """Return the names that the step moved or deleted, as they were and as they are."""
    rows = step.rows.filter(model="name")
    texts = {row.before["text"] for row in rows if row.before and "text" in row.before}
    return texts | set(Name.objects.filter(pk__in=rows.values("row_id")).values_list("text", flat=True))
