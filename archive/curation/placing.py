"""Where the words of a mention stand in a report as it reads now."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.models import Article


def stands(article: Article, mention: Mapping) -> bool:
    """Tell whether the words of a mention, given by its columns, stand where it says; one without a place always does."""
    text = getattr(article, mention["field"])
    return mention["start"] is None or text[mention["start"] : mention["end"]] == mention["text"]


def placed_anew(article: Article, mention: Mapping) -> dict | None:
    """Return the columns of a mention at the place nearest to the old one where its words stand; None where they do not."""
    words = re.compile(rf"(?<!\w){re.escape(mention['text'])}(?!\w)")
    starts = [match.start() for match in words.finditer(getattr(article, mention["field"]))]
    if not starts:
        return None
    start = min(starts, key=lambda place: abs(place - mention["start"]))
    return {**mention, "start": start, "end": start + len(mention["text"])}
