"""Build the demo fixture from its readable sources.

The demo is ingested in the ordinary way (readers, cleaning, matching, grouping), written out with natural keys, one record a
line and always in the same order, and rolled back: nothing of it stays in the archive that built it. Captures, and whatever
loading derives (mentions, fingerprints, search records, lineages, keys of names), are not in the fixture.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path

from django.core import serializers
from django.db import models, transaction
from django.db.models import F, QuerySet

from archive.ingest.datasets.files import read_file
from archive.ingest.datasets.load import load_rows
from archive.ingest.demo_evidence import DemoError, Evidenced
from archive.ingest.identity import NAMESPACE
from archive.ingest.load import load
from archive.ingest.outcome import Outcome
from archive.ingest.raw import RawArticle
from archive.ingest.readers import read_paths
from archive.kinds import KINDS
from archive.models import (
    Article,
    Claim,
    DatasetActor,
    DatasetRow,
    Entity,
    Event,
    EventIdentifier,
    EventParty,
    Evidence,
    ExternalId,
    Name,
    Passage,
    Source,
    Statement,
    Story,
)

REPORTS, DATASETS = "reports.jsonl", "ged*.csv"
# The day on which the reports were written, whenever the fixture is rebuilt.
WRITTEN_AT = "2026-11-21T00:00:00Z"
# What rests on reports and data sets, each after what it refers to, and in the order of its own sources.
EVIDENCED: tuple[type[models.Model], ...] = (
    DatasetActor, DatasetRow, Passage, Event, EventParty, EventIdentifier, Claim, Statement, Evidence,
)  # fmt: skip
DERIVED = {
    Article: {"capture", "batch", "linked_digest", "unsure"},
    DatasetRow: {"capture", "batch"},
    Entity: {"lineage"},
    Name: {"key"},
}


def build_demo(folder: Path) -> str:
    """Return the text of the fixture built from a folder of demo sources. Writes nothing to the archive.

    Raises:
        DemoError: when the archive holds more than the demo, or when a record of the demo is refused.
    """
    with transaction.atomic():
        _clear(folder)
        add_sources(folder)
        add_entities(folder)
        add_reports(folder)
        add_evidenced(folder)
        add_dataset_rows(folder)
        text = as_fixture(_objects({row["slug"] for row in _rows(folder, "sources")}))
        transaction.set_rollback(True)
    return text


def _clear(folder: Path) -> None:
    """Delete a demo that was loaded earlier; rolling back the transaction restores it."""
    own = {row["slug"] for row in _rows(folder, "sources")}
    slugs = {(kind.key, row["slug"]) for kind in KINDS for row in _rows(folder, kind.plural)}
    if (
        Article.objects.exclude(source__slug__in=own).exists()
        or set(Entity.objects.values_list("kind", "slug")) - slugs
    ):
        raise DemoError(
            "This archive holds more than the demo, whose names would mix with it. Build the demo in an empty archive: "
            "name a new folder in ARCHIVE_HOME, run migrate, then build_demo."
        )
    for model in (Claim, Event, Statement, DatasetRow, Article):
        model.objects.all().delete()
    Entity.objects.update(parent=None)  # a place that others lie in is protected
    Entity.objects.all().delete()
    Story.objects.all().delete()
    Source.objects.filter(slug__in=own).delete()


def add_sources(folder: Path) -> None:
    """Add the demo's sources."""
    Source.objects.bulk_create([Source(**row) for row in _rows(folder, "sources")])


def add_entities(folder: Path) -> None:
    """Add the entities of each kind with their names and identifiers, each after the one that contains it."""
    for kind in KINDS:
        added: dict[str, Entity] = {}
        for row in _outermost_first(_rows(folder, kind.plural)):
            own = {key: value for key, value in row.items() if key not in ("names", "external_ids", "parent")}
            entity = Entity.objects.create(kind=kind.key, parent=added.get(row.get("parent") or ""), **own)
            added[entity.slug] = entity
            _add_names(entity, row.get("names", []))
            ExternalId.objects.bulk_create(
                [ExternalId(entity=entity, **item) for item in row.get("external_ids", [])]
            )


