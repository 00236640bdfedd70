"""Publications and other issuers of reports."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.lists import format_count
from archive.admin.merging import MergeMixin
from archive.admin.records import RecordAdmin, RecordForm
from archive.models import Article, BoilerplateRule, Source
from archive.models.addresses import slug_of_name
from archive.models.bounded import BoundedCount


class SourceForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "country" in self.fields:
            self.fields["country"].widget.attrs["size"] = 4

    def clean_country(self):
        return self.cleaned_data["country"].upper()

    def clean(self):
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("name"):
            cleaned["slug"] = slug_of_name(cleaned["name"], Source.objects, otherwise="source")
        slug = cleaned.get("slug", "")
        if slug == "none" or slug.startswith("-"):
            self.add_error("slug", "An address cannot be “none” or begin with a hyphen.")
        return cleaned


@admin.register(Source)
class SourceAdmin(MergeMixin, RecordAdmin):
    free_text = ("description",)
    merge_permission = "archive.merge_source"
    merge_page = "admin:merge_sources"
    form = SourceForm
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "country", "url", "description"]}),
        ("In the archive", {"fields": ["reports", "rules"]}),
    ]
    readonly_fields = ["reports", "rules"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "kind", "country", "reports"]
    list_filter = ["kind"]
    search_fields = ["name__unaccent", "slug"]
    actions = ["merge_chosen"]

    def fieldsets_for(self, request, obj):
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_queryset(self, request):
        articles = Article.objects.filter(source=OuterRef("pk")).values("pk")
        return super().get_queryset(request).annotate(report_count=BoundedCount(articles, most=10_000))

    def view_on_site(self, obj):
        return obj.get_absolute_url() if Source.objects.of_the_public().filter(pk=obj.pk).exists() else None

    @admin.display(description="reports", ordering="report_count")
    def reports(self, source):
        address = reverse("admin:archive_article_changelist")
        count = format_count(source.report_count, most=10_000)
        return format_html('<a href="{}?source__id__exact={}">{}</a>', address, source.pk, count)

    @admin.display(description="cleaning rules")
    def rules(self, source):
        address = reverse("admin:archive_boilerplaterule_changelist")
        count = BoilerplateRule.objects.filter(source=source).count()
        return format_html(
            '<a href="{}?source__id__exact={}">{} of its own</a> · <a href="{}">Lines that recur</a>',
            address,
            source.pk,
            count,
            reverse("admin:propose_rules", args=[source.pk]),
        )
