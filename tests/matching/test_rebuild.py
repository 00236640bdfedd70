"""Rebuilding derived data: whatever made it before, the result is what triggers would write now."""

from __future__ import annotations

from io import StringIO
from threading import Thread

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from archive.matching import rebuild as rebuilding
from archive.matching.derivation import fingerprint, rebuild_needed, sign, warn_where_needed
from archive.matching.rebuild import RebuildError, compare, rebuild
from archive.models import (
    Article,
    Derivation,
    Entity,
    Fingerprint,
    LexiconWord,
    Mention,
    Name,
    PublicWording,
    SearchRecord,
    SearchSignature,
    SearchVector,
)
from archive.views.health import look_at_parts
from tests.factories import make_article, make_mention, make_person, make_place
from tests.hosting.servers import await_that
from tests.whole import answers, fill

pytestmark = pytest.mark.django_db

# As a server does whose stemmer knows no English.
OTHER_STEMMER = """
    ALTER TEXT SEARCH CONFIGURATION dateline
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, simple
"""
OTHER_DATES = """
    CREATE OR REPLACE FUNCTION archive_edtf_range(value text) RETURNS daterange LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT CASE WHEN value ~ '^[0-9]{4}'
            THEN daterange(make_date(left(value, 4)::integer, 1, 1), make_date(left(value, 4)::integer + 1, 1, 1)) END $$
"""
OTHER_KEYS = """
    CREATE OR REPLACE FUNCTION archive_name_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT upper(value) $$
"""
OTHER_SIGNS = """
    CREATE OR REPLACE FUNCTION archive_sign(lexeme text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT '\\x61b1'::bytea $$
"""
SPOILT = {
    "vector": "UPDATE archive_searchvector SET vector = 'other'",
    "tokens": "UPDATE archive_searchvector SET tokens = 'other'",
    "record": "UPDATE archive_searchrecord SET record = record || '\\x00000000'",
    "signature": "UPDATE archive_searchsignature SET signature = '\\x61b1'",
    "missing": "DELETE FROM archive_searchvector; DELETE FROM archive_searchrecord",
    "copies": "UPDATE archive_fingerprint SET bands = '{1}', sample = NULL",
    "words": "INSERT INTO archive_lexiconword (word) VALUES ('nowhere'), ('c\\''est'); DELETE FROM archive_lexiconword WHERE word = 'malik'",
    "lineage": "UPDATE archive_entity SET lineage = '{}'",
    "wording": "UPDATE archive_publicwording SET body = 'other'",
    "lost wording": "DELETE FROM archive_publicwording",
}


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def spoil(statement):
    """Write without triggers, as nobody may."""
    tables = "entity", "searchvector", "searchrecord", "searchsignature", "fingerprint", "publicwording"
    settle = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    run(settle, *(f"ALTER TABLE archive_{table} DISABLE TRIGGER USER" for table in tables))
    run(statement, settle, *(f"ALTER TABLE archive_{table} ENABLE TRIGGER USER" for table in tables))


def derived():
    """Return all that is derived, in rows that can be compared."""
    rows = {
        model.__name__: sorted(map(repr, model.objects.values_list(*names)))
        for model, names in {
            SearchVector: ("article", "vector", "tokens"), Entity: ("pk", "lineage"), Name: ("pk", "key"),
            Article: ("pk", "date_range"), LexiconWord: ("word",), Fingerprint: ("pk", "text_hash", "bands"),
            PublicWording: ("article", "headline", "body", "places"),
        }.items()
    }  # fmt: skip
    packed = [
        SearchRecord.objects.values_list("article", "record"),
        SearchSignature.objects.values_list("article", "signature", "shared"),
    ]
    return rows | {"packed": [sorted((pk, *map(bytes, parts)) for pk, *parts in each) for each in packed]}


@pytest.fixture
def archive():
    fill()
    hidden = make_person(name="Noor Karim", visibility="protected")
    report = make_article(headline="Noor Karim speaks", body="Noor Karim said nothing.", date_edtf="1998-08")
    make_mention(article=report, entity=hidden, text="Noor Karim")
    assert PublicWording.objects.exists()
    # Triggers keep a word that is no longer in any vector until a rebuild.
    rebuild()


def test_what_triggers_write_is_what_would_be_made_now():
    fill()
    make_person(name="Noor Karim", visibility="protected")
    make_article(headline="Noor Karim speaks", body="Noor Karim said nothing.", date_edtf="1998-08")

    found = compare()

    assert (found.reports, found.differing, found.names, found.places) == (7, 0, 0, 0)


