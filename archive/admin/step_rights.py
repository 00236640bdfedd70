"""Who may take a step back: whoever may do by hand what that does, to records that this person may see."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from archive.curation.withdraw import may_unpublish
from archive.kinds import BY_KEY
from archive.models import Article, Step
from archive.models.visibility import is_published

RIGHTS = {
    Step.Verb.NAME: "add_name",
    Step.Verb.APART: "add_apart",
    Step.Verb.COPIES: "change_article",
    Step.Verb.REFUSAL: "add_refusalverdict",
}
ADDED = ExpressionWrapper(Q(before__isnull=True), output_field=BooleanField())
DELETED = ExpressionWrapper(Q(after__isnull=True), output_field=BooleanField())
# What follows from a change of something else, or belongs to a record that is asked for itself.
FOLLOWING = {"pastslug", "pastsource", "leftover", "mention", "passage", "datasetrow"}
MERGES = (Step.Verb.MERGE, Step.Verb.SPLIT)


def may_take_back(user, step: Step) -> bool:
    """Return whether somebody may take this step back."""
    may = (
        user.is_active
        and user.is_staff
        and all(user.has_perm(f"archive.{name}") for name in needed(user, step))
    )
    return may and _may_reports(user, step)


def needed(user, step: Step) -> set[str]:
    """Return the permissions that taking a step back needs, by the rows that it changes."""
    verb = Step.Verb(step.verb)
    if verb in MERGES:
        return {"merge_source" if step.model == "source" else "merge_entity"}
    if verb in RIGHTS:
        return {RIGHTS[verb]}
    if verb == Step.Verb.DECIDE and step.model in ("mention", "article", *BY_KEY):
        return {"review_mention"}
    states = (
        step.rows.order_by()
        .annotate(added=ADDED, deleted=DELETED)
        .values_list("model", "added", "deleted")
        .distinct()
    )
    own = step.user_id == user.pk
    return {
        _right(step, model, added=added, deleted=deleted, own=own)
        for model, added, deleted in states
        if model not in FOLLOWING
    }


def _right(step: Step, model: str, *, added: bool, deleted: bool, own: bool) -> str:
    if model == "claim" and step.verb == Step.Verb.DECIDE and not (added or deleted):
        return "review_claim"
    verb = "add" if deleted or added and own else "delete" if added else "change"
    if model in ("unrelatedreport", "datasetactor") and verb == "change":
        verb = "add"
    return f"{verb}_{step.model if model == 'entity' and step.model in BY_KEY else model}"


def _may_reports(user, step: Step) -> bool:
    """Return whether somebody may have these reports as they were: readers see those that are published."""
    rows = step.rows.filter(model="article")
    if not rows.exists() or step.verb in MERGES:
        return True
    reports = Article.objects.filter(pk__in=rows.values("row_id"))
    if reports.count() != reports.open_to(user).count():
        return False
    publishing, withdrawing = "archive.publish_article", "archive.withdraw_article"
    published = reports.filter(is_published())
    if not user.has_perm(publishing):
        was_public = rows.exclude(before__isnull=True).filter(before__contains={"status": "published"})
        return not published.exists() and not was_public.exists()
    withdrawn = {"status": "withdrawn"}
    about_withdrawal = rows.filter(Q(before__contains=withdrawn) | Q(after__contains=withdrawn))
    if about_withdrawal.exists() and not user.has_perm(withdrawing):
        return False
    going = rows.filter(
        Q(before__isnull=True) | Q(before__contains={"status": "draft"}), row_id=OuterRef("pk")
    )
    leaving = published.filter(Exists(going))
    return leaving.count() == may_unpublish(leaving, user).count()
