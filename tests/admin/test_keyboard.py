"""Names and duplicates by keyboard alone: the focus stays where a decision was made, it is seen, and what was done is said."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from archive.matching.duplicates import compare_pending
from archive.matching.link import link
from archive.models import Apart, Mention, NameVerdict
from tests.admin.test_browser import sign_in
from tests.factories import make_article, make_name, make_person

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = "document.activeElement.closest('.leftover, .review-names th a, .place, ul.messagelist')?.textContent ?? ''"


def focused(page) -> str:
    return " ".join(page.evaluate(FOCUSED).split())


def press(page, key: str) -> None:
    """Press a key that leads to a page anew, and wait until that has said what was done."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.locator("[data-told]", has_text=re.compile(".")).wait_for(state="attached")


def told(page) -> str:
    return page.inner_text("[data-told]")


def is_outlined(page) -> bool:
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    return style != "none"


def test_names_left_over_are_settled_where_the_focus_is(page, live_server):
    link(
        articles=[
            make_article(body=f"They fled to {name} with {name}.")
            for name in ("Andkhui", "Balkhab", "Charkint")
        ]
    )
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:leftovers"))
    assert focused(page).startswith("Andkhui") and is_outlined(page)

    page.keyboard.press("j")
    press(page, "0")

    assert NameVerdict.objects.get().text == "Balkhab"
    assert "is not a name" in told(page)
    assert focused(page).startswith("Charkint") and is_outlined(page)
    press(page, "u")
    assert not NameVerdict.objects.exists() and "Taken back" in told(page)
    assert focused(page)


def test_pairs_are_told_apart_and_the_focus_stays(page, live_server):
    for names in (("Rasul Pahlawan", "Rasoul Pahlavan"), ("Zarif Hotaki", "Zareef Hotaky")):
        for name in names:
            make_person(name=name)
    compare_pending()
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:duplicates"))
    page.keyboard.press("j")
    second = focused(page)

    press(page, "0")

    assert Apart.objects.count() == 1 and " is not " in told(page)
    assert focused(page) and focused(page) != second and is_outlined(page)
    press(page, "0")
    assert Apart.objects.count() == 2
    assert " is not " in focused(page), "where no pair is left the message has the focus"
    press(page, "u")
    assert Apart.objects.count() == 1


def test_a_name_is_reviewed_from_the_list_and_undone_when_nothing_is_left(page, live_server):
    people = [make_person(name=name) for name in ("Abdul Malik", "Malik Zafar")]
    for person in people:
        make_name(entity=person, text="Malik")
    link(articles=[make_article(body="Malik spoke.")])
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:review"))
    assert focused(page) == "Malik"
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.keyboard.press("1")
    assert page.evaluate("document.activeElement.textContent") == "Save these choices" and is_outlined(page)
    press(page, "Enter")

    assert Mention.objects.accepted().count() == 1 and told(page)
    assert page.evaluate("document.activeElement !== document.body")
    press(page, "u")
    assert not Mention.objects.accepted().exists()
