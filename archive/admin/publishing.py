"""What readers may see: publish reports, withdraw them with a reason, or take them back to draft."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.matching.link import link
from archive.models import Article

PUBLISHED, WITHDRAWN, DRAFT = Article.Status.PUBLISHED, Article.Status.WITHDRAWN, Article.Status.DRAFT
AT_ONCE = 500


def publish(*, articles: Iterable[int]) -> list[int]:
    """Let readers see these reports, their names matched first; return the ids of those that were not published yet."""
    with transaction.atomic():
        found = Article.objects.filter(pk__in=list(articles)).exclude(status=PUBLISHED).order_by("pk")
        changing = list(found.select_for_update(no_key=True).values_list("pk", "linked_digest"))
        link(articles=[pk for pk, digest in changing if not digest])
        ids = [pk for pk, _ in changing]
        Article.objects.filter(pk__in=ids).update(status=PUBLISHED, withdrawn_reason="")
    return ids


def withdraw(*, articles: Iterable[int], reason: str) -> list[int]:
    """Take published reports from the site, with a reason that readers see; return their ids."""
    with transaction.atomic():
        found = Article.objects.filter(pk__in=list(articles), status=PUBLISHED).order_by("pk")
        ids = list(found.select_for_update(no_key=True).values_list("pk", flat=True))
        Article.objects.filter(pk__in=ids).update(status=WITHDRAWN, withdrawn_reason=reason)
    return ids


class WithdrawForm(forms.Form):
    withdrawn_reason = forms.CharField(
        label="Reason",
        max_length=Article._meta.get_field("withdrawn_reason").max_length,
        help_text="Readers see it in place of the report.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autofocus": True}),
    )


class PublishingMixin:
    """Actions and pages of the ArticleAdmin that change what readers see."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("withdraw/", view, name="archive_article_withdraw"), *super().get_urls()]

    def has_publish_permission(self, request):
        return request.user.has_perm("archive.publish_article")

    def has_withdraw_permission(self, request):
        return request.user.has_perm("archive.withdraw_article")

    @admin.action(description="Publish the chosen reports", permissions=["publish"])
    def publish_chosen(self, request, queryset):
        ids = list(queryset.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(ids) > AT_ONCE:
            self.message_user(request, f"Publish at most {AT_ONCE} reports at once.", messages.ERROR)
            return
        done = publish(articles=ids)
        self.tell(request, done, "Published.", f"{counted(len(done))} published.")
        if len(done) < len(ids):
            self.message_user(request, f"{counted(len(ids) - len(done))} published already.", messages.INFO)

    @admin.action(description="Withdraw the chosen reports…", permissions=["withdraw"])
    def withdraw_chosen(self, request, queryset):
        ids = list(queryset.order_by().filter(status=PUBLISHED).values_list("pk", flat=True)[: AT_ONCE + 1])
        if not 0 < len(ids) <= AT_ONCE:
            text = (
                f"Withdraw at most {AT_ONCE} reports at once."
                if ids
                else "None of these reports is published."
            )
            self.message_user(request, text, messages.ERROR)
            return None
        return HttpResponseRedirect(withdraw_url(ids), status=303)

    def tell(self, request, ids, log, message):
        """Log what was done to each report, and say it."""
        for article in Article.objects.visible_to(request.user).for_lists().filter(pk__in=ids):
            self.log_change(request, article, log)
        if ids:
            self.message_user(request, message, messages.SUCCESS)

    def withdraw_view(self, request):
        """Ask for the reason that readers will see, then withdraw."""
        if not self.has_withdraw_permission(request):
            raise PermissionDenied
        asked = request.POST.getlist("ids") or request.GET.get("ids", "").split(",")
        ids = [int(pk) for pk in asked if pk.isdecimal() and len(pk) < 10][:AT_ONCE]
        form = WithdrawForm(request.POST or None)
        articles = Article.objects.filter(status=PUBLISHED, pk__in=ids).visible_to(request.user).for_lists()
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["withdrawn_reason"]
            with pghistory.context(reason=reason):
                done = withdraw(articles=ids, reason=reason)
                self.tell(request, done, f"Withdrawn: {reason}", f"{counted(len(done))} withdrawn.")
            return redirect("admin:archive_article_changelist")
        known = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Withdraw reports"}
        return TemplateResponse(request, "admin/withdraw.html", known | {"form": form, "articles": articles})


def withdraw_url(ids: Iterable[int]) -> str:
    """Give the address of the page that asks why these reports are withdrawn."""
    return f"{reverse('admin:archive_article_withdraw')}?ids={','.join(map(str, ids))}"


def counted(number: int) -> str:
    """Write a number of reports with its verb: "1 report was", "3 reports were"."""
    return "1 report was" if number == 1 else f"{number:,} reports were"
