"""Words that were marked in the form of a report, as they are sent."""

from __future__ import annotations

from django import forms

from archive.models import Mention

MAX_PIECE = 200_000


class MarkedForm(forms.Form):
    """Marked words, and where they were marked."""

    text = forms.CharField(
        label="Words",
        max_length=MAX_PIECE,
        strip=False,
        widget=forms.HiddenInput(attrs={"id": "marked-text"}),
    )
    field = forms.ChoiceField(
        choices=Mention.Field, widget=forms.HiddenInput(attrs={"id": "marked-field"}), required=False
    )
    start = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput(attrs={"id": "marked-start"}),
        required=False,
    )
