"""Try rules over the reports of a source, and clean its reports again: parts of bulk changes."""

from __future__ import annotations

from archive.ingest.derive import DerivedChanges, derive
from archive.ingest.rules import Rule
from archive.models import Article, BulkChange
from archive.models.among import among

MAX_SAMPLES, MAX_PIECES, MAX_LENGTH = 40, 5, 400


def rules_tried(change: BulkChange) -> list[Rule]:
    """Return the rules that a change tries or applies."""
    return [Rule(rule["kind"], rule["text"]) for rule in change.values.get("rules", [])]


def try_rules(change: BulkChange, ids: list[int]) -> None:
    """Clean reports again with rules that are tried, write nothing, count those that would change, and keep a few as samples."""
    result = derive(articles=ids, dry_run=True, more_rules=rules_tried(change))
    change.changed_count += len(result.changes)
    change.left_count += len(ids) - len(result.changes)
    samples = change.values.get("samples", [])
    samples += [_sample(made) for made in result.changes[: MAX_SAMPLES - len(samples)]]
    change.values = change.values | {"samples": samples}


def _sample(made: DerivedChanges) -> dict:
    """Return what would go from a report, shortened."""
    before, after = made.fields.get("removed", ([], []))
    known = {piece["text"] for piece in before}
    gone = [piece["text"][:MAX_LENGTH] for piece in after if piece["text"] not in known]
    return {"article": made.article_id, "gone": gone[:MAX_PIECES], "more": max(0, len(gone) - MAX_PIECES)}


def clean_again(ids: list[int], user) -> list[int]:
    """Clean reports again with the rules of the table, as far as this person may open them; return the ids of those that changed."""
    found = Article.objects.open_to(user).filter(pk__in=among(ids, "bigint"))
    result = derive(articles=list(found.order_by("pk").values_list("pk", flat=True)))
    return [made.article_id for made in result.changes]
