"""The whole text of a report as its page shows it: headline, standfirst and paragraphs, with all that is marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from archive.models import Article, Mention
from archive.presentation.reading import DrawnStretch, MarkedParagraph, MarkedText, SuggestedPlace
from archive.search import Marks, Spot, apart

# A headline of so many characters, or more, is set smaller.
MIN_LONG, MIN_LONGEST = 90, 180


@dataclass(frozen=True)
class ReportText:
    """The fields of a report, marked; `matches` is how many times the words of a search were found, None without a search for words."""

    headline: SafeString
    standfirst: SafeString
    paragraphs: list[MarkedParagraph]
    matches: int | None


def report_text(
    article: Article,
    mentions: list[Mention],
    drawn: Mapping[str, Iterable[DrawnStretch]],
    marks: Marks | None,
    suggested: Iterable[SuggestedPlace] = (),
) -> ReportText:
    """Mark the names in a report, what is drawn from each of its fields, what a search marks in it, and what is only suggested."""
    found = marks_in(article, mentions, marks) if marks else {}
    fields, last = {}, 0
    # Of a mention and a suggestion at one place, the mention is linked: it comes first.
    linked: list[Mention | SuggestedPlace] = [*mentions, *suggested]
    for name in Article.TEXT_FIELDS:
        named = [] if name == "headline" else [one for one in linked if one.field == name]
        text = MarkedText(getattr(article, name), named, drawn[name], found.get(name, ()), last)
        fields[name], last = text, text.last
    return ReportText(
        fields["headline"].whole(last),
        fields["standfirst"].whole(last),
        fields["body"].paragraphs(last),
        last if marks else None,
    )


def marks_in(article: Article, mentions: list[Mention], marks: Marks) -> dict[str, list[tuple[int, int]]]:
    """Return {field of a report: what a search marks in it, in order and apart}: words, and names by their mentions."""
    texts = {name: getattr(article, name) for name in Article.TEXT_FIELDS}
    words = marks.words(dict.fromkeys(texts.values(), article.language))
    wanted = marks.entities(article)
    spots = {name: list(words.get(text, ())) for name, text in texts.items()}
    for one in mentions:
        if one.field in spots and one.entity_id in wanted and one.start is not None and one.end is not None:
            spots[one.field].append(Spot(one.start, one.end, f"#{one.entity_id}"))
    named = frozenset(one.entity_id for one in mentions if one.field in spots)
    typed = marks.typed_words(dict.fromkeys(texts.values(), article.language), named)
    spots = {name: [*there, *typed.get(texts[name], ())] for name, there in spots.items()}
    return {name: [(spot.start, spot.end) for spot in apart(there)] for name, there in spots.items()}


def headline_size(headline: str) -> str:
    """Return the class that sets a long headline smaller; "" for one of usual length."""
    if len(headline) >= MIN_LONGEST:
        return "headline--longest"
    return "headline--long" if len(headline) >= MIN_LONG else ""
