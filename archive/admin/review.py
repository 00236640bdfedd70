"""The review: suggested names in context, with the candidates for each, decided one by one or many at once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import F, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from archive.admin.decisions import undo_last
from archive.admin.mentions import passage
from archive.admin.overtaken import who_decided
from archive.admin.reasons import MAX_LENGTH, reason_context
from archive.admin.review_bulk import bulk_context, decide_in_bulk
from archive.admin.review_reasons import explain
from archive.admin_site import ArchiveAdminSite
from archive.curation.decide import Decided, decide
from archive.kinds import BY_KEY, KINDS
from archive.matching.unlike import unlike_reports
from archive.models import Article, Entity, Mention, Name, Source, Step
from archive.models.names import NameKey
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names
from archive.presentation.coming_back import PARAMETER, leading_back, page_come_from

PLACES_A_PAGE = 20
MAX_NAMES_LISTED = 200
# Of a name, this many of the latest passages are compared with each other and can be decided at once.
MAX_COMPARED = 2_000
FILTERS = ("kind", "source", "batch", "since")
LATER, NONE = "", "none"
# Names by how many reports have them. Only mentions whose name is gone are read in full; the others are in an index.
WAITING = """
    WITH keyed AS MATERIALIZED (
        SELECT name.key, name.text AS printed, waiting.article_id, waiting.entity_id
        FROM ({named}) AS waiting JOIN archive_name name ON name.id = waiting.name_id
        UNION ALL
        SELECT archive_name_key(text), text, article_id, entity_id FROM ({unnamed}) AS waiting
    )
    SELECT reports.key, reports.printed, reports.number, candidates.number
    FROM (
        SELECT key, min(printed) AS printed, count(*) AS number
        FROM (SELECT key, article_id, min(printed) AS printed FROM keyed GROUP BY key, article_id) AS each GROUP BY key
    ) AS reports JOIN (
        SELECT key, count(*) AS number FROM (SELECT key, entity_id FROM keyed GROUP BY key, entity_id) AS each GROUP BY key
    ) AS candidates ON candidates.key = reports.key
    ORDER BY 3 DESC, 1 LIMIT %s
"""
# How many names wait, up to a limit.
NAMES_WAITING = """
    SELECT count(*) FROM (
        SELECT name.key FROM ({named}) AS waiting JOIN archive_name name ON name.id = waiting.name_id
        UNION
        SELECT archive_name_key(text) FROM ({unnamed}) AS waiting
        LIMIT %s
    ) AS names
