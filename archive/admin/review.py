"""The review: suggested names in context, with the candidates for each, decided one by one or many at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.decisions import last_decision, undo_last
from archive.admin.export_list import MAX_EXPORTED, send_csv, wants_csv
from archive.admin.lists import format_count
from archive.admin.overtaken import who_decided
from archive.admin.reasons import MAX_LENGTH, reason_context
from archive.admin.review_bulk import bulk_context, decide_in_bulk
from archive.admin.review_places import (
    MAX_NAMES_LISTED,
    OpenPlace,
    chosen_suggestions,
    count_open_names,
    open_names,
    places_in_order,
    places_on,
)
from archive.admin.review_reasons import explain
from archive.admin_site import ArchiveAdminSite
from archive.curation.decide import Decided, decide
from archive.kinds import BY_KEY, KINDS
from archive.models import Entity, Mention, Source, Step
from archive.models.bounded import MAX_COUNTED
from archive.presentation.coming_back import PARAMETER, leading_back, page_come_from

PLACES_A_PAGE = 20
FILTERS = ("kind", "source", "batch", "since")
LATER, NONE = "", "none"
NEVER = datetime.min.replace(tzinfo=UTC)


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
        "can_undo": last_decision(request.user) is not None,
        "params": _query(request, params),
        "chosen": params,
        "sources": Source.objects.order_by("name").values_list("slug", "name"),
        "kind_choices": [(kind.key, kind.label) for kind in KINDS],
    }
    is_of_names = not set(params) & {"name", "entity", "article"}
    if is_of_names and wants_csv(request):
        rows = open_names(request, params, most=MAX_EXPORTED)
        cells = ((name["printed"], name["reports"], name["candidates"]) for name in rows)
        return send_csv("names to review", ("name", "reports", "candidates"), cells)
    if is_of_names:
        names = open_names(request, params)
        context |= {"title": "Names to review", "names": names, "most": MAX_NAMES_LISTED}
        if len(names) == MAX_NAMES_LISTED and not params:
            waiting = count_open_names(request, most=MAX_COUNTED)
            context["waiting"] = format_count(waiting)
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
    """Say in a step what was decided; delete it if nothing was."""
    if not places or str(decided) == str(Decided()):
        step.delete()
        step.pk = None
        return
    first = places[0].candidates[0]
    step.model, step.record = first.entity.kind, first.entity_id
    words = ", ".join(dict.fromkeys(f"“{place.candidates[0].text}”" for place in places[:3]))
    step.summary = f"{words}{' …' if len(places) > 3 else ''}: {decided}"


def _lock(keys) -> None:
    """Lock the mentions of these reports, so that two people cannot decide them at once."""
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
