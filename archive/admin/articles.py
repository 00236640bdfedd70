"""Reports: the list, and the page on which one is corrected, linked and published."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from archive.admin.article_filters import FILTERS
from archive.admin.article_forms import ArticleForm
from archive.admin.article_search import find_articles
from archive.admin.attachments import AttachmentInline, AttachmentsMixin
from archive.admin.copies import CopiesMixin
from archive.admin.draw import DrawMixin, may_draw
from archive.admin.edtf import EdtfMixin, dates_read
from archive.admin.leftovers import leftovers_of, ways
from archive.admin.marking import MarkingMixin
from archive.admin.mentions import AddMentionInline, mention_groups, mention_rows, posted_statuses
from archive.admin.paste import PasteMixin
from archive.admin.publishing import withdraw_url
from archive.admin.withheld import CLOSED, visible_rows
from archive.curation.cut import may_be_put_back, still_removed
from archive.curation.decide import decide
from archive.curation.discard import may_discard
from archive.curation.match_again import match_again
from archive.curation.name_passages import name_passages
from archive.curation.publish import publish
from archive.curation.settle_name import MAX_CHARACTERS
from archive.curation.wording import day, moment
from archive.kinds import KINDS
from archive.matching.link import text_digest
from archive.models import Article, Attachment, Mention, PublicWording
from archive.models.articles import public_words
from archive.models.bounded import BoundedCount
from archive.models.rights import may_see_protected, within_reach
from archive.models.wordings import in_public_words
from archive.presentation.coming_back import page_come_from

TEXT = (
    "Text",
    {"fields": ["headline", "standfirst", "body", "byline", "dateline", "language"], "classes": ["wide"]},
)
PUBLICATION = ("Publication", {"fields": ["source", "source_ref", "url"]})
DATE = ("Date", {"fields": ["date_printed", "date_edtf", "date_basis", "leave_undated"]})
STATUS = ("Status and rights", {"fields": ["state", "rights", "note"]})
COPIES = ("Copies", {"fields": ["story", "story_decided", "copies"], "classes": ["collapse"]})
PROVENANCE = (
    "Provenance",
    {"fields": ["received", "not_certain", "cleaned_away", "entered", "identity"], "classes": ["collapse"]},
)

# A field -> what a change of it settles.
SETTLES = {
    "headline": ("headline",), "body": ("end", "beginning"), "language": ("language",),
    "date_printed": ("day",), "date_edtf": ("day",), "date_basis": ("day",),
}  # fmt: skip


@admin.register(Article)
class ArticleAdmin(EdtfMixin, AttachmentsMixin, MarkingMixin, DrawMixin, PasteMixin, CopiesMixin):
    free_text = (*PublicWording.WORDS, "note", "removed", "unsure", "wording")
    form = ArticleForm
    inlines = [AddMentionInline, AttachmentInline]
    autocomplete_fields = ["source", "story"]
    readonly_fields = ["state", "copies", "received", "not_certain", "cleaned_away", "entered", "identity"]
    list_display = ["headline_line", "source", "date", "status", "names", "changed"]
    list_filter = FILTERS
    list_select_related = ["source"]
    search_fields = ["headline"]
    search_help_text = f"As on the site: words, “phrases”, -not, {' '.join(f'{kind.key}:' for kind in KINDS)} source: before: after:"
    actions = ["publish_chosen", "unpublish_chosen", "withdraw_chosen", "group_chosen", "ungroup_chosen"]
    ordering = ["-id"]
    history_parts = ((Mention, "article"), (Attachment, "article"))
    kept_on_restore = (
        "status",
        "withdrawn_reason",
        "withdrawn_with_headline",
        "removed",
        "unsure",
        "batch",
        "uid",
    )
    change_form_template = "admin/article_form.html"

    # Who may do what

    def has_change_permission(self, request, obj=None):
        """Let those who may not publish change only drafts: a published report would change in front of readers."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None or self.has_publish_permission(request):
            return may
        return obj.status == Article.Status.DRAFT and obj.is_within_reach(request.user)

    def has_delete_permission(self, request, obj=None):
        """Let everybody discard drafts of their own."""
        if obj is None:
            return request.user.has_perm("archive.add_article")
        return may_discard(Article.objects.filter(pk=obj.pk), request.user).exists()

    def can_recover(self, request):
        """Show what was deleted only to those who may delete any report."""
        return request.user.has_perm("archive.delete_article")

    # The list

    def get_queryset(self, request):
        queryset = super().get_queryset(request).filter(within_reach(request.user)).select_related("source")
        if "object_id" not in request.resolver_match.kwargs:
            queryset = visible_rows(queryset, request.user)
        if request.resolver_match.url_name in ("archive_article_changelist", "archive_article_export"):
            queryset = queryset.defer("body", "standfirst", "removed", "unsure", "note")
            mentions = Mention.objects.visible_to(request.user).filter(article=OuterRef("pk")).values("pk")
            queryset = queryset.annotate(
                name_count=BoundedCount(mentions.accepted()),
                open_count=BoundedCount(mentions.suggested()),
            )
        return queryset

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return find_articles(queryset, search_term, user=request.user), False

    def withhold_in(self, rows):
        """Leave the rows alone: they were loaded in the wording that this person may see."""

    def refuse_names(self, found):
        """Raise PermissionDenied for a report that contains a protected name."""
        if PublicWording.objects.filter(article=found).exists():
            raise PermissionDenied(CLOSED)
        super().refuse_names(found)

    def texts_of(self, found):
        own = found.attachments.values_list("alt", "caption", "rights")
        return [*(piece.get("text", "") for piece in found.removed), *(text for row in own for text in row)]

    @admin.display(description="headline", ordering=public_words("headline"))
    def headline_line(self, article):
        return format_html('<span dir="auto">{}</span>', article.headline)

    @admin.display(description="date", ordering="date_range")
    def date(self, article):
        return article.date_label()

    @admin.display(description="names")
    def names(self, article):
        suggested = (
            format_html(' <span class="open">+ {} open</span>', article.open_count)
            if article.open_count
            else ""
        )
        return format_html("{}{}", article.name_count, suggested)

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, article):
        return day(article.updated_at)

    # The page of a report

    def fieldsets_for(self, request, obj):
        if obj is None:
            return [TEXT, PUBLICATION, DATE, (STATUS[0], {"fields": ["rights", "note"]})]
        return [TEXT, DATE, PUBLICATION, STATUS, COPIES, PROVENANCE]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and change:
            may_review = request.user.has_perm("archive.review_mention") and self.has_change_permission(
                request, obj
            )
            stored = Article.objects.get(
                pk=obj.pk
            )  # positions of mentions refer to the text as stored, not as typed
            rows = mention_rows(request, stored)
            may_settle = ways(request.user)
            context |= {
                "mention_rows": rows,
                "mention_groups": mention_groups(request, rows),
                "leftovers": leftovers_of(request.user, stored) if may_settle.any else [],
                "ways": may_settle,
                "longest_name": MAX_CHARACTERS,
                "open_count": sum(row.mention.status == Mention.Status.SUGGESTED for row in rows),
                "may_review": may_review,
                "may_draw": may_draw(request.user, "claim"),
                "is_draft": obj.status == Article.Status.DRAFT,
                "is_withdrawn": obj.status == Article.Status.WITHDRAWN,
                "may_publish": self.has_publish_permission(request),
                "may_withdraw": self.has_withdraw_permission(request),
                "may_unpublish": self.may_unpublish(request, obj),
                **self.marking_context(request, obj),
            }
            context["media"] += context["marked_form"].media
            obj.may_cut = context["may_cut"]
            obj.in_own_words = may_see_protected(request.user)
            context["pieces"] = [
                (number, piece) for number, piece in enumerate(stored.removed) if may_be_put_back(piece)
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, article):
        """Return its address without the headline, in which a name may be withheld."""
        return reverse("article", args=[article.pk])

    @admin.display(description="status")
    def state(self, article):
        reason = f": {article.withdrawn_reason}" if article.withdrawn_reason else ""
        return format_html(
            '<span class="state state--{}">{}</span>{}', article.status, article.status, reason
        )

    @admin.display(description="received")
    def received(self, article):
        capture = article.capture
        if capture is None:
            return "Nothing: it was written here."
        address = reverse("admin:archive_capture_change", args=[capture.pk])
        when = moment(capture.received_at)
        return format_html('<a href="{}">{}</a>, {}', address, capture.origin or capture.sha256[:12], when)

    @admin.display(description="not certain")
    def not_certain(self, article):
        """List what reading left uncertain; what a curator has changed since is no longer listed."""
        rows = ((doubt.get("what", ""), doubt.get("why", "")) for doubt in article.unsure)
        listed = format_html_join("", '<li><span class="why">{}</span> {}</li>', rows)
        return format_html('<ul class="removed">{}</ul>', listed) if article.unsure else "nothing"

    @admin.display(description="cleaned away")
    def cleaned_away(self, article):
        if not article.removed:
            return "nothing"
        rows = (
            (piece.get("reason", ""), piece.get("text", ""), self._way_back(article, number, piece))
            for number, piece in enumerate(article.removed)
        )
        listed = format_html_join("", '<li><span class="why">{}</span> <q dir="auto">{}</q>{}</li>', rows)
        return format_html('<ul class="removed">{}</ul>', listed)

    @staticmethod
    def _way_back(article, number, piece):
        """Return the button that puts a piece back, if this person may and its place is known."""
        if not getattr(article, "may_cut", False) or not may_be_put_back(piece):
            return ""
        return format_html(' <button class="button" form="put-back-{}">Put it back</button>', number)

    @admin.display(description="entered")
    def entered(self, article):
        label = article.batch.label if article.batch else ""
        if label and not getattr(article, "in_own_words", False):
            (label,) = in_public_words([label])
        batch = f", by “{label}”" if label else ""
        return f"{moment(article.created_at)}{batch}; last changed {moment(article.updated_at)}"

    @admin.display(description="identity")
    def identity(self, article):
        return format_html("report {}, <code>{}</code>", article.pk, article.uid)

    # Saving

    def save_model(self, request, obj, form, change):
        """Save a report; what reading left uncertain about a field is settled once somebody has changed the field.

        What has come back into the text no longer counts as removed.
        """
        settled = {what for name in form.changed_data for what in SETTLES.get(name, ())}
        obj.unsure = [doubt for doubt in obj.unsure if doubt.get("what") not in settled]
        if change and "body" in form.changed_data:
            obj.removed = still_removed(obj.removed, before=form.initial["body"], after=obj.body)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        """Turn each new row of a name into mentions where its words occur."""
        if formset.model is Attachment:
            self.save_attachments(request, formset, form.instance)
            return
        formset.save(commit=False)
        for row in formset.forms:
            if row.has_changed():
                self._add_name(request, row, form.instance)

    def _add_name(self, request, row, article):
        passages, entity = row.passages(article), row.cleaned_data["entity"]
        name_passages(
            article=article,
            entity=entity,
            passages=passages,
            certainty=row.cleaned_data["certainty"],
            user=request.user,
        )
        where = (
            f"at {len(passages)} {'place' if len(passages) == 1 else 'places'}" if passages else "as a whole"
        )
        self.message_user(request, f"The report names {entity} {where}.", messages.SUCCESS)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        article = form.instance
        for told in (*form.date_notices, *dates_read(form)):
            self.message_user(request, told, messages.INFO)
        self._decide(request, article)
        if article.linked_digest != text_digest(article):
            self.tell_matched(request, match_again(record=article))
        wanted = "_publish" in request.POST and self.has_publish_permission(request)
        if wanted and publish(articles=[article.pk]):
            self.message_user(request, "Readers can see it now.", messages.SUCCESS)

    def _decide(self, request, article):
        chosen = posted_statuses(request)
        if not chosen or not request.user.has_perm("archive.review_mention"):
            return
        own = set(
            article.mentions.visible_to(request.user).filter(pk__in=chosen).values_list("pk", flat=True)
        )
        by_status = {status: [pk for pk in own if chosen[pk] == status] for status in Mention.Status}
        decided = decide(
            accepted=by_status[Mention.Status.ACCEPTED],
            rejected=by_status[Mention.Status.REJECTED],
            reopened=by_status[Mention.Status.SUGGESTED],
            user=request.user,
        )
        self.message_user(request, f"Names: {decided}.", messages.SUCCESS)

    # Deleting

    def get_deleted_objects(self, objs, request):
        """Count what is deleted with it; the history keeps all of it."""
        articles = list(objs)
        counts = {
            "reports": len(articles),
            "names in them": Mention.objects.visible_to(request.user).filter(article__in=articles).count(),
        }
        own = Article.objects.filter(pk__in=[article.pk for article in articles])
        may = may_discard(own, request.user).count() == len(articles)
        needed = set() if may else {self.opts.verbose_name}
        return [str(article) for article in articles], counts, needed, []

    def response_change(self, request, obj):
        if "_withdraw" in request.POST and self.has_withdraw_permission(request):
            return redirect(withdraw_url([obj.pk]))
        if "_unpublish" in request.POST:
            self.take_back_to_draft(request, obj)
        if "_publish" in request.POST or "_unpublish" in request.POST:
            form = reverse("admin:archive_article_change", args=[obj.pk])
            return redirect(page_come_from(request) or form)
        return super().response_change(request, obj)
