"""Names left over: names in reports that no entry has, with likely entries; each is settled with one click or key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from archive.admin.decisions import announce_decision, last_decision, undo_last
from archive.admin.export_list import in_chunks, send_csv, wants_csv
from archive.admin.lists import CappedPaginator
from archive.admin.mentions import passage
from archive.admin.reasons import MAX_LENGTH
from archive.admin.same_name import may_share, same_name_page
from archive.admin_site import ArchiveAdminSite
from archive.curation.settle_name import AMBIGUOUS, MAX_CHARACTERS, NO_NAME, SettleError, settle_name
from archive.curation.wording import moment
from archive.kinds import BY_KEY, KINDS
from archive.models import Article, Batch, Entity, Leftover, LeftoverName, Name, Source
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names
from archive.text.likeness import judge
from archive.text.words import name_key

NAMES_A_PAGE = 15
MAX_CANDIDATES = 3
MIN_CHANCE = 0.25
# With a filter by source or import, names are counted over this many of the latest places.
MAX_SORTED = 10_000
MAX_PASSAGES = 10
FILTERS = ("kind", "source", "batch")
NO_KIND = "none"


@dataclass(frozen=True)
class LikelyBearer:
    """An entry that a name left over may mean, and why."""

    entity: Entity
    chance: float
    reason: str


@dataclass
class OpenLeftover:
    """A name left over on the page: how many reports have it, where it was last, and which entries it may mean."""

    key: str
    text: str
    reports: int
    kind: str
    passage: SafeString | str = ""
    article: Article | None = None
    candidates: list[LikelyBearer] = field(default_factory=list)
    number: int = 0  # on the page of a report

    @property
    def form_id(self) -> str:
        """The id of its form on the page of a report, which stands apart from that of the report."""
        return f"leftover-{self.number}"


class OtherEntryForm(forms.Form):
    """Entries that a name means, chosen by hand."""

    entities = forms.ModelMultipleChoiceField(
        Entity.objects.none(),
        label="Another entry",
        help_text="If you choose one, the name becomes another spelling of it; if several, it is ambiguous and will be suggested for each.",
        widget=AutocompleteSelectMultiple(Name._meta.get_field("entity"), admin.site),
    )

    fields: dict[str, Any]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entities"].queryset = Entity.objects.visible_to(user)


def leftovers_page(request):
    """Show the names left over, or one of them with its passages, and settle what is decided."""
    if not request.user.has_perm("archive.view_leftovername"):
        raise PermissionDenied
    if request.method == "POST":
        return _settle(request)
    if key := request.GET.get("name", "").replace("\0", ""):
        return _one_name(request, key)
    params = _params(request)
    if wants_csv(request):
        heads = ("name", "kind", "reports", "latest report", "source")
        return send_csv("names left over", heads, _exported(request, params))
    page = _rows(request, params).get_page(request.GET.get("page"))
    context = {
        **_context(request),
        "title": "Names left over",
        "page": page,
        "names": open_leftovers(request.user, list(page.object_list)),
        "params": params,
        "query": urlencode(params),
        "sources": Source.objects.order_by("name").values_list("slug", "name"),
        "kind_choices": [*((kind.key, kind.label) for kind in KINDS), (NO_KIND, "Not known")],
        "batch": _batch(request, params),
        "counts_latest": bool(set(params) & {"source", "batch"}),
        "max_sorted": MAX_SORTED,
        "here": request.get_full_path(),
        "can_undo": last_decision(request.user) is not None,
    }
    return TemplateResponse(request, "admin/leftovers.html", context)


def _context(request) -> dict:
    return {
        **admin.site.each_context(request),
        "ways": ways(request.user),
        "longest": MAX_LENGTH,
    }


@dataclass(frozen=True)
class Ways:
    """What somebody may do with a name left over: the kinds of which they may add entries, and more."""

    kinds: list
    spelling: bool
    verdict: bool

    @property
    def any(self) -> bool:
        return bool(self.kinds or self.spelling or self.verdict)


def ways(user) -> Ways:
    """Return what somebody may do with a name left over."""
    kinds = [kind for kind in KINDS if user.has_perm(f"archive.add_{kind.key}")]
    return Ways(kinds, user.has_perm("archive.add_name"), user.has_perm("archive.add_nameverdict"))


def _batch(request, params):
    """Return the import that the list is about, without the names withheld from this person; None for those who see no imports."""
    may_see = request.user.has_perm("archive.view_batch")
    batch = Batch.objects.filter(pk=params["batch"]).first() if "batch" in params and may_see else None
    if batch and not may_see_protected(request.user):
        withhold_names([batch], "label")
    return batch


def _params(request) -> dict[str, str]:
    """Return the filters in the address, without odd values."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in FILTERS}
    if asked["kind"] not in (*BY_KEY, NO_KIND):
        asked["kind"] = ""
    if not asked["batch"].isdecimal() or len(asked["batch"]) > 9:
        asked["batch"] = ""
    return {name: value for name, value in asked.items() if value}


