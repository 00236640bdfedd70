"""Imports in the admin: a trial, looked through and mended, then written, published and taken back."""

from __future__ import annotations

import os
from datetime import timedelta
from uuid import uuid4

import pghistory
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from archive.ingest.imports import arrive
from archive.ingest.imports.expire import expire_trials
from archive.ingest.imports.phases import loading_for
from archive.models import Article, Batch, Capture, ImportRecord, Source
from tests.admin.imports import send, shown, step, trial, work
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db

TEXT = (
    "The convoy left Riverton at dawn on Monday with thirty lorries of wheat for the villages in the hills above the town. "
    "Drivers said that the road was open as far as the bridge, where soldiers turned back two buses."
)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    return tmp_path


def table(*rows: tuple[str, ...], header="headline,text,source,published,id") -> str:
    return "\n".join([header, *(",".join(f'"{cell}"' for cell in row) for row in rows)]) + "\n"


def row(number: int, *, source="Herald", text=TEXT, published="9 August 1998") -> tuple[str, ...]:
    return (
        f"Convoy {number} leaves Riverton",
        f"{text} Lorry {number} was the last.",
        source,
        published,
        str(number),
    )


def test_a_trial_adds_nothing_and_the_import_adds_drafts(editor):
    make_source(name="Herald", slug="herald")

    batch = trial(editor, {"news.csv": table(row(1), row(2, published="some day"))})

    assert not Article.objects.exists() and not Capture.objects.exists()
    records = list(batch.records.order_by("number"))
    assert [(r.state, r.headline, r.date_edtf) for r in records] == [
        ("new", "Convoy 1 leaves Riverton", "1998-08-09"),
        ("new", "Convoy 2 leaves Riverton", ""),
    ]
    page = shown(editor, batch)
    assert "A trial: 2 records read, nothing added yet." in page and "Import 2 as drafts" in page
    assert "not certain (1)" in page and page.index("Convoy 2") > 0 and "Convoy 1 leaves" not in page

    step(editor, batch, "write")

    assert sorted(Article.objects.values_list("headline", "status")) == [
        ("Convoy 1 leaves Riverton", "draft"),
        ("Convoy 2 leaves Riverton", "draft"),
    ]
    assert {r.state for r in batch.records.all()} == {"added"} and not arrive.folder_of(batch.pk).exists()
    assert (batch.status, batch.created_count, batch.options["dry_run"]) == ("finished", 2, False)
    assert all(not r.content and not r.said for r in batch.records.all())
    assert Capture.objects.count() == 2
    assert "Publish its drafts" in shown(editor, batch)


def test_it_is_published_and_taken_back_from_its_own_page(editor):
    make_source(name="Herald", slug="herald")
    batch = trial(editor, {"news.csv": table(*(row(number) for number in range(3)))})
    step(editor, batch, "write")

    editor.post(reverse("admin:import_all", args=[batch.pk, "publish"]))
    work()
    assert Article.objects.published().count() == 3

    said = editor.get(reverse("admin:import_all", args=[batch.pk, "back"])).content.decode()
    assert "3 reports will be deleted" in said and "Readers can see 3 of them today" in said
    editor.post(reverse("admin:import_all", args=[batch.pk, "back"]))
    work()
    assert not Article.objects.exists()
    assert "3 of 3 done" in shown(editor, batch)


def test_what_it_changed_gets_back_what_it_said_and_is_not_deleted(editor):
    source = make_source(name="Herald", slug="herald")
    first = trial(editor, {"news.csv": table(row(1), row(2))})
    step(editor, first, "write")
    second = trial(
        editor, {"news.csv": table(row(1, text=f"{TEXT} Corrected."), row(2, text=f"{TEXT} Mended."), row(3))}
    )
    assert second.records.counted() == {"changed": 2, "new": 1}
    step(editor, second, "write")
    assert Article.objects.filter(body__contains="Corrected").count() == 1
    edited = Article.objects.get(body__contains="Mended")
    with pghistory.context(reason="misread"):
        edited.headline = "By hand"
        edited.save()

    editor.post(reverse("admin:import_all", args=[second.pk, "back"]))
    work()

    assert Article.objects.filter(source=source).count() == 2
    assert not Article.objects.filter(body__contains="Corrected").exists()
    assert Article.objects.get(headline="By hand").body.count("Mended") == 1
    second.refresh_from_db()
    assert second.options["left_changed"] == [edited.pk]
    assert f"report {edited.pk}" in shown(editor, second)


