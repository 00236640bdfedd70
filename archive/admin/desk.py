"""The desk: what there is to do, recent changes, and shortcuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from archive.admin import versions
from archive.admin.actors import open_actors
from archive.admin.claim_review import suggested_claims
from archive.admin.context import without_evidence
from archive.admin.duplicates import open_pairs
from archive.admin.evidence import lost_and_used, passages_open_to
from archive.admin.leftovers import open_names
from archive.admin.lists import shown_count
from archive.admin.review import suggestions
from archive.admin.saved_searches import saved_links
from archive.admin.unsettled import open_records
from archive.admin_site import ArchiveAdminSite
from archive.kinds import KINDS, all_kinds
from archive.models import (
    Affiliation,
    Article,
    BoilerplateRule,
    BulkChange,
    Claim,
    Entity,
    Event,
    Fact,
    FactionRelation,
    LongText,
    Mention,
    Name,
    Passage,
    Source,
    Statement,
    VariantWords,
)
from archive.models.rights import may_see_protected
from archive.models.visibility import is_accepted
from archive.models.wordings import in_public_words

MAX_COUNTED = 1_000
MAX_CHANGES_SHOWN = 12
# What rests on evidence, and the column of Evidence that points to it.
SOURCED: dict[Any, str] = {
    Affiliation: "statement",
    FactionRelation: "statement",
    Fact: "statement",
    Event: "event",
    Claim: "claim",
}


@dataclass(frozen=True)
class Task:
    """A task: how much of it there is, and where to do it."""

    count: str
    label: str
    url: str
    urgent: bool = False


@dataclass(frozen=True)
class Shortcut:
    label: str
    url: str


def gather(request) -> dict:
    """Return what the desk shows to this person."""
    return {
        "tasks": tasks(request),
        "shortcuts": shortcuts(request),
        "steps": recent_steps(request),
        "saved": saved_links(request),
    }


def tasks(request) -> list[Task]:
    """Count the tasks, each up to a limit."""
    found = []
    may = request.user.has_perm
    if may("archive.review_mention"):
        found.append(
            _task(suggestions(request), "name to review", "names to review", reverse("admin:review"))
        )
    if may("archive.view_leftovername"):
        left = open_names(request.user)
        found.append(_task(left, "name left over", "names left over", reverse("admin:leftovers")))
    if may("archive.view_likelypair"):
        pairs = open_pairs(request.user)
        found.append(_task(pairs, "possible duplicate", "possible duplicates", reverse("admin:duplicates")))
    if may("archive.review_claim"):
        waiting = suggested_claims(request)
        found.append(_task(waiting, "claim to review", "claims to review", reverse("admin:review_claims")))
    if may("archive.change_unsettledrecord") and (doubtful := _unsettled_task(request)).urgent:
        found.append(doubtful)
    if may("archive.add_datasetactor") and (unknown := _actors_task()).urgent:
        found.append(unknown)
    if may("archive.view_article"):
        listed = reverse("admin:archive_article_changelist")
        named = Exists(Mention.objects.accepted().filter(article=OuterRef("pk")))
        drafts, published = Article.objects.filter(status=Article.Status.DRAFT), Article.objects.published()
        found += [
            _task(drafts, "draft", "drafts", f"{listed}?status__exact=draft"),
            _task(
                published.filter(date_edtf=""),
                "undated report",
                "undated reports",
                f"{listed}?dated=none&status__exact=published",
            ),
            _task(
                published.filter(~named),
                "report that names nobody",
                "reports that name nobody",
                f"{listed}?linked=none&status__exact=published",
            ),
        ]
    return [*found, *unsourced(request), *under_way(request)]


def _actors_task() -> Task:
    one, many = "actor of a data set without a faction", "actors of data sets without a faction"
    return _task(open_actors(), one, many, reverse("admin:actors"))


def _unsettled_task(request) -> Task:
    one, many = "imported record that may be an entry already", "imported records that may be entries already"
    return _task(open_records(request.user), one, many, reverse("admin:unsettled"))


def unsourced(request) -> list[Task]:
    """Return what readers do not see, or soon will not, because nothing of a report says it; nothing if there is none."""
    found = []
    for sort, column in SOURCED.items():
        if request.user.has_perm(f"archive.change_{column}"):
            rows = without_evidence(sort.objects.visible_to(request.user).filter(is_accepted()), column)
            one, many = sort._meta.verbose_name, sort._meta.verbose_name_plural
            listed = reverse(f"admin:archive_{sort._meta.model_name}_changelist")
            url = f"{listed}?evidence=none&status__exact=accepted"
            found.append(_task(rows, f"{one} not sourced", f"{many} not sourced", url))
    if request.user.has_perm("archive.change_passage"):
        url = f"{reverse('admin:archive_passage_changelist')}?placed=used"
        lost = lost_and_used(passages_open_to(Passage.objects.all(), request.user))
        found.append(_task(lost, "passage lost its words", "passages lost their words", url))
    return [task for task in found if task.urgent]


def under_way(request) -> list[Task]:
    """Return this person's background work, if any."""
    changes = BulkChange.objects.filter(status=BulkChange.Status.RUNNING, user=request.user)
    texts = LongText.objects.filter(state=LongText.State.WAITING, user=request.user)
    changes_url = f"{reverse('admin:archive_bulkchange_changelist')}?status__exact=running"
    texts_url = f"{reverse('admin:archive_longtext_changelist')}?state__exact=waiting"
    found = [
        _task(changes, "bulk change under way", "bulk changes under way", changes_url),
        _task(texts, "long text being cleaned", "long texts being cleaned", texts_url),
    ]
    return [task for task in found if task.urgent]


