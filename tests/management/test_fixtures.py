"""dumpdata and loaddata: an archive survives a fixture unchanged, and each report is indexed once."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from archive.models import (
    Article,
    Capture,
    Entity,
    Fingerprint,
    Mention,
    Name,
    SearchRecord,
    SearchVector,
    Source,
)
from archive.models.derived import DERIVED_MODELS, each_indexed_once, history_models
from archive.models.natural_keys import MAX_READINGS, Keyed
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


def test_derived_models_are_written_where_they_are_asked_for():
    make_article()

    assert [record["model"] for record in dump("archive.SearchRecord")] == ["archive.searchrecord"]


def test_every_foreign_key_of_a_kept_model_has_a_natural_key_or_stays_within_the_fixture():
    for model in KEPT:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                assert hasattr(field.related_model, "natural_key") or field.related_model in KEPT, field


# How rows are looked up and written


def load(tmp_path, records):
    (tmp_path / "some.json").write_text(json.dumps(records))
    call_command("loaddata", tmp_path / "some.json", verbosity=0)


def test_every_row_is_found_by_its_natural_key():
    fill()
    for model in filter(lambda model: issubclass(model, Keyed), KEPT):
        rows = list(model.objects.all())
        assert rows, model
        for row in rows:
            assert model.objects.get_by_natural_key(*row.natural_key()) == row


def test_a_fixture_of_twice_as_many_rows_takes_no_more_statements(tmp_path):
    def statements(many):
        entities = [
            {
                "model": "archive.entity",
                "fields": {"kind": "person", "slug": f"p{number}", "name": f"P{number}"},
            }
            for number in range(many)
        ]
        names = [
            {
                "model": "archive.name",
                "fields": {"entity": ["person", f"p{number}"], "text": f"Peer {number}"},
            }
            for number in range(many)
        ]
        with CaptureQueriesContext(connection) as captured:
            load(tmp_path, entities + names)
        return len(captured)

    few = statements(20)
    empty()
    assert statements(40) <= few
    assert Name.objects.count() == 80


def test_models_may_take_turns_in_a_fixture_and_what_triggers_write_meanwhile_is_known(tmp_path):
    numbers = range(MAX_READINGS + 2)
    load(
        tmp_path,
        [
            record
            for number in numbers
            for record in (
                {"model": "archive.entity", "fields": {"kind": "person", "slug": f"p{number}", "name": f"P{number}"}},
                # This row was made by a trigger when the entity was written.
                {"model": "archive.name", "fields": {"entity": ["person", f"p{number}"], "text": f"P{number}", "note": "Own"}},
                {"model": "archive.name", "fields": {"entity": ["person", f"p{number}"], "text": f"Peer {number}"}},
            )
        ],
    )  # fmt: skip

    assert [(name.text, name.note, name.is_primary) for name in Name.objects.order_by("entity", "text")] == [
        row for number in numbers for row in ((f"P{number}", "Own", True), (f"Peer {number}", "", False))
    ]


def test_a_row_may_refer_to_one_that_comes_later(tmp_path):
    place = {
        "model": "archive.entity",
        "fields": {"kind": "place", "slug": "town", "name": "Town", "parent": ["place", "land"]},
    }
    load(
        tmp_path,
        [place, {"model": "archive.entity", "fields": {"kind": "place", "slug": "land", "name": "Land"}}],
    )

    town = Entity.objects.get(slug="town")
    assert [place.slug for place in town.ancestors()] == ["land"]


def test_the_last_of_two_records_of_one_row_holds(tmp_path):
    records = [
        {"model": "archive.source", "fields": {"slug": "post", "name": name}} for name in ("Post", "The Post")
    ]
    load(tmp_path, records)

    assert Source.objects.get().name == "The Post"


def test_more_rows_than_are_held_in_memory_are_loaded_all_the_same(tmp_path, monkeypatch):
    fill()
    before = dump()
    empty()
    make_person(name="Somebody")
    make_person(name="Somebody Else")
    monkeypatch.setattr("archive.models.natural_keys.MAX_KEYS", 1)

    load(tmp_path, before)

    after = as_set(dump())
    assert as_set(before) <= after and len(after) == len(before) + 4  # the two, and their names


def test_a_row_that_is_refused_is_named_and_nothing_is_loaded(tmp_path):
    records = [
        {"model": "archive.source", "fields": {"slug": "post", "name": "Post"}},
        {"model": "archive.source", "fields": {"slug": "gazette", "name": ""}},
    ]
    with pytest.raises(IntegrityError, match="Could not load these sources: .*source_has_a_name") as refused:
        load(tmp_path, records)

    assert "gazette" in str(refused.value)
    assert not Source.objects.exists()


# A precondition of loaddata: reports are indexed when their transaction ends


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
