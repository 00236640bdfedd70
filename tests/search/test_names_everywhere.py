"""Names in phrases, proximity, beginnings, fields, groups and exclusions find what every other spelling of them finds there."""

from __future__ import annotations

import random

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from archive.matching.link import digest_of, link, texts_of
from archive.models import Article, Entity
from archive.search import search
from archive.search.meaning import spellings
from tests.factories import make_article, make_faction, make_mention, make_name, make_person, make_place

pytestmark = pytest.mark.django_db

TALIBAN = ("Taliban", "Taleban", "Talib")
MAZAR = ("Mazar-i-Sharif", "Mazar-e-Sharif", "Mazar Sharif", "Mazar")
MASSOUD = ("Ahmad Shah Massoud", "Massoud", "Masood")
NAMES = (TALIBAN, MAZAR, MASSOUD)
WORDS = ("troops", "fell", "the", "fled", "snow", "of")
FORMS = (
    '"{one} {word}"', '"{word} {one}"', '"{word} {one} {other}"', '"{one} {other}"', '"{one} {word} {other}"',
    '"{one} {other}"~3', '"{word} {one}"~4', '"{one} {word} {other}"~6', 'title:"{one} {word}"', 'title:({one} {word})',
    "dateline:{plain}", '("{one} {word}" OR "{other} fled")', '"{one} {word}" -"{other} {word}"', 'snow -"{one} {word}"', "-{plain}",
    '"{one} tr*"', "pro-{plain} {word}", '({plain} OR snow) {word}', 'title:"{one} {other}"~3', '-(title:"{one} {word}" OR {plain})',
)  # fmt: skip


def ask(query, **others):
    return search(QueryDict(urlencode({"q": query, **others})), per_page=200)


def found(query, **others):
    return sorted(hit.article.pk for hit in ask(query, **others).hits)


def told(results):
    return [(name.typed, name.entity.slug, name.on) for name in results.names]


@pytest.fixture
def named():
    make_faction(name=TALIBAN[0], slug="taliban", names=TALIBAN[1:])
    make_place(name=MAZAR[0], slug="mazar", names=MAZAR[1:])
    make_person(name=MASSOUD[0], slug="massoud", names=MASSOUD[1:])


@pytest.fixture
def reports(named):
    """Seventy short texts full of names, half of them matched."""
    chance = random.Random(11)

    def text(length):
        kinds = [WORDS if chance.random() < 0.6 else chance.choice(NAMES) for _ in range(length)]
        return " ".join(map(chance.choice, kinds))

    for _ in range(70):
        make_article(headline=text(3), body=f"{text(9)}.", dateline=chance.choice(chance.choice(NAMES)))
    link(articles=Article.objects.order_by("pk")[:35])


def test_any_spelling_finds_the_same_wherever_it_stands(reports):
    chance = random.Random(7)
    hits = 0
    for form in FORMS:
        for _ in range(3):
            one, other = chance.sample(NAMES, 2)
            word = chance.choice(("troops", "fell", "fled"))
            asked = {
                form.format(one=a, other=b, word=word, plain=a.replace(" ", "-"))
                for a in one
                for b in chance.sample(other, 2)
            }
            answers = {query: found(query) for query in asked}
            assert len(set(map(tuple, answers.values()))) == 1, answers
            hits += len(next(iter(answers.values())))
    assert hits > 300


def test_the_texts_found_are_those_with_the_phrase_in_any_spelling(named):
    for body in (
        "Taleban troops came.",
        "The Talib troops left.",
        "Troops of the Taliban.",
        "Taliban, and troops.",
    ):
        make_article(headline=body[:3], body=body)
    hits = ask('"taliban troops"').hits
    assert sorted(hit.article.body for hit in hits) == ["Taleban troops came.", "The Talib troops left."]


def test_proximity_counts_from_the_name_however_many_words_it_has(named):
    near = make_article(body="Mazar i Sharif one two three Taleban.")
    make_article(body="Mazar i Sharif one two three four Taleban.")
    assert found('"mazar-e-sharif talib"~4') == found('"talib mazar sharif"~4') == [near.pk]


