"""Add a single report, as the admin does: preview what cleaning would do, then save."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.ingest.identity import Wanted, find_present, uid_of
from archive.ingest.load import load, rules_for
from archive.ingest.outcome import Outcome
from archive.ingest.prepare import Prepared, prepare
from archive.ingest.raw import RawArticle
from archive.ingest.readers import read_upload
from archive.ingest.readers.fields import RecordError
from archive.ingest.same_words import Particulars, SameWords
from archive.matching.sketch import fingerprint
from archive.models import Article, Source

PASTED = "pasted by hand"
# Limits on what is cleaned while somebody waits: characters of text; characters and tags of a page. Cleaning this much takes
# about a second whatever it contains; anything longer is cleaned in the background.
MAX_TEXT, MAX_PAGE, MAX_TAGS = 100_000, 1_000_000, 10_000
TELLING = ("id", "url", "published", "headline")  # what tells reports with the same bytes apart


@dataclass(frozen=True)
class Loaded:
    """What became of one record: its report, including one the archive already had, or why there is none."""

    article: Article | None
    outcome: Outcome

    @property
    def reason(self) -> str:
        return next((line.reason for line in (*self.outcome.refusals, *self.outcome.notices)), "")


def raw_from(content: str | bytes, *, origin: str = PASTED, encoding: str = "", **fields: str) -> RawArticle:
    """Return a paste or an upload as a record; `fields` are what the curator filled in, such as headline or url.

    Args:
        content: text as it was pasted, or the bytes of a file whose name is `origin`.
        encoding: of a file that does not show its own.

    Raises:
        RecordError: when it is empty, too large, or not a single report, with what to do.
    """
    if isinstance(content, str):
        received, name, told = content.encode("utf-8", errors="replace"), "", "utf-8"
    else:
        received, name, told = content, origin, encoding
    raw = read_upload(received, name, encoding=told)
    if not name:
        raw = replace(raw, origin=origin)
    if raw.source:
        # The curator chooses the source on the page.
        raw = replace(raw, source="", notices=(*raw.notices, f"it names its source as “{raw.source[:100]}”"))
    said: dict = {name: value for name, value in fields.items() if value}
    beside = "\x1f".join(f"{name}={said[name]}" for name in TELLING if name in said)
    return replace(raw, **said, beside=beside)


def is_long(raw: RawArticle) -> bool:
    """Return whether a record is too long to clean while somebody waits."""
    if raw.html:
        return len(raw.html) > MAX_PAGE or raw.html.count("<") > MAX_TAGS
    return len(raw.text) > MAX_TEXT


def preview(raw: RawArticle, *, source: Source | None = None, language: str = "") -> Prepared:
    """Return what a record would give: the columns of its report, including what cleaning removes. Writes nothing.

    Raises:
        RecordError: when it contains no report, with what to do.
    """
    return prepare(raw, rules=rules_for(source), language=language, source=source.name if source else "")


def find_same(raw: RawArticle, prepared: Prepared, *, source: Source) -> Article | None:
    """Return the archive's report for a record, as `load` would find it, or None."""
    fields = prepared.fields
    uid = uid_of(source, raw, url=fields["url"])
    if same := find_present([Wanted(uid, source.pk, raw.id, fields["url"])]).get(uid):
        return same
    if not raw.beside and (
        received := Article.objects.filter(source=source, capture__sha256=raw.sha256).order_by("id").first()
    ):
        return received
    own, words = Particulars.of(fields), (source.pk, fingerprint(prepared.body)[0])
    meant = SameWords.as_records([(words, own)]).report_meant(words, own)
    return None if meant is None else Article.objects.filter(pk=meant).first()


def load_one(raw: RawArticle, *, source: Source, publish: bool = False, user=None) -> Loaded:
    """Load one record as `load` does, in a batch of its own."""
    label = f"{raw.origin}: {raw.headline or raw.url or raw.text.strip()[:60]}"
    outcome = load([raw], label=label, source=source, publish=publish, user=user)
    if outcome.created:
        return Loaded(Article.objects.get(batch=outcome.batch_id), outcome)
    try:
        same = find_same(raw, preview(raw, source=source), source=source)
    except RecordError:
        same = None
    return Loaded(same, outcome)


__all__ = [
    "PASTED",
    "Loaded",
    "find_same",
    "is_long",
    "load_one",
    "preview",
    "raw_from",
]
