"""What a search by side found, in words: who is named in its reports and was cited with that side at the time."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext

from archive.search.facets import entity_labels
from archive.search.language.nodes import Sides, walk
from archive.search.matches.sides import pairs_on_sides
from archive.text.localised import grouped

MAX_NAMED = 8


def side_sentences(given):
    """Return a sentence for each side that an Answer was asked for: those who were found with it, most reports first."""
    asked = dict.fromkeys(node for node in walk(given.query.tree) if isinstance(node, Sides) and node.spells)
    return [_said(node, given) for node in asked]


def _said(node, given):
    pairs = pairs_on_sides(node.spells, given.selection.columns)
    kept = np.unique(np.stack([pairs.ids, pairs.rows])[:, given.selection.kept[pairs.rows]], axis=1)
    ids, reports = np.unique(kept[0], return_counts=True)
    order = ids[np.argsort(-reports, kind="stable")]
    labels = entity_labels(order.tolist())
    names = [labels[pk].name for pk in order.tolist() if pk in labels]
    if not names:
        nobody = gettext("No report here names somebody who was cited with {factions} at the time.")
        if node.on:
            nobody = gettext("No report here names somebody who was cited with {factions} on that date.")
        return nobody.format(factions=node.factions)
    said = gettext("Cited with {factions} at the time: {names}.")
    if node.on:
        said = gettext("Cited with {factions} on that date: {names}.")
    return said.format(factions=node.factions, names=_listed(names))


def _listed(names):
    listed = ", ".join(names[:MAX_NAMED])
    if len(names) <= MAX_NAMED:
        return listed
    return gettext("{names} and {number} more").format(names=listed, number=grouped(len(names) - MAX_NAMED))
