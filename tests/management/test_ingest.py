from __future__ import annotations

import json
import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from psycopg.errors import AdminShutdown, DiskFull

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.ingest import load as importing
from archive.management.commands.ingest import Command
from archive.models import Article, Batch, BoilerplateRule, Capture, Source
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

PNG, SQLITE = b"\x89PNG\r\n\x1a\n" + bytes(20), b"SQLite format 3\x00" + bytes(50)
RUSSIAN = (
    "Ополченцы заняли таможенный пост в пятницу, рассказали водители грузовиков, и повернули назад колонну из сорока машин. "
    "Губернатор области отрицал, что пост пал, и заявил, что его люди отошли на хребет в двух милях оттуда."
)
TEXT = "Guns fell silent at noon in Riverton, and people came out of their cellars to look for bread and for each other."


def ingest(*args):
    """Run the command; return what it printed and the code it ended with."""
    out, code = StringIO(), 0
    try:
        call_command("ingest", *map(str, args), stdout=out, no_color=True)
    except SystemExit as end:
        code = end.code
    return out.getvalue(), code


@pytest.fixture
def folder(tmp_path):
    """Three good reports and two bad ones, in three files."""
    (tmp_path / "a.txt").write_text(f"Truce in Riverton\n\n{TEXT}")
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"headline": "Two", "text": TEXT + " Two.", "id": "2"}) + '\n{"headline": "no text"}\n'
    )
    (tmp_path / "c.csv").write_text(f'headline,text\nThree,"{TEXT} Three."\nFour,\n')
    return tmp_path


def test_it_loads_a_folder_and_ends_in_one_line_of_counts_and_a_row_for_each_refusal(folder):
    out, code = ingest(folder, "--new-source", "Riverton Post", "--publish")

    *rows, line = out.strip().split("\n")
    assert line == "read 5, created 3, updated 0, duplicate 0, rejected 2"
    assert rows[0].startswith(
        f"refused  {folder.name}/b.jsonl:2 (no text): has neither a text nor an html column"
    )
    assert rows[1].startswith(f"refused  {folder.name}/c.csv:3 (Four): its text is empty")
    assert code == 1
    assert Source.objects.get().slug == "riverton-post"
    assert Article.objects.published().count() == 3


def test_a_refusal_keeps_the_headline_of_its_record_in_every_form(folder):
    twice = {"text": TEXT + " Five.", "id": "5"}
    (folder / "d.jsonl").write_text(
        json.dumps({"headline": "Five", **twice}) + "\n"
        + json.dumps({"headline": "Five\x1b[31m,\nagain\x00 \ud800", **twice, "byline": "A. Writer"}) + "\n"
    )  # fmt: skip
    (folder / "e.txt").write_text("  ")
    out, _ = ingest(folder, "--new-source", "Riverton Post", "--json")

    told = [row.get("headline", "") for row in json.loads(out)["refusals"]]
    assert sorted(told) == ["", "Five [31m, again", "Four", "no text"]
    batch = Batch.objects.get()
    assert [row.get("headline", "") for row in batch.errors] == told
    assert list(batch.records.order_by("number").values_list("headline", flat=True)) == told


def test_a_record_without_a_headline_is_refused_with_its_first_words(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT}))
    ingest(tmp_path / "a.jsonl")
    (row,) = Batch.objects.get().errors
    assert row["headline"].startswith("[Guns fell silent at noon") and row["headline"].endswith("]")


def test_running_it_again_changes_nothing(folder):
    ingest(folder, "--new-source", "Riverton Post")

    out, code = ingest(folder, "--source", "riverton-post")

    assert out.strip().split("\n")[-1] == (
        "read 5, created 0, updated 0, duplicate 3, rejected 2 (3 of the duplicates unchanged)"
    )
    assert Article.objects.count() == 3


def test_it_ends_with_nought_where_nothing_was_refused(folder):
    assert ingest(folder / "a.txt", "--new-source", "Riverton Post")[1] == 0


