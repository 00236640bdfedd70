"""Settle what an import refused: set aside with a reason, mended by a report, or open again; each is a step that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Article, ImportRecord, RefusalVerdict, Standing, Step

MAX_AT_ONCE = 1_000
MAX_REASON = 300


class RefusalError(Exception):
    """Raised when refusals cannot be settled so; the message says why."""


def settle_refusals(
    *, records: Iterable[ImportRecord], user, reason: str = "", article: Article | None = None
) -> Step:
    """Set refusals aside with a reason, or say that a report has mended them; what was decided of them before is replaced.

    Args:
        records: open refusals, or such as were set aside.
        reason: needed to set them aside.
        article: the report that says what they were to say.

    Raises:
        RefusalError: nothing is chosen, very much is, or no reason is given.
    """
    chosen, reason = _chosen(records), reason.strip()
    if article is None and not reason:
        raise RefusalError("Say why they are set aside: a few words are enough.")
    if len(reason) > MAX_REASON:
        raise RefusalError(f"The reason is longer than {MAX_REASON} characters: shorten it.")
    verdict = Standing.MENDED if article else Standing.ASIDE
    with _recorded(user, reason) as step:
        RefusalVerdict.objects.filter(record__in=chosen).delete()
        RefusalVerdict.objects.bulk_create(
            RefusalVerdict(record=record, verdict=verdict, reason=reason, article=article)
            for record in chosen
        )
        told = f"mended by report {article.pk}" if article else "set aside"
        step.summary = f"{_counted(chosen)} {told}"
    return step


def reopen_refusals(*, records: Iterable[ImportRecord], user, reason: str = "") -> Step:
    """Bring back refusals that somebody had set aside, or taken for mended.

    Raises:
        RefusalError: nothing was decided about any of them, or very much is chosen.
    """
    chosen = _chosen(records)
    with _recorded(user, reason.strip()) as step:
        found = RefusalVerdict.objects.filter(record__in=chosen)
        decided = list(found.values_list("pk", flat=True))
        if not decided:
            raise RefusalError(
                "Nothing was decided about these here. What was left out of an import is taken in again on the page of that import."
            )
        found.delete()
        step.summary = f"{_counted(decided)} brought back"
    return step


def _recorded(user, reason: str):
    return Step.recorded(verb=Step.Verb.REFUSAL, user=user, reason=reason, model="refusalverdict", record=0)


def _chosen(records: Iterable[ImportRecord]) -> list[ImportRecord]:
    chosen = list(records)
    if not chosen:
        raise RefusalError("Tick at least one refusal.")
    if len(chosen) > MAX_AT_ONCE:
        raise RefusalError(f"At most {MAX_AT_ONCE:,} refusals are settled at once: choose fewer.")
    return chosen


def _counted(things: list) -> str:
    return f"{len(things):,} {'refusal' if len(things) == 1 else 'refusals'}"
