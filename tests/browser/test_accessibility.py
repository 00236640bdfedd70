"""axe finds nothing on the public pages, they fit a phone, and the keyboard shows where it is."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import ENDLESS

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


# The visible focus of an element, or of the frame around it.
LOOK = """
    window.look = element => {
        const seen = element.closest('.search-box') || element, inner = element.querySelector('.bar-hit, circle, path');
        const style = getComputedStyle(seen), drawn = inner && getComputedStyle(inner);
        const ring = style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor;
        return [ring, style.backgroundColor, style.boxShadow, drawn ? drawn.stroke + drawn.fill : ''].join(' ');
    };
    window.before = new Map(
        [...document.querySelectorAll('a, button, input, select, summary, [tabindex]')].map(one => [one, look(one)]));
"""
STOPS = """
    window.stops = [], window.ended = false;
    document.addEventListener('focusin', event => {
        const at = event.target, box = at.getBoundingClientRect();
        ended || stops.push({tag: at.tagName, words: at.textContent.trim().slice(0, 40), area: box.width * box.height,
            opacity: getComputedStyle(at).opacity, changed: look(at) !== before.get(at)});
    });
    document.addEventListener('focusout', event => { ended ||= !event.relatedTarget; });
"""
MOST_STOPS, PRESSED_AT_ONCE = 400, 20


# What is clicked by itself, not within words.
BY_ITSELF = (
    ".site-nav a, .site-footer a, .theme-toggle, .button, .field input, .choices a, .pagination a, .place-line a, .year-list a, "
    ".disclosure > summary, .facet-check, .map-ways a"
)
LOW = """all => all.filter(one => one.checkVisibility()).map(one => [one.textContent.trim(), one.getBoundingClientRect().height])
    .filter(([, height]) => height < 43.5)"""


def test_on_a_phone_what_is_clicked_by_itself_is_as_high_as_a_finger(page, archive):
    page.set_viewport_size(PHONE)
    for address in (
        "/",
        "/search/?q=taliban#filters",
        "/people/",
        "/places/?view=tree",
        "/map/",
        "/people/dostum/",
        "/timeline/",
    ):
        page.goto(address)
        seen = page.locator(BY_ITSELF)
        assert seen.count() > 5
        assert seen.evaluate_all(LOW) == [], address


def test_on_a_phone_each_copy_of_a_story_is_a_block(page, archive):
    page.goto(archive.report.story.get_absolute_url())
    row = page.locator(".row-blocks tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
    page.set_viewport_size(PHONE)
    widths = row.locator("td").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().width)")
    assert min(widths) > 300


def addresses(archive):
    return [
        "/",
        "/search/",
        "/search/?q=taleban+mazar&place=afghanistan&person=-dostum&from=1990",
        "/search/?q=taliban",
        "/search/?q=nothing+at+all&from=199z",
        "/search/person/",
        archive.report.get_absolute_url(),
        f"{archive.report.get_absolute_url()}?q=taliban+mazar&hit=1#found-2",
        f"/articles/{archive.report.pk}/cite/?paragraph=2",
        archive.withdrawn.get_absolute_url(),
        "/people/",
        "/people/?q=dostam",
        "/people/?q=nobody",
        "/people/dostum/",
        "/people/dostum/?on=20+May+1997",
        "/people/dostum/?on=soon",
        "/search/?q=side:junbish",
        "/places/",
        "/places/?view=tree",
        "/places/mazar/",
        "/map/",
        "/map/?view=world",
        "/map/?q=taliban&view=66,36,68,37.2",
        "/events/",
        archive.event.get_absolute_url(),
        "/claims/",
        "/timeline/",
        "/timeline/?q=taliban&from=1997&to=1997",
        "/search/?year=1997",
        "/coverage/",
        archive.report.story.get_absolute_url(),
        "/together/person-dostum/faction-taliban/",
        "/factions/",
        "/factions/?on=1997",
        "/factions/taliban/",
        "/factions/taliban/?on=1997",
        "/sources/",
        "/sources/digest/",
        "/about/",
        "/help/",
        "/no-such-page/",
    ]


# What a scheme of colours may break; the other rules do not look at colours. No rule needs sheets and films fetched again. Targets of 24
# pixels are a rule that axe does not apply unless asked.
ALL = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
OF_COLOURS = {"resultTypes": ["violations"], "preload": False} | {
    "runOnly": ["color-contrast", "link-in-text-block"]
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_is_for_everybody(page, archive, size):
    page.set_viewport_size(size)
    for address in addresses(archive):
        page.goto(address)
        assert_it_fits(page, size)
        for details in page.locator("details > summary:visible").all():
            details.click()
        assert_axe_finds_nothing(page)
        assert_every_stop_of_the_keyboard_shows_where_it_is(page)


def assert_it_fits(page, size):
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def assert_axe_finds_nothing(page):
    axe = Axe()
    page.evaluate(axe.axe_script)
    for scheme, options in (("dark", OF_COLOURS), ("light", ALL)):
        page.emulate_media(color_scheme=scheme)
        found = AxeResults(page.evaluate("options => axe.run(options)", options))
        assert found.violations_count == 0, f"{page.url} in {scheme}\n{found.generate_report()}"


def assert_every_stop_of_the_keyboard_shows_where_it_is(page):
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(LOOK + STOPS)
    for pressed in range(1, MOST_STOPS + 1):
        page.keyboard.press("Tab")
        if pressed % PRESSED_AT_ONCE == 0 and page.evaluate("ended"):
            break
    else:
        pytest.fail(f"{page.url} has no end for the keyboard")
    stops = page.evaluate("stops")
    assert stops, page.url
    for stop in stops:
        assert stop["changed"], (page.url, stop)
        assert stop["area"] > 0, (page.url, stop)
        assert stop["opacity"] == "1", (page.url, stop)


def test_a_word_that_fits_no_line_makes_no_page_wider_than_a_phone(page, archive):
    page.set_viewport_size(PHONE)
    for address in [f"/search/?q={ENDLESS}", *(one.get_absolute_url() for one in archive.endless)]:
        page.goto(address)
        assert_it_fits(page, PHONE)


def test_nothing_moves_when_the_faces_arrive(page, archive):
    page.goto(archive.report.get_absolute_url())
    page.evaluate("document.fonts.ready")
    shift = page.evaluate(
        """new Promise(done => new PerformanceObserver(list =>
            done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
        ).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"""
    )
    assert shift < 0.02


def test_a_chosen_year_looks_chosen_in_every_form(page, archive):
    for chosen, other in [("1990", "1991"), ("none", "1991")]:
        page.goto(f"/search/?q=convoy&year={chosen}" if chosen != "none" else "/search/?year=none")
        page.locator(".histogram summary").first.click()
        link = page.locator(".histogram-foot a[aria-current=true]")
        assert link.count() == 1
        look = "element => { const style = getComputedStyle(element); return [style.backgroundColor, style.color]; }"
        plain = page.locator(".histogram-foot a", has_text=other).first
        assert link.evaluate(look)[0] != plain.evaluate(look)[0]
        assert link.evaluate(look)[1] != plain.evaluate(look)[1]
