"""The review: suggested names in context, with the candidates for each, decided one by one or many at once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, Min
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from archive.admin.mentions import passage
from archive.admin.overtaken import who_decided
from archive.admin.reasons import told_reason
from archive.admin_site import ArchiveAdminSite
from archive.curation.decide import decide
from archive.models import Article, Entity, Mention
from archive.models.names import NameKey
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names

PLACES_A_PAGE = 20
MAX_NAMES_LISTED = 200
# This many of the latest suggestions are sorted by name; as they are dealt with, older ones come up.
MAX_SORTED = 20_000
LATER, NONE = "", "none"
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class OpenPlace:
    """A passage that may name several entities: the candidates, most likely first."""

    article: Article
    field: str
    start: int | None
    passage: SafeString
    candidates: list[Mention] = dataclasses.field(default_factory=list)
    chosen: str = ""
    who: str = ""

    @property
    def seen(self) -> str:
        """The state of the candidates, carried in the form to detect that somebody else was faster."""
        return ",".join(sorted(f"{mention.entity_id}:{mention.status}" for mention in self.candidates))

    @property
    def key(self) -> str:
        return f"{self.article.pk}-{self.field}-{'' if self.start is None else self.start}"


def suggestions(request):
    """Return the suggested mentions that this user may see."""
    return Mention.objects.suggested().visible_to(request.user)


def with_keys(mentions):
    """Add the folded name by which each mention was found."""
    return mentions.annotate(key=Coalesce(F("name__key"), NameKey(F("text"))))


def open_names(request) -> list[dict]:
    """Return the names awaiting a decision, most frequent first: their printed form, and the numbers of reports and candidates."""
    latest = suggestions(request).order_by("-id").values("pk")[:MAX_SORTED]
    grouped = with_keys(Mention.objects.filter(pk__in=latest)).order_by().values("key")
    counted = grouped.annotate(
        printed=Min("text"),
        reports=Count("article", distinct=True),
        candidates=Count("entity", distinct=True),
    )
    names = list(counted.order_by("-reports", "key")[:MAX_NAMES_LISTED])
    return [name | {"printed": name["printed"] or name["key"]} for name in names]


def chosen_suggestions(request, params):
    """Return the suggestions requested by the address: of a name, an entity or a report."""
    found = suggestions(request)
    if "name" in params:
        found = with_keys(found).filter(key=params["name"])
    for name in ("entity", "article"):
        if params.get(name, "").isdecimal() and len(params[name]) < 10:
            found = found.filter(**{name: int(params[name])})
    return found


def places_on(request, keys: list[tuple], *, settled: bool = False) -> list[OpenPlace]:
    """Return these passages with their candidates: all suggestions there, and those accepted already.

    With `settled`, passages without open suggestions are included, with their rejected candidates.
    """
    mentions = Mention.objects.filter(article__in={key[0] for key in keys}).visible_to(request.user)
    mentions = mentions.select_related("entity")
    if not settled:
        mentions = mentions.exclude(status=Mention.Status.REJECTED)
    mentions = list(mentions.order_by("rank", "id"))
    if not may_see_protected(request.user):
        withhold_names([mention.entity for mention in mentions], "summary")
    by_place: dict[tuple, list[Mention]] = {}
    for mention in mentions:
        by_place.setdefault((mention.article_id, mention.field, mention.start), []).append(mention)
    reports = Article.objects.visible_to(request.user).select_related("source")
    articles = reports.in_bulk({key[0] for key in keys})
    places = []
    for key in keys:
        candidates = by_place.get(key, [])
        if (
            candidates
            and settled
            or any(mention.status == Mention.Status.SUGGESTED for mention in candidates)
        ):
            article = articles[key[0]]
            places.append(OpenPlace(article, key[1], key[2], passage(candidates[0], article), candidates))
    return places


def review(request):
    """Show the names awaiting a decision, or the passages of one of them; record decisions."""
    if not request.user.has_perm("archive.view_mention"):
        raise PermissionDenied
    params = {
        name: request.GET[name].replace("\0", "")
        for name in ("name", "entity", "article")
        if request.GET.get(name)
    }
    if request.method == "POST":
        return _decide(request, params)
    context = {
        **admin.site.each_context(request),
        "may_review": request.user.has_perm("archive.review_mention"),
    }
    if not params:
        return TemplateResponse(
            request,
            "admin/review_names.html",
            context | {"title": "Names to review", "names": open_names(request)},
        )
    rows = (
        chosen_suggestions(request, params)
        .order_by("-article", "field", "start")
        .values_list("article", "field", "start")
    )
    pages = Paginator(rows.distinct(), PLACES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    places = places_on(request, list(page.object_list))
    context |= {
        "title": _title(request, params, places),
        "page": page,
        "places": places,
        "params": urlencode(params),
    }
    return TemplateResponse(request, "admin/review.html", context | {"entities": _candidates(places)})


def _candidates(places: list[OpenPlace]) -> list[Entity]:
    """Return the candidates of several passages on the page, for which a button for all is useful."""
    times: dict[Entity, int] = {}
    for place in places:
        for mention in place.candidates:
            times[mention.entity] = times.get(mention.entity, 0) + 1
    return [entity for entity, count in sorted(times.items(), key=lambda pair: -pair[1]) if count > 1][:6]


def _title(request, params, places) -> str:
    if "name" in params and places:
        return f"Who is “{places[0].candidates[0].text}”?"
    if "entity" in params and (
        entity := Entity.objects.visible_to(request.user).filter(pk__in=[params["entity"]]).first()
    ):
        return f"Is it {entity}?"
    return "Names to review"


def _decide(request, params):
    if not request.user.has_perm("archive.review_mention"):
        raise PermissionDenied
    keys = [key for key in map(_read_key, request.POST.getlist("place")) if key]
    with transaction.atomic(), told_reason(request):
        _lock(keys)
        by_key = {place.key: place for place in places_on(request, keys, settled=True)}
        made = {key: _choice(request.POST, place) for key, place in by_key.items()}
        chosen = {key: choice for key, choice in made.items() if choice != LATER}
        late = [by_key[key] for key in chosen if not _is_as_seen(request.POST, by_key[key])]
        in_time = [by_key[key] for key in chosen if by_key[key] not in late]
        decided = _write(request, in_time, chosen)
    if not late:
        messages.success(request, f"Names: {decided}.")
        return HttpResponseRedirect(_next_address(request, params), status=303)
    for place in late:
        place.chosen, place.who = chosen[place.key], who_decided(_last_decided(place))
    context = {
        **admin.site.each_context(request),
        "title": "Somebody else got there first",
        "decided": decided if in_time else "",
        "late": True,
        "places": late,
        "may_review": True,
        "params": urlencode(params),
    }
    return TemplateResponse(request, "admin/review.html", context)


def _lock(keys) -> None:
    """Lock the mentions of these reports, so that of two people one comes second."""
    mentions = Mention.objects.filter(article__in={key[0] for key in keys}).order_by("pk")
    list(mentions.select_for_update(no_key=True).values_list("pk", flat=True))


def _is_as_seen(data, place: OpenPlace) -> bool:
    """Return whether a passage is as it was when the page was opened, apart from rejections that were not shown."""
    seen = data.get(f"seen-{place.key}")
    if seen is None:
        return any(mention.status == Mention.Status.SUGGESTED for mention in place.candidates)
    shown = [
        part for part in place.seen.split(",") if part in seen.split(",") or not part.endswith(":rejected")
    ]
    return ",".join(shown) == seen


def _last_decided(place: OpenPlace) -> Mention:
    """Return the candidate that was decided on last."""
    return max(place.candidates, key=lambda mention: mention.reviewed_at or NEVER)


def _write(request, places: list[OpenPlace], chosen: dict[str, str]):
    """Accept what was chosen for these passages and reject the rest: one passage means one entity."""
    accepted, rejected = [], []
    for place in places:
        for mention in place.candidates:
            wanted = str(mention.entity_id) == chosen[place.key]
            if wanted:
                accepted.append(mention.pk)
            elif (
                chosen[place.key] == NONE
                and mention.status == Mention.Status.SUGGESTED
                or _was_shown_as_accepted(request.POST, place, mention)
            ):
                rejected.append(mention.pk)
    return decide(accepted=accepted, rejected=rejected, user=request.user)


def _was_shown_as_accepted(data, place, mention) -> bool:
    """Return whether this person saw that another was accepted here and chose differently."""
    late = f"late-{place.key}" in data
    return late and mention.status == Mention.Status.ACCEPTED


def _choice(data, place: OpenPlace) -> str:
    """Return the id of the entity chosen for a passage, NONE, or LATER."""
    wanted = data.get("all") or data.get(f"choice-{place.key}", LATER)
    offered = {NONE, *(str(mention.entity_id) for mention in place.candidates)}
    return wanted if wanted in offered else LATER


def _read_key(text: str) -> tuple | None:
    article, _, rest = text.partition("-")
    name, _, start = rest.partition("-")
    numbers_are_good = article.isdecimal() and len(article) < 10 and (start == "" or start.isdecimal())
    return (int(article), name, int(start) if start else None) if numbers_are_good else None


def _next_address(request, params) -> str:
    """Stay with the same name while anything is left of it."""
    is_any_left = params and chosen_suggestions(request, params).exists()
    return reverse("admin:review", query=params if is_any_left else None)


ArchiveAdminSite.add_page("review/", review, name="review")
