"""Merge sources that turned out to be the same publication.

Reports and cleaning rules move to the source that is kept; old addresses redirect to it, and imports that name an old
one find it. Reports of different sources may have the same number: what to do about that is decided first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Left

from archive.curation.differences import MergeError, chosen_values, differences, listed, shortened
from archive.curation.merge import take_over
from archive.models import Article, BoilerplateRule, PastSource, Source, Step

FIELDS = (("name",), ("kind",), ("country",), ("url",), ("description",))

# Reports whose number is taken: by one in the kept source, else by the oldest report.
COLLIDING = """
    SELECT id FROM (
        SELECT id, source_id, row_number() OVER (
            PARTITION BY source_ref ORDER BY source_id = %(kept)s DESC, id
        ) AS nth
        FROM archive_article
        WHERE source_ref <> '' AND (source_id = %(kept)s OR source_id = ANY (%(others)s))
    ) AS numbered
    WHERE nth > 1
"""


class Numbers(models.TextChoices):
    """What to do with the number of a report that moves if another has it already."""

    MARK = "mark", "It keeps its number, with the old address of its source before it: “old-address/12”"
    DROP = "drop", "It loses its number; the record of this merge keeps it"


@dataclass(frozen=True)
class SourcesMerged:
    """What moved to the source that was kept, and what was dropped."""

    kept: Source
    merged: int
    reports: int
    renumbered: int
    rules: int
    step: Step
    told: list[str] = field(default_factory=list)


def merge_sources(
    *,
    kept: Source,
    others: Iterable[Source],
    user,
    reason: str,
    choices: Mapping[str, int] | None = None,
    numbers: str = "",
) -> SourcesMerged:
    """Merge other sources into the one that is kept, and delete them.

    Args:
        user: who decided it, or None.
        reason: why they are the same; stored in the history.
        choices: for each field in which they differ, the id of the source whose value is right.
        numbers: one of Numbers; needed where reports have the same number.

    Raises:
        MergeError: one no longer exists, or a decision is missing.
    """
    if not reason.strip():
        raise MergeError("Say why these sources are the same: the reason is kept in the history.")
    about = {"model": "source", "record": kept.pk}
    with Step.recorded(verb=Step.Verb.MERGE, user=user, reason=reason.strip(), **about) as step:
        kept, others = _locked(kept, others)
        values, told = chosen_values(differences([kept, *others], FIELDS), kept=kept, choices=choices or {})
        renumbered = _renumber(kept, others, numbers)
        gone = [other.pk for other in others]
        reports = Article.objects.filter(source__in=gone).update(source=kept)
        rules = _move_rules(kept, others, told)
        _redirect(kept, others)
        Source.objects.filter(pk__in=gone).delete()
        take_over(kept, values)
        step.summary, step.told = f"{listed(others)} merged into {kept}", told
    return SourcesMerged(kept, len(others), reports, renumbered, rules, step, told)


def colliding_reports(kept: Source, others: Iterable[Source]) -> list[int]:
    """Return the ids of the reports that cannot keep their number."""
    with connection.cursor() as cursor:
        cursor.execute(COLLIDING, {"kept": kept.pk, "others": [other.pk for other in others]})
        return [pk for (pk,) in cursor.fetchall()]


def _locked(kept, others) -> tuple[Source, list[Source]]:
    wanted = [kept.pk, *dict.fromkeys(other.pk for other in others if other.pk != kept.pk)]
    found = {
        source.pk: source
        for source in Source.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if len(wanted) < 2:
        raise MergeError("Choose at least two sources.")
    if len(found) < len(wanted):
        raise MergeError(
            "One of these sources no longer exists: somebody merged or deleted it. Reload the list."
        )
    return found[wanted[0]], [found[pk] for pk in wanted[1:]]


def _renumber(kept, others, numbers) -> int:
    """Change the numbers that would occur twice."""
    colliding = colliding_reports(kept, others)
    if not colliding:
        return 0
    if numbers not in Numbers:
        raise MergeError("Some reports have the same number: choose what becomes of it.")
    moving = Article.objects.filter(pk__in=colliding)
    if numbers == Numbers.DROP:
        return moving.update(source_ref="")
    for other in others:
        marked = Left(Concat(Value(f"{other.slug}/"), F("source_ref")), Article.MAX_NUMBER)
        moving.filter(source=other).update(source_ref=marked)
    if colliding_reports(kept, others):
        raise MergeError(
            "Marked with the old address, some numbers would still occur twice: choose to drop them."
        )
    return len(colliding)


def _move_rules(kept, others, told) -> int:
    """Move the rules that the source does not have yet; drop duplicates and report where they differ."""
    known = {(rule.kind, rule.text): rule for rule in kept.boilerplate_rules.all()}
    moved = []
    for rule in BoilerplateRule.objects.filter(source__in=others).select_related("source").order_by("pk"):
        stays = known.setdefault((rule.kind, rule.text), rule)
        if stays is rule:
            moved.append(rule.pk)
            continue
        if rule.active != stays.active:
            told.append(
                f"The rule “{shortened(rule.text)}” is {'active' if rule.active else 'not active'} at {rule.source}"
            )
        if rule.note and rule.note != stays.note:
            told.append(f"Note of the rule “{shortened(rule.text)}” at {rule.source}: “{rule.note}”")
    return BoilerplateRule.objects.filter(pk__in=moved).update(source=kept)


def _redirect(kept, others) -> None:
    """Redirect the addresses and names of the others, past and present, to the source that is kept."""
    PastSource.objects.filter(source__in=others).update(source=kept)
    for other in others:
        PastSource.objects.update_or_create(slug=other.slug, defaults={"source": kept, "name": other.name})
    PastSource.objects.filter(slug=kept.slug, source=kept).delete()
