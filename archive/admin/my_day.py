"""My day: what somebody did, latest first, each step with a way to take it back; and what everybody did."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone

from archive.admin import versions
from archive.admin_site import ArchiveAdminSite
from archive.models import Step

STEPS_A_PAGE = 50


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
    page.object_list = versions.acts_shown(page.object_list, request.user)
    today = timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": "My day" if not everybody else "Everybody’s day",
        "page": page,
        "day": day,
        "is_today": day == today,
        "before": _busy_day(request.user, everybody=everybody, before=day),
        "after": day + timedelta(1) if day < today else None,
        "everybody": everybody,
        "may_see_others": may_see_others,
    }
    return TemplateResponse(request, "admin/my_day.html", context)


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
    last = (steps if everybody else steps.filter(user=user)).order_by("-id").first()
    return timezone.localtime(last.at).date() if last else None


ArchiveAdminSite.add_page("my-day/", my_day_page, name="my_day")
