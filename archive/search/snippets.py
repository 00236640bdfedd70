"""Passages of the hits on a page, with what was searched for marked: words, and names by their mentions.

The database says where words of the query stand (its own stemmer, on text folded in place, so that offsets hold in the
original); marking and escaping happen here, on the text as it was printed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import mark_safe

from archive.models import Mention
from archive.search.nodes import Entities, positive_terms
from archive.search.ranking import terms_of

START, STOP = "\x02", "\x03"
LENGTH = 260
SHORT = 130
REACH = 40


@dataclass(frozen=True)
class Spot:
    """Characters `start` to `end` of a text answer to `what` of the query."""

    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Marked:
    """The headline and the passage of one hit, safe to show."""

    headline: str
    snippet: str


def marked(articles, tree):
    """Return {id: Marked} of articles that were loaded without their bodies; reads them once."""
    leaves = positive_terms(tree)
    words = [term.as_tsquery() for term in terms_of(tree) if not term.lexeme.startswith("#")]
    entity_ids = [pk for leaf in leaves if isinstance(leaf, Entities) for pk in leaf.ids]
    ids = [article.pk for article in articles]
    if not leaves:
        return _openings(ids)
    # Words one by one: with phrases among many words PostgreSQL may take for ever to lay out a headline.
    texts = _word_spots(ids, " | ".join(words))
    names = _name_spots(ids, entity_ids)
    found = {}
    for pk, (headline, headline_spots, body, body_spots) in texts.items():
        found[pk] = Marked(
            mark(headline, _apart(headline_spots + names[pk, "headline"])),
            passages(body, _apart(body_spots + names[pk, "body"])),
        )
    return found


def _openings(ids):
    """Return {id: Marked} where nothing is to be marked: the headline and the first words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, headline, left(body, %s) FROM archive_article WHERE id = ANY (%s)",
            [LENGTH + 3 * REACH, ids],
        )
        return {
            pk: Marked(mark(headline, []), passages(opening, []))
            for pk, headline, opening in cursor.fetchall()
        }


def _word_spots(ids, tsquery):
    """Return {id: (headline, its Spots, body, its Spots)}."""
    options = f"HighlightAll=true, StartSel={START}, StopSel={STOP}"
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, headline, ts_headline('dateline', archive_fold_in_place(headline), %s::tsquery, %s),
                body, ts_headline('dateline', archive_fold_in_place(body), %s::tsquery, %s)
            FROM archive_article WHERE id = ANY (%s)
            """,
            [tsquery, options, tsquery, options, ids],
        )
        return {
            pk: (headline, _spots(marked_headline), body, _spots(marked_body))
            for pk, headline, marked_headline, body, marked_body in cursor.fetchall()
        }


def _spots(text):
    """Return the Spots between the marks of a text."""
    spots, place, pieces = [], 0, text.split(START)
    place = len(pieces[0])
    for piece in pieces[1:]:
        inside, _, after = piece.partition(STOP)
        spots.append(Spot(place, place + len(inside), inside.casefold()))
        place += len(inside) + len(after)
    return spots


def _name_spots(ids, entity_ids):
    spots = defaultdict(list)
    if entity_ids:
        mentions = Mention.objects.counted().filter(
            article__in=ids, entity__in=entity_ids, start__isnull=False
        )
        for pk, field, start, end, entity in mentions.values_list(
            "article", "field", "start", "end", "entity"
        ):
            spots[pk, field].append(Spot(start, end, f"#{entity}"))
    return spots


def _apart(spots):
    """Return the Spots in order, without those that lie in an earlier one."""
    kept = []
    for spot in sorted(spots, key=lambda spot: (spot.start, -spot.end)):
        if not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return kept


def mark(text, spots):
    """Return a text escaped, with its Spots in <mark>."""
    return _mark_between(text, spots, 0, len(text))


def _mark_between(text, spots, start, end):
    made, place = [], start
    for spot in spots:
        if spot.start >= start and spot.end <= end:
            made += [
                escape(text[place : spot.start]),
                "<mark>",
                escape(text[spot.start : spot.end]),
                "</mark>",
            ]
            place = spot.end
    made.append(escape(text[place:end]))
    return mark_safe("".join(made))  # noqa: S308 (every piece of text above is escaped)


def passages(text, spots):
    """Return the passage that answers to most of the query, or two where its parts stand far apart."""
    if not spots:
        return _passage(text, [], 0, LENGTH)
    first = _best_window(spots, LENGTH)
    rest = {spot.what for spot in spots} - {spot.what for spot in first}
    if not rest:
        return _passage(text, spots, first[0].start, LENGTH)
    first = _best_window(spots, SHORT)
    seen = {spot.what for spot in first}
    far = [spot for spot in spots if spot.what not in seen and abs(spot.start - first[0].start) > SHORT]
    if not far:
        return _passage(text, spots, first[0].start, LENGTH)
    second = _best_window(far, SHORT)
    starts = sorted([first[0].start, second[0].start])
    both = " ".join(_passage(text, spots, start, SHORT) for start in starts)
    return mark_safe(both.replace(" … … ", " … "))  # noqa: S308 (both are safe)


def _best_window(spots, length):
    """Return the Spots of the stretch of text that has the most different ones, the earliest of equals."""
    best, best_score = [], (-1, -1)
    for number, first in enumerate(spots):
        inside = [spot for spot in spots[number:] if spot.end <= first.start + length]
        score = (len({spot.what for spot in inside}), len(inside))
        if score > best_score:
            best, best_score = inside or [first], score
    return best


def _passage(text, spots, start, length):
    """Return about `length` characters round `start`, cut between words, with marks, and dots where text was left out."""
    start = _word_start(text, start - REACH)
    end = _word_end(text, start + length + REACH)
    shown = _mark_between(text, spots, start, end)
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return mark_safe(f"{before}{shown}{after}")  # noqa: S308 (made of safe pieces)


def _word_start(text, place):
    if place <= 0:
        return 0
    space = max(text.find(mark, place, place + REACH) for mark in (" ", "\n"))
    return space + 1 if space >= 0 else place


def _word_end(text, place):
    if place >= len(text):
        return len(text)
    space = max(text.rfind(mark, place - REACH, place) for mark in (" ", "\n"))
    return space if space > 0 else place
