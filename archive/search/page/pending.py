"""Names awaiting a curator: reports that may name somebody, mentioned beside those that do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef

from archive.kinds import BY_KEY
from archive.models import Entity, Mention
from archive.models.compiled import Compiled
from archive.search.language.nodes import And, Entities, Or, Reports, Token
from archive.search.page.answer import answer
from archive.search.parameters.address import Address
from archive.search.records.snapshot import reading

MOST_COUNTED = 8  # entities whose reports are counted for one page
DANGLING_AND = re.compile(r"^\s*AND\b|\bAND\s*$|\bAND(?=\s+AND\b)")

SUGGESTED = Mention.objects.suggested().in_published().filter(entity=OuterRef("pk"))
WAITING = Compiled(
    lambda ids: Entity.objects.public().filter(Exists(SUGGESTED), pk__in=ids).values_list("pk", flat=True)
)


@dataclass(frozen=True)
class Pending:
    """How many reports may name an entity under the rest of a search, and the address of that search."""

    entity: Entity
    reports: int
    url: str


def pending_names(given):
    """Return the Pending of the entities that a search names or is filtered by."""
    rests = dict([*_filtered(given), *_typed(given)])
    waiting = Entity.objects.in_bulk(with_suggestions(list(rests)[:MOST_COUNTED]))
    told = [counted(entity, rests[pk], given.another) for pk, entity in waiting.items()]
    return sorted(filter(None, told), key=lambda one: (one.entity.name, one.entity.pk))


def pending_of(entity):
    """Return the Pending of one entity over all reports, or None if there is none."""
    if not with_suggestions([entity.pk]):
        return None
    with reading() as snapshot:
        return counted(entity, Address(), partial(answer, snapshot=snapshot))


def counted(entity, rest, answer_to):
    """Return the Pending of an entity under the rest of a search, or None if no report may name it; `answer_to` answers an address."""
    address = rest.adding("possible", f"{entity.kind}-{entity.slug}")
    reports = answer_to(address).total()
    return Pending(entity, reports, str(address)) if reports else None


def with_suggestions(ids):
    """Return the ids of those of these entities that a published report may name."""
    return [pk for (pk,) in WAITING(ids)]


def _filtered(given):
    """Yield (id, the rest of the search) for the entities by which a search is filtered."""
    for kind in BY_KEY:
        ids = given.filters.chosen(kind).ids
        for value in given.address.all(kind):
            if pk := ids.get(value):
                yield pk, given.address.without(kind)


def _typed(given):
    """Yield (id, the rest of the search) for the entities whose names were typed as required words."""
    text, tree = given.query.text, given.query.tree
    for node in tree.nodes if isinstance(tree, And) else (tree,):
        if isinstance(node, Or) and isinstance(node.nodes[0], Token):  # a place, and those inside it
            node = node.nodes[-1]
        if isinstance(node, Entities) and len(node.ids) == 1 and not isinstance(node.words, Reports):
            start, end = node.span
            rest = DANGLING_AND.sub(" ", f"{text[:start]} {text[end:]}")
            yield node.ids[0], given.address.setting("q", " ".join(rest.split()))
