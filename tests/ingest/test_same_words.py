"""The same words are not the same report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from archive.ingest.identity import address_key
from archive.ingest.load import load
from archive.ingest.single import find_same, load_one, preview, raw_from
from archive.models import Article
from tests.factories import make_article, make_source
from tests.ingest.test_load import TEXT, counts, load_into, record

pytestmark = pytest.mark.django_db


def bare(number=0, **values):
    """Return a record that differs from others only in its headline."""
    return record(number, **({"id": "", "headline": "Casualty"} | values))


WHOLE = {"headline": "Casualty", "published": "2011-05-03", "url": "https://force.example/31"}


@pytest.mark.parametrize(
    "own",
    [
        {"id": "por-47"},
        {"url": "https://force.example/47"},
        {"published": "2011-05-19"},
        {"published": "19/05"},
        {"headline": "Another casualty"},
        {"published": "2011-05-03", "headline": "Another casualty"},
    ],
)
def test_a_record_with_a_number_address_day_or_headline_of_its_own_is_a_report_of_its_own(own):
    source = make_source()
    load_into(source, record(1, **WHOLE))

    outcome = load_into(source, bare(2, **own))

    assert counts(outcome) == (1, 1, 0, 0, 0)
    first = Article.objects.earliest("id").pk
    assert f"has the same text as report {first} of {source}, but its own" in outcome.notices[0].reason


def test_three_releases_in_the_same_words_are_three_reports_and_stay_three():
    source = make_source()
    days = {31: "2011-05-03", 47: "2011-05-19", 88: "2011-09-02"}
    raws = [
        record(number, headline="Casualty", published=day, url=f"https://force.example/{number}")
        for number, day in days.items()
    ]

    first, again = load_into(source, *raws), load_into(source, *raws)

    assert (counts(first), counts(again)) == ((3, 3, 0, 0, 0), (3, 0, 0, 3, 0))
    assert again.unchanged == 3
    assert sorted(Article.objects.values_list("source_ref", "date_edtf")) == [
        ("31", "2011-05-03"), ("47", "2011-05-19"), ("88", "2011-09-02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "less",
    [
        {"headline": ""},
        {},
        {"headline": "CASUALTY"},
        {"published": "2011-05-03"},
        {"published": "May 2011"},
        {"published": "2011", "headline": ""},
        {"url": "http://www.force.example/31/?utm_source=mail#top"},
        {"url": "https://force.example/31", "published": "2011-05-03"},
        {"url": "https://force.example/31", "published": "May 2011"},
    ],
)
def test_the_same_record_with_less_of_itself_is_no_other_report(less):
    source = make_source()
    load_into(source, record(1, **WHOLE, byline="Anna Writer"))
    before = Article.objects.values().get()

    outcome = load_into(source, bare(2, **less, text=f"{TEXT}\n"))

    assert counts(outcome) == (1, 0, 0, 1, 0)
    assert Article.objects.values().get() == before


def test_a_duplicate_says_of_which_report():
    source = make_source()
    load_into(
        source,
        record(1, **WHOLE | {"published": "2011-05-03"}),
        record(2, **WHOLE | {"published": "2011-05-19", "url": ""}),
    )

    outcome = load_into(source, bare(3, published="2011-05-19"))

    second = Article.objects.latest("id").pk
    assert outcome.notices[0].reason == (
        f"has the same text as report {second} of {source}, and no different number, address, date or headline: it was not added again"
    )


def test_a_record_that_says_more_than_the_report_is_kept():
    source = make_source()
    load_into(source, bare(1))

    outcome = load_into(source, *(bare(n, published=f"2011-05-0{n}", text=TEXT) for n in (2, 3)))

    assert outcome.created == 2


def test_records_of_one_import_follow_the_same_rule():
    outcome = load_into(make_source(), bare(1, published="2011"), bare(2), bare(3, published="2012"))

    assert counts(outcome) == (3, 2, 0, 1, 0)
    assert "an earlier record of this import" in outcome.notices[0].reason


def test_in_another_source_it_is_a_copy():
    load_into(make_source(), bare(1))

    assert load_into(make_source(), bare(2)).created == 1


def test_a_record_with_another_text_at_the_same_address_brings_its_report_in_line_and_takes_nothing_from_it():
    source = make_source()
    load_into(source, record(1, **WHOLE, byline="Anna Writer"))

    outcome = load_into(source, bare(2, url="http://force.example/31/", text=f"{TEXT} More follows."))

    article = Article.objects.get()
    assert counts(outcome) == (1, 0, 1, 0, 0)
    assert article.body.endswith("More follows.")
    assert (article.source_ref, article.date_edtf, article.byline) == ("1", "2011-05-03", "Anna Writer")
    assert article.url == "https://force.example/31"


def test_an_address_that_several_reports_have_is_that_of_none():
    source = make_source()
    section = "https://force.example/releases"
    load_into(source, record(1, url=section), record(2, url=section, text=f"{TEXT} Two."))

    outcome = load_into(source, bare(3, url=section, text=f"{TEXT} Three."))

    assert outcome.created == 1 and Article.objects.count() == 3


# Where it is pasted


def test_what_was_said_beside_a_paste_tells_it_from_another_with_the_same_bytes():
    source = make_source()
    for day in ("3 May 2011", "19 May 2011"):
        assert load_one(raw_from(TEXT, published=day), source=source).outcome.created == 1

    again = load_one(raw_from(TEXT, published="19 May 2011"), source=source)
    bare_again = load_one(raw_from(TEXT), source=source)

    assert again.article == Article.objects.latest("id") and not again.outcome.created
    assert bare_again.article == Article.objects.earliest("id") and not bare_again.outcome.created


def test_the_paste_page_finds_what_an_import_would_find():
    source = make_source()
    article = make_article(source=source, url="https://force.example/31", body="Otherwise.")
    load_into(source, record(1, published="2011-05-03"))
    imported = Article.objects.get(source_ref="1")

    def same(**said):
        raw = raw_from(f"Truce 1\n\n{TEXT}", **said)
        return find_same(raw, preview(raw), source=source)

    assert same() == same(published="3 May 2011") == imported
    assert same(published="19 May 2011") is None
    assert same(url="http://www.force.example/31/#a") == article


def test_bytes_alone_still_tell_a_file_that_came_before():
    source = make_source()
    raw = replace(record(1), id="")
    load([raw], label="test", source=source)

    assert load([replace(raw, origin="elsewhere.txt")], label="test", source=source).unchanged == 1


# Addresses

ALIKE = [
    ("https://www.post.example/a/", "http://post.example/a"),
    ("HTTP://WWW.Post.Example:80/a", "https://post.example:443/a#comments"),
    ("https://post.example/a?utm_source=x&id=7&fbclid=y", "https://post.example/a?id=7"),
    ("https://post.example/a?id=7&utm_medium=x", "https://post.example/a?id=7"),
    ("https://post.example/?gclid=1", "https://post.example"),
]
UNLIKE = [
    ("https://post.example/a", "https://post.example/A"),
    ("https://post.example/a?id=7", "https://post.example/a?id=8"),
    ("https://post.example/#!/a", "https://post.example/#!/b"),
    ("https://post.example/a", "https://blog.post.example/a"),
    ("https://post.example/a?utm=1", "https://post.example/a"),
]


def database_key(url):
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_address_key(%s)", [url])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("one", "other"), [*ALIKE, *UNLIKE])
def test_addresses_that_differ_only_by_what_names_no_page_are_the_same(one, other):
    assert (address_key(one) == address_key(other)) is ((one, other) in ALIKE)


@pytest.mark.parametrize(
    "url",
    [
        *(url for pair in ALIKE + UNLIKE for url in pair),
        "",
        "post.example/a?",
        "http://[x",
        "https://a/b?x=1&&y=2&xtor=3&",
    ],
)
def test_the_database_and_the_loader_make_the_same_of_an_address(url):
    assert database_key(url) == address_key(url)


# The counts of a search


def test_three_releases_in_the_same_words_are_three_in_a_search(client):
    source = make_source()
    text = TEXT.replace("Riverton", "Dorazpul")
    days = {31: "2011-05-03", 47: "2011-05-19", 88: "2011-09-02"}
    load_into(source, *(record(n, text=text, published=day) for n, day in days.items()), publish=True)

    found = client.get("/search.json", {"q": "dorazpul"}).json()

    assert found["total"] == 3


def test_what_is_folded_though_printed_on_different_days_is_told(client):
    for number, day in enumerate(("2011-05-03", "2011-05-05")):
        load_into(make_source(), record(number, published=day), publish=True)

    page = client.get("/search/", {"q": "riverton"}).content.decode()
    data = client.get("/search.json", {"q": "riverton"}).json()

    assert "And 1 copy, printed on different days</summary>" in page
    assert (data["total"], data["results"][0]["copies_on_different_days"]) == (1, True)
    article = client.get(Article.objects.earliest("id").get_absolute_url()).content.decode()
    assert "nearly the same words, and on different days." in article
