"""Mentions made from names in reports."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from archive.matching.link import (
    LinkResult,
    add_readings,
    link,
    readings_of,
    text_digest,
    texts_of,
    unlinked_articles,
    write,
)
from archive.matching.names import known_names
from archive.models import Article, Mention, Name
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_name,
    make_person,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db


def mentions(article):
    rows = article.mentions.order_by("field", "start", "rank").select_related("entity")
    return [(row.field, row.text, row.entity.name, row.status) for row in rows]


@pytest.fixture
def taliban():
    return make_faction(name="Taliban", names=["Taleban"])


@pytest.fixture
def maliks():
    return [make_person(name=f"{first} Malik", names=["Malik"]) for first in ("Abdul", "Haji")]


def test_it_links_headline_standfirst_and_body(taliban):
    make_place(name="Mazar-i-Sharif", names=["Mazar-e-Sharif"])
    article = make_article(
        headline="Taleban take Mazar- i-Sharif",
        standfirst="TALIBAN advance",
        body="In Mazar‑e‑Sharif the Taliban’s men.",
    )
    assert link(articles=[article]) == LinkResult(articles=1, added=5, last=article.pk)
    assert mentions(article) == [
        ("body", "Mazar‑e‑Sharif", "Mazar-i-Sharif", "accepted"),
        ("body", "Taliban", "Taliban", "accepted"),
        ("headline", "Taleban", "Taliban", "accepted"),
        ("headline", "Mazar- i-Sharif", "Mazar-i-Sharif", "accepted"),
        ("standfirst", "TALIBAN", "Taliban", "accepted"),
    ]
    assert {row.method for row in article.mentions.all()} == {"names"}
    assert article.mentions.get(text="Taleban").name.text == "Taleban"


def test_it_writes_nothing_the_second_time(taliban, maliks, django_assert_num_queries):
    article = make_article(body="The Taliban met Malik.")
    link(articles=[article])
    before = list(article.mentions.order_by("pk").values())
    # version of the names, savepoint, reports, mentions, mark, end of savepoint; the weights are in memory
    with django_assert_num_queries(7):
        assert link(articles=[article]).written == 0
    assert list(article.mentions.order_by("pk").values()) == before


def test_it_keeps_the_order_of_suggestions_while_the_bearers_are_the_same(maliks):
    article = make_article(body="They met Malik.")
    link(articles=[article])
    ranks = dict(article.mentions.values_list("entity", "rank"))
    for _ in range(3):
        make_article(body="Haji Malik", mentions=[(maliks[1], "Haji Malik")])
    make_name(entity=maliks[0], text="Malik of Kunduz")
    assert link(articles=[article]).written == 0
    assert dict(article.mentions.values_list("entity", "rank")) == ranks


def test_it_suggests_first_who_was_named_oftenest(maliks):
    for _ in range(3):
        make_article(body="Haji Malik", mentions=[(maliks[1], "Haji Malik")])
    article = make_article(body="They met Malik.")
    link(articles=[article])
    assert [row.entity.name for row in article.mentions.order_by("rank")] == ["Haji Malik", "Abdul Malik"]
    assert {row.status for row in article.mentions.all()} == {"suggested"}


def test_it_sees_a_new_name_at_once_and_removes_what_no_name_says(taliban):
    article = make_article(body="The Talibs and the Taleban.")
    link(articles=[article])
    make_name(entity=taliban, text="Talibs")
    Name.objects.get(text="Taleban").delete()
    result = link(articles=[article])
    assert (result.added, result.removed) == (1, 1)
    assert [row.text for row in article.mentions.all()] == ["Talibs"]


def test_it_passes_over_names_that_are_not_searched(taliban):
    Name.objects.filter(text="Taleban").update(in_search=False)
    article = make_article(body="The Taleban.")
    assert link(articles=[article]).added == 0


def test_it_finds_names_of_entities_that_are_not_public():
    hidden = make_person(name="Abdul Qadir", visibility="protected")
    article = make_article(body="Abdul Qadir left.")
    link(articles=[article])
    assert article.mentions.get().entity == hidden
    assert not Mention.objects.counted().exists()


def test_it_never_brings_back_a_rejected_mention(taliban):
    article = make_article(body="The Taliban, the Taleban and the Taliban.")
    link(articles=[article])
    rejected = article.mentions.order_by("start").first()
    rejected.status = "rejected"
    rejected.save()
    for _ in range(2):
        link(articles=[article])
    assert sorted((row.text, row.status) for row in article.mentions.all()) == [
        ("Taleban", "accepted"),
        ("Taliban", "rejected"),
    ]


def test_it_puts_nothing_in_the_place_of_a_rejected_mention(taliban):
    article = make_article(body="The Taliban movement left.")
    link(articles=[article])
    article.mentions.update(status="rejected")
    make_name(entity=taliban, text="Taliban movement")
    assert link(articles=[article]).written == 0
    assert [(row.text, row.status) for row in article.mentions.all()] == [("Taliban", "rejected")]


def test_it_knows_the_names_as_they_are_after_each_change(taliban):
    seen = {known_names().version}
    for text in ("Talibs", "Talib", "Talibs"):
        Name.objects.filter(entity=taliban, is_primary=False).update(text=text)
        names = known_names()
        seen.add(names.version)
        assert [hit.text for hit in names.trie.find("Talib, Talibs, Taleban")] == [text]
    Name.objects.filter(is_primary=False).delete()
    assert known_names().version not in seen
    assert known_names() is known_names()


def test_it_keeps_what_curators_added_and_puts_nothing_beside_it(maliks):
    article = make_article(body="They met Malik in Kabul.")
    chosen = make_mention(article=article, entity=maliks[1], text="Malik")
    link(articles=[article])
    assert list(article.mentions.all()) == [chosen]


def test_it_drops_the_other_bearers_once_a_curator_accepted_one(maliks):
    article = make_article(body="They met Malik in Kabul.")
    link(articles=[article])
    article.mentions.filter(entity=maliks[0]).update(status="accepted", reviewed_at=timezone.now())
    link(articles=[article])
    assert mentions(article) == [("body", "Malik", "Abdul Malik", "accepted")]


def test_it_accepts_a_short_name_beside_the_full_one(maliks):
    article = make_article(headline="Malik flees", body="Haji Malik fled. Malik is in Herat.")
    link(articles=[article])
    assert {row[2:] for row in mentions(article)} == {("Haji Malik", "accepted")}


def test_it_follows_a_changed_text(taliban):
    article = make_article(body="The Taliban left.")
    mine = make_mention(article=article, entity=make_place(name="The pass"), text="left")
    link(articles=[article])
    article.body = "At dawn the Taleban left."
    article.save()
    assert list(unlinked_articles()) == [article]
    link(articles=[article])
    mine.refresh_from_db()
    assert article.body[mine.start : mine.end] == "left"
    assert sorted(row.text for row in article.mentions.all()) == ["Taleban", "left"]
    assert not unlinked_articles().exists()


def test_it_puts_a_decided_mention_back_where_its_words_return():
    place = make_place(name="The pass")
    article = make_article(body="They held the road.")
    mine = make_mention(article=article, entity=place, text="road")
    Article.objects.filter(pk=article.pk).update(body="They held it.")
    mine.refresh_from_db()
    assert mine.start is None
    Article.objects.filter(pk=article.pk).update(body="The roads: the road.")
    link(articles=[article.pk])
    mine.refresh_from_db()
    assert (mine.start, mine.end) == (15, 19)


def test_it_marks_texts_as_the_database_does(taliban):
    article = make_article(headline="Ünïted “front”", standfirst="Two\nlines", body="The Taliban.")
    assert list(unlinked_articles()) == [article]
    link(articles=[article])
    article.refresh_from_db()
    assert article.linked_digest == text_digest(article)


def test_it_adds_mentions_of_a_report_before_the_report_itself(taliban):
    article = Article(pk=4_000, headline="Taliban advance", body="The Taleban.", source=make_source())
    readings = readings_of(texts_of(article), known_names())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    add_readings({article.pk: readings})
    article.linked_digest = text_digest(article)
    article.save(force_insert=True)
    rows = article.mentions.order_by("pk").values_list("field", "start", "end", "text", "method", "status")
    assert list(rows) == [
        ("headline", 0, 7, "Taliban", "names", "accepted"),
        ("body", 4, 11, "Taleban", "names", "accepted"),
    ]
    assert not unlinked_articles().exists()
    assert link(articles=[article]).written == 0


def test_it_asks_as_much_for_many_reports_as_for_one(taliban, django_assert_max_num_queries):
    articles = [make_article(body="The Taliban left.") for _ in range(30)]
    # as for one, and one more to write
    with django_assert_max_num_queries(9):
        assert link(articles=articles).added == 30


def test_it_tells_how_far_it_is(taliban, monkeypatch):
    monkeypatch.setattr("archive.matching.link.BATCH_SIZE", 2)
    articles = [make_article(body="The Taliban left.") for _ in range(5)]
    seen = []
    link(articles=articles, progress=lambda counts: seen.append((counts.articles, counts.last)))
    assert seen == [(2, articles[1].pk), (4, articles[3].pk), (5, articles[4].pk)]


def test_it_does_not_overrule_a_curator_who_decides_while_it_runs(taliban, monkeypatch):
    article = make_article(body="The Taliban and the Taleban.")
    link(articles=[article])
    Name.objects.all().delete()
    make_name(entity=taliban, text="Taliban")
    first, second = article.mentions.order_by("start")

    def write_later(changes):
        Mention.objects.update(reviewed_at=timezone.now())
        return write(changes)

    monkeypatch.setattr("archive.matching.link.write", write_later)
    assert link(articles=[article]).removed == 0
    assert list(article.mentions.order_by("start")) == [first, second]
