"""Link reports to the entities that they name: write, change and remove mentions found by name.

Curators' decisions stand: mentions they added or accepted stay, rejected ones do not come back, and nothing else is placed
where they decided what a passage means.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from archive.matching.batches import batches, ids_of
from archive.matching.capitals import UnknownName
from archive.matching.habits import NO_HABITS, Habits
from archive.matching.leftover import leftover_names
from archive.matching.names import KnownNames, known_names
from archive.matching.resolve import Decisions, Reading, resolve
from archive.matching.split_text import SplitText
from archive.models import Article, Leftover, Mention
from archive.models.bulk import copy_rows
from archive.text.words import tokens

BATCH_SIZE = 200
MAX_TEXT = Mention._meta.get_field("text").max_length or 300
CHANGEABLE = ("end", "text", "name_id", "method", "status", "rank")

DIGEST = "archive_text_digest(headline, standfirst, dateline, body)"
MARK_AS_LINKED = (
    f"UPDATE archive_article SET linked_digest = {DIGEST} WHERE id = ANY (%s) AND linked_digest <> {DIGEST}"
)


@dataclass
class LinkResult:
    """How many reports were examined, and how many mentions were written."""

    articles: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    last: int = 0  # the id of the last report examined

    @property
    def written(self) -> int:
        """Return how many mentions were written in all."""
        return self.added + self.changed + self.removed


@dataclass
class MentionChanges:
    """The changes needed to make stored mentions agree with what was found."""

    add: list[Mention] = field(default_factory=list)
    change: list[Mention] = field(default_factory=list)
    move: list[Mention] = field(default_factory=list)
    remove: list[Mention] = field(default_factory=list)
    leave: list[tuple[int, UnknownName]] = field(default_factory=list)  # names left over, by report
    forget: list[int] = field(default_factory=list)  # ids of those that no longer exist


@dataclass(frozen=True)
class NamesInReport:
    """The names of a report: what they mean or may mean, and those that no entry has."""

    readings: list[Reading]
    leftovers: list[UnknownName]


def text_digest(article: Article) -> str:
    """Return the digest of a report's present texts; `linked_digest` is that of the texts last matched."""
    return digest_of(texts_of(article))


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the md5 of headline, standfirst, dateline and body, joined by newlines (archive_text_digest in SQL)."""
    text = "\n".join(texts.get(name, "") for name in Article.NAMED_FIELDS)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def texts_of(article: Article) -> dict[str, str]:
    """Return headline, standfirst, dateline and body of a report by field name."""
    return {name: getattr(article, name) for name in Article.NAMED_FIELDS}


def unlinked_articles():
    """Return the reports never matched, or not since their text changed."""
    return Article.objects.exclude(linked_digest=RawSQL(DIGEST, ()))


def link(
    *,
    articles: Iterable[Article | int],
    names: KnownNames | None = None,
    progress: Callable[[LinkResult], None] | None = None,
) -> LinkResult:
    """Update the mentions of these reports to the names that the archive now has.

    Each batch of reports is its own transaction, and what agrees already is not written, so it may be stopped and restarted. A second
    run writes nothing unless the first has shown where a source usually writes about, which decides between places of one name
    (habits.py): it then writes these decisions. `progress` is called after each batch with the counts so far.
    """
    result = LinkResult()
    for batch in batches(ids_of(articles), BATCH_SIZE):
        link_batch(batch, names or known_names(), result)
        if progress:
            progress(result)
    return result


def link_batch(ids: list[int], names: KnownNames, result: LinkResult) -> None:
    """Link one batch of reports in one transaction, and add to the counts."""
    with transaction.atomic():
        # The lock keeps texts unchanged until their mentions are written; it does not block readers.
        articles = list(
            Article.objects.filter(pk__in=ids)
            .select_for_update(no_key=True)
            .only("id", "language", "source_id", *Article.NAMED_FIELDS)
            .order_by("pk")
        )
        known = defaultdict(list)
        for mention in Mention.objects.filter(article__in=ids).order_by("pk"):
            known[mention.article_id].append(mention)
        left = defaultdict(list)
        for row in Leftover.objects.filter(article__in=ids):
            left[row.article_id].append(row)
        changes = MentionChanges()
        for article in articles:
            compare(article, known[article.pk], left[article.pk], names, changes)
        result.removed += write(changes)
        with connection.cursor() as cursor:
            cursor.execute(MARK_AS_LINKED, [ids])
    result.articles += len(articles)
    result.added += len(changes.add)
    result.changed += len(changes.change) + len(changes.move)
    result.last = max(ids)


def write(changes: MentionChanges) -> int:
    """Write the changes, except to mentions that a curator has decided on since; return how many were removed."""
    wanted = [mention.pk for mention in (*changes.change, *changes.remove)]
    undecided = Mention.objects.undecided().filter(pk__in=wanted).select_for_update()
    free = set(undecided.values_list("pk", flat=True)) if wanted else set()
    removed = [mention.pk for mention in changes.remove if mention.pk in free]
    if removed:
        Mention.objects.filter(pk__in=removed).delete()
    changed = [mention for mention in changes.change if mention.pk in free]
    if changed:
        Mention.objects.bulk_update(changed, CHANGEABLE)
    if changes.move:
        Mention.objects.bulk_update(changes.move, ["start", "end"])
    if changes.add:
        Mention.objects.bulk_create(changes.add, ignore_conflicts=True)
    if changes.forget:
        Leftover.objects.filter(pk__in=changes.forget).delete()
    add_leftovers(changes.leave)
    return len(removed)


def compare(
    article: Article,
    mentions: list[Mention],
    leftovers: list[Leftover],
    names: KnownNames,
    changes: MentionChanges,
) -> None:
    """Add to `changes` the mentions and the names left over that one report lacks or should lose."""
    decisions = [mention for mention in mentions if mention.is_decided()]
    present = {place_of(mention): mention for mention in mentions if not mention.is_decided()}
    taken = {place_of(mention) for mention in decisions}
    changes.move += relocated(article, decisions, taken)
    found = names_in(
        texts_of(article), names, language=article.language, decided=decided_in(decisions),
        habits=names.habits_of(article.source_id),
    )  # fmt: skip
    compare_leftovers(article.pk, leftovers, found.leftovers, changes)
    wanted = {place_of(reading): as_mention(article.pk, reading) for reading in found.readings}
    before, after = bearers_by_passage(present.values()), bearers_by_passage(wanted.values())
    for place, mention in wanted.items():
        if place in taken:
            continue
        elif place not in present:
            changes.add.append(mention)
        # Ranks shift as the archive grows; they are rewritten only when a candidate is added or removed.
        elif differs(present[place], mention) or before[place[1:]] != after[place[1:]]:
            changes.change.append(take_over(present[place], mention))
    changes.remove += [
        mention
        for place, mention in present.items()
        if place not in wanted and mention.method == Mention.Method.NAMES
    ]


def compare_leftovers(
    article_id: int, present: list[Leftover], wanted: list[UnknownName], changes: MentionChanges
) -> None:
    """Add to `changes` the names left over that one report lacks or should lose."""
    by_columns = {tuple(getattr(row, name) for name in UnknownName._fields): row.pk for row in present}
    kept = {tuple(found) for found in wanted}
    changes.forget += [pk for columns, pk in by_columns.items() if columns not in kept]
    changes.leave += [(article_id, found) for found in wanted if tuple(found) not in by_columns]


def names_in(
    texts: Mapping[str, str],
    names: KnownNames,
    *,
    language: str = "",
    decided: Decisions | None = None,
    parts: Mapping[str, list[str]] = MappingProxyType({}),
    habits: Habits = NO_HABITS,
) -> NamesInReport:
    """Find the names in headline, standfirst, dateline and body of a report: what they mean, and which are left over.

    Args:
        texts: the four, by field name.
        names: those of the archive.
        decided: what curators decided about the report.
        parts: the texts already split into words, by field name.
        habits: where the source of the report usually writes about.
    """
    split = {name: SplitText(texts.get(name, ""), parts.get(name)) for name in Article.NAMED_FIELDS}
    places = [place for place in names.find(texts, split) if len(place.found.text) <= MAX_TEXT]
    readings = resolve(places, background=names.background(places, habits), decided=decided, texts=texts)
    left = leftover_names(language=language, known=names, found=places, split=split)
    return NamesInReport(readings, left)


def readings_of(texts: Mapping[str, str], names: KnownNames) -> list[Reading]:
    """Return what the names of a report about which nothing is decided mean."""
    return names_in(texts, names).readings


def add_readings(readings: Mapping[int, list[Reading]]) -> None:
    """Add mentions for new reports, given their readings by report id.

    Within one transaction a loader adds these first, with reserved ids, and then the reports with their
    `linked_digest`, so that each is indexed once, with its mentions.
    """
    rows = ((pk, Mention.Method.NAMES.value, *reading) for pk, found in readings.items() for reading in found)
    copy_rows(Mention, ("article_id", "method", *Reading._fields), rows)


def add_leftovers(rows: Iterable[tuple[int, UnknownName]]) -> None:
    """Add names left over, each with the id of its report; the reports exist, or the transaction adds them."""
    if columns := [(pk, *found) for pk, found in rows]:
        copy_rows(Leftover, ("article_id", *UnknownName._fields), columns)


def decided_in(decisions: list[Mention]) -> Decisions:
    """Return what curators decided about a report's names, from the mentions they made, accepted or rejected."""
    decided = Decisions()
    for mention in decisions:
        words = tuple(token.folded for token in tokens(mention.text))
        if mention.status == Mention.Status.REJECTED:
            decided.rejected.add((mention.entity_id, words))
        elif mention.status == Mention.Status.ACCEPTED:
            if words:
                decided.names.setdefault(mention.entity_id, []).append(words)
            else:
                decided.present.add(mention.entity_id)
            if mention.start is not None and mention.end is not None:
                decided.passages.add((mention.field, mention.start, mention.end))
    return decided