def test_sources_that_are_missing_are_added_at_once_and_likely_ones_offered_first(editor):
    make_source(name="The Border Courier", slug="border-courier")
    rows = [
        row(1, source="Border Courier"),
        row(2, source="Hill Gazette"),
        row(3, source="Plain Post"),
        row(4, source="Plain Post"),
    ]
    batch = trial(editor, {"news.csv": table(*rows)})
    assert batch.records.counted() == {"lacking": 4}

    page = editor.get(reverse("admin:import_made", args=[batch.pk]))
    form = page.context["sources"]
    assert [field.label for field in form] == [
        "Border Courier (1 record)", "Plain Post (2 records)", "Hill Gazette (1 record)",
    ]  # fmt: skip
    assert form["source_0"].initial == "border-courier"
    editor.post(
        reverse("admin:import_sources", args=[batch.pk]),
        {field.html_name: field.initial for field in form},
    )
    work()

    assert set(Source.objects.values_list("name", flat=True)) == {
        "The Border Courier",
        "Hill Gazette",
        "Plain Post",
    }
    assert batch.records.counted() == {"new": 4}
    step(editor, batch, "write")
    assert Article.objects.filter(source__slug="border-courier").count() == 1


def test_columns_are_shown_changed_and_remembered(editor):
    make_source(name="Herald", slug="herald")
    content = table(("Een", TEXT, "Herald", "9 August 1998"), header="cím,szöveg,újság,kelt")
    batch = trial(editor, {"hirek.csv": content})
    assert "records" not in shown(editor, batch) or batch.records.counted() == {"refused": 1}
    page = editor.get(reverse("admin:import_made", args=[batch.pk]))
    ((place, form),) = page.context["columns"]
    assert list(form.labels) == ["cím", "szöveg", "újság", "kelt"]

    meant = ["headline", "text", "source", "published"]
    said = {f"h{place}-label_{number}": column for number, column in enumerate(meant)}
    editor.post(reverse("admin:import_columns", args=[batch.pk, place]), said)
    work()

    record = batch.records.get()
    assert (record.state, record.headline, record.date_edtf, record.source.slug) == (
        "new",
        "Een",
        "1998-08-09",
        "herald",
    )
    step(editor, batch, "write")
    again = trial(editor, {"later.csv": content.replace("Een", "Twee").replace("Monday", "Friday")})
    assert again.records.get().headline == "Twee"


def open_record(client, record):
    page = client.get(reverse("admin:import_record", args=[record.batch_id, record.number]))
    assert page.status_code == 200
    return page


def sent(page, **changes):
    """Return what the form of a record sends, with the paragraphs that are kept."""
    form, laid = page.context["form"], page.context["laid"]
    values = {}
    for field in form:
        if field.name in page.context["shown_fields"]:
            value = field.value()
            values[field.html_name] = getattr(value, "pk", value) or ""
    values["keep"] = [number for number, _, is_kept in laid.numbered_pieces if is_kept]
    return values | {"step": "save"} | changes


PASTE = f"""Home | World | Sport

Convoy leaves Riverton

By Anna Reporter

9 August 1998

{TEXT}

{TEXT.replace("Monday", "Tuesday").replace("thirty", "forty")}

Shepherds in the hills said that they had seen no lorry since the spring and that the wheat had to be carried by mule.

Related articles

Copyright 1998 Herald. All rights reserved."""


def test_a_record_is_laid_out_in_one_column_and_paragraphs_are_cut_and_kept(editor):
    source = make_source(name="Herald", slug="herald")
    make_person(name="Anna Shepherd")
    batch = trial(editor, {"page.txt": PASTE}, source=source.pk)
    record = batch.records.get()
    page = open_record(editor, record)
    pieces = page.context["laid"].numbered_pieces
    texts = [piece.text for _, piece, _ in pieces]
    assert texts[0].startswith("Home") and "Copyright" in texts[-1]
    kept = [number for number, _, is_kept in pieces if is_kept]
    assert len(kept) == 3 and kept == sorted(kept)

    editor.post(page.request["PATH_INFO"], sent(page, step="", ends=str(kept[1])))

    record.refresh_from_db()
    assert record.edits["body"].endswith("two buses.") and "Shepherds" not in record.edits["body"]
    page = open_record(editor, record)
    assert [number for number, _, is_kept in page.context["laid"].numbered_pieces if is_kept] == kept[:2]
    editor.post(page.request["PATH_INFO"], sent(page, headline="Convoy leaves at dawn"))
    step(editor, batch, "write")

    article = Article.objects.get()
    assert article.headline == "Convoy leaves at dawn" and "Shepherds" not in article.body
    assert "Tuesday" in article.body


