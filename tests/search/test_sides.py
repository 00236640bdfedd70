"""`side:`, by who is cited with a side at the date of a report."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Statement
from archive.search.page.results import search
from tests.factories import make_article, make_faction, make_mention, make_person, make_statement

pytestmark = pytest.mark.django_db
CITED = "Cited in a report."


@pytest.fixture
def taliban(db):
    return make_faction(name="Taliban", slug="taliban", names=["Taleban"])


@pytest.fixture
def malik(db):
    return make_person(name="Abdul Malik", slug="malik")


def side(person, faction, **values):
    values.setdefault("passages", [CITED])
    return make_statement(subject=person, object=faction, **values)


def report(headline, date_edtf="", *, of=(), **values):
    return make_article(
        headline=headline, body="Something happened.", date_edtf=date_edtf, mentions=of, **values
    )


def found(q, **params):
    query = QueryDict(mutable=True)
    query.update({"q": q, "sort": "oldest", **params})
    results = search(query)
    assert results.errors == {}
    assert results.total == len(results.hits)
    return [hit.article.headline for hit in results.hits]


def said(q):
    return search(_query(q)).messages


def _query(q):
    query = QueryDict(mutable=True)
    query["q"] = q
    return query


def test_it_finds_reports_dated_while_somebody_in_them_is_cited_with_the_side(taliban, malik):
    side(malik, taliban, first_cited="1997-05-19", last_cited="1997-05-28")
    for day in ("1997-05-18", "1997-05-19", "1997-05-28", "1997-05-29"):
        report(day, day, of=[malik])
    report("May 1997", "1997-05", of=[malik])
    report("1997", "1997~", of=[malik])
    report("open", "../1997-05-19", of=[malik])
    report("undated", of=[malik])
    report("another", "1997-05-20", of=[make_person()])
    assert found("side:taliban") == ["open", "1997", "May 1997", "1997-05-19", "1997-05-28"]
    assert found("side:taleban") == found("side:taliban") == found('side:"TALIBAN"')


def test_open_and_imprecise_spells_reach_as_far_as_they_may(taliban, malik):
    side(malik, taliban, start="1994", end="2001-11-13/..")
    for year in ("1993", "1994-01-01", "2001-11-14", "2021"):
        report(year, year, of=[malik])
    assert found("side:taliban") == ["1994-01-01", "2001-11-14", "2021"]


def test_with_on_it_asks_for_that_date_in_place_of_the_reports_own(taliban, malik):
    side(malik, taliban, first_cited="1997-05-25", last_cited="1997-05-28")
    report("before", "1997-05-03", of=[malik])
    report("during", "1997-05-26", of=[malik])
    report("after", "1997-06-01", of=[malik])
    assert found("side:taliban") == ["during"]
    assert found("side:taliban on:1997-05") == ["before", "during"]
    assert found("side:taliban on:1997-06") == []
    assert found("on:1997-05 -side:taliban") == []


def test_it_joins_words_negation_alternatives_and_facets(taliban, malik):
    alliance = make_faction(name="Northern Alliance", slug="alliance")
    dostum = make_person(name="Abdul Rashid Dostum", slug="dostum")
    side(malik, taliban, first_cited="1997")
    side(dostum, alliance, first_cited="1997")
    report("one", "1997-05-01", of=[malik])
    report("two", "1997-05-02", of=[dostum])
    report("both", "1997-05-03", of=[malik, dostum], language="fr")
    report("none", "1997-05-04")
    assert found("side:taliban something") == ["one", "both"]
    assert found("side:taliban nothing") == []
    assert found('side:taliban side:"northern alliance"') == ["both"]
    assert found('side:(taliban OR "northern alliance")') == ["one", "two", "both"]
    assert found('side:taliban -side:"northern alliance"') == ["one"]
    assert found("-side:taliban headline:(one OR two OR none)") == ["two", "none"]
    assert found("side:taliban", language="fr") == ["both"]
    assert found("side:taliban", person="dostum") == ["both"]


def test_parts_of_a_side_count_while_they_belong_to_it(taliban, malik):
    network = make_faction(name="Network", slug="network")
    cell = make_faction(name="Cell", slug="cell")
    make_statement(
        subject=network, predicate="part-of", object=taliban, start="1996", end="2001", passages=[CITED]
    )
    make_statement(
        subject=cell, predicate="part-of", object=network, start="1990", end="1998", passages=[CITED]
    )
    make_statement(
        subject=taliban, predicate="part-of", object=cell, start="1990", end="2010", passages=[CITED]
    )  # in a circle
    side(malik, cell, start="1997", end="2005")
    for year in ("1995", "1997", "1998", "1999"):
        report(f"malik {year}", year, of=[malik])
        report(f"network {year}", year, of=[network])
    assert found("side:taliban") == [
        "malik 1997",
        "network 1997",
        "malik 1998",
        "network 1998",
        "network 1999",
    ]


@pytest.mark.parametrize("predicate", ["member-of", "leads", "commands", "office"])
def test_every_side_counts(predicate, taliban, malik):
    side(malik, taliban, predicate=predicate, first_cited="1997")
    report("one", "1997", of=[malik])
    assert found("side:taliban") == ["one"]


@pytest.mark.parametrize("predicate", ["detained-by"])
def test_who_is_held_by_a_faction_is_not_on_its_side(predicate, taliban, malik):
    side(malik, taliban, predicate=predicate, first_cited="1997")
    report("one", "1997", of=[malik])
    assert found("side:taliban") == []


def test_only_what_readers_may_see_counts(taliban, malik):
    make_statement(subject=malik, object=taliban, first_cited="1997")  # not sourced
    side(malik, taliban, first_cited="1997", status="suggested")
    hidden = make_person(name="Hidden One", visibility="protected")
    side(hidden, taliban, first_cited="1997")
    draft = make_faction(name="Draft", slug="draft", visibility="draft")
    make_statement(subject=draft, predicate="part-of", object=taliban, first_cited="1997", passages=[CITED])
    side(malik, draft, first_cited="1997")
    report("one", "1997", of=[malik, hidden])
    assert found("side:taliban") == []
    assert not any("Hidden" in message or "Malik" in message for message in said("side:taliban"))


def test_only_accepted_mentions_count(taliban, malik):
    side(malik, taliban, first_cited="1997")
    make_mention(article=report("one", "1997"), entity=malik, status="suggested")
    assert found("side:taliban") == []


def test_what_changes_in_a_statement_shows_at_the_next_search(taliban, malik):
    made = side(malik, taliban, first_cited="1997")
    report("one", "1997", of=[malik])
    report("two", "1998", of=[malik])
    assert found("side:taliban") == ["one"]
    Statement.objects.filter(pk=made.pk).update(first_cited="1998")
    assert found("side:taliban") == ["two"]
    made.evidence.all().delete()
    assert found("side:taliban") == []


def test_the_page_says_whom_it_found(taliban, malik):
    dostum = make_person(name="Abdul Rashid Dostum")
    absent = make_person(name="Absent")
    for person in (malik, dostum, absent):
        side(person, taliban, first_cited="1997")
    report("one", "1997", of=[malik, dostum])
    report("two", "1997", of=[dostum])
    report("later", "1999", of=[absent])
    assert said("side:taliban") == ["Cited with Taliban at the time: Abdul Rashid Dostum, Abdul Malik."]
    assert said("side:taliban on:1997") == [
        "Cited with Taliban on that date: Abdul Rashid Dostum, Abdul Malik."
    ]
    assert said("side:taliban on:1999") == ["Nobody is cited with Taliban on that date."]


def test_an_unknown_side_finds_nothing_and_says_so(taliban):
    report("one", "1997")
    assert found("side:nobody") == []
    assert said("side:nobody") == [
        "No faction in the archive is called “nobody”, so nobody is cited with it."
    ]
    assert said("side:taliban") == ["Nobody is cited with Taliban at a known date."]
    assert found("-side:taliban") == ["one"]


def test_it_is_one_statement_however_many_are_cited(taliban, django_assert_max_num_queries, engine_used):
    for number in range(30):
        person = make_person(name=f"Person {number}")
        side(person, taliban, first_cited="1997")
        report(f"{number}", "1997", of=[person])
    search(_query("side:taliban")).total  # noqa: B018 (warms the records)
    with django_assert_max_num_queries(8):
        assert search(_query("side:taliban")).total == 30


def test_those_who_were_on_the_side_are_marked_in_the_snippet(taliban, malik):
    dostum = make_person(name="Dostum")
    side(malik, taliban, first_cited="1997")
    side(dostum, taliban, first_cited="1992")
    article = make_article(headline="Malik and Dostum", body="Malik met Dostum.", date_edtf="1997-05-20")
    make_mention(article=article, entity=malik, text="Malik")
    make_mention(article=article, entity=dostum, text="Dostum")
    (hit,) = search(_query("side:taliban")).hits
    assert hit.snippet == "<mark>Malik</mark> met Dostum."
    (hit,) = search(_query('side:taliban "met"')).hits
    assert hit.snippet == "<mark>Malik</mark> <mark>met</mark> Dostum."


def test_every_format_says_it(client, taliban, malik):
    side(malik, taliban, first_cited="1997")
    report("one", "1997", of=[malik])
    words = "Cited with Taliban at the time: Abdul Malik."
    assert client.get("/search.json?q=side:taliban").json()["messages"] == [words]
    for name in ("/search/", "/search.bib", "/search.atom"):
        assert words in client.get(f"{name}?q=side:taliban").content.decode(), name
