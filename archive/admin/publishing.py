"""Actions and pages for reports that change what readers see."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.bulk import across_pages, change_many
from archive.admin.records import RecordAdmin
from archive.curation.publish import publish
from archive.curation.withdraw import may_unpublish, unpublish, withdraw
from archive.models import Article, BulkChange
from archive.models.visibility import is_published

Verb = BulkChange.Verb
BATCH_SIZE = 500


class WithdrawForm(forms.Form):
    withdrawn_reason = forms.CharField(
        label="Reason",
        max_length=Article._meta.get_field("withdrawn_reason").max_length,
        help_text="Readers see it in place of the report.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )
    with_headline = forms.BooleanField(
        label="Withdraw headline, source and date too",
        required=False,
        help_text="Tick this if one of them is the reason for the withdrawal. Otherwise they stay, so that those who cited the report can tell what it was.",
    )


class PublishingMixin(RecordAdmin):
    """Actions and pages of the ArticleAdmin that change what readers see."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("withdraw/", view, name="archive_article_withdraw"), *super().get_urls()]

    def has_publish_permission(self, request):
        return request.user.has_perm("archive.publish_article")

    def has_withdraw_permission(self, request):
        return request.user.has_perm("archive.withdraw_article")

    def may_unpublish(self, request, article):
        """Return whether this person may take this report back to draft."""
        return may_unpublish(Article.objects.filter(pk=article.pk), request.user).exists()

    def take_back_to_draft(self, request, article):
        """Take a report published by mistake back to draft, if this person may."""
        if self.may_unpublish(request, article):
            done = unpublish(articles=[article.pk])
            self.tell(
                request, done, "Taken back to draft.", "It is a draft again: readers can no longer see it."
            )

    @admin.action(description="Publish the selected reports", permissions=["publish"])
    def publish_chosen(self, request, queryset):
        if across_pages(request):
            return change_many(self, request, queryset, Verb.PUBLISH)
        ids = list(queryset.order_by().values_list("pk", flat=True))
        done = publish(articles=ids)
        self.tell(request, done, "Published.", f"{counted(len(done))} published.")
        if len(done) < len(ids):
            self.message_user(request, f"{counted(len(ids) - len(done))} already published.", messages.INFO)
        return None

    @admin.action(description="Withdraw the selected reports…", permissions=["withdraw"])
    def withdraw_chosen(self, request, queryset):
        return change_many(self, request, queryset, Verb.WITHDRAW)

    @admin.action(description="Take the selected reports back to draft…", permissions=["publish"])
    def unpublish_chosen(self, request, queryset):
        return change_many(self, request, queryset, Verb.DRAFT)

    def tell(self, request, ids, log, message):
        """Log what was done to each report, and report it."""
        for article in Article.objects.visible_to(request.user).for_lists().filter(pk__in=ids):
            self.log_change(request, article, log)
        if ids:
            self.message_user(request, message, messages.SUCCESS)

    def withdraw_view(self, request):
        """Ask for the reason that readers will see, then withdraw."""
        if not self.has_withdraw_permission(request):
            raise PermissionDenied
        asked = request.POST.getlist("ids") or request.GET.get("ids", "").split(",")
        ids = [int(pk) for pk in asked if pk.isdecimal() and len(pk) < 10][:BATCH_SIZE]
        form = WithdrawForm(request.POST or None)
        articles = Article.objects.filter(is_published(), pk__in=ids).visible_to(request.user).for_lists()
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["withdrawn_reason"]
            with pghistory.context(reason=reason):
                done = withdraw(articles=ids, reason=reason, with_headline=form.cleaned_data["with_headline"])
                self.tell(request, done, f"Withdrawn: {reason}", f"{counted(len(done))} withdrawn.")
            return redirect("admin:archive_article_changelist")
        known = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Withdraw reports"}
        return TemplateResponse(request, "admin/withdraw.html", known | {"form": form, "articles": articles})


def withdraw_url(ids: Iterable[int]) -> str:
    """Return the address of the page that asks why these reports are withdrawn."""
    return f"{reverse('admin:archive_article_withdraw')}?ids={','.join(map(str, ids))}"


def counted(number: int) -> str:
    """Return a number of reports with its verb: "1 report was", "3 reports were"."""
    return "1 report was" if number == 1 else f"{number:,} reports were"
