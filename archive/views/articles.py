"""The page of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from archive.dates import on_different_days
from archive.evidence.drawn import DrawnFrom, drawn_from
from archive.ingest.identity import DATE, edited_by_hand
from archive.kinds import KINDS, PERSON, Kind
from archive.models import Article, Claim, Entity, Mention
from archive.models.wordings import in_public_words
from archive.presentation.changes import public_changes, withdrawn_at
from archive.presentation.citation import citation
from archive.presentation.claims import in_a_sentence
from archive.presentation.date_notes import date_note
from archive.presentation.passages import paragraph_number, public_place
from archive.presentation.reading import UNSURE, DrawnStretch, mark_mentions, marked_paragraphs
from archive.presentation.stood import Stood, heading, stood
from archive.text.words import excerpt, name_key
from archive.views.exports import ENTRY_FORMATS
from archive.views.returning import results_left

MAX_SPELLINGS = 3
DESCRIPTION_LENGTH = 200
QUOTE_LENGTH = 140


@dataclass(frozen=True)
class Named:
    """An entity that a report names: how often, and what readers should know about that."""

    entity: Entity
    times: int
    note: str


@dataclass(frozen=True)
class NamedGroup:
    kind: Kind
    named: list[Named]


class DrawnEntry(NamedTuple):
    """One thing that was drawn from a report: what it is, in words, and its page."""

    sort: str
    text: str
    url: str


@dataclass(frozen=True)
class DrawnPart:
    """Where in a report something was drawn from: the words, the anchor that leads to them, its name, and what was drawn."""

    anchor: str
    label: str
    words: str
    lines: list[DrawnEntry]


@vary_on_headers("Referer")
def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one report; a withdrawn one leaves a page that says so, and only curators see drafts."""
    article = get_object_or_404(Article.objects.for_reading(), pk=pk)
    if article.status == Article.Status.DRAFT and not request.user.has_perm("archive.view_article"):
        raise Http404("No report is published at this address.")
    if article.status == Article.Status.WITHDRAWN:
        return withdrawn(request, article)
    if slug != article.address_slug():
        return redirect(article, permanent=True)
    return render(request, "articles/article.html", reading_context(request, article))


def withdrawn(request: HttpRequest, article: Article) -> HttpResponse:
    """Say that a report was withdrawn, when and why, without its text."""
    past = article.events.order_by("pgh_id").defer("body")
    context = {"article": article, "withdrawn_at": withdrawn_at(past, article)}
    return render(request, "articles/withdrawn.html", context, status=410)


def reading_context(request: HttpRequest, article: Article) -> dict:
    """Collect what the page of a report shows."""
    mentions = article.placed(article.mentions.counted().select_related("entity").in_reading_order())
    people = people_named(mentions)
    standing = stood(people, on=article.date_edtf)
    note_sides(mentions, standing)
    drawn = placed_in(article, drawn_from(article))
    stretches = stretches_of(drawn, asked=request.GET.get("passage", ""))
    stored = Article.objects.get(pk=article.pk) if article.is_reworded() else article
    withhold_in_provenance(article)
    address = request.build_absolute_uri(article.get_absolute_url())
    copies = list(article.copies().for_lists().oldest_first())
    return {
        "article": article,
        "headline": mark_mentions(article.headline, (), stretches["headline"]),
        "standfirst": mark_mentions(
            article.standfirst, within(mentions, "standfirst"), stretches["standfirst"]
        ),
        "paragraphs": marked_paragraphs(article.body, within(mentions, "body"), stretches["body"]),
        "drawn": drawn_parts(article, drawn),
        "dateline": "" if article.body.startswith(article.dateline) else article.dateline,
        "groups": named_groups(mentions),
        "standing": standing,
        "standing_heading": heading(article.date_edtf),
        "copies": copies,
        "on_different_days": on_different_days(one.date_edtf for one in (article, *copies)),
        "changes": public_changes(article.events.order_by("pgh_id"), stored),
        "citation": citation(article, address=address, accessed=timezone.now().date()),
        "date_note": date_note(article, by_curator=dated_by_curator(stored)),
        "address": address,
        "entry_formats": ENTRY_FORMATS,
        "results_url": results_left(request),
        "description": excerpt(article.standfirst or article.body, DESCRIPTION_LENGTH),
        "edit": request.user.has_perm("archive.change_article") if not article.is_public() else False,
    }


Placed = tuple[DrawnFrom, int, int]


def placed_in(article: Article, drawn: Iterable[DrawnFrom]) -> list[Placed]:
    """Return what is drawn from a report with its first and last character in the wording shown."""
    found = []
    for one in drawn:
        one.passage.article = article
        place = public_place(one.passage)
        if place:
            found.append((one, *place))
    return found


