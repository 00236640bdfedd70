"""The tree of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.models import Entity
from archive.search import Counts

MAX_NODES = 1_000


@dataclass
class PlaceNode:
    """A place in a tree, with the places inside it."""

    place: Entity
    count: int
    parts: list[PlaceNode] = field(default_factory=list)


def place_tree(places: Iterable[Entity], counts: Counts) -> list[PlaceNode]:
    """Build the tree of these places, outermost first; each is below the nearest one that contains it.

    On each level those that most reports name come first.
    """
    nodes: dict[int, PlaceNode] = {}
    roots: list[PlaceNode] = []
    for place in places:
        node = nodes[place.pk] = PlaceNode(place, counts.of(place.pk))
        outer = next((nodes[pk] for pk in reversed(place.lineage) if pk in nodes), None)
        (outer.parts if outer else roots).append(node)
    for level in [roots, *(node.parts for node in nodes.values())]:
        level.sort(key=lambda node: (-node.count, node.place.name))
    return roots


def path_to(place: Entity) -> list[Entity]:
    """Return the public places that contain a place, outermost first."""
    return [outer for outer in place.ancestors() if outer.is_public()]