def test_a_refused_record_is_mended_in_place(editor):
    source = make_source(name="Herald", slug="herald")
    batch = trial(editor, {"news.csv": table(row(1), ("Short", "Share", "Herald", "9 August 1998", "9"))})
    record = batch.records.get(number=2)
    assert record.state == "refused"
    step(editor, batch, "write")
    page = open_record(editor, record)
    keep = [number for number, *_ in page.context["laid"].numbered_pieces]

    editor.post(page.request["PATH_INFO"], sent(page, keep=keep, headline="Shares fall", source=source.pk))

    record.refresh_from_db()
    assert (record.state, record.headline) == ("new", "Shares fall")
    step(editor, batch, "write")
    assert Article.objects.get(headline="Shares fall").body == "Share"


def test_a_record_is_left_out_and_taken_in_again(editor):
    make_source(name="Herald", slug="herald")
    batch = trial(editor, {"news.csv": table(row(1), row(2))})
    address = reverse("admin:import_record", args=[batch.pk, 1])
    editor.post(address, {"step": "leave"})
    assert batch.records.counted() == {"left out": 1, "new": 1}
    editor.post(address, {"step": "take"})
    assert batch.records.counted() == {"new": 2}


# Files and the inbox


def test_the_inbox_is_offered_and_nothing_outside_it_can_be_named(editor, home):
    make_source(name="Herald", slug="herald")
    (home / "inbox" / "folder").mkdir(parents=True)
    (home / "secret.csv").write_text(table(row(7)))
    (home / "inbox" / "large.csv").write_text(table(row(1)))
    (home / "inbox" / "folder" / "more.csv").write_text(table(row(2)))
    (home / "inbox" / "out.csv").symlink_to(home / "secret.csv")
    (home / "inbox" / "folder" / "out.csv").symlink_to(home / "secret.csv")
    (home / "inbox" / "outside").symlink_to(home)
    page = editor.get(reverse("admin:imports")).content.decode()
    assert "large.csv" in page and "out.csv" not in page and "outside" not in page

    for name in (
        "../secret.csv",
        str(home / "secret.csv"),
        "out.csv",
        "outside",
        "folder/../../secret.csv",
        ".",
    ):
        answer = send(editor, {}, inbox=[name])
        assert answer.status_code == 400 and "The inbox has no" in answer.content.decode()
    assert not Batch.objects.exists()

    batch = trial(editor, {}, inbox=["large.csv", "folder"])
    assert sorted(batch.records.values_list("headline", flat=True)) == [
        "Convoy 1 leaves Riverton",
        "Convoy 2 leaves Riverton",
    ]
    step(editor, batch, "write")
    assert (home / "inbox" / "large.csv").exists()


def test_names_of_files_lead_nowhere_and_files_of_one_name_are_all_kept(editor, home):
    make_source(name="Herald", slug="herald")
    paths = ["../../../evil.csv", "a/news.csv", "a/news.csv"]
    files = {"x.csv": table(row(1)), "y.csv": table(row(2)), "z.csv": table(row(3))}
    batch = trial(editor, files, paths=paths)
    assert batch.records.count() == 3
    assert not (home / "evil.csv").exists() and not (home.parent / "evil.csv").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.pdf", b"%PDF-1.4 broken", "damaged"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        ("bad.zip", b"PK\x03\x04" + b"\0" * 40, "damaged"),
        ("empty.csv", b"", "empty"),
        ("short.csv", 'headline,text\n"x","y', ""),
    ],
)
def test_bad_files_are_refused_with_a_reason_in_the_page(editor, name, content, said):
    answer = send(editor, {name: content})
    if answer.status_code == 303:
        work()
        batch = Batch.objects.get()
        page = shown(editor, batch)
        assert not batch.records.to_be_written().exists()
        assert said in page
    else:
        assert answer.status_code == 400 and "Choose files" in answer.content.decode()


