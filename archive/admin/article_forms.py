"""The form of a report: dates as printed, codes and numbers, with messages that say what to do."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from archive import dates
from archive.admin.overtaken import overtaken_by_others
from archive.admin.records import RecordForm
from archive.models import Article
from archive.models.rights import within_reach
from archive.presentation.date_notes import disagree

LANGUAGE_CODE = re.compile(r"([a-z]{2,3})?")


def _reading(printed: str) -> str:
    try:
        return dates.read_printed(printed).edtf
    except dates.DateError:
        return ""


class ArticleForm(RecordForm):
    class Meta:
        widgets = {
            "headline": forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"}),
            "standfirst": forms.Textarea(attrs={"class": "report-words", "rows": 3, "dir": "auto"}),
            "body": forms.Textarea(attrs={"class": "report-words", "rows": 24, "dir": "auto"}),
            "byline": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "dateline": forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            "language": forms.TextInput(attrs={"size": 4}),
            "date_printed": forms.TextInput(attrs={"size": 30, "dir": "auto"}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "rights": forms.TextInput(attrs={"class": "vTextField"}),
        }

    leave_undated = forms.BooleanField(
        required=False, help_text="Tick if the printed date cannot be placed, such as “last Thursday”."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.date_notices = []
        self.overtaken = []

    def clean_language(self):
        code = self.cleaned_data["language"].strip().lower()
        if not LANGUAGE_CODE.fullmatch(code):
            raise ValidationError(
                "Write a code of two or three letters, such as en, fr or prs, or leave it empty."
            )
        return code

    def clean(self):
        cleaned = super().clean()
        if "date_edtf" in cleaned and "date_printed" in cleaned:
            self._complete_date(cleaned)
        self._check_number(cleaned)
        self._check_decisions()
        return cleaned

    def _check_decisions(self):
        """Refuse a decision on a mention that somebody else has decided on since the page was opened."""
        if self.instance.pk and self.reader and self.reader.has_perm("archive.review_mention"):
            self.overtaken = overtaken_by_others(self.instance, self.data, user=self.reader)
        if self.overtaken:
            self.add_error(
                None, "Somebody else decided on names while you had this open. Check them, and save again."
            )

    def _complete_date(self, cleaned):
        """Read the printed date if no other is given; an undated report has no basis."""
        untouched = not {"date_printed", "date_edtf", "date_basis"} & set(self.changed_data)
        if cleaned["date_printed"] and not (
            cleaned["date_edtf"] or cleaned.get("leave_undated") or untouched
        ):
            self._read_printed(cleaned)
        printed, edtf = cleaned["date_printed"], cleaned.get("date_edtf")
        if not edtf:
            cleaned["date_basis"] = ""
        elif not cleaned.get("date_basis"):
            self._find_basis(cleaned)
        elif cleaned["date_basis"] == Article.DateBasis.STATED and not untouched and disagree(printed, edtf):
            self.add_error(
                "date_basis",
                f"“{printed}” is not {dates.label(edtf)}: say that the date was inferred, or correct one of the two.",
            )

    def _find_basis(self, cleaned):
        """Choose the basis of a date given without one: stated if the print says exactly that."""
        printed = _reading(cleaned["date_printed"])
        if printed == cleaned["date_edtf"]:
            cleaned["date_basis"] = Article.DateBasis.STATED
        elif cleaned["date_printed"] and not printed:  # such as 8/9/97, which the curator has read
            cleaned["date_basis"] = Article.DateBasis.INFERRED
        else:
            self.add_error("date_basis", "Say whether the date is stated with the report or was inferred.")

    def _read_printed(self, cleaned):
        printed = cleaned["date_printed"]
        try:
            read = dates.read_printed(printed, language=cleaned.get("language") or "")
        except dates.DateError as error:
            self.add_error(
                "date_edtf", f"The printed date: {error} Give the date here, or tick “leave undated”."
            )
            return
        cleaned["date_edtf"], cleaned["date_basis"] = read.edtf, Article.DateBasis.STATED
        note = f" ({read.note})" if read.note else ""
        self.date_notices.append(f"The printed date was read as {read.edtf}, {dates.label(read.edtf)}{note}.")

    def _check_number(self, cleaned):
        number, source = cleaned.get("source_ref"), cleaned.get("source")
        if not number or not source:
            return
        others = Article.objects.for_readers().exclude(pk=self.instance.pk)
        same = others.filter(source=source, source_ref=number).first()
        if same:
            seen = self.reader and others.filter(within_reach(self.reader), pk=same.pk).exists()
            called = f"Report {same.pk}" if seen else "A draft of somebody else"
            shown = f": “{same.headline}”" if seen else ""
            self.add_error("source_ref", f"{called} of this source already has this number{shown}.")
