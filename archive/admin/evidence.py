"""Evidence below a statement, an event or a claim: the words that say it, each with a link to its report; and all passages."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from archive.admin.mentions import BLANKS
from archive.admin.records import AuditAdmin
from archive.admin.rows import RowFormSet, RowInline
from archive.admin.withheld import not_there
from archive.curation.quote import QuoteError, place_of, quote
from archive.models import Article, Evidence, Passage
from archive.models.rights import in_reports_open_to, within_reach

LOST = "The report no longer has these words."


def report_link(article: Article):
    """Link to a report in the admin by its source and date: its headline may hold a name that is withheld."""
    address = reverse("admin:archive_article_change", args=[article.pk])
    return format_html('<a href="{}" dir="auto">{}, {}</a>', address, article.source, article.date_label())


def quoted(evidence: Evidence):
    """Show what a piece of evidence quotes, with a link to its report; or the row of a data set that it is."""
    if evidence.passage is None:
        return f"the row {evidence.dataset_row} of a data set" if evidence.dataset_row else "–"
    lost = format_html(' <strong class="differs">{}</strong>', LOST) if evidence.passage.is_lost() else ""
    words = BLANKS.sub(" ", evidence.passage.words)
    return format_html('<q dir="auto">{}</q>{} {}', words, lost, report_link(evidence.passage.article))


class EvidenceForm(forms.ModelForm):
    """Evidence that is there shows its words; new evidence asks for a report and the words in it."""

    report = forms.ModelChoiceField(
        Article.objects.none(),
        required=False,
        widget=AutocompleteSelect(Passage._meta.get_field("article"), admin.site),
        error_messages={"invalid_choice": "Choose a report that you may open."},
    )
    words = forms.CharField(
        required=False,
        help_text="Copied from the report: the words that say it.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 30, "dir": "auto"}),
    )

    class Meta:
        model = Evidence
        fields = ["stance", "note"]

    def has_changed(self):
        """Count a new row as filled in once a report or words are given."""
        return (
            super().has_changed() if self.instance.pk else bool({"report", "words"} & set(self.changed_data))
        )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None and not self.errors:
            if not cleaned.get("report"):
                self.add_error("report", "Choose the report that says it.")
            else:
                self._find(cleaned["report"], cleaned["words"])
        return cleaned

    def _find(self, report, words):
        try:
            self.place = report.pk, place_of(report, words)
        except QuoteError as error:
            self.add_error("words", str(error))

    def save(self, commit=True):
        if self.instance.pk is None:
            report, words = self.cleaned_data["report"], self.cleaned_data["words"]
            self.instance.passage = quote(article=report, words=words)
        return super().save(commit)


class EvidenceFormSet(RowFormSet):
    def clean(self):
        """Refuse words that are quoted here already."""
        super().clean()
        kept = [form for form in self.initial_forms if form not in self.deleted_forms]
        passages = [form.instance.passage for form in kept if form.instance.passage]
        taken = {(one.article_id, one.field, one.start, one.end) for one in passages}
        for form in self.extra_forms:
            if place := getattr(form, "place", None):
                at = (place[0], place[1].field, place[1].start, place[1].end)
                if at in taken:
                    form.add_error("words", ValidationError("These words are quoted here already."))
                taken.add(at)


class EvidenceInline(RowInline):
    """What it rests on. `fk_name` is the column of Evidence that points to the record."""

    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    extra = 0
    verbose_name = "passage"
    verbose_name_plural = "evidence: the words that say it"
    fields = ["quoted", "report", "words", "stance", "note"]
    readonly_fields = ["quoted"]
    classes = ["evidence"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        found = found.filter(Q(passage=None) | within_reach(request.user, "passage__article__"))
        return found.select_related("passage__article__source", "dataset_row")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        reports = Article.objects.open_to(request.user)
        if "report" in formset.form.base_fields:
            formset.form.base_fields["report"].queryset = reports
        return formset

    @admin.display(description="words")
    def quoted(self, evidence):
        return quoted(evidence) if evidence.pk else "–"


class PlacedFilter(admin.SimpleListFilter):
    title = "place"
    parameter_name = "placed"

    def lookups(self, request, model_admin):
        return [
            ("lost", "lost: the report no longer has the words"),
            ("used", "lost, and something rests on it"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "used":
            return lost_and_used(queryset)
        return queryset.lost() if self.value() == "lost" else queryset


def lost_and_used(passages):
    """Filter to lost passages on which something rests: they ask for a curator."""
    return passages.lost().filter(Exists(Evidence.objects.filter(passage=OuterRef("pk"))))


@admin.register(Passage)
class PassageAdmin(AuditAdmin):
    """All passages, for browsing: they are made where something is drawn from a report."""

    list_display = ["quoted", "report", "state", "rests_on_it"]
    list_display_links = None
    list_filter = [PlacedFilter, "field"]
    list_select_related = ["article__source"]
    search_fields = ["words"]
    ordering = ["-id"]

    free_text = ("words",)

    def get_queryset(self, request):
        """Leave out the passages of reports that this person may not open."""
        found = super().get_queryset(request).prefetch_related("evidence")
        return in_reports_open_to(found, request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirect to the report: a passage has no page of its own."""
        passage = self.get_object(request, object_id)
        if passage is None:
            return not_there(self, request, object_id)
        return redirect("admin:archive_article_change", passage.article_id)

    @admin.display(description="words")
    def quoted(self, passage):
        return format_html('<q dir="auto">{}</q>', BLANKS.sub(" ", passage.words))

    @admin.display(description="report", ordering="article")
    def report(self, passage):
        return report_link(passage.article)

    @admin.display(description="place")
    def state(self, passage):
        if passage.is_lost():
            return format_html('<strong class="differs">{}</strong>', LOST)
        return passage.get_field_display()

    @admin.display(description="rests on it")
    def rests_on_it(self, passage):
        links = []
        for evidence in passage.evidence.all():
            for name in ("statement", "event", "claim"):
                if pk := getattr(evidence, f"{name}_id"):
                    links.append((reverse(f"admin:archive_{name}_change", args=[pk]), f"{name} {pk}"))
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "nothing"
