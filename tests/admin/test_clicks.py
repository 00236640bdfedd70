"""A curator's day in a browser, with the clicks that it takes from the desk."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.matching.duplicates import compare_pending
from archive.matching.link import link
from archive.models import Article, Entity, Mention, Name
from tests.admin.test_browser import REPORT, sign_in
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_name_left_over_becomes_a_spelling_with_two_clicks_and_goes_back_with_a_key(page, live_server):
    place = make_place(name="Andkhoy")
    link(articles=[make_article(body="They fled to Andkhui.")])
    sign_in(page, live_server, group="Curator")
    page.goto(live_server.url + reverse("admin:index"))

    page.get_by_role("link", name="name left over").click()
    page.get_by_role("button", name="A spelling of Andkhoy").click()
    page.locator("li.success", has_text="is a spelling of Andkhoy").wait_for()
    assert Name.objects.get(text="Andkhui").entity == place

    page.keyboard.press("u")
    page.locator("li.success", has_text="Taken back").wait_for()
    assert not Name.objects.filter(text="Andkhui").exists()


def test_a_wrong_name_in_very_many_passages_takes_three_clicks(page, live_server):
    for name in ("Abdul Malik", "Malik Zafar"):
        make_name(entity=make_person(name=name), text="Malik")
    link(articles=[make_article(body="They say Malik left. " * 50, status="draft") for _ in range(14)])
    assert Mention.objects.suggested().count() == 1400
    sign_in(page, live_server, group="Curator")
    page.goto(live_server.url + reverse("admin:index"))

    page.get_by_role("link", name="name to review").click()
    page.get_by_role("link", name="Malik", exact=True).click()
    page.get_by_role("button", name="None of them, in all 700").click()
    page.locator("li.success", has_text="none of those suggested in 700 passages").wait_for()

    assert Mention.objects.filter(status="rejected").count() == 1400
    page.keyboard.press("u")
    page.locator("li.success", has_text="Taken back").wait_for()
    assert Mention.objects.suggested().count() == 1400


class ClickCount:
    """Counts clicks, and fields filled."""

    def __init__(self, page):
        self.page, self.number = page, 0

    def press(self, role, name, **options):
        self.page.get_by_role(role, name=name, **options).first.click()
        self.number += 1

    def fill(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)
        self.number += 1


def test_a_merge_with_a_conflict_is_made_and_taken_back_with_eight_clicks(page, live_server):
    one = make_person(name="Rasul Pahlawan", names=["Rasoul Pahlawan"], born_edtf="1950")
    two = make_person(name="Rasoul Pahlavan", names=["Rasul Pahlawan"], born_edtf="1951")
    article = make_article(mentions=[two])
    compare_pending()
    sign_in(page, live_server, group="Editor")
    page.goto(live_server.url + reverse("admin:index"))

    counted = ClickCount(page)
    counted.press("link", "possible duplicate")
    counted.press("link", "Merge…")
    counted.press("radio", "1950")
    counted.fill("Why they are the same:", "the same commander")
    counted.press("button", "Merge them")
    page.locator(".messagelist").wait_for()
    assert Entity.objects.get().born_edtf == "1950"

    counted.press("link", "take it back")
    counted.press("button", "Take the merge back")
    page.get_by_text("taken back").first.wait_for()
    assert counted.number <= 8
    assert set(Entity.objects.values_list("pk", "born_edtf")) == {(one.pk, "1950"), (two.pk, "1951")}
    assert article.mentions.get().entity == two


def test_a_report_is_pasted_and_published_with_six_clicks(page, live_server):
    make_source(name="Northern Herald")
    sign_in(page, live_server, group="Curator")
    page.goto(live_server.url + reverse("admin:index"))

    counted = ClickCount(page)
    counted.press("link", "Add a report", exact=True)
    counted.fill("Text:", REPORT)
    page.click(".select2-selection")
    page.keyboard.type("northern")
    page.click(".select2-results__option:has-text('Northern Herald')")
    counted.number += 2
    counted.press("button", "Preview")
    counted.press("button", "Save and publish")
    page.locator(".messagelist").wait_for()

    assert counted.number == 6
    article = Article.objects.get()
    assert (article.status, article.date_edtf) == ("published", "1998-08-09")


def test_a_contributor_discards_a_draft_with_four_clicks_and_takes_that_back(page, live_server):
    sign_in(page, live_server, group="Contributor")
    make_article(headline="A wrong paste", status="draft", entered_by=User.objects.get(username="anna"))
    make_article(headline="Of somebody else", status="draft")
    page.goto(live_server.url + reverse("admin:index"))

    counted = ClickCount(page)
    counted.press("link", "1 draft")
    assert page.get_by_text("Of somebody else").count() == 0
    counted.press("link", "A wrong paste")
    counted.press("link", "Discard this draft")
    counted.press("button", "Delete it")
    page.locator(".messagelist").wait_for()
    assert counted.number == 4
    assert list(Article.objects.values_list("headline", flat=True)) == ["Of somebody else"]

    page.goto(live_server.url + reverse("admin:my_day"))
    counted.press("link", "Take it back")
    counted.press("button", "Take the deletion back")
    page.locator(".messagelist").wait_for()
    assert Article.objects.filter(headline="A wrong paste", status="draft").exists()


def test_the_place_that_many_lie_in_is_chosen_by_its_name(page, live_server):
    province = make_place(name="Faryab", names=["Fariab"])
    towns = [make_place(name=name) for name in ("Andkhoy", "Maimana")]
    sign_in(page, live_server, group="Curator")
    page.goto(f"{live_server.url}{reverse('admin:archive_place_changelist')}")
    for town in towns:
        page.check(f"input[name=_selected_action][value='{town.pk}']")
    page.get_by_role("button", name="Edit fields…").click()
    page.click(".select2-selection")
    page.keyboard.type("fariab")
    page.click(".select2-results__option:has-text('Faryab')")
    page.get_by_role("button", name="Change 2 places").click()
    page.locator(".messagelist").wait_for()
    assert {town.parent_id for town in Entity.objects.filter(pk__in=[town.pk for town in towns])} == {
        province.pk
    }


def test_somebody_who_was_two_is_split_with_eight_clicks_and_put_together_again(page, live_server):
    malik = make_person(name="Abdul Malik", names=["Malik Zafar"])
    link(articles=[make_article(body="Malik Zafar spoke."), make_article(body="Abdul Malik fled.")])
    sign_in(page, live_server, group="Editor")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + reverse("admin:archive_person_change", args=[malik.pk]))

    counted = ClickCount(page)
    counted.press("link", "Split")
    counted.fill("Name of the new entry:", "Malik Zafar")
    counted.fill("Why there are two:", "two men")
    counted.press("checkbox", "Malik Zafar", exact=True)
    counted.press("button", "Split")
    page.locator(".messagelist").wait_for()
    assert Entity.objects.get(name="Malik Zafar").mentions.get().text == "Malik Zafar"

    counted.press("link", "take it back")
    counted.press("button", "Take the split back")
    page.get_by_text("taken back").first.wait_for()
    assert counted.number <= 8
    assert {mention.entity for mention in Mention.objects.all()} == {malik}
