"""Measure the events proposed for claims, on the claims of the demo, whose events are known.

    ARCHIVE_HOME=SCRATCH python -m bench.claims.events

The demo is loaded into SCRATCH first, if that is empty. Each claim with an event that rests on a passage of a report is taken for a
suggestion: it says nothing of its own event. "Linked" is a report that other claims, or the event's own evidence, already tie to the event of the
claim; "not linked" leaves out whatever ties it, as before a curator has come to that event.
"""

from __future__ import annotations

import os
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from archive.evidence.propose_events import proposed_events  # noqa: E402
from archive.models import Article, Claim, Event, Evidence  # noqa: E402


def main() -> None:
    """Load what is missing, and print how many proposals were right."""
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        call_command("loaddata", "demo", verbosity=0)
    told = Counter(_of_claim(claim, unlinked=unlinked) for claim in _claims() for unlinked in (False, True))
    for unlinked in (False, True):
        number = sum(count for (one, _, _), count in told.items() if one == unlinked)
        print(f"{'not linked' if unlinked else 'linked or not'}: {number} claims")
        for rule in ("alone", "place"):
            right, wrong = (told[unlinked, rule, is_right] for is_right in (True, False))
            share = f"{right / (right + wrong):.2f}" if right + wrong else "–"
            print(f"  by {rule}: {right + wrong} proposed, {right} right, precision {share}")


def _claims():
    rows = Evidence.objects.filter(claim__event__isnull=False, passage__start__isnull=False)
    seen = {one.claim_id: one for one in rows.select_related("passage__article", "claim").order_by("-pk")}
    return list(seen.values())


def _of_claim(evidence: Evidence, *, unlinked: bool) -> tuple[bool, str, bool]:
    """Return (unlinked, the rule that proposed or nothing, whether it was right)."""
    claim = evidence.claim
    leaving = {claim.pk}
    with transaction.atomic():
        if unlinked:
            article = evidence.passage.article_id
            Evidence.objects.filter(passage__article=article, event=claim.event_id).delete()
            leaving |= set(
                Claim.objects.filter(event=claim.event_id, evidence__passage__article=article).values_list(
                    "pk", flat=True
                )
            )
        found = proposed_events({claim.pk: evidence.passage}, events=Event.objects.all(), leaving=leaving)
        transaction.set_rollback(True)
    proposed = found.get(claim.pk)
    if proposed is None:
        return unlinked, "", False
    rule = "alone" if "alone" in proposed.reason else "place"
    return unlinked, rule, proposed.event.pk == claim.event_id


if __name__ == "__main__":
    main()
