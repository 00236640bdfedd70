"""Correct a report that was just entered, after cleaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pghistory
from django.db import transaction

from archive.curation.match_again import MatchedAgain, match_again
from archive.models import Article

REASON = "corrected before it was saved"


def correct(*, article: Article, values: Mapping[str, Any]) -> MatchedAgain:
    """Give a report these values, and match its names again if its text has changed.

    Removed pieces that are now back in its body no longer count as removed.
    """
    removed = [piece for piece in article.removed if piece["text"] not in values["body"]]
    changed = {
        name: value
        for name, value in {**values, "removed": removed}.items()
        if getattr(article, name) != value
    }
    if not changed:
        return MatchedAgain()
    for name, value in changed.items():
        setattr(article, name, value)
    with transaction.atomic(), pghistory.context(reason=REASON):
        article.save(update_fields=list(changed))
        return match_again(record=article) if changed.keys() & set(Article.NAMED_FIELDS) else MatchedAgain()
