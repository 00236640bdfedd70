"""The page of a report."""

from __future__ import annotations

import pghistory
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.curation.withdraw import withdraw
from archive.ingest.load import load
from archive.ingest.raw import RawArticle
from archive.models import Article, Capture, Claim, Event, Passage, Story
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db


def page(client, article, **options):
    return client.get(article.get_absolute_url(), **options)


def test_it_shows_headline_source_date_and_paragraphs(client):
    article = make_article(headline="Talks fail", body="First.\n\nSecond & last.", date_edtf="1998-08-09")
    html = page(client, article).content.decode()
    assert '<h1 id="headline" dir="auto">Talks fail</h1>' in html
    assert article.source.name in html
    assert '<time class="date date--exact" datetime="1998-08-09">9 August 1998</time>' in html
    assert '<p dir="auto">First.</p>' in html
    assert '<p dir="auto">Second &amp; last.</p>' in html


def test_names_are_linked_in_the_text_and_listed_beside_it(client):
    dostum = make_person(name="Abdul Rashid Dostum", slug="dostum")
    article = make_article(body="General Dostam left.", mentions=[(dostum, "Dostam")])
    html = page(client, article).content.decode()
    assert '<a class="mention mention--person" href="/people/dostum/"' in html
    assert ">as Dostam<" in html


def test_only_accepted_names_of_public_entities_are_shown(client):
    article = make_article(body="Alpha, Beta and Gamma met.")
    hidden = make_person(name="Alpha", visibility="protected")
    make_mention(article=article, entity=hidden, text="Alpha")
    make_mention(article=article, entity=make_faction(name="Beta"), text="Beta", status="suggested")
    make_mention(article=article, entity=make_place(name="Gamma"), text="Gamma", status="rejected")
    html = page(client, article).content.decode()
    assert "mention--" not in html
    assert hidden.slug not in html
    assert "Names in this report" not in html


def test_a_doubtful_name_says_so(client):
    article = make_article(body="Malik came.")
    make_mention(article=article, entity=make_person(name="Malik"), text="Malik", certainty="possible")
    html = page(client, article).content.decode()
    assert "mention--unsure" in html
    assert "possibly" in html


def test_what_was_printed_is_escaped(client):
    article = make_article(
        headline="<script>1</script>", body="<img src=x onerror=1>", byline="<i>", dateline="<u>"
    )
    html = page(client, article).content.decode()
    for tag in ("<script>1", "<img src=x", "<i>", "<u>"):
        assert tag not in html


def test_an_old_or_short_address_leads_to_the_present_one(client):
    article = make_article(headline="Talks fail")
    for address in (
        f"/articles/{article.pk}/",
        f"/articles/{article.pk}-talks/",
        f"/articles/{article.pk}-مزار/",
    ):
        response = client.get(address)
        assert (response.status_code, response.url) == (301, f"/articles/{article.pk}-talks-fail/")


@pytest.mark.parametrize(
    "address", ["/articles/999999999/", "/articles/99999999999999999999/", "/articles/0-x/"]
)
def test_a_report_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_draft_is_not_there_for_the_public(client):
    article = make_article(headline="Secret", status="draft")
    response = page(client, article)
    assert response.status_code == 404
    assert "Secret" not in response.content.decode()


def test_an_address_does_not_tell_the_headline_of_a_draft(client):
    article = make_article(headline="Secret", status="draft")
    assert client.get(f"/articles/{article.pk}/").status_code == 404


def test_a_curator_sees_a_draft_with_a_banner_and_machines_are_kept_off(client):
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "publish_article"]))
    client.force_login(user)
    html = page(client, make_article(status="draft")).content.decode()
    assert "Only curators see this page" in html
    assert '<meta name="robots" content="noindex, nofollow">' in html


