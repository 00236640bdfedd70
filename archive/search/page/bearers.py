"""The bearers of a shared name: how many reports name each and may name each, and what tells them apart."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext

from archive import dates
from archive.kinds import BY_KEY
from archive.models import Entity, Mention
from archive.models.wordings import withhold_names
from archive.search.page.pending import counted, with_suggestions
from archive.search.parameters.choices import Possible
from archive.text.localised import inline


def counted_choices(given):
    """Return the shared names of a search, with how many reports each choice gives, may give, and await a curator in all."""
    options = [option for choice in given.query.names.choices for option in choice.options]
    entities = Entity.objects.public().in_bulk([option.entity.pk for option in options])
    withhold_names(entities.values(), "summary")
    around = Entity.objects.public().in_bulk({pk for entity in entities.values() for pk in entity.lineage})
    waiting = set(with_suggestions(list(entities)))
    return [_counted_choice(choice, given, entities, around, waiting) for choice in given.query.names.choices]


def uncounted_choices(given):
    """Return the same without what takes statements: the names of the bearers, and their addresses."""
    return [
        replace(
            choice, options=[replace(option, entity=_only_named(option.entity)) for option in choice.options]
        )
        for choice in given.query.names.choices
    ]


def _only_named(entity):
    named = copy(entity)
    named.summary = ""  # it may contain protected names
    return named


def _counted_choice(choice, given, entities, around, waiting):
    known = [option for option in choice.options if option.entity.pk in entities]
    options = [
        replace(
            option,
            entity=entities[option.entity.pk],
            apart=apart(entities[option.entity.pk], around),
            reports=given.another(option.address).total(),
            pending=_pending(option, choice.rest, given, waiting),
        )
        for option in known
    ]
    return replace(choice, options=options, waiting=_waiting(choice, given, waiting))


def _pending(option, rest, given, waiting):
    return counted(option.entity, rest, given.another) if option.entity.pk in waiting else None


def _waiting(choice, given, waiting):
    """Return how many reports may name some bearer of a name and name none of them, under the rest of a search."""
    bearers = [option.entity for option in choice.options if option.entity.pk in waiting]
    if not bearers or choice.read_as:
        return 0
    suggested = Mention.objects.suggested().in_published().filter(entity__in=bearers)
    ids = np.fromiter(suggested.order_by().values_list("article", flat=True), dtype=np.int32)
    possible = [Possible(option.entity.kind, option.entity.pk, ids) for option in choice.options]
    return given.another(choice.rest).selection.perhaps_naming(possible).total()


def apart(entity, around):
    """Say what tells an entity apart beside its summary: its type, the places it lies in, its years."""
    outer = [around[pk].name for pk in reversed(entity.lineage) if pk in around]
    where = gettext("in {place}").format(place=", ".join(outer)) if outer else ""
    columns = BY_KEY[entity.kind].dates
    years = [
        f"{inline(gettext(column.label))} {dates.label(edtf)}"
        for column in columns
        if (edtf := getattr(entity, column.column))
    ]
    what = " ".join(filter(None, (gettext(entity.type_word) if entity.type_word else "", where)))
    return ", ".join(filter(None, (what, *years)))
