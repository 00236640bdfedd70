"""Where a passage of a report is read: the address of its paragraph, in the wording that readers get."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from archive.evidence.accounts import Quoted
from archive.models import Article, Passage
from archive.models.addresses import report_address
from archive.models.wordings import PublicWording
from archive.text.words import paragraphs

MAX_REPORTS_KEPT = 256  # a page that quotes a report once often quotes it again


def passage_address(passage: Passage | Quoted) -> str:
    """Return the address of a passage: its report's, with #p and the number of its paragraph, from 1; #headline or #standfirst.

    Of a passage that is lost or withheld it is the report's alone. Passages of `Evidence.of_reports()` take no query here.
    """
    article, wording = passage.article, public_wording_of(passage.article)
    address = report_address(article.pk, wording.headline if wording else article.headline)
    place = public_place(passage)
    if place is None:
        return address
    if passage.field != Passage.Field.BODY:
        return f"{address}#{passage.field}"
    return (
        f"{address}#p{paragraph_number(wording.body if wording else article.body, place[0], passage.words)}"
    )


def public_place(passage: Passage | Quoted) -> tuple[int, int] | None:
    """Return the first and last character of a passage in its report's public wording; None if it is lost or withheld."""
    if passage.start is None or passage.end is None:
        return None
    wording = public_wording_of(passage.article)
    if wording is None:
        return passage.start, passage.end
    return wording.place_of(passage.field, passage.start, passage.end)


def paragraph_number(text: str, start: int, words: str) -> int:
    """Return the number, from 1, of the paragraph in which words that stand at `start` begin."""
    first_letter = start + len(words) - len(words.lstrip())
    return max(bisect_right(_beginnings(text), first_letter), 1)


@lru_cache(MAX_REPORTS_KEPT)
def _beginnings(text: str) -> list[int]:
    return [paragraph.start for paragraph in paragraphs(text)]


def public_wording_of(article: Article) -> PublicWording | None:
    """Return the public wording of a report, however the report was read; None if it is the same as its own."""
    return article.public_wording or getattr(article, "wording", None)
