"""Drawing claims, statements and events from a report: words are marked in its text, what they say is read off, and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from archive.admin.draw_forms import FORMS, NOUNS, DrawForm, converted_dates, event_label, label_of
from archive.admin.records import RecordAdmin
from archive.admin.withheld import CLOSED, not_there
from archive.curation.draw import column_of, draw
from archive.curation.name_passages import WordPosition
from archive.curation.quote import QuoteError, place_of
from archive.evidence.suggest import read_marked
from archive.models import Article, Claim, Entity, Event, Evidence, Mention, Statement
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words, withhold_names
from archive.presentation.coming_back import PARAMETER, leading_back, page_come_from

MAX_OFFERED = 60
MAX_DRAWN = 100
FIELD_OF = {"start": "start_edtf", "end": "end_edtf", "__all__": None}


@dataclass(frozen=True)
class AlreadyDrawn:
    """Something drawn from the report already: what it says, in which words, and where it is edited."""

    label: str
    words: str
    url: str


@dataclass
class OfferedNames:
    """The entities and events that the page offers for typing: those of the report, and events near it in time."""

    entities: list[Entity] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def entity_labels(self) -> list[str]:
        return [label_of(entity) for entity in self.entities]

    @property
    def event_labels(self) -> list[str]:
        return [event_label(event) for event in self.events]


class DrawMixin(RecordAdmin):
    """Adds to the admin of reports the page on which something is drawn from one."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.draw_view)
        return [path("<path:object_id>/draw/", view, name="archive_article_draw"), *super().get_urls()]

    def draw_view(self, request, object_id):
        """Show a report's text with a form for what its marked words say, and save that."""
        what = request.GET.get("what", "claim")
        what = what if what in FORMS else "claim"
        article = self.get_object(request, object_id)
        if article is None:
            return not_there(self, request, object_id)
        if not may_draw(request.user, what):
            raise PermissionDenied
        if not Article.objects.open_to(request.user).filter(pk=article.pk).exists():
            raise PermissionDenied(CLOSED)
        offered = offered_names(article, request.user)
        if request.method == "POST" and "read" in request.POST:
            return redirect(
                leading_back(reading_address(article, what, request.POST), page_come_from(request))
            )
        form = self._form(request, article, what, offered)
        if request.method == "POST" and form.is_valid() and self._draw(request, form, article):
            again = reverse("admin:archive_article_draw", args=[article.pk], query={"what": what})
            return redirect(leading_back(again, page_come_from(request)))
        return self._page(
            request,
            "admin/draw.html",
            title="Draw from a report",
            object=article,
            article=article,
            texts=[(name, getattr(article, name)) for name in Article.TEXT_FIELDS if getattr(article, name)],
            form=form,
            groups=[[form[name] for name in group] for group in form.groups],
            what=what,
            and_back=urlencode({PARAMETER: page}) if (page := page_come_from(request)) else "",
            kinds=[(key, noun) for key, noun in NOUNS.items() if may_draw(request.user, key)],
            offered=offered,
            drawn=drawn_from(article, request.user),
            suggested=reverse("admin:review_claims", query={"article": article.pk}),
        )

    def _form(self, request, article, what, offered) -> DrawForm:
        if request.method == "POST":
            form = FORMS[what](request.POST)
        else:
            initial = initial_of(request, article, what, offered)
            if not may_see_protected(request.user):
                withhold_names([value for value in initial.values() if isinstance(value, Entity)], "summary")
            form = FORMS[what](initial=initial)
        form.offer(offered.entities, offered.events, request.user)
        return form

    def _draw(self, request, form: DrawForm, article: Article) -> bool:
        """Save what the form describes; add the reasons to the form where that is not possible."""
        told = form.cleaned_data
        try:
            done = draw(
                record=form.record(), article=article, words=told["marked"], field=told["field"], start=told["start"], user=request.user,
            )  # fmt: skip
        except QuoteError as error:
            form.add_error("marked", str(error))
            return False
        except ValidationError as error:
            _add_errors(form, error)
            return False
        address = reverse(f"admin:archive_{column_of(done.record)}_change", args=[done.record.pk])
        self.message_user(
            request,
            format_html('Drawn: {}. <a href="{}">Edit it</a>', done.record, address),
            messages.SUCCESS,
        )
        for line in converted_dates(form):
            self.message_user(request, line, messages.INFO)
        return True


def reading_address(article: Article, what: str, data) -> str:
    """Return the address of the page with these words read off."""
    asked = {
        "words": data.get("marked", "")[:4_000],
        "field": data.get("field", ""),
        "start": data.get("start", ""),
    }
    return reverse("admin:archive_article_draw", args=[article.pk], query={"what": what, **asked})


def may_draw(user, what: str) -> bool:
    """Return whether this person may draw such a record from a report."""
    return user.has_perms([f"archive.add_{what}", "archive.add_passage", "archive.add_evidence"])


