"""Factories for tests: keyword-only, with sensible defaults, real rows in the real database."""

from __future__ import annotations

from itertools import count

from archive.models import (
    Article,
    Batch,
    Claim,
    Entity,
    Event,
    Evidence,
    Mention,
    Name,
    Passage,
    Source,
    Statement,
)

numbers = count(1)


def make_source(*, name=None, slug=None, **values):
    number = next(numbers)
    return Source.objects.create(name=name or f"Source {number}", slug=slug or f"source-{number}", **values)


def make_article(
    *,
    headline=None,
    body="The road was quiet.",
    source=None,
    status="published",
    mentions=(),
    entered_by=None,
    **values,
):
    """Add a report; `mentions` are entities, or pairs of an entity and the words that name it in the body.

    `entered_by` is who pasted or imported it.
    """
    if entered_by:
        values["batch"] = Batch.objects.create(label="A paste", user=entered_by, status="finished")
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


def make_passage(*, article=None, words="", field="body", **values):
    """Add a passage; given words alone, it is placed where they stand, once, in the field. Without words it is the whole body."""
    article = article or make_article()
    return Passage.objects.create(
        article=article, words=words or getattr(article, field), field=field, **values
    )


def make_statement(*, subject, predicate="member-of", object=None, passages=(), **values):
    """Add a statement; passages, or words of a new published report, are its evidence."""
    statement = Statement.objects.create(subject=subject, predicate=predicate, object=object, **values)
    make_evidence(passages, statement=statement)
    return statement


def make_event(*, title=None, kind="battle", passages=(), **values):
    event = Event.objects.create(title=title or f"Event {next(numbers)}", kind=kind, **values)
    make_evidence(passages, event=event)
    return event


def make_claim(*, topic="control", passages=(), **values):
    claim = Claim.objects.create(topic=topic, **values)
    make_evidence(passages, claim=claim)
    return claim


def make_evidence(passages, **of_what):
    """Let passages support a statement, an event or a claim; a text stands for a passage of a new report that has it as its body."""
    for passage in passages:
        if isinstance(passage, str):
            passage = make_passage(article=make_article(body=passage))
        Evidence.objects.create(passage=passage, **of_what)