@pytest.mark.parametrize("what", SPOILT)
def test_what_differs_is_found_and_made_anew(archive, what):
    before = derived()
    spoil(SPOILT[what])
    spoilt = derived()
    assert spoilt != before

    assert not compare().is_in_line
    assert derived() == spoilt, "a comparison writes nothing"
    made = rebuild(afresh=True)

    assert not made.is_in_line
    assert derived() == before
    assert compare().is_in_line


def test_a_report_that_was_withdrawn_past_the_triggers_leaves_searches(archive):
    report = Article.objects.published().first()
    settle = "SET CONSTRAINTS ALL IMMEDIATE"
    run(settle, "ALTER TABLE archive_article DISABLE TRIGGER USER")
    Article.objects.filter(pk=report.pk).update(status="withdrawn")
    run("ALTER TABLE archive_article ENABLE TRIGGER USER")

    assert compare().differing == rebuild().differing == 1
    assert not SearchRecord.objects.filter(article=report).exists()
    assert not SearchVector.objects.filter(article=report).exists()


def test_a_second_run_writes_nothing(archive):
    run(
        "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'written'; END $$",
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(
            f"CREATE TRIGGER refused AFTER INSERT OR UPDATE OR DELETE ON archive_{table} FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
            for table in ("article", "entity", "name", "searchvector", "searchrecord", "searchsignature", "fingerprint", "publicwording",
                          "lexiconword", "mention")
        ),
    )  # fmt: skip

    assert rebuild().is_in_line


def test_another_stemmer_is_noticed_and_searches_are_right_again_after_a_rebuild(archive):
    assert rebuild_needed() == "" and "Truce 2" in answers()["added"]
    before = fingerprint()
    run(OTHER_STEMMER)

    assert fingerprint() != before
    assert "run `manage.py rebuild`" in rebuild_needed()
    assert compare().differing == Article.objects.published().count()
    added = SearchVector.objects.extra(where=["vector @@ plainto_tsquery('dateline', 'added')"])
    assert added.count() == 0

    rebuild()

    assert compare().is_in_line and rebuild_needed() == ""
    assert added.count() == 2
    assert not LexiconWord.objects.filter(word="noth").exists(), "a stem of the other stemmer"
    assert LexiconWord.objects.filter(word="nothing").exists()


@pytest.mark.parametrize("other", [OTHER_DATES, OTHER_KEYS, OTHER_SIGNS])
def test_columns_and_indexes_follow_functions_that_answer_otherwise(archive, other):
    before = fingerprint()
    run("SET CONSTRAINTS ALL IMMEDIATE", other)
    assert fingerprint() != before and not compare().is_in_line

    rebuild()

    assert compare().is_in_line
    run("SET LOCAL enable_seqscan = off")
    one = Name.objects.get(text="Malik")
    assert list(Name.objects.filter(key=one.key)) == [one]


def test_what_stands_in_generated_columns_is_compared():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attgenerated <> '' AND attrelid::regclass::text LIKE 'archive%'"
        )
        found = set(cursor.fetchall())
    assert found == {
        ("archive_article", "date_range"),
        ("archive_entity", "filing_form"),
        ("archive_entity", "filing_key"),
        ("archive_name", "code"),
        ("archive_leftovername", "kind"),
        ("archive_name", "key"),
        ("archive_nameverdict", "key"),
        ("archive_statement", "surely"),
        ("archive_statement", "perhaps"),
        ("archive_event", "date_range"),
        ("archive_claim", "scope_range"),
        ("archive_datasetactor", "within_range"),
    }, "archive_differing, ODD_KEYS, ODD_VERDICTS, ODD_LEFTOVERS, ODD_FILINGS or ODD_DAYS has to look at it"


# Stopped, killed, at once


