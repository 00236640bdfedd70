"""Rules for the debris around a source's reports, with a trial of what one would remove."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Length
from django.template.response import TemplateResponse
from django.urls import path

from archive.admin.records import RecordAdmin, RecordForm
from archive.ingest.identity import as_pairs
from archive.ingest.load import rules_for
from archive.ingest.prepare import prepare
from archive.ingest.readers import reread
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import Rule, RuleError, checked
from archive.models import Article, BoilerplateRule, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import holds_protected_name

TRIED_ON = 30
MAX_TRIED = 30_000  # bytes: somebody waits while all are cleaned twice


@dataclass(frozen=True)
class Trial:
    """What a rule would remove from a report beyond what is removed already."""

    article: Article
    taken: list[dict]


def try_rule(rule: Rule, source, *, user) -> list[Trial]:
    """Clean the latest reports again with and without a rule; return those in which it makes a difference, as `user` may see them.

    Raises:
        RuleError: when it is invalid.
    """
    checked([rule])
    known = [other for other in rules_for(source) if other != rule]
    reports = Article.objects.open_to(user).exclude(capture=None).select_related("capture").order_by("-id")
    if source is not None:
        reports = reports.filter(source=source)
    short = reports.alias(length=Length("capture__content")).filter(length__lte=MAX_TRIED)
    trials = [Trial(article, _taken(article, known, rule)) for article in short[:TRIED_ON]]
    return [trial for trial in trials if trial.taken and _is_open(trial, user)]


def _is_open(trial: Trial, user) -> bool:
    return may_see_protected(user) or not holds_protected_name(*(piece["text"] for piece in trial.taken))


def _taken(article, known, rule) -> list[dict]:
    capture = article.capture
    try:
        raw = reread(
            bytes(capture.content), media_type=capture.media_type, encoding=capture.encoding,
            origin=capture.origin, position=capture.position, columns=as_pairs(capture.columns),
        )  # fmt: skip
        without, with_it = prepare(raw, rules=known), prepare(raw, rules=[*known, rule])
    except RecordError as error:
        return [{"text": "", "reason": f"nothing would be left of it:    {error}"}]
    gone = [piece["text"] for piece in without.fields["removed"]]
    return [piece for piece in with_it.fields["removed"] if piece["text"] not in gone]


class RuleForm(RecordForm):
    class Meta:
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            "note": forms.TextInput(attrs={"class": "vTextField"}),
        }
        help_texts = {
            "text": "The words as in the pasted text, or a pattern, which must match a whole line. "
            "Patterns are written as for Python, without look-around: “(?=” and “(?<!” are not supported."
        }


@admin.register(BoilerplateRule)
class BoilerplateRuleAdmin(RecordAdmin):
    free_text = ("text", "note")
    form = RuleForm
    fieldsets = [(None, {"fields": ["source", "kind", "text", "active", "note"]})]
    autocomplete_fields = ["source"]
    list_display = ["text", "kind", "source", "active", "note"]
    list_filter = ["active", "kind", ("source", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["source"]
    search_fields = ["text", "note", "source__name"]
    change_form_template = "admin/rule_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="archive_boilerplaterule_try"), *super().get_urls()]

    def try_view(self, request):
        """Show what the rule in the form would remove, without saving it."""
        if request.method != "POST" or not (
            self.has_add_permission(request) or self.has_change_permission(request)
        ):
            raise PermissionDenied
        kind, text = request.POST.get("kind"), request.POST.get("text", "").strip()
        source = request.POST.get("source", "")
        source = Source.objects.filter(pk=source).first() if source.isdecimal() and len(source) < 10 else None
        error, trials = "", []
        if kind not in BoilerplateRule.Kind or not text:
            error = "Choose what kind of rule it is, and write its words."
        else:
            try:
                trials = try_rule(Rule(kind, text), source, user=request.user)
            except RuleError as bad:
                error = str(bad)
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What this rule would remove",
        }
        return TemplateResponse(
            request,
            "admin/rule_trial.html",
            known | {"error": error, "trials": trials, "tried_on": TRIED_ON, "text": text},
        )
