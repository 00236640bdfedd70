"""Work through many reports in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from archive.models import Article


def ids_of(articles: Iterable[Article | int]) -> Iterator[int]:
    """Yield the ids of articles, given as articles or as ids."""
    return (article.pk if isinstance(article, Article) else article for article in articles)


def batches(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield the ids in lists of at most `size`."""
    remaining = iter(ids)
    while batch := list(islice(remaining, size)):
        yield batch
