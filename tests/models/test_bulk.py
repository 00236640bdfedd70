"""Writing rows by COPY."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from archive.models import Article, Mention
from archive.models.bulk import copy_rows
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db
COLUMNS = ("source_id", "headline", "body", "status", "removed", "uid")
UID = "6b1f9a52-7c4e-4c5f-9a55-6f1f6a3f2b1{}"


def copied(source, number=1, **values):
    row = {
        "source_id": source.pk,
        "headline": f"Snow {number}",
        "body": "It fell\ton \\the “pass”.",
        "status": "published",
        "removed": [{"text": "Share", "reason": "share buttons"}],
        "uid": UID.format(number),
    }
    return [(row | values)[name] for name in COLUMNS]


def test_rows_get_what_is_given_and_defaults_for_the_rest():
    source = make_source()
    copy_rows(Article, COLUMNS, [copied(source), copied(source, 2)])
    article = Article.objects.get(headline="Snow 1")
    assert (article.body, article.status, str(article.uid)) == (
        "It fell\ton \\the “pass”.",
        "published",
        UID.format(1),
    )
    assert article.removed == [{"text": "Share", "reason": "share buttons"}]
    assert (article.language, article.note, article.story_decided) == ("en", "", False)
    assert (article.story, article.capture) == (None, None)
    assert article.created_at and article.updated_at
    assert Article.objects.count() == 2


def test_a_default_is_made_anew_for_each_row():
    source = make_source()
    columns = ("source_id", "headline", "body")
    copy_rows(Article, columns, [(source.pk, "Snow", "It fell."), (source.pk, "Rain", "It fell.")])
    assert len(set(Article.objects.values_list("uid", flat=True))) == 2


def test_triggers_see_the_rows():
    copy_rows(Article, COLUMNS, [copied(make_source())])
    article = Article.objects.get()
    assert "'snow'" in article.search_vector.vector


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"headline": ""}, IntegrityError),
        ({"status": "x"}, IntegrityError),
        ({"headline": "x" * 501}, DataError),
    ],
)
def test_constraints_hold_and_django_says_so(values, error):
    with pytest.raises(error), transaction.atomic():
        copy_rows(Article, COLUMNS, [copied(make_source(), **values)])
    assert not Article.objects.exists()


# Mentions that do not stand where they say


MENTION = ("article_id", "entity_id", "field", "start", "end", "text")


@pytest.mark.parametrize(
    ("field", "start", "end", "text", "stands"),
    [
        ("body", 4, 11, "Taliban", True),
        ("headline", 0, 7, "Taliban", True),
        ("body", 4, 11, "taliban", False),
        ("body", 5, 12, "Taliban", False),
        ("body", 4, 10, "Taliban", False),
        ("body", 4, 12, "Taliban", False),
        ("body", 30, 37, "Taliban", False),
        ("standfirst", 4, 11, "Taliban", False),
        ("body", 4, 11, "", True),
        ("body", 4, 99, "", False),
    ],
)
@pytest.mark.parametrize("first", ["mentions", "reports"])
def test_mentions_stand_where_they_say_whichever_comes_first(field, start, end, text, stands, first):
    person = make_person()
    texts = {"headline": "Taliban advance", "body": "The Taliban left."}
    article = make_article(**texts)
    if first == "mentions":
        fields = {"pk": article.pk, "source": article.source, **texts}
        article.delete()

    def write():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            copy_rows(
                Mention,
                MENTION,
                [(article.pk if article.pk else fields["pk"], person.pk, field, start, end, text)],
            )
            if first == "mentions":
                Article.objects.create(**fields)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    if stands:
        write()
        assert Mention.objects.count() == 1
    else:
        with pytest.raises(IntegrityError, match="does not stand"):
            write()


def test_what_is_printed_is_filled_in_where_it_was_not_said():
    article, person = make_article(body="The Taliban left."), make_person()
    copy_rows(Mention, MENTION, [(article.pk, person.pk, "body", 4, 11, "")])
    assert Mention.objects.get().text == "Taliban"
    Mention.objects.update(start=12, end=16, text="")
    assert Mention.objects.get().text == "left"


def test_of_a_long_passage_the_beginning_is_kept():
    article, person = make_article(body="x" * 500), make_person()
    copy_rows(Mention, MENTION, [(article.pk, person.pk, "body", 0, 400, "")])
    assert Mention.objects.get().text == "x" * 300
    Mention.objects.update(start=1, end=401)
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        Mention.objects.update(start=200, end=501)


def test_a_mention_is_not_moved_to_where_something_else_stands():
    article = make_article(body="The Taliban left. The army came.")
    mention = Mention.objects.create(article=article, entity=make_person(), start=4, end=11)
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        Mention.objects.filter(pk=mention.pk).update(start=22, end=29)
    Mention.objects.filter(pk=mention.pk).update(rank=3)
