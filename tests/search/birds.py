"""Sixty reports about birds, and searches of them in every form there is."""

from __future__ import annotations

import random

from archive.models import Story
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_name,
    make_person,
    make_place,
    make_source,
)

BIRDS = ("falcon", "heron", "egret", "swan", "crane", "stork", "ibis")
QUERIES = (
    "", "q=falcon", "q=falcon+heron", "q=falcon+-heron", "q=-falcon", "q=falcon+OR+ibis", "q=(falcon+OR+heron)+-(ibis+swan)",
    'q="falcon+heron"', 'q="falcon+of+the+heron"', 'q="falcon+heron"+swan', 'q=-"falcon+heron"', 'q="falcon+heron"+OR+"swan+ibis"',
    'q="falcon+heron+swan+ibis"', 'q="heron+swan"~4', "q=fal*", "q=fal*+-heron", "q=-fal*", "q=s*+OR+fal*", 'q="falcon+her*"',
    "q=*con", "q=herons~", "q=title:falcon", 'q=title:"falcon+heron"', "q=headline:fal*", "q==falcons", "q=ann", "q=anne", "q=-ann",
    "q=person:ann+falcon", "q=malik", "q=malik+falcon", "q=town", "q=country+-town", "q=red+front", "q=before:1997", "q=on:1998+falcon",
    "q=falcon+heron+egret+swan+crane+stork+ibis", "q=falcon+heron+egret+swan+crane+stork+ibis&match=all", "q=falcon+locusts",
    "q=falcon+locusts&match=most", "q=falcn", "q=THE+FALCON", "q=falcon+1998", "q=falcon&sort=newest", "q=falcon&sort=oldest",
    "q=falcon&page=2", "page=2", "q=falcon&copies=1", "copies=1&page=3", "person=ann", "person=-ann", "person=none", "place=country",
    "place=town&person=bo", "faction=red&q=falcon", "source=digest&source=weekly", "source=-digest&q=heron", "language=fr", "year=1997",
    "year=1997&year=1998&q=falcon", "year=none", "from=1996&to=1998", "from=1997&certain=1&q=swan", "q=falcon&exact=1", "q=ann&exact=1",
    "possible=malik-of-the-north", "q=heron&possible=malik-of-the-north", "q=сокол", 'q="', "q=the",
)  # fmt: skip


def build():
    """Sixty random reports, the same each time, with names, copies, dates of all kinds, and a name that two people share."""
    chance = random.Random(12)
    country = make_place(name="Country", slug="country")
    named = [
        country,
        make_place(name="Town", slug="town", parent=country),
        make_person(name="Ann", slug="ann", names=["Anne"]),
        make_person(name="Bo", slug="bo"),
        make_faction(name="Red Front", slug="red"),
    ]
    maliks = [
        make_person(name=f"Malik of the {side}", slug=f"malik-of-the-{side.lower()}")
        for side in ("North", "South")
    ]
    for one in maliks:
        make_name(entity=one, text="Malik", ambiguous=True)
    sources = [make_source(name=name, slug=name.lower()) for name in ("Digest", "Weekly")]
    stories = [Story.objects.create() for _ in range(4)]
    for number in range(60):
        article = make_article(
            headline=" ".join(chance.sample(BIRDS, 2)).capitalize(),
            body=sentence(chance) + chance.choice(["", " Anne spoke.", " Malik spoke.", " Сокол."]),
            source=chance.choice(sources),
            story=chance.choice([None, None, None, *stories]),
            date_edtf=chance.choice(["", "1996", "1997-05", "1998-08-09", "1996/1998", "199X", "2003"]),
            language=chance.choice(["en", "en", "fr", ""]),
            status="draft" if number % 20 == 7 else "published",
            source_ref=str(number),
            mentions=chance.sample(named, chance.randint(0, 3)),
        )
        if "Malik" in article.body:
            for one in maliks:
                make_mention(article=article, entity=one, text="Malik", status="suggested")


def sentence(chance):
    words = [
        chance.choice([*BIRDS, *BIRDS, "the", "of", "falcons", "snow"]) for _ in range(chance.randint(4, 40))
    ]
    return " ".join(words).capitalize() + "."