def test_json_holds_the_same(folder):
    out, code = ingest(folder, "--new-source", "Riverton Post", "--json")

    found = json.loads(out)
    assert {name: found[name] for name in ("read", "created", "updated", "duplicate", "rejected")} == {
        **{"read": 5, "created": 3, "updated": 0, "duplicate": 0, "rejected": 2}
    }
    assert [(row["file"], row["line"]) for row in found["refusals"]] == [
        (f"{folder.name}/b.jsonl", 2),
        (f"{folder.name}/c.csv", 3),
    ]
    assert found["batch"] == Batch.objects.get().pk and code == 1


def test_a_dry_run_writes_nothing_not_even_the_source(folder):
    out, _ = ingest(folder, "--new-source", "Riverton Post", "--dry-run")

    assert out.strip().split("\n")[-1].startswith("Nothing was written. Would be: read 5, created 3")
    assert not (Article.objects.exists() or Source.objects.exists() or Batch.objects.exists())


def test_the_batch_keeps_what_was_asked_and_what_came_of_it(folder):
    ingest(folder, "--new-source", "Riverton Post", "--language", "en-GB")

    batch = Batch.objects.get()
    assert (batch.label, batch.status, batch.read_count, batch.created_count, batch.rejected_count) == (
        *(folder.name, "finished", 5, 3, 2),
    )
    assert batch.options["language"] == "en"
    assert [row["line"] for row in batch.errors] == [2, 3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "rivertn-post"], "Nearest: riverton-post \\(Riverton Post\\)"),
        (["--source", "riverton-post", "--new-source", "Other"], "not both"),
        (["--source", "riverton-post", "--language", "Klingon"], "ISO 639"),
        (["--new-source", "  "], "1 to 200 characters"),
        (["--source", "riverton-post", "--encoding", "klingon"], "“klingon” is not known"),
    ],
)
def test_a_wrong_option_is_an_error_that_says_what_to_do(folder, arguments, message):
    make_source(slug="riverton-post", name="Riverton Post")

    with pytest.raises(CommandError, match=message):
        ingest(folder, *arguments)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("name", ["gone.txt", "a.txt"])
def test_a_path_that_cannot_be_read_stops_it_before_anything_is_loaded(tmp_path, name):
    (tmp_path / "a.txt").write_bytes(PNG)

    with pytest.raises(CommandError, match="Nothing was loaded"):
        ingest(tmp_path / name, "--new-source", "Riverton Post")
    assert not Source.objects.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"], ["--json"]])
@pytest.mark.parametrize(
    ("files", "passed_over"),
    [
        ({}, {}),
        ({".hidden.txt": TEXT.encode()}, {}),
        ({"a.png": PNG, "b.png": PNG, "c.db": SQLITE}, {"picture files": 2, "database files": 1}),
    ],
)
def test_nothing_read_is_no_success(tmp_path, files, passed_over, dry):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    out, code = ingest(tmp_path, "--new-source", "Riverton Post", *dry)

    assert code == 1
    if "--json" in dry:
        assert (json.loads(out)["read"], json.loads(out)["passed_over"]) == (0, passed_over)
        return
    assert "Nothing was read. Name files of text, web pages" in out
    assert ("Skipped: 2 picture files, a database file." in out) == bool(passed_over)


def test_what_was_passed_over_is_counted_and_the_others_are_read(folder):
    (folder / "z.png").write_bytes(PNG)
    (folder / "style.css").write_text("body { color: red }")

    out, _ = ingest(folder, "--new-source", "Riverton Post")

    assert "Skipped: a .css file, a picture file." in out
    assert f"note     {folder.name}/z.png: was skipped, as it is a picture file" in out
    assert Article.objects.count() == 3


def test_a_second_run_in_which_all_is_unchanged_is_a_success(folder):
    ingest(folder / "a.txt", "--new-source", "Riverton Post")

    assert ingest(folder / "a.txt", "--source", "riverton-post")[1] == 0


