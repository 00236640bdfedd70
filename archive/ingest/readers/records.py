"""A row of a table or an object of JSON as a report: what its labels mean, and what other programs do to their values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.raw import Notice, RawArticle, on_one_line
from archive.ingest.readers.columns import NOTHING, OWN, Pairs, Proposal, propose
from archive.ingest.readers.fields import (
    ALSO_CALLED,
    RecordError,
    article_from_fields,
    missing_content_message,
    nearest_column,
)
from archive.ingest.readers.markdown import plain_text
from archive.ingest.readers.values import as_date, as_names, as_one, first_value, without_count

ONE_OF_SEVERAL = ("source", "url", "language", "published", "headline", "id", "story")
# A table as pandas writes it unless told otherwise, column by column.
SPLIT, NUMBERED = {"columns", "index", "data"}, re.compile(r"\.\d+$")
BY_COLUMN = "is a table written column by column, as pandas does: write an object for each report, with orient='records'"
ABSTRACT = "has no full text: its abstract was taken instead"


def article_of(record: dict, *, told: Pairs = NOTHING, **received) -> RawArticle:
    """Return the report in a record, given its labels and values.

    Args:
        record: without nested objects.
        told: what somebody said of its labels.
        received: content, origin and the like.

    Raises:
        RecordError: when it is not a report.
    """
    proposal = propose(tuple(record), told)
    try:
        if not proposal.has_content:
            raise RecordError(no_content(proposal, tuple(record)))
        fields, notices = _values(record, proposal)
        return article_from_fields(fields, also=notices, columns=told, **received)
    except RecordError as error:
        headline, _ = as_one(first_value(record, proposal.columns.get("headline", ())))
        error.headline = on_one_line(str(headline or ""))
        raise


def no_content(proposal: Proposal, labels: tuple[str, ...]) -> str:
    """Say that a header has no column with a text, and what to do."""
    if proposal.program and proposal.program.advice:
        return f"is of {proposal.program.name} and has no texts: {proposal.program.advice}"
    if set(labels) == SPLIT or len(labels) > 1 and all(NUMBERED.search(label) for label in labels):
        return BY_COLUMN
    return missing_content_message(labels)


def _values(record: dict, proposal: Proposal) -> tuple[dict, list[str]]:
    fields: dict = {}
    notices: list[str] = []
    for column, labels in proposal.columns.items():
        value = first_value(record, labels)
        if column == "byline":
            value = as_names(value)
        elif column in ONE_OF_SEVERAL:
            value, number = as_one(value)
            if number > 1 and column == "source":
                notices.append(f"names {number} sources: the first, “{value}”, was taken")
        if column in ("published", "date_printed"):
            value = as_date(value)
        if value is not None:
            fields[column] = value
    abstract = fields.pop("abstract", None)
    if isinstance(fields.get("text"), str):
        fields["text"] = _text(fields["text"], proposal, notices)
    if abstract and not (fields.get("text") or fields.get("html")):
        fields["text"] = abstract
        notices.append(ABSTRACT)
    return fields, notices


def _text(text: str, proposal: Proposal, notices: list[str]) -> str:
    if proposal.program and proposal.program.name == "ReliefWeb":
        return plain_text(text)
    text, missing = without_count(text)
    if missing:
        notices.append(
            f"its text was cut off by the program that wrote it: {missing:,} characters are missing"
        )
    return text


def notices_on(
    labels: tuple[str, ...], told: Pairs, origin: str, line: int | None, said: set
) -> Iterator[Notice]:
    """Say once for each file how its labels were read: each that is not known, or all if another program wrote them."""
    proposal = propose(labels, told)
    foreign = (
        told
        or proposal.program
        or any(_is_foreign(label) for found in proposal.columns.values() for label in found)
    )
    if foreign:
        if proposal.columns.keys() and (key := proposal.sentence()) not in said:
            said.add(key)
            if len(said) < 50:
                yield Notice(origin, line, key)
        return
    for label in proposal.ignored:
        if label not in said and not label.startswith("_"):
            said.add(label)
            reason = f"the column “{label[:60]}” is not known and was ignored{nearest_column(label)}"
            yield Notice(origin, line, reason)


def _is_foreign(label: str) -> bool:
    name = label.strip().lower().replace(" ", "_")
    return name not in OWN and name not in ALSO_CALLED
