"""Suggestions for the search box: names of which a word begins with what is being typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control

from archive.kinds import BY_KEY
from archive.models import Entity, Name, Source
from archive.search import counts_of_all, reading
from archive.text.words import name_key
from archive.views.crawlers import unindexed
from archive.views.filters import MAX_TYPED
from archive.views.languages import requested_language

MAX_SHOWN = 8
MIN_LETTERS = 3  # of a word inside a name; fewer are the beginning of a name, or there are too many


@dataclass(frozen=True)
class Completion:
    """A candidate whose name matches: its kind, its id within the kind, and how many reports have it."""

    kind: str
    pk: int
    count: int


@unindexed
@cache_control(max_age=60)
@reading()
def suggest(request: HttpRequest) -> JsonResponse:
    """Serve entities and sources with a spelling that has what was typed, the last word unfinished, as [{label, kind, what, count, url}].

    `what` is in English, or in the language that the page with the search box asks for with `lang`.
    """
    key = name_key(request.GET.get("q", "").replace("\0", "")[:MAX_TYPED])
    candidates = [*entities_named(key), *sources_beginning(key)] if key else []
    candidates.sort(key=lambda one: (-one.count, one.kind, one.pk))
    with translation.override(requested_language(request)):
        found = loaded(candidates[:MAX_SHOWN])
    return JsonResponse(found, safe=False, json_dumps_params={"ensure_ascii": False})


def entities_named(key: str) -> list[Completion]:
    """Return the public entities with a spelling in which each word begins a word: the most frequent ones of each kind.

    For thousands of entities the counts alone show which are public and of which kind; those that no report names are queried.
    """
    is_short = len(key.replace(" ", "")) < MIN_LETTERS
    names = Name.objects.beginning(key) if is_short else Name.objects.with_words(key)
    ids = names.aggregate(ids=ArrayAgg("entity", distinct=True, default=[]))["ids"]
    named = [
        Completion(kind, pk, count)
        for kind in BY_KEY
        for pk, count in counts_of_all(kind).best_of(ids, MAX_SHOWN)
        if count
    ]
    if len(named) >= MAX_SHOWN:
        return named
    others = Entity.objects.public().filter(pk__in=set(ids) - {one.pk for one in named})
    rows = others.order_by("kind", "pk").values_list("kind", "pk")[:MAX_SHOWN]
    return [*named, *(Completion(kind, pk, 0) for kind, pk in rows)]


def sources_beginning(key: str) -> list[Completion]:
    """Return the sources with a published report and a word in the name with this prefix."""
    counts = counts_of_all("source")
    names = Source.objects.order_by().values_list("pk", "name")
    fitting = [pk for pk, name in names if f" {key}" in f" {_key_of_source(name)}"]
    return [Completion("source", pk, counts.of(pk)) for pk in fitting if counts.of(pk)]


@lru_cache(2_000)
def _key_of_source(name: str) -> str:
    return name_key(name)


def loaded(candidates: list[Completion]) -> list[dict]:
    """Describe candidates as the search box shows them, in order."""
    entities = Entity.objects.public().in_bulk([one.pk for one in candidates if one.kind != "source"])
    sources = Source.objects.in_bulk([one.pk for one in candidates if one.kind == "source"])
    outermost = {entity.lineage[0] for entity in entities.values() if entity.lineage}
    around = dict(Entity.objects.public().filter(pk__in=outermost).values_list("pk", "name"))
    pairs = [(one, (sources if one.kind == "source" else entities).get(one.pk)) for one in candidates]
    return [
        {
            "label": thing.name,
            "kind": one.kind,
            "what": described(one.kind, thing, around),
            "count": one.count,
            "url": thing.get_absolute_url(),
        }
        for one, thing in pairs
        if thing
    ]


def described(kind: str, thing, around: dict[int, str]) -> str:
    """Say what is suggested in a few words: "person", "city in Afghanistan"."""
    if kind != "place":
        return gettext(kind)
    what = gettext(thing.place_type or kind)
    country = around.get(thing.lineage[0]) if thing.lineage else ""
    return gettext("{what} in {place}").format(what=what, place=country) if country else what
