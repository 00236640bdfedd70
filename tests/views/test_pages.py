"""Pages about the archive, and error pages."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory, override_settings

from archive.hosting.environment import Contact, Picture
from archive.search.language.grammar import CONSTRUCTS, FIELD_TABLE
from archive.views.pages import forbidden
from tests.factories import make_article, make_event, make_faction, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


class Outline(HTMLParser):
    """The accessibility of a page: headings, landmarks, labelled fields; no inline styles or handlers."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.fields, self.labels, self.inline = [], [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag == "input" and attrs.get("type") not in ("hidden", "checkbox"):
            self.fields.append(attrs.get("id"))
        if tag == "label" and "for" in attrs:
            self.labels.add(attrs["for"])
        self.inline += [name for name in attrs if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in attrs:
            self.inline.append("script")


PAGES = ["/", "/about/", "/help/", "/search/", "/search/?q=nothing", "/search/?from=199z"]


@pytest.mark.parametrize("address", [*PAGES, "/no-such-page/"])
def test_every_page_has_one_heading_landmarks_labels_and_nothing_inline(client, address):
    html = client.get(address).content.decode()
    outline = Outline(html)
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("main") == 1
    assert {"header", "nav", "footer"} <= set(outline.tags)
    assert set(outline.fields) <= outline.labels
    assert outline.inline == []
    assert html.index('class="skip-link"') < html.index("<header")


def test_home_tells_what_the_archive_holds(client):
    masud = make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Masud"])
    make_article(body="Massoud spoke.", date_edtf="1996", mentions=[(masud, "Massoud")])
    make_article(headline="Later report", date_edtf="1998-08-09", status="published")
    make_article(headline="Not published", status="draft")
    html = client.get("/").content.decode()
    assert "<b>2</b> reports from" in html
    assert "between <b>1996</b> and <b>1998</b>" in html
    assert "<b>1</b> person" in html
    assert "Later report" in html
    assert "Not published" not in html
    assert 'href="/people/massoud/"' in html
    assert 'href="/search/?q=Masud"' in html


def test_an_empty_archive_says_so_and_what_to_do(client):
    html = client.get("/").content.decode()
    assert "The archive is empty" in html
    assert "manage.py ingest" in html


def test_home_asks_no_more_of_the_database_when_there_is_more(client, django_assert_max_num_queries):
    for number in range(12):
        make_article(mentions=[make_person()], date_edtf=f"{1990 + number}")
    client.get("/")
    # 1 version of the data, then the search for everything: articles, entities named, facet labels, sources;
    # 1 sources, 1 other spellings, 1 latest added
    with django_assert_max_num_queries(11):
        client.get("/")


def test_help_shows_every_construct_and_each_example_is_a_search(client):
    html = client.get("/help/").content.decode()
    for entry in (*CONSTRUCTS, *FIELD_TABLE):
        assert entry.meaning.split(".")[0] in html.replace("&quot;", '"').replace("&#x27;", "'")
    assert 'href="/search/?q=%22northern%20alliance%22"' in html


def test_every_example_of_the_help_page_can_be_searched(client):
    for entry in (*CONSTRUCTS, *FIELD_TABLE):
        for example in entry.examples:
            assert client.get("/search/", {"q": example}).status_code == 200


def test_a_missing_page_offers_a_search_for_its_words(client):
    response = client.get("/people/ahmad-shah-nobody/extra/")
    assert response.status_code == 404
    assert 'value="people ahmad shah nobody extra"' in response.content.decode()


@override_settings(ALLOWED_HOSTS=["archive.example"])
def test_a_request_for_another_host_is_not_understood(client):
    response = client.get("/about/")
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_a_form_without_its_mark_is_told_what_to_do():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "The form was not accepted" in response.content.decode()


# Somebody to write to


def pages_that_ask_to_write(client) -> dict[str, str]:
    """Return the pages that tell readers whom to write to."""
    withdrawn = make_article(status="withdrawn")
    broken = Client(raise_request_exception=False)
    with connection.execute_wrapper(lambda *args: 1 / 0):
        fault = broken.get("/people/")
    with connection.execute_wrapper(refused_connection):
        away = broken.get("/people/")
    request = RequestFactory().get("/")
    answers = [
        client.get("/about/"),
        client.get(withdrawn.get_absolute_url()),
        fault,
        away,
        forbidden(request),
    ]
    assert [answer.status_code for answer in answers] == [200, 410, 500, 503, 403]
    return {str(answer.status_code): answer.content.decode() for answer in answers}


def refused_connection(*args):
    raise OperationalError("connection refused")


@override_settings(ARCHIVE_CONTACT=Contact("editors@archive.example", "mailto:editors@archive.example"))
def test_who_is_asked_to_write_is_told_whom_to(client):
    for status, html in pages_that_ask_to_write(client).items():
        assert 'write to <a href="mailto:editors@archive.example">' in html or (
            status == "410" and 'Questions: <a href="mailto:editors@archive.example">' in html
        )


@override_settings(ARCHIVE_CONTACT=Contact("editors@archive.example", "mailto:editors@archive.example"))
def test_a_sentence_ends_right_after_the_address(client):
    assert "editors@archive.example</a>." in pages_that_ask_to_write(client)["503"]


def test_nobody_is_asked_to_write_where_nobody_can_be_written_to(client):
    for html in pages_that_ask_to_write(client).values():
        assert "write to" not in html
        assert "runs this archive" not in html
        assert "mailto:" not in html


EDITORS = Contact("editors@archive.example", "mailto:editors@archive.example")


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (EDITORS, "mailto:editors@archive.example?subject=Dateline%3A%20a%20problem%20with%20a%20page&amp;body=The%20page%3A%20"),
        (Contact("a.example/form", "https://a.example/form?to=us"), "https://a.example/form?to=us&amp;page="),
    ],
)  # fmt: skip
def test_a_problem_can_be_reported_from_every_record_with_its_address_filled_in(client, contact, expected):
    source = make_source(slug="digest")
    report = make_article(source=source)
    records = [report, source, make_event(), make_person(), make_place(), make_faction()]
    with override_settings(ARCHIVE_CONTACT=contact):
        for record in records:
            address = quote(f"http://testserver{record.get_absolute_url()}", safe="")
            html = client.get(record.get_absolute_url()).content.decode()
            assert f'<a href="{expected}{address}' in html, record