def test_the_page_says_so_and_can_be_told_not_to(named, client):
    typed = make_article(body="Taleban troops came.")
    make_article(body="Taliban troops came.")
    results = ask('snow OR "taleban troops"')
    assert told(results) == [("taleban", "taliban", True)]
    assert results.total == 2
    off = results.names[0].off_url
    assert off == "/search/?q=snow+OR+%3D%22taleban+troops%22"
    literal = search(QueryDict(off.partition("?")[2]))
    assert [hit.article.pk for hit in literal.hits] == [typed.pk]
    assert told(literal) == [("taleban", "taliban", False)]
    assert literal.names[0].off_url == results.address.__str__()
    assert found('"taleban troops"', exact="1") == [typed.pk]
    assert client.get("/search.json", {"q": '"taleban troops"'}).json()["names"][0] == {
        "typed": "taleban",
        "entity": "taliban",
        "kind": "faction",
        "name": "Taliban",
        "also": ["Taliban", "Talib"],
        "on": True,
        "rule": "",
        "off_url": "/search/?q=%3D%22taleban+troops%22",
    }
    html = client.get("/search/", {"q": '"taleban troops"'}).content.decode()
    assert "Also searched for <bdi>Taliban</bdi>, <bdi>Talib</bdi>" in html


@pytest.mark.parametrize("query", ['="taleban mazar"~8', '="taleban tr*"', "title:=taleban", "=pro-taleban"])
def test_what_is_marked_as_typed_is_searched_as_typed(named, query):
    link(
        articles=[
            make_article(headline="Taliban tried", body="Taliban troops at Mazar-i-Sharif; pro-Taliban.")
        ]
    )
    assert found(query) == []
    assert found(query.replace("=", "")) != []


def test_a_shared_name_in_a_phrase_stays_as_typed(named):
    for side in ("North", "South"):
        make_name(entity=make_person(name=f"Malik {side}"), text="Malik", ambiguous=True)
    report = make_article(body="Malik fled.")
    make_article(body="Malik North fled.")
    assert found('"malik fled"') == [report.pk]


def test_the_distance_within_one_name_is_obeyed_and_explained(named):
    make_place(name="Mazar airport", slug="mazar-airport")
    apart = make_article(body="Mazari Sharif had its airport.")
    make_name(entity=Entity.objects.get(slug="mazar"), text="Mazari Sharif")
    results = ask('"mazar airport"~8')
    assert [hit.article.pk for hit in results.hits] == [apart.pk]
    assert told(results) == [("mazar", "mazar", True)]
    assert results.messages == [
        "“mazar airport” is a name: searched for its words at this distance. Without the distance it is found in every spelling."
    ]


def test_more_combinations_than_can_be_searched_are_cut_and_said(named, monkeypatch):
    monkeypatch.setattr(spellings, "MAX_COMBINATIONS", 3)
    monkeypatch.setattr("archive.search.meaning.names.MAX_COMBINATIONS", 3)
    results = ask('"taleban mazar" OR "taleban troops"')
    assert results.messages[0] == "“taleban mazar” has 20 combinations of spellings: searched for 3 of them."
    assert len(results.messages) == 2


def test_a_hit_shows_the_name_marked_and_is_weighed_by_it(named):
    report = make_article(body="Talib troops came.")
    link(articles=[report])
    assert "<mark>Talib troops</mark>" in ask('"taleban troops"').hits[0].snippet


def test_words_beside_a_name_have_their_other_forms_for_each_spelling(named):
    found_by_both = make_article(body="Mazar-i-Sharif falls today.")
    results = ask('"mazar-e-sharif fell"')
    assert ([hit.article.pk for hit in results.hits], results.messages) == ([found_by_both.pk], [])


# What a curator rejected


def matched(**values):
    """Make a report whose names were looked for."""
    article = make_article(**values)
    Article.objects.filter(pk=article.pk).update(linked_digest=digest_of(texts_of(article)))
    return article


