"""Which suggested names await a decision, and the passages of one of them with their candidates."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q
from django.utils.safestring import SafeString

from archive.admin.mentions import passage
from archive.kinds import KINDS
from archive.matching.unlike import unlike_reports
from archive.models import Article, Mention, Name
from archive.models.names import NameKey
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names

MAX_NAMES_LISTED = 200
# Of a name, this many of the latest passages are compared with each other and can be decided at once.
MAX_COMPARED = 2_000
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


def open_names(request, params, *, most: int = MAX_NAMES_LISTED) -> list[dict]:
    """Return the names awaiting a decision, most frequent first: their printed form, and the numbers of reports and candidates."""
    found = filtered(suggestions(request), params).order_by()
    named = found.exclude(name=None).values_list("name_id", "article_id", "entity_id")
    unnamed = found.filter(name=None).values_list("text", "article_id", "entity_id")
    (one, values), (other, others) = named.query.sql_with_params(), unnamed.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(named=one, unnamed=other), [*values, *others, most])
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
