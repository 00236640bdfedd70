"""My day: what somebody did, latest first, each step and import with a way to take it back; and what everybody did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone

from archive.admin import versions
from archive.admin.import_rights import import_url, visible_imports
from archive.admin.outcomes import outcome_of
from archive.admin_site import ArchiveAdminSite
from archive.models import Batch, Step
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words

STEPS_A_PAGE = 50
MAX_IMPORTS = 50


def my_day_page(request):
    """List the steps of one day: this person's, or everybody's for those who publish."""
    may_see_others = request.user.has_perm("archive.publish_article")
    everybody = request.GET.get("who") == "all"
    if everybody and not may_see_others:
        raise PermissionDenied
    day = _day(request.GET.get("day", ""))
    steps = Step.objects.visible_to(request.user).filter(
        at__gte=_start(day), at__lt=_start(day + timedelta(1))
    )
    steps = steps if everybody else steps.filter(user=request.user)
    page = Paginator(steps.select_related("user", "undone_by__user"), STEPS_A_PAGE).get_page(
        request.GET.get("page")
    )
    page.object_list = versions.visible_steps(page.object_list, request.user)
    today = timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": "My day" if not everybody else "Everybody’s day",
        "page": page,
        "imports": imports_on(request.user, day, everybody=everybody),
        "day": day,
        "is_today": day == today,
        "before": _busy_day(request.user, everybody=everybody, before=day),
        "after": day + timedelta(1) if day < today else None,
        "everybody": everybody,
        "may_see_others": may_see_others,
        "query": urlencode(({"who": "all"} if everybody else {}) | {"day": day.isoformat()}),
    }
    return TemplateResponse(request, "admin/my_day.html", context)


@dataclass(frozen=True)
class ImportOnDay:
    """An import in the history: what it was, what became of it, who asked for it, and its page, on which it is taken back."""

    batch: Batch
    label: str
    outcome: str
    url: str


def imports_on(user, day: date, *, everybody: bool) -> list[ImportOnDay]:
    """Return the imports that began on a day, latest first; what was pasted one by one stands among the steps."""
    batches = list(
        _imports(user, everybody=everybody)
        .filter(started_at__gte=_start(day), started_at__lt=_start(day + timedelta(1)))
        .select_related("user")
        .defer("errors")
        .order_by("-pk")[:MAX_IMPORTS]
    )
    labels = [batch.label for batch in batches]
    if not may_see_protected(user):
        labels = in_public_words(labels)
    return [
        ImportOnDay(batch, label, outcome_of(batch), import_url(batch))
        for batch, label in zip(batches, labels, strict=True)
    ]


def _imports(user, *, everybody: bool):
    found = visible_imports(user).exclude(read_count__lte=1, status=Batch.Status.FINISHED)
    return found if everybody else found.filter(user=user)


def _day(text: str) -> date:
    """Read a day from an address; today if there is none or none that can be."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return min(max(found, date(1970, 1, 1)), timezone.localdate())


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _busy_day(user, *, everybody: bool, before: date) -> date | None:
    """Return the last earlier day on which something was done."""
    steps = Step.objects.visible_to(user).filter(at__lt=_start(before))
    steps = steps if everybody else steps.filter(user=user)
    imports = _imports(user, everybody=everybody).filter(started_at__lt=_start(before))
    moments = [
        *steps.order_by("-id").values_list("at", flat=True)[:1],
        *imports.order_by("-started_at").values_list("started_at", flat=True)[:1],
    ]
    return timezone.localtime(max(moments)).date() if moments else None


ArchiveAdminSite.add_page("my-day/", my_day_page, name="my_day")
