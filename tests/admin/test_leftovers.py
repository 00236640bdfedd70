"""The page of names left over."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from archive.matching.link import link
from archive.models import Batch, Entity, LeftoverName, Mention, Name, NameVerdict, Step
from tests.admin.forms import messages_on
from tests.factories import make_article, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def matched(*bodies, **values):
    made = [make_article(body=body, **values) for body in bodies]
    link(articles=made)
    return made


@pytest.fixture
def town():
    """Give a place, and two reports that spell it differently, with another name."""
    place = make_place(name="Andkhoy")
    matched("They fled to Andkhui.", "So Andkhui was quiet; Andkhui was cold, said Ghaffar.")
    return place


def page(client, **params):
    return client.get(reverse("admin:leftovers"), params)


def settle(client, text="Andkhui", settle="", **values):
    return client.post(reverse("admin:leftovers"), {"text": text, "settle": settle, **values}, follow=True)


def shown(response):
    return [(name.text, name.reports) for name in response.context["names"]]


def test_names_are_listed_by_how_many_reports_have_them_with_likely_entries_and_why(curator, town):
    response = page(curator)

    assert shown(response) == [("Andkhui", 2), ("Ghaffar", 1)]
    (likely,) = response.context["names"][0].candidates
    assert likely.entity == town and "beside “Andkhoy”" in likely.reason
    assert "So <mark>Andkhui</mark> was quiet" in response.content.decode()
    assert "2 names in reports that no entry has" in response.content.decode()


@pytest.mark.parametrize("kind", ["person", "place", "faction"])
def test_one_click_makes_an_entry(curator, town, kind):
    answer = settle(curator, "Ghaffar", f"new:{kind}")

    assert Entity.objects.get(name="Ghaffar").kind == kind
    assert f"“Ghaffar” is a {kind} now. 1 report was matched again." in messages_on(answer)[0]


def test_one_click_makes_a_spelling_and_another_takes_it_back(curator, town):
    settle(curator, settle=f"spelling:{town.pk}")
    assert Mention.objects.accepted().filter(entity=town).count() == 3

    answer = curator.post(reverse("admin:leftovers"), {"undo": "1"}, follow=True)

    assert "Taken back: “Andkhui” is a spelling of Andkhoy." in messages_on(answer)
    assert not Mention.objects.exists() and shown(page(curator))[0] == ("Andkhui", 2)


def test_what_is_no_name_or_ambiguous_is_gone_for_good(curator, town):
    settle(curator, settle="verdict:no name")
    settle(curator, "Ghaffar", "verdict:ambiguous")

    assert shown(page(curator)) == []
    assert set(NameVerdict.objects.values_list("text", "verdict")) == {
        ("Andkhui", "no name"),
        ("Ghaffar", "ambiguous"),
    }


def test_other_entries_are_chosen_by_hand_one_or_several(curator, town):
    other = make_place(name="Balkh")
    assert page(curator, name="andkhui").context["open"].text == "Andkhui"
    settle(curator, settle="others:", entities=[other.pk])
    assert Name.objects.get(text="Andkhui").entity == other and not Name.objects.get(text="Andkhui").ambiguous

    settle(curator, "Ghaffar", settle="others:", entities=[other.pk, town.pk])
    assert Name.objects.filter(text="Ghaffar", ambiguous=True).count() == 2


def test_it_is_filtered_by_kind_source_and_import(curator):
    post, batch = make_source(name="Post", slug="post"), Batch.objects.create(label="first")
    matched("They fled to Andkhui. Andkhui was cold.", source=post)
    matched("Commander Ghaffar met him in Andkhui.", batch=batch)

    assert shown(page(curator, source="post")) == [("Andkhui", 1)]
    assert page(curator, source="post").context["page"].paginator.count == 1
    assert shown(page(curator, batch=batch.pk)) == [("Andkhui", 1), ("Ghaffar", 1)]
    assert shown(page(curator, kind="person")) == [("Ghaffar", 1)]
    assert shown(page(curator, kind="place", source="post")) == [("Andkhui", 1)]
    for odd in (
        {"kind": "x"},
        {"batch": "x"},
        {"source": "x"},
        {"page": "x"},
        {"name": "x"},
        {"batch": "9" * 20},
    ):
        assert page(curator, **odd).status_code in (200, 302)


def test_the_second_of_two_curators_is_told_who_was_first(curator, other_curator, town):
    settle(curator, settle="verdict:no name")

    (told,) = messages_on(settle(other_curator, settle="new:place"))

    assert told.startswith("It has already been decided that “Andkhui” is not a name. Anna Kay did so on ")
    assert told.endswith("Nothing was changed.") and Entity.objects.count() == 1


def test_a_contributor_may_neither_see_nor_settle_them(contributor, town):
    assert page(contributor).status_code == 403
    assert settle(contributor, settle="new:place").status_code == 403
    assert Entity.objects.count() == 1


@pytest.mark.parametrize(
    "odd", ["", "x", "new:event", "new:", "verdict:x", "spelling:x", "spelling:9999999999999", "others:"]
)
def test_odd_choices_change_nothing(curator, town, odd):
    assert settle(curator, settle=odd).status_code in (200, 403)
    assert not NameVerdict.objects.exists() and Entity.objects.count() == 1 and not Step.objects.exists()


def test_it_leads_back_within_the_site_alone(curator, town):
    there = settle(curator, settle="verdict:no name", next="/admin/names-left-over/?kind=place")
    assert there.redirect_chain == [("/admin/names-left-over/?kind=place", 303)]
    away = settle(curator, "Ghaffar", settle="verdict:no name", next="https://example.org/")
    assert away.redirect_chain == [(reverse("admin:leftovers"), 303)]


def test_names_of_reports_that_somebody_may_not_open_are_not_shown(curator, editor):
    make_person(name="Qorban Zhakmarov", visibility="protected")
    matched("Qorban Zhakmarov fled to Andkhui.", "They fled to Khulm.")

    assert shown(page(curator)) == [("Khulm", 1)]
    assert ("Andkhui", 1) in shown(page(editor))
    assert LeftoverName.objects.open().count() == 2


def test_the_desk_says_how_many_are_left(curator, town):
    assert "<b>2</b> names left over" in curator.get(reverse("admin:index")).content.decode()


def test_decisions_are_listed_mine_and_everybodys(curator, other_curator, town):
    settle(curator, settle="verdict:no name")
    address = reverse("admin:decisions")

    assert "“Andkhui” is not a name" in curator.get(address).content.decode()
    assert "“Andkhui” is not a name" not in other_curator.get(address).content.decode()
    assert "“Andkhui” is not a name" in other_curator.get(f"{address}?who=all").content.decode()
    step = Step.objects.get()
    there = reverse("admin:merge_made", args=[step.pk])
    seen = other_curator.get(there).context["plan"].digest
    other_curator.post(there, {"seen": seen}, follow=True)
    assert not NameVerdict.objects.exists()


# On the page of a report


def report_page(client, report):
    return client.get(reverse("admin:archive_article_change", args=[report.pk]))


def test_the_page_of_a_report_offers_its_names_left_over(curator, town):
    (report,) = matched("So Andkhui fell, said Ghaffar.")

    page = report_page(curator, report)

    assert [open.text for open in page.context["leftovers"]] == ["Andkhui", "Ghaffar"]
    assert 'id="leftover-1"' in page.content.decode() and "3 reports" in page.content.decode()
    back = f"/admin/archive/article/{report.pk}/change/#left-over"
    assert settle(curator, settle=f"spelling:{town.pk}", next=back).redirect_chain[0] == (back, 303)
    assert [open.text for open in report_page(curator, report).context["leftovers"]] == ["Ghaffar"]


def test_marked_words_become_an_entry_wherever_they_are(curator):
    (report,) = matched("They met the man called ghaffar the lame.")
    answer = settle(curator, "ghaffar  the lame", "new:person")

    assert "“ghaffar the lame” is a person now." in messages_on(answer)[0]
    assert report.mentions.get().text == "ghaffar the lame"


def test_who_may_settle_nothing_sees_no_names_left_over(contributor, town):
    (report,) = matched("So Andkhui fell.", status="draft")
    assert "Names left over" not in report_page(contributor, report).content.decode()


# A new entry under a name that others have


def test_a_name_that_others_have_is_offered_with_what_tells_them_apart(curator, town):
    known = make_person(name="Ghaffar", summary="A miller of Andkhoy", born_edtf="1950")
    (report,) = matched("So Ghaffar fled to Khulm.")

    answer = settle(curator, "Ghaffar", "new:person", next="/admin/names-left-over/?kind=person")

    page = " ".join(answer.content.decode().split())
    assert "Ghaffar has the name “Ghaffar” already." in page and "A miller of Andkhoy" in page
    (bearer,) = answer.context["bearers"]
    assert bearer.entity == known and ("Born", "1950") in bearer.facts and bearer.reports == 1
    assert Entity.objects.of_kind("person").count() == 1

    answer = settle(curator, "Ghaffar", "another:person", next="/admin/names-left-over/?kind=person")

    assert "is another person too: the name is ambiguous now" in messages_on(answer)[0]
    assert answer.redirect_chain == [("/admin/names-left-over/?kind=person", 303)]
    assert set(report.mentions.values_list("entity__name", "status")) == {("Ghaffar", "suggested")}
    assert report.mentions.count() == 2


def test_words_marked_in_a_report_are_given_to_the_bearer_that_is_meant(curator):
    known = make_person(name="Ghaffar")
    (report,) = matched("So the old miller came.")
    sent = {"report": report.pk, "field": "body", "start": 3, "next": "/admin/"}
    known.names.create(text="the old miller", in_search=False)

    answer = settle(curator, "the old miller", "new:person", **sent)

    assert answer.context["article"] == report
    form = answer.content.decode().split(
        f'action="{reverse("admin:archive_article_name", args=[report.pk])}"'
    )[1]
    assert f'name="entities" value="{known.pk}"' in form and 'name="start" value="3"' in form


def test_a_protected_bearer_is_neither_shown_nor_shared(curator, editor):
    make_person(name="Ghaffar", visibility="protected", summary="In hiding")

    for client in (curator, editor):
        for way in ("new:person", "another:person"):
            answer = settle(client, "Ghaffar", way)
            assert "An entry has the name “Ghaffar” already" in answer.content.decode()
            assert "another:person" not in answer.content.decode()
    assert "In hiding" not in settle(curator, "Ghaffar", "new:person").content.decode()
    assert Entity.objects.count() == 1


def test_who_may_not_change_names_cannot_share_one(curator, town):
    make_person(name="Ghaffar")
    group = Group.objects.get(name="Curator")
    group.permissions.remove(*group.permissions.filter(codename="change_name"))

    assert "another:person" not in settle(curator, "Ghaffar", "new:person").content.decode()
    assert settle(curator, "Ghaffar", "another:person").status_code == 403
    assert Entity.objects.of_kind("person").count() == 1
