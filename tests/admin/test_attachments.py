"""Pictures and files in the form of a report: attached, described, shown, taken away, and every step taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from archive.admin import attachments
from archive.curation.bring_back import bring_back
from archive.curation.take_back import take_back
from archive.ingest.attach import attach, draw_waiting
from archive.ingest.drawing import TooLongError
from archive.models import Article, Attachment, Capture, Step
from tests.admin.conftest import make_colleague, signed_in
from tests.admin.forms import change, change_url, form_values, messages_on
from tests.factories import make_article, make_person
from tests.pictures import SECRET, make_attachment, pdf, picture

pytestmark = pytest.mark.django_db

SHOWN = {"alt": "A bridge", "caption": "The bridge", "rights": "© The Gazette", "is_for_readers": "on"}


def attaching(content: bytes, *, row: int = 0, name="scan.jpg", **values) -> dict:
    """Return what the row for a new file sends."""
    return {f"attachments-{row}-{key}": value for key, value in (SHOWN | values).items()} | {
        f"attachments-{row}-file": SimpleUploadedFile(name, content)
    }


def errors_of(response) -> dict:
    formset = next(
        one.formset for one in response.context["inline_admin_formsets"] if one.formset.model is Attachment
    )
    return next((row.errors for row in formset.forms if row.errors), {})


def test_a_file_is_attached_and_kept_as_it_came(curator):
    report, content = make_article(), picture()

    change(curator, report, **attaching(content, name="scan of page 1.jpg"))

    attachment = Attachment.objects.get()
    assert (attachment.alt, attachment.caption, attachment.rights) == (
        "A bridge",
        "The bridge",
        "© The Gazette",
    )
    assert bytes(attachment.capture.content) == content
    assert attachment.capture.origin == "scan of page 1.jpg"
    assert attachment.capture.media_type == "image/jpeg"
    assert (
        reverse("attachment", args=[report.pk, attachment.pk, "jpg"])
        in Client().get(report.get_absolute_url()).content.decode()
    )


def test_the_type_is_told_by_the_content(curator):
    change(curator, make_article(), **attaching(pdf(), name="page.jpg"))

    assert Capture.objects.get().media_type == "application/pdf"


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>1</script>", picture()[:200], b""],
)
def test_what_is_no_picture_is_refused_and_nothing_is_saved(curator, content):
    report = make_article()

    answer = change(curator, report, **attaching(content, name="picture.jpg"), byline="By hand")

    assert errors_of(answer)["file"]
    report.refresh_from_db()
    assert (report.byline, Attachment.objects.count(), Capture.objects.count()) == ("", 0, 0)


@pytest.mark.parametrize("missing", ["alt", "rights"])
def test_readers_see_nothing_without_rights_and_words(curator, missing):
    report = make_article()

    answer = change(curator, report, **attaching(picture(), **{missing: ""}))

    assert list(errors_of(answer)) == [missing] and not Attachment.objects.exists()


def test_the_same_file_is_not_attached_twice(curator):
    attachment = make_attachment(article=make_article(), content=picture())

    answer = change(curator, attachment.article, **attaching(picture(), row=1, name="other.jpg"))

    assert errors_of(answer)["file"] == ["The report has this file already."]


def test_its_words_are_corrected_and_it_is_hidden(curator):
    attachment = make_attachment(article=make_article())
    values = form_values(curator.get(change_url(attachment.article)))
    values.pop("attachments-0-is_for_readers")

    curator.post(change_url(attachment.article), values | {"attachments-0-caption": "Seen from the north"})

    attachment.refresh_from_db()
    assert (attachment.caption, attachment.is_for_readers) == ("Seen from the north", False)


def test_every_step_is_taken_back(curator):
    report = make_article()
    change(curator, report, **attaching(picture()))
    added = Step.objects.latest("pk")
    attachment = Attachment.objects.get()
    change(curator, report, **{"attachments-0-caption": "Other"})
    described = Step.objects.latest("pk")
    change(curator, report, **{"attachments-0-DELETE": "on"})
    removed = Step.objects.latest("pk")
    assert not Attachment.objects.exists() and "pictures and files" in removed.summary

    take_back(step=removed, user=None)
    assert Attachment.objects.get() == attachment and Attachment.objects.get().caption == "Other"
    take_back(step=described, user=None)
    assert Attachment.objects.get().caption == "The bridge"
    take_back(step=added, user=None)
    assert not Attachment.objects.exists()
    path = reverse("attachment", args=[report.pk, attachment.pk, "jpg"])
    assert Client().get(path).status_code == 404


def test_it_comes_back_with_its_report():
    attachment = make_attachment(article=make_article())
    attachment.article.delete()
    event = Article.pgh_event_model.objects.filter(pgh_label="deleted").latest("pgh_id")

    assert bring_back(model=Article, event=event).came["picture or file"] == 1
    assert Attachment.objects.get().caption == "The bridge"


def test_the_history_of_the_report_tells(curator):
    attachment = make_attachment(article=make_article())
    change(curator, attachment.article, **{"attachments-0-caption": "Other"})

    page = curator.get(
        reverse("admin:archive_article_history", args=[attachment.article_id])
    ).content.decode()

    assert "Picture or file “The bridge”" in page


def test_a_contributor_attaches_to_a_draft_alone(contributor):
    carla = get_user_model().objects.get(username="carla")
    draft, published = make_article(status="draft", entered_by=carla), make_article()

    change(contributor, draft, **attaching(picture()))
    assert Attachment.objects.get().article == draft
    answer = contributor.post(change_url(published), attaching(picture(size=(9, 9))))

    assert answer.status_code == 403 and Attachment.objects.count() == 1


def test_curators_see_what_readers_do_not(curator):
    attachment = make_attachment(article=make_article(), content=picture(), is_for_readers=False)
    path = reverse("admin:archive_article_attached", args=[attachment.article_id, attachment.pk])

    assert path in curator.get(change_url(attachment.article)).content.decode()
    for address in (path, f"{path}?large=1"):
        shown = curator.get(address)
        assert shown["Content-Type"] == "image/jpeg" and SECRET.encode() not in shown.content
        assert "private" in shown["Cache-Control"]
        assert Client().get(address).status_code == 302
        assert signed_in(make_colleague(f"rita {address}")).get(address).status_code == 403


def test_a_report_whose_picture_names_somebody_protected_is_closed(curator, editor):
    make_person(name="Zarghun Karimi", visibility="protected")
    attachment = make_attachment(article=make_article(), caption="Zarghun Karimi at the bridge")
    path = reverse("admin:archive_article_attached", args=[attachment.article_id, attachment.pk])

    for address in (change_url(attachment.article), path):
        assert (curator.get(address).status_code, editor.get(address).status_code) == (403, 200)


def test_the_original_is_for_editors(editor, curator):
    attachment = make_attachment(article=make_article(), content=picture())
    original = reverse("admin:archive_capture_bytes", args=[attachment.capture_id])

    assert SECRET.encode() in editor.get(original).content
    assert curator.get(original).status_code == 403
    page = editor.get(reverse("admin:archive_capture_change", args=[attachment.capture_id])).content.decode()
    assert attachment.article.headline in page


# What takes long to draw


@pytest.fixture
def slow(monkeypatch):
    """Let every drawing take too long while somebody waits."""

    def too_long(content, limits):
        raise TooLongError

    monkeypatch.setattr(attachments, "draw_within", too_long)


def test_what_takes_long_is_prepared_in_the_background_and_the_page_says_so(curator, slow):
    report = make_article()

    answer = change(curator, report, **attaching(pdf(pages=2), name="pages.pdf"))

    assert any("being prepared in the background" in told for told in messages_on(answer))
    attachment = Attachment.objects.get()
    small = reverse("admin:archive_article_attached", args=[report.pk, attachment.pk])
    page = curator.get(change_url(report)).content.decode()
    assert "Being prepared. Reload this page to see it" in page and small not in page
    assert curator.get(small).status_code == 404
    public = reverse("attachment", args=[report.pk, attachment.pk, "pdf"])
    assert Client().get(public).status_code == 404
    assert "attachments/" not in Client().get(report.get_absolute_url()).content.decode()

    draw_waiting()

    assert Client().get(public).status_code == 200
    assert small in curator.get(change_url(report)).content.decode()


def test_what_cannot_be_drawn_is_told_and_can_be_taken_away(curator, slow):
    report = make_article()
    change(curator, report, **attaching(b"%PDF-1.7 nothing", name="pages.pdf"))
    draw_waiting()

    page = curator.get(change_url(report)).content.decode()
    assert "Readers cannot be shown it. The PDF is damaged or locked" in page
    assert Client().get(report.get_absolute_url()).status_code == 200
    change(curator, report, **{"attachments-0-DELETE": "on"})
    assert not Attachment.objects.exists()


def test_what_is_still_to_be_drawn_is_queued_again_by_the_page_of_the_report(curator, monkeypatch):
    report = make_article()
    attach(article=report, drawn=None, content=pdf(), origin="pages.pdf")
    asked = []
    monkeypatch.setattr(attachments, "draw_later", lambda: asked.append(1))

    curator.get(change_url(report))

    assert asked == [1]


def test_after_some_time_the_rest_of_a_form_is_left_to_the_worker(curator, monkeypatch):
    monkeypatch.setattr(attachments, "SECONDS_IN_ALL", -1)

    change(curator, make_article(), **attaching(picture()))

    assert Attachment.objects.get().capture.rendition.state == "waiting"


# A form that comes back


def test_a_file_need_not_be_chosen_again_after_an_error_elsewhere(curator, settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    report, content = make_article(), picture()

    answer = change(curator, report, headline="", **attaching(content, name="scan of page 1.jpg"))

    assert not Attachment.objects.exists()
    page = answer.content.decode()
    assert "scan of page 1.jpg</bdi>" in page and "is kept" in page
    kept = page.partition('name="attachments-0-file-kept" value="')[2].partition('"')[0]
    sent = form_values(curator.get(change_url(report))) | {
        f"attachments-0-{name}": value for name, value in SHOWN.items()
    }

    curator.post(change_url(report), sent | {"attachments-0-file-kept": kept})

    attachment = Attachment.objects.get()
    assert bytes(attachment.capture.content) == content
    assert attachment.capture.origin == "scan of page 1.jpg"


def test_a_kept_file_can_be_left_out_and_one_that_is_no_picture_is_not_kept(curator, settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    report = make_article()
    page = change(curator, report, headline="", **attaching(picture())).content.decode()
    kept = page.partition('name="attachments-0-file-kept" value="')[2].partition('"')[0]

    sent = form_values(curator.get(change_url(report)))
    curator.post(
        change_url(report), sent | {"attachments-0-file-kept": kept, "attachments-0-file-left": "on"}
    )
    assert not Attachment.objects.exists()

    assert "file-kept" not in change(curator, report, **attaching(b"<svg/>")).content.decode()
