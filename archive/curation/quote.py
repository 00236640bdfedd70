"""Quote a report: the passage that holds these words, so that something can rest on it."""

from __future__ import annotations

from archive.curation.name_passages import WordPosition, find_words
from archive.models import Article, Passage

MAX_CHARACTERS = 2_000


class QuoteError(Exception):
    """Raised for words that cannot be quoted; the message says why, and what to do."""


def place_of(article: Article, words: str, *, field: str = "", start: int | None = None) -> WordPosition:
    """Return where words occur in a report as it is stored.

    Args:
        words: as printed, or differing from that in case, accents, hyphens or line ends.
        field, start: where they were marked; of several places, the nearest to it is meant.

    Raises:
        QuoteError: there are none, they do not occur, or occur several times and none was marked.
    """
    wanted = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not wanted:
        raise QuoteError("Mark or type the words of the report that say it.")
    if len(wanted) > MAX_CHARACTERS:
        raise QuoteError(f"A passage is at most {MAX_CHARACTERS:,} characters: mark only what says it.")
    found = _exactly(article, wanted) or find_words(article, wanted, longest=MAX_CHARACTERS)
    marked = [place for place in found if place.field == (field or place.field)]
    if not found:
        raise QuoteError("The report does not contain these words. Copy them from its text.")
    if start is not None and marked:
        return min(marked, key=lambda place: abs(place.start - start))
    if len(found) > 1:
        raise QuoteError(f"These words occur {len(found)} times in the report: mark or type more of them.")
    return found[0]


def quote(*, article: Article, words: str, field: str = "", start: int | None = None) -> Passage:
    """Return the passage of a report that holds these words; it is added if there is none.

    Args and Raises: as for `place_of`.
    """
    place = place_of(article, words, field=field, start=start)
    values = {"article": article, "field": place.field, "start": place.start, "end": place.end}
    return Passage.objects.filter(**values).order_by("pk").first() or Passage.objects.create(**values)


def _exactly(article: Article, words: str) -> list[WordPosition]:
    found = []
    for field in Article.TEXT_FIELDS:
        text = getattr(article, field)
        start = text.find(words)
        while start >= 0:
            found.append(WordPosition(field, start, start + len(words)))
            start = text.find(words, start + len(words))
    return found
