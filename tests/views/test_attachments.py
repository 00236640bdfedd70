"""Pictures and files of reports: shown to readers where their rights say so, safely, and gone with the report."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from archive.models import Attachment, Rendition
from tests.admin.conftest import make_colleague, signed_in
from tests.factories import make_article, make_person
from tests.pictures import SECRET, make_attachment, pdf, picture

pytestmark = pytest.mark.django_db


def addresses(attachment: Attachment) -> list[str]:
    at = f"/articles/{attachment.article_id}/attachments/{attachment.pk}"
    return [f"{at}.{attachment.capture.rendition.ending}", f"{at}-small.jpg"]


def page_of(report) -> str:
    return Client().get(report.get_absolute_url()).content.decode()


def test_a_report_shows_its_pictures():
    attachment = make_attachment(article=make_article(), alt="A <bridge>", caption="Seen & shown")
    whole, small = addresses(attachment)

    page = page_of(attachment.article)

    assert (
        f'<a href="{whole}"><img src="{small}" width="40" height="60" alt="A &lt;bridge&gt;" loading="lazy"'
        in page
    )
    assert '<section class="attached" lang="en-GB"' in page
    assert "Seen &amp; shown" in page and "© The Gazette" in page
    assert attachment.capture.sha256 in page


def test_readers_get_what_a_picture_shows_and_never_what_was_received():
    attachment = make_attachment(article=make_article(), content=picture())
    assert SECRET.encode() in bytes(attachment.capture.content)

    for path in addresses(attachment):
        response = Client().get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert SECRET.encode() not in response.content
        assert response["Content-Disposition"].startswith("inline; filename=")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "sandbox" in response["Content-Security-Policy"]
        assert "noindex" in response["X-Robots-Tag"]
        assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_a_pdf_is_downloaded_and_its_first_page_seen():
    attachment = make_attachment(article=make_article(), content=pdf(pages=2), origin="page.pdf")
    whole, small = addresses(attachment)

    assert whole.endswith(".pdf")
    assert Client().get(whole)["Content-Disposition"].startswith("attachment; ")
    assert Client().get(small)["Content-Type"] == "image/jpeg"
    assert "PDF, 2 pages" in page_of(attachment.article)


def test_what_has_not_changed_is_not_sent_again():
    for path in addresses(make_attachment(article=make_article())):
        first = Client().get(path)
        assert first["Cache-Control"] == "no-cache"

        again = Client().get(path, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "sandbox" in again["Content-Security-Policy"]
        assert Client().get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_is_not_for_readers_is_not_shown():
    attachment = make_attachment(article=make_article(), is_for_readers=False, caption="Quolvab")

    assert "Quolvab" not in page_of(attachment.article)
    for client in (Client(), signed_in(make_colleague("edith", group="Editor"))):
        assert [client.get(path).status_code for path in addresses(attachment)] == [404, 404]


def test_those_of_a_draft_are_for_whoever_may_see_drafts():
    attachment = make_attachment(article=make_article(status="draft"))
    curator = signed_in(make_colleague("anna", group="Curator"))

    for path in addresses(attachment):
        assert Client().get(path).status_code == 404
        assert signed_in(make_colleague(f"rita {path}")).get(path).status_code == 404
        assert signed_in(make_colleague(f"c {path}", group="Contributor")).get(path).status_code == 404
        shown = curator.get(path)
        assert shown.status_code == 200 and "private" in shown["Cache-Control"]
    assert addresses(attachment)[1] in curator.get(attachment.article.get_absolute_url()).content.decode()


def test_those_of_a_withdrawn_report_are_gone():
    attachment = make_attachment(article=make_article(), caption="Quolvab")
    etag = Client().get(addresses(attachment)[0])["ETag"]
    attachment.article.status, attachment.article.withdrawn_reason = "withdrawn", "A hoax."
    attachment.article.save()

    for path in addresses(attachment):
        response = Client().get(path, headers={"If-None-Match": etag})
        assert response.status_code == 410 and "A hoax." in response.content.decode()
    assert "Quolvab" not in page_of(attachment.article)


def test_those_of_a_report_with_a_withheld_name_are_withheld_too():
    attachment = make_attachment(article=make_article(body="Zarghun Karimi spoke."))
    make_person(name="Zarghun Karimi", visibility="protected")

    assert "attachments/" not in page_of(attachment.article)
    assert [Client().get(path).status_code for path in addresses(attachment)] == [404, 404]


@pytest.mark.parametrize("column", ["alt", "caption", "rights"])
def test_one_that_is_said_to_show_somebody_protected_is_withheld(column):
    make_person(name="Zarghun Karimi", visibility="protected")
    report = make_article()
    shown = make_attachment(article=report)
    hidden = make_attachment(article=report, **{column: "Zarghun Karimi at the bridge"})

    page = page_of(report)

    assert addresses(shown)[0] in page and addresses(hidden)[0] not in page and "Zarghun" not in page
    assert [Client().get(path).status_code for path in addresses(hidden)] == [404, 404]


def test_addresses_that_do_not_fit_are_nothing():
    attachment = make_attachment(article=make_article())
    whole, _ = addresses(attachment)
    other = make_article()

    for path in (
        whole.replace(".jpg", ".png"),
        whole.replace(".jpg", ".svg"),
        whole.replace(f"/articles/{attachment.article_id}/", f"/articles/{other.pk}/"),
    ):
        assert Client().get(path).status_code == 404


def test_the_data_of_a_report_name_them():
    report = make_article()
    hidden = make_attachment(article=report, is_for_readers=False)
    attachment = make_attachment(article=report)
    whole, small = addresses(attachment)

    (told,) = Client().get(f"/articles/{report.pk}.json").json()["custom"]["attachments"]

    assert told == {
        "url": f"http://testserver{whole}", "small_url": f"http://testserver{small}", "media_type": "image/jpeg", "width": 40,
        "height": 61, "pages": 1, "alt": "A bridge", "caption": "The bridge", "rights": "© The Gazette",
        "sha256": hashlib.sha256(Client().get(whole).content).hexdigest(), "original_sha256": attachment.capture.sha256,
    }  # fmt: skip
    Attachment.objects.exclude(pk=hidden.pk).delete()
    assert "custom" not in Client().get(f"/articles/{report.pk}.json").json()


def test_the_database_lets_readers_see_nothing_without_rights_and_words():
    for missing in ("alt", "rights"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_attachment(article=make_article(), **{missing: ""})


def test_a_file_of_two_reports_is_kept_once():
    content = picture()
    first, second = (make_attachment(article=make_article(), content=content) for _ in range(2))

    assert first.capture_id == second.capture_id and Rendition.objects.count() == 1
