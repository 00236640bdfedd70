"""The page on which an entry that was two is split: names and passages are chosen by period, source or one by one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive import dates
from archive.admin.edtf import read_date
from archive.admin.mentions import passage
from archive.admin.reasons import MAX_LENGTH
from archive.admin_site import ArchiveAdminSite
from archive.curation.split import MAX_MENTIONS, SplitError, split
from archive.models import Article, Entity, Mention, Name, Source
from archive.models.wordings import holds_protected_name
from archive.text.localised import counted

MAX_SHOWN = 200
CHOSEN, MATCHING = "chosen", "matching"


class PassageFilterForm(forms.Form):
    """Which passages of an entry are shown: by period, by source."""

    period = forms.CharField(required=False, max_length=60, help_text="1997, May 1997, 1996/1998, 199X")
    source = forms.ModelChoiceField(Source.objects.order_by("name"), required=False)

    def clean_period(self):
        text = self.cleaned_data["period"].strip()
        if not text:
            return None
        try:
            first, last = dates.to_range(read_date(text))
        except dates.DateError as error:
            raise forms.ValidationError(str(error)) from error
        return DateRange(first, last, "[]")


class SplitForm(forms.Form):
    """The new entry: its name, the names and passages that go to it, and why."""

    name = forms.CharField(
        max_length=200,
        label="Name of the new entry",
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )
    names = forms.ModelMultipleChoiceField(
        Name.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Names that go to it"
    )
    scope = forms.ChoiceField(
        choices=[(CHOSEN, "the passages ticked below"), (MATCHING, "all passages of this period and source")],
        initial=CHOSEN,
        widget=forms.RadioSelect,
        label="Passages that go to it",
    )
    reason = forms.CharField(
        max_length=MAX_LENGTH,
        label="Why there are two",
        help_text="Kept in the history.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    fields: dict[str, Any]

    def __init__(self, *args, entity: Entity, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["names"].queryset = entity.names.filter(is_primary=False)


def split_page(request, pk):
    """Show an entry with its names and passages, and split it once confirmed."""
    if not request.user.has_perm("archive.merge_entity"):
        raise PermissionDenied
    entity = Entity.objects.visible_to(request.user).filter(pk=pk).first()
    if (
        entity is None
        or holds_protected_name(entity.summary, entity.description)
        and not request.user.has_perm("archive.protect_entity")
    ):
        raise Http404("There is no such entry.")
    chosen = PassageFilterForm(request.GET)
    rows = _passages(request.user, entity, chosen)
    form = SplitForm(request.POST or None, entity=entity)
    if request.method == "POST" and form.is_valid() and (address := _split(request, entity, rows, form)):
        return redirect(address)
    shown = list(rows.select_related("article__source")[:MAX_SHOWN])
    articles = Article.objects.visible_to(request.user).select_related("source")
    articles = articles.in_bulk({row.article_id for row in shown})
    context = {
        **admin.site.each_context(request),
        "title": f"Split {entity}",
        "entity": entity,
        "entity_url": reverse(f"admin:archive_{entity.kind}_change", args=[entity.pk]),
        "chosen": chosen,
        "form": form,
        "count": rows.count(),
        "ticked": set(request.POST.getlist("mention")),
        "passages": [
            (str(row.pk), articles[row.article_id], passage(row, articles[row.article_id])) for row in shown
        ],
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "admin/split.html", context)


def _passages(user, entity, chosen: PassageFilterForm) -> QuerySet[Mention]:
    """Return the accepted mentions of an entry in reports that this person may open, within the filter, latest first."""
    rows = Mention.objects.accepted().filter(entity=entity, article__in=Article.objects.open_to(user))
    if not chosen.is_valid():
        return rows.none()
    if period := chosen.cleaned_data["period"]:
        rows = rows.filter(article__date_range__overlap=period)
    if source := chosen.cleaned_data["source"]:
        rows = rows.filter(article__source=source)
    return rows.order_by("-article_id", "field", "start")


def _split(request, entity, rows, form) -> str:
    """Split, and return the address of the new entry; empty if that is impossible."""
    wanted = rows
    if form.cleaned_data["scope"] == CHOSEN:
        ids = [int(pk) for pk in request.POST.getlist("mention") if pk.isdecimal() and len(pk) < 18]
        wanted = Mention.objects.filter(
            pk__in=ids, article__in=Article.objects.open_to(request.user), entity=entity
        )
    try:
        done = split(
            entity=entity,
            name=form.cleaned_data["name"],
            names=[name.pk for name in form.cleaned_data["names"]],
            mentions=wanted.order_by().values_list("pk", flat=True)[: MAX_MENTIONS + 1],
            user=request.user,
            reason=form.cleaned_data["reason"],
        )
    except SplitError as error:
        form.add_error(None, str(error))
        return ""
    later = " Reports are being matched in the background." if done.reports.queued else ""
    told = format_html(
        '{}: {} and {} went to it.{} <a href="{}">See the split, or take it back</a>',
        done.step.summary, counted(done.names, "name"), counted(done.mentions, "passage"), later, reverse("admin:merge_made", args=[done.step.pk]),
    )  # fmt: skip
    messages.success(request, told)
    return reverse(f"admin:archive_{done.entity.kind}_change", args=[done.entity.pk])


ArchiveAdminSite.add_page("split/<int:pk>/", split_page, name="split")
