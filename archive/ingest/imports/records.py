"""Keep what readers yield as records of an import, and give it back as they yielded it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, fields, replace
from typing import Any

from archive.ingest.outcome import ADDED, LACKING, REFUSED, SAME, UPDATED, BecameOf
from archive.ingest.raw import MAX_HEADLINE, RawArticle, Refusal, headline_of
from archive.ingest.same_words import Particulars
from archive.models import ImportRecord

State = ImportRecord.State
# What a trial says of a record, by what would become of it.
IN_A_TRIAL = {
    ADDED: State.NEW,
    UPDATED: State.CHANGED,
    SAME: State.SAME,
    LACKING: State.LACKING,
    REFUSED: State.REFUSED,
}
# What is kept as JSON beside the bytes, by the names of RawArticle; text and markup among it, as readers decoded them.
SAID = tuple(
    field.name for field in fields(RawArticle) if field.name not in ("content", "origin", "position")
)


def stored_fields(raw: RawArticle) -> dict[str, Any]:
    """Return the fields of a record with a value, as JSON holds them."""
    found = {name: getattr(raw, name) for name in SAID}
    return {name: _plain(value) for name, value in found.items() if value}


def _plain(value):
    """Return a text without what the database takes in no text: NUL, and halves of a character."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def raw_of(record: ImportRecord) -> RawArticle:
    """Return a record as its reader yielded it, with what somebody said of it since."""
    said = dict(record.said)
    said["notices"] = tuple(said.get("notices", ()))
    said["columns"] = tuple((label, column) for label, column in said.get("columns", ()))
    return RawArticle(content=bytes(record.content), origin=record.origin, position=record.position, **said)


def refused_record(refusal: Refusal, *, batch_id: int, number: int) -> ImportRecord:
    """Return the record of a refusal that a reader gave in place of one."""
    return ImportRecord(
        batch_id=batch_id, number=number, state=State.REFUSED, origin=_plain(refusal.file)[-1000:], position=refusal.line,
        reason=_plain(refusal.reason), headline=refusal.headline,
    )  # fmt: skip


def new_record(raw: RawArticle, *, batch_id: int, number: int) -> ImportRecord:
    """Return the record of what a reader yielded."""
    return ImportRecord(
        batch_id=batch_id, number=number, state=State.NEW, origin=_plain(raw.origin)[-1000:], position=raw.position,
        content=raw.content, said=stored_fields(raw), given_source=_plain(raw.source.strip())[:300],
    )  # fmt: skip


def kept_refusal(became: BecameOf, *, batch_id: int, number: int) -> ImportRecord:
    """Return the record of what was refused, with its bytes, for an import that otherwise keeps lines alone."""
    record = new_record(became.raw, batch_id=batch_id, number=number)
    tell(record, became.raw, became)
    return record


def tell(record: ImportRecord, raw: RawArticle, settled: BecameOf) -> None:
    """Fill a record with what a trial found out about it."""
    found: Mapping = settled.fields or {}
    record.state, record.reason = IN_A_TRIAL[settled.what], _plain(settled.reason)
    if record.state == State.LACKING:  # the reason names options of the command
        record.reason = "the archive does not have its source" if raw.source.strip() else "it names no source"
    record.uid, record.source_id, record.article_id = settled.uid, settled.source, settled.article
    headline = found.get("headline") or settled.headline or headline_of(raw)
    record.headline = _plain(headline)[:MAX_HEADLINE]
    record.date_edtf = found.get("date_edtf", "")[:100]
    record.words, record.telling = settled.words, list(astuple(Particulars.of(dict(found)))) if found else []
    record.unsure = found.get("unsure", [])
    record.is_unsure = bool(record.unsure)


def override_record(record: ImportRecord, values: Mapping[str, Any]) -> None:
    """Let what somebody said of a refused record count in place of what its reader made of it."""
    raw = replace(raw_of(record), **values)
    if values.get("text"):
        raw = replace(raw, html="", is_decided=True)
    record.said, record.given_source = stored_fields(raw), raw.source[:300]
