"""Factories for tests: keyword-only, with sensible defaults, real rows in the real database."""

from __future__ import annotations

from itertools import count

from archive.models import Article, Entity, Mention, Name, Source

numbers = count(1)


def make_source(*, name=None, slug=None, **values):
    number = next(numbers)
    return Source.objects.create(name=name or f"Source {number}", slug=slug or f"source-{number}", **values)


def make_article(
    *, headline=None, body="The road was quiet.", source=None, status="published", mentions=(), **values
):
    """Add a report; `mentions` are entities, or pairs of an entity and the words that name it in the body."""
    if values.get("date_edtf"):
        values.setdefault("date_basis", "stated")
    article = Article.objects.create(
        headline=headline or f"Report {next(numbers)}",
        body=body,
        source=source or make_source(),
        status=status,
        **values,
    )
    for mention in mentions:
        make_mention(article=article, entity=mention) if isinstance(mention, Entity) else make_mention(
            article=article, entity=mention[0], text=mention[1]
        )
    return article


def make_entity(*, kind, name=None, slug=None, names=(), **values):
    number = next(numbers)
    entity = Entity.objects.create(
        kind=kind, name=name or f"Name {number}", slug=slug or f"{kind}-{number}", **values
    )
    for text in names:
        make_name(entity=entity, text=text)
    return entity


def make_person(**values):
    return make_entity(kind="person", **values)


def make_place(**values):
    return make_entity(kind="place", **values)


def make_faction(**values):
    return make_entity(kind="faction", **values)


def make_name(*, entity, text, **values):
    return Name.objects.create(entity=entity, text=text, **values)


def make_mention(*, article, entity, text="", field="body", status="accepted", method="curator", **values):
    """Add a mention; given a text, it is placed where that text first occurs in the field."""
    if text and "start" not in values:
        values["start"] = getattr(article, field).index(text)
        values["end"] = values["start"] + len(text)
    return Mention.objects.create(
        article=article, entity=entity, text=text, field=field, status=status, method=method, **values
    )