@override_settings(ARCHIVE_CONTACT=EDITORS)
def test_an_address_too_long_for_an_e_mail_is_filled_in_without_its_parameters(client):
    html = client.get("/search/", {"q": "truce " * 300}).content.decode()
    assert f"The%20page%3A%20{quote('http://testserver/search/', safe='')}%0A" in html


@override_settings(ARCHIVE_CONTACT=EDITORS, ALLOWED_HOSTS=["archive.example"])
def test_a_problem_can_be_reported_where_the_host_is_not_known(client):
    response = client.get("/about/")
    assert response.status_code == 400
    assert "Report a problem" in response.content.decode()


def test_no_problem_is_reported_where_nobody_can_be_written_to(client):
    assert "Report a problem" not in client.get(make_article().get_absolute_url()).content.decode()


# Whose archive it is


@override_settings(ARCHIVE_NAME="Press & Paper")
def test_everything_says_the_name_of_the_archive(client, admin_client):
    report = make_article(headline="Truce")
    pages = ["/", "/about/", "/search/", "/opensearch.xml", report.get_absolute_url(), "/no-such-page/"]
    for address in [*pages, "/search.atom", f"/articles/{report.pk}.ris", "/search.ris"]:
        text = b"".join(client.get(address)).decode()
        assert "Press &amp; Paper" in text or "Press & Paper" in text, address
        assert "Dateline" not in text, address
    with connection.execute_wrapper(lambda *args: 1 / 0):
        fault = Client(raise_request_exception=False).get("/people/").content.decode()
    assert "Press &amp; Paper" in fault
    assert client.get(f"/articles/{report.pk}.json").json()["archive"] == "Press & Paper"
    assert "<title>Curators’ desk – Press &amp; Paper</title>" in admin_client.get("/admin/").content.decode()


@override_settings(ARCHIVE_ABOUT="Kept by the <city> library.\n\nSince 2003.")
def test_the_page_about_the_archive_begins_with_its_own_words(client):
    html = client.get("/about/").content.decode()
    assert "<p>Kept by the &lt;city&gt; library.</p>\n\n<p>Since 2003.</p>" in html


def test_a_logo_is_shown_and_kept_by_browsers(client):
    picture = Picture(b"<svg/>", "image/svg+xml", "logo-1.svg")
    with override_settings(ARCHIVE_LOGO=picture):
        html = client.get("/").content.decode()
        response = client.get("/logo/logo-1.svg")
        former = client.get("/logo/logo-0.svg")
    assert '<img class="logo" src="/logo/logo-1.svg" alt="">' in html
    assert '<link rel="icon" href="/logo/logo-1.svg" type="image/svg+xml">' in html
    assert (response.content, response["Content-Type"]) == (b"<svg/>", "image/svg+xml")
    assert "immutable" in response["Cache-Control"]
    assert former.status_code == 404
