"""Names loaded into a scratch archive, each bearer with a report that names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from archive.models import Article, Entity, Mention, Name, Source
from archive.models.derived import each_indexed_once

BATCH = 1_000


def load_bearers(bearers: dict[str, list[str]], *, kind: str) -> dict[str, int]:
    """Add entities with these names, and a report that prints the first of each; return {bearer: id of the entity}."""
    source, _ = Source.objects.get_or_create(slug="test-set", name="Test set")
    ids: dict[str, int] = {}
    have = Entity.objects.count()
    waiting = iter(bearers.items())
    while batch := list(islice(waiting, BATCH)):
        made = Entity.objects.bulk_create(
            Entity(kind=kind, slug=f"{kind}-{have + len(ids) + place}", name=names[0])
            for place, (_, names) in enumerate(batch)
        )
        Name.objects.bulk_create(
            (
                Name(entity=entity, text=text, is_primary=text == names[0])
                for entity, (_, names) in zip(made, batch, strict=True)
                for text in dict.fromkeys(names)
            ),
            ignore_conflicts=True,
        )
        with transaction.atomic(), each_indexed_once():
            _report(made, source)
        ids |= {bearer: entity.pk for entity, (bearer, _) in zip(made, batch, strict=True)}
    return ids


def _report(entities: list[Entity], source: Source) -> None:
    """Publish a short report on each."""
    reports = Article.objects.bulk_create(
        Article(source=source, headline=f"Report {one.pk}", body=f"{one.name} was seen.", status="published")
        for one in entities
    )
    Mention.objects.bulk_create(
        Mention(
            article=report,
            entity=one,
            text=one.name,
            field="body",
            start=0,
            end=len(one.name),
            status="accepted",
            method="curator",
        )  # fmt: skip
        for report, one in zip(reports, entities, strict=True)
    )


def add_names(names: Iterable[tuple[str, str]], *, most: int) -> int:
    """Add names of further places, without reports, until the archive has `most`; return how many it has."""
    have = Name.objects.count()
    by_place: dict[str, list[str]] = {}
    for number, text in names:
        if have >= most:
            break
        by_place.setdefault(number, []).append(text)
        have += 1
    for batch in _batches(by_place.items()):
        made = Entity.objects.bulk_create(
            Entity(kind="place", slug=f"more-{number}", name=texts[0]) for number, texts in batch
        )
        Name.objects.bulk_create(
            (
                Name(entity=entity, text=text, is_primary=text == texts[0])
                for entity, (_, texts) in zip(made, batch, strict=True)
                for text in texts
            ),
            ignore_conflicts=True,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Name.objects.count()


def _batches(items: Iterable) -> Iterator[list]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch
