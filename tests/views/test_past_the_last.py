"""A page past the last: pages show the last one and say so; data refuse, so that a program that counts up comes to an end."""

from __future__ import annotations

import pytest

from tests.factories import make_article, make_claim, make_event, make_faction, make_person, make_statement

pytestmark = pytest.mark.django_db

SAID = "There is no page 9: there is only one."


@pytest.fixture
def archive():
    """Return an archive in which every list has an entry."""
    massoud, jamiat = make_person(name="Massoud"), make_faction(name="Jamiat", slug="jamiat")
    make_article(body="Massoud spoke.", mentions=[(massoud, "Massoud")])
    make_statement(subject=massoud, object=jamiat, start="1996", passages=["He joined."])
    siege = make_event(title="A siege", passages=["They laid siege."])
    make_claim(claimant=massoud, event=siege, passages=["He denied it."])


@pytest.mark.parametrize(
    "address", ["/search/", "/claims/", "/events/", "/people/", "/factions/", "/factions/?on=1996"]
)
def test_a_page_shows_the_last_and_says_so(client, archive, address):
    joined = "&" if "?" in address else "?"
    said = client.get(f"{address}{joined}page=9").content.decode()
    assert SAID in said
    assert "There is no page" not in client.get(f"{address}{joined}page=1").content.decode()


@pytest.mark.parametrize(
    "address", ["/search.json", "/claims.json", "/events.json", "/factions.json?on=1996"]
)
def test_data_refuse(client, archive, address):
    joined = "&" if "?" in address else "?"
    response = client.get(f"{address}{joined}page=9")
    assert response.status_code == 400
    assert response.json()["errors"] == {"page": SAID}
    assert client.get(f"{address}{joined}page=1").status_code == 200


def test_the_last_page_is_named(client):
    for number in range(21):
        make_article(headline=f"Report {number}")
    assert "There is no page 1,000: the last is 2." in client.get("/search/?page=1000").content.decode()
    assert "There is no page" not in client.get("/search/?page=2").content.decode()


def test_a_bad_search_is_told_of_its_badness_alone(client, archive):
    errors = client.get("/search.json?page=9&sort=x").json()["errors"]
    assert list(errors) == ["sort"]
