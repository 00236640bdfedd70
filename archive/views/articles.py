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
from django.utils.translation import gettext

from archive.dates import on_different_days
from archive.evidence.drawn import DrawnFrom, drawn_from
from archive.ingest.identity import DATE, edited_by_hand
from archive.kinds import KINDS, PERSON, PLACE, Kind
from archive.matching.link import texts_of
from archive.matching.written import in_dateline
from archive.models import Article, Claim, Entity, Mention
from archive.models.wordings import in_public_words
from archive.presentation.attached import public_attachments
from archive.presentation.beside import naming_the_same, same_days
from archive.presentation.changes import public_changes, withdrawn_at
from archive.presentation.citation import citation, cited_part
from archive.presentation.claims import in_a_sentence
from archive.presentation.date_notes import date_note
from archive.presentation.passages import paragraph_number, public_place
from archive.presentation.reading import UNSURE, DrawnStretch
from archive.presentation.report_text import headline_size, report_text
from archive.presentation.stood import Stood, heading, stood
from archive.search import counts_of, reading
from archive.text.localised import counted
from archive.text.scripts import direction
from archive.text.words import excerpt, name_key
from archive.views.crawlers import unindexed_with_parameters
from archive.views.desk_bar import desk_bar
from archive.views.exports import ENTRY_FORMATS
from archive.views.returning import way_back
from archive.views.suggested import suggested_names, suggested_places

MAX_SPELLINGS = 3
DESCRIPTION_LENGTH = 200
QUOTE_LENGTH = 140


@dataclass(frozen=True)
class Named:
    """An entity that a report names: how often, what readers should know about that, and how many reports name it in all."""

    entity: Entity
    times: int
    note: str
    reports: int


@dataclass(frozen=True)
class NamedGroup:
    kind: Kind
    named: list[Named]


class DrawnEntry(NamedTuple):
    """One thing that was drawn from a report: what it is, in words, and its page; `is_sentence` if the words are the archive's own.

    A sentence of the archive runs from left to right, although it may begin with words in another script.
    """

    sort: str
    text: str
    url: str
    is_sentence: bool = True


@dataclass(frozen=True)
class DrawnPart:
    """Where in a report something was drawn from: the words, the anchor that leads to them, its name, and what was drawn."""

    anchor: str
    label: str
    words: str
    lines: list[DrawnEntry]