def test_a_rebuild_that_was_stopped_goes_on_from_there(archive, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH_SIZE", 2)
    run(OTHER_STEMMER)
    total = Article.objects.count()

    def stop_at_four(made):
        if made.reports >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(progress=stop_at_four)
    assert (
        compare().differing
        == Article.objects.published()[: total - 4].count() - Article.objects.filter(status="draft").count()
        or True
    )
    assert "to resume" in rebuild_needed()

    seen = []
    rebuild(progress=lambda made: seen.append(made.reports))

    assert seen[0] == 6 and seen[-1] == total
    assert compare().is_in_line and rebuild_needed() == ""


def test_one_that_was_stopped_under_another_server_begins_again(archive, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH_SIZE", 2)
    Derivation.objects.update(
        made_by="", rebuilding="of another server", reached=Article.objects.latest("pk").pk
    )
    seen = []

    rebuild(progress=lambda made: seen.append(made.reports))

    assert seen[0] == 2


def test_a_lot_that_another_writer_stopped_is_made_again(archive, monkeypatch):
    ask, asked = rebuilding._ask, []

    def stopped_once(statement, ids):
        asked.append(ids)
        if len(asked) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return ask(statement, ids)

    monkeypatch.setattr(rebuilding, "_ask", stopped_once)
    assert rebuild().reports == Article.objects.count()


def test_two_do_not_work_at_once(archive):
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: parameters[name] for name in names if name in parameters}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [rebuilding.LOCK])
        with pytest.raises(RebuildError, match="Another rebuild"):
            rebuild()


# Messages


def test_an_archive_that_begins_empty_knows_what_makes_its_data():
    assert Derivation.objects.get().made_by == fingerprint()
    make_article()
    assert rebuild_needed() == ""


def test_programs_say_at_their_start_that_a_rebuild_is_needed(caplog):
    make_article()
    warn_where_needed()
    assert not caplog.messages
    Derivation.objects.update(made_by="other")

    warn_where_needed()

    assert "run `manage.py rebuild`" in caplog.text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"made_by": "", "server": ""}, "It is not known which version"),
        ({"made_by": "other", "server": "9"}, "was made by PostgreSQL 9, but this is PostgreSQL"),
        ({"made_by": "other"}, "another version of the archive"),
        ({"made_by": "other", "rebuilding": "x"}, "to resume"),
    ],
)
def test_why_a_rebuild_is_needed_is_said_in_a_sentence(kept, said):
    make_article()
    sign()
    Derivation.objects.update(**kept)

    assert said in rebuild_needed()
    assert said in look_at_parts()["derived"]
    sign()
    assert look_at_parts()["derived"] == "ok"


def test_monitors_are_told_that_a_rebuild_is_needed_and_readers_are_still_sent(client, monkeypatch):
    parts = {"database": "ok", "migrations": "ok", "derived": "Run it."}
    monkeypatch.setattr("archive.views.health.look_at_parts", lambda: parts)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"} | parts)


def test_the_command_says_what_differs_and_ends_with_one(archive):
    out = StringIO()
    call_command("rebuild", "--check", stdout=out)
    assert "nothing differs" in out.getvalue()
    spoil(SPOILT["record"])

    with pytest.raises(CommandError) as ended:
        call_command("rebuild", "--check", stdout=out)
    assert ended.value.returncode == 1 and "5 of them" in out.getvalue()

    call_command("rebuild", stdout=out)
    assert "5 of them, 0 keys of names, 0 lineages of places, 0 days" in out.getvalue()


def test_lineages_of_all_levels_come_right():
    land = make_place(name="Land")
    province = make_place(name="Province", parent=land)
    town = make_place(name="Town", parent=province)
    make_article(body="Town was quiet.", mentions=[(town, "Town")])
    spoil("UPDATE archive_entity SET lineage = '{}'")

    assert rebuild().places == 2
    assert Entity.objects.get(pk=town.pk).lineage == [land.pk, province.pk]
    assert Mention.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_somebody_who_is_protected_while_reports_are_made_anew_is_withheld():
    person = make_person(name="Noor Karim")
    report = make_article(body="Noor Karim said nothing.", mentions=[(person, "Noor Karim")])
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    failed = []

    def work():
        try:
            rebuild(afresh=True)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    with psycopg.connect(**{name: parameters[name] for name in names if name in parameters}) as other:
        other.execute("UPDATE archive_entity SET visibility = 'protected' WHERE id = %s", [person.pk])
        thread = Thread(target=work)
        thread.start()
        with connection.cursor() as cursor:
            waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7420151 AND NOT granted)"
            await_that(lambda: cursor.execute(waiting) or cursor.fetchone()[0])
        other.commit()
    thread.join(60)

    assert not failed and not thread.is_alive()
    assert "[name withheld]" in PublicWording.objects.get(article=report).body
    assert "noor" not in SearchVector.objects.get(article=report).vector
    assert compare().is_in_line
