"""The rules for what readers may see are the same in Python and in SQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q

from archive.models import Article, Entity, Mention
from archive.models.visibility import is_accepted, is_public, is_published
from tests.factories import make_article, make_mention, make_person

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for path in sorted([*(ROOT / "archive").rglob("*.py"), *(ROOT / "archive/sql").glob("*.sql")])
    if "migrations" not in path.parts
]
# A condition of the ORM, or of SQL, that says itself who may see what.
SPELLED = re.compile(
    r"""(status|visibility)="?(published|accepted|public|PUBLISHED|\w+\.Status\.(PUBLISHED|ACCEPTED)|\w+\.Visibility\.PUBLIC)\b"""
    r"""|(status|visibility)\s*(=|<>|!=|IN\b|=\s*ANY)\s*\(?'(published|accepted|public)'"""
)
SAID_HERE = {"archive/models/visibility.py", "archive/sql/visibility.sql"}


def _conditions(path):
    asking = re.sub(r"\.update\([^)]*\)", "", path.read_text())
    return [line.strip() for line in asking.splitlines() if SPELLED.search(line) and "default=" not in line]


def test_nothing_else_says_it():
    found = {str(path.relative_to(ROOT)): _conditions(path) for path in CODE}
    assert {name: lines for name, lines in found.items() if lines and name not in SAID_HERE} == {}


@pytest.mark.django_db
def test_querysets_keep_what_readers_see():
    public, draft, hidden = (
        make_person(visibility=visibility) for visibility in ("public", "draft", "protected")
    )
    published, drafted, withdrawn = (
        make_article(status=status) for status in ("published", "draft", "withdrawn")
    )
    accepted = make_mention(article=published, entity=public)
    make_mention(article=published, entity=draft)
    make_mention(article=published, entity=hidden)
    rejected = make_mention(article=drafted, entity=public, status="rejected")
    suggested = make_mention(article=withdrawn, entity=public, status="suggested")

    assert set(Article.objects.published()) == {published}
    assert set(Entity.objects.public()) == {public}
    assert set(Mention.objects.counted()) == {accepted}
    assert set(Mention.objects.accepted()) == set(Mention.objects.all()) - {rejected, suggested}
    assert not Mention.objects.suggested().in_published()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("function", "condition", "model", "column"),
    [
        ("archive_is_published", is_published, Article, "status"),
        ("archive_is_accepted", is_accepted, Mention, "status"),
        ("archive_is_public", is_public, Entity, "visibility"),
    ],
)
def test_sql_and_python_say_the_same(function, condition, model, column):
    choices = [value for value, _ in model._meta.get_field(column).choices]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM unnest(%s::text[]) AS value WHERE {function}(value)", [choices])
        in_sql = [value for (value,) in cursor.fetchall()]
    in_python = [value for value in choices if Q(condition()).check({column: value})]
    assert in_sql == in_python != []


@pytest.mark.django_db
@pytest.mark.parametrize("method", Mention.Method.values)
@pytest.mark.parametrize("certainty", Mention.Certainty.values)
@pytest.mark.parametrize("reviewed", [None, datetime(2024, 1, 1, tzinfo=UTC)])
def test_sql_and_python_agree_on_what_a_curator_confirmed(method, certainty, reviewed):
    mention = {"method": method, "certainty": certainty, "reviewed_at": reviewed}
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_is_confirmed(%s, %s, %s)", [method, certainty, reviewed])
        (in_sql,) = cursor.fetchone()
    in_python = certainty == "certain" and (method == "curator" or reviewed is not None)
    person, article = make_person(), make_article()
    Mention.objects.create(article=article, entity=person, **mention)
    assert Mention.objects.confirmed().exists() == in_sql == in_python


@pytest.mark.django_db
def test_an_index_serves_the_condition_in_sql():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM archive_article WHERE archive_is_published(status)")
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert "article_status" in plan
