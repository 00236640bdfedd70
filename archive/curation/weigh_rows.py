"""Decide for each row of a step what taking it back does, as the row now stands."""

from __future__ import annotations

from django.apps import apps

from archive.curation.journal import JournalRow
from archive.curation.plan import NOUNS, Plan, in_words, label, tell_count, title
from archive.models.among import among

MAX_TOLD = 20


def weigh_rows(plan: Plan, rows: list[JournalRow]) -> None:
    """Decide what happens to each row, with a sentence about each conflict with later work."""
    later = []
    for row in without_orphans(plan, rows):
        if not row.after:
            weigh_deleted(plan, row)
        elif not row.before:
            weigh_added(plan, row)
        elif not row.now:
            plan.told.append(f"{title(row)} has since been deleted: it stays deleted.")
        else:
            plan.add_restore(row, row.restorable)
            later += [(row, column, value) for column, value in row.edited.items()]
    for row, column, value in later[:MAX_TOLD]:
        plan.told.append(
            f"{label(row, column)} of {title(row)} has since been changed: it stays {in_words(row, column, value)}. "
            f"Before, it was {in_words(row, column, row.before[column])}."
        )
    tell_count(plan, len(later[MAX_TOLD:]), "{} changed since: {}.", "more value was", "more values were")


def weigh_deleted(plan: Plan, row: JournalRow) -> None:
    """Restore a deleted row, unless something has taken its place."""
    if row.now:
        return
    model = apps.get_model("archive", row.model)
    for unique in UNIQUE.get(row.model, ()):
        taken = model._base_manager.filter(**{column: row.before[column] for column in unique}).first()
        if taken is not None:
            plan.told.append(f"{title(row)} does not come back: {taken} has taken its place.")
            return
    plan.add_insert(row.model, dict(row.before))


def without_orphans(plan: Plan, rows: list[JournalRow]) -> list[JournalRow]:
    """Drop deleted rows whose record no longer exists; a pointer that may be empty is emptied instead."""
    coming = [row for row in rows if not row.after and not row.now]
    lost = set()
    fields = apps.get_model("archive", coming[0].model)._meta.concrete_fields if coming else ()
    for column in fields:
        target = column.related_model
        if target is None or column.attname == "parent_id":  # places are put in their order elsewhere
            continue
        wanted = {row.before.get(column.attname) for row in coming} - {None}
        there = set(target._base_manager.filter(pk__in=among(wanted, "bigint")).values_list("pk", flat=True))
        there |= {
            values["id"] for values in plan.insert.get(target._meta.concrete_model._meta.model_name, [])
        }
        if target._meta.model_name == coming[0].model:
            there |= {row.pk for row in coming}
        for row in coming:
            if row.before.get(column.attname) in wanted - there:
                if column.null:
                    row.before[column.attname] = None
                else:
                    lost.add(row.pk)
    if lost:
        one, many = NOUNS[coming[0].model]
        stays = "belonged to something that is gone"
        plan.told.append(f"{len(lost):,} {one if len(lost) == 1 else many} {stays}: not restored.")
    return [row for row in rows if row.pk not in lost]


UNIQUE: dict[str, list[tuple[str, ...]]] = {
    "externalid": [("scheme", "value")],
    "pastslug": [("kind", "slug")],
    "pastsource": [("slug",)],
    "nameverdict": [("text",)],
    "leftover": [("article_id", "name_key")],
    "attachment": [("article_id", "capture_id")],
    "apart": [("one_id", "other_id")],
    "apartsources": [("one_id", "other_id")],
    "boilerplaterule": [("source_id", "kind", "text")],
    "eventparty": [("event_id", "role", "entity_id", "words")],
    "datasetactor": [("family", "words", "within_edtf")],
    "unrelatedreport": [("event_id", "article_id")],
    "refusalverdict": [("record_id",)],
    "evidence": [("statement_id", "event_id", "claim_id", "passage_id", "dataset_row_id")],
}


def weigh_added(plan: Plan, row: JournalRow) -> None:
    """Remove what the step added, unless somebody has worked on it since."""
    if not row.now:
        return
    if all(row.now[name] == value for name, value in row.after.items() if name != "rank"):
        plan.remove.setdefault(row.model, []).append(row.pk)
    elif row.model != "mention":
        plan.told.append(f"{title(row)} has since been changed: it stays.")