def stretches_of(drawn: Iterable[Placed], *, asked: str) -> dict[str, list[DrawnStretch]]:
    """Return the stretches of each field to mark; `asked` is the id of the passage that the reader came for."""
    found: dict[str, list[DrawnStretch]] = {"headline": [], "standfirst": [], "body": []}
    for one, start, end in drawn:
        found[one.passage.field].append(DrawnStretch(start, end, asked == str(one.passage.pk)))
    return found


def drawn_parts(article: Article, drawn: Iterable[Placed]) -> list[DrawnPart]:
    """Return what was drawn from a report, in reading order, for the list beside its text."""
    parts = []
    for one, start, end in drawn:
        passage = one.passage
        number = paragraph_number(article.body, start, passage.words) if passage.field == "body" else 0
        words = excerpt(getattr(article, passage.field)[start:end], QUOTE_LENGTH)
        anchor = f"p{number}" if number else passage.field
        label = f"Paragraph {number}" if number else passage.field.capitalize()
        parts.append(DrawnPart(anchor, label, words, drawn_lines(one)))
    return parts


def drawn_lines(one: DrawnFrom) -> list[DrawnEntry]:
    """Return what rests on one passage: claims, events and statements, each with the page that shows it."""
    return [
        *(DrawnEntry("Claim", in_a_sentence(claim), claim_address(claim)) for claim in one.claims),
        *(DrawnEntry("Event", event.title, event.get_absolute_url()) for event in one.events),
        *(DrawnEntry("Statement", str(said), said.subject.get_absolute_url()) for said in one.statements),
    ]


def claim_address(claim: Claim) -> str:
    """Return where a claim is shown: on the page of its event with all that is said of it, or in the list of claims."""
    if claim.event:
        return f"{claim.event.get_absolute_url()}?all=1#claim-{claim.pk}"
    return reverse("claims", query={"claim": claim.pk})


def withhold_in_provenance(article: Article) -> None:
    """Withhold protected names in the origin of a report, and in what cleaning removed."""
    origin = article.capture.origin if article.capture else ""
    texts = [origin, *(piece["text"] for piece in article.removed)]
    if any(texts):
        origin, *pieces = in_public_words(texts, reports=[article.pk] * len(texts))
        article.removed = [
            piece | {"text": text} for piece, text in zip(article.removed, pieces, strict=True)
        ]
    if article.capture:
        article.capture.origin = origin


def dated_by_curator(article: Article) -> bool:
    """Return whether a curator gave a report its date: it was written in the archive, or its date has changed since."""
    if article.date_basis != Article.DateBasis.INFERRED:
        return False
    return article.capture_id is None or article.pk in edited_by_hand([article], fields=DATE)


def people_named(mentions: Iterable[Mention]) -> list[Entity]:
    """Return the people among those who are named, the most named first."""
    times = Counter(mention.entity for mention in mentions if mention.entity.kind == PERSON.key)
    return sorted(times, key=lambda person: (-times[person], person.name))


def note_sides(mentions: Iterable[Mention], standing: Iterable[Stood]) -> None:
    """Note beside each mention of a person where they stood at the time."""
    words = {one.person.pk: one.words for one in standing}
    for mention in mentions:
        mention.side = words.get(mention.entity_id, "")


def within(mentions: Iterable[Mention], field: str) -> list[Mention]:
    """Return the mentions in one field of the report."""
    return [mention for mention in mentions if mention.field == field]


def named_groups(mentions: Iterable[Mention]) -> list[NamedGroup]:
    """Group mentions by kind and entity, the most named first."""
    by_entity: dict[Entity, list[Mention]] = {}
    for mention in mentions:
        by_entity.setdefault(mention.entity, []).append(mention)
    named = [Named(entity, len(found), note(entity, found)) for entity, found in by_entity.items()]
    named.sort(key=lambda one: (-one.times, one.entity.name))
    groups = [NamedGroup(kind, [one for one in named if one.entity.kind == kind.key]) for kind in KINDS]
    return [group for group in groups if group.named]


def note(entity: Entity, mentions: list[Mention]) -> str:
    """Say how certain it is that the report means this entity, and how it is spelt there if differently."""
    certainties = {mention.certainty for mention in mentions}
    sure = "" if "certain" in certainties else UNSURE["probable" if "probable" in certainties else "possible"]
    known = name_key(entity.name)
    spellings = dict.fromkeys(m.text for m in mentions if m.text and name_key(m.text) != known)
    printed = f"as {', '.join(list(spellings)[:MAX_SPELLINGS])}" if spellings else ""
    return " · ".join(part for part in (sure.strip(), printed) if part)
