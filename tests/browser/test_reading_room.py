"""How the public pages behave: by keyboard, on a phone, on paper, with and without scripts."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.models import Article

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def plain_page(browser, site):
    """Open a page in a browser that runs no scripts."""
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


# Keyboard


def test_the_first_key_leads_past_the_header(page, archive):
    page.goto("/about/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_stroke_goes_to_the_search_box_but_not_while_typing(page, archive):
    page.goto("/search/")
    page.keyboard.press("/")
    box = page.locator("#search-q")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")


# The filters of a search: beside the results, or a sheet over them


def test_on_a_phone_the_filters_are_a_sheet_that_leads_back_to_the_results(page, archive):
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=taleban")
    facet = page.locator("[data-facet=faction]")
    expect(facet).to_be_hidden()
    page.get_by_role("link", name="Filters", exact=True).click()
    expect(facet).to_be_visible()
    page.get_by_role("link", name="Back to the results").click()
    expect(facet).to_be_hidden()


def test_on_a_wide_screen_the_filters_stand_beside_the_results(page, archive):
    page.goto("/search/?q=taleban")
    expect(page.locator("[data-facet=faction]")).to_be_visible()
    expect(page.locator(".filters-open")).to_be_hidden()


# Without scripts


def test_everything_works_without_scripts(plain_page, archive):
    plain_page.set_viewport_size(PHONE)
    plain_page.goto("/")
    expect(plain_page.locator("[data-theme-toggle]")).to_be_hidden()
    plain_page.fill("#home-q", "taleban")
    plain_page.keyboard.press("Enter")
    expect(plain_page.locator(".said")).to_contain_text("Also searched for")
    plain_page.locator(".filters-open").click()
    plain_page.locator("[data-facet=faction] summary").first.click()
    plain_page.locator("[data-facet=faction]").get_by_label(re.compile("^Taliban")).check()
    plain_page.get_by_role("button", name="Show reports").click()
    expect(plain_page.locator(".chip")).to_contain_text("Taliban")
    plain_page.locator(".result h3 a").first.click()
    expect(plain_page.locator("h1")).to_be_visible()


def test_dates_and_words_are_sent_together(plain_page, archive):
    plain_page.goto("/search/?faction=taliban")
    plain_page.fill("#search-q", "convoy")
    plain_page.fill("#date-from", "1990")
    plain_page.get_by_role("button", name="Apply").click()
    expect(plain_page).to_have_url(re.compile(r"q=convoy"))
    assert "from=1990" in plain_page.url
    assert "faction=taliban" in plain_page.url


def test_names_in_the_text_can_be_unmarked(plain_page, archive):
    plain_page.goto(archive.report.get_absolute_url())
    mention = plain_page.locator(".mention").first
    colour = "element => getComputedStyle(element).textDecorationColor"
    assert mention.evaluate(colour) != "rgba(0, 0, 0, 0)"
    plain_page.get_by_label("Mark names").uncheck()
    assert mention.evaluate(colour) == "rgba(0, 0, 0, 0)"


def test_matches_are_stepped_through_without_a_script(plain_page, archive):
    plain_page.goto("/search/?q=taliban+mazar")
    result = f'.result h3 a[href^="{archive.report.get_absolute_url()}"], .copies a[href^="{archive.report.get_absolute_url()}"]'
    plain_page.goto(plain_page.locator(result).first.get_attribute("href"))
    plain_page.get_by_role("link", name="matches in this report").click()
    steps = plain_page.locator(".steps:visible")
    expect(steps).to_have_count(1)
    assert steps.get_attribute("data-place").startswith("1 of ")
    steps.get_by_label("Next match").click()
    assert plain_page.locator(".steps:visible").get_attribute("data-place").startswith("2 of ")
    plain_page.locator(".steps:visible").get_by_label("Previous match").click()
    assert plain_page.url.endswith("#found-1")
    plain_page.get_by_role("link", name="Back to").click()
    assert "/search/?q=taliban" in plain_page.url


def test_the_words_of_the_archive_run_from_left_to_right_in_a_persian_report(plain_page, archive):
    plain_page.goto("/search/?q=شهر")
    plain_page.goto(plain_page.locator(".result h3 a").first.get_attribute("href") + "#found-1")
    direction = "element => getComputedStyle(element).direction"
    assert plain_page.locator("article.report").evaluate(direction) == "rtl"
    assert plain_page.locator(".steps").first.evaluate(direction) == "ltr"


def test_a_paragraph_can_be_cited_once_one_has_come_to_it(plain_page, archive):
    plain_page.goto(archive.report.get_absolute_url())
    link = plain_page.get_by_role("link", name="Cite paragraph 2")
    expect(link).to_be_hidden()
    plain_page.locator("a.paragraph-number").nth(1).click()
    link.click()
    expect(plain_page.locator("#in-own")).to_contain_text("para. 2")
    expect(plain_page.get_by_role("button", name="Copy")).to_have_count(0)


# Scripts


def test_names_stay_unmarked_once_that_was_chosen(page, archive):
    colour = "element => getComputedStyle(element).textDecorationColor"
    page.goto(archive.report.get_absolute_url())
    page.get_by_label("Mark names").uncheck()
    page.reload()
    expect(page.get_by_label("Mark names")).not_to_be_checked()
    assert page.locator(".mention").first.evaluate(colour) == "rgba(0, 0, 0, 0)"
    page.get_by_label("Mark names").check()
    page.reload()
    assert page.locator(".mention").first.evaluate(colour) != "rgba(0, 0, 0, 0)"


def test_what_a_name_is_shows_on_focus(page, archive):
    page.goto(archive.report.get_absolute_url())
    name = page.locator(".mention").first
    name.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    content = name.evaluate("element => getComputedStyle(element, '::before').content")
    assert "Taliban, faction, " in content and " reports" in content


def test_a_citation_is_copied(page, archive):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/articles/{archive.report.pk}/cite/")
    page.get_by_role("button", name="Copy").nth(1).click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#in-chicago").inner_text().strip()


def test_the_chosen_theme_stays(page, archive):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    button = page.locator("[data-theme-toggle]")
    expect(button).to_have_accessible_name("Colours: as the system")
    button.click()
    expect(button).to_have_accessible_name("Colours: light")
    button.click()
    after = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert before != after
    page.goto("/about/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == after
    button.click()
    expect(button).to_have_accessible_name("Colours: as the system")
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == before


def test_dragging_over_years_searches_between_them(page, archive):
    page.goto("/search/?q=convoy&page=1")
    first = page.locator("a[data-year='1990'] .bar-hit").bounding_box()
    last = page.locator("a[data-year='1993'] .bar-hit").bounding_box()
    middle = first["y"] + first["height"] / 2
    page.mouse.move(last["x"] + last["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(first["x"] + first["width"] / 2, middle, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"\?q=convoy&from=1990&to=1993$"))
    expect(page.locator(".result-count")).to_contain_text("4 reports")


def test_a_click_on_a_year_chooses_it(page, archive):
    page.goto("/search/?q=convoy")
    page.locator("a[data-year='1991']").click()
    expect(page.locator(".chip")).to_contain_text("1991")


def test_a_long_list_of_values_opens_in_place_and_can_be_searched(page, archive):
    page.goto("/search/")
    facet = page.locator("[data-facet=person]")
    facet.locator(".facet-more").click()
    finder = facet.get_by_label("Find in People")
    expect(finder).to_be_focused()
    finder.fill("commander 11")
    expect(facet.locator(".facet-value:visible")).to_have_count(1)
    finder.fill("nobody so called")
    expect(facet).to_contain_text("No name here contains it.")


def test_names_are_suggested_while_typing_and_chosen_by_keyboard(page, archive):
    page.goto("/")
    box = page.locator("#home-q")
    box.press_sequentially("tale")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Taliban")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile(r".+"))
    assert Axe().run(page, options={"preload": False}).violations_count == 0
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/factions/taliban/$"))


def test_suggestions_close_and_enter_searches_for_what_was_typed(page, archive):
    page.goto("/")
    box = page.locator("#home-q")
    box.press_sequentially("tale")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=tale$"))


# Paper


def test_on_paper_a_report_has_its_citation_and_no_buttons(page, archive):
    page.goto(archive.report.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".report-text")).to_be_visible()
    expect(page.locator(".citation")).to_contain_text("/articles/")
    for part in (".site-nav", ".site-footer", ".named", "[data-theme-toggle]"):
        expect(page.locator(part)).to_be_hidden()


# The map


def test_the_map_moves_by_dragging_and_by_sliders_and_keeps_its_address(page, archive):
    page.goto("/map/")
    picture = page.locator("svg.map--wide")
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"/map/\?view="))
    west = float(re.search(r"view=([\d.]+)", page.url)[1])
    assert 57 < west < 59.9  # to the west of where it began, at 60.1
    first = page.locator(".map-slider input").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"from=1989"))
    assert "view=" in page.url
    expect(page.locator(".map-chips")).to_contain_text("1989")
    page.go_back()
    expect(page.locator(".map-chips")).to_have_count(0)


def sides_of(page):
    """Return west, south, east and north of the map shown, in degrees."""
    return [float(side) for side in page.locator("svg.map--wide").get_attribute("data-sides").split(",")]


def test_the_map_follows_keys_when_it_has_the_focus(page, archive):
    page.goto("/map/")
    west, _, east, _ = sides_of(page)
    stage = page.locator("[data-map-stage]")
    stage.focus()
    page.keyboard.press("+")
    page.wait_for_url(re.compile(r"/map/\?view="))
    closer = sides_of(page)
    assert closer[2] - closer[0] < (east - west) * 0.6
    expect(stage).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "west => document.querySelector('svg.map--wide').dataset.sides.split(',')[0] != west",
        arg=f"{closer[0]:g}",
    )
    assert sides_of(page)[0] > closer[0]
    expect(stage).to_be_focused()


def test_scrolling_over_the_map_scrolls_the_page_and_says_how_to_zoom(page, archive):
    page.goto("/map/")
    expect(page.locator(".map-how")).to_contain_text("hold Ctrl and scroll, or pinch")
    hint = page.locator(".map-hint")
    expect(hint).to_be_hidden()
    page.locator("svg.map--wide").hover()
    page.mouse.wheel(0, 100)
    expect(hint).to_have_text("To zoom, hold Ctrl and scroll.")
    page.wait_for_function("scrollY > 0")
    assert "view=" not in page.url
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_url(re.compile(r"/map/\?view="))


def test_two_fingers_zoom_the_map_and_move_it(page, archive):
    page.goto("/map/")
    west, south, east, north = sides_of(page)
    box = page.locator("svg.map--wide").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def put(kind, *points):
        given = [{"x": a, "y": b, "id": number} for number, (a, b) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})

    put("touchStart", (x - 50, y), (x + 50, y))
    for step in range(1, 6):
        put("touchMove", (x - 50 - 10 * step, y + 10 * step), (x + 50 + 10 * step, y + 10 * step))
    put("touchEnd")
    page.wait_for_url(re.compile(r"/map/\?view="))
    page.wait_for_function(
        "sides => document.querySelector('svg.map--wide').dataset.sides != sides",
        arg=f"{west:g},{south:g},{east:g},{north:g}",
    )
    now = sides_of(page)
    assert 0.4 < (now[2] - now[0]) / (east - west) < 0.6  # fingers twice as far apart
    assert (now[1] + now[3]) / 2 > (south + north) / 2  # pulled down: it shows what lies to the north


def test_the_map_opens_closer_and_moves_without_scripts(plain_page, archive):
    plain_page.goto("/map/")
    plain_page.get_by_role("link", name="Closer").click()
    assert "view=" in plain_page.url
    plain_page.get_by_role("link", name="East").click()
    assert plain_page.locator("svg.map--wide").is_visible()


# Print


CONTROLS = "form, button, input, select, .button, .choices, .pagination, .search-box, .site-nav"


@pytest.mark.parametrize(
    "address",
    ["/search/?q=taleban&year=1997", "/people/", "/people/dostum/", "/places/mazar/", "/sources/digest/", "/map/"],
)  # fmt: skip
def test_a_page_is_printed_without_its_controls_and_with_its_address_and_the_day(page, archive, address):
    page.goto(address)
    page.emulate_media(media="print")
    shown = page.locator(CONTROLS).evaluate_all("all => all.filter(one => one.checkVisibility()).length")
    assert shown == 0
    expect(page.locator("h1")).to_be_visible()
    said = page.locator(".printed-from")
    expect(said).to_contain_text(f"{address}, printed on ")
    expect(said).to_contain_text(re.compile(r"printed on \d{1,2} \w+ \d{4}\.$"))


def test_an_event_and_a_report_are_printed_so_too_and_the_report_cites_itself_once(page, archive):
    for address, is_cited in (
        (archive.event.get_absolute_url(), False),
        (archive.report.get_absolute_url(), True),
    ):
        page.goto(address)
        page.emulate_media(media="print")
        shown = page.locator(CONTROLS).evaluate_all("all => all.filter(one => one.checkVisibility()).length")
        assert shown == 0
        expect(page.locator(".printed-from")).to_be_visible(visible=not is_cited)
        assert page.locator(".citation").first.is_visible() if is_cited else True


def test_a_short_report_is_printed_on_one_page(page, archive):
    page.goto(Article.objects.get(headline="Convoy 3 halted").get_absolute_url())
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


# The narrowest screen


def test_on_the_narrowest_screen_nothing_stands_alone_and_years_stay_whole(page, archive):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/sources/")
    tops = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    rows = Counter(page.locator(".site-nav a").evaluate_all(tops)).values()
    assert min(rows) > 1
    heights = page.locator(".source-table .years").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert heights
    assert all(height < 30 for height in heights)


# Colours of the system


def test_where_colours_are_the_systems_what_is_chosen_keeps_its_shape(page, archive):
    page.emulate_media(forced_colors="active")
    look = "one => { const style = getComputedStyle(one); return [style.backgroundColor, style.textDecorationLine]; }"
    page.goto("/factions/?sort=reports")
    choices = page.locator(".choices a[aria-current]")
    assert choices.count() == 1
    chosen, other = (
        choices.first.evaluate(look),
        page.locator(".choices a:not([aria-current])").first.evaluate(look),
    )
    assert chosen[0] != other[0]
    here, elsewhere = (
        page.locator(f".site-nav a{which}").first for which in ("[aria-current]", ":not([aria-current])")
    )
    assert here.evaluate(look)[1] == "underline"
    assert elsewhere.evaluate(look)[1] == "none"
    border = "one => getComputedStyle(one).borderBlockEndWidth"
    assert elsewhere.evaluate(border) == "0px"
    page.goto("/search/?person=dostum")
    assert page.locator(".chip").first.evaluate(border) != "0px"
