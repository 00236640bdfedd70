"""What became of imports, in a sentence each: on the desk, and in the list of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from archive.admin.import_rights import import_url, visible_imports
from archive.admin.lists import format_count
from archive.curation.differences import listed
from archive.models import Article, Batch
from archive.models.bounded import MAX_COUNTED, BoundedCount
from archive.models.rights import may_see_every_draft, may_see_protected
from archive.models.wordings import in_public_words
from archive.text.localised import counted

MAX_SHOWN = 6
LATELY = timedelta(days=30)
COUNTS = (
    ("created_count", "added"),
    ("updated_count", "changed"),
    ("duplicate_count", "already there"),
    ("doubtful_count", "left to a curator"),
    ("rejected_count", "refused"),
)


@dataclass(frozen=True)
class ImportOutcome:
    """An import on the desk: what it was, what became of it, and how many drafts of it wait."""

    label: str
    at: datetime
    outcome: str
    url: str
    drafts: str
    drafts_url: str


def outcome_of(batch: Batch) -> str:
    """Say in words what became of an import."""
    counts = [f"{getattr(batch, name):,} {words}" for name, words in COUNTS if getattr(batch, name)]
    nothing = "nothing in it was new" if batch.read_count else "nothing was read"
    told = listed(counts) if counts else nothing
    match batch.status:
        case Batch.Status.WAITING:
            return "waits for the worker"
        case Batch.Status.RUNNING:
            return f"is running: {told} so far"
        case Batch.Status.INTERRUPTED:
            return f"was interrupted after {counted(batch.read_count, 'record')}: {told}"
    return f"a trial, nothing was written: {told}" if batch.options.get("dry_run") else told


def import_outcomes(user) -> list[ImportOutcome]:
    """Return the imports that still have drafts, and the latest others; what was pasted one by one is not among them."""
    drafts = Article.objects.filter(batch=OuterRef("pk"), status=Article.Status.DRAFT).order_by()
    found = Batch.objects.exclude(read_count__lte=1, status=Batch.Status.FINISHED).defer("errors")
    if not user.has_perm("archive.view_batch"):
        found = found.filter(user=user) if not may_see_every_draft(user) else found.filter(Exists(drafts))
    latest = list(found.order_by("-pk")[:MAX_SHOWN])
    waiting = list(found.filter(Exists(drafts)).order_by("-pk")[:MAX_SHOWN])
    chosen = sorted({batch.pk for batch in waiting[: MAX_SHOWN // 2] + latest}, reverse=True)[:MAX_SHOWN]
    counted = BoundedCount(drafts.values("pk"))
    rows = list(found.filter(pk__in=chosen).annotate(drafts=counted).order_by("-pk"))
    labels = [batch.label for batch in rows]
    if not may_see_protected(user):
        labels = in_public_words(labels)
    return [_shown(user, batch, label) for batch, label in zip(rows, labels, strict=True)]


def _shown(user, batch, label: str) -> ImportOutcome:
    listed_at = reverse("admin:archive_article_changelist")
    return ImportOutcome(
        label=label,
        at=batch.started_at,
        outcome=outcome_of(batch),
        url=import_url(batch) if visible_imports(user).filter(pk=batch.pk).exists() else "",
        drafts=format_count(batch.drafts, most=MAX_COUNTED) if batch.drafts else "",
        drafts_url=f"{listed_at}?batch__id__exact={batch.pk}&status__exact=draft",
    )


def refused_lately(batches):
    """Filter to the imports of the last thirty days that refused records."""
    return batches.filter(rejected_count__gt=0, started_at__gte=timezone.now() - LATELY)


class RefusedFilter(admin.SimpleListFilter):
    title = "refusals"
    parameter_name = "refused"

    def lookups(self, request, model_admin):
        return [("lately", "in the last 30 days"), ("any", "any")]

    def queryset(self, request, queryset):
        if self.value() == "lately":
            return refused_lately(queryset)
        return queryset.filter(rejected_count__gt=0) if self.value() == "any" else queryset
