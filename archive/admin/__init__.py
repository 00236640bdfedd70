"""The curators' workbench: one module for each module of models, and pages for reviewing, merging and pasting."""

from __future__ import annotations

from archive.admin import (
    accounts,
    articles,
    batches,
    bulk,
    bulk_pages,
    captures,
    cleaning,
    copies,
    desk,
    entities,
    long_texts,
    mentions,
    merge_pages,
    merges,
    merging,
    review,
    sources,
)

__all__ = [
    "accounts",
    "articles",
    "batches",
    "bulk",
    "bulk_pages",
    "captures",
    "cleaning",
    "copies",
    "desk",
    "entities",
    "long_texts",
    "mentions",
    "merge_pages",
    "merges",
    "merging",
    "review",
    "sources",
]