@pytest.fixture
def rumour():
    """A published report with a word of its own in each field."""
    return make_article(
        headline="Rumour of a truce",
        standfirst="A truce at last.",
        body="It was false from the start.",
        byline="Ann Onymous",
        date_edtf="1998-08-09",
        source=make_source(name="Evening Gazette"),
    )


def test_a_withdrawn_report_keeps_its_headline_source_and_date_and_nothing_else(client, rumour):
    withdraw(articles=[rumour.pk], reason="The source took it back.")
    response = page(client, rumour)
    html = response.content.decode()
    assert response.status_code == 410
    for kept in ("Rumour of a truce", "Evening Gazette", "9 August 1998", "This report was withdrawn on"):
        assert kept in html
    assert "The source took it back." in html
    for gone in ("It was false", "truce at last", "Onymous"):
        assert gone not in html


def test_a_report_withdrawn_for_its_headline_keeps_only_its_number(client, rumour):
    withdraw(articles=[rumour.pk], reason="Its headline was a libel.", with_headline=True)
    for address in (f"/articles/{rumour.pk}/", f"/articles/{rumour.pk}-x/"):
        html = client.get(address).content.decode()
        assert f"Report number {rumour.pk}" in html and "Its headline was a libel." in html
        for gone in ("Rumour", "Gazette", "1998", "It was false", "Onymous"):
            assert gone not in html


@pytest.mark.parametrize("ending", ["ris", "bib", "json"])
def test_the_entries_of_a_withdrawn_report_say_what_its_page_says(client, rumour, ending):
    def said():
        answer = client.get(f"/articles/{rumour.pk}.{ending}")
        assert answer.status_code == 410
        return answer.json()["error"] if ending == "json" else answer.content.decode().strip()

    withdraw(articles=[rumour.pk], reason="A hoax.")
    known = f"Report {rumour.pk} (“Rumour of a truce”, Evening Gazette, 9 August 1998) was withdrawn on "
    assert said().startswith(known) and said().endswith("The reason given: A hoax.")
    Article.objects.filter(pk=rumour.pk).update(withdrawn_with_headline=True)
    assert said().startswith(f"Report {rumour.pk} was withdrawn on ")


def test_an_undated_withdrawn_report_says_so(client):
    gone = make_article(headline="Rumour", status="withdrawn")
    assert "undated" in page(client, gone).content.decode()


def test_copies_of_the_same_story_are_listed_and_drafts_are_not(client):
    story = Story.objects.create()
    article = make_article(story=story)
    make_article(headline="Printed elsewhere", story=story)
    make_article(headline="Not yet", story=story, status="draft")
    html = page(client, article).content.decode()
    assert "Printed elsewhere" in html
    assert "Not yet" not in html


def test_it_tells_where_the_text_comes_from(client):
    capture = Capture.objects.create(
        sha256="ab" * 32, content=b"x", media_type="text/html", origin="digest.html"
    )
    article = make_article(
        capture=capture, removed=[{"text": "Subscribe <now>", "reason": "appeal for money"}]
    )
    html = page(client, article).content.decode()
    assert "ab" * 32 in html
    assert "digest.html" in html
    assert "1 passage" in html
    assert "Subscribe &lt;now&gt;" in html


def test_it_tells_what_changed_but_not_who_changed_it(client):
    article = make_article(headline="Frist", status="draft")
    article.headline = "First"
    article.status = "published"
    article.save()
    html = page(client, article).content.decode()
    assert "published, headline" in html


def test_it_gives_a_citation_with_its_address(client):
    article = make_article(headline="Talks fail", date_edtf="1998-08")
    html = page(client, article).content.decode()
    assert f"“<bdi>Talks fail</bdi>”, <cite><bdi>{article.source.name}</bdi></cite>, August 1998." in html
    assert f"http://testserver/articles/{article.pk}-talks-fail/" in html
    assert f'href="/articles/{article.pk}.ris"' in html


