"""Rules of a source in the admin: proposed from lines that recur, tried over all its reports, applied, taken back."""

from __future__ import annotations

import pghistory
import pytest
from django.urls import reverse
from django.utils import timezone

from archive.admin import bulk_jobs
from archive.curation.take_back import take_back
from archive.ingest.load import load
from archive.ingest.raw import RawArticle
from archive.models import Article, BoilerplateRule, BulkChange, Mention, Step
from tests.factories import make_person, make_source

pytestmark = pytest.mark.django_db

LINE = "The Herald goes out to the valley on foot"
WORDS = "Guns fell silent at noon, and General Malik had left the bridge with number {} of his men, the League said."


def fill():
    source = make_source(name="Herald", slug="herald")
    make_person(name="Malik")
    texts = [f"{LINE}\n\n{WORDS.format(number)}\n\nMalik spoke again on day {number}." for number in range(5)]
    raws = [
        RawArticle(headline=f"Report {n}", text=text, id=str(n), content=text.encode(), origin=f"{n}.txt")
        for n, text in enumerate(texts)
    ]
    load(raws, label="x", source=source, publish=True)
    return source


def work():
    for change in BulkChange.objects.filter(status="running"):
        while bulk_jobs.change_next_lot(change.pk):
            pass
    return BulkChange.objects.latest("pk")


def test_lines_that_recur_are_tried_on_all_reports_and_applied_with_mentions_moving_along(curator):
    source = fill()
    assert all(LINE in body for body in Article.objects.values_list("body", flat=True))
    decided = Mention.objects.filter(article__headline="Report 1").order_by("start").last()
    decided.status, decided.reviewed_at = "rejected", timezone.now()
    decided.save()
    address = reverse("admin:propose_rules", args=[source.pk])
    assert LINE in curator.get(address).content.decode()

    curator.post(address, {"step": "try", "line": [LINE]})
    assert "0 of 5 reports looked at" in curator.get(address).content.decode()
    trial = work()

    assert (trial.changed_count, trial.step) == (5, None)
    page = curator.get(address).content.decode()
    assert "5 reports of 5 would change" in page and f'<del dir="auto">{LINE}</del>' in page
    assert all(LINE in body for body in Article.objects.values_list("body", flat=True))
    assert not BoilerplateRule.objects.filter(source=source).exists()

    before = {(m.article_id, m.text, m.start) for m in Mention.objects.filter(field="body")}
    curator.post(address, {"step": "apply"})
    change = work()

    assert change.changed_count == 5 and BoilerplateRule.objects.get(source=source).active
    assert not any(LINE in body for body in Article.objects.values_list("body", flat=True))
    gone = len(LINE) + 2
    moved = {
        (article, text, start - gone) for article, text, start in before if article != decided.article_id
    }
    others = Mention.objects.filter(field="body").exclude(article=decided.article_id)
    assert {(m.article_id, m.text, m.start) for m in others} == moved
    assert Mention.objects.get(article=decided.article_id, status="rejected").start is not None
    for mention in Mention.objects.filter(field="body").select_related("article"):
        assert mention.article.body[mention.start : mention.end] == mention.text

    take_back(step=Step.objects.get(pk=change.step_id), user=change.user, reason="")
    assert all(LINE in body for body in Article.objects.values_list("body", flat=True))


def test_reports_that_somebody_has_edited_are_left_alone(curator):
    source = fill()
    article = Article.objects.get(headline="Report 2")
    with pghistory.context(reason="misprint"):
        article.body += " By hand."
        article.save()
    address = reverse("admin:propose_rules", args=[source.pk])
    curator.post(address, {"step": "try", "line": [LINE]})
    assert (work().changed_count, work().left_count) == (4, 1)


def test_nothing_is_applied_that_was_not_tried(curator):
    source = fill()
    curator.post(reverse("admin:propose_rules", args=[source.pk]), {"step": "apply", "line": [LINE]})
    assert not BulkChange.objects.exists() and not BoilerplateRule.objects.filter(source=source).exists()


def test_a_contributor_may_not(contributor):
    source = fill()
    address = reverse("admin:propose_rules", args=[source.pk])
    assert contributor.get(address).status_code == 403
    assert contributor.post(address, {"step": "try", "line": [LINE]}).status_code == 403
