"""dumpdata and loaddata: an archive survives a fixture unchanged, and each report is indexed once."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, models, transaction

from archive.models import Article, Capture, Fingerprint, Mention, SearchRecord, SearchVector
from archive.models.derived import DERIVED_MODELS, each_indexed_once, history_models
from tests.factories import make_article, make_mention, make_person
from tests.whole import answers, fill

pytestmark = pytest.mark.django_db

NATURAL = ("--natural-foreign", "--natural-primary")
KEPT = [
    model
    for model in apps.get_app_config("archive").get_models()
    if not model._meta.proxy and model not in (*DERIVED_MODELS, *history_models())
]


def dump(*labels):
    out = StringIO()
    call_command("dumpdata", *(labels or ["archive"]), *NATURAL, stdout=out)
    return json.loads(out.getvalue())


def as_set(records):
    return {json.dumps(record, sort_keys=True) for record in records}


def empty():
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_app_config("archive").get_models())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def kept_fingerprints():
    """Return those of texts that are long enough to have copies."""
    found = Fingerprint.objects.exclude(text_hash="").values_list("article__uid", "text_hash", "bands")
    return {(uid, text_hash, tuple(bands)) for uid, text_hash, bands in found}


def vectors():
    return {
        str(uid): (vector, tokens)
        for uid, vector, tokens in SearchVector.objects.values_list("article__uid", "vector", "tokens")
    }


@pytest.fixture
def count_vectors():
    """Count how often vectors are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMPORARY TABLE vectors_written (article_id integer);
            CREATE FUNCTION pg_temp.count_vector() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO vectors_written VALUES (NEW.article_id); RETURN NULL; END $$;
            CREATE TRIGGER counted AFTER INSERT OR UPDATE ON archive_searchvector
                FOR EACH ROW EXECUTE FUNCTION pg_temp.count_vector();
            """
        )

        def count():
            cursor.execute("SELECT count(*) FROM vectors_written")
            return cursor.fetchone()[0]

        yield count


def test_an_archive_that_goes_through_a_fixture_comes_out_the_same(tmp_path):
    fill()
    before, said, words = dump(), answers(), vectors()
    fingerprints = kept_fingerprints()
    captures = {bytes(content) for content in Capture.objects.values_list("content", flat=True)}
    (tmp_path / "all.json").write_text(json.dumps(before))
    empty()
    assert not Article.objects.exists()

    call_command("loaddata", tmp_path / "all.json", verbosity=0)

    assert as_set(dump()) == as_set(before)
    assert answers() == said and any(said.values())
    assert vectors().keys() == words.keys()
    assert kept_fingerprints() == fingerprints
    assert {bytes(content) for content in Capture.objects.values_list("content", flat=True)} == captures
    kept = {record["model"] for record in before}
    assert kept == {model._meta.label_lower for model in KEPT}, "fill() has to add one of these"


def test_loading_the_same_again_changes_nothing(tmp_path):
    fill()
    before = dump()
    (tmp_path / "all.json").write_text(json.dumps(before))

    call_command("loaddata", tmp_path / "all.json", verbosity=0)

    assert as_set(dump()) == as_set(before)


def test_each_report_of_a_fixture_is_indexed_once(tmp_path, count_vectors):
    fill()
    (tmp_path / "all.json").write_text(json.dumps(dump()))
    empty()
    before = count_vectors()

    call_command("loaddata", tmp_path / "all.json", verbosity=0)

    assert count_vectors() - before == SearchVector.objects.count() == 4


def test_each_report_of_the_demo_is_indexed_once(count_vectors):
    call_command("loaddata", "demo", verbosity=0)

    assert count_vectors() == SearchVector.objects.count() == Article.objects.count()


def test_users_that_are_not_there_are_told_and_what_they_did_is_kept(tmp_path):
    fill()
    (tmp_path / "all.json").write_text(json.dumps(dump()))
    reviewed = Mention.objects.exclude(reviewed_by=None).count()
    empty()
    get_user_model().objects.all().delete()
    err = StringIO()

    call_command("loaddata", tmp_path / "all.json", verbosity=0, stderr=err)

    assert "There is no account editor here" in err.getvalue()
    assert reviewed and not Mention.objects.exclude(reviewed_by=None).exists()


def test_every_model_of_the_archive_can_be_written_twice_in_one_process():
    fill()
    for model in KEPT:
        assert as_set(dump(model._meta.label)) == as_set(dump(model._meta.label))
    for model in apps.get_app_config("archive").get_models():
        shared = getattr(getattr(model, "natural_key", None), "dependencies", None)
        assert shared is None or all(isinstance(label, str) for label in shared) and shared, model


def test_derived_models_are_written_where_they_are_asked_for():
    make_article()

    assert [record["model"] for record in dump("archive.SearchRecord")] == ["archive.searchrecord"]


def test_every_foreign_key_of_a_kept_model_has_a_natural_key_or_stays_within_the_fixture():
    for model in KEPT:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                assert hasattr(field.related_model, "natural_key") or field.related_model in KEPT, field


# What loaddata rests on: reports that are indexed when their transaction ends


def test_a_report_whose_parts_come_one_by_one_is_indexed_once_with_all_of_them(count_vectors):
    person = make_person(name="Malik")
    with each_indexed_once():
        report = make_article(body="Malik spoke. Malik left.")
        make_mention(article=report, entity=person, text="Malik")
        assert not SearchRecord.objects.exists()

    assert count_vectors() == 1
    assert f"'#e{person.pk}'" in SearchVector.objects.get(article=report).vector
    make_mention(article=report, entity=make_person(name="Noor"))
    assert count_vectors() == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_committed_unindexed_whoever_puts_it_off():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL archive.index_at_commit = on")
        report = make_article(body="Snow fell.")
        assert not SearchRecord.objects.exists()

    assert "'snow'" in SearchVector.objects.get(article=report).vector
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_indexing")
        assert cursor.fetchone() == (0,)
