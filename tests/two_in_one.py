"""Somebody who was two, for the tests of splitting."""

from __future__ import annotations

from archive.matching.link import link
from archive.models import Entity
from tests.factories import make_article, make_person, make_source


def make_two_in_one() -> Entity:
    """Return a person with names and passages of 1997 and 2010."""
    person = make_person(name="Abdul Malik", names=["Malik Pahlawan", "Malik Zafar"])
    post = make_source(name="Post", slug="post")
    old = make_article(body="Malik Pahlawan fled, and Abdul Malik too.", date_edtf="1997-05", source=post)
    new = make_article(body="Malik Zafar spoke, says Abdul Malik.", date_edtf="2010")
    link(articles=[old, new])
    return person
