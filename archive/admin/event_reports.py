"""Reports that may be about an event: laid beside it with the reasons, accepted as its evidence or rejected with one press."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from archive.admin.claim_review import in_context
from archive.admin.reasons import reason_context
from archive.admin_site import ArchiveAdminSite
from archive.curation.decide_report import accept_report, reject_report
from archive.curation.quote import QuoteError
from archive.evidence.about_events import Likely, likely_reports
from archive.evidence.citations import citations_in
from archive.models import Article, DatasetRow, Event, Passage
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names

MAX_OFFERED = 10


@dataclass(frozen=True)
class OfferedReport:
    """A report beside an event: why it may be about it, and the words that tell of it, in context."""

    likely: Likely
    passage: SafeString

    @property
    def article(self) -> Article:
        return self.likely.article


def offered(event: Event, user) -> list[OfferedReport]:
    """Return the reports that may be about an event, with their words in context."""
    return [
        OfferedReport(
            one,
            in_context(
                Passage(article=one.article, field=one.field, start=one.start, end=one.end, words=one.words)
            ),
        )
        for one in likely_reports(event, user=user, most=MAX_OFFERED)
    ]


def event_reports(request, pk):
    """Show an event with the reports that may be about it; record what is decided on one of them."""
    if not request.user.has_perm("archive.view_event"):
        raise PermissionDenied
    event = Event.objects.visible_to(request.user).select_related("place").filter(pk=pk).first()
    if event is None:
        raise Http404("There is no such event.")
    if request.method == "POST":
        return _decide(request, event)
    rows = list(DatasetRow.objects.of_event(event))
    if not may_see_protected(request.user):
        withhold_names([event], "title", "note", "place_words", "date_printed")
    context = {
        **admin.site.each_context(request),
        "title": "Reports that may be about it",
        "event": event,
        "rows": rows,
        "is_private": any(row.is_private for row in rows),
        "offered": offered(event, request.user),
        "cited": citations_in(rows, reports=Article.objects.open_to(request.user)),
        "accepted": event.evidence.of_reports().order_by("pk"),
        "may_decide": request.user.has_perm("archive.add_evidence"),
        "next_event": next_event(event, request.user),
    }
    return TemplateResponse(request, "admin/event_reports.html", context)


def next_event(event: Event, user) -> Event | None:
    """Return the event of a data set that comes after this one in time and rests on no report yet."""
    found = Event.objects.visible_to(user).filter(evidence__dataset_row__isnull=False)
    found = found.exclude(evidence__passage__isnull=False).exclude(pk=event.pk)
    if event.date_range:
        found = found.filter(date_range__gte=event.date_range)
    return found.oldest_first().first()


def _decide(request, event: Event):
    if not request.user.has_perm("archive.add_evidence"):
        raise PermissionDenied
    pressed, number = next(
        ((name, request.POST[name]) for name in ("accepted", "rejected") if name in request.POST), ("", "")
    )
    article = None
    if number.isdecimal() and len(number) < 10:
        article = Article.objects.open_to(request.user).filter(pk=number).first()
    if article is None:
        messages.error(request, "This report no longer exists, or you may not open it.")
    elif pressed == "rejected":
        with reason_context(request):
            reject_report(event=event, article=article)
        messages.success(request, f"“{article.headline}” is not about it, and is not suggested again.")
    else:
        _accept(request, event, article)
    return HttpResponseRedirect(request.path, status=303)


def _accept(request, event: Event, article: Article) -> None:
    likely = next(
        (one for one in likely_reports(event, user=request.user, most=MAX_OFFERED) if one.article == article),
        None,
    )
    if likely is None:
        messages.error(request, "This report has since been changed or decided on: look at it again.")
        return
    try:
        with reason_context(request):
            accept_report(
                event=event, article=article, words=likely.words, field=likely.field, start=likely.start
            )
    except QuoteError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{article.headline}” is now evidence of the event.")


def reports_address(event: Event) -> str:
    """Return the address of the page for an event."""
    return reverse("admin:event_reports", args=[event.pk])


ArchiveAdminSite.add_page("events/<int:pk>/reports/", event_reports, name="event_reports")
