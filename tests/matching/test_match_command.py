"""The command that matches names in reports again."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from archive.management.commands import match
from archive.matching.link import link
from archive.models import Article, Name
from tests.factories import make_article, make_faction, make_person
from tests.matching.test_sketch import text_of

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    call_command("match", *arguments, "--json")
    counts = json.loads(capsys.readouterr().out)
    return counts["articles"], counts["added"], counts["changed"], counts["removed"], counts["copies"]


@pytest.fixture
def taliban():
    return make_faction(name="Taliban", slug="taliban")


def test_it_matches_new_and_changed_texts(capsys, taliban):
    old, new = (make_article(body="The Taliban left.", status=status) for status in ("published", "draft"))
    link(articles=[old])
    assert run(capsys) == (1, 1, 0, 0, 0)
    Article.objects.filter(pk=old.pk).update(body="The Taliban came.", headline="Taliban")
    assert run(capsys) == (1, 1, 0, 0, 0)
    assert run(capsys) == (0, 0, 0, 0, 0)
    assert new.mentions.count() == 1


def test_it_matches_what_names_of_one_entity_can_touch(capsys, taliban):
    make_person(name="Malik", slug="malik")
    articles = [make_article(body=body) for body in ("The Taleban left.", "Malik left.", "Nobody left.")]
    Name.objects.create(entity=taliban, text="Taleban")
    assert run(capsys, "--entity", "taliban") == (1, 1, 0, 0, 0)
    Name.objects.filter(text="Taleban").delete()
    assert run(capsys, "--entity", "faction/taliban", "person/malik") == (2, 1, 0, 1, 0)
    assert [article.mentions.count() for article in articles] == [0, 1, 0]


def test_it_matches_what_changed_since_a_day(capsys, taliban):
    article = make_article(body="The Taliban left.")
    link(articles=[article])
    assert run(capsys, "--since", "2999-01-01") == (0, 0, 0, 0, 0)
    assert run(capsys, "--since", "2020-01-01") == (1, 0, 0, 0, 0)


def test_it_matches_all_and_goes_on_where_it_was_stopped(capsys, taliban):
    articles = [make_article(body="The Taliban left.") for _ in range(3)]
    link(articles=articles)
    assert run(capsys, "--all") == (3, 0, 0, 0, 0)
    assert run(capsys, "--all", "--after", str(articles[0].pk)) == (2, 0, 0, 0, 0)


def test_it_says_how_to_go_on_when_it_is_stopped(monkeypatch, taliban):
    articles = [make_article(body="The Taliban left.") for _ in range(3)]
    monkeypatch.setattr(match, "BATCH_SIZE", 1)

    def stop_at_the_second(*, articles, done=[]):  # noqa: B006
        done.append(articles)
        if len(done) == 2:
            raise KeyboardInterrupt
        return link(articles=articles)

    monkeypatch.setattr(match, "link", stop_at_the_second)
    with pytest.raises(
        CommandError, match=f"1 report matched: 1 mention added.*--after {articles[0].pk} continues"
    ):
        call_command("match", "--all")


def test_it_finds_copies_of_reports_that_were_never_compared(capsys, taliban):
    for _ in range(2):
        make_article(body=text_of(60, seed=1))
    assert run(capsys) == (2, 0, 0, 0, 2)


def test_it_ends_in_a_line_of_counts(capsys, taliban):
    make_article(body="The Taliban left.")
    call_command("match")
    assert capsys.readouterr().out == (
        "1 report matched: 1 mention added, 0 changed, 0 removed; 0 reports put with other copies.\n"
    )


def test_it_names_the_slugs_near_to_an_unknown_one(taliban):
    with pytest.raises(CommandError, match="slug taleban. Similar: faction/taliban."):
        call_command("match", "--entity", "taleban")
    with pytest.raises(CommandError, match="'98' is not a day"):
        call_command("match", "--since", "98")
