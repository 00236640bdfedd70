"""The fields of a query: look up names, take out dates as windows, find the words of columns in the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext

from archive import dates
from archive.kinds import FACTION
from archive.models import Entity
from archive.search.facets import FACETS, EntityFacet
from archive.search.language.grammar import CONTEXT_FIELDS, UNDATED, WORD_FIELDS
from archive.search.language.nodes import (
    And,
    DateField,
    Entities,
    Field,
    Lexemes,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Spelled,
    Token,
    Word,
    distribute,
    join_and,
    transform,
)
from archive.search.language.unparse import unparse
from archive.search.meaning.context import reports_of_field
from archive.search.meaning.names import entity_node
from archive.search.meaning.readings import NameRead, read_as, read_names
from archive.search.meaning.sides import sides_node
from archive.search.parameters.choices import AFTER_ALL, BEFORE_ALL, Window, day_number


@dataclass
class FieldsRead:
    """The results of a query's fields other than words: windows of days, messages to the reader, the fields open on one side."""

    windows: list[Window] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    bounds: list[DateField] = field(default_factory=list)

    @property
    def days(self) -> list[Window]:
        """The windows of days that on: gives, bounded on both sides and not excluded."""
        return [window for window in self.windows if window.lower and window.upper and not window.negated]


def resolve_fields(tree):
    """Return (the tree with its fields resolved, FieldsRead)."""
    read = FieldsRead()
    resolved = transform(distribute(_take_dates(tree, read)), lambda node: _resolve(node, read))
    return resolved, read


# Dates bound the whole search, wherever they were typed.


def _take_dates(tree, read):
    top = tree.nodes if isinstance(tree, And) else (tree,)
    kept = []
    for node in top:
        match node:
            case DateField():
                _add_window(node, read)
            case Not(DateField() as date):
                _add_window(date, read, negated=True)
            case _:
                kept.append(transform(node, lambda inner: _take_nested_date(inner, read)))
    return join_and(kept)


def _take_nested_date(node, read):
    if not isinstance(node, DateField):
        return node
    said = gettext(
        "“{typed}” limits the whole search: it cannot be used on its own inside brackets or beside OR."
    )
    read.messages.append(said.format(typed=unparse(node)))
    _add_window(node, read)
    return Nothing()


def _add_window(node, read, *, negated=False):
    if node.text.lower() in UNDATED:
        read.windows.append(Window(negated=negated, undated=True))
        return
    try:
        lower, upper = dates.window(node.text, node.text)
    except dates.DateError as error:
        read.messages.append(
            gettext("“{typed}” was ignored: {reason}").format(typed=unparse(node), reason=error)
        )
        return
    start, end = day_number(lower), day_number(upper)
    windows = {
        "before": (None, _day_before(lower)),
        "after": (_day_after(upper), None),
        "on": (start, end),
        "from": (start, None),
        "to": (None, end),
    }
    read.windows.append(Window(*windows[node.name], negated=negated))
    if node.name != "on" and not negated:
        read.bounds.append(node)


def _day_before(day):
    """Return the number of the day before; that before all days if there is none."""
    return day_number(day - date.resolution) if day and day > date.min else BEFORE_ALL


def _day_after(day):
    return day_number(day + date.resolution) if day and day < date.max else AFTER_ALL


# Everything else


def _resolve(node, read) -> Node:
    match node:
        case Field(name, value) if isinstance(facet := FACETS.get(name), EntityFacet):
            return _resolve_entity(facet, value, read, node.span)
        case Field("side", value):
            return _resolve_side(value, read, unparse(node))
        case Field(name, value) if name in FACETS:
            return _resolve_facet(FACETS[name], value, read)
        case Field(name, value) if name in CONTEXT_FIELDS:
            found, message = reports_of_field(node, _typed(value), read.windows)
            read.messages += [message] if message else []
            return found
        case Field(name, value) if name in WORD_FIELDS:
            return node if isinstance(value, Spelled) else Field(name, Phrase(_typed(value)), span=node.span)
    return node


def _typed(value):
    match value:
        case Word(text) | Phrase(text):
            return text
        case Entities() | Token() | Lexemes():
            return value.typed
        case Spelled(node):
            return _typed(node)
    return unparse(value)


def _resolve_entity(facet, value, read, span):
    typed, kind = _typed(value), facet.kind.key
    bearers = _bearers(kind, typed, read)
    if not bearers:
        if facet.name != kind:
            said = gettext(
                "No place in the archive is called “{typed}”, so no report is known to have been written there."
            )
            read.messages.append(said.format(typed=typed))
            return Lexemes((), typed=typed)
        read.messages.append(gettext(none_called(kind)).format(typed=typed))
        return _required(value)
    named = entity_node(bearers, typed=typed, span=span, required=True)
    if not facet.is_nested:
        return named
    marks = tuple(facet.mark(entity.pk) for entity in bearers)
    if facet.name != kind:
        return Token(marks, typed=typed)
    # Reports written there name it too, and are not about it.
    return Or((Token(marks, typed=typed), replace(named, within=marks)))


def none_called(kind: str) -> str:
    """Return the message that nothing of a kind has the name typed, a template for str.format."""
    return f"No {kind} in the archive is called “{{typed}}”: searched for the words instead."


def _bearers(kind, typed, read):
    """Return the entities of a kind with this name or slug, and a message if there are several."""
    names, rule = read_names([typed], kind=kind).get(typed, NameRead(()))
    bearers = list(dict.fromkeys(name.entity for name in names))
    bearers = bearers or list(Entity.objects.public().filter(kind=kind, slug=typed.casefold()))
    if rule and len(bearers) == 1:
        read.messages.append(read_as(typed, bearers[0].name, rule))
    if len(bearers) > 1:
        listed = ", ".join(entity.name for entity in bearers)
        said = gettext("“{typed}” may be {names}: searched for all of them.")
        read.messages.append(said.format(typed=typed, names=listed))
    return bearers


def _resolve_side(value, read, typed_field):
    typed = _typed(value)
    factions = _bearers(FACTION.key, typed, read)
    if not factions:
        said = gettext("No faction in the archive is called “{typed}”, so nobody is cited with it.")
        read.messages.append(said.format(typed=typed))
        return Lexemes((), typed=typed)
    node = sides_node(factions, typed=typed_field, days=read.days)
    if not node.spells:
        said = gettext("Nobody is cited with {factions} at a known date.")
        if read.days:
            said = gettext("Nobody is cited with {factions} on that date.")
        read.messages.append(said.format(factions=node.factions))
    return node


def _required(value):
    """Return the words of a field as terms that every report found must contain."""
    match value:
        case Word(text):
            return Phrase(text, span=value.span)
        case Entities():
            return replace(value, required=True)
    return value


def _resolve_facet(facet, value, read):
    typed = _typed(value)
    ids = facet.called(typed)
    if not ids:
        read.messages.append(gettext(facet.not_called).format(typed))
        return Lexemes((), typed=typed)
    return Token(tuple(facet.mark(pk) for pk in ids), typed=typed)
