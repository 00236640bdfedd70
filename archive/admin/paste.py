"""Add a report by pasting its text or uploading a file, with a preview of cleaning before anything is saved."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.publishing import PublishingMixin
from archive.admin.upload_fields import EncodingField, KeptFileField, kept_for
from archive.admin.withheld import CLOSED
from archive.curation.correct import correct
from archive.curation.publish import publish
from archive.curation.record import recorded_change
from archive.ingest.encoding import CHOICES
from archive.ingest.imports.pieces import pieces_of
from archive.ingest.jobs import clean_later
from archive.ingest.raw import RawArticle, in_megabytes
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import RuleError
from archive.ingest.single import (
    PASTED,
    Prepared,
    find_same,
    is_long,
    load_one,
    preview,
    raw_from,
)
from archive.matching.sketch import fingerprint
from archive.models import Article, Fingerprint, Source, Step
from archive.models.fields import WebAddressFormField
from archive.models.rights import within_reach

MAX_SIZE = 1_500_000  # bytes; together with its text it must fit into one form
KEPT_FIELDS = [
    "headline", "standfirst", "body", "byline", "dateline", "language", "url", "date_printed", "date_edtf", "date_basis",
]  # fmt: skip
REASON = "pasted text"  # the reason given in the list of steps; in the history of the report it is the import
NEW_SOURCE = (
    "Not in the list? Add it with the plus sign. Readers see a new source once a report of it is published; "
    "until then Curators can still correct it, or merge it with one that is the same."
)
SHOWN_FIELDS = [*KEPT_FIELDS, "leave_undated"]


class PasteForm(forms.Form):
    """The first step: a text or a file, and what is known about it."""

    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "report-words", "dir": "auto", "autofocus": True}),
        help_text="As copied from the page, with whatever surrounds it. The HTML source of a web page can be read too.",
    )
    file = KeptFileField(
        label="Or a file", required=False, help_text="One report: plain text or a saved web page."
    )
    encoding = EncodingField()
    source = forms.ModelChoiceField(Source.objects.all())
    url = WebAddressFormField(
        label="Address",
        required=False,
        max_length=1000,
        help_text="Where it was on the web.",
    )
    published = forms.CharField(
        label="Date",
        required=False,
        max_length=100,
        help_text="As printed, if it is not in the text: 9 August 1998.",
    )
    language = forms.CharField(
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"size": 4}),
        help_text="Such as en or fr. If empty, it is detected from the text.",
    )

    def clean(self):
        super().clean()
        text, file = self.cleaned_data.get("text", ""), self.cleaned_data.get("file")
        if bool(text.strip()) == bool(file) and not self.errors:
            raise forms.ValidationError("Paste the text, or choose a file: one of the two.")
        if file and file.size > MAX_SIZE:
            self.fields["file"].widget.is_refused = True
            self.add_error(
                "file",
                f"This file is larger than {in_megabytes(MAX_SIZE)}. Import it with “Import files”, on the desk.",
            )
        return self.cleaned_data

    def received(self) -> Received:
        """Return what was pasted or uploaded, as bytes."""
        if file := self.cleaned_data.get("file"):
            return Received(file.read(), file.name[-200:], self.cleaned_data["encoding"])
        return Received(self.cleaned_data["text"].encode(errors="replace"), PASTED)


@dataclass(frozen=True)
class Received:
    """Bytes with their origin and the chosen encoding, carried from one step to the next."""

    content: bytes
    origin: str
    encoding: str = ""

    def as_fields(self) -> dict:
        return {
            "content": base64.b64encode(self.content).decode(),
            "origin": self.origin,
            "encoding": self.encoding,
        }

    def raw(self, **known) -> RawArticle:
        content = self.content.decode(errors="replace") if self.origin == PASTED else self.content
        return raw_from(content, origin=self.origin, encoding=self.encoding, **known)


class CarriedForm(forms.Form):
    """The first step's values, hidden in the form of the second."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    origin = forms.CharField(max_length=200, widget=forms.HiddenInput)
    encoding = forms.ChoiceField(
        choices=[("", ""), *CHOICES.items()], required=False, widget=forms.HiddenInput
    )
    source = forms.ModelChoiceField(Source.objects.all(), widget=forms.HiddenInput)
    said_url = WebAddressFormField(max_length=1000, required=False, widget=forms.HiddenInput)
    said_published = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    said_language = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)

    def clean_content(self):
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(
                "The pasted text could not be carried over: please paste it again."
            ) from error

    def received(self) -> Received:
        return Received(*(self.cleaned_data[name] for name in ("content", "origin", "encoding")))

    def known(self) -> dict:
        """Return what was filled in about the report, by the names that records use."""
        return {name: self.cleaned_data[f"said_{name}"] for name in ("url", "published", "language")}