def test_too_many_files_are_refused_in_the_page(editor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = send(editor, {f"{number}.txt": TEXT for number in range(3)})
    assert answer.status_code == 413 and "sent at once" in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_broken_request_is_told(editor):
    answer = editor.post(
        reverse("admin:import_files"), b"--x\r\nbroken", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 400 and "damaged" in answer.content.decode()


# Rights


@pytest.mark.parametrize("name", ["imports", "import_files"])
def test_a_contributor_may_not_import(contributor, name):
    assert contributor.get(reverse(f"admin:{name}")).status_code in (403, 405)
    assert send(contributor, {"news.csv": table(row(1))}).status_code == 403
    assert not Batch.objects.exists()


def test_a_curator_sees_only_their_own_and_takes_back_only_drafts(curator, other_curator, editor):
    make_source(name="Herald", slug="herald")
    batch = trial(curator, {"news.csv": table(row(1))})
    address = reverse("admin:import_made", args=[batch.pk])
    assert other_curator.get(address).status_code == 404 and editor.get(address).status_code == 200
    assert (
        other_curator.post(reverse("admin:import_step", args=[batch.pk]), {"step": "discard"}).status_code
        == 404
    )
    step(curator, batch, "write")
    assert other_curator.post(reverse("admin:import_all", args=[batch.pk, "back"])).status_code == 404
    assert curator.post(reverse("admin:import_all", args=[batch.pk, "publish"])).status_code == 303
    work()
    assert Article.objects.published().count() == 1
    page = curator.get(reverse("admin:import_all", args=[batch.pk, "back"]), follow=True)
    assert (
        "No report of this import can be deleted" in page.content.decode()
    )  # published ones are for Editors
    curator.post(reverse("admin:import_all", args=[batch.pk, "draft"]))
    work()
    curator.post(reverse("admin:import_all", args=[batch.pk, "back"]))
    work()
    assert not Article.objects.exists()


def test_a_request_from_elsewhere_is_refused(editor):
    from django.test import Client

    forger = Client(enforce_csrf_checks=True)
    forger.cookies = editor.cookies
    assert send(forger, {"news.csv": table(row(1))}).status_code == 403
    assert not Batch.objects.exists()


def test_whoever_may_not_see_a_protected_name_does_not_see_it_in_an_import(curator):
    make_source(name="Herald", slug="herald")
    make_person(name="Zafar Quolvab", visibility="protected")
    batch = trial(curator, {"news.csv": table(row(1, text=f"{TEXT} Zafar Quolvab drove it."), row(2))})
    assert curator.get(reverse("admin:import_record", args=[batch.pk, 1])).status_code == 403
    assert curator.get(reverse("admin:import_record", args=[batch.pk, 2])).status_code == 200


# Going on


def test_it_is_stopped_and_goes_on_where_it_was(editor, monkeypatch):
    from archive.ingest.imports import jobs, read, write

    monkeypatch.setattr(read, "BATCH_SIZE", 2)
    monkeypatch.setattr(write, "BATCH_SIZE", 2)
    make_source(name="Herald", slug="herald")
    send(editor, {"news.csv": table(*(row(number) for number in range(7)))})
    batch = Batch.objects.get()
    jobs.work(batch, is_ending=lambda: True)  # the worker ends after the first records
    assert batch.records.count() == 2
    batch.refresh_from_db()
    jobs.stop(batch)
    jobs.work_on_import(None, batch_id=batch.pk)
    assert batch.records.count() == 2 and "Continue" in shown(editor, batch)
    step(editor, batch, "continue")
    assert [r.number for r in batch.records.order_by("number")] == [1, 2, 3, 4, 5, 6, 7]

    editor.post(reverse("admin:import_step", args=[batch.pk]), {"step": "write"})
    batch.refresh_from_db()
    jobs.work(batch, is_ending=lambda: True)
    assert Article.objects.count() == 2
    batch.refresh_from_db()
    assert "2 of 7 written" in shown(editor, batch)
    work()
    assert Article.objects.count() == 7


def test_a_killed_import_keeps_its_refusals_and_its_records(editor, monkeypatch):
    from archive.ingest.imports import jobs, read

    monkeypatch.setattr(read, "BATCH_SIZE", 2)
    make_source(name="Herald", slug="herald")
    send(editor, {"news.csv": table(row(1), ("Empty", "", "Herald", "", "2"), row(3), row(4))})
    batch = Batch.objects.get()
    keep, calls = read._Reading.keep, []

    def killed(self, lot):
        calls.append(1)
        if len(calls) > 1:
            raise SystemExit
        keep(self, lot)

    monkeypatch.setattr(read._Reading, "keep", killed)
    with pytest.raises(SystemExit):
        jobs.work(batch)
    page = shown(editor, batch, list="refused")
    assert (
        batch.records.counted() == {"new": 1, "refused": 1}
        and "Interrupted" in page
        and "refused (1)" in page
    )
    monkeypatch.setattr(read._Reading, "keep", keep)
    work()
    assert batch.records.counted() == {"new": 3, "refused": 1}


def aged(batch: Batch, days: float) -> Batch:
    then = timezone.now() - timedelta(days=days)
    batch.options |= {"touched": then.isoformat()}
    batch.started_at = then
    batch.save()
    return batch


def test_a_trial_that_is_left_alone_is_removed_and_says_so(editor, settings):
    settings.IMPORT_TRIAL_DAYS = 10
    make_source(name="Herald", slug="herald")
    batch = aged(trial(editor, {"news.csv": table(row(1), row(2))}), days=9.9)
    ends = date_format(timezone.now() + timedelta(days=0.1), "DATE_FORMAT")

    assert f">{ends}</time>. Nothing that was imported is affected" in shown(editor, batch)
    assert (
        "A trial that is left alone for 10 days is removed"
        in editor.get(reverse("admin:imports")).content.decode()
    )
    assert expire_trials() == 0

    aged(batch, days=10.1)
    assert expire_trials() == 1
    assert expire_trials() == 0

    batch.refresh_from_db()
    page = shown(editor, batch)
    assert not batch.records.exists() and not arrive.folder_of(batch.pk).exists()
    assert (batch.status, batch.read_count) == ("finished", 2)
    assert "Nobody came back to this trial for 10 days" in page and "Nothing was added" in page
    assert "Import 2" not in page and "Discard" not in page
    assert "trial, removed" in editor.get(reverse("admin:imports")).content.decode()


def test_what_was_imported_and_what_somebody_came_back_to_is_not_removed(editor, settings):
    settings.IMPORT_TRIAL_DAYS = 10
    make_source(name="Herald", slug="herald")
    imported = trial(editor, {"news.csv": table(row(1))})
    step(editor, imported, "write")
    mended = aged(trial(editor, {"news.csv": table(row(2), row(3, source="Nobody"))}), days=11)
    record = mended.records.get(number=1)
    editor.post(reverse("admin:import_record", args=[mended.pk, record.number]), {"step": "leave"})

    assert expire_trials(now=timezone.now() + timedelta(days=9)) == 0
    assert Article.objects.exists() and mended.records.count() == 2
    assert expire_trials(now=timezone.now() + timedelta(days=11)) == 1
    assert imported.records.exists() and Article.objects.exists()


def test_trials_are_kept_where_no_age_is_set(editor, settings):
    settings.IMPORT_TRIAL_DAYS = 0
    make_source(name="Herald", slug="herald")
    batch = aged(trial(editor, {"news.csv": table(row(1))}), days=1_000)

    assert expire_trials() == 0
    assert "left alone" not in shown(editor, batch)


def test_files_that_belong_to_no_import_are_removed_with_age(editor, home):
    lost, fresh = home / "uploads" / "999999", home / "uploads" / "999998"
    for folder in (lost, fresh):
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("x")
    os.utime(lost, (0, 0))

    expire_trials()

    assert (lost.exists(), fresh.exists()) == (False, True)


@pytest.mark.parametrize("lot", [1, 2, 500])
def test_records_with_the_same_words_are_told_apart_whatever_their_lots(editor, monkeypatch, lot):
    monkeypatch.setattr("archive.ingest.imports.read.BATCH_SIZE", lot)
    make_source(name="Herald", slug="herald")
    rows = [(f"Convoy leaves Riverton{more}", TEXT, "Herald", day, number) for more, day, number in (
        ("", "9 August 1998", "1"), ("", "9 August 1998", ""), ("", "", ""), ("", "10 August 1998", "2"), (" again", "", ""),
    )]  # fmt: skip

    batch = trial(editor, {"news.csv": table(*rows)})

    found = batch.records.order_by("number")
    assert [record.state for record in found] == ["new", "same", "same", "new", "new"]
    assert "has the same text as an earlier record of this import" in found[1].reason

    step(editor, batch, "write")
    assert Article.objects.count() == 3


def test_a_trial_asks_the_database_for_the_records_before(editor):
    make_source(name="Herald", slug="herald")
    batch = trial(editor, {"news.csv": table(*(row(number) for number in range(1, 6)))})

    work = loading_for(batch, is_trial=True)
    one, other = batch.records.order_by("number")[:2]

    assert work.expected({one.uid, other.uid, uuid4()}) == {one.uid, other.uid}
    assert loading_for(batch, is_trial=True, but=1).expected({one.uid, other.uid}) == {other.uid}


def test_a_trial_is_discarded_with_its_files(editor):
    make_article()
    batch = trial(editor, {"news.csv": table(row(1))})
    folder = arrive.folder_of(batch.pk)
    assert folder.exists()
    editor.post(reverse("admin:import_step", args=[batch.pk]), {"step": "discard"})
    assert not Batch.objects.exists() and not ImportRecord.objects.exists() and not folder.exists()
    assert Article.objects.count() == 1