# Which names


def open_names(user):
    """Return the open names that occur in a report which this person may open."""
    names = LeftoverName.objects.open()
    if may_see_protected(user):
        return names
    return names.filter(Exists(Leftover.objects.visible_to(user).filter(name_key=OuterRef("key"))))


def _rows(request, params) -> Paginator:
    names = open_names(request.user)
    if kind := params.get("kind"):
        names = names.filter(kind=BY_KEY[kind].number if kind in BY_KEY else 0)
    if not set(params) & {"source", "batch"}:
        return CappedPaginator(names.order_by("-reports", "key"), NAMES_A_PAGE)
    latest = Leftover.objects.visible_to(request.user)
    if slug := params.get("source"):
        latest = latest.filter(article__source__slug=slug)
    if batch := params.get("batch"):
        latest = latest.filter(article__batch=batch)
    places = latest.order_by("-article_id").values("pk")[:MAX_SORTED]
    found = Leftover.objects.filter(pk__in=places, name_key__in=names.order_by().values("key"))
    counted = found.order_by().values("name_key").annotate(here=Count("pk"))
    return Paginator(counted.order_by("-here", "name_key"), NAMES_A_PAGE)


def _exported(request, params) -> Iterator[tuple]:
    for rows in in_chunks(_rows(request, params).object_list):
        for one in open_leftovers(request.user, rows, with_candidates=False):
            article = cast(Article, one.article)  # each that is open has one
            yield one.text, one.kind, one.reports, article.headline, article.source


def open_leftovers(user, rows: list, *, with_candidates: bool = True) -> list[OpenLeftover]:
    """Return names with their latest passage and likely entries, in the order of `rows`: LeftoverNames, or keys with counts."""
    here = {row["name_key"]: row["here"] for row in rows if isinstance(row, dict)}
    keys = list(here) or [row.key for row in rows]
    latest = Leftover.objects.visible_to(user).filter(name_key=OuterRef("key")).order_by("-article_id", "pk")
    names = LeftoverName.objects.filter(key__in=keys).annotate(latest=Subquery(latest.values("pk")[:1]))
    by_key = {name.key: name for name in names}
    places = {place.pk: place for place in Leftover.objects.filter(pk__in=[name.latest for name in names])}
    articles = Article.objects.visible_to(user).select_related("source")
    articles = articles.in_bulk({place.article_id for place in places.values()})
    found = []
    for key in keys:
        name = by_key[key]
        place = places.get(name.latest)
        if place is None or place.article_id not in articles:
            continue
        shown = OpenLeftover(key, place.text, here.get(key, name.reports), name.likely_kind)
        shown.article = articles[place.article_id]
        shown.passage = passage(place, shown.article)
        if with_candidates:
            shown.candidates = likely_entries(user, place.text, kind=name.likely_kind)
        found.append(shown)
    return found


def likely_entries(user, text: str, *, kind: str = "") -> list[LikelyBearer]:
    """Return the entries whose names are most like this one, with what sets them apart; those of the likely kind first."""
    key = name_key(text)
    best: dict[int, LikelyBearer] = {}
    names = Name.objects.perhaps(text).filter(entity__in=Entity.objects.visible_to(user))
    for name in names.select_related("entity"):
        verdict = judge(key, name.key)
        before = best.get(name.entity_id)
        if verdict.chance >= MIN_CHANCE and (before is None or verdict.chance > before.chance):
            reason = f"{verdict.reason}, beside “{name.text}”"
            best[name.entity_id] = LikelyBearer(name.entity, verdict.chance, reason)
    found = sorted(
        best.values(), key=lambda entry: (entry.entity.kind != kind, -entry.chance, entry.entity.pk)
    )
    found = found[:MAX_CANDIDATES]
    if not may_see_protected(user):
        withhold_names([entry.entity for entry in found], "summary")
    return found