def test_queries_do_not_grow_with_names_and_copies(client, django_assert_num_queries):
    story = Story.objects.create()
    for _ in range(4):
        make_article(story=story)
    people = [make_person() for _ in range(5)]
    article = make_article(story=story, body="Alpha Beta", mentions=people)
    page(client, article)
    # 1 report with its source, 1 mentions with their entities, 1 passages, 1 state of the records, 1 copies, 1 other reports that name
    # these, 1 changes, 1 pictures
    with django_assert_num_queries(8):
        page(client, article)


def test_it_says_what_was_printed_and_that_a_curator_read_it_only_where_one_did(client):
    source = make_source()
    raw = RawArticle(
        text="The bridge was held until noon. " * 9, published="8/9/97", id="1", content=b"1", origin="a"
    )
    load([raw], label="test", source=source, publish=True)
    imported = Article.objects.get()
    assert (
        "The report says “<bdi>8/9/97</bdi>”, which does not give a definite day."
        in page(client, imported).content.decode()
    )

    with pghistory.context(reason="by its dateline"):
        imported.date_edtf, imported.date_basis = "1997-08-09", "inferred"
        imported.save()
    assert (
        "The report says only “<bdi>8/9/97</bdi>”; a curator read this as 9 August 1997."
        in page(client, imported).content.decode()
    )


def test_a_date_that_an_import_inferred_is_no_curators(client):
    raw = RawArticle(
        text="The bridge was held until noon. " * 9,
        date_edtf="1997",
        date_basis="inferred",
        id="1",
        content=b"1",
        origin="a",
    )
    load([raw], label="test", source=make_source(), publish=True)

    html = page(client, Article.objects.get()).content.decode()

    assert "Not printed with the report: inferred." in html and "by a curator" not in html


def test_a_dateline_that_stands_in_the_text_is_not_printed_twice(client):
    inside = make_article(dateline="DORAZPUL", body="DORAZPUL, Aug. 9 (CPA) - The post fell.")
    beside = make_article(dateline="DORAZPUL", body="The post fell.")

    assert "report-dateline" not in page(client, inside).content.decode()
    assert '<span class="report-dateline"><bdi>DORAZPUL</bdi>' in page(client, beside).content.decode()


@pytest.mark.parametrize(
    ("length", "opening"),
    [
        (89, '<h1 id="headline" dir="auto">'),
        (90, '<h1 id="headline" dir="auto" class="headline--long">'),
        (180, '<h1 id="headline" dir="auto" class="headline--longest">'),
    ],
)
def test_a_long_headline_is_set_smaller(client, length, opening):
    assert opening in page(client, make_article(headline="x" * length)).content.decode()


@pytest.mark.parametrize(
    ("headline", "direction"),
    [("سقوط مزار شریف", "rtl"), ("“۱۹۹۷” سقوط", "rtl"), ("Kabul کابل", "ltr"), ("1997", "ltr")],
)
def test_a_report_runs_in_the_direction_of_its_headline(client, headline, direction):
    html = client.get(make_article(headline=headline).get_absolute_url(), follow=True).content.decode()
    assert f'<article class="report" dir="{direction}"' in html


def test_a_claim_in_another_script_does_not_turn_the_words_round_it(client):
    article = make_article(body="مردم گفتند.")
    make_claim(
        claimant_words="مردم", topic="other", words="راه باز", passages=[make_passage(article=article)]
    )
    assert '<bdi dir="ltr">مردم said' in page(client, article).content.decode()


# What is drawn from it


@pytest.fixture
def drawn():
    """A report of three paragraphs, of which a claim, an event and a statement are drawn."""
    article = make_article(
        headline="City falls",
        body="First words.\n\nMalik took the city, he said.\n\nLast.",
        date_edtf="1997-05-24",
    )
    passage = make_passage(article=article, words="took the city")
    event = make_event(title="The fall", passages=[passage])
    make_claim(
        event=event, claimant_words="residents", value_entity=make_faction(name="Taliban"), passages=[passage]
    )
    make_claim(claimant_words="a driver", topic="other", words="the road was open", passages=[passage])
    make_statement(
        subject=make_person(name="Malik"),
        object=make_faction(name="Front"),
        passages=[make_passage(article=article, words="Malik took the city, he said.")],
    )
    return article


