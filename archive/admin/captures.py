"""What was received, byte for byte: can be viewed and downloaded, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import get_valid_filename

from archive.admin.records import AuditAdmin
from archive.models import Article, Capture
from archive.models.rights import may_see_protected

MAX_SHOWN = 20_000


def readable(capture: Capture, *, most: int | None = None) -> str:
    """Return the content of a capture, or its first bytes, as printable text; empty for a picture or a PDF."""
    if capture.media_type.startswith("image/") or capture.media_type == "application/pdf":
        return ""
    text = bytes(capture.content[:most]).decode(capture.encoding or "utf-8", "replace")
    return text.replace("\0", "\ufffd")


@admin.register(Capture)
class CaptureAdmin(AuditAdmin):
    free_text = ("origin",)
    fieldsets = [
        (None, {"fields": ["origin", "position", "received_at", "batch", "articles"]}),
        (
            "Content",
            {
                "fields": [
                    "media_type",
                    "encoding",
                    "size",
                    "sha256",
                    "container_sha256",
                    "copied_at",
                    "copied_again",
                    "as_it_came",
                    "text",
                ]
            },
        ),
    ]
    readonly_fields = [*fieldsets[0][1]["fields"], *fieldsets[1][1]["fields"]]
    list_display = ["__str__", "position", "media_type", "received_at", "batch"]
    list_select_related = ["batch"]
    list_filter = ["media_type"]
    date_hierarchy = "received_at"
    search_fields = ["origin", "sha256__startswith"]
    search_help_text = "File name, address or hash."
    ordering = ["-received_at", "-id"]

    def get_queryset(self, request):
        found = super().get_queryset(request).defer("content")
        if not may_see_protected(request.user):
            found = found.exclude(articles__wording__isnull=False)
            found = found.exclude(attachments__article__wording__isnull=False)
        return found

    def texts_of(self, found):
        """Return the texts that may contain a name: its origin and its content."""
        return [found.origin, readable(found)]

    def lookup_allowed(self, lookup, value, request):
        return not lookup.startswith("content") and super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        download = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/bytes/", download, name="archive_capture_bytes"), *super().get_urls()]

    def download_view(self, request, pk):
        """Serve the bytes as a file that no browser will open or run."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        capture = self.get_object(request, str(pk))
        if capture is None:
            raise Http404("There is no such capture.")
        name = get_valid_filename(capture.origin.rsplit("/", 1)[-1][-80:] or capture.sha256[:12])
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(bytes(capture.content), content_type="application/octet-stream", headers=headers)

    @admin.display(description="as it came")
    def as_it_came(self, capture):
        return format_html(
            '<a href="{}">Download the file</a>', reverse("admin:archive_capture_bytes", args=[capture.pk])
        )

    @admin.display
    def size(self, capture):
        return filesizeformat(len(capture.content))

    @admin.display(description="read as text")
    def text(self, capture):
        text = readable(capture, most=4 * MAX_SHOWN)
        return format_html('<pre class="captured" dir="auto" tabindex="0">{}</pre>', text[:MAX_SHOWN])

    @admin.display(description="reports from it")
    def articles(self, capture):
        rows = [
            (reverse("admin:archive_article_change", args=[a.pk]), a.headline)
            for a in Article.objects.filter(Q(capture=capture) | Q(attachments__capture=capture))
            .for_readers()
            .for_lists()[:50]
        ]
        return format_html_join("", '<div><a href="{}" dir="auto">{}</a></div>', rows) or "none"