def _add_errors(form: DrawForm, error: ValidationError) -> None:
    for name, told in error.message_dict.items():
        column = FIELD_OF.get(name, name) if name in FIELD_OF else name
        form.add_error(column if column in form.fields else None, told)


# What the page offers and fills in


def offered_names(article: Article, user) -> OfferedNames:
    """Return the entities that a report names, accepted ones first, and the events drawn from it or near it in time."""
    mentions = (
        Mention.objects.filter(article=article).exclude(status=Mention.Status.REJECTED).visible_to(user)
    )
    ids = dict.fromkeys(mentions.order_by("status", "start", "rank").values_list("entity", flat=True)[:500])
    found = Entity.objects.visible_to(user).in_bulk(list(ids)[:MAX_OFFERED])
    told = Evidence.objects.filter(passage__article=article)
    own = Q(pk__in=told.values("event")) | Q(
        pk__in=Claim.objects.filter(pk__in=told.values("claim")).values("event")
    )
    near = Q(date_range__overlap=article.date_range) if article.date_range else Q(pk__in=[])
    events = Event.objects.visible_to(user).exclude(status="rejected").filter(own | near)
    offered = OfferedNames(
        [found[pk] for pk in ids if pk in found], list(events.order_by("-pk")[:MAX_OFFERED])
    )
    if not may_see_protected(user):
        withhold_names(offered.entities, "summary")
        withhold_names(offered.events, "title")
    return offered


def initial_of(request, article: Article, what: str, offered: OfferedNames) -> dict[str, Any]:
    """Return what the form shows at first: the marked words, and what can be read off them."""
    marked = request.GET.get("words", "").replace("\0", "")
    start = request.GET.get("start", "")
    known = {
        "marked": marked,
        "field": request.GET.get("field", ""),
        "start": int(start) if start.isdecimal() and len(start) < 10 else None,
    }
    if known["field"] not in Article.TEXT_FIELDS:
        known["field"] = ""
    if what == "statement":
        known |= {"first_cited": article.date_edtf, "last_cited": article.date_edtf}
    if what == "event":
        known |= {"date_edtf": article.date_edtf}
    try:
        place = place_of(article, marked, field=known["field"], start=known["start"])
    except QuoteError:
        return known
    return known | _read_off(article, place, what, request.user, offered)


def _read_off(
    article: Article, place: WordPosition, what: str, user, offered: OfferedNames
) -> dict[str, Any]:
    inside = Mention.objects.filter(
        article=article, field=place.field, start__gte=place.start, end__lte=place.end
    ).visible_to(user)
    named = list(
        inside.exclude(status=Mention.Status.REJECTED).order_by("start", "rank").select_related("entity")
    )
    first = {
        kind: next((one.entity for one in named if one.entity.kind == kind), None)
        for kind in ("person", "faction", "place")
    }
    if what == "event":
        return {"place": first["place"]} if first["place"] else {}
    if what == "statement":
        found = {
            "subject": first["person"] or first["faction"],
            "object": first["faction"] if first["person"] else None,
        }
        return {name: entity for name, entity in found.items() if entity}
    return _claim_read(
        read_marked(article, field=place.field, start=place.start, end=place.end), user, offered
    )


def _claim_read(values: dict[str, Any], user, offered: OfferedNames) -> dict[str, Any]:
    """Return the values of a claim for the form: entities in place of ids, hedges in a line, the only event that is told here."""
    ids = {name: pk for name, pk in values.items() if name.endswith("_id") and pk}
    entities = Entity.objects.visible_to(user).in_bulk(ids.values())
    read = {name: value for name, value in values.items() if not name.endswith("_id") and name != "rule"}
    read |= {name.removesuffix("_id"): entities[pk] for name, pk in ids.items() if pk in entities}
    if "hedges" in read:
        read["hedges"] = ", ".join(read["hedges"])
    if len(offered.events) == 1:
        read["event"] = offered.events[0]
    return read


def drawn_from(article: Article, user) -> list[AlreadyDrawn]:
    """Return what was drawn from a report, in order of its text, as far as this person may see it."""
    evidence = (
        Evidence.objects.filter(passage__article=article)
        .select_related("passage")
        .order_by("passage__field", "passage__start", "pk")
    )
    rows = list(evidence[:MAX_DRAWN])
    lines = []
    for model, column in ((Claim, "claim"), (Statement, "statement"), (Event, "event")):
        found = model.objects.visible_to(user).in_bulk(
            [pk for one in rows if (pk := getattr(one, f"{column}_id"))]
        )
        for one in rows:
            record = found.get(getattr(one, f"{column}_id"))
            if record is not None and one.passage is not None and record.status == "accepted":
                lines.append(
                    AlreadyDrawn(
                        str(record),
                        one.passage.words,
                        reverse(f"admin:archive_{column}_change", args=[record.pk]),
                    )
                )
    if may_see_protected(user):
        return lines
    labels = in_public_words([line.label for line in lines])
    return [line for line, label in zip(lines, labels, strict=True) if line.label == label]
