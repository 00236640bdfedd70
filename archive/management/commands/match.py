"""Match names in reports again."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import pghistory
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from archive.kinds import any_kind
from archive.matching.batches import batches
from archive.matching.group import group
from archive.matching.jobs import changed_texts, name_events
from archive.matching.link import link, unlinked_articles
from archive.matching.touched import articles_touched
from archive.models import Article, Entity
from archive.text.localised import counted

BATCH_SIZE = 200


@dataclass
class MatchCounts:
    """The counts so far."""

    articles: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    copies: int = 0
    last: int = 0  # the id of the last report

    def sentence(self) -> str:
        """Return the counts in one line."""
        return (
            f"{counted(self.articles)} matched: {counted(self.added, 'mention')} added, {self.changed:,} changed, "
            f"{self.removed:,} removed; {counted(self.copies)} put with other copies."
        )


def day(value: str) -> datetime:
    """Parse a day such as 1998-08-09 as its start."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise ArgumentTypeError(f"{value!r} is not a day: write it as 2024-03-31") from error


class Command(BaseCommand):
    """Link reports to the names they contain, where that may have changed."""

    help = (
        "Match names in reports again. Without options: reports whose text is new or changed since they were matched. "
        "Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--since",
            type=day,
            metavar="DATE",
            help="reports that may be affected by names changed since this day, and new ones",
        )
        parser.add_argument(
            "--entity",
            nargs="+",
            default=[],
            metavar="SLUG",
            help="reports that may contain a name of these entries (KIND/SLUG if others share the slug)",
        )
        parser.add_argument("--all", action="store_true", help="every report")
        parser.add_argument(
            "--after", type=int, default=0, metavar="ID", help="continue after the report with this id"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON, and no progress")

    def handle(self, **options) -> None:
        """Match, count, and say how to resume if it is stopped."""
        ids = [pk for pk in self.chosen(options) if pk > options["after"]]
        counts = MatchCounts()
        try:
            with pghistory.context(reason="names matched by command"):
                self.match(ids, counts, show=not options["json"])
        except KeyboardInterrupt as stopped:
            raise CommandError(
                f"Stopped. {counts.sentence()} What was done is saved; the same command with --after {counts.last} continues."
            ) from stopped
        self.stdout.write(json.dumps(asdict(counts)) if options["json"] else counts.sentence())

    def chosen(self, options) -> list[int]:
        """Return the ids of the reports to match, in order."""
        if options["all"]:
            return list(Article.objects.order_by("pk").values_list("pk", flat=True))
        found: set[int] = set()
        for slug in options["entity"]:
            for entity in self.entities(slug):
                past = changed_texts(name_events().filter(entity_id=entity.pk))
                texts = past.union(entity.names.values_list("text", flat=True))
                found.update(articles_touched(texts, entity=entity).ids)
        if options["since"]:
            changed = changed_texts(name_events().filter(pgh_created_at__gte=options["since"]))
            found.update(articles_touched(changed).ids)
        if options["since"] or not options["entity"]:
            found.update(unlinked_articles().values_list("pk", flat=True))
        return sorted(found)

    def entities(self, slug: str) -> list[Entity]:
        """Return the entities of a slug, or of kind/slug."""
        kind, _, bare = slug.rpartition("/")
        named = Entity.objects.filter(slug=bare, **({"kind": kind} if kind else {}))
        if not named:
            near = Entity.objects.filter(slug__trigram_similar=bare).values_list("kind", "slug")[:5]
            hint = " Similar: " + ", ".join("/".join(pair) for pair in near) + "." if near else ""
            raise CommandError(f"No {any_kind()} has the slug {slug}.{hint}")
        return list(named)

    def match(self, ids: list[int], counts: MatchCounts, *, show: bool) -> None:
        """Match these reports, batch by batch, and look for copies of those never compared."""
        console = Console(stderr=True)
        lots = list(batches(ids, BATCH_SIZE))
        for lot in track(lots, "Matching names", console=console, disable=not (show and console.is_terminal)):
            done = link(articles=lot)
            new = Article.objects.filter(pk__in=lot, fingerprint=None).values_list("pk", flat=True)
            counts.copies += group(articles=list(new)).joined
            counts.articles += done.articles
            counts.added += done.added
            counts.changed += done.changed
            counts.removed += done.removed
            counts.last = lot[-1]