def rejected(entity, printed):
    article = matched(headline=printed, body=f"{printed} troops fled.")
    make_mention(article=article, entity=entity, text=printed, status="rejected")
    return article


def test_a_report_in_which_a_name_was_rejected_is_found_by_every_spelling_after_those_that_name_it(
    named,
):
    taliban = Entity.objects.get(slug="taliban")
    other = rejected(taliban, "Taleban")
    meant = matched(body="Talib troops came.")
    make_mention(article=meant, entity=taliban, text="Talib")

    for spelling in ("taleban", "taliban", "talib"):
        assert [hit.article.pk for hit in ask(spelling).hits] == [meant.pk, other.pk]
    assert found('person:"x" OR talib') == [other.pk, meant.pk]
    assert found("taleban", exact="1") == found("title:taleban") == found("title:taliban") == [other.pk]
    assert found("faction:taleban") == found("", faction="taliban") == [meant.pk]
    assert found("taleban", confirmed="1") == [meant.pk] and found("troops -taleban") == []


def test_what_is_decided_of_a_name_changes_at_once_what_finds_it(named):
    taliban = Entity.objects.get(slug="taliban")
    article = matched(body="Taleban troops fled.")
    mention = make_mention(article=article, entity=taliban, text="Taleban", status="suggested")

    answers = {}
    for status in ("accepted", "rejected", "suggested"):
        mention.status = status
        mention.save()
        answers[status] = found("taliban"), found("taleban"), found("faction:taliban")
    here = [article.pk]
    assert answers == {
        "accepted": (here, here, here), "rejected": (here, here, []), "suggested": (here, here, []),
    }  # fmt: skip
    mention.status = "rejected"
    mention.save()
    mention.delete()
    assert (found("taliban"), found("taleban"), found("faction:taliban")) == (here, here, [])


def test_the_word_is_marked_where_a_report_was_found_by_it_alone(named):
    article = rejected(Entity.objects.get(slug="taliban"), "Taleban")

    (hit,) = ask("taleban").hits
    assert hit.article.pk == article.pk and "<mark>Taleban</mark> troops" in hit.snippet
    assert hit.headline == "<mark>Taleban</mark>"


def test_a_rejected_name_beside_an_accepted_one_changes_nothing(named):
    taliban = Entity.objects.get(slug="taliban")
    article = rejected(taliban, "Taleban")
    make_mention(article=article, entity=taliban, text="troops", field="body", start=8, end=14)

    assert found("taliban") == found("taleban") == [article.pk]


def test_a_word_is_found_wherever_it_is_printed_whatever_the_names_there_mean(named):
    airport = make_place(name="Mazar airport", slug="mazar-airport")
    longer = matched(headline="Mazar airport shelled", body="Shells fell.")
    make_mention(article=longer, entity=airport, text="Mazar airport", field="headline", start=0, end=13)
    waiting = matched(headline="Two letters", body="Mazar was quiet.")
    make_mention(article=waiting, entity=Entity.objects.get(slug="mazar"), text="Mazar", status="suggested")
    meant = matched(headline="Three letters", body="Mazar-e-Sharif fell.")
    make_mention(
        article=meant, entity=Entity.objects.get(slug="mazar"), text="Mazar-e-Sharif", start=0, end=14
    )

    assert found("mazar") == [longer.pk, waiting.pk, meant.pk]
    assert ask("mazar").hits[0].article.pk == meant.pk  # those that name the place come first
    assert found("mazar sharif") == found("place:mazar") == [meant.pk]  # not by a name of other words
    assert found("title:mazar") == [longer.pk] and found("-mazar") == []
    (headline,) = (hit.headline for hit in ask("mazar").hits if hit.article.pk == longer.pk)
    assert headline.startswith("<mark>Mazar</mark>")


def test_an_acronym_is_not_the_small_word_that_is_written_alike(named):
    states = make_place(name="United States", slug="united-states", names=["US"])
    matched(headline="Aid", body="They gave us bread.")
    meant = matched(headline="Talks", body="US envoys came.")
    make_mention(article=meant, entity=states, text="US", start=0, end=2)

    assert found("US") == [meant.pk]