@unindexed_with_parameters
def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one report; a withdrawn one leaves a page that says so, and only curators see drafts."""
    article = get_object_or_404(Article.objects.for_reading(), pk=pk)
    if article.status == Article.Status.DRAFT and not may_preview(request.user, article):
        raise Http404("No report is published at this address.")
    if article.status == Article.Status.WITHDRAWN:
        return withdrawn(request, article)
    if slug != article.address_slug():
        asked = request.META["QUERY_STRING"]
        return redirect(f"{article.get_absolute_url()}{'?' if asked else ''}{asked}", permanent=True)
    return render(request, "articles/article.html", reading_context(request, article))


def may_preview(user, article: Article) -> bool:
    """Return whether somebody may see the page of a draft, and what belongs to it."""
    return user.has_perm("archive.view_article") and article.is_within_reach(user)


def withdrawn(request: HttpRequest, article: Article) -> HttpResponse:
    """Say that a report was withdrawn, when and why, without its text; what it was, unless that was withdrawn too."""
    past = article.events.order_by("pgh_id").defer("body")
    context = {
        "article": article,
        "withdrawn_at": withdrawn_at(past, article),
        "is_named": not article.withdrawn_with_headline,
        "headline_size": headline_size(article.headline),
        "desk_bar": desk_bar(request, article),
    }
    return render(request, "articles/withdrawn.html", context, status=410)


def reading_context(request: HttpRequest, article: Article) -> dict:
    """Collect what the page of a report shows."""
    mentions = article.placed(article.mentions.counted().select_related("entity").in_reading_order())
    told = [one for one in mentions if not is_place_of_writing(one)]
    standing = stood(people_named(mentions), on=article.date_edtf)
    drawn = placed_in(article, drawn_from(article))
    bar = desk_bar(request, article)
    suggested = suggested_places(request, article) if bar and not bar.is_closed else []
    stretches = stretches_of(drawn, asked=request.GET.get("passage", ""))
    with reading() as snapshot:
        way = way_back(request, article)
        counts, total = reports_naming(mentions), len(snapshot)
    describe(mentions, standing, counts)
    stored = in_own_words(article)
    changes = public_changes(_past_of(article), stored)
    withhold_in_provenance(article)
    return {
        "article": article,
        "text": report_text(article, mentions, stretches, way.found.marks() if way else None, suggested),
        "desk_bar": bar,
        "said": missing_passage(request, stretches),
        "suggested": suggested_names(suggested),
        "headline_size": headline_size(article.headline),
        "direction": direction(article.headline),
        "way": way,
        "drawn": drawn_parts(article, drawn),
        **_writing_context(article, mentions),
        "groups": named_groups(told, counts),
        "standing": standing,
        "standing_heading": heading(article.date_edtf),
        **_copies_context(article),
        "attached": public_attachments(article),
        "same_days": same_days(article),
        "naming_the_same": naming_the_same(
            article, {one.entity: counts[one.entity] for one in told}, total=total
        ),
        **_citation_context(request, article, changes),
        "date_note": date_note(article, by_curator=dated_by_curator(stored)),
        "description": excerpt(article.standfirst or article.body, DESCRIPTION_LENGTH),
    }


def _writing_context(article: Article, mentions) -> dict:
    """Return where a report was written: its dateline, unless that stands in the text, and the places named in it."""
    return {
        "dateline": "" if in_dateline("body", 0, texts_of(article)) else article.dateline,
        "written": list(dict.fromkeys(one.entity for one in mentions if is_place_of_writing(one))),
    }


def _copies_context(article: Article) -> dict:
    copies = list(article.copies().for_lists().oldest_first())
    days = [one.date_edtf for one in (article, *copies)]
    return {"copies": copies, "on_different_days": on_different_days(days)}


def _citation_context(request: HttpRequest, article: Article, changes) -> dict:
    address = request.build_absolute_uri(article.get_absolute_url())
    suffix = cited_part(changes=changes)
    return {
        "changes": changes,
        "citation": citation(article, address=address, accessed=timezone.now().date(), suffix=suffix),
        "address": address,
        "entry_formats": ENTRY_FORMATS,
    }


def _past_of(article: Article):
    """Return the past versions of a report, each with its capture, but not the bytes."""
    return article.events.order_by("pgh_id").select_related("capture").defer("capture__content")


def in_own_words(article: Article) -> Article:
    """Return a report in its own wording, with which its history is compared."""
    return Article.objects.get(pk=article.pk) if article.is_reworded() else article


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


def missing_passage(request: HttpRequest, stretches: dict[str, list[DrawnStretch]]) -> list[str]:
    """Say that the passage an address asks for is not marked, whether it never was, has gone or is withheld: nobody learns which."""
    typed = request.GET.get("passage", "").strip()
    if not typed or any(one.is_asked for marked in stretches.values() for one in marked):
        return []
    return [gettext("The passage that this address asks for is not marked in this report.")]


def drawn_parts(article: Article, drawn: Iterable[Placed]) -> list[DrawnPart]:
    """Return what was drawn from a report, in reading order, for the list beside its text."""
    parts = []
    for one, start, end in drawn:
        passage = one.passage
        number = paragraph_number(article.body, start, passage.words) if passage.field == "body" else 0
        words = excerpt(getattr(article, passage.field)[start:end], QUOTE_LENGTH)
        anchor = f"p{number}" if number else passage.field
        label = (
            gettext("Paragraph {number}").format(number=number)
            if number
            else gettext(passage.field.capitalize())
        )
        parts.append(DrawnPart(anchor, label, words, drawn_lines(one)))
    return parts


def drawn_lines(one: DrawnFrom) -> list[DrawnEntry]:
    """Return what rests on one passage: claims, events and statements, each with the page that shows it."""
    return [
        *(DrawnEntry("Claim", in_a_sentence(claim), claim_address(claim)) for claim in one.claims),
        *(
            DrawnEntry("Event", event.title, event.get_absolute_url(), is_sentence=False)
            for event in one.events
        ),
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


def is_place_of_writing(mention: Mention) -> bool:
    """Return whether a mention only says where the report was written."""
    return mention.role == Mention.Role.WRITTEN and mention.entity.kind == PLACE.key


def people_named(mentions: Iterable[Mention]) -> list[Entity]:
    """Return the people among those who are named, the most named first."""
    times = Counter(mention.entity for mention in mentions if mention.entity.kind == PERSON.key)
    return sorted(times, key=lambda person: (-times[person], person.name))


def reports_naming(mentions: Iterable[Mention]) -> dict[Entity, int]:
    """Return {entity that is named: how many reports name it}."""
    entities = {mention.entity for mention in mentions}
    counts = {
        kind.key: counts_of(kind.key, [one.pk for one in entities if one.kind == kind.key]) for kind in KINDS
    }
    return {one: counts[one.kind][one.pk] for one in entities}


def describe(mentions: Iterable[Mention], standing: Iterable[Stood], counts: dict[Entity, int]) -> None:
    """Note with each mention what its entity is, how many reports name it, and where a person stood at the time."""
    sides = {one.person.pk: one.words for one in standing}
    for mention in mentions:
        entity = mention.entity
        number, side = counts[entity], sides.get(entity.pk)
        about = f"{entity.name}, {gettext(entity.kind)}, {counted(number)}"
        at_the_time = gettext("{about}. At the time: {side}")
        mention.about = at_the_time.format(about=about, side=side) if side else about


def named_groups(mentions: Iterable[Mention], counts: dict[Entity, int]) -> list[NamedGroup]:
    """Group mentions by kind and entity, the most named first."""
    by_entity: dict[Entity, list[Mention]] = {}
    for mention in mentions:
        by_entity.setdefault(mention.entity, []).append(mention)
    named = [
        Named(entity, len(found), note(entity, found), counts[entity]) for entity, found in by_entity.items()
    ]
    named.sort(key=lambda one: (-one.times, one.entity.name))
    groups = [NamedGroup(kind, [one for one in named if one.entity.kind == kind.key]) for kind in KINDS]
    return [group for group in groups if group.named]


def note(entity: Entity, mentions: list[Mention]) -> str:
    """Say how certain it is that the report means this entity, and how it is spelt there if differently."""
    certainties = {mention.certainty for mention in mentions}
    likeliest = "probable" if "probable" in certainties else "possible"
    sure = "" if "certain" in certainties else gettext(UNSURE[likeliest])
    known = name_key(entity.name)
    spellings = dict.fromkeys(m.text for m in mentions if m.text and name_key(m.text) != known)
    printed = (
        gettext("as {spellings}").format(spellings=", ".join(list(spellings)[:MAX_SPELLINGS]))
        if spellings
        else ""
    )
    return " · ".join(part for part in (sure, printed) if part)
