"""Entries and sources that may be the same, side by side: merged, or told apart for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.decisions import announce_decision, last_decision, undo_last
from archive.admin.export_list import in_chunks, send_csv, wants_csv
from archive.admin.lists import CappedPaginator
from archive.admin_site import ArchiveAdminSite
from archive.curation.differences import differences
from archive.curation.merge import FIELDS
from archive.curation.merge_sources import FIELDS as SOURCE_FIELDS
from archive.curation.tell_apart import TellApartError, tell_apart
from archive.kinds import BY_KEY, KINDS
from archive.matching.duplicates import compare_later, compare_pending, sources_alike
from archive.models import ApartSources, Entity, LikelyPair, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names

PAIRS_A_PAGE = 10
MAX_COMPARED = 5  # while somebody waits for the page
MAX_NAMES = 8
SOURCES = "source"
# Whom both are named with, most often first; reports beyond the latest of each are not looked at.
COMPANIONS = """
    SELECT other.entity_id, count(DISTINCT own.entity_id), count(*)
    FROM unnest(%(pair)s::integer[]) AS bearer (id)
    CROSS JOIN LATERAL (
        SELECT entity_id, article_id FROM archive_mention
        WHERE entity_id = bearer.id AND archive_is_accepted(status) ORDER BY article_id DESC LIMIT 200
    ) AS own
    JOIN archive_mention other ON other.article_id = own.article_id AND archive_is_accepted(other.status)
    WHERE other.entity_id <> ALL (%(pair)s)
    GROUP BY other.entity_id HAVING count(DISTINCT own.entity_id) = 2 ORDER BY 3 DESC, 1 LIMIT 5
"""


@dataclass
class PairComparison:
    """Two records that may be one, field by field, with the reason and what they have in common."""

    records: list[Any]
    reason: str
    fields: list[Any]
    names: list[list[str]]
    companions: list[str]
    merge_url: str

    @property
    def value(self) -> str:
        return "-".join(str(record.pk) for record in self.records)


def open_pairs(user, kind: str = ""):
    """Return the pairs of entries that may be the same and that nobody has told apart."""
    pairs = LikelyPair.objects.open().visible_to(user)
    return pairs.filter(one__kind=kind) if kind else pairs


def open_source_pairs() -> list[tuple[Source, Source, float, str]]:
    """Return the pairs of sources that may be the same and that nobody has told apart."""
    apart = set(ApartSources.objects.values_list("one", "other"))
    return [pair for pair in sources_alike() if (pair[0].pk, pair[1].pk) not in apart]


def duplicates_page(request):
    """Show pairs that may be the same; remember which are not."""
    if not request.user.has_perm("archive.view_likelypair"):
        raise PermissionDenied
    kind = request.GET.get("kind", "")
    kind = kind if kind in (*BY_KEY, SOURCES) else ""
    if request.method == "POST":
        return _decide(request, kind)
    if wants_csv(request):
        return send_csv("possible duplicates", ("kind", "one", "other", "why"), _exported(request.user, kind))
    waiting = compare_pending(limit=MAX_COMPARED)
    if waiting:
        compare_later()
    page = _page(request, kind)
    shown = (
        _source_pairs(page.object_list) if kind == SOURCES else _entity_pairs(request.user, page.object_list)
    )
    right = "archive.merge_source" if kind == SOURCES else "archive.merge_entity"
    context = {
        **admin.site.each_context(request),
        "title": "Possible duplicates",
        "page": page,
        "pairs": shown,
        "kind": kind,
        "kind_choices": [*((each.key, each.plural_label) for each in KINDS), (SOURCES, "Sources")],
        "waiting": waiting,
        "may_merge": request.user.has_perm(right),
        "may_tell": request.user.has_perm(
            "archive.add_apartsources" if kind == SOURCES else "archive.add_apart"
        ),
        "can_undo": last_decision(request.user) is not None,
        "query": urlencode({"kind": kind} if kind else {}),
    }
    return TemplateResponse(request, "admin/duplicates.html", context)


def _exported(user, kind) -> Iterator[tuple]:
    if kind == SOURCES:
        yield from ((SOURCES, one, other, reason) for one, other, _, reason in open_source_pairs())
        return
    for pairs in in_chunks(_in_order(user, kind)):
        yield from ((pair.one.kind, pair.one, pair.other, pair.reason) for pair in pairs)


def _in_order(user, kind):
    pairs = open_pairs(user, kind).order_by("-chance", "id")
    return pairs.select_related("one__parent", "other__parent")


def _page(request, kind):
    if kind != SOURCES:
        pairs = _in_order(request.user, kind)
        return CappedPaginator(pairs, PAIRS_A_PAGE).get_page(request.GET.get("page"))
    return Paginator(open_source_pairs(), PAIRS_A_PAGE).get_page(request.GET.get("page"))


def _entity_pairs(user, pairs) -> list[PairComparison]:
    pairs = list(pairs)
    if not may_see_protected(user):
        withhold_names(
            [entity for pair in pairs for entity in (pair.one, pair.other)], "summary", "description"
        )
    shown = []
    for pair in pairs:
        records = [pair.one, pair.other]
        names = [list(entity.names.values_list("text", flat=True)[: MAX_NAMES + 1]) for entity in records]
        url = f"{reverse('admin:merge')}?ids={pair.one.pk},{pair.other.pk}"
        shown.append(
            PairComparison(
                records, pair.reason, _fields(records, FIELDS), names, _companions(user, pair), url
            )
        )
    return shown


def _source_pairs(pairs) -> list[PairComparison]:
    return [
        PairComparison(
            [one, other], f"“{one.name}” and “{other.name}”: {reason}", _fields([one, other], SOURCE_FIELDS), [], [],
            f"{reverse('admin:merge_sources')}?ids={one.pk},{other.pk}",
        )
        for one, other, _, reason in pairs
    ]  # fmt: skip


def _fields(records, fields) -> list[tuple[str, list[str]]]:
    """Return what each of two records says in each field, in words."""
    rows = []
    for found in differences(records, fields):
        words = {saying.record.pk: saying.words for saying in found.sayings}
        rows.append((found.label, [words.get(record.pk, "") for record in records]))
    return rows


def _companions(user, pair) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(COMPANIONS, {"pair": [pair.one_id, pair.other_id]})
        ids = [pk for pk, *_ in cursor.fetchall()]
    names = dict(Entity.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "name"))
    return [names[pk] for pk in ids if pk in names]


def _decide(request, kind):
    back = reverse("admin:duplicates", query={"kind": kind} if kind else None)
    if "undo" in request.POST:
        undo_last(request)
        return HttpResponseRedirect(back, status=303)
    if not request.user.has_perm("archive.add_apartsources" if kind == SOURCES else "archive.add_apart"):
        raise PermissionDenied
    ids = [int(pk) for pk in request.POST.get("apart", "").split("-") if pk.isdecimal() and len(pk) < 10]
    records = Source.objects.all() if kind == SOURCES else Entity.objects.visible_to(request.user)
    pair = list(records.filter(pk__in=ids).order_by("pk"))
    try:
        if len(pair) != 2 or kind != SOURCES and pair[0].kind != pair[1].kind:
            raise TellApartError("One of the two no longer exists: somebody merged or deleted it.")
        announce_decision(request, tell_apart(one=pair[0], other=pair[1], user=request.user))
    except TellApartError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(back, status=303)


ArchiveAdminSite.add_page("duplicates/", duplicates_page, name="duplicates")
