"""What imports refused, as work: open, mended, set aside, brought back, and every decision taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.admin.refusals import REFUSALS_A_PAGE
from archive.curation.take_back import take_back
from archive.models import Batch, Capture, ImportRecord, RefusalVerdict, Step
from tests.admin.forms import messages_on
from tests.admin.imports import step, trial
from tests.factories import make_article, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path


def ended(*lines, file="wire.csv", status="finished", **values) -> Batch:
    """Give an import by a command that has refused lines."""
    names = ("line", "reason", "headline")
    errors = [{"file": file} | dict(zip(names, line, strict=False)) for line in lines]
    batch = Batch.objects.create(
        label="Wire", status="running", errors=errors, rejected_count=len(errors), **values
    )
    batch.status = status
    batch.save()
    return batch


def page(client, **query):
    return client.get(reverse("admin:refusals"), query)


def shown(client, **query) -> list[tuple[str, int | None]]:
    return [(row.record.refused, row.record.position) for row in page(client, **query).context["rows"]]


def counts(client, **query) -> dict[str, str]:
    return {each.key: each.count for each in page(client, **query).context["standings"]}


def decide(client, records, how: str, **values):
    chosen = [record.pk for record in records]
    return client.post(reverse("admin:refusals"), {"record": chosen, "decide": how, **values}, follow=True)


def test_each_refused_line_waits_and_is_set_aside_with_a_reason_and_brought_back(editor):
    ended((4, "holds no text"), (7, "names no source"))
    assert shown(editor) == [("holds no text", 4), ("names no source", 7)]
    first, second = ImportRecord.objects.order_by("number")

    answer = decide(editor, [first], "aside", change_reason="An advertisement")

    assert messages_on(answer)[0].startswith("1 refusal set aside.")
    assert counts(editor) == {"open": "1", "mended": "0", "aside": "1"}
    assert shown(editor, state="aside") == [("holds no text", 4)]
    assert "An advertisement" in page(editor, state="aside").content.decode()

    assert messages_on(decide(editor, [first], "again"))[0].startswith("1 refusal brought back.")
    assert counts(editor) == {"open": "2", "mended": "0", "aside": "0"}
    assert "<b>2</b> refusals" in editor.get(reverse("admin:index")).content.decode()
    assert second.batch.records.count() == 2


def test_every_decision_is_a_step_that_is_taken_back(editor):
    ended((4, "holds no text"))
    record = ImportRecord.objects.get()
    decide(editor, [record], "aside", change_reason="An advertisement")
    decide(editor, [record], "again")
    assert counts(editor)["open"] == "1"

    for left in ("aside", "open"):
        made = Step.objects.filter(verb="refusal", undone_by=None).order_by("-pk").first()
        there = reverse("admin:merge_made", args=[made.pk])
        assert editor.get(there).status_code == 200
        take_back(step=made, user=None)
        assert counts(editor)[left] == "1"
    assert not RefusalVerdict.objects.exists()


def test_a_report_mends_it_and_which_is_said(editor):
    ended((4, "holds no text"))
    report = make_article()

    assert (
        "No report has this number"
        in messages_on(decide(editor, ImportRecord.objects.all(), "mended", report="x"))[0]
    )
    decide(editor, ImportRecord.objects.all(), "mended", report=str(report.pk))

    assert counts(editor) == {"open": "0", "mended": "1", "aside": "0"}
    assert f"report {report.pk}</a>" in page(editor, state="mended").content.decode()
    report.delete()
    assert counts(editor)["open"] == "1", "without its report it waits again"


def test_a_report_from_the_same_line_is_offered(editor):
    old = ended((4, "holds no text"), (7, "holds no text"))
    capture = Capture.objects.create(sha256="0" * 64, origin="wire.csv", position=7, content=b"7")
    report = make_article(capture=capture, batch=Batch.objects.create(label="again"), headline="Wells dug")

    offered = {row.record.position: row.likely for row in page(editor).context["rows"]}
    assert offered == {4: None, 7: report}
    second = old.records.get(position=7)
    decide(editor, [], f"by:{second.pk}:{report.pk}")
    assert RefusalVerdict.objects.get().article == report


def test_it_is_offered_in_the_words_that_somebody_may_read(curator):
    make_person(name="Zarghun Karimi", visibility="protected")
    old = ended((4, "holds no text"), user=User.objects.get(username="anna"))
    capture = Capture.objects.create(sha256="0" * 64, origin="wire.csv", position=4, content=b"4")
    report = make_article(
        capture=capture, batch=Batch.objects.create(label="again"), headline="Zarghun Karimi speaks"
    )

    shown_page = page(curator)

    assert [row.likely for row in shown_page.context["rows"]] == [report]
    assert "Mended by" in shown_page.content.decode() and "Zarghun" not in shown_page.content.decode()
    decide(curator, [], f"by:{old.records.get().pk}:{report.pk}")
    assert RefusalVerdict.objects.get().article_id == report.pk


def test_what_is_refused_again_is_not_asked_again(editor):
    first = ended((4, "holds no text"))
    decide(editor, first.records.all(), "aside", change_reason="An advertisement")

    ended((4, "holds no text"), (9, "holds no text"))

    assert shown(editor) == [("holds no text", 9)]


def test_an_import_that_was_killed_has_its_refusals_too_and_a_trial_has_none(editor):
    ended((4, "holds no text"), status="interrupted")
    ended((5, "holds no text"), options={"dry_run": True})
    assert shown(editor) == [("holds no text", 4)]


def test_a_refusal_of_the_page_of_imports_is_mended_there(editor, home):
    source = make_source(name="Herald", slug="herald")
    table = "headline,text,source,date,id\nWells,Four wells were dug last week,Herald,1998-03-14,1\nShort,Share,Herald,1998-03-15,2\n"
    batch = trial(editor, {"news.csv": table})
    assert shown(editor) == [], "a trial is looked through on its own page"
    step(editor, batch, "write")
    (row,) = page(editor).context["rows"]
    address = reverse("admin:import_made", args=[batch.pk])
    assert "1 refusal to decide about" in editor.get(address).content.decode()

    laid = editor.get(row.mend_url).context["laid"]
    keep = [number for number, *_ in laid.numbered_pieces]
    editor.post(row.mend_url, {"step": "save", "keep": keep, "headline": "Shares fall", "source": source.pk, "date_printed": "1998-03-15", "date_edtf": "1998-03-15", "date_basis": "stated", "language": "en"})  # fmt: skip
    assert counts(editor)["open"] == "1", "it is still to be written"
    step(editor, batch, "write")

    assert counts(editor) == {"open": "0", "mended": "1", "aside": "0"}
    assert "report " in page(editor, state="mended").content.decode()


def test_it_is_narrowed_to_an_import_and_counts_agree(editor):
    one, other = ended((4, "holds no text")), ended((5, "holds no text"), file="other.csv")
    assert (
        shown(editor, batch=one.pk) == [("holds no text", 4)] and counts(editor, batch=one.pk)["open"] == "1"
    )
    assert counts(editor)["open"] == "2"
    assert shown(editor, batch=other.pk, state="odd") == [("holds no text", 5)]
    for odd in ({"batch": "x"}, {"batch": "9" * 20}, {"page": "x"}, {"state": "x"}):
        assert page(editor, **odd).status_code == 200


def test_nothing_is_done_without_a_reason_or_a_choice(editor):
    ended((4, "holds no text"))
    records = ImportRecord.objects.all()
    assert "Say why" in messages_on(decide(editor, records, "aside"))[0]
    assert "Tick at least one refusal" in messages_on(decide(editor, [], "aside", change_reason="No"))[0]
    assert "left out of an import" in messages_on(decide(editor, records, "again"))[0]
    assert decide(editor, records, "odd").status_code == 200
    assert not RefusalVerdict.objects.exists() and not Step.objects.exists()


def test_a_curator_decides_about_their_own_imports_and_a_contributor_about_none(curator, contributor):
    ended((4, "holds no text"))
    mine = ended((5, "holds no text"), user=User.objects.get(username="anna"))
    assert shown(curator) == [("holds no text", 5)]
    others = ImportRecord.objects.exclude(batch=mine)
    assert "Tick at least one refusal" in messages_on(decide(curator, others, "aside", change_reason="No"))[0]
    assert page(contributor).status_code == 403
    assert decide(contributor, ImportRecord.objects.all(), "aside", change_reason="No").status_code == 403


def test_protected_names_are_withheld_in_it(curator, editor):
    make_person(name="Zarghun Karimi", visibility="protected")
    curators = User.objects.get(username="anna")
    batch = ended(
        (4, "Zarghun Karimi is no source", "Karimi: Zarghun Karimi"), file="Zarghun Karimi.csv", user=curators
    )
    for client, told in ((curator, False), (editor, True)):
        lines = client.get(reverse("admin:import_made", args=[batch.pk])).content.decode()
        assert ("Zarghun" in lines) is told
    decide(editor, ImportRecord.objects.all(), "aside", change_reason="Zarghun Karimi asked for it")
    assert counts(curator)["aside"] == "1"
    assert "Zarghun" not in page(curator, state="aside").content.decode()
    decide(editor, ImportRecord.objects.all(), "again")
    assert "Zarghun" not in page(curator).content.decode()
    assert "Zarghun Karimi is no source" in page(editor).content.decode()


def test_a_page_takes_as_many_statements_however_many_refusals_it_has(editor, django_assert_max_num_queries):
    ended(*((line, "holds no text") for line in range(REFUSALS_A_PAGE)))
    page(editor)
    with django_assert_max_num_queries(30):
        assert len(shown(editor)) == REFUSALS_A_PAGE
