"""A new entry was asked for under a name that others have: these, with what tells them apart, and another of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.marked_words import MarkedForm
from archive.curation.differences import differences
from archive.curation.merge import FIELDS
from archive.kinds import BY_KEY
from archive.models import Article, Entity
from archive.models.rights import may_see_protected
from archive.models.visibility import is_accepted
from archive.models.wordings import withhold_names

MAX_BEARERS, MAX_NAMES = 10, 6
# Said in the heading of each, or by its place on the page.
UNTOLD = {"name", "filed_as", "summary", "visibility"}
TOLD = tuple(columns for columns in FIELDS if columns[0] not in UNTOLD)


@dataclass(frozen=True)
class NameBearer:
    """An entry that has a name: what is known of it, in words, its other names, and how many reports name it."""

    entity: Entity
    facts: list[tuple[str, str]]
    other_names: list[str]
    reports: int

    @property
    def url(self) -> str:
        return reverse(f"admin:archive_{self.entity.kind}_change", args=[self.entity.pk])


def may_share(user) -> bool:
    """Return whether somebody may give the name of an entry to another, by which it becomes ambiguous."""
    return user.has_perm("archive.change_name")


def same_name_page(
    request, text: str, bearers: Sequence[Entity], *, told: str, back: str
) -> HttpResponse | None:
    """Show which entries have a name of which a new entry was to be made; None if that is not why it was refused.

    Args:
        told: why it was refused, and who had the name settled before.
        back: where a decision leads back to.
    """
    sort, _, kind = request.POST.get("settle", "").partition(":")
    seen = Entity.objects.visible_to(request.user).filter(pk__in=[entity.pk for entity in bearers])
    if sort not in ("new", "another") or kind not in BY_KEY or not bearers or seen.count() < len(bearers):
        return None
    context = {
        **admin.site.each_context(request),
        "title": f"“{text}” is a name already",
        "text": text,
        "told": told,
        "kind": BY_KEY[kind],
        "bearers": _bearers(request.user, list(seen.select_related("parent")[:MAX_BEARERS]), text),
        "more": max(len(bearers) - MAX_BEARERS, 0),
        "may_share": may_share(request.user) and not any(entity.is_protected() for entity in bearers),
        "back": back,
        **_where_marked(request),
    }
    return TemplateResponse(request, "admin/same_name.html", context)


def _bearers(user, entities: list[Entity], text: str) -> list[NameBearer]:
    if not may_see_protected(user):
        withhold_names(entities, "summary", "description")
    named = Count("mentions__article", filter=Q(is_accepted("mentions__")), distinct=True)
    ids = [entity.pk for entity in entities]
    reports = dict(Entity.objects.filter(pk__in=ids).annotate(named=named).values_list("pk", "named"))
    return [
        NameBearer(
            entity,
            [(found.label, found.sayings[0].words) for found in differences([entity], TOLD)],
            [
                name
                for name in entity.names.values_list("text", flat=True)[: MAX_NAMES + 2]
                if name not in (text, entity.name)
            ][:MAX_NAMES],
            reports[entity.pk],
        )
        for entity in entities
    ]


def _where_marked(request) -> dict:
    """Return where the words were marked in a report, so that one of the entries can be chosen for them there."""
    form, pk = MarkedForm(request.POST, auto_id=False), request.POST.get("report", "")
    if not form.is_valid() or form.cleaned_data["start"] is None or not pk.isdecimal() or len(pk) > 9:
        return {}
    article = Article.objects.visible_to(request.user).filter(pk=pk).first()
    if article is None or not request.user.has_perm("archive.add_mention"):
        return {}
    return {"article": article, "marked_form": form}
