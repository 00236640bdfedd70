"""What somebody decided about names: told with a way back, undone with one key, and listed."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive.admin import versions
from archive.admin.step_rights import may_take_back
from archive.admin_site import ArchiveAdminSite
from archive.curation.plan import TakeBackError
from archive.curation.take_back import take_back
from archive.models import Step

DECISIONS_A_PAGE = 50
VERBS = (Step.Verb.NAME, Step.Verb.DECIDE, Step.Verb.SPLIT, Step.Verb.APART)


def announce_decision(request, step: Step, reports=None) -> None:
    """Say what was decided and what follows, with a link to take it back."""
    follows = ""
    if reports is not None and reports.queued:
        follows = " Reports that have it are being matched in the background."
    elif reports is not None and reports.articles:
        follows = (
            f" {reports.articles} {'report was' if reports.articles == 1 else 'reports were'} matched again."
        )
    address = reverse("admin:merge_made", args=[step.pk])
    messages.success(
        request, format_html('{}.{} <a href="{}">See it, or take it back</a>', step.summary, follows, address)
    )


def own_decisions(user):
    """Return the decisions about names that somebody made and has not taken back, latest first."""
    return Step.objects.of(user).filter(verb__in=VERBS)


def last_decision(user) -> Step | None:
    """Return the latest decision about names of this person that can still be undone by them, if there is one."""
    step = own_decisions(user).first()
    return step if step is not None and may_take_back(user, step) else None


def undo_last(request) -> None:
    """Take back the latest decision of this person."""
    step = last_decision(request.user)
    if step is None:
        messages.info(request, "There is nothing to undo.")
        return
    try:
        done = take_back(step=step, user=request.user)
    except TakeBackError as error:
        messages.error(request, f"“{step.summary}” cannot be undone. {error}")
        return
    messages.success(request, f"{done.step.summary}.")
    for sentence in done.told:
        messages.info(request, sentence)


def decisions_page(request):
    """List the decisions about names, latest first: one's own, or everybody's."""
    if not request.user.has_perm("archive.review_mention"):
        raise PermissionDenied
    everybody = request.GET.get("who") == "all"
    steps = (
        Step.objects.filter(verb__in=VERBS).visible_to(request.user).select_related("user", "undone_by__user")
    )
    steps = steps if everybody else steps.filter(user=request.user)
    page = Paginator(steps, DECISIONS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = versions.visible_steps(page.object_list, request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Decisions about names",
        "page": page,
        "everybody": everybody,
        "whose": True,
        "query": "who=all" if everybody else "",
    }
    return TemplateResponse(request, "admin/merges.html", context)


ArchiveAdminSite.add_page("decisions/", decisions_page, name="decisions")
