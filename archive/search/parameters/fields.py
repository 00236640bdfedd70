"""Form fields for the parameters of a search: each reads its value from an address, or complains in a sentence."""

from __future__ import annotations

import numpy as np
from django import forms
from django.utils.translation import gettext

from archive import dates
from archive.kinds import BY_KEY, any_kind
from archive.models import Entity, Mention
from archive.search.facets import CHOSEN_FROM
from archive.search.parameters.choices import EntityChoice, FacetChoice, Possible, Required

SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class RepeatedField(forms.Field):
    """Any number of values."""

    widget = forms.MultipleHiddenInput


class FacetField(RepeatedField):
    """Values of the facet of this name, by slug; a leading minus excludes one."""

    def __init__(self, *, facet, **options):
        super().__init__(**options)
        self.facet = CHOSEN_FROM[facet]

    def to_python(self, value):
        choice = FacetChoice()
        for given in value or ():
            slug = given.removeprefix("-")
            if (found := self.facet.identify(slug)) is None:
                choice.complaints.append(gettext(self.facet.unknown).format(slug))
                continue
            choice.ids[slug], choice.labels[slug] = found
            (choice.unwanted if given.startswith("-") else choice.wanted).add(choice.ids[slug])
        return choice


def no_such_entity() -> str:
    """Return the message that no entity has an address, a template for str.format."""
    return f"No {any_kind()} in this archive has the address “{{}}”."


class EntityField(RepeatedField):
    """Entities, all of them required, each as a kind and a slug, such as person-ahmad-shah-massoud."""

    def to_python(self, value):
        choice = EntityChoice()
        for given in value or ():
            kind, _, slug = given.partition("-")
            entity = Entity.objects.public_at(kind=kind, slug=slug) if kind in BY_KEY else None
            if entity is None:
                choice.complaints.append(gettext(no_such_entity()).format(given))
                continue
            choice.labels[given] = entity.name
            choice.entities.append(self.chosen(kind, entity))
        return choice

    def chosen(self, kind, entity):
        """Return what a filter needs to know of an entity."""
        return Required(kind, entity.pk)


class PossibleField(EntityField):
    """Entities that reports may name."""

    def chosen(self, kind, entity):
        return Possible(kind, entity.pk, _reports_suggesting(entity))


def _reports_suggesting(entity):
    """Return the ids of the reports, published or not, in which a name was suggested for an entity."""
    suggested = Mention.objects.suggested().filter(entity=entity).order_by().values_list("article", flat=True)
    return np.fromiter(suggested, dtype=np.int32)


class DateFormField(forms.CharField):
    """A date in EDTF, or as newspapers print it: its first day or, if `is_end`, its last."""

    def __init__(self, *, is_end=False, **options):
        super().__init__(**options)
        self.is_end = is_end

    def to_python(self, value):
        value = super().to_python(value)
        try:
            return dates.window("", value)[1] if self.is_end else dates.window(value, "")[0]
        except dates.DateError as error:
            raise forms.ValidationError(str(error)) from error


class SwitchField(forms.CharField):
    """A switch, on or off."""

    def to_python(self, value):
        value = (super().to_python(value) or "").lower()
        if value and value not in SWITCH:
            said = gettext("“{typed}” is neither yes nor no: write 1, or omit it.")
            raise forms.ValidationError(said.format(typed=value))
        return SWITCH.get(value, False)


class PageField(forms.CharField):
    """The number of a page, from 1."""

    def to_python(self, value):
        value = super().to_python(value)
        if value and not (value.isascii() and value.isdecimal() and int(value[:20]) > 0):
            said = gettext("“{typed}” is not a page number: pages are counted from 1.")
            raise forms.ValidationError(said.format(typed=value))
        return int(value[:20] or 1)
