"""The parameters of a search, shared by page, facets, feed, exports and data: declared once, read and applied by django-filter.

Whatever narrows a search is a filter. It narrows a Selection of records in memory (counting/selection.py), as it would a
QuerySet: docs/decisions/0023. Whatever only says how to read or show it is a field of the form.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from archive import dates
from archive.models import Article
from archive.search.facets import CHOSEN_FROM, LISTED, all_of
from archive.search.parameters.address import SWITCHES
from archive.search.parameters.choices import EntityChoice, FacetChoice, Match, Sort, Window, day_number
from archive.search.parameters.fields import (
    DateFormField,
    EntityField,
    FacetField,
    PageField,
    PossibleField,
    SwitchField,
)

NOT_A_LIST = gettext_noop("“%(value)s” is not a list to leave something out of: write one of {lists}.")


class SearchForm(forms.Form):
    """How a search is read and shown, and what its parameters must satisfy together."""

    q = forms.CharField(label="Words", required=False)
    match = forms.ChoiceField(
        label="Match",
        choices=Match.choices,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("“%(value)s” is not a way to match words: write all or most.")
        },
    )
    exact = SwitchField(label="Names and words as typed", required=False)
    datewords = SwitchField(label="Dates as words", required=False)
    asking = SwitchField(label="Words of asking too", required=False)
    sort = forms.ChoiceField(
        label="Order",
        choices=Sort.choices,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("“%(value)s” is not an order: write relevance, newest or oldest.")
        },
    )
    leaveout = forms.ChoiceField(
        label="List of which a choice is left out",
        choices=[(name, facet.plural_label) for name, facet in LISTED.items()],
        required=False,
        error_messages={
            "invalid_choice": lazy(lambda: gettext(NOT_A_LIST).replace("{lists}", ", ".join(LISTED)), str)()
        },
    )
    page = PageField(label="Page", required=False)
    wait = SwitchField(label="All numbers, however long they take", required=False)

    def clean(self):
        self._check_order_of_dates()
        # An unknown value invalidates the search, but the known ones are still shown as chosen.
        self.choices = {
            name: value
            for name, value in self.cleaned_data.items()
            if isinstance(value, FacetChoice | EntityChoice)
        }
        for name, choice in self.choices.items():
            if isinstance(choice, FacetChoice):
                choice.wants_all = bool(self.cleaned_data.get(all_of(name)))
            for complaint in dict.fromkeys(choice.complaints):
                self.add_error(name, complaint)

    def _check_order_of_dates(self):
        if self.cleaned_data.get("from") and self.cleaned_data.get("to"):
            try:
                dates.window(self.data["from"], self.data["to"])
            except dates.DateError as error:
                self.add_error("to", str(error))


class SharedFilter(django_filters.Filter):
    """A filter that keeps nothing of a search, so all share it: a copy for each would cost more than filtering."""

    def __deepcopy__(self, memo):
        return self


class CertainFilter(SharedFilter):
    """Only dates that certainly fall in a window count."""

    field_class = SwitchField

    def filter(self, selection, value):
        return selection.only_certain() if value else selection


class ConfirmedFilter(SharedFilter):
    """Names count only where a curator confirmed them."""

    field_class = SwitchField

    def filter(self, selection, value):
        return selection.only_confirmed() if value else selection


class CopiesFilter(SharedFilter):
    """Copies of a story count separately."""

    field_class = SwitchField

    def filter(self, selection, value):
        return selection.one_by_one() if value else selection


class FacetFilter(SharedFilter):
    """The reports with one of the chosen values, or with all of them, and none of those left out."""

    field_class = FacetField

    def filter(self, selection, choice):
        return selection.choosing(self.field_name, choice) if choice else selection


class WithFilter(SharedFilter):
    """The reports that name all of these too."""

    field_class = EntityField

    def filter(self, selection, choice):
        return selection.naming(choice.entities) if choice else selection


class PossibleFilter(SharedFilter):
    """The reports that may name all of these."""

    field_class = PossibleField

    def filter(self, selection, choice):
        return selection.perhaps_naming(choice.entities) if choice else selection


class FromFilter(SharedFilter):
    """The reports dated in this day, month or year, or later."""

    field_class = DateFormField

    def filter(self, selection, day):
        return selection.dated(Window(lower=day_number(day)), key="from") if day else selection


class ToFilter(SharedFilter):
    """The reports dated in this day, month or year, or earlier."""

    field_class = DateFormField

    def filter(self, selection, day):
        return selection.dated(Window(upper=day_number(day)), key="to") if day else selection


class SharedFields(dict):
    """Fields that all forms of a class share: none of them is changed by a form, and a copy of each costs as much as reading it."""

    def __deepcopy__(self, memo):
        return dict(self)


class SearchFilterSet(django_filters.FilterSet):
    """The filters of a search, read from its Address."""

    # What names, dates and copies count comes first, as it applies to all later narrowing.
    confirmed = ConfirmedFilter(label="Only names that a curator confirmed")
    certain = CertainFilter(label="Only dates certainly in this range")
    copies = CopiesFilter(label="Copies separately")
    possible = PossibleFilter(label="May name")

    class Meta:
        form = SearchForm

    def __init__(self, address):
        super().__init__(address.data(), queryset=Article.objects.published())
        # A page reads several addresses, each with few of the parameters: what is not there need not be cleaned.
        self.form.fields = {name: one for name, one in self.form.fields.items() if name in self.data}
        self.form.full_clean()

    @classmethod
    def get_filters(cls):
        """Return the declared filters, one for each facet, and those whose names are keywords in Python."""
        facets = {
            name: FacetFilter(name, label=facet.plural_label, facet=name)
            for name, facet in CHOSEN_FROM.items()
        }
        days = {"from": FromFilter("from", label="From"), "to": ToFilter("to", label="To", is_end=True)}
        return super().get_filters() | facets | {"with": WithFilter("with", label="Named with")} | days

    @classmethod
    @cache
    def get_form_class(cls):
        """Create the form class once: a page reads several addresses, and the filters are the same for all."""
        fields = {name: copy(one).field for name, one in cls.base_filters.items()}
        fields |= {name: SwitchField(label="All of the chosen", required=False) for name in SWITCHES}
        form: Any = type(f"{cls.__name__}Form", (cls._meta.form,), fields)
        form.base_fields = SharedFields(form.base_fields)
        return form

    def filter_queryset(self, selection):
        """Return a Selection narrowed by everything that could be read."""
        for name, one in self.filters.items():
            selection = one.filter(selection, self.form.choices.get(name, self.value(name)))
        return selection

    def value(self, name):
        """Return the value of a parameter, or None if it could not be read."""
        return self.form.cleaned_data.get(name)

    def chosen(self, name):
        """Return the choice of a facet, of `with` or of `possible`, as far as it could be read."""
        empty = EntityChoice() if name in ("with", "possible") else FacetChoice()
        return self.form.choices.get(name) or empty

    def complaints(self):
        """Return {parameter: a sentence} for what could not be read. Such a search is not answered, in any format."""
        return {name: " ".join(found) for name, found in self.errors.items()}

    @property
    def window(self):
        """The days to which the address limits the search."""
        return Window(day_number(self.value("from")), day_number(self.value("to")))
