"""The command import_entities: recognises its files, is told of columns, tries, and reports."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.models import Batch, Entity
from tests.ingest.entities.registers import geonames, of_money, other_names

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return the exit code of the command and what it printed."""
    printed = StringIO()
    try:
        call_command("import_entities", *map(str, arguments), stdout=printed)
    except SystemExit as end:
        return end.code, printed.getvalue()
    return 0, printed.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text, name="list.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_files_are_read_in_the_order_that_they_need(file):
    names, places = (
        file(other_names((4, "ru", "Ривертон")), "alternateNamesV2.txt"),
        file(geonames(), "SY.txt"),
    )

    code, printed = run(names, places)

    assert (code, printed.splitlines()[-1]) == (0, "read 7, created 6, updated 1, duplicate 0, rejected 0")
    town = Entity.objects.get(name="Riverton")
    assert sorted(town.names.values_list("text", flat=True)) == ["Riverton", "Ривертон"]


def test_columns_kind_and_drafts_are_told(file):
    table = file("Nr,Nom,Zeit\n1,Adrian Falk,1961\n")
    with pytest.raises(CommandError, match="has no column for names.*Nothing was loaded"):
        run(table)

    code, printed = run(table, "--column", "name=Nom", "--column", "born=Zeit", "--kind", "person", "--draft")

    falk = Entity.objects.get()
    assert (code, falk.name, falk.born_edtf, falk.visibility) == (0, "Adrian Falk", "1961", "draft")
    assert "“Nom” is name, “Zeit” is born; not used: “Nr”" in printed


def test_features_are_chosen(file):
    assert run(file(geonames(), "SY.txt"), "--features", "T.PASS")[1].endswith(
        "created 1, updated 0, duplicate 0, rejected 0\n"
    )
    assert "created 6" in run(file(geonames(), "SY.txt"), "--features", "all")[1]


def test_a_dry_run_says_what_would_be_and_json_has_the_counts(file):
    list_ = file(of_money("a", "Adrian Falk") + "\n{broken\n", "ftm.json")

    code, printed = run(list_, "--dry-run", "--json")

    told = json.loads(printed)
    assert (code, told["created"], told["rejected"], told["doubtful"]) == (1, 1, 1, 0)
    assert not Entity.objects.exists() and not Batch.objects.exists()


@pytest.mark.parametrize("wrong", [["--column", "name"], ["--encoding", "klingon"]])
def test_what_is_told_wrongly_stops_it(file, wrong):
    with pytest.raises(CommandError):
        run(file("name\nx\n"), *wrong)


def test_a_file_that_is_none_stops_it_before_anything_is_loaded(file):
    with pytest.raises(CommandError, match="is not a list of people.*Nothing was loaded"):
        run(file(of_money("a", "Adrian Falk"), "ftm.json"), file("words", "x.txt"))
    with pytest.raises(CommandError, match="is not a file"):
        run("/nowhere")
    assert not Entity.objects.exists()


def test_what_was_said_of_columns_is_remembered_for_the_next_file(file):
    told = ("--column", "name=Nom", "--column", "id=Nr", "--kind", "faction", "--register", "valley")
    run(file("Nr,Nom\n1,Valley League\n"), "--dry-run", *told)
    with pytest.raises(CommandError, match="has no column for names"):
        run(file("nom,NR\nHill League,2\n", "next.csv"))
    run(file("Nr,Nom\n1,Valley League\n"), *told)

    code, printed = run(
        file("nom,NR\nHill League,2\n", "next.csv"), "--kind", "faction", "--register", "valley"
    )

    assert (code, set(Entity.objects.values_list("name", flat=True))) == (0, {"Valley League", "Hill League"})
    assert "“nom” is name, “NR” is id" in printed
