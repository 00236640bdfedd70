"""Records to be merged, side by side: each field with the value of each, and what belongs to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.admin.mentions import passage
from archive.curation.differences import Difference
from archive.models import Article, Entity, Mention, Source

SAMPLES = 3
MAX_PARTS_SHOWN = 8
MAX_COUNTED = 10_000
SAME_PASSAGE = """
    SELECT count(*) FROM (
        SELECT FROM archive_mention WHERE entity_id = ANY (%s) GROUP BY article_id, field, start HAVING count(*) > 1
    ) AS passages
"""
SAME_NUMBER = """
    SELECT source_ref FROM archive_article WHERE source_id = ANY (%s) AND source_ref <> ''
    GROUP BY source_ref HAVING count(*) > 1 ORDER BY source_ref
"""
NOTHING = format_html('<span class="quiet">{}</span>', "–")


@dataclass(frozen=True)
class Cell:
    """One record's cell in a row; `value` is what the form sends if it can be chosen."""

    record: Entity | Source
    content: SafeString | str
    value: int | None = None


@dataclass(frozen=True)
class Row:
    """One line of the comparison; with a `name`, one of its cells has to be chosen."""

    label: str
    cells: list[Cell] = field(default_factory=list)
    name: str = ""
    chosen: str = ""
    errors: Sequence[str] = ()


def field_rows(records, found: list[Difference], form) -> list[Row]:
    """Return a row for each field with a value in any record; disputed ones offer a choice."""
    rows = []
    for difference in found:
        said = {saying.record.pk: saying.words for saying in difference.sayings}
        disputed = difference.is_disputed
        cells = [
            Cell(record, _words(said.get(record.pk)), record.pk if disputed and record.pk in said else None)
            for record in records
        ]
        name = f"value_{difference.key}" if disputed else ""
        chosen = str(form[name].value() or "") if disputed else ""
        rows.append(Row(difference.label, cells, name, chosen, form.errors.get(name, ()) if disputed else ()))
    return rows


def _words(words):
    return format_html('<bdi class="said">{}</bdi>', words) if words else NOTHING


def hanging_rows(records, user) -> list[Row]:
    """Return a row for each kind of thing that belongs to any of the records."""
    kinds = SOURCE_PARTS if isinstance(records[0], Source) else ENTITY_PARTS
    rows = [
        Row(label, [Cell(record, show(record, user) or NOTHING) for record in records])
        for label, show in kinds
    ]
    return [row for row in rows if any(cell.content != NOTHING for cell in row.cells)]


# What belongs to an entity


def _address(record, user):
    past = record.past.all() if isinstance(record, Source) else record.past_slugs.all()
    earlier = format_html_join(
        "", '<div class="quiet">earlier: <code>{}</code></div>', ((p.slug,) for p in past)
    )
    return format_html("<code>{}</code>{}", record.slug, earlier)


def _names(entity, user):
    rows = (
        (name.text, f" ({name.get_kind_display()})" if name.kind != "spelling" else "")
        for name in entity.names.all()
    )
    return format_html_join("", '<div><bdi>{}</bdi><span class="quiet">{}</span></div>', rows)


def _identifiers(entity, user):
    return format_html_join("", "<div>{}</div>", ((str(external),) for external in entity.external_ids.all()))


def _mentions(entity, user):
    counts = dict(
        Mention.objects.filter(
            pk__in=Mention.objects.filter(entity=entity).order_by()[:MAX_COUNTED].values("pk")
        )
        .order_by()
        .values_list("status")
        .annotate(Count("pk"))
    )
    told = [f"{counts[status]:,} {status}" for status in Mention.Status.values if counts.get(status)]
    if not told:
        return ""
    shown = Article.objects.open_to(user)
    latest = (
        Mention.objects.filter(entity=entity, article__in=shown)
        .select_related("article")
        .order_by("-id")[:SAMPLES]
    )
    samples = format_html_join(
        "", '<div class="merge-sample">{}</div>', ((passage(mention, mention.article),) for mention in latest)
    )
    return format_html("<div>{}</div>{}", ", ".join(told), samples)


def _places_inside(entity, user):
    parts = list(entity.parts.visible_to(user).order_by("name")[: MAX_PARTS_SHOWN + 1])
    listed = format_html_join(
        "", "<div><bdi>{}</bdi></div>", ((part.name,) for part in parts[:MAX_PARTS_SHOWN])
    )
    more = entity.parts.visible_to(user).count() - MAX_PARTS_SHOWN
    return format_html("{}{}", listed, f"and {more:,} more" if more > 0 else "")


# What belongs to a source


def _reports(source, user):
    count = source.articles.count()
    if not count:
        return ""
    latest = format_html_join(
        "",
        '<div class="merge-sample"><bdi>{}</bdi></div>',
        source.articles.open_to(user).order_by("-id").values_list("headline")[:SAMPLES],
    )
    return format_html("<div>{:s}</div>{}", f"{count:,}", latest)


def _rules(source, user):
    count = source.boilerplate_rules.count()
    return str(count) if count else ""


ENTITY_PARTS: list[tuple[str, Callable]] = [
    ("Address", _address),
    ("Names", _names),
    ("Identifiers", _identifiers),
    ("Mentions", _mentions),
    ("Places inside", _places_inside),
]
SOURCE_PARTS: list[tuple[str, Callable]] = [
    ("Address", _address),
    ("Reports", _reports),
    ("Cleaning rules", _rules),
]


# What they have in common


def passages_in_common(entities) -> int:
    """Return how many passages are mentions of more than one of these entities."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_PASSAGE, [[entity.pk for entity in entities]])
        return cursor.fetchone()[0]


def numbers_in_common(sources) -> list[str]:
    """Return the numbers that reports of more than one of these sources have."""
    with connection.cursor() as cursor:
        cursor.execute(SAME_NUMBER, [[source.pk for source in sources]])
        return [number for (number,) in cursor.fetchall()]


def likeliest(records):
    """Return the record to which most belongs, the likeliest to be kept."""
    model, key = (Article, "source") if isinstance(records[0], Source) else (Mention, "entity")
    return max(
        records, key=lambda record: model.objects.filter(**{key: record}).order_by()[:MAX_COUNTED].count()
    )
