"""What is drawn from a report: the statements, events and claims that rest on its passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.models import Claim, Event, Evidence, Passage, Statement
from archive.models.wordings import in_public_words, withhold_names


@dataclass
class DrawnFrom:
    """A passage of a report, and what readers may see of what rests on it."""

    passage: Passage
    claims: list[Claim] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def drawn_from(article) -> list[DrawnFrom]:
    """Return the passages of a report that something public rests on, in reading order, each with what that is."""
    passages = Passage.objects.public().filter(article=article.pk).in_reading_order()
    found = {passage.pk: DrawnFrom(passage) for passage in passages}
    if not found:
        return []
    resting = Evidence.objects.filter(passage__in=found).order_by("pk")
    rows = list(resting.values_list("passage", "claim", "event", "statement"))
    claims = _public(Claim.objects.public().with_names(), (claim for _, claim, _, _ in rows))
    events = _public(Event.objects.public(), (event for _, _, event, _ in rows))
    statements = _public(
        Statement.objects.public().select_related("subject", "object"), (one for *_, one in rows)
    )
    for passage, claim, event, statement in rows:
        drawn = found[passage]
        drawn.claims += [claims[claim]] if claim in claims else []
        drawn.events += [events[event]] if event in events else []
        drawn.statements += [statements[statement]] if statement in statements else []
    of_claims = [claim.event for claim in claims.values() if claim.event]
    withhold(claims.values(), [*events.values(), *of_claims], statements.values())
    return [one for one in found.values() if one.claims or one.events or one.statements]


def _public(queryset, ids: Iterable[int | None]) -> dict:
    wanted = {pk for pk in ids if pk}
    return queryset.in_bulk(wanted) if wanted else {}


def withhold(claims=(), events=(), statements=()) -> None:
    """Withhold protected names in the free words of these rows."""
    claims = list(claims)
    withhold_names(claims, "claimant_words", "words", "scope_words", "note")
    hedges = iter(in_public_words(hedge for claim in claims for hedge in claim.hedges))
    for claim in claims:
        claim.hedges = [next(hedges) for _ in claim.hedges]
    withhold_names(events, "title", "note")
    withhold_names(statements, "value", "role", "rank", "note")