def _add_names(entity: Entity, names: list[dict]) -> None:
    # The primary name exists already: the database adds it with its entity.
    for row in names:
        Name.objects.update_or_create(entity=entity, text=row["text"], defaults=row)


def _outermost_first(rows: list[dict]) -> list[dict]:
    known, waiting, ordered = {None, ""}, list(rows), []
    while waiting:
        ready = [row for row in waiting if row.get("parent") in known]
        if not ready:
            raise DemoError(
                f"These places lie in one that does not exist: {', '.join(row['slug'] for row in waiting)}."
            )
        ordered += ready
        known |= {row["slug"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered


def add_reports(folder: Path) -> Outcome:
    """Load the demo's reports, published, and give their stories stable identities."""
    raws = [
        replace(raw, origin=REPORTS) if isinstance(raw, RawArticle) else raw
        for raw in read_paths([folder / REPORTS])
    ]
    outcome = load(raws, label="demo", publish=True)
    if outcome.rejected or outcome.duplicate:
        lines = [f"line {line.line}: {line.reason}" for line in (*outcome.refusals, *outcome.notices)]
        raise DemoError("Not every report of the demo was loaded. " + "; ".join(lines))
    for story in Story.objects.filter(note=""):
        if first := story.articles.order_by("source_ref").first():
            Story.objects.filter(pk=story.pk).update(uid=uuid.uuid5(NAMESPACE, f"story of {first.uid}"))
    Article.objects.update(created_at=WRITTEN_AT)
    Article.objects.update(updated_at=WRITTEN_AT)  # alone, as any other change sets it to now
    return outcome


def add_evidenced(folder: Path) -> None:
    """Add events, claims and statements, each with the passages that it rests on."""
    demo = Evidenced()
    for name, add in (
        ("events", demo.add_event),
        ("claims", demo.add_claim),
        ("statements", demo.add_statement),
    ):
        for row in _rows(folder, name):
            add(row)


def add_dataset_rows(folder: Path) -> None:
    """Import the demo's rows of data sets, with what their actors mean."""
    entities = {entity.slug: entity for entity in Entity.objects.filter(kind="faction")}
    DatasetActor.objects.bulk_create(
        DatasetActor(**row | {"entity": entities[row["entity"]]}) for row in _rows(folder, "dataset_actors")
    )
    for path in sorted(folder.glob(DATASETS)):
        outcome = load_rows(read_file(path, path.name), label="demo")
        if outcome.rejected:
            raise DemoError(
                f"{path.name}: " + "; ".join(f"line {line.line}: {line.reason}" for line in outcome.refusals)
            )
    for model in (Event, Claim):
        model.objects.update(created_at=WRITTEN_AT)


def _rows(folder: Path, name: str) -> list[dict]:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


# The fixture


def _objects(sources: set[str]) -> list[QuerySet]:
    """Return what the fixture holds, each kind after those it refers to, in a fixed order."""
    return [
        Source.objects.filter(slug__in=sources).order_by("slug"),
        Entity.objects.annotate(depth=models.Func(F("lineage"), function="cardinality")).order_by(
            "depth", "kind", "slug"
        ),
        Name.objects.order_by("entity__kind", "entity__slug", "-is_primary", "text").select_related("entity"),
        ExternalId.objects.order_by("scheme", "value").select_related("entity"),
        Story.objects.order_by("uid"),
        Article.objects.order_by("source_ref", "uid").select_related("source", "story"),
        *(model._base_manager.order_by("pk") for model in EVIDENCED),
    ]


def as_fixture(querysets: list[QuerySet]) -> str:
    """Return objects as JSON that loaddata reads: natural keys, no primary keys, one object a line."""
    lines = [json.dumps(item, ensure_ascii=False) for queryset in querysets for item in _serialized(queryset)]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _serialized(queryset: QuerySet) -> list[dict]:
    model = queryset.model
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in DERIVED.get(model, set()) and not field.generated
    ]
    options = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True, "fields": names}
    return json.loads(serializers.serialize("json", queryset, **options))
