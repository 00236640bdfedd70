"""A curator's day in a browser, with the clicks that it takes from the desk."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.matching.link import link
from archive.models import Mention, Name
from tests.admin.test_browser import sign_in
from tests.factories import make_article, make_name, make_person, make_place

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_name_left_over_becomes_a_spelling_with_two_clicks_and_goes_back_with_a_key(page, live_server):
    place = make_place(name="Andkhoy")
    link(articles=[make_article(body="They fled to Andkhui.")])
    sign_in(page, live_server, group="Curator")
    page.goto(live_server.url + reverse("admin:index"))

    page.get_by_role("link", name="name left over").click()
    page.get_by_role("button", name="A spelling of Andkhoy").click()
    page.get_by_text("is a spelling of Andkhoy").wait_for()
    assert Name.objects.get(text="Andkhui").entity == place

    page.keyboard.press("u")
    page.get_by_text("Taken back").wait_for()
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
    page.get_by_text("none of those suggested in 700 passages").wait_for()

    assert Mention.objects.filter(status="rejected").count() == 1400
    page.keyboard.press("u")
    page.get_by_text("Taken back").wait_for()
    assert Mention.objects.suggested().count() == 1400
