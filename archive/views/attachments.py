"""The pictures and files of reports at their own addresses: renditions alone, never the bytes that were received."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from archive.models import Article, Attachment, Rendition
from archive.models.attachments import ENDINGS
from archive.presentation.attached import without_names
from archive.views.articles import may_preview
from archive.views.crawlers import unindexed
from archive.views.exports import WithdrawnError, gone_if_withdrawn

PICTURE = "image/jpeg"
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@unindexed
@gone_if_withdrawn
def attachment_file(request: HttpRequest, pk: int, attachment: int, ending: str = "") -> HttpResponse:
    """Serve the rendition of an attachment; without an ending a small picture of it."""
    found = public_attachment(request, pk, attachment)
    rendition = found.capture.rendition
    if ending and ending != rendition.ending:
        raise Http404("Nothing is attached at this address.")
    etag = quote_etag(rendition.sha256 if ending else f"{rendition.sha256}-small")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = as_file(rendition, f"report-{pk}-{attachment}", is_small=not ending)
    response["ETag"] = etag
    response["Content-Security-Policy"] = ALONE
    patch_cache_control(response, no_cache=True)  # asked for each time, so that what is withdrawn is gone
    return response


def public_attachment(request: HttpRequest, pk: int, number: int) -> Attachment:
    """Return an attachment of a report that this visitor may read, or raise a 404; WithdrawnError for a withdrawn report."""
    found = Attachment.objects.of_open_reports().filter(article=pk, pk=number)
    report = Article.objects.for_readers().for_lists().filter(pk=pk).first()
    if report is not None and report.status == Article.Status.WITHDRAWN:
        raise WithdrawnError(report)
    if report is not None and not report.is_public() and not may_preview(request.user, report):
        report = None
    shown = without_names(found.with_renditions()) if report is not None else []
    if not shown:
        raise Http404("Nothing is attached at this address.")
    return shown[0]


def as_file(rendition: Rendition, name: str, *, is_small: bool) -> HttpResponse:
    """Serve the bytes of a rendition: a picture where it is shown, a PDF as a download."""
    column = "small" if is_small else "content"
    media_type = PICTURE if is_small else rendition.media_type
    content = Rendition.objects.values_list(column, flat=True).get(pk=rendition.pk)
    response = HttpResponse(bytes(content), content_type=media_type)
    place = "inline" if media_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{name}.{ENDINGS[media_type]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


ADDRESSES = [
    path(
        "articles/<int:pk>/attachments/<int:attachment>-small.jpg", attachment_file, name="attachment-small"
    ),
    path("articles/<int:pk>/attachments/<int:attachment>.<str:ending>", attachment_file, name="attachment"),
]
