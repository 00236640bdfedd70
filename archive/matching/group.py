"""Group reports that are copies into stories.

A curator's decision on the story of a report stands: one taken out of a story joins no other, one put into a story draws its
copies there.

Two concurrent writers could each miss the other's half of a pair, so each compares a last time under a lock held until its
transaction ends. A loader also compares earlier, without the lock: reports are then added with their stories, and little is
left to do while others wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from archive.matching.batches import batches, ids_of
from archive.matching.copies import Comparison, Pair, clusters, printings_of
from archive.matching.near_in_time import Member, near_in_time
from archive.matching.same_story import Printing, days_of
from archive.matching.sketch import Sketch, sketch
from archive.models import Article, Fingerprint, Story
from archive.models.among import among
from archive.models.bulk import copy_rows

BATCH_SIZE = 200
KEPT = ("text_hash", "bands", "sample")  # of a sketch
LOCK = 7_420_117  # one writer of groups at a time


@dataclass
class GroupResult:
    """How many reports were examined, how many joined a story, and how many stories are new."""

    articles: int = 0
    joined: int = 0
    stories: int = 0


def group(*, articles: Iterable[Article | int]) -> GroupResult:
    """Find the copies of these reports, among themselves and in the archive, and group them into stories.

    Fingerprints are written first. Each batch is its own transaction; a second run writes nothing.
    """
    result = GroupResult()
    for batch in batches(ids_of(articles), BATCH_SIZE):
        with transaction.atomic():
            comparison = Comparison(printings_of(batch))
            bring_fingerprints_in_line(comparison.sketches)
            result.articles += len(batch)
            join_copies(comparison, result)
    return result


def keep_fingerprints(*, articles: Iterable[Article | int]) -> None:
    """Write the fingerprints of these reports and leave their stories alone; a second run writes nothing."""
    for batch in batches(ids_of(articles), BATCH_SIZE):
        bring_fingerprints_in_line(sketches_of(batch))


def sketches_of(ids: list[int]) -> dict[int, Sketch]:
    """Read the texts of reports and return their sketches."""
    return {pk: sketch(body) for pk, body in Article.objects.filter(pk__in=ids).values_list("pk", "body")}


class Newcomers:
    """Reports about to be added, grouped before and after they are written."""

    def __init__(self, printings: Mapping[int, Printing], stories: Mapping[int, int]):
        """Take reports with reserved ids, and the stories that some of them name."""
        self.comparison = Comparison(printings)
        self.stories = dict(stories)

    def choose_stories(self) -> dict[int, int]:
        """Return the stories to add them with."""
        own = {
            pk: Member(pk, self.stories.get(pk), False, printing.days)
            for pk, printing in self.comparison.printings.items()
        }
        groups = groups_of(self.comparison.copies(), own)
        targets, _ = targets_of(groups)
        for members, target in zip(groups, targets, strict=True):
            self.stories |= {m.pk: target for m in members if m.pk in own and m.story_id is None}
        return self.stories

    def keep_fingerprints(self) -> None:
        """Store their fingerprints."""
        rows = ((pk, *made[: len(KEPT)]) for pk, made in self.comparison.sketches.items())
        copy_rows(Fingerprint, ("article_id", *KEPT), rows)

    def settle(self) -> None:
        """Group what is still ungrouped; call it last in the transaction that adds them."""
        join_copies(self.comparison, GroupResult())


def bring_fingerprints_in_line(sketches: Mapping[int, Sketch]) -> None:
    """Write fingerprints that are missing, of an earlier text, or without a sample, as older ones are."""
    kept = Fingerprint.objects.filter(pk__in=among(sketches, "integer"), sample__isnull=False)
    present = dict(kept.values_list("pk", "text_hash"))
    made = [fingerprint_of(pk, made) for pk, made in sketches.items() if present.get(pk) != made.text_hash]
    Fingerprint.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["article"], update_fields=KEPT
    )


def fingerprint_of(pk: int, made: Sketch) -> Fingerprint:
    """Return the Fingerprint to store for the sketch of a report."""
    return Fingerprint(article_id=pk, text_hash=made.text_hash, bands=made.bands, sample=made.sample)


def check_constraints() -> None:
    """Check deferred constraints now, so that nobody waits for that while a lock is held."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def join_copies(comparison: Comparison, result: GroupResult) -> None:
    """Group the copies of these reports into stories, one writer at a time, and add to the counts."""
    check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    groups = [members for members in groups_of(comparison.copies(), {}) if not is_joined(members)]
    targets, added = targets_of(groups)
    moves: dict[int, int] = {}
    absorbed: dict[int, int] = {}
    for members, target in zip(groups, targets, strict=True):
        moves |= {m.pk: target for m in members if m.story_id is None and not m.decided}
        absorbed |= {m.story_id: target for m in members if m.story_id and m.story_id != target}
    for story in curated(absorbed):
        del absorbed[story]
    if absorbed:
        inside = Article.objects.filter(story__in=absorbed).values_list("pk", "story_id")
        moves |= {pk: absorbed[story] for pk, story in inside}
    if moves:
        moved = [Article(pk=pk, story_id=story) for pk, story in moves.items()]
        Article.objects.bulk_update(moved, ["story"], batch_size=BATCH_SIZE)
    if absorbed:
        Story.objects.filter(pk__in=absorbed).delete()
    result.stories += added
    result.joined += len(moves)


