"""What imports refused: open, mended or set aside, as a list of work; decided here, and each decision can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.decisions import announce_decision
from archive.admin.export_list import in_chunks, send_csv, wants_csv
from archive.admin.import_rights import import_url, visible_imports
from archive.admin.lists import CappedPaginator, format_count
from archive.admin_site import ArchiveAdminSite
from archive.curation.settle_refusals import RefusalError, reopen_refusals, settle_refusals
from archive.ingest.imports.phases import DONE, phase_of
from archive.models import Article, Batch, ImportRecord, Standing
from archive.models.bounded import MAX_COUNTED
from archive.models.rights import may_see_protected, within_reach
from archive.models.wordings import withhold_names

REFUSALS_A_PAGE = 50
SHOWN = ("headline", "refused", "origin")


@dataclass(frozen=True)
class RefusalShown:
    """A refusal on the page: where it can be mended, and a report that came later from the same place of the same file."""

    record: ImportRecord
    batch_url: str
    mend_url: str
    likely: Article | None = None


@dataclass(frozen=True)
class StandingLink:
    key: str
    label: str
    count: str


def refusals_of(user):
    """Return what the imports that this person may see have refused, each with its `standing`."""
    found = ImportRecord.objects.refusals()
    if user.has_perm("archive.view_batch"):
        return found
    return found.filter(batch__in=visible_imports(user).values("pk"))


def open_refusals(user):
    """Return the refusals that wait for somebody."""
    return refusals_of(user).filter(standing=Standing.OPEN)


def may_decide(user) -> bool:
    """Return whether this person may set refusals aside."""
    return user.has_perm("archive.add_refusalverdict")


def refusals_page(request):
    """List refusals of one standing, of all imports or of one, and settle those that were ticked."""
    if not may_decide(request.user):
        raise PermissionDenied
    Batch.objects.mark_abandoned()
    params = _params(request)
    found = refusals_of(request.user)
    if batch := params.get("batch"):
        found = found.filter(batch=batch)
    if request.method == "POST":
        return _decide(request, found, params)
    standing = params.get("state", Standing.OPEN)
    rows = (
        found.filter(standing=standing)
        .for_lists()
        .select_related("batch", "article", "verdict__article")
        .defer("batch__errors")
        .order_by("-batch", "number")
    )
    if wants_csv(request):
        heads = ("import", "file", "line", "headline", "why", "standing")
        return send_csv("refusals", heads, _exported(request.user, rows))
    page = CappedPaginator(rows, REFUSALS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Refusals",
        "page": page,
        "rows": _shown(request.user, list(page.object_list)),
        "standings": _standings(found),
        "standing": standing,
        "batch": visible_imports(request.user).filter(pk=batch).first() if batch else None,
        "params": {name: value for name, value in params.items() if name != "state"},
        "query": urlencode(params),
        "here": request.get_full_path(),
    }
    if context["batch"] and not may_see_protected(request.user):
        withhold_names([context["batch"]], "label")
    return TemplateResponse(request, "admin/refusal_list.html", context)


def _params(request) -> dict[str, str]:
    """Return the filters in the address, without odd values."""
    batch, state = request.GET.get("batch", ""), request.GET.get("state", "")
    found = {"batch": batch} if batch.isdecimal() and len(batch) < 10 else {}
    return found | ({"state": state} if state in Standing.values else {})


def _standings(found) -> list[StandingLink]:
    links = []
    for key, label in Standing.choices:
        count = found.filter(standing=key).order_by().values("pk")[: MAX_COUNTED + 1].count()
        links.append(StandingLink(key, label, format_count(count, most=MAX_COUNTED)))
    return links


def _shown(user, records: list[ImportRecord]) -> list[RefusalShown]:
    likely = _likely(user, records)
    _withhold(user, records)
    return [
        RefusalShown(record, import_url(record.batch), _mend_url(record), likely.get(record.pk))
        for record in records
    ]


def _withhold(user, records: list[ImportRecord]) -> None:
    if not may_see_protected(user):
        withhold_names(records, *SHOWN)
        withhold_names({record.batch for record in records}, "label")
        withhold_names([record.verdict for record in records if hasattr(record, "verdict")], "reason")


def _exported(user, rows) -> Iterator[tuple]:
    for records in in_chunks(rows):
        _withhold(user, records)
        for one in records:
            place = "" if one.position is None else one.position
            yield one.batch.label, one.origin, place, one.headline, one.refused, one.standing


def _mend_url(record: ImportRecord) -> str:
    """Return where a record is seen and mended, if what was received is kept; of an import with a trial page, once it is written."""
    phase = phase_of(record.batch)
    if record.state == ImportRecord.State.LACKING and not phase:
        return f"{import_url(record.batch)}#sources"
    if phase != DONE and (phase or not record.holds):
        return ""
    return reverse("admin:import_record", args=[record.batch_id, record.number])


def _likely(user, records: list[ImportRecord]) -> dict[int, Article]:
    """Return for open refusals the report that another import brought from the same line of a file of the same name."""
    wanted = {
        (record.origin, record.position): record.pk
        for record in records
        if record.standing == Standing.OPEN and record.position is not None
    }
    reports = Article.objects.visible_to(user).filter(
        within_reach(user),
        capture__origin__in={origin for origin, _ in wanted},
        capture__position__in={position for _, position in wanted},
    )
    batches = {record.pk: record.batch_id for record in records}
    found = {}
    for report in reports.select_related("capture").defer("body", "capture__content").order_by("pk"):
        pk = wanted.get((report.capture.origin, report.capture.position))
        if pk is not None and (report.batch_id or 0) > batches[pk]:
            found[pk] = report
    return found


def _decide(request, found, params):
    back = HttpResponseRedirect(f"{reverse('admin:refusals')}?{urlencode(params)}", status=303)
    sort, _, value = request.POST.get("decide", "").partition(":")
    numbers = [value.partition(":")[0]] if sort == "by" else request.POST.getlist("record")
    ids = [int(each) for each in numbers if each.isdecimal() and len(each) < 19]
    records = found.filter(pk__in=ids).for_lists()
    reason = request.POST.get("change_reason", "").replace("\0", "")
    try:
        if sort == "again":
            step = reopen_refusals(records=records, user=request.user, reason=reason)
        elif sort == "aside":
            step = settle_refusals(records=records, user=request.user, reason=reason)
        elif sort in ("mended", "by"):
            number = value.partition(":")[2] if sort == "by" else request.POST.get("report", "")
            report = _report(request.user, number)
            step = settle_refusals(records=records, user=request.user, reason=reason, article=report)
        else:
            return back
    except RefusalError as error:
        messages.error(request, f"{error} Nothing was changed.")
    else:
        announce_decision(request, step)
    return back


def _report(user, number: str) -> Article:
    number = number.strip().removeprefix("#")
    found = Article.objects.visible_to(user).filter(within_reach(user))
    report = (
        found.filter(pk=number).first()
        if number.isascii() and number.isdecimal() and len(number) < 10
        else None
    )
    if report is None:
        raise RefusalError("No report has this number. The number of a report is in the address of its page.")
    return report


ArchiveAdminSite.add_page("refusals/", refusals_page, name="refusals")
