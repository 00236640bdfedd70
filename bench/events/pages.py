"""Measure the pages that show very many claims: an event with 500 of them, and the list of claims with 5,000.

    ARCHIVE_HOME=SCRATCH python -m bench.events.pages [--tries 20]

Adds 120 reports with an event of 500 claims, then 300 further events that share 4,500 claims, to the archive that the environment names, in a
transaction that is taken back; the archive should be empty or small. Prints the time of this process and the time by the clock of each
page, through the test client: the least of the tries, which other work disturbs least. Half of the questions are disputed, and each claim rests on a passage of its own.
"""

from __future__ import annotations

import os
import random
from argparse import ArgumentParser

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from archive.models import Article, Claim, Entity, Event, Evidence, Passage, Source  # noqa: E402
from bench.map_events import PLAIN, ImportTakeBackError, asked_once  # noqa: E402

REPORTS, CLAIMS_OF_ONE, EVENTS, CLAIMS_OF_ALL = 120, 500, 300, 5_000
TABLES = ("archive_event", "archive_claim", "archive_evidence", "archive_passage")
SAID = (
    "A spokesman said that {} of the fighters who had held the bridge since the morning were counted dead by nightfall, "
    "and that the road to the north was open again."
)
WHO = ("a spokesman", "residents", "independent sources", "an aid worker", "the governor’s office", "")
COUNTS = ("all", "fighters", "civilians")


def main() -> None:
    """Add the claims, measure the pages, and take all of it back."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=int, default=20)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    try:
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"], STORAGES=PLAIN):
            event = add_claims(random.Random(500))
            report(event, asked.tries)
            raise ImportTakeBackError
    except ImportTakeBackError:
        print("Everything was taken back.")


def add_claims(chance: random.Random) -> Event:
    """Add reports, events and claims; return the event with 500 of them."""
    names = Names()
    reports = add_reports(chance)
    with connection.cursor() as cursor:  # history and steps are of no interest here
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    events = Event.objects.bulk_create([made_event(chance, names) for _ in range(EVENTS)])
    told = [events[0]] * CLAIMS_OF_ONE + [
        chance.choice(events[1:]) for _ in range(CLAIMS_OF_ALL - CLAIMS_OF_ONE)
    ]
    claims = Claim.objects.bulk_create([made_claim(chance, names, event) for event in told])
    passages = Passage.objects.bulk_create([made_passage(chance, reports) for _ in claims])
    Evidence.objects.bulk_create(
        [Evidence(claim=claim, passage=passage) for claim, passage in zip(claims, passages, strict=True)]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}, archive_article, archive_entity")
    return events[0]


class Names:
    """Places, factions and persons that claims name."""

    def __init__(self) -> None:
        self.places = [self._added("place", f"Bench town {number}") for number in range(6)]
        self.factions = [self._added("faction", f"Bench front {number}") for number in range(4)]
        self.persons = [self._added("person", f"Bench commander {number}") for number in range(8)]

    def _added(self, kind: str, name: str) -> Entity:
        return Entity.objects.create(kind=kind, name=name, slug=name.lower().replace(" ", "-"))


def add_reports(chance: random.Random) -> list[Article]:
    """Add reports of ten sources, each of twenty paragraphs that are fit to be passages."""
    sources = [Source.objects.create(name=f"Bench wire {n}", slug=f"bench-wire-{n}") for n in range(10)]
    return [
        Article.objects.create(
            headline=f"Fighting at the bridge, account {number}", body=body_of(chance), source=chance.choice(sources),
            date_edtf=f"1998-08-{chance.randint(1, 28):02}", date_basis="stated", status="published",
        )
        for number in range(REPORTS)
    ]  # fmt: skip


def body_of(chance: random.Random) -> str:
    """Make the text of a report."""
    return "\n\n".join(SAID.format(chance.randint(1, 10_000)) for _ in range(20))


def made_event(chance: random.Random, names: Names) -> Event:
    """Make an event at random."""
    return Event(
        title="Fighting at the bridge", kind="battle", date_edtf=f"1998-08-{chance.randint(1, 28):02}",
        place=chance.choice(names.places), place_precision="near",
    )  # fmt: skip


def made_claim(chance: random.Random, names: Names, event: Event) -> Claim:
    """Make a claim at random, on any topic."""
    claim = Claim(event=event, act=chance.choice(["asserts"] * 8 + ["denies", "doubts"]))
    claim.claimant_words = chance.choice(WHO)
    if chance.random() < 0.3:
        claim.claimant = chance.choice(names.factions)
    claim.topic = chance.choice(["casualties"] * 4 + ["control"] * 3 + ["fate", "responsibility", "other"])
    if claim.topic == "casualties":
        claim.low = chance.randint(1, 100)
        claim.high = claim.low + chance.choice([0, 0, 10])
        claim.state, claim.counted = chance.choice(["killed", "wounded"]), chance.choice(COUNTS)
    elif claim.topic == "control":
        claim.object, claim.value_entity = chance.choice(names.places[:3]), chance.choice(names.factions)
    elif claim.topic == "fate":
        claim.object, claim.state = chance.choice(names.persons), chance.choice(["dead", "alive", "fled"])
    elif claim.topic == "responsibility":
        claim.value_entity = chance.choice(names.factions)
    else:
        claim.words = f"the road was open at {chance.randint(1, 12)}"
    return claim


def made_passage(chance: random.Random, reports: list[Article]) -> Passage:
    """Take a sentence of a report, at random."""
    article = chance.choice(reports)
    paragraphs = article.body.split("\n\n")
    number = chance.randrange(len(paragraphs))
    start = sum(len(one) + 2 for one in paragraphs[:number])
    return Passage(
        article=article,
        field="body",
        start=start,
        end=start + len(paragraphs[number]),
        words=paragraphs[number],
    )


def report(event: Event, tries: int) -> None:
    """Ask for each page several times, and print the least times in milliseconds."""
    client = Client()
    page = event.get_absolute_url()
    addresses = (
        page,
        f"{page}?all=1",
        f"/events/{event.pk}.json",
        "/claims/",
        "/claims/?topic=control",
        "/claims/?page=9",
        "/",
    )
    print("| page | process, ms | clock, ms | queries | kB |\n|---|---|---|---|---|")
    for address in addresses:
        taken = [asked_once(client, address) for _ in range(tries + 1)][1:]  # the first one warms up
        process, clock = (min(times) * 1000 for times in zip(*(one[:2] for one in taken), strict=True))
        print(f"| `{address}` | {process:.0f} | {clock:.0f} | {taken[-1][3]} | {taken[-1][2] / 1000:.0f} |")


if __name__ == "__main__":
    main()
