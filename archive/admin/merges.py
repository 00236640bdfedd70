"""Past merges: a list, and a page for each, on which it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive.admin import versions
from archive.admin.bulk_jobs import change_many_records
from archive.admin.reasons import MAX_LENGTH
from archive.admin.step_rights import may_take_back
from archive.admin.withheld import CLOSED
from archive.admin_site import ArchiveAdminSite
from archive.curation.differences import listed
from archive.curation.plan import NOUNS, Plan, TakeBackError
from archive.curation.standing import foresee
from archive.curation.take_back import take_back
from archive.kinds import BY_KEY
from archive.models import (
    Article,
    BoilerplateRule,
    BulkChange,
    Claim,
    Entity,
    Event,
    Source,
    Step,
    Story,
    VariantWords,
)
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words

MERGES_A_PAGE = 50
RECORDS: dict[str, type[models.Model]] = {
    "source": Source, "article": Article, "story": Story, "event": Event, "claim": Claim,
    "boilerplaterule": BoilerplateRule, "variantwords": VariantWords,
}  # fmt: skip
CHANGED_MEANWHILE = "Something was changed while you looked at this page. Check it again before you go on."
MAX_AT_ONCE = 1_000  # rows; more are taken back in the background


@dataclass(frozen=True)
class TakeBackRefusal:
    """Why a merge cannot be taken back now, and what to do about it."""

    text: str
    url: str = ""
    link: str = ""


def merges_page(request):
    """List the merges, latest first."""
    if not (request.user.has_perm("archive.merge_entity") or request.user.has_perm("archive.merge_source")):
        raise PermissionDenied
    steps = Step.objects.merges().visible_to(request.user).select_related("user", "undone_by__user")
    page = Paginator(steps, MERGES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = versions.visible_steps(page.object_list, request.user)
    context = {**admin.site.each_context(request), "title": "Merges", "page": page}
    return TemplateResponse(request, "admin/merges.html", context)


def merge_made_page(request, pk):
    """Show a step and what taking it back would do, and take it back once confirmed."""
    steps = (
        Step.objects.exclude(verb=Step.Verb.TAKE_BACK)
        .visible_to(request.user)
        .select_related("user", "undone_by__user")
    )
    step = next(iter(versions.visible_steps(steps.filter(pk=pk), request.user)), None)
    if step is None or not (step.user_id == request.user.pk or may_take_back(request.user, step)):
        raise Http404("There is no such step.")
    if request.method == "POST" and not may_take_back(request.user, step):
        raise PermissionDenied
    if request.method == "POST" and _take_back(request, step):
        return redirect("admin:merge_made", pk)
    plan, refusal = _outlook(request, step)
    context = {
        **admin.site.each_context(request),
        "title": step.summary,
        "step": step,
        "plan": plan,
        "refusal": refusal,
        "moved": _moved(step),
        "record_url": _record_url(step),
        "longest": MAX_LENGTH,
    }
    return TemplateResponse(request, "admin/merge_made.html", context)


def _outlook(request, step) -> tuple[Plan | None, TakeBackRefusal | None]:
    if getattr(step, "undone_by", None):
        return None, None
    if BulkChange.objects.filter(verb=BulkChange.Verb.TAKE_BACK, step=step, status="running").exists():
        return None, TakeBackRefusal("It is being taken back in the background.", *_changes_link())
    if not may_take_back(request.user, step):
        return None, TakeBackRefusal("You may not take it back: ask an Editor.")
    try:
        plan = foresee(step)
    except TakeBackError as error:
        return None, _refusal(request, step, error)
    if not _may_read(request.user, step, *plan.told, *plan.lines):
        return None, TakeBackRefusal(CLOSED)
    return plan, None


def _may_read(user, step, *texts: str) -> bool:
    """Return whether nothing that is said about a step contains a protected name that this person may not see."""
    if may_see_protected(user) or not texts:
        return True
    reports = [versions.report_of_step(step)] * len(texts)
    return in_public_words(texts, reports=reports) == list(texts)


def _changes_link() -> tuple[str, str]:
    return reverse("admin:archive_bulkchange_changelist"), "Bulk changes"


def _refusal(request, step, error) -> TakeBackRefusal:
    """Say why, and link to what has to be done first."""
    if error.first:
        if not Step.objects.visible_to(request.user).filter(pk=error.first.pk).exists():
            return TakeBackRefusal("Something that you may not see must be taken back first. Ask an Editor.")
        return TakeBackRefusal(
            str(error), reverse("admin:merge_made", args=[error.first.pk]), error.first.summary
        )
    if not _may_read(request.user, step, str(error)):
        return TakeBackRefusal(CLOSED)
    if step.verb != Step.Verb.MERGE:
        return TakeBackRefusal(str(error))
    return TakeBackRefusal(str(error), reverse(f"admin:archive_{step.model}_deleted"), "Deleted records")


def _take_back(request, step) -> bool:
    reason = request.POST.get("change_reason", "").replace("\0", "").strip()[:MAX_LENGTH]
    if step.rows.count() > MAX_AT_ONCE:
        return _take_back_later(request, step, reason)
    try:
        done = take_back(step=step, user=request.user, reason=reason, seen=request.POST.get("seen", ""))
    except TakeBackError as error:
        messages.error(request, str(error))
        return False
    record = _record(step)
    if record is not None:
        admin.site.get_model_admin(type(record)).log_change(request, record, done.step.summary)
    back = f" Restored: {listed(done.lines)}." if done.lines else ""
    later = " Reports are being matched in the background." if done.reports.queued else ""
    messages.success(request, f"The {step.get_verb_display()} has been taken back.{back}{later}")
    for sentence in done.told:
        messages.info(request, sentence)
    return True


def _take_back_later(request, step, reason) -> bool:
    """Take a large step back in the background, if nothing has changed since the page was shown."""
    plan, refusal = _outlook(request, step)
    if plan is None:
        messages.error(request, refusal.text if refusal else "It has been taken back already.")
        return False
    if plan.digest != request.POST.get("seen", ""):
        messages.error(request, CHANGED_MEANWHILE)
        return False
    with transaction.atomic():
        change = BulkChange.objects.create(
            verb=BulkChange.Verb.TAKE_BACK,
            model="step",
            reason=reason,
            user=request.user,
            step=step,
            chosen_count=1,
        )
        change.add_rows([step.pk])
        change_many_records.defer(change_id=change.pk)
    address = reverse("admin:archive_bulkchange_change", args=[change.pk])
    messages.success(
        request,
        format_html('It is taken back in the background. <a href="{}">See how far it is</a>', address),
    )
    return True


def _moved(step) -> str:
    """Say how many rows of each table the merge changed."""
    counts = dict(step.rows.order_by().values_list("model").annotate(Count("pk")))
    told = [f"{counts[model]:,} {NOUNS[model][counts[model] != 1]}" for model in NOUNS if counts.get(model)]
    return listed(told) if told else ""


def _record(step):
    model = Entity if step.model in BY_KEY else RECORDS.get(step.model)
    return model._default_manager.filter(pk=step.record).first() if model else None


def _record_url(step) -> str:
    record = _record(step)
    return reverse(f"admin:archive_{step.model}_change", args=[record.pk]) if record is not None else ""


ArchiveAdminSite.add_page("merges/", merges_page, name="merges")
ArchiveAdminSite.add_page("merges/<int:pk>/", merge_made_page, name="merge_made")