def groups_of(pairs: Iterable[Pair], new: Mapping[int, Member]) -> list[list[Member]]:
    """Return the reports connected by these pairs, except those that a curator took out of a story.

    Reports already in one story are connected too.
    """
    pairs = list(pairs)
    others = {pk for pair in pairs for pk in pair} - new.keys()
    present = Article.objects.filter(pk__in=others).values_list(
        "pk", "story_id", "story_decided", "date_edtf"
    )
    members = {
        **new,
        **{
            pk: Member(pk, story, decided, days_of(edtf))
            for pk, story, decided, edtf in (present if others else ())
        },
    }
    joining = near_in_time(
        (pair for pair in pairs if not any(is_separated(members.get(pk)) for pk in pair)), members
    )
    by_story: dict[int, int] = {}
    for pk in sorted({pk for pair in joining for pk in pair}):
        if story := members[pk].story_id:
            joining.append((by_story.setdefault(story, pk), pk))
    return [[members[pk] for pk in sorted(cluster)] for cluster in clusters(joining)]


def is_separated(member: Member | None) -> bool:
    """Return whether a curator took a report out of its story, or somebody has deleted it since."""
    return member is None or (member.decided and member.story_id is None)


def is_joined(members: Iterable[Member]) -> bool:
    """Return whether reports are in one story already."""
    stories = {member.story_id for member in members}
    return len(stories) == 1 and None not in stories


def targets_of(groups: list[list[Member]]) -> tuple[list[int], int]:
    """Return the story for each group, and how many stories had to be added.

    It is a story that a curator put reports into, else the one that most are in, else a new one.
    """
    fixed = curated({m.story_id for members in groups for m in members if m.story_id})
    targets = []
    for members in groups:
        stories = Counter(m.story_id for m in members if m.story_id)
        targets.append(min(stories, key=lambda s: (s not in fixed, -stories[s], s), default=None))
    added = iter(Story.objects.bulk_create([Story() for target in targets if target is None]))
    count = targets.count(None)
    return [next(added).pk if target is None else target for target in targets], count


def curated(stories: Iterable[int]) -> set[int]:
    """Return which of these stories a curator put a report into."""
    stories = list(stories)
    if not stories:
        return set()
    decided = Article.objects.filter(story__in=stories, story_decided=True)
    return set(decided.values_list("story_id", flat=True).distinct())
