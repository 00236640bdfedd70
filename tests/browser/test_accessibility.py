"""What axe finds on the public pages, and whether they fit a phone: nothing, and they do."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_article, make_person

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def addresses(archive):
    return [
        "/",
        "/search/",
        "/search/?q=taleban+mazar&place=afghanistan&person=-dostum&from=1990",
        "/search/?q=taliban",
        "/search/?q=nothing+at+all&from=199z",
        "/search/person/",
        archive.report.get_absolute_url(),
        archive.withdrawn.get_absolute_url(),
        "/people/",
        "/people/?q=dostam",
        "/people/?q=nobody",
        "/people/dostum/",
        "/places/",
        "/places/?view=tree",
        "/places/mazar/",
        "/map/",
        "/map/?view=world",
        "/factions/",
        "/factions/taliban/",
        "/sources/",
        "/sources/digest/",
        "/about/",
        "/help/",
        "/no-such-page/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_on_any_page(page, archive, scheme, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    for address in addresses(archive):
        page.goto(address)
        for details in page.locator("details > summary:visible").all():
            details.click()
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_no_page_is_wider_than_a_phone(page, archive):
    page.set_viewport_size(PHONE)
    endless = "abcdefghij" * 19
    person = make_person(name=endless, names=[f"{endless}k"])
    report = make_article(
        headline=endless,
        body=f"{endless} came.",
        byline=endless,
        dateline=endless,
        mentions=[(person, endless)],
    )
    for address in [
        *addresses(archive),
        report.get_absolute_url(),
        f"/search/?q={endless}",
        person.get_absolute_url(),
        "/people/",
    ]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_an_empty_archive_is_accessible_too(page, transactional_db):
    for address in ("/", "/search/", "/people/", "/places/?view=tree", "/map/", "/sources/"):
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_nothing_moves_when_the_faces_arrive(page, archive):
    page.goto(archive.report.get_absolute_url())
    page.evaluate("document.fonts.ready")
    shift = page.evaluate(
        """new Promise(done => new PerformanceObserver(list =>
            done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
        ).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"""
    )
    assert shift < 0.02
