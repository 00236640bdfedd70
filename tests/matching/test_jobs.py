"""Matching reports again when names change."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.matching import jobs
from archive.matching.jobs import NamesChanged, match_again, names_changed
from archive.matching.link import link
from archive.matching.touched import articles_touched
from archive.models import Name
from tests.factories import make_article, make_faction, make_name, make_person, make_place

pytestmark = pytest.mark.django_db


def named(article):
    return sorted(article.mentions.values_list("text", flat=True))


@pytest.mark.parametrize("status", ["published", "draft", "withdrawn"])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Mazar-e-Sharif", "In MAZAR- E-SHARIF, quiet."),
        ("Hezb-e Wahdat", "Of Hézb‑e Wahdat’s men."),
        ("Sana'a", "In Sanaa, quiet."),
        ("Sana'a", "In Sana’a, quiet."),
        ("US Army", "The U.S. Army left."),
        ("WHO", "Said the WHO today."),
        ("طالبان", "حركة طالبان في"),
    ],
)
def test_it_finds_the_reports_that_a_name_can_touch(name, body, status):
    article = make_article(body=body, status=status)
    make_article(body="Nothing of the kind.", status=status)
    assert articles_touched([name]).ids == [article.pk]


def test_it_finds_every_report_that_matching_would_link():
    texts = [
        "The Taliban left.",
        "the TALIBAN’S men",
        "“Taliban”",
        "Kabul/Taliban",
        "Taliban-held",
        "Moham\u00admed",
        "Táliban.",
    ]
    articles = [make_article(body=text) for text in texts]
    make_faction(name="Taliban")
    make_person(name="Mohammed")
    touched = articles_touched(["Taliban", "Mohammed"]).ids
    link(articles=articles)
    assert (
        touched
        == [article.pk for article in articles if article.mentions.exists()]
        == [a.pk for a in articles]
    )


def test_it_matches_at_once_where_few_reports_are_touched():
    faction = make_faction(name="Taliban")
    article = make_article(body="The Taleban left.")
    make_name(entity=faction, text="Taleban")
    assert names_changed(entity=faction) == NamesChanged(articles=1, queued=False)
    assert named(article) == ["Taleban"]


def test_it_takes_away_what_a_removed_or_changed_name_had_found():
    faction = make_faction(name="Taliban", names=["Taleban", "Students"])
    articles = [
        make_article(body=body) for body in ("The Taleban left.", "The Students left.", "The Talibs left.")
    ]
    link(articles=articles)
    faction.names.get(text="Taleban").delete()
    Name.objects.filter(text="Students").update(text="Talibs")
    names_changed(entity=faction)
    assert [named(article) for article in articles] == [[], [], ["Talibs"]]


def test_it_takes_away_what_a_removed_name_had_found_across_a_line_break():
    faction = make_faction(name="Movement", names=["Taliban"])
    article = make_article(body="The Tali-ban left.")
    link(articles=[article])
    assert named(article) == ["Tali-ban"]
    faction.names.get(text="Taliban").delete()
    names_changed(entity=faction)
    assert named(article) == []


def test_it_settles_a_shared_name_once_the_other_bearer_is_gone():
    first, second = (make_person(name=f"{given} Malik", names=["Malik"]) for given in ("Abdul", "Haji"))
    article = make_article(body="They met Malik.")
    link(articles=[article])
    texts = list(second.names.values_list("text", flat=True))
    second.delete()
    names_changed(texts=texts)
    assert [(row.entity, row.status) for row in article.mentions.all()] == [(first, "accepted")]


def test_it_takes_the_names_that_the_caller_gives():
    place = make_place(name="Mazar-i-Sharif", names=["Mazar"])
    articles = [make_article(body="In Mazar-i-Sharif."), make_article(body="In Mazar.")]
    assert names_changed(entity=place, texts=["Mazar-i-Sharif"]).articles == 1
    assert [named(article) for article in articles] == [["Mazar-i-Sharif"], []]


def test_it_leaves_many_reports_to_the_background(monkeypatch):
    monkeypatch.setattr(jobs, "BATCH_SIZE", 1)
    faction = make_faction(name="Taliban")
    articles = [make_article(body="The Taliban left.") for _ in range(2)]
    assert names_changed(entity=faction) == NamesChanged(articles=2, queued=True)
    assert [named(article) for article in articles] == [[], []]
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name) == ("match_again", "matching")
    assert match_again(**job.args) == {"articles": 2, "written": 2}
    assert [named(article) for article in articles] == [["Taliban"], ["Taliban"]]


def test_it_leaves_many_drafts_to_the_background(monkeypatch):
    monkeypatch.setattr(jobs, "LOOK_THROUGH", 0)
    faction = make_faction(name="Taliban")
    draft = make_article(body="The Taliban left.", status="draft")
    assert names_changed(entity=faction).queued
    match_again(**ProcrastinateJob.objects.get().args)
    assert named(draft) == ["Taliban"]


def test_it_does_a_job_whose_entity_is_gone():
    faction = make_faction(name="Taliban")
    article = make_article(body="The Taliban left.")
    link(articles=[article])
    pk = faction.pk
    faction.delete()
    assert match_again(texts=["Taliban"], entity_id=pk) == {"articles": 1, "written": 0}