def test_paragraphs_have_numbers_to_cite_and_to_lead_to(client, drawn):
    html = page(client, drawn).content.decode()
    for number in (1, 2, 3):
        assert f'id="p{number}"><a class="paragraph-number" href="#p{number}"' in html
    assert '<h1 id="headline"' in html


def test_what_is_drawn_from_it_stands_beside_it_each_with_its_page(client, drawn):
    html = page(client, drawn).content.decode()
    beside = html.split("Drawn from this report")[1].split("</section>")[0]
    assert beside.count('href="#p2"') == 2
    event, claim = Event.objects.get(), Claim.objects.get(topic="control")
    assert f'<a href="{event.get_absolute_url()}"><bdi>The fall</bdi></a>' in beside
    assert (
        f'<a href="{event.get_absolute_url()}?all=1#claim-{claim.pk}"><bdi dir="ltr">residents said: control: Taliban</bdi></a>'
        in beside
    )
    assert f'href="/claims/?claim={Claim.objects.get(topic="other").pk}"' in beside
    assert "Malik member of Front" in beside


def test_passages_are_marked_in_the_margin_and_in_the_words_the_reader_came_for(client, drawn):
    html = page(client, drawn).content.decode()
    assert html.count("paragraph--drawn-from") == 1
    assert (
        '<span class="passage">Malik </span><span class="passage">took the city</span><span class="passage">, he said.</span>'
        in html
    )
    assert "<mark" not in html
    passage = Passage.objects.get(words="took the city")
    asked = client.get(f"{drawn.get_absolute_url()}?passage={passage.pk}").content.decode()
    assert '<mark class="passage passage--asked">took the city</mark>' in asked
    sentence = "The passage that this address asks for is not marked in this report."
    assert sentence not in asked
    elsewhere = make_passage(article=make_article(body="Elsewhere."), words="Elsewhere")
    for typed in ("none", "0", elsewhere.pk):
        assert sentence in client.get(f"{drawn.get_absolute_url()}?passage={typed}").content.decode()


def test_a_report_that_nothing_is_drawn_from_has_no_list(client):
    make_claim(passages=[make_passage(article=(article := make_article()))], status="suggested")
    html = page(client, article).content.decode()
    assert "Drawn from this report" not in html and "paragraph--drawn-from" not in html


def test_drafts_protected_and_withheld_things_are_not_drawn(client):
    hidden = make_person(name="Qorban Zhak", visibility="protected")
    article = make_article(body="Qorban Zhak left.\n\nThe rest stayed.")
    make_mention(article=article, entity=hidden, text="Qorban Zhak")
    make_claim(claimant=hidden, passages=[make_passage(article=article, words="The rest")])
    make_claim(
        claimant_words="a cousin of Qorban Zhak", passages=[make_passage(article=article, words="stayed")]
    )
    make_claim(claimant_words="nobody", passages=[make_passage(article=article, words="Qorban Zhak left")])
    html = client.get(f"/articles/{article.pk}/", follow=True).content.decode()
    assert "zhak" not in html.casefold() and "nobody said" not in html
    assert "a cousin of [name withheld] said" in html
    assert '<span class="passage">stayed</span>' in html


def test_it_asks_no_more_of_the_database_when_more_is_drawn_from_it(
    client, drawn, django_assert_max_num_queries
):
    with CaptureQueriesContext(connection) as once:
        page(client, drawn)
    for _ in range(5):
        event = make_event(passages=[make_passage(article=drawn, words="Last")])
        make_claim(event=event, claimant=make_person(), passages=[make_passage(article=drawn, words="First")])
    with django_assert_max_num_queries(len(once)):
        page(client, drawn)
