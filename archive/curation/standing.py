"""Plan taking a step back as things now stand, and find the later work that conflicts with parts of it.

Later work is never overwritten: a row deleted since stays deleted, a value changed since stays as it is. Each such conflict is
a sentence, so that it is known before anything is done.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, OuterRef

from archive.curation.differences import shortened
from archive.curation.journal import (
    JournalRow,
    as_left,
    models_in,
    rows_to_weigh,
)
from archive.curation.plan import Plan, TakeBackError, tell_count, title
from archive.curation.used_since import refuse_used
from archive.curation.weigh_mentions import weigh_mentions
from archive.curation.weigh_rows import MAX_TOLD, weigh_rows
from archive.curation.wording import day
from archive.models import (
    Article,
    BulkChange,
    Entity,
    Evidence,
    ExternalId,
    Mention,
    Name,
    Source,
    Step,
    StepRow,
)
from archive.models.addresses import free_slug


def foresee(step: Step) -> Plan:
    """Return the plan for taking a step back as things stand.

    Raises:
        TakeBackError: it has already been taken back, or something else must be done first.
    """
    refuse(step)
    refuse_used(step)
    plan = Plan(step)
    for model in models_in(step):
        rows = rows_to_weigh(step, model)
        plan.as_left[model] = as_left(step, model)
        plan.counts[model] += len(plan.as_left[model])
        WEIGHERS.get(model, weigh_rows)(plan, rows)
    if step.verb == Step.Verb.MERGE:
        tell_later_work(plan)
    return plan


# What cannot be done at all


def refuse(step: Step) -> None:
    """Raise TakeBackError unless a step can be taken back now."""
    if step.verb == Step.Verb.TAKE_BACK:
        raise TakeBackError("This step took another one back: to undo that, make the change again.")
    undone = Step.objects.filter(undoes=step).select_related("user").first()
    if undone:
        raise TakeBackError(
            f"This {step.get_verb_display()} has already been taken back, on {day(undone.at)}."
        )
    running = BulkChange.objects.filter(step=step, status=BulkChange.Status.RUNNING)
    if running.exclude(verb=BulkChange.Verb.TAKE_BACK).exists():
        raise TakeBackError("It is still being done in the background. Stop it first, or wait until it ends.")
    later = Step.objects.rearranging().standing().filter(pk__gt=step.pk)
    if step.verb == Step.Verb.MERGE:
        refuse_if_gone(step, later)
    refuse_built_upon(step, later)


def refuse_if_gone(step: Step, later) -> None:
    """Raise TakeBackError if what a merge kept is no longer there."""
    model = "source" if step.model == "source" else "entity"
    if not apps.get_model("archive", model)._base_manager.filter(pk=step.record).exists():
        merged = later.deleting(model, step.record).first()
        if merged:
            raise TakeBackError(
                "What this merge kept has since been merged into another. Take that merge back first.", merged
            )
        raise TakeBackError(
            "What this merge kept has since been deleted. Bring it back from “Deleted” first."
        )


def refuse_built_upon(step: Step, later) -> None:
    """Raise TakeBackError if a later step moved what this one moved."""
    own = StepRow.objects.filter(step=step).exclude(model__in=["mention", "leftover"])
    for other in later.order_by("-pk"):
        is_about_same = step.verb == Step.Verb.MERGE and (other.model, other.record) == (
            step.model,
            step.record,
        )
        if is_about_same or _share_rows(own, other):
            raise TakeBackError(
                f"A later {other.get_verb_display()} built on this {step.get_verb_display()}. "
                "Take back the later one first, then this one.",
                other,
            )

    moved = own.filter(model="entity", before__has_key="parent_id")
    parents = moved.values_list("before__parent_id", flat=True)
    took = later.filter(
        rows__model="entity", rows__after__isnull=True, rows__row_id__in=filter(None, parents)
    )
    if first := took.order_by("-pk").first():
        raise TakeBackError(
            "A place that one of these lay in has since been merged into another. Take that merge back first.",
            first,
        )


def _share_rows(own, other) -> bool:
    same = StepRow.objects.filter(step=other, model=OuterRef("model"), row_id=OuterRef("row_id"))
    return own.filter(Exists(same)).exists()


# Models with rules of their own


def weigh_records(plan: Plan, rows: list[JournalRow]) -> None:
    """Restore entities or sources at a free address; enclosing places first."""
    gone = [row for row in rows if not row.after and not row.now]
    weigh_rows(plan, [row for row in rows if row not in gone])
    for row in sorted(gone, key=lambda row: len(row.before.get("lineage") or [])):
        values = dict(row.before)
        values["slug"] = _address(plan, row)
        if values.get("parent_id"):
            values["parent_id"] = _parent(plan, row, {other.pk for other in gone})
        plan.add_insert(row.model, values)
    inserted = plan.insert.get(rows[0].model if rows else "", [])
    plan.insert.update({rows[0].model: _outermost_first(inserted)} if inserted else {})


def _address(plan, row) -> str:
    among = {"kind": row.before["kind"]} if row.model == "entity" else {}
    manager = apps.get_model("archive", row.model)._base_manager.filter(**among)
    slug = row.before["slug"]
    if not manager.filter(slug=slug).exists():
        return slug
    free = free_slug(slug, manager)
    plan.told.append(
        f"The address “{slug}” now belongs to another {row.before['kind'] if among else 'source'}: "
        f"{row.before['name']} comes back as “{free}”."
    )
    return free


def _parent(plan, row, coming: set[int]) -> int | None:
    """Return the parent of a restored place, or None if that no longer exists or would lie in it."""
    parent = row.before["parent_id"]
    if parent in coming:
        return parent
    place = Entity.objects.filter(pk=parent).first()
    going_back = {
        pk for pk, values in _going_back(plan.step, "entity", "parent_id") if values == row.pk
    }  # places that will lie in it again
    if place is None or going_back & {place.pk, *place.lineage}:
        why = "is gone" if place is None else "now lies in it"
        plan.told.append(f"What {row.before['name']} lay in {why}: it comes back on its own.")
        return None
    return parent


def _going_back(step, model: str, column: str) -> list[tuple]:
    """Return (row, value that comes back) of the rows of which a step changed a column."""
    rows = step.rows.filter(model=model, before__has_key=column).exclude(after__isnull=True)
    return [(row.row_id, row.before[column]) for row in rows]


def _outermost_first(rows: list[dict]) -> list[dict]:
    """Order rows so that each comes after its parent."""
    by_id, ordered = {row["id"]: row for row in rows}, {}

    def place(row):
        if row.get("parent_id") in by_id and row["parent_id"] not in ordered:
            place(by_id[row["parent_id"]])
        ordered[row["id"]] = row

    for row in rows:
        if row["id"] not in ordered:
            place(row)
    return list(ordered.values())


def weigh_names(plan: Plan, rows: list[JournalRow]) -> None:
    """Restore names, except beside one that now reads the same."""
    taken = set()
    for pk, entity in _going_back(plan.step, "name", "entity_id"):
        text = Name.objects.filter(pk=pk).values_list("text", flat=True).first()
        taken.add((entity, text))
    for row in rows:
        place = row.before.get("entity_id"), row.before.get("text")
        if not row.after and not row.now and place in taken:
            plan.told.append(f"{title(row)} does not come back: another has since been changed to it.")
        else:
            weigh_rows(plan, [row])


def weigh_articles(plan: Plan, rows: list[JournalRow]) -> None:
    """Count reports deleted or moved to another source since; their columns are restored like any others."""
    if plan.step.verb != Step.Verb.MERGE:
        weigh_rows(plan, rows)
        return
    weigh_rows(plan, [row for row in rows if not row.before or not row.after])
    rows = [row for row in rows if row.before and row.after]
    gone = [row for row in rows if not row.now]
    elsewhere = [row for row in rows if row.now and "source_id" in row.edited]
    renumbered = [row for row in rows if row.now and row not in elsewhere and "source_ref" in row.edited]
    tell_count(plan, len(gone), "{} deleted since: {} deleted.", "report was", "reports were")
    tell_count(
        plan, len(elsewhere), "{} given to another source since: {} there.", "report was", "reports were"
    )
    for row in renumbered[:MAX_TOLD]:
        plan.told.append(
            f"The number of the report “{shortened(row.now['headline'])}” has since been changed to "
            f"“{row.now['source_ref']}”: the report stays with the source that was kept."
        )
    for row in rows:
        if row.now:
            plan.add_restore(row, row.restorable)


def weigh_passages(plan: Plan, rows: list[JournalRow]) -> None:
    """Keep passages that the step added and that something else has come to rest on."""
    own = plan.step.rows.filter(model="evidence").values("row_id")
    others = Evidence.objects.filter(passage__in=[row.pk for row in rows if not row.before])
    used = set(others.exclude(pk__in=own).values_list("passage", flat=True))
    weigh_rows(plan, [row for row in rows if row.pk not in used])


WEIGHERS = {
    "passage": weigh_passages,
    "entity": weigh_records,
    "source": weigh_records,
    "name": weigh_names,
    "article": weigh_articles,
    "mention": weigh_mentions,
}


# Later work that moves back too, or stays


def tell_later_work(plan: Plan) -> None:
    """Report later work on what moved, and what was added to the record that was kept."""
    step, marks = plan.step, plan.step.marks
    for model, noun in ((Name, "name"), (ExternalId, "identifier")):
        for row in _edited_since(step, model).order_by("pk")[:MAX_TOLD]:
            plan.told.append(
                f"The {noun} “{_own_words(row)}” has since been changed: it goes back as it is now."
            )
    decided = _edited_since(step, Mention, by_people=True).count()
    tell_count(plan, decided, "{} decided since: {} so.", "mention was", "mentions were")
    kept = {"entity_id": step.record}
    if step.model == "source":
        entered = Article.objects.filter(source=step.record, pk__gt=marks.get("article", 0)).count()
        kept_name = Source.objects.filter(pk=step.record).values_list("name", flat=True).first()
        tell_count(
            plan,
            entered,
            f"{{}} entered under {kept_name} since: {{}} there.",
            "report was",
            "reports were",
        )
        return
    kept_name = Entity.objects.filter(pk=step.record).values_list("name", flat=True).first()
    added = apps.get_model("archive", "NameEvent").objects.filter(
        pgh_label="added", pgh_id__gt=marks.get("nameevent", 0), **kept
    )
    new_names = Name.objects.filter(pk__in=added.values("pgh_obj_id"), **kept)
    for name in new_names.order_by("pk")[:MAX_TOLD]:
        plan.told.append(f"The name “{name.text}” has since been added to {kept_name}: it stays there.")
    by_hand = Mention.objects.filter(method="curator", pk__gt=marks.get("mention", 0), **kept)
    by_hand = by_hand.exclude(pk__in=step.rows.filter(model="mention").values("row_id"))
    tell_count(
        plan,
        by_hand.count(),
        f"{{}} added by hand to {kept_name} since: {{}} there.",
        "mention was",
        "mentions were",
    )


def _edited_since(step, model, *, by_people=False):
    """Return the rows of a model that the step moved and that were changed since."""
    name = model._meta.model_name
    events = apps.get_model("archive", f"{model.__name__}Event").objects.filter(
        pgh_label="changed", pgh_id__gt=step.marks.get(f"{name}event", 0)
    )
    if by_people:
        events = events.filter(pgh_context__metadata__user__isnull=False)
    moved = step.rows.filter(model=name, before__has_key="entity_id").exclude(after__isnull=True)
    return model.objects.filter(pk__in=moved.values("row_id")).filter(pk__in=events.values("pgh_obj_id"))


def _own_words(row) -> str:
    return row.text if isinstance(row, Name) else str(row)