def test_an_export_of_many_reports_is_cut_into_them(tmp_path):
    fields = "Riverton Post\n\nMay 29, 2014 Thursday\n\nTruce {0}\n\nLENGTH: 58 words\n\n{1} {0}.\n\nLOAD-DATE: May 30, 2014\n\n"
    (tmp_path / "a.txt").write_text(
        "".join(f"{n} of 2 DOCUMENTS\n\n{fields.format(n, TEXT)}" for n in (1, 2))
    )

    out, code = ingest(tmp_path / "a.txt", "--new-source", "Riverton Post")
    again, _ = ingest(tmp_path / "a.txt", "--new-source", "Riverton Post")

    assert "read 2, created 2" in out and "2 of the duplicates unchanged" in again
    assert (code, [*Article.objects.order_by("id").values_list("headline", "capture__position")]) == (
        0, [("Truce 1", 1), ("Truce 2", 2)],
    )  # fmt: skip
    assert {len(sha) for sha in Capture.objects.values_list("container_sha256", flat=True)} == {64}


def test_an_export_that_is_not_read_yet_is_refused_and_counted(tmp_path):
    one = '<table class="topic-detail"><tr><td>x</table><div class="detail001">{}</div>'
    (tmp_path / "a.html").write_text("".join(one.format(TEXT) for _ in (1, 2)))

    out, code = ingest(tmp_path / "a.html", "--new-source", "Riverton Post")

    assert (
        "refused  a.html: holds 2 articles of a Kikuzo export: this format is not read yet. Save each" in out
    )
    assert (code, Article.objects.count()) == (1, 0)


def test_letters_of_an_encoding_that_nothing_names_are_read_and_it_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(f"Пост взят\n\n{RUSSIAN}".encode("cp1251"))

    out, code = ingest(tmp_path / "a.txt", "--new-source", "Вести")

    guessed = "nothing says which encoding it is in: its letters were read as windows-1251."
    article, batch = Article.objects.get(), Batch.objects.get()
    assert f"note     a.txt: {guessed}" in out and code == 0
    assert (article.headline, article.capture.encoding) == ("Пост взят", "cp1251")
    assert batch.options["notices"][0]["reason"].startswith(guessed)


def test_bytes_that_show_no_encoding_are_refused_until_one_is_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(f"Wałęsa in Riverton\n\n{TEXT}".encode("cp1250"))

    asked, code = ingest(path, "--new-source", "Riverton Post")
    told, _ = ingest(path, "--source", "riverton-post", "--encoding", "windows-1250")

    assert "refused  a.txt: does not show which encoding it is in: name it (--encoding" in asked
    assert code == 1 and "created 1" in told
    assert Article.objects.get().headline == "Wałęsa in Riverton"
    assert Batch.objects.latest("id").options["encoding"] == "cp1250"


