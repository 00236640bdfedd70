"""Derive reports again from their captures with the current rules. Reports that a curator has edited are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter

import pghistory
from django.db import transaction

from archive.ingest.identity import CONTENT, DATE, as_pairs, edited_by_hand
from archive.ingest.load import rules_for
from archive.ingest.placeholders import why_no_date
from archive.ingest.prepare import Prepared, prepare
from archive.ingest.raw import RawArticle
from archive.ingest.readers import WHOLE_FILES, reread
from archive.ingest.readers.fields import RecordError
from archive.ingest.rules import Rule, checked
from archive.ingest.single import PASTED
from archive.matching.batches import batches
from archive.matching.group import group
from archive.matching.link import link
from archive.models import Article, Capture, Source

REASON = "derived again from what was received"
NO_CAPTURE = "it has no capture: it was written in the archive"
EDITED = "a curator has edited it"
BATCH_SIZE = 100
# The number at the source is the report's identity and is not derived.
DERIVED = (*CONTENT, "removed", "unsure")


@dataclass(frozen=True)
class DerivedChanges:
    """The changes that deriving a report again makes: field -> (before, after)."""

    article_id: int
    fields: dict[str, tuple]


@dataclass
class DeriveResult:
    """How many reports were examined, what changed, and which were left alone and why."""

    articles: int = 0
    changes: list[DerivedChanges] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)


def derive(
    *,
    articles: Iterable[int],
    dry_run: bool = False,
    more_rules: Iterable[Rule] = (),
    progress: Callable[[DeriveResult], None] | None = None,
) -> DeriveResult:
    """Derive these reports again, each batch of them in a transaction; a second run changes nothing.

    Args:
        articles: ids of reports; those without a capture are left alone.
        dry_run: report what would change and write nothing.
        more_rules: rules that are not in the table yet, to try them.
        progress: called after each batch.

    Raises:
        RuleError: for a boilerplate rule that cannot be read.
    """
    result = DeriveResult()
    rules = _RulesBySource(checked(more_rules))
    with pghistory.context(reason=REASON):
        for ids in batches(articles, BATCH_SIZE):
            with transaction.atomic():
                _derive_batch(ids, rules, result, dry_run=dry_run)
            if progress:
                progress(result)
    return result


class _RulesBySource:
    """The rules of each source, read once, with those that are tried."""

    def __init__(self, more: tuple[Rule, ...]):
        self.more, self.known = more, dict[int, tuple[Rule, ...]]()

    def of(self, source: Source) -> tuple[Rule, ...]:
        """Return the rules for the reports of a source."""
        if source.pk not in self.known:
            self.known[source.pk] = (*rules_for(source), *self.more)
        return self.known[source.pk]


def _derive_batch(ids: list[int], rules: _RulesBySource, result: DeriveResult, *, dry_run: bool) -> None:
    found = (
        Article.objects.filter(pk__in=ids).select_related("capture", "source").select_for_update(of=["self"])
    )
    articles = list(found.order_by("pk"))
    edited, changed = edited_by_hand(articles), []
    for article in articles:
        result.articles += 1
        capture = article.capture
        if capture is None or article.pk in edited:
            result.kept.append((article.pk, NO_CAPTURE if capture is None else EDITED))
            continue
        try:
            prepared = _prepare_again(article, capture, rules.of(article.source))
        except RecordError as error:
            result.kept.append((article.pk, f"its capture can no longer be read: {error}"))
            continue
        if change := _difference(article, capture, prepared):
            result.changes.append(change)
            changed.append((article, change))
    if not dry_run:
        _write(changed)


def _prepare_again(article: Article, capture: Capture, rules: tuple[Rule, ...]) -> Prepared:
    raw = reread(
        bytes(capture.content),
        media_type=capture.media_type,
        encoding=capture.encoding,
        origin=capture.origin,
        position=capture.position,
        columns=as_pairs(capture.columns),
    )
    # The language may have been given for the whole import, which the capture does not record.
    return prepare(
        _with_what_was_said(raw, article), rules=rules, language=article.language, source=article.source.name
    )


def _with_what_was_said(raw: RawArticle, article: Article) -> RawArticle:
    """Add to a text or page the metadata from the form where it was pasted, which the capture does not record."""
    if raw.media_type not in WHOLE_FILES:
        return raw
    raw = replace(raw, url=article.url)
    if raw.origin != PASTED or article.date_basis == Article.DateBasis.INFERRED:
        return raw
    if not article.date_edtf:
        return replace(raw, published=article.date_printed)
    return replace(raw, **{name: getattr(article, name) for name in DATE})


def _difference(article: Article, capture: Capture, prepared: Prepared) -> DerivedChanges | None:
    derived = prepared.fields
    if capture.media_type in WHOLE_FILES and not any(derived[name] for name in DATE) and _is_sound(article):
        derived = derived | {name: getattr(article, name) for name in DATE}
        of_day = [doubt for doubt in article.unsure if doubt["what"] == "day"]
        others = [doubt for doubt in derived["unsure"] if doubt["what"] != "day"]
        derived["unsure"] = sorted([*others, *of_day], key=itemgetter("what"))
    pairs = {name: (getattr(article, name), derived[name]) for name in DERIVED}
    fields = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return DerivedChanges(article.pk, fields) if fields else None


def _is_sound(article: Article) -> bool:
    """Return whether the date of a report may have been typed in where it was added: not inferred, and not a placeholder."""
    stated = article.date_basis != Article.DateBasis.INFERRED
    return stated and not why_no_date(article.date_printed or article.date_edtf, article.date_edtf)


def _write(changed: list[tuple[Article, DerivedChanges]]) -> None:
    for article, change in changed:
        for name, (_, after) in change.fields.items():
            setattr(article, name, after)
        article.save(update_fields=list(change.fields))
    texts = [a.pk for a, change in changed if change.fields.keys() & set(Article.NAMED_FIELDS)]
    link(articles=texts)
    group(articles=texts)
