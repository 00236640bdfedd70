from __future__ import annotations

import pghistory
import pytest
from django.apps import apps

from archive.ingest.derive import derive
from archive.ingest.load import load
from archive.ingest.raw import RawArticle
from archive.ingest.single import load_one, raw_from
from archive.ingest.suggest import add_rules, suggest_rules
from archive.models import Article, BoilerplateRule, Mention
from tests.factories import make_article, make_place, make_source

pytestmark = pytest.mark.django_db

TEXT = "Guns fell silent at noon in Riverton, and people came out of their cellars to look for bread and for each other."
DEBRIS = "The paper of Riverton lives on those who read it."


def load_text(source, *, text=f"Truce\n\n{TEXT}\n\n{DEBRIS}", number=1):
    content = text.encode()
    load([RawArticle(text=text, content=content, origin=f"{number}.txt")], label="test", source=source)
    return Article.objects.latest("id")


def all_ids():
    return Article.objects.order_by("pk").values_list("pk", flat=True)


def test_a_new_rule_cleans_reports_that_were_loaded_before_it():
    make_place(name="Riverton")
    source = make_source()
    article = load_text(source)
    assert Mention.objects.count() == 2
    BoilerplateRule.objects.create(source=source, kind="line", text=DEBRIS)

    result = derive(articles=all_ids())

    article.refresh_from_db()
    assert article.body == TEXT
    assert [item["text"] for item in article.removed] == [DEBRIS]
    assert set(result.changes[0].fields) == {"body", "removed"}
    assert Mention.objects.count() == 1
    assert derive(articles=all_ids()).changes == []


def test_a_dry_run_shows_the_change_and_makes_none():
    source = make_source()
    article = load_text(source)
    BoilerplateRule.objects.create(source=source, kind="line", text=DEBRIS)

    result = derive(articles=all_ids(), dry_run=True)

    before, after = result.changes[0].fields["body"]
    assert (before, after) == (article.body, TEXT)
    article.refresh_from_db()
    assert article.body == before


def test_what_a_curator_edited_stays():
    source = make_source()
    article = load_text(source)
    with pghistory.context(reason="the printer's error"):
        Article.objects.filter(pk=article.pk).update(body="Edited.")
    BoilerplateRule.objects.create(source=source, kind="line", text=DEBRIS)

    result = derive(articles=all_ids())

    assert result.changes == []
    assert result.kept == [(article.pk, "a curator has edited it")]


def test_a_report_that_was_derived_again_is_not_taken_for_edited():
    source = make_source()
    load_text(source)
    BoilerplateRule.objects.create(source=source, kind="line", text=DEBRIS)
    derive(articles=all_ids())
    BoilerplateRule.objects.all().delete()

    assert len(derive(articles=all_ids()).changes) == 1


def test_a_report_without_a_capture_is_left_alone():
    article = make_article()

    assert derive(articles=all_ids()).kept == [
        (article.pk, "it has no capture: it was written in the archive")
    ]


def test_every_kind_of_file_can_be_derived_again(tmp_path):
    from archive.ingest.readers import read_paths

    (tmp_path / "a.txt").write_text(f"Truce\n\n{TEXT} One.")
    (tmp_path / "b.html").write_text(f"<h1>Truce</h1><p>{TEXT} Two.</p>")
    (tmp_path / "c.jsonl").write_text(
        '{"headline": "Truce", "published": "1998", "text": "' + TEXT + ' Three."}'
    )
    (tmp_path / "d.csv").write_text(
        f'headline;text;published\nTruce;"{TEXT} Four.";1998\n', encoding="cp1252"
    )
    load(read_paths([tmp_path]), label="test", source=make_source(), language="en")

    result = derive(articles=all_ids())

    assert (result.articles, result.changes, result.kept) == (4, [], [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT, {"published": "3 May 2011", "url": "https://post.example/1"}),
        (f"Truce\n\n9 August 1998\n\n{TEXT}", {"published": "3 May 2011"}),
        (f"<h1>Truce</h1><p>{TEXT}</p>", {"published": "3 May 2011", "url": "https://post.example/1"}),
        (f"<h1>Truce</h1><p>{TEXT}</p>", {"published": "8/9/97", "origin": "a.html"}),
        (TEXT, {"published": "3 May 2011", "origin": "a.txt"}),
    ],
)
def test_what_was_said_beside_a_paste_stays(content, said):
    load_one(raw_from(content, **said), source=make_source())

    assert derive(articles=all_ids()).changes == []


def test_a_date_that_an_earlier_version_guessed_goes():
    article = load_text(make_source())
    Article.objects.update(date_edtf="1997-09-08", date_basis="inferred", date_printed="1997-09-08")
    ArticleEvent = apps.get_model("archive", "ArticleEvent")
    ArticleEvent.objects.all().delete()

    derive(articles=all_ids())

    article.refresh_from_db()
    assert (article.date_edtf, article.date_printed) == ("", "")


# Suggestions


def test_lines_that_stand_in_several_reports_are_proposed_most_frequent_first():
    source = make_source()
    for number in range(4):
        more = "\n\nPrinted on Fridays" if number else ""
        make_article(source=source, body=f"Report {number} of its own.\n\n{DEBRIS}{more}")
    make_article(body=DEBRIS)

    found = suggest_rules(source)

    assert [(s.text, s.count) for s in found] == [(DEBRIS, 4), ("Printed on Fridays", 3)]


def test_a_line_that_a_rule_names_already_is_not_proposed():
    source = make_source()
    for number in range(3):
        make_article(source=source, body=f"Report {number}.\n\n{DEBRIS}")
    BoilerplateRule.objects.create(kind="line", text=DEBRIS.upper())

    assert suggest_rules(source) == []


def test_proposals_become_rules_that_are_not_active_yet():
    source = make_source()
    for number in range(3):
        make_article(source=source, body=f"Report {number}.\n\n{DEBRIS}")

    assert add_rules(source, suggest_rules(source)) == 1
    assert add_rules(source, suggest_rules(source)) == 0
    rule = BoilerplateRule.objects.get(source=source)
    assert (rule.text, rule.kind, rule.active) == (DEBRIS, "line", False)