def leftovers_of(user, article: Article) -> list[OpenLeftover]:
    """Return the open names of one report, in order of the text."""
    places = {place.name_key: place for place in Leftover.objects.visible_to(user).filter(article=article)}
    names = {name.key: name for name in LeftoverName.objects.open().filter(key__in=list(places))}
    in_order = sorted(places.values(), key=lambda place: (place.field == "body", place.start))
    shown = []
    for number, place in enumerate((place for place in in_order if place.name_key in names), 1):
        name = names[place.name_key]
        one = OpenLeftover(
            name.key, place.text, name.reports, name.likely_kind, passage(place, article), article
        )
        one.candidates, one.number = likely_entries(user, place.text, kind=name.likely_kind), number
        shown.append(one)
    return shown


def _one_name(request, key):
    name = open_names(request.user).filter(key=key).first()
    if name is None:
        messages.info(
            request, "This name is no longer left over: it has been settled, or no report has it now."
        )
        return HttpResponseRedirect(reverse("admin:leftovers"))
    (shown,) = open_leftovers(request.user, [name]) or (None,)
    places = (
        Leftover.objects.visible_to(request.user).filter(name_key=key).order_by("-article_id")[:MAX_PASSAGES]
    )
    articles = Article.objects.visible_to(request.user).select_related("source")
    articles = articles.in_bulk({place.article_id for place in places})
    context = {
        **_context(request),
        "title": f"Who or what is “{shown.text}”?" if shown else "Names left over",
        "open": shown,
        "passages": [
            (articles[place.article_id], passage(place, articles[place.article_id]))
            for place in places
            if place.article_id in articles
        ],
        "more": max(name.reports - MAX_PASSAGES, 0),
        "form": OtherEntryForm(user=request.user),
        "here": reverse("admin:leftovers"),
    }
    return TemplateResponse(request, "admin/leftover.html", context)


# Decisions


def _settle(request):
    if "undo" in request.POST:
        undo_last(request)
        return HttpResponseRedirect(_back(request), status=303)
    text = request.POST.get("text", "").replace("\0", "")[: MAX_CHARACTERS + 1]
    try:
        done = settle_name(
            text=text,
            user=request.user,
            reason=request.POST.get("change_reason", "").replace("\0", "")[:MAX_LENGTH],
            **_chosen(request),
        )
    except SettleError as error:
        told = f"{error}{_who(request.user, error)}"
        if page := same_name_page(request, text, error.bearers, told=told, back=_back(request)):
            return page
        messages.error(request, f"{told} Nothing was changed.")
    else:
        announce_decision(request, done.step, done.reports)
    return HttpResponseRedirect(_back(request), status=303)


def _who(user, error) -> str:
    """Say who settled a name before, if this person may know."""
    step = error.decided
    if step is None or step.user is None or step.user == user:
        return ""
    who = step.user.get_full_name() or step.user.get_username()
    return f" {who} did so on {moment(step.at)}."


def _chosen(request) -> dict:
    """Return what was chosen for a name, as settle_name takes it; raises PermissionDenied for what this person may not do."""
    may, chosen = ways(request.user), request.POST.get("settle", "")
    sort, _, value = chosen.partition(":")
    if sort == "new" and value in {kind.key for kind in may.kinds}:
        return {"kind": value}
    if sort == "another" and value in {kind.key for kind in may.kinds} and may_share(request.user):
        return {"kind": value, "is_another": True}
    if sort == "verdict" and value in (NO_NAME, AMBIGUOUS) and may.verdict:
        return {"verdict": value}
    if sort in ("spelling", "others") and may.spelling:
        wanted = [value] if sort == "spelling" else request.POST.getlist("entities")
        ids = [int(pk) for pk in wanted if pk.isdecimal() and len(pk) < 10]
        entities = list(Entity.objects.visible_to(request.user).filter(pk__in=ids).order_by("name"))
        return {"entities": entities, "verdict": AMBIGUOUS if len(entities) > 1 else ""}
    raise PermissionDenied


def _back(request) -> str:
    """Return the address that a decision leads back to."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("admin:leftovers")


ArchiveAdminSite.add_page("names-left-over/", leftovers_page, name="leftovers")
