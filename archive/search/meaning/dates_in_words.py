"""Dates among the words of a query: "taliban 27 september 1996" is the Taliban on that day, visibly, and can be switched off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from archive import dates
from archive.search.language.nodes import And, DateField, Node, Not, Or, Word, join_and, walk
from archive.search.meaning.offers import Offer
from archive.search.parameters.address import Address
from archive.text.localised import either


@dataclass(frozen=True)
class ReadDate:
    """A date that was typed among the words, in EDTF; if `on` is false its words were searched for."""

    typed: str
    edtf: str
    off_url: str
    on: bool = True
    excluded: bool = False

    @property
    def label(self):
        """Return the date in words, and whether reports of it were left out."""
        label = dates.label(self.edtf)
        return gettext("not {date}").format(date=label) if self.excluded else label


def read_dates(tree: Node, *, source: str, address: Address, as_words: bool = False):
    """Return (the tree with the dates among its words as DateField, ReadDates, Offers to ask otherwise, messages).

    Offered are those that run backwards turned round, and each day that a date can be. Only words outside quotation marks and not beside
    OR are read, as a date bounds the whole search; of the others that are words a message says so.
    """
    read, offers, messages = [], [], []
    switched = str(address.setting("datewords", "" if as_words else "1"))
    for date in dates.dates_in_text(source):
        nodes, start = _words_at(tree, date.start, date.end, source), date.start
        excluded = [] if nodes else _excluded_at(tree, date, source)
        end = date.end
        if excluded:
            nodes, start, end = excluded, excluded[0].span[0], max(end, excluded[0].span[1])
        typed = source[start:end]
        if not nodes:
            if not as_words and _is_beside_or(tree, date, source):
                said = gettext(
                    "“{typed}” was searched for as words: a date bounds the whole search, and cannot stand beside OR."
                )
                messages.append(said.format(typed=typed))
            continue
        if date.either:
            offers += _of_days(typed, date, source=source, address=address)
        if date.turned:
            turned = f"{source[: date.start]}{date.turned}{source[date.end :]}"
            offers.append(
                Offer(
                    gettext("“{typed}” runs backwards, and was searched for as words.").format(typed=typed),
                    gettext("Search {words}").format(words=date.turned),
                    str(address.setting("q", turned)),
                )
            )
            continue
        if not date.edtf:
            continue
        read.append(ReadDate(typed, date.edtf, switched, on=not as_words, excluded=bool(excluded)))
        if not as_words:
            field = DateField("on", date.edtf, span=(start, end))
            tree = _with_date(tree, nodes, Not(field, span=field.span) if excluded else field)
    return tree, read, offers, messages


def _of_days(typed, date, *, source, address) -> list[Offer]:
    """Return an Offer for each day that a date in figures can be."""
    said = gettext("“{typed}” can be {days}; it was searched for as words.")
    said = said.format(typed=typed, days=either(date.either))
    asked = [(day, f"{source[: date.start]}{day}{source[date.end :]}") for day in date.either]
    return [
        Offer(said, gettext("Search {words}").format(words=day), str(address.setting("q", query)))
        for day, query in asked
    ]


def _is_beside_or(tree, date, source) -> bool:
    """Return whether the words of a date are plain ones in one branch of an OR."""
    return any(
        _words_at(branch, date.start, date.end, source)
        for node in walk(tree)
        if isinstance(node, Or)
        for branch in node.nodes
    )


def _words_at(tree, start, end, source) -> list[Node]:
    """Return the top nodes between two places, if they are plain words and nothing else is there."""
    inside = [node for node in _top(tree) if node.span[0] < end and start < node.span[1]]
    covered = {place for node in inside for place in range(*node.span)}
    is_whole = all(place in covered for place in range(start, end) if source[place].isalnum())
    are_words = all(
        isinstance(node, Word) and not node.literal and start <= node.span[0] and node.span[1] <= end
        for node in inside
    )
    return inside if inside and is_whole and are_words else []


def _excluded_at(tree, date, source) -> list[Node]:
    """Return the top nodes of a date whose first word is excluded, or that is excluded in brackets: "-may 1997", "-(may 1997)"."""
    for node in _top(tree):
        if not isinstance(node, Not):
            continue
        inside = node.node
        if isinstance(inside, And):
            if len(_words_at(inside, date.start, date.end, source)) == len(inside.nodes):
                return [node]
        elif node.span[0] < date.start < node.span[1] <= date.end:
            rest = _words_at(tree, node.span[1], date.end, source)
            is_word = isinstance(inside, Word) and not inside.literal and date.start <= inside.span[0]
            return [node, *rest] if is_word and (rest or node.span[1] == date.end) else []
    return []


def _top(tree) -> tuple[Node, ...]:
    return tree.nodes if isinstance(tree, And) else (tree,)


def _with_date(tree, nodes, date) -> Node:
    first = next(place for place, node in enumerate(_top(tree)) if node is nodes[0])
    kept = [node for node in _top(tree) if not any(node is one for one in nodes)]
    made = join_and([*kept[:first], date, *kept[first:]])
    return replace(made, span=tree.span) if isinstance(made, And) else made
