"""Names in a report, on the report's page in the admin: what is linked, how it was found, and a form to add more."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.entities import with_name
from archive.admin.overtaken import IN_WORDS, STATUSES, choice_name, decisions, group_choices, group_name
from archive.admin.records import AuditAdmin
from archive.admin.rows import RowInline
from archive.admin.withheld import not_there, visible_rows
from archive.curation.name_passages import find_words
from archive.kinds import any_kind
from archive.models import Article, Entity, Leftover, Mention

MAX_SHOWN = 200
CONTEXT = 60
BLANKS, CUT_WORD_FIRST, CUT_WORD_LAST = re.compile(r"\s+"), re.compile(r"^\S*\s*"), re.compile(r"\s*\S*$")


def in_order_of_text(mentions):
    """Sort mentions in reading order: headline, standfirst, dateline, body; the likeliest bearer first."""
    whens = [When(field=field, then=Value(place)) for place, field in enumerate(Article.NAMED_FIELDS)]
    return mentions.order_by(Case(*whens, output_field=IntegerField()), "start", "rank", "id")


def passage(mention: Mention | Leftover, article: Article) -> SafeString:
    """Show the words of a mention in context; words that no longer occur there are shown alone."""
    (mention,) = article.placed([mention])
    text = getattr(article, mention.field)
    start, end = mention.start, mention.end
    if start is None or end is None or text[start:end] != mention.text:
        return format_html('<span dir="auto">{}</span>', mention.text or "the report as a whole")
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    before = CUT_WORD_FIRST.sub("…", before, count=1) if start > CONTEXT else before
    after = CUT_WORD_LAST.sub("…", after, count=1) if end + CONTEXT < len(text) else after
    before, after = BLANKS.sub(" ", before), BLANKS.sub(" ", after)
    return format_html('<span dir="auto">{}<mark>{}</mark>{}</span>', before, mention.text, after)


@dataclass(frozen=True)
class MentionRow:
    """A mention on the page of its report: `chosen` is what the form shows, `mention.status` what is stored."""

    mention: Mention
    passage: SafeString
    chosen: str
    entity_url: str

    @property
    def field_name(self):
        """The name of the choice in the form. It contains the stored state, so that an old page cannot undo newer work."""
        return choice_name(self.mention)


def mention_rows(request, article: Article) -> list[MentionRow]:
    """Return the mentions of a report as its page shows them; undecided ones come first if there are very many."""
    mentions = article.mentions.visible_to(request.user).select_related("entity", "reviewed_by")
    rows = list(in_order_of_text(mentions)[: MAX_SHOWN + 1])
    if len(rows) > MAX_SHOWN:
        rows = list(in_order_of_text(mentions.suggested())[:MAX_SHOWN]) or rows[:MAX_SHOWN]
    posted = posted_statuses(request)
    return [
        MentionRow(
            mention,
            passage(mention, article),
            posted.get(mention.pk, mention.status),
            reverse(f"admin:archive_{mention.entity.kind}_change", args=[mention.entity_id]),
        )
        for mention in rows
    ]


@dataclass(frozen=True)
class MentionGroup:
    """The places of one entry in a report, decided on one by one or all at once; `chosen` is what the form shows for all."""

    entity: Entity
    entity_url: str
    rows: list[MentionRow]
    chosen: str

    @property
    def field_name(self) -> str:
        return group_name(self.entity.pk)

    @property
    def open_count(self) -> int:
        return sum(row.mention.status == Mention.Status.SUGGESTED for row in self.rows)

    @property
    def statuses(self) -> list[tuple[int, str]]:
        """Return how many places are accepted, open and rejected, without the zeros."""
        counted = Counter(row.mention.status for row in self.rows)
        return [(counted[status], IN_WORDS[status]) for status in STATUSES if counted[status]]

    @property
    def spellings(self) -> list[str]:
        """Return the words that name it, each once, in order of the text."""
        return list(dict.fromkeys(row.mention.text for row in self.rows if row.mention.text))


def mention_groups(request, rows: list[MentionRow]) -> list[MentionGroup]:
    """Group the mentions of a report by entry: what is open comes first, then in order of the text."""
    by_entity: dict[int, list[MentionRow]] = {}
    for row in rows:
        by_entity.setdefault(row.mention.entity_id, []).append(row)
    chosen = group_choices(request.POST)
    groups = [
        MentionGroup(same[0].mention.entity, same[0].entity_url, same, chosen.get(pk, ""))
        for pk, same in by_entity.items()
    ]
    return sorted(groups, key=lambda group: not group.open_count)


def posted_statuses(request) -> dict[int, str]:
    """Return the id of each mention whose choice was changed on the page, with what was chosen."""
    return {decision.mention: decision.chosen for decision in decisions(request.POST)}


class AddMentionForm(forms.ModelForm):
    """Records that a report names somebody: by particular words, or without any."""

    ALL, FIRST = "all", "first"

    words = forms.CharField(
        required=False,
        max_length=300,
        help_text="As in the report. Empty: it is named, but not by any particular words.",
        widget=forms.TextInput(attrs={"dir": "auto", "size": 30}),
    )
    places = forms.ChoiceField(
        label="which occurrences",
        choices=[(ALL, "everywhere"), (FIRST, "at the first place")],
        initial=ALL,
        required=False,
    )

    class Meta:
        model = Mention
        fields = ["entity", "certainty"]

    def has_changed(self):
        """Count as filled in if an entity was chosen or words were given."""
        return bool({"entity", "words"} & set(self.changed_data))

    def passages(self, article):
        """Return the passages meant, in the report as it now reads."""
        found = find_words(article, self.cleaned_data["words"])
        return found[:1] if self.cleaned_data["places"] == self.FIRST else found

    def clean(self):
        super().clean()
        words, article = self.cleaned_data.get("words"), self.instance.article
        if words and not find_words(article, words):
            self.add_error("words", "These words do not occur in the report. Copy them from its text.")
        return self.cleaned_data

    def _post_clean(self):
        """Skip the usual validation: the position follows from the words, and an existing mention is adopted."""
        if self.cleaned_data.get("entity"):
            self.instance.entity = self.cleaned_data["entity"]
            self.instance.text = self.cleaned_data.get("words", "")


class AddMentionInline(RowInline):
    model = Mention
    form = AddMentionForm
    verbose_name = "name in this report"
    verbose_name_plural = "add a name"
    fields = ["entity", "words", "places", "certainty"]
    autocomplete_fields = ["entity"]
    extra = 1
    can_delete = False
    classes = ["add-mention"]

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_view_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "entity":
            kwargs["queryset"] = Entity.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Mention)
class MentionAdmin(AuditAdmin):
    """All names in all reports, for browsing; decisions are made in the review and on the page of the report."""

    list_display = ["passage", "entity", "report", "method", "status", "reviewed_by"]
    list_display_links = None
    list_filter = ["status", "method", "field", "entity__kind"]
    list_select_related = ["entity", "article", "reviewed_by"]
    search_fields = ["entity__name"]
    search_help_text = f"The name of a {any_kind()}, in any spelling."
    ordering = ["-id"]

    def get_queryset(self, request):
        return visible_rows(super().get_queryset(request), request.user)

    def readable_rows(self, request, rows):
        """Show the passages as this person may read them."""
        rows = super().readable_rows(request, rows)
        articles = Article.objects.visible_to(request.user).in_bulk({row.article_id for row in rows})
        for row in rows:
            row.article = articles[row.article_id]
        return rows

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return queryset.filter(entity__in=with_name(Entity.objects.all(), search_term)), False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Redirect to the report: a mention has no page of its own."""
        mention = self.get_object(request, object_id)
        if mention is None:
            return not_there(self, request, object_id)
        return redirect(reverse("admin:archive_article_change", args=[mention.article_id]) + "#names")

    @admin.display(description="passage")
    def passage(self, mention):
        return passage(mention, mention.article)

    @admin.display(description="report")
    def report(self, mention):
        address = reverse("admin:archive_article_change", args=[mention.article_id])
        return format_html('<a href="{}#names" dir="auto">{}</a>', address, mention.article.headline)
