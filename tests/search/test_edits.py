"""After every edit a search gives the answer of a complete reread, on both engines."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from archive.models import Article, CommonWord, Entity, Mention, Story
from archive.search import engine
from archive.search.records import snapshot
from tests.committed import learn
from tests.factories import make_article, make_mention, make_name
from tests.golden.answers import answers, differences
from tests.search.birds import QUERIES, build, sentence


def edits():
    """Yield what curators and imports do, one after the other, each committed."""
    chance = random.Random(3)

    def some(number):
        return Article.objects.filter(
            pk__in=chance.sample(list(Article.objects.values_list("pk", flat=True)), number)
        )

    yield lambda: some(5).update(body=sentence(chance), headline="Falcon heron")
    yield lambda: [
        make_article(body=sentence(chance), headline="Falcon", source_ref=f"new {n}") for n in range(4)
    ]
    yield lambda: some(4).update(status="withdrawn", withdrawn_reason="Asked for.")
    yield lambda: some(6).update(story=Story.objects.first())
    yield lambda: make_mention(
        article=Article.objects.published().last(), entity=Entity.objects.get(slug="town")
    )
    yield lambda: Mention.objects.filter(status="suggested", entity__slug="malik-of-the-north")[0].delete()
    yield lambda: some(3).delete()
    yield lambda: make_name(entity=Entity.objects.get(slug="bo"), text="Ibis")
    yield lambda: Entity.objects.filter(slug="ann").update(name="Ann the Elder")
    yield lambda: some(8).update(
        date_edtf="1997-05", date_basis="stated", status="published", withdrawn_reason=""
    )
    yield lambda: some(2).update(body="Falcon. " + "Nothing of note. " * 400)


@pytest.mark.django_db(transaction=True)
def test_after_every_edit_what_is_brought_up_to_date_says_what_is_read_anew(engine_used):
    with transaction.atomic():
        build()
    learn()
    assert CommonWord.objects.filter(ready=True).exists()
    answers(QUERIES)
    first = snapshot.current()
    for number, edit in enumerate(edits()):
        edit()
        asked = QUERIES[number % 3 :: 3]  # each query after every third edit
        brought_up = answers(asked)
        with engine.using():
            assert list(differences(answers(asked), brought_up)) == [], number
    assert (snapshot.current().epoch == first.epoch) == (
        engine_used == "small"
    )  # the large one renumbers rows occasionally
