"""Find where the words of a mention occur in a report as it now reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.models import Article


def words_are_in_place(article: Article, mention: Mapping) -> bool:
    """Return whether the words of a mention, given by its columns, occur where it says; True for one without a position."""
    text = getattr(article, mention["field"])
    return mention["start"] is None or text[mention["start"] : mention["end"]] == mention["text"]


def placed_anew(article: Article, mention: Mapping) -> dict | None:
    """Return the columns of a mention at the occurrence of its words nearest to the old position; None if there is none."""
    words = re.compile(rf"(?<!\w){re.escape(mention['text'])}(?!\w)")
    starts = [match.start() for match in words.finditer(getattr(article, mention["field"]))]
    if not starts:
        return None
    start = min(starts, key=lambda place: abs(place - mention["start"]))
    return {**mention, "start": start, "end": start + len(mention["text"])}