@dataclass(frozen=True)
class Likeness:
    """Existing reports that somebody may see: the very same one, and others with the same words.

    `is_out_of_reach` if the same one is a draft of somebody else.
    """

    same: Article | None
    copies: list[Article]
    is_out_of_reach: bool = False

    @property
    def is_known(self) -> bool:
        return self.same is not None or self.is_out_of_reach


def find_like(raw: RawArticle, prepared: Prepared, source: Source, *, user) -> Likeness:
    """Look for existing reports like the one pasted, by the rules of every import."""
    words = fingerprint(prepared.body)[0]
    alike = Fingerprint.objects.filter(text_hash=words).values("article") if words else []
    shown = Article.objects.filter(within_reach(user)).for_readers().for_lists()
    copies = shown.filter(pk__in=alike)
    found = find_same(raw, prepared, source=source)
    same = shown.filter(pk=found.pk).first() if found else None
    return Likeness(same, list(copies.exclude(pk=found.pk if found else None)[:10]), bool(found and not same))


def why_not_read(error: RecordError | RuleError) -> str:
    """Explain why what was pasted cannot be accepted."""
    return f"This cannot be read. {error.sentence}" if isinstance(error, RecordError) else str(error)


class PasteMixin(PublishingMixin):
    """Replaces the empty form by the paste page; the form stays one click away."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.paste_view)
        return [path("paste/", view, name="archive_article_paste"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if request.method == "GET" and "by_hand" not in request.GET and "_popup" not in request.GET:
            return redirect("admin:archive_article_paste")
        return super().add_view(request, form_url, extra_context)

    def paste_view(self, request):
        """Accept the text, preview it cleaned, save it: three steps at one address."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        step = request.POST.get("step")
        if step in ("keep", "publish"):
            return self._keep(request)
        return self._take(request, self._paste_form(request, back=step == "back"))

    # First step: the text

    def _paste_form(self, request, *, back=False):
        if back:
            form = self._with_sources(request, PasteForm(initial=self._answers_again(request)))
        else:
            form = self._with_sources(request, PasteForm(request.POST or None, request.FILES or None))
        return form

    def _with_sources(self, request, form):
        """Offer sources as on any other form: autocompleted, and addable on the way."""
        form.fields["source"] = self.formfield_for_dbfield(Article._meta.get_field("source"), request)
        form.fields["source"].help_text = NEW_SOURCE if request.user.has_perm("archive.add_source") else ""
        return kept_for(request.user, form)

    def _answers_again(self, request):
        carried = CarriedForm(request.POST)
        if not carried.is_valid():
            return {}
        received = carried.received()
        text = received.content.decode(errors="replace") if received.origin == PASTED else ""
        return {**carried.known(), "text": text, "source": carried.cleaned_data["source"].pk}

    def _take(self, request, form):
        if not form.is_bound or not form.is_valid():
            return self._paste_page(request, "admin/paste.html", form=form)
        received, source = form.received(), form.cleaned_data["source"]
        known = {name: form.cleaned_data[name] for name in ("url", "published", "language")}
        try:
            raw = received.raw(**known)
            if is_long(raw):
                return self._clean_later(request, received, known, source)
            prepared = preview(raw, source=source)
        except (RecordError, RuleError) as error:
            form.add_error(None, why_not_read(error))
            return self._paste_page(request, "admin/paste.html", form=form)
        carried = CarriedForm(
            initial={
                **received.as_fields(),
                "source": source.pk,
                **{f"said_{name}": value for name, value in known.items()},
            }
        )
        kept = self._kept_form(request)(initial=prepared.fields)
        return self._cleaned_page(request, carried, kept, raw, prepared, source)

    def _clean_later(self, request, received, known, source):
        """Leave a long text to the worker: cleaning it here would make readers wait."""
        text = clean_later(
            content=received.content, origin=received.origin, encoding=received.encoding, known=known, source=source,
            user=request.user,
        )  # fmt: skip
        said = "This is long, so it is cleaned in the background and saved as a draft. This page shows when it is done."
        self.message_user(request, said, messages.INFO)
        return redirect("admin:archive_longtext_change", text.pk)

    # Second step: the preview

    def _kept_form(self, request):
        return self.get_form(request, None, change=False, fields=KEPT_FIELDS)

    def _cleaned_page(self, request, carried, kept, raw, prepared, source):
        for notice in prepared.notices:
            messages.warning(request, f"{notice[0].upper()}{notice[1:]}.")
        like = find_like(raw, prepared, source, user=request.user)
        return self._paste_page(
            request, "admin/cleaned.html", carried=carried, form=kept, prepared=prepared, source=source, like=like, shown_fields=SHOWN_FIELDS,
            pieces=pieces_of(raw, prepared),
            may_publish=self.has_publish_permission(request),
        )  # fmt: skip

    def _keep(self, request):
        carried = CarriedForm(request.POST)
        if not carried.is_valid():
            messages.error(request, "The pasted text could not be carried over: please paste it again.")
            return redirect("admin:archive_article_paste")
        source = carried.cleaned_data["source"]
        try:
            raw = carried.received().raw(**carried.known())
            if is_long(raw):
                return self._clean_later(request, carried.received(), carried.known(), source)
            prepared = preview(raw, source=source)
        except (RecordError, RuleError) as error:
            messages.error(request, why_not_read(error))
            return redirect("admin:archive_article_paste")
        kept = self._kept_form(request)(request.POST)
        if not kept.is_valid() or find_like(raw, prepared, source, user=request.user).is_known:
            return self._cleaned_page(request, carried, kept, raw, prepared, source)
        return self._load(request, raw, source, kept)

    def _load(self, request, raw, source, kept):
        """Save the report as cleaned, then the curator's corrections, so that the history distinguishes the two."""
        with recorded_change(verb=Step.Verb.ADD, model=Article) as step:
            step.reason = REASON
            loaded = load_one(raw, source=source, user=request.user)
            if loaded.article is None or not loaded.outcome.created:
                messages.error(request, f"It was not saved: {loaded.reason or 'the archive has it already'}.")
                return redirect("admin:archive_article_paste")
            article = loaded.article
            values = {name: kept.cleaned_data[name] for name in KEPT_FIELDS}
            self.tell_matched(request, correct(article=article, values=values))
            if request.POST["step"] == "publish" and self.has_publish_permission(request):
                publish(articles=[article.pk])
        self.log_addition(request, article, "Added from pasted text.")
        names = article.mentions.visible_to(request.user).values("entity").distinct().count()
        self.message_user(
            request,
            f"Saved. {names} {'name was' if names == 1 else 'names were'} found in it.",
            messages.SUCCESS,
        )
        if not Article.objects.open_to(request.user).filter(pk=article.pk).exists():
            self.message_user(request, CLOSED, messages.WARNING)
            return redirect("admin:archive_article_changelist")
        return redirect(reverse("admin:archive_article_change", args=[article.pk]))

    def _paste_page(self, request, template, **context):
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Add a report",
            "media": self.media,
        }
        form = context["form"]
        return TemplateResponse(request, template, known | context | {"media": self.media + form.media})
