"""axe finds nothing on the public pages, and they fit a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from archive.models import Story
from tests.factories import make_article, make_person, make_place, make_source

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
# Right-to-left words inside a left-to-right sentence or line without isolation.
LOOSE = """() => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), loose = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!/[\u0590-\u08ff]/.test(node.data) || node.parentElement.closest('script, style, title, svg')) continue;
        const apart = node.parentElement.closest('bdi, [dir]');
        if (!apart || apart.contains(document.querySelector('main'))) loose.push(node.data.trim());
    }
    return loose;
}"""


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


# What a scheme of colours may break; the other rules do not look at colours.
ALL = {"resultTypes": ["violations"]}
OF_COLOURS = ALL | {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_on_any_page(page, archive, size):
    page.set_viewport_size(size)
    for address in addresses(archive):
        page.goto(address)
        for details in page.locator("details > summary:visible").all():
            details.click()
        for scheme, options in (("light", ALL), ("dark", OF_COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=options)
            assert found.violations_count == 0, f"{address} in {scheme}\n{found.generate_report()}"


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
    for address in (
        "/",
        "/search/",
        "/people/",
        "/places/?view=tree",
        "/map/",
        "/timeline/",
        "/coverage/",
        "/sources/",
    ):
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


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_stop_of_the_keyboard_shows_where_it_is(page, archive, size):
    page.set_viewport_size(size)
    for address in addresses(archive):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(LOOK + STOPS)
        for pressed in range(1, MOST_STOPS + 1):
            page.keyboard.press("Tab")
            if pressed % PRESSED_AT_ONCE == 0 and page.evaluate("ended"):
                break
        else:
            pytest.fail(f"{address} has no end for the keyboard")
        stops = page.evaluate("stops")
        assert stops, address
        for stop in stops:
            assert stop["changed"], (address, stop)
            assert stop["area"] > 0, (address, stop)
            assert stop["opacity"] == "1", (address, stop)


def test_words_of_any_direction_are_set_apart_from_their_line(page, transactional_db):
    right_to_left = "روزنامه انیس"
    source = make_source(name=right_to_left, slug="anis", description=right_to_left)
    place = make_place(name="مزار شریف", slug="mazar", summary=right_to_left, latitude=36.7, longitude=67.1)
    part = make_place(name="شهر نو", slug="shar-e-nau", parent=place)
    person = make_person(
        name="عبدالرشید دوستم", slug="dostum", names=["دوستم", "Dostam"], summary=right_to_left
    )
    values = {
        "body": "دوستم به شهر نو در مزار شریف رفت.", "standfirst": right_to_left, "byline": "احمد رشید", "dateline": "کابل",
        "date_edtf": "1997-05", "date_printed": "ثور ۱۳۷۶", "rights": right_to_left, "source_ref": "۱۲", "language": "prs",
    }  # fmt: skip
    story = Story.objects.create()
    report = make_article(
        headline="سقوط مزار شریف", source=source, story=story, **values,
        mentions=[(person, "دوستم"), (place, "مزار شریف"), (part, "شهر نو")],
    )  # fmt: skip
    make_article(
        headline="سقوط مزار",
        source=make_source(name="هفته نامه"),
        story=story,
        **values | {"source_ref": "۱۳"},
    )
    withdrawn = make_article(
        headline="شایعه", source=source, status="withdrawn", withdrawn_reason="به درخواست ناشر"
    )
    for address in [
        "/", "/search/", "/search/?q=دوستم", "/search/?q=دوستم&person=-dostum&source=anis", "/search/?q=نیست&place=نیست",
        "/search/person/", "/search/person/?find=نیست", report.get_absolute_url(), withdrawn.get_absolute_url(),
        "/people/", "/people/?q=دوستم", "/people/?q=نیست", "/people/dostum/", "/places/", "/places/?view=tree",
        "/places/mazar/", "/places/shar-e-nau/", "/map/", "/sources/", "/sources/anis/",
        "/timeline/", "/coverage/", story.get_absolute_url(), "/together/person-dostum/place-mazar/",
    ]:  # fmt: skip
        page.goto(address)
        assert page.evaluate(LOOSE) == [], address


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
