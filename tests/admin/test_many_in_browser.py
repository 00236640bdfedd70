"""A curator's work on many reports in a browser, clicks counted, and the pages of steps looked at by axe and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from archive.models import Article, Step
from tests.admin.test_browser import PHONE, WIDE, sign_in
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db(transaction=True)


class Clicks:
    """Counts clicks and choices."""

    def __init__(self, page):
        self.page, self.number = page, 0

    def click(self, role, name):
        self.page.get_by_role(role, name=name).first.click()
        self.number += 1

    def choose(self, label, option):
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.number += 1


def fits_and_is_clean(page, address):
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    found = Axe().run(page).response["violations"]
    assert found == [], (address, [problem["id"] for problem in found])


def test_thirty_reports_get_their_source_in_four_clicks_and_go_back(page, live_server):
    sign_in(page, live_server, group="Curator")
    old, new = make_source(name="The Herald"), make_source(name="The Times")
    for _ in range(30):
        make_article(source=old)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}{reverse('admin:archive_article_changelist')}")
    clicks = Clicks(page)
    page.locator("#action-toggle").click()
    clicks.number += 1
    clicks.click("button", "Edit fields…")
    assert "The Herald (30)" in page.content().replace("</bdi>", "").replace("<bdi>", "")
    clicks.choose("Source:", "The Times")
    clicks.click("button", "Change 30 reports")
    page.wait_for_selector(".messagelist")
    assert clicks.number == 4
    assert Article.objects.filter(source=new).count() == 30
    step = Step.objects.get()
    for address in (reverse("admin:my_day"), reverse("admin:merge_made", args=[step.pk])):
        fits_and_is_clean(page, f"{live_server.url}{address}")
    page.goto(f"{live_server.url}{reverse('admin:my_day')}")
    back = Clicks(page)
    back.click("link", "Take it back")
    back.click("button", "Take the bulk edit back")
    page.wait_for_selector(".messagelist")
    assert back.number == 2
    assert Article.objects.filter(source=old).count() == 30


def test_the_pages_of_many_fit_and_are_clean(page, live_server):
    sign_in(page, live_server, group="Curator")
    make_article()
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{reverse('admin:archive_article_changelist')}?missing=rights")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Name of this search").fill("No rights")
    page.get_by_role("button", name="Save for the desk").click()
    fits_and_is_clean(page, f"{live_server.url}{reverse('admin:index')}")
    page.get_by_role("link", name="No rights").click()
    page.locator(".action-select").first.click()
    page.get_by_role("button", name="Edit fields…").click()
    page.wait_for_selector(".bulk-edit")
    page.get_by_label("Language:", exact=True).fill("fr")
    page.get_by_role("button", name="Show before and after first").click()
    page.wait_for_selector(".before-after")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Axe().run(page).response["violations"] == []
