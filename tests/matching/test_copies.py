"""Which reports are compared."""

from __future__ import annotations

import pytest
from django.db import connections

from archive.matching import copies
from archive.matching.copies import Comparison, near_in_hand
from archive.matching.group import group
from archive.matching.same_story import Printing
from archive.matching.sketch import sketch
from archive.models import Fingerprint
from tests.factories import make_article
from tests.matching.test_sketch import altered, text_of

STORY, ELSEWHERE = text_of(300, seed=21), text_of(300, seed=22)
REVISED = altered(STORY, share=0.04, seed=23)
FAR = 1_000_000_000  # a number that no report of a test gets


def printings(*texts, start=1):
    return {number: Printing(sketch(text)) for number, text in enumerate(texts, start)}


def sketches(*texts, start=1):
    return {number: sketch(text) for number, text in enumerate(texts, start)}


def test_reports_in_hand_are_near_when_they_share_a_band_or_all_words():
    short = "one two three four five six seven eight nine"
    pairs = set(near_in_hand(sketches(STORY, ELSEWHERE, REVISED, short, short.upper())))
    assert pairs == {(1, 3), (4, 5)}


def test_a_report_is_compared_with_the_nearest_of_many(monkeypatch):
    monkeypatch.setattr(copies, "CANDIDATES_COMPARED", 2)
    near = [altered(STORY, share=0.02, seed=seed) for seed in range(9)]
    pairs = list(near_in_hand(sketches(*near, STORY)))
    assert len([pair for pair in pairs if 10 in pair]) == 2


@pytest.mark.django_db
def test_copies_are_found_in_hand_and_in_the_archive():
    kept = make_article(body=STORY)
    group(articles=[kept])
    given = printings(ELSEWHERE, REVISED, altered(ELSEWHERE, share=0.04, seed=24), start=kept.pk + 100)
    one, two, three = given
    assert Comparison(given).copies() == [(kept.pk, two), (one, three)]


@pytest.mark.django_db
def test_no_pair_is_compared_twice(monkeypatch):
    group(articles=[make_article(body=STORY)])
    asked = []
    comparison = Comparison(printings(REVISED, altered(STORY, share=0.02, seed=25), start=FAR))
    found = comparison.copies()
    assert len(found) == 3
    monkeypatch.setattr(copies, "are_one_story", lambda *pair: asked.append(pair))
    monkeypatch.setattr(copies, "are_apart", lambda *pair: asked.append(pair))
    monkeypatch.setattr(copies, "current_snapshot", lambda: "another")
    assert comparison.copies() == found and not asked


@pytest.mark.django_db(transaction=True)
def test_the_archive_is_asked_again_only_when_somebody_else_wrote(monkeypatch):
    asked = []
    near = copies.near_in_archive
    monkeypatch.setattr(copies, "near_in_archive", lambda *given: asked.append(1) or near(*given))
    # Tests at work beside this one, on the same server, are somebody else too: as many snapshots, as many questions.
    seen, snapshot = [], copies.current_snapshot
    monkeypatch.setattr(copies, "current_snapshot", lambda: seen.append(snapshot()) or seen[-1])
    comparison = Comparison(printings(STORY, start=FAR))
    assert comparison.copies() == comparison.copies() == comparison.copies() == []
    assert len(asked) == len(set(seen))
    other = connections.create_connection("default")
    try:
        article = make_article(body=REVISED)
        made = sketch(REVISED)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO archive_fingerprint (article_id, text_hash, bands) VALUES (%s, %s, %s)",
                [article.pk, made.text_hash, made.bands],
            )
    finally:
        other.close()
    assert comparison.copies() == [(article.pk, FAR)]


@pytest.mark.django_db
def test_a_report_that_is_gone_is_no_copy(monkeypatch):
    monkeypatch.setattr(copies, "near_in_archive", lambda given: [(FAR, 1, None)])
    assert Comparison(printings(REVISED, start=FAR)).copies() == []


@pytest.mark.django_db
def test_a_text_is_read_only_where_the_samples_leave_it_open(monkeypatch):
    """Two texts with a third in common share bands but are not copies."""
    third, read = text_of(150, seed=26), []
    mixed = f"{third} {text_of(300, seed=27)}"
    articles = [
        make_article(body=body)
        for body in (f"{third} {text_of(300, seed=28)}", altered(mixed, share=0.02, seed=29))
    ]
    group(articles=articles)
    monkeypatch.setattr(copies, "sketch", lambda body: read.append(body) or sketch(body))
    monkeypatch.setattr(
        copies,
        "near_in_archive",
        lambda given: [(FAR, *row) for row in Fingerprint.objects.values_list("pk", "sample")],
    )
    comparison = Comparison(printings(mixed, start=FAR))
    assert comparison.copies() == [(articles[1].pk, FAR)]
    assert read == [articles[1].body]


@pytest.mark.django_db
def test_a_text_without_a_sample_is_read():
    kept = make_article(body=STORY)
    group(articles=[kept])
    Fingerprint.objects.update(sample=None)
    assert Comparison(printings(REVISED, start=FAR)).copies() == [(kept.pk, FAR)]
    group(articles=[kept])
    assert Fingerprint.objects.get().sample