def test_a_file_that_was_read_in_a_wrong_encoding_is_put_right_by_reading_it_again(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(f"Пост взят\n\n{RUSSIAN}".encode("koi8-r"))
    ingest(path, "--new-source", "Riverton Post", "--encoding", "windows-1251")

    out, code = ingest(path, "--source", "riverton-post", "--encoding", "koi8-r")

    article = Article.objects.get()
    assert "updated 1" in out and code == 0
    assert (article.headline, article.capture.encoding) == ("Пост взят", "koi8-r")
    assert (
        "1 of the duplicates unchanged"
        in ingest(path, "--source", "riverton-post", "--encoding", "koi8-r")[0]
    )
    call_command("derive", "--source", "riverton-post", stdout=StringIO())
    assert Article.objects.get().headline == "Пост взят"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.html"])
def test_an_encoding_that_is_named_holds_for_every_format(tmp_path, name):
    content = {
        "a.csv": f'headline,text\nWałęsa,"{TEXT}"\n',
        "a.jsonl": f'{{"headline": "Wałęsa", "text": "{TEXT}"}}\n',
        "a.html": f"<html><h1>Wałęsa</h1><p>{TEXT}</p></html>",
    }[name]
    (tmp_path / name).write_bytes(content.encode("cp1250"))

    refused, _ = ingest(tmp_path / name, "--new-source", "Riverton Post")
    ingest(tmp_path / name, "--source", "riverton-post", "--encoding", "cp1250")

    assert "does not show which encoding" in refused
    assert Article.objects.get().headline == "Wałęsa"


def test_a_source_that_none_of_the_records_names_is_told_once(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": f"{TEXT} {n}"}) + "\n" for n in range(30)))

    out, code = ingest(tmp_path / "a.jsonl")

    (told,) = [line for line in out.splitlines() if line.startswith("refused")]
    assert told.startswith("refused  a.jsonl:1: It names no source") and told.endswith(
        "The same holds for 30 records in all."
    )
    assert "rejected 30" in out and code == 1
    assert len(Batch.objects.get().errors) == 1


def test_the_same_new_source_twice_is_one_source(folder):
    ingest(folder, "--new-source", "Riverton Post")
    ingest(folder, "--new-source", "RIVERTON post")

    assert Source.objects.count() == 1


def test_records_may_name_several_new_sources(tmp_path):
    rows = [{"text": f"{TEXT} {name}", "source": name} for name in ("Post", "Herald", "")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))

    ingest(tmp_path, "--new-source", "Post", "--new-source", "Herald")

    assert list(Article.objects.order_by("id").values_list("source__name", flat=True)) == [
        "Post",
        "Herald",
        "Post",
    ]


def test_ctrl_c_finishes_what_is_in_hand_and_the_same_command_goes_on(tmp_path, monkeypatch):
    rows = [{"text": f"{TEXT} {number}", "id": number} for number in range(6)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 2)
    pressed = []

    def press(self, outcome):
        if not pressed:
            pressed.append(os.kill(os.getpid(), signal.SIGINT))

    monkeypatch.setattr("archive.management.import_command.Bar.show", press)

    out, code = ingest(tmp_path, "--new-source", "Post")
    again, _ = ingest(tmp_path, "--source", "post")

    assert code == 130 and "Interrupted: run the same command again to continue." in out
    assert "read 2, created 2" in out
    assert "read 6, created 4, updated 0, duplicate 2" in again
    assert list(Batch.objects.order_by("id").values_list("status", flat=True)) == ["interrupted", "finished"]


def test_a_second_ctrl_c_stops_at_once_and_keeps_the_batch(folder, monkeypatch):
    def press_twice(*args, **options):
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("archive.ingest.load.add_reports", press_twice)

    with pytest.raises(CommandError, match="Stopped at once") as stopped:
        ingest(folder, "--new-source", "Post")
    assert stopped.value.returncode == 130
    assert Batch.objects.get().status == "interrupted"


def test_sigterm_finishes_what_is_in_hand_as_ctrl_c_does(folder, monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 1)
    add_reports = importing.add_reports

    def be_told_to_end(*args):
        os.kill(os.getpid(), signal.SIGTERM)
        return add_reports(*args)

    monkeypatch.setattr(importing, "add_reports", be_told_to_end)

    out, code = ingest(folder, "--new-source", "Post")

    assert code == 143 and "created 1" in out
    assert (Article.objects.count(), Batch.objects.get().status) == (1, "interrupted")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (DiskFull(), "The archive’s disk is full"),
        (AdminShutdown(), "The archive cannot reach its database"),
        (None, "The archive cannot reach its database"),
    ],
)
def test_trouble_with_the_database_is_one_line_and_what_was_read_before_is_kept(
    folder, monkeypatch, cause, told
):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 1)
    load_records = importing.load_records

    def fail_at_the_second(lot, work):
        if Article.objects.exists():
            raise OperationalError("could not extend file:\nmore of it") from cause
        return load_records(lot, work)

    with monkeypatch.context() as patch, pytest.raises(CommandError) as ended:
        patch.setattr(importing, "load_records", fail_at_the_second)
        ingest(folder, "--new-source", "Post")

    assert str(ended.value).startswith(told) and str(ended.value).endswith(
        "Run the same command again to continue."
    )
    assert "\n" not in str(ended.value) and ended.value.returncode == 1
    assert (Article.objects.count(), Batch.objects.get().status) == (1, "interrupted")
    out, _ = ingest(folder, "--new-source", "Post")
    assert "created 2" in out and Article.objects.count() == 3


class ServerThatBrokeOff:
    """A connection whose server comes back after some attempts, or finally says why it cannot."""

    in_atomic_block = False

    def __init__(self, *attempts):
        self.attempts = list(attempts)

    def close(self):
        pass

    def ensure_connection(self):
        if attempt := self.attempts.pop(0):
            raise attempt


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (DatabaseUnavailableError("The disk is full."), "The disk is full."),
        (None, "The archive cannot reach its database at the moment."),
    ],
)
def test_a_server_that_broke_off_is_given_time_to_come_back_or_to_say_why_it_cannot(monkeypatch, last, told):
    recovering = OperationalError("FATAL:  the database system is not yet accepting connections")
    server = ServerThatBrokeOff(recovering, recovering, last)
    monkeypatch.setattr("archive.management.import_command.connection", server)
    monkeypatch.setattr("archive.management.import_command.SECONDS_BETWEEN_ATTEMPTS", 0)

    assert Command()._told(OperationalError("server closed the connection")).startswith(told)
    assert not server.attempts