def _task(rows, one, many, url) -> Task:
    count = rows.order_by()[: MAX_COUNTED + 1].count()
    return Task(shown_count(count, most=MAX_COUNTED), one if count == 1 else many, url, urgent=count > 0)


def shortcuts(request) -> list[Shortcut]:
    """Return what this person may add."""
    wanted = [
        ("article", "Add a report"),
        *((kind.key, f"Add {kind.one}") for kind in KINDS),
        ("source", "Add a source"),
        ("event", "Add an event"),
    ]
    found = [
        Shortcut(label, reverse(f"admin:archive_{name}_add"))
        for name, label in wanted
        if request.user.has_perm(f"archive.add_{name}")
    ]
    if request.user.has_perm("archive.add_datasetrow"):
        found.append(Shortcut("Import a data set", reverse("admin:import_dataset")))
    if request.user.has_perm("archive.add_unsettledrecord"):
        found.append(Shortcut(f"Import {all_kinds()}", reverse("admin:import_entities")))
    return [*found, Shortcut("My day", reverse("admin:my_day"))]


def recent_steps(request) -> list[versions.ChangesAtOnce]:
    """Return the latest changes that people made, each with a link to its history."""
    changes = []
    for model in _watched(request):
        events = versions.events_shown(model, request.user)
        if model is Article:
            events = events.defer("body", "standfirst", "removed", "note")
        latest = list(
            events.filter(pgh_context__metadata__user__isnull=False).select_related("pgh_context")[
                :MAX_CHANGES_SHOWN
            ]
        )
        titles = [versions.title_of(model, event, request.user) for event in latest]
        if not may_see_protected(request.user):
            titles = in_public_words(titles, reports=map(versions.report_of, latest))
        changes += [
            versions.RowChange(event, model, event.pgh_label, title)
            for event, title in zip(latest, titles, strict=True)
        ]
    steps = versions.steps(changes)[:MAX_CHANGES_SHOWN]
    for step in steps:
        step.url = _history_url(step.changes[0])
    return steps


def _watched(request):
    """Yield the models whose changes this person may see."""
    rights = (
        ("article", (Article,)),
        ("entity", (Entity, Name)),
        ("source", (Source,)),
        ("statement", (Statement,)),
        ("event", (Event,)),
        ("claim", (Claim,)),
        ("boilerplaterule", (BoilerplateRule,)),
        ("variantwords", (VariantWords,)),
    )
    for name, models in rights:
        if request.user.has_perm(f"archive.view_{name}"):
            yield from models


def _history_url(change: versions.RowChange) -> str:
    """Return the address of the history containing a change; empty if the record no longer exists."""
    model, pk = change.model, change.event.pgh_obj_id
    if model is Name:
        model, pk = Entity, change.event.entity_id
    if not model._base_manager.filter(pk=pk).exists():
        return ""
    return reverse(f"admin:archive_{model._meta.model_name}_history", args=[pk])


ArchiveAdminSite.set_desk(gather)
