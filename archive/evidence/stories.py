"""The copies of a story: in order of time, and which of them is likely to be the first printing.

Only what is printed decides that, and the page says what: the date, the kind of source, the dateline, and the length, as newspapers cut
what they take over. None of it is proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.models import Article, Source

# What supplies others with news, then what is printed or sent from its own newsroom, then what collects from others.
RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            [Source.Kind.AGENCY],
            [Source.Kind.GOVERNMENT, Source.Kind.ORGANISATION],
            [Source.Kind.BROADCASTER, Source.Kind.NEWSPAPER, Source.Kind.MAGAZINE],
            [Source.Kind.WEBSITE, Source.Kind.OTHER],
            [Source.Kind.DIGEST],
        )
    )
    for kind in kinds
}
SUPPLIERS = (Source.Kind.AGENCY, Source.Kind.GOVERNMENT, Source.Kind.ORGANISATION)
ONE = {
    Source.Kind.AGENCY: gettext_noop("a news agency"),
    Source.Kind.GOVERNMENT: gettext_noop("a government"),
    Source.Kind.ORGANISATION: gettext_noop("an organisation"),
    Source.Kind.BROADCASTER: gettext_noop("a broadcaster"),
    Source.Kind.NEWSPAPER: gettext_noop("a newspaper"),
    Source.Kind.MAGAZINE: gettext_noop("a magazine"),
    Source.Kind.WEBSITE: gettext_noop("a website"),
    Source.Kind.DIGEST: gettext_noop("a digest"),
}
"""What a source is, in a sentence; nothing is said of any other kind."""


@dataclass(frozen=True)
class PublicStory:
    """The published copies of a story in order of time, the likely origin first, and the sentences that say why."""

    copies: list[Article]
    reasons: list[str]

    @property
    def origin(self) -> Article:
        return self.copies[0]


def public_story(pk: int) -> PublicStory | None:
    """Read the published copies of a story, in their public wording and without their texts; None if there is none."""
    copies = list(Article.objects.published().filter(story=pk).for_lists().oldest_first())
    if not copies:
        return None
    origin, reasons = likely_origin(copies)
    return PublicStory([origin, *(one for one in copies if one is not origin)], reasons)


def likely_origin(copies: list[Article]) -> tuple[Article, list[str]]:
    """Return the copy that is likely to be the first printing, and the sentences that say why it was chosen."""
    candidates = perhaps_first(copies)
    origin = min(candidates, key=_order)
    return origin, [
        *_of_date(origin, candidates, copies),
        *_of_source(origin, candidates),
        *_of_dateline(origin),
    ]


def perhaps_first(copies: list[Article]) -> list[Article]:
    """Return the copies that may have been printed first: no other was certainly printed before. Undated ones count only if all are."""
    dated = [one for one in copies if one.date_edtf]
    lasts = [upper for one in dated if (upper := dates.to_range(one.date_edtf)[1])]
    if not lasts:
        return dated or copies
    earliest = min(lasts)
    return [one for one in dated if (dates.to_range(one.date_edtf)[0] or date.min) <= earliest]


def _order(copy: Article) -> tuple:
    first = dates.to_range(copy.date_edtf)[0] if copy.date_edtf else None
    return (RANKS[Source.Kind(copy.source.kind)], not copy.dateline, first or date.max, copy.pk)


def _of_date(origin, candidates, copies):
    if not origin.date_edtf:
        return [gettext("No copy has a date.")]
    if len(candidates) == 1:
        return [gettext("No other copy is dated as early: {date}.").format(date=origin.date_label())]
    said = gettext("By their dates, {number} of the copies may have been first; this one is dated {date}.")
    if len(candidates) == len(copies):
        said = gettext("By their dates, any of them may have been first; this one is dated {date}.")
    return [said.format(number=len(candidates), date=origin.date_label())]


def _of_source(origin, candidates):
    kind = Source.Kind(origin.source.kind)
    others = [one for one in candidates if one.source_id != origin.source_id]
    if not others or kind not in ONE:
        return []
    said = gettext("Its source, “{source}”, is {kind}.")
    if all(RANKS[Source.Kind(one.source.kind)] > RANKS[kind] for one in others) and kind in SUPPLIERS:
        said = gettext("Its source, “{source}”, is {kind}, from which others take their news.")
    return [said.format(source=origin.source.name, kind=gettext(ONE[kind]))]


def _of_dateline(origin):
    if not origin.dateline:
        return []
    return [gettext("It says where it was written: “{dateline}”.").format(dateline=origin.dateline)]