def relocated(article: Article, decisions: list[Mention], taken: set[tuple]) -> list[Mention]:
    """Restore decided mentions that lost their place to where their words now occur; return those moved."""
    moved = []
    for mention in decisions:
        if mention.start is None and mention.text and mention.status != Mention.Status.REJECTED:
            for match in re.finditer(
                rf"(?<!\w){re.escape(mention.text)}(?!\w)", getattr(article, mention.field)
            ):
                if (mention.entity_id, mention.field, match.start()) not in taken:
                    mention.start, mention.end = match.span()
                    taken.add(place_of(mention))
                    moved.append(mention)
                    break
    return moved


def place_of(mention: Mention | Reading) -> tuple:
    """Return the key that is unique among the mentions of a report."""
    return (mention.entity_id, mention.field, mention.start)


def bearers_by_passage(mentions: Iterable[Mention]) -> dict[tuple, set[int]]:
    """Return the entities found at each place of each field."""
    bearers = defaultdict(set)
    for mention in mentions:
        bearers[mention.field, mention.start].add(mention.entity_id)
    return bearers


def as_mention(article_id: int, reading: Reading) -> Mention:
    """Return an unsaved mention for a reading."""
    return Mention(article_id=article_id, method=Mention.Method.NAMES, **reading._asdict())


def differs(present: Mention, wanted: Mention) -> bool:
    """Return whether a mention must be rewritten; its rank is not compared."""
    return any(getattr(present, name) != getattr(wanted, name) for name in CHANGEABLE if name != "rank")


def take_over(present: Mention, wanted: Mention) -> Mention:
    """Update a mention to what it should be."""
    for name in CHANGEABLE:
        setattr(present, name, getattr(wanted, name))
    return present