def test_a_rule_that_cannot_be_read_is_named(folder):
    BoilerplateRule.objects.create(kind="regex", text="(")

    with pytest.raises(CommandError, match="cannot be read as a pattern"):
        ingest(folder, "--new-source", "Riverton Post")


# derive and suggest_rules


def test_derive_shows_what_a_new_rule_changes(folder):
    ingest(folder / "a.txt", "--new-source", "Riverton Post")
    BoilerplateRule.objects.create(kind="prefix", text="Guns fell silent at noon in Riverton, and")
    out = StringIO()

    call_command("derive", "--source", "riverton-post", "--dry-run", stdout=out)
    call_command("derive", stdout=out)
    call_command("derive", stdout=out)

    assert "would change 1, left alone 0" in out.getvalue()
    assert out.getvalue().strip().split("\n")[-1] == "looked at 1, changed 0, left alone 0"
    assert Article.objects.get().body.startswith("people came out")


def test_suggest_rules_prints_the_lines_and_adds_them_when_asked():
    source = make_source(slug="post")
    for number in range(3):
        make_article(source=source, body=f"Report {number}.\n\nPrinted on Fridays")
    out = StringIO()

    call_command("suggest_rules", "--add", stdout=out)

    assert "post: 3 times, as in report" in out.getvalue()
    assert BoilerplateRule.objects.get(source=source).text == "Printed on Fridays"


@pytest.mark.parametrize(
    "arguments",
    [["suggest_rules", "--seen", "1"], ["suggest_rules", "--source", "x"], ["derive", "--source", "x"]],
)
def test_wrong_options_of_the_other_commands_are_errors(arguments):
    with pytest.raises(CommandError):
        call_command(*arguments)


# Sources that the archive lacks


@pytest.fixture
def of_three_papers(tmp_path):
    path = tmp_path / "papers.jsonl"
    names = ("Plain Gazette", "Plain Gazette", "The Riverton Post", "Valley Echo")
    rows = [{"id": str(n), "text": f"{TEXT} {n}.", "source": name} for n, name in enumerate(names)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_dry_run_lists_the_sources_that_are_lacking_with_their_numbers(of_three_papers):
    make_source(name="Riverton Post", slug="riverton-post")

    out, code = ingest(of_three_papers, "--dry-run")

    lacking = [line for line in out.splitlines() if line.startswith("lacking")]
    assert lacking == [
        "lacking  source “Plain Gazette”: 2 records",
        "lacking  source “The Riverton Post”: 1 record; perhaps riverton-post",
        "lacking  source “Valley Echo”: 1 record",
    ]
    assert code == 1


def test_new_sources_adds_all_but_those_that_may_be_known(of_three_papers):
    make_source(name="Riverton Post", slug="riverton-post")

    out, code = ingest(of_three_papers, "--new-sources")

    assert sorted(Source.objects.values_list("name", flat=True)) == [
        "Plain Gazette",
        "Riverton Post",
        "Valley Echo",
    ]
    assert Article.objects.count() == 3
    assert "lacking  source “The Riverton Post”: 1 record; perhaps riverton-post" in out
    assert code == 1


def test_a_dry_run_with_new_sources_adds_none(of_three_papers):
    out, _ = ingest(of_three_papers, "--new-sources", "--dry-run")

    assert "created 4" in out
    assert not Source.objects.exists()


def test_a_name_can_be_said_to_be_that_of_a_known_source(of_three_papers):
    make_source(name="Riverton Post", slug="riverton-post")

    _, code = ingest(of_three_papers, "--new-sources", "--same-source", "The Riverton Post=riverton-post")

    assert code == 0
    assert Article.objects.filter(source__slug="riverton-post").count() == 1
