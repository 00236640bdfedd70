"""Words marked in the form of a report: they name somebody, or are cut and put back."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from archive.curation.take_back import take_back
from archive.models import Mention, Step
from tests.admin.conftest import make_colleague, signed_in
from tests.admin.forms import change, change_url, messages_on
from tests.factories import make_article, make_person

pytestmark = pytest.mark.django_db

BODY = "Malik spoke.\n\nSubscribe now.\n\nThen Malik left."


def at(report, page: str, query="") -> str:
    return reverse(f"admin:archive_article_{page}", args=[report.pk]) + query


def marked(words: str, start: int, field="body", **values) -> dict:
    return {"text": words, "field": field, "start": start} | values


def test_marked_words_name_an_entry_at_their_place(curator):
    report, malik = make_article(body=BODY), make_person(name="Abdul Malik")

    answer = curator.post(at(report, "name"), marked("Malik", 35, entities=malik.pk), follow=True)

    mention = Mention.objects.get()
    assert (mention.entity, mention.field, mention.start, mention.end) == (malik, "body", 35, 40)
    assert (mention.status, mention.method) == ("accepted", "curator")
    assert messages_on(answer) == ["The report names Abdul Malik at 1 place."]
    assert answer.redirect_chain == [(f"{change_url(report)}#names", 303)]
    take_back(step=Step.objects.get(), user=None)
    assert not Mention.objects.exists()


def test_or_wherever_the_report_has_them(curator):
    report, malik = make_article(body=BODY, headline="Malik"), make_person(name="Abdul Malik")

    curator.post(at(report, "name"), marked("Malik", 35, entities=malik.pk, which="everywhere"))

    places = Mention.objects.order_by("-field", "start").values_list("field", "start")
    assert list(places) == [("headline", 0), ("body", 0), ("body", 35)]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"entities": ""}, "Choose whom"),
        ({"entities": "0"}, "Choose whom"),
        ({"text": "Not there"}, "save it first"),
        ({"text": "a" * 500}, "not contain"),
        ({"start": "-3"}, "Choose whom"),
        ({"field": "note"}, "Choose whom"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(curator, sent, why):
    report, malik = make_article(body=BODY), make_person(name="Abdul Malik")

    answer = curator.post(at(report, "name"), marked("Malik", 0, entities=malik.pk) | sent, follow=True)

    assert why in messages_on(answer)[0] and not Mention.objects.exists()


def test_a_passage_is_cut_and_put_back(curator):
    report = make_article(body=BODY)

    answer = curator.post(at(report, "cut"), marked("Subscribe now.", 14), follow=True)

    report.refresh_from_db()
    assert report.body == "Malik spoke.\n\nThen Malik left."
    assert "Cut from" in messages_on(answer)[0] and "take it back" in messages_on(answer)[0]
    page = answer.content.decode()
    assert "cut by a curator" in page and 'form="put-back-0"' in page

    curator.post(at(report, "put_back"), {"number": 0, "text": "Subscribe now."})

    report.refresh_from_db()
    assert (report.body, report.removed) == (BODY, [])


def test_what_is_cut_is_on_the_page_of_the_report_as_removed(curator, client):
    report = make_article(body=BODY)
    curator.post(at(report, "cut"), marked("Subscribe now.", 14))

    page = client.get(report.get_absolute_url()).content.decode()

    assert "Removed by cleaning: 1 passage" in page and "cut by a curator" in page


@pytest.mark.parametrize(
    "sent", [{"text": "Not there"}, {"text": " "}, {"text": BODY}, {"field": "headline"}]
)
def test_what_cannot_be_cut_changes_nothing(curator, sent):
    report = make_article(body=BODY)

    answer = curator.post(at(report, "cut"), marked("Subscribe now.", 14) | sent, follow=True)

    report.refresh_from_db()
    assert report.body == BODY and "Nothing was changed." in messages_on(answer)[0]


def test_a_piece_put_back_by_hand_no_longer_counts_as_removed(curator):
    report = make_article(body="Malik spoke.", removed=[{"text": "Subscribe now.", "reason": "debris"}])

    change(curator, report, body="Malik spoke.\n\nSubscribe now.")

    report.refresh_from_db()
    assert report.removed == []


def test_only_those_who_may_change_a_report_mark_in_it(contributor, client):
    carla = get_user_model().objects.get(username="carla")
    published, draft = make_article(body=BODY), make_article(body=BODY, status="draft", entered_by=carla)
    other = make_article(body=BODY, status="draft")
    assert contributor.post(at(other, "cut"), marked("Subscribe now.", 14))["Location"] == "/admin/"
    malik = make_person()
    for page, sent in (
        ("cut", marked("Subscribe now.", 14)),
        ("name", marked("Malik", 0, entities=malik.pk)),
        ("put_back", {"number": 0, "text": "x"}),
    ):
        assert contributor.post(at(published, page), sent).status_code == 403
        assert client.post(at(published, page), sent).status_code == 302
        assert signed_in(make_colleague(f"rita {page}")).post(at(published, page), sent).status_code == 403
    assert contributor.post(at(draft, "name"), marked("Malik", 0, entities=malik.pk)).status_code == 403
    contributor.post(at(draft, "cut"), marked("Subscribe now.", 14))
    draft.refresh_from_db()
    published.refresh_from_db()
    assert "Subscribe" not in draft.body and published.body == BODY and not Mention.objects.exists()


def test_a_protected_entry_is_named_by_those_who_may_see_it_alone(curator, editor):
    hidden = make_person(name="Zarghun Karimi", visibility="protected")
    report = make_article(body=BODY)

    curator.post(at(report, "name"), marked("Malik", 0, entities=hidden.pk))
    assert not Mention.objects.exists()
    editor.post(at(report, "name"), marked("Malik", 0, entities=hidden.pk))
    assert Mention.objects.get().entity == hidden
    closed = make_article(body=f"{BODY} Zarghun Karimi stayed.")
    assert curator.post(at(closed, "cut"), marked("Subscribe now.", 14)).status_code == 403


def test_the_way_back_to_the_page_is_kept(curator):
    report = make_article(body=BODY)
    query = f"?from_page={report.get_absolute_url()}"

    cut = curator.post(at(report, "cut", query), marked("Subscribe now.", 14))

    assert cut["Location"].startswith(f"{change_url(report)}?from_page=")
    assert "Back to the page" in curator.get(cut["Location"]).content.decode()


def test_an_address_opened_by_itself_leads_to_the_form(curator):
    report = make_article()
    for page in ("name", "cut", "put_back"):
        assert curator.get(at(report, page))["Location"] == change_url(report)
        nothing = reverse(f"admin:archive_article_{page}", args=[2_000_000_000])
        assert curator.post(nothing).status_code == 302