"""
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
    differs: str = ""
    reasons: dict[int, str] = dataclasses.field(default_factory=dict)  # why a candidate is likely, by entity

    @property
    def options(self) -> list[tuple[Mention, str]]:
        """Return the candidates, each with the reason for its place among them."""
        return [(mention, self.reasons.get(mention.entity_id, "")) for mention in self.candidates]

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


def of_name(mentions, key):
    """Filter to mentions found by a name with this key, or that have these words if the name is gone."""
    unnamed = mentions.filter(name=None).alias(key=NameKey(F("text"))).filter(key=key).order_by().values("pk")
    return mentions.filter(Q(name__in=Name.objects.filter(key=key).values("pk")) | Q(pk__in=unnamed))


def open_names(request, params) -> list[dict]:
    """Return the names awaiting a decision, most frequent first: their printed form, and the numbers of reports and candidates."""
    found = filtered(suggestions(request), params).order_by()
    named = found.exclude(name=None).values_list("name_id", "article_id", "entity_id")
    unnamed = found.filter(name=None).values_list("text", "article_id", "entity_id")
    (one, values), (other, others) = named.query.sql_with_params(), unnamed.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(named=one, unnamed=other), [*values, *others, MAX_NAMES_LISTED])
        columns = ("key", "printed", "reports", "candidates")
        names = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [name | {"printed": name["printed"] or name["key"]} for name in names]


def count_open_names(request, *, most: int) -> int:
    """Return how many names await a decision, up to one more than `most`."""
    found = suggestions(request).order_by()
    named = found.exclude(name=None).values_list("name_id").distinct()
    unnamed = found.filter(name=None).values_list("text")
    (one, values), (other, others) = named.query.sql_with_params(), unnamed.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(NAMES_WAITING.format(named=one, unnamed=other), [*values, *others, most + 1])
        return cursor.fetchone()[0]


def filtered(found, params):
    """Filter suggestions by kind, source, import, and the day since which their report is in the archive."""
    if kind := params.get("kind"):
        found = found.filter(entity__kind=kind)
    if slug := params.get("source"):
        found = found.filter(article__source__slug=slug)
    if batch := params.get("batch"):
        found = found.filter(article__batch=batch)
    if since := params.get("since"):
        found = found.filter(article__created_at__date__gte=since)
    return found


def chosen_suggestions(request, params):
    """Return the suggestions requested by the address: of a name, an entity or a report, within the filters."""
    found = filtered(suggestions(request), params)
    if "name" in params:
        found = of_name(found, params["name"])
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
    params = _params(request)
    if request.method == "POST":
        return _posted(request, params)
    context = {
        **admin.site.each_context(request),
        "may_review": request.user.has_perm("archive.review_mention"),
        "params": _query(request, params),
        "chosen": params,
        "sources": Source.objects.order_by("name").values_list("slug", "name"),
        "kind_choices": [(kind.key, kind.label) for kind in KINDS],
    }
    if not set(params) & {"name", "entity", "article"}:
        names = open_names(request, params)
        context |= {"title": "Names to review", "names": names, "most": MAX_NAMES_LISTED}
        return TemplateResponse(request, "admin/review_names.html", context)
    return TemplateResponse(request, "admin/review.html", context | _passages(request, params))


def _params(request) -> dict[str, str]:
    """Return what the address asks for, without odd values."""
    names = ("name", "entity", "article", *FILTERS)
    asked = {name: request.GET[name].replace("\0", "") for name in names if request.GET.get(name)}
    if asked.get("kind") not in BY_KEY:
        asked.pop("kind", None)
    if not asked.get("batch", "").isdecimal() or len(asked["batch"]) > 9:
        asked.pop("batch", None)
    try:
        date.fromisoformat(asked.get("since", ""))
    except ValueError:
        asked.pop("since", None)
    return asked


def _passages(request, params) -> dict:
    """Return what the page of a name shows: its passages, those that differ from the rest first, and what can be done with all."""
    places, differing = places_in_order(request, params)
    page = Paginator(places, PLACES_A_PAGE).get_page(request.GET.get("page"))
    shown = places_on(request, list(page.object_list))
    explain(shown, differing)
    entities = _candidates(shown)
    return {
        "title": _title(request, params, shown),
        "page": page,
        "places": shown,
        "differing": sum(place[0] in differing for place in places),
        "entities": entities,
        "bulk": bulk_context(request, params, entities, len(places)),
    }


def places_in_order(request, params) -> tuple[list[tuple], dict[int, list[str]]]:
    """Return the latest open passages that the address asks for, and what sets their reports apart; these come first."""
    found = chosen_suggestions(request, params).order_by("-article_id", "field", "start", "rank")
    rows = list(found.values_list("article_id", "field", "start", "entity_id")[: MAX_COMPARED * 3])
    places = list(dict.fromkeys((article, name, start) for article, name, start, _ in rows))[:MAX_COMPARED]
    if "name" not in params:
        return places, {}
    bearers = list(dict.fromkeys(entity for *_, entity in rows))
    nested = next(kind.key for kind in KINDS if kind.is_nested)
    differing = unlike_reports({place[0] for place in places}, bearers=bearers, nested=nested)
    return sorted(places, key=lambda place: place[0] not in differing), differing


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


def _posted(request, params):
    if not request.user.has_perm("archive.review_mention"):
        raise PermissionDenied
    if "undo" in request.POST:
        undo_last(request)
    elif "bulk" in request.POST:
        decide_in_bulk(request, params, *places_in_order(request, params))
    else:
        return _decide(request, params)
    return HttpResponseRedirect(_next_address(request, params), status=303)


def _decide(request, params):
    keys = [key for key in map(_read_key, request.POST.getlist("place")) if key]
    with transaction.atomic(), reason_context(request), recorded(request) as step:
        _lock(keys)
        by_key = {place.key: place for place in places_on(request, keys, settled=True)}
        made = {key: _choice(request.POST, place) for key, place in by_key.items()}
        chosen = {key: choice for key, choice in made.items() if choice != LATER}
        late = [by_key[key] for key in chosen if not _is_as_seen(request.POST, by_key[key])]
        in_time = [by_key[key] for key in chosen if by_key[key] not in late]
        decided = _write(request, in_time, chosen)
        note(step, in_time, decided)
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
        "params": _query(request, params),
    }
    return TemplateResponse(request, "admin/review.html", context)


def recorded(request):
    """Return the step that a decision on the page is recorded with."""
    reason = request.POST.get("change_reason", "").replace("\0", "").strip()[:MAX_LENGTH]
    return Step.recorded(verb=Step.Verb.DECIDE, user=request.user, reason=reason, model="mention", record=0)


def note(step, places: list[OpenPlace], decided) -> None:
    """Say in a step what was decided; a step in which nothing was is not kept."""
    if not places or str(decided) == str(Decided()):
        step.delete()
        step.pk = None
        return
    first = places[0].candidates[0]
    step.model, step.record = first.entity.kind, first.entity_id
    words = ", ".join(dict.fromkeys(f"“{place.candidates[0].text}”" for place in places[:3]))
    step.summary = f"{words}{' …' if len(places) > 3 else ''}: {decided}"


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


def _query(request, params) -> str:
    """Return what links and forms of the page keep in their addresses."""
    page = page_come_from(request)
    return urlencode(params | ({PARAMETER: page} if page else {}))


def _next_address(request, params) -> str:
    """Stay with the same name while anything is left of it; then go back to the page of the site that one came from."""
    kept = {name: value for name, value in params.items() if name in FILTERS}
    is_any_left = set(params) - set(kept) and chosen_suggestions(request, params).exists()
    page = page_come_from(request)
    if page and not is_any_left:
        return page
    return leading_back(reverse("admin:review", query=(params if is_any_left else kept) or None), page)


ArchiveAdminSite.add_page("review/", review, name="review")
