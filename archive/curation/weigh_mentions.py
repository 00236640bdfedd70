"""Decide for each mention of a step what taking it back does: it comes back only where its words occur."""

from __future__ import annotations

from archive.curation.journal import JournalRow
from archive.curation.placing import placed_anew, words_are_in_place
from archive.curation.plan import Plan, tell_count
from archive.curation.weigh_rows import weigh_added, without_orphans
from archive.models import Article, Mention, Name


def weigh_mentions(plan: Plan, rows: list[JournalRow]) -> None:
    """Restore duplicate mentions whose words still occur; leave those removed or moved since."""
    gone = [row for row in rows if not row.now and row.before and row.after]
    tell_count(
        plan,
        len(gone),
        "{} removed since, or no longer found in the text: {} removed.",
        "mention was",
        "mentions were",
    )
    coming = [row for row in rows if not row.after and not row.now]
    _bring_doubles(plan, coming)
    for row in rows:
        if not row.before:
            weigh_added(plan, row)
        elif row.after and row.now:
            plan.add_restore(row, _in_place(plan, row))


def _in_place(plan: Plan, row: JournalRow) -> dict:
    """Drop the position of a mention if its words do not occur there now."""
    values = row.restorable
    if set(values) & {"start", "end", "text", "field"}:
        then = row.now | values
        article = _as_they_will_be(plan, {then["article_id"]}).get(then["article_id"])
        text = getattr(article, then["field"], "")
        if then["start"] is not None and text[then["start"] : then["end"]] != then["text"]:
            values = {k: v for k, v in values.items() if k not in ("start", "end", "text", "field")}
    return values


def _bring_doubles(plan, rows: list[JournalRow]) -> None:
    rows = without_orphans(plan, rows)
    texts = _as_they_will_be(plan, {row.before["article_id"] for row in rows})
    taken = _places_taken(plan, rows)
    names = set(Name.objects.values_list("pk", flat=True)) if rows else set()
    names |= {values["id"] for values in plan.insert.get("name", [])}
    lost = 0
    for row in rows:
        values = _placed(texts.get(row.before["article_id"]), row.before)
        if values is None:
            lost += 1
            continue
        place = (values["article_id"], values["entity_id"], values["field"], values["start"])
        if place in taken:
            continue
        taken.add(place)
        name = values["name_id"] if values["name_id"] in names else None
        plan.add_insert("mention", {**values, "name_id": name})
    tell_count(
        plan,
        lost,
        "{} no longer occur in a report: {} removed.",
        "double mention does",
        "double mentions do",
    )


def _as_they_will_be(plan: Plan, ids: set[int]) -> dict[int, Article]:
    """Return reports with the texts that they will have once the plan has been carried out."""
    found = Article.objects.in_bulk(ids)
    for values in plan.insert.get("article", []):
        if values["id"] in ids:
            found[values["id"]] = Article(**{name: values[name] for name in Article.NAMED_FIELDS})
    as_left = set(plan.as_left.get("article", ()))
    own = plan.step.rows.filter(model="article", row_id__in=ids, before__has_any_keys=Article.NAMED_FIELDS)
    for row in own.exclude(after__isnull=True):
        back = row.before if row.row_id in as_left else plan.restore.get("article", {}).get(row.row_id)
        for name, text in (back or {}).items():
            if name in Article.NAMED_FIELDS:
                setattr(found[row.row_id], name, text)
    return found


def _placed(article: Article | None, mention: dict) -> dict | None:
    if article is None:
        return None
    return mention if words_are_in_place(article, mention) else placed_anew(article, mention)


def _places_taken(plan, rows) -> set[tuple]:
    """Return the positions of mentions that stay where they are, in the reports of these rows."""
    there = Mention.objects.filter(
        article__in={row.before["article_id"] for row in rows},
        entity__in={row.before["entity_id"] for row in rows},
    )
    moving = plan.step.rows.filter(model="mention", before__has_key="entity_id").exclude(after__isnull=True)
    there = there.exclude(pk__in=moving.values("row_id"))
    return set(there.values_list("article", "entity", "field", "start"))
