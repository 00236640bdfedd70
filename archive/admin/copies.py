"""Copies of one story, as curators group them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html_join

from archive.admin.article_search import headline_for
from archive.admin.export_list import ExportMixin
from archive.admin.lists import CappedPaginator
from archive.admin.publishing import PublishingMixin
from archive.admin.reasons import ReasonMixin
from archive.curation.group_copies import confirm_copies, group_copies, ungroup_copies
from archive.models import Article, Fingerprint, Story
from archive.models.rights import within_reach
from archive.models.wordings import in_public_words
from archive.text.localised import counted

MAX_GROUPED = 100
MAX_LISTED = 50


def links_to(articles, reader):
    """Return a list of links to the reports that somebody may see, in their public wording, each with its source and date."""
    rows = (
        (reverse("admin:archive_article_change", args=[a.pk]), a.headline, a.source, a.date_label())
        for a in articles.filter(within_reach(reader)).for_readers().for_lists()[:MAX_LISTED]
    )
    return format_html_join("", '<div><a href="{}" dir="auto">{}</a> · {}, {}</div>', rows)


class ReaderMixin(admin.ModelAdmin):
    """Keeps with a record for whom its page is made, for the columns that depend on it."""

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.reader = request.user
        return found


class CopiesMixin(ReaderMixin, PublishingMixin):
    """Actions and the field of the ArticleAdmin that concern copies."""

    @admin.display(description="the others")
    def copies(self, article):
        if not article.story_id:
            return "none known"
        others = Article.objects.filter(story=article.story_id).exclude(pk=article.pk)
        return links_to(others, article.reader) or "none"

    @admin.action(description="Group the selected reports as copies of one story", permissions=["change"])
    def group_chosen(self, request, queryset):
        if not self._may_group(request, queryset, least=2):
            return
        story = group_copies(articles=queryset.values_list("pk", flat=True))
        count = story.articles.count()
        self.message_user(
            request,
            f"They are now copies of one story, {count} in all. Copies are not confirmation.",
            messages.SUCCESS,
        )

    @admin.action(
        description="Take the selected reports out of their groups of copies", permissions=["change"]
    )
    def ungroup_chosen(self, request, queryset):
        if self._may_group(request, queryset, least=1):
            count = ungroup_copies(articles=queryset.values_list("pk", flat=True))
            self.message_user(
                request,
                f"{counted(count)} {'is' if count == 1 else 'are'} now on {'its' if count == 1 else 'their'} own.",
                messages.SUCCESS,
            )

    def _may_group(self, request, queryset, *, least):
        count = queryset.order_by()[: MAX_GROUPED + 1].count()
        if not least <= count <= MAX_GROUPED:
            self.message_user(request, f"Select {least} to {MAX_GROUPED} reports.", messages.ERROR)
            return False
        if (
            not self.has_publish_permission(request)
            and queryset.exclude(status=Article.Status.DRAFT).exists()
        ):
            self.message_user(
                request, "You may group drafts only: some of these are published.", messages.ERROR
            )
            return False
        return True


def differing(stories):
    """Filter to groups that the search for copies made and in which two reports do not have the same words.

    Read from the reports that no curator has decided on, of which the database has an index; and read once, as an array, since a join
    would be planned by guesses at how many differ.
    """
    others = Fingerprint.objects.filter(article__story=OuterRef("story")).exclude(
        text_hash=OuterRef("fingerprint__text_hash")
    )
    undecided = Article.objects.filter(story__isnull=False, story_decided=False).filter(Exists(others))
    ids = ArraySubquery(undecided.order_by().values("story").distinct())
    return stories.filter(
        Func(F("pk"), ids, arg_joiner=" = ANY (", template="%(expressions)s)", output_field=BooleanField())
    )


class DifferingFilter(admin.SimpleListFilter):
    title = "words"
    parameter_name = "words"

    def lookups(self, request, model_admin):
        return [("differ", "differ, and no curator has decided")]

    def queryset(self, request, queryset):
        return differing(queryset) if self.value() == "differ" else queryset


@admin.register(Story)
class StoryAdmin(ReaderMixin, ExportMixin, ReasonMixin, admin.ModelAdmin):
    free_text = ("note",)
    change_list_template = "admin/record_list.html"
    list_display = ["__str__", "size"]
    list_filter = [DifferingFilter]
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = ["confirm_chosen"]
    search_fields = ["note"]
    search_help_text = "Words of the note, or of the headline of one of the copies."
    fields = ["note", "members"]
    readonly_fields = ["members"]

    def get_queryset(self, request):
        """Count the reports of the groups shown with the groups, not one by one."""
        counted = (
            Article.objects.filter(story=OuterRef("pk")).order_by().values("story").annotate(Count("pk"))
        )
        size = Coalesce(Subquery(counted.values("pk__count")), 0)
        return super().get_queryset(request).annotate(size=size)

    def get_search_results(self, request, queryset, search_term):
        """Find groups by their note, and by the headlines of their reports as this person may read them."""
        by_note, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return by_note, may_repeat
        named = (
            Article.objects.filter(within_reach(request.user))
            .alias(shown=headline_for(request.user))
            .filter(shown__icontains=search_term.strip())
        )
        return queryset.filter(Q(pk__in=by_note.values("pk")) | Q(pk__in=named.values("story"))), False

    def view_on_site(self, story):
        """Return its page, which readers have if two of its reports are published."""
        is_shown = Article.objects.published().filter(story=story).count() > 1
        return story.get_absolute_url() if is_shown else None

    @admin.action(description="They are copies: keep the selected groups as they are", permissions=["change"])
    def confirm_chosen(self, request, queryset):
        """Decide that groups are right, so that the search for copies leaves them alone."""
        reports = Article.objects.filter(story__in=queryset.order_by().values("pk"))
        if not self._may_decide(request, queryset, reports):
            return
        groups = confirm_copies(stories=queryset.values_list("pk", flat=True))
        noun = "group is" if groups == 1 else "groups are"
        self.message_user(
            request, f"{groups} {noun} kept as they are. “My day” can take it back.", messages.SUCCESS
        )

    def _may_decide(self, request, queryset, reports):
        if queryset.order_by()[: MAX_GROUPED + 1].count() > MAX_GROUPED:
            self.message_user(request, f"Select at most {MAX_GROUPED} groups.", messages.ERROR)
            return False
        if not request.user.has_perm("archive.publish_article") and reports.exclude(status="draft").exists():
            raise PermissionDenied
        return True

    @admin.display(description="reports")
    def size(self, story):
        return story.size

    @admin.display(description="its copies")
    def members(self, story):
        return links_to(story.articles.all(), story.reader) or "none" if story.pk else "none yet"

    def choice_label(self, story):
        """Name a group by its note or its first report, in public words."""
        seen = story.articles.filter(within_reach(story.reader))
        first = seen.for_readers().for_lists().order_by("pk").first()
        (named,) = in_public_words([str(story)])
        return f"{named} · {first.headline}" if first else named
