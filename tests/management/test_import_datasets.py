"""The commands that import data sets: what they print, how they end, what they refuse before anything is loaded."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.models import Batch, DatasetRow, Event
from tests.ingest.datasets.tables import acled, ged, table

pytestmark = pytest.mark.django_db


def run(command, *arguments):
    """Run a command, and return how it ended and what it printed."""
    printed, code = StringIO(), 0
    try:
        call_command(command, *map(str, arguments), stdout=printed)
    except SystemExit as stop:
        code = stop.code
    return code, printed.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*rows, name="GEDEvent_v24_1.csv", text=None):
        path = tmp_path / name
        path.write_text(text or table(*rows))
        return path

    return write


def test_it_prints_a_line_of_counts_and_ends_well(file):
    code, printed = run("import_ucdp", file(ged(), ged(id="2")))

    assert (code, printed.strip()) == (0, "read 2, created 2, updated 0, duplicate 0, rejected 0")
    batch = Batch.objects.get()
    assert (batch.label, batch.status, batch.options["dataset"]) == (
        "GEDEvent_v24_1.csv",
        "finished",
        "ucdp-ged",
    )


def test_a_refused_row_is_told_with_file_line_and_reason_and_the_exit_code(file):
    code, printed = run("import_ucdp", file(ged(), ged(id="2", best="x")))

    assert code == 1
    event = "Government of Sylvania, League, Riverton town, 1997-05-28"
    assert (
        f"refused  GEDEvent_v24_1.csv:3 ({event}): best is “x”, which is not a whole number: correct it"
        in printed
    )


def test_a_second_run_with_nothing_new_ends_well(file):
    path = file(ged())
    run("import_ucdp", path)
    assert run("import_ucdp", path) == (
        0, "read 1, created 0, updated 0, duplicate 1, rejected 0 (1 of the duplicates unchanged)\n",
    )  # fmt: skip


def test_a_dry_run_writes_nothing_not_even_a_batch(file):
    code, printed = run("import_ucdp", file(ged()), "--dry-run")

    assert code == 0 and printed.startswith("Nothing was written. Would be: read 1, created 1")
    assert not DatasetRow.objects.exists() and not Batch.objects.exists()


def test_json_has_the_counts_and_the_lines(file):
    _, printed = run("import_acled", file(acled(), name="export.csv"), "--json")

    told = json.loads(printed)
    assert (told["read"], told["created"], told["dry_run"]) == (1, 1, False)
    assert "terms of use forbid" in told["notices"][0]["reason"]


def test_the_version_is_told_or_read_from_the_name_and_acled_s_is_the_day(file):
    run("import_ucdp", file(ged(), name="extract.csv"), "--dataset-version", "22.1")
    run("import_ucdp", file(ged(id="2"), name="ged231.csv"))
    run("import_acled", file(acled(), name="export.csv"), "--accessed", "2024-02-03")

    assert sorted(DatasetRow.objects.values_list("version", flat=True)) == ["2024-02-03", "22.1", "23.1"]


def test_several_files_are_one_import_and_whole_means_all_of_them(file):
    run("import_ucdp", file(ged(), ged(id="2"), ged(id="3")))

    code, printed = run(
        "import_ucdp",
        file(ged(), name="GEDEvent_v25_1.csv"),
        file(ged(id="2"), name="more_v25_1.csv"),
        "--whole",
    )

    assert code == 0 and "marked as vanished" in printed
    assert list(DatasetRow.objects.filter(vanished_at__isnull=False).values_list("number", flat=True)) == [
        "3"
    ]


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("import_ucdp", "name,age\nAnna,4\n", "its columns are not theirs"),
        ("import_ucdp", table(acled()), "holds events of ACLED"),
        ("import_acled", table(ged()), "holds events of UCDP GED"),
        ("import_ucdp", "\n", "is empty"),
    ],
)
def test_a_file_of_something_else_stops_the_command_before_anything_is_loaded(file, command, text, said):
    good = file(ged() if command == "import_ucdp" else acled())
    with pytest.raises(CommandError, match=f"{said}.*Nothing was loaded"):
        run(command, good, file(name="other.csv", text=text))
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--encoding", "klingon"], "is not known"),
        (["--accessed", "yesterday"], "is not a day"),
    ],
)
def test_an_option_that_cannot_be_read_says_so(file, arguments, said):
    with pytest.raises(CommandError, match=said):
        run("import_acled", file(acled()), *arguments)


def test_a_missing_file_and_a_table_without_rows(tmp_path, file):
    with pytest.raises(CommandError, match="is not a file"):
        run("import_ucdp", tmp_path / "none.csv")
    code, printed = run("import_ucdp", file(ged(), text=table(ged()).splitlines()[0] + "\n"))
    assert (code, "the files have no rows" in printed) == (1, True)
    assert not Event.objects.exists()


def test_the_small_files_of_every_variant_of_acled_are_read():
    folder = "tests/data/datasets"
    code, printed = run(
        "import_acled", f"{folder}/acled_today.csv", f"{folder}/acled_before_2023.csv", "--date-order", "dmy"
    )

    assert code == 1  # each has a row that is refused, and says why
    told = {(row.number, row.origin): row.is_private for row in DatasetRow.objects.all()}
    assert told == {
        ("SYL101", "acled_today.csv"): True, ("SYL102", "acled_today.csv"): True, ("SYL103", "acled_today.csv"): True,
        ("11SYL", "acled_before_2023.csv"): True, ("12SYL", "acled_before_2023.csv"): True,
    }  # fmt: skip
    dated = dict(Event.objects.values_list("identifiers__value", "date_edtf"))
    assert dated == {
        "SYL101": "2021-03-05", "SYL102": "2021-03-02/2021-03-08", "SYL103": "2021-03", "11SYL": "2017-12-31", "12SYL": "2017-04-03",
    }  # fmt: skip
    assert "refused  acled_today.csv:5 (Nobody, Riverton, 2021-03-06): event_type is “Weather”" in printed
    assert "refused  acled_before_2023.csv:4: has 28 fields where the header names 29" in printed
