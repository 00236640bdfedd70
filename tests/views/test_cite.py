"""The pages that say how to cite something."""

from __future__ import annotations

import pytest

from archive.models import Article
from tests.factories import make_article, make_mention, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_article(
        headline="Talks fail",
        body="First.\n\nSecond.",
        byline="By Ann Writer",
        source=make_source(name="The Digest"),
        date_edtf="1998-08-09",
    )


def cite(client, report, **asked):
    return client.get(f"/articles/{report.pk}/cite/", asked)


def test_a_report_is_cited_in_its_own_form_and_five_styles(client, report):
    answer = cite(client, report)
    html = answer.content.decode()
    assert [form.key for form in answer.context["forms"]] == [
        "own",
        "chicago",
        "apa",
        "mla",
        "harvard",
        "oscola",
    ]
    assert "<bdi>Ann Writer</bdi>. (1998, August 9). <bdi>Talks fail</bdi>." in html
    assert html.count('id="in-') == html.count('data-copy="in-') == 6
    assert f'href="/articles/{report.pk}.ris"' in html
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_page_of_a_report_leads_there_and_so_does_each_paragraph(client, report):
    html = client.get(report.get_absolute_url()).content.decode()
    assert f'href="/articles/{report.pk}/cite/"' in html
    assert f'href="/articles/{report.pk}/cite/?paragraph=2"' in html


def test_a_paragraph_is_cited_with_its_address(client, report):
    html = cite(client, report, paragraph="2").content.decode()
    address = f"http://testserver{report.get_absolute_url()}#p2"
    assert f"report {report.pk}, para. 2, {address} (accessed" in html
    assert html.count("[para. 2]") == 5 and html.count(address) == 6


@pytest.mark.parametrize("typed", ["0", "3", "-1", "x", "٢", "9" * 50, "1.5"])
def test_a_paragraph_that_there_is_not_is_told(client, report, typed):
    html = cite(client, report, paragraph=typed).content.decode()
    assert "The report has 2 paragraphs. This cites all of it." in html
    assert "para." not in html


def test_the_version_is_named_if_the_report_was_changed(client, report):
    assert "version" not in cite(client, report).content.decode()
    report.body = "First of all."
    report.save()
    html = cite(client, report).content.decode()
    assert f"report {report.pk}, version 2 of " in html and html.count("[version 2 of ") == 5
    assert f"report {report.pk}, version 2 of " in client.get(report.get_absolute_url()).content.decode()


def test_publishing_is_no_version(client):
    report = make_article(status="draft")
    report.status = "published"
    report.save()
    assert "version" not in cite(client, report).content.decode()


def test_drafts_are_not_there_and_a_withdrawn_report_says_that_it_was(client, report):
    for status, code in (("draft", 404), ("withdrawn", 410)):
        Article.objects.filter(pk=report.pk).update(status=status)
        answer = cite(client, report)
        assert answer.status_code == code
        assert ("Talks fail" in answer.content.decode()) == (status == "withdrawn")
        assert "Ann Writer" not in answer.content.decode()


def test_protected_names_are_withheld(client):
    hidden = make_person(name="Qorban Zhak", visibility="protected")
    report = make_article(headline="Qorban Zhak freed", body="Qorban Zhak left.", byline="By Qorban Zhak")
    make_mention(article=report, entity=hidden, text="Qorban Zhak")
    html = cite(client, report).content.decode()
    assert "Zhak" not in html and "[name withheld] freed" in html
    assert client.get(f"/people/{hidden.slug}/cite/").status_code == 404


def test_an_entry_is_cited(client):
    person = make_person(name="Abdul Malik", slug="malik")
    html = client.get("/people/malik/cite/").content.decode()
    assert "“<bdi>Abdul Malik</bdi>”, <bdi>Dateline</bdi>, http://testserver/people/malik/ (accessed" in html
    assert 'href="/people/malik/cite/"' in client.get(person.get_absolute_url()).content.decode()
    assert client.get("/people/nobody/cite/").status_code == 404


def test_a_search_is_cited_with_what_it_finds(client, report):
    html = client.get("/search/cite/", {"q": "talks", "year": "1998"}).content.decode()
    assert "“<bdi>Search: talks; " in html
    assert "1 result, http://testserver/search/?q=talks&amp;year=1998 (accessed" in html
    assert html.count("[1 result]") == 5
    assert 'href="/search/cite/?q=talks' in client.get("/search/?q=talks").content.decode()


@pytest.mark.parametrize("query", ["", "q=%00", "q=talks&from=1999&to=1998", "page=x"])
def test_no_search_is_a_failure(client, query):
    assert client.get(f"/search/cite/?{query}").status_code == 200
