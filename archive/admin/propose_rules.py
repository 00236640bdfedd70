"""Rules of a source: proposed from lines that recur, tried over all its reports, and applied, with one step to take back."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.bulk import bulk_url
from archive.admin.bulk_jobs import change_many_records
from archive.admin_site import ArchiveAdminSite
from archive.ingest.rules import RuleError
from archive.ingest.suggest import SEEN_AT_LEAST, Suggestion, suggest_rules
from archive.models import Article, BoilerplateRule, BulkChange, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words

MAX_READ, MAX_SHOWN = 2_000, 200
Line = TypeVar("Line", Suggestion, BoilerplateRule)
Verb, Kind = BulkChange.Verb, BoilerplateRule.Kind


def propose_rules(request, pk):
    """Show the lines that recur in reports of a source; try those that are ticked, or apply those that were tried."""
    _check(request)
    source = get_object_or_404(Source, pk=pk)
    if request.method == "POST":
        step = _apply if request.POST.get("step") == "apply" else _try
        return HttpResponseRedirect(step(request, source), status=303)
    problem, proposals = "", []
    try:
        proposals = _open(suggest_rules(source, most=MAX_READ), request.user)
    except RuleError as error:
        problem = str(error)
    waiting = BoilerplateRule.objects.filter(source=source, active=False, kind=Kind.LINE).order_by("text")
    known = {proposal.text for proposal in proposals}
    trial = _latest(source, request.user)
    context = {
        **admin.site.each_context(request), "title": f"Lines that recur in {source}", "source": source, "problem": problem,
        "proposals": proposals[:MAX_SHOWN], "seen": SEEN_AT_LEAST, "most": MAX_READ, "trial": trial,
        "waiting": [rule for rule in _open(list(waiting[:MAX_SHOWN]), request.user) if rule.text not in known],
        "samples": _samples(trial, request.user) if trial else [],
        "at_work": bool(trial and trial.status == BulkChange.Status.RUNNING),
    }  # fmt: skip
    return TemplateResponse(request, "admin/propose_rules.html", context)


def _check(request) -> None:
    """Let those pass who may write rules and change reports that readers see."""
    rights = ("archive.add_boilerplaterule", "archive.change_boilerplaterule", "archive.publish_article")
    if not request.user.has_perms(rights):
        raise PermissionDenied


def _open(proposals: list[Line], user) -> list[Line]:
    """Leave out lines that name somebody protected, for those who may not see them."""
    if may_see_protected(user):
        return proposals
    public = in_public_words([proposal.text for proposal in proposals])
    return [each for each, words in zip(proposals, public, strict=True) if each.text == words]


def _latest(source: Source, user) -> BulkChange | None:
    """Return this person's latest trial of rules of a source, unless its rules were applied since."""
    found = (
        BulkChange.objects.filter(verb=Verb.CLEAN, values__source=source.pk, user=user)
        .order_by("-pk")
        .first()
    )
    return found if found and found.values.get("dry_run") else None


def _samples(trial: BulkChange, user) -> list[tuple[Article, dict]]:
    samples = trial.values.get("samples", [])
    rows = Article.objects.open_to(user).for_lists().in_bulk([sample["article"] for sample in samples])
    return [(rows[each["article"]], each) for each in samples if each["article"] in rows]


def _try(request, source: Source) -> str:
    texts = list(dict.fromkeys(text for text in request.POST.getlist("line") if text.strip()))[:MAX_SHOWN]
    page = reverse("admin:propose_rules", args=[source.pk])
    if not texts:
        messages.warning(request, "Tick the lines to try.")
        return page
    rules = [{"kind": Kind.LINE.value, "text": text} for text in texts]
    _begin(request.user, source, values={"rules": rules, "source": source.pk, "dry_run": True})
    return page


def _apply(request, source: Source) -> str:
    """Put the rules that were tried into the table, and clean the reports of the source again in the background."""
    trial = _latest(source, request.user)
    if trial is None or trial.status != BulkChange.Status.FINISHED:
        messages.warning(request, "Try the lines first.")
        return reverse("admin:propose_rules", args=[source.pk])
    rules = trial.values["rules"]
    with transaction.atomic():
        for rule in rules:
            BoilerplateRule.objects.update_or_create(
                source=source, kind=rule["kind"], text=rule["text"], defaults={"active": True}
            )
        change = _begin(request.user, source, values={"rules": rules, "source": source.pk, "dry_run": False})
    messages.success(
        request,
        "The rules hold from now on, and the reports of the source are cleaned again in the background.",
    )
    return bulk_url(change)


def _begin(user, source: Source, *, values: dict) -> BulkChange:
    reports = Article.objects.open_to(user).filter(source=source, capture__isnull=False)
    ids = list(reports.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        change = BulkChange.objects.create(
            verb=Verb.CLEAN, model="article", user=user, chosen_count=len(ids), values=values,
            reason=f"rules of {source}"[:500],
        )  # fmt: skip
        change.add_rows(ids)
        change_many_records.defer(change_id=change.pk)
    return change


ArchiveAdminSite.add_page("sources/<int:pk>/lines/", propose_rules, name="propose_rules")
