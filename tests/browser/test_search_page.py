"""The page of a search, measured on the demo: how soon the first result comes, and choosing filters on a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.http import QueryDict
from playwright.sync_api import Locator, Page, expect

from archive.models import Article
from archive.search.parameters.address import Address
from tests.browser.conftest import served

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
QUESTIONS = [
    "",
    "page=3",
    "q=kabul",
    "q=Abdul Rashid Dostum",
    "q=malik",
    "q=massod massacre",
    "q=taleban mazar-e-sharif",
    "q=taleban&person=abdul-rashid-dostum&place=afghanistan&faction=taliban&language=en",
    "q=kabul&from=1996&to=1998",
    "place=mazar-i-sharif",
    "q=mazar",
    'q="taleban troops"',
    "q=fighting mazar",
    "q=fighting mazar 1997",
    "q=rabbani 1992",
    "q=kunduz or herat",
    "q=kabul 27 september 1996",
    "q=side:taliban on:1997-05",
    "q=مزار شریف",
    "q=please show me all articles about the fall of kabul",
]
MAX_TOP = {"desk": 300, "phone": 420}
MAX_STOPS = 25
BOXES = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom, box.height])"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Serve the demo to all tests."""
    with served(django_db_blocker, lambda: call_command("loaddata", "demo", verbosity=0)) as site:
        yield site


def boxes(page: Page) -> list[list[float]]:
    """Return top, bottom and height of the results."""
    page.evaluate("document.fonts.ready")
    found = page.locator(".result").evaluate_all(BOXES)
    assert found, page.url
    return found


@pytest.mark.parametrize(("name", "size"), [("desk", DESK), ("phone", PHONE)], ids=["desk", "phone"])
def test_the_first_result_comes_soon_whatever_is_asked(page, name, size):
    page.set_viewport_size(size)
    for question in QUESTIONS:
        page.goto(f"/search/?{question}")
        assert boxes(page)[0][0] <= MAX_TOP[name], question
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], question


def test_four_results_stand_on_one_screen_and_none_takes_much_more_than_its_part(page):
    for question in QUESTIONS:
        page.goto(f"/search/?{question}")
        results = boxes(page)
        whole = sum(bottom <= DESK["height"] for _, bottom, _ in results)
        assert whole >= min(4, len(results)), question
        assert len(results) < 4 or sum(height for *_, height in results) / len(results) <= 170, question


def test_the_keyboard_reaches_the_first_result_within_25_stops(page):
    for question in QUESTIONS:
        page.goto(f"/search/?{question}")
        for _ in range(MAX_STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("Boolean(document.activeElement.closest('.result'))"):
                break
        else:
            pytest.fail(f"{question}: the first result is further away")


def test_the_first_keys_lead_to_the_results_and_to_the_filters(page):
    page.goto("/search/?q=taleban")
    for name, at in (("Skip to the results", "#results"), ("Skip to the filters", "#filters")):
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name=name)
        expect(link).to_be_focused()
        assert link.get_attribute("href") == at
    page.keyboard.press("Enter")
    expect(page.locator("#filters")).to_be_focused()


def test_headings_follow_each_other_without_a_gap(page):
    for question in (*QUESTIONS, "q=zanzibar submarine", "q=kabul&from=199z"):
        page.goto(f"/search/?{question}")
        levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), question
        for name in ("Results", "Filters"):
            expect(page.get_by_role("heading", level=2, name=name)).to_have_count(1)


def test_persian_sentences_are_flush_right_and_sources_set_apart(page):
    page.goto("/search/?language=prs")
    assert page.locator(".snippet").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert page.locator(".snippet").first.evaluate("one => getComputedStyle(one).textAlign") == "start"
    expect(page.locator("bdi.result-source").first).to_be_visible()


# The filters of a small screen


def tick(page: Page, facet: str, name: str) -> None:
    """Tick a value of a list, which is opened for it."""
    part = page.locator(f"[data-facet={facet}]")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    part.get_by_label(re.compile(rf"^{name}")).check()


def test_on_a_phone_filters_are_chosen_one_by_one_and_then_shown(page):
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=taleban&sort=oldest")
    page.locator(".filters-open").click()
    show = page.get_by_role("button", name=re.compile("^Show"))
    expect(show).to_have_text("Show 81 reports")
    expect(page.locator(".facet[open]")).to_have_count(1)
    rows = page.locator(".facet[open] .facet-check").evaluate_all(BOXES)
    assert min(height for *_, height in rows) >= 44
    tick(page, "person", "Abdul Rashid Dostum")
    expect(show).to_have_text("Show 22 reports")
    tick(page, "place", "Mazar-i-Sharif")
    page.fill("#date-from", "1997")
    page.fill("#date-to", "1997")
    expect(show).not_to_have_text("Show 22 reports")
    told = show.text_content()
    assert "/search/?q=taleban&sort=oldest" in page.url  # nothing was loaded meanwhile
    show.click()
    page.wait_for_url(re.compile("place=mazar"))
    query = page.url.partition("?")[2].partition("#")[0]
    assert set(query.split("&")) == {
        "q=taleban", "sort=oldest", "person=abdul-rashid-dostum", "place=mazar-i-sharif", "from=1997", "to=1997"
    }  # fmt: skip
    assert page.locator(".result-count b").text_content() == told.removeprefix("Show ")
    expect(page.locator(".chip")).to_have_count(4)


def test_the_sheet_of_filters_keeps_the_keyboard_and_closes_with_escape(page):
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=taleban")
    opener = page.locator(".filters-open")
    opener.click()
    expect(page.locator("#filters")).to_be_focused()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.closest('#filters, body').id"))
    assert seen == {"filters", ""}  # and the browser's own controls
    page.locator("#date-from").focus()
    page.keyboard.press("Escape")
    expect(page.locator("[data-facet=person]")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_longer_list_keeps_what_was_ticked(page):
    page.set_viewport_size(PHONE)
    page.goto("/search/?person=-hamid-karzai")
    page.locator(".filters-open").click()
    tick(page, "person", "Ahmad Shah Massoud")
    page.locator("[data-facet=person]").get_by_role("link", name="All people").click()
    person = page.locator("[data-facet=person]")
    expect(person.get_by_label("Find in People")).to_be_focused()
    expect(person.get_by_label(re.compile("^Ahmad Shah Massoud"))).to_be_checked()
    expect(person.get_by_label(re.compile("^Hamid Karzai"))).to_be_checked()
    person.get_by_label("Find in People").fill("burhanuddin")
    expect(person.locator(".facet-check:visible")).to_have_count(1)
    page.goto("/search/person/")  # a page of its own has links
    expect(page.locator(".facet-link").first).to_be_visible()
    expect(page.locator(".facet-check").first).to_be_hidden()


def test_a_list_is_turned_round_in_place_and_keeps_what_was_ticked(page):
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=taleban")
    page.locator(".filters-open").click()
    tick(page, "person", "Abdul Rashid Dostum")
    person = page.locator("[data-facet=person]")
    person.get_by_role("link", name="Leave out instead").click()
    expect(person.get_by_role("link", name="Choose instead")).to_be_visible()
    tick(page, "person", "Abdul Malik Pahlawan")
    page.get_by_role("button", name=re.compile("^Show")).click()
    page.wait_for_url(re.compile("person=abdul-rashid-dostum&person=-abdul-malik-pahlawan"))
    page.go_back()
    expect(page.locator("#search-q")).to_have_value("taleban")
    expect(page.locator("#search-q")).to_be_enabled()


def test_links_in_the_sheet_keep_what_was_ticked(page):
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=taleban&place=mazar-i-sharif&page=1")
    page.locator(".filters-open").click()
    tick(page, "person", "Abdul Rashid Dostum")
    page.locator("[data-facet=place]").get_by_label(re.compile("^Mazar-i-Sharif")).uncheck()
    page.locator("#filters .histogram summary").first.click()
    page.locator("#filters .year-list a[data-bar='1997']").first.click()
    page.wait_for_url(re.compile("year=1997"))
    query = page.url.partition("?")[2].partition("#")[0]
    assert set(query.split("&")) == {"q=taleban", "person=abdul-rashid-dostum", "year=1997"}
    expect(page.locator("#filters")).to_be_visible()  # the sheet stays open
    tick(page, "person", "Abdul Malik Pahlawan")
    page.get_by_role("link", name="Only names that a curator confirmed").click()
    page.wait_for_url(re.compile("confirmed=1"))
    query = page.url.partition("?")[2].partition("#")[0]
    assert set(query.split("&")) == {
        "q=taleban", "person=abdul-rashid-dostum", "person=abdul-malik-pahlawan", "confirmed=1", "year=1997"
    }  # fmt: skip


def test_a_result_with_copies_and_four_long_names_is_no_higher_than_others(page):
    page.goto("/search/?q=taleban+mazar-e-sharif")
    height = page.locator(".result:has(.copies)").first.evaluate(
        """(result) => {
          const names = result.querySelector(".entity-inline");
          while (names.children.length < 4) names.append(names.lastElementChild.cloneNode(true));
          for (const name of names.querySelectorAll("bdi")) name.textContent = "Mohammad Abdurrahman Khan Mojaddedi";
          return result.getBoundingClientRect().height;
        }"""
    )
    assert 150 <= height <= 170


def test_without_scripts_the_sheet_opens_with_one_list_and_a_wide_page_with_all(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/search/?q=taleban&source=demo-digest#filters")
    shown = [
        facet.get_attribute("data-facet")
        for facet in page.locator(".facet").all()
        if facet.locator(".facet-body").is_visible()
    ]
    assert shown == ["person", "source"]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/search/?q=taleban")
    for facet in page.locator(".facet").all():
        expect(facet.locator(".facet-body")).to_be_visible()
    context.close()


def test_without_scripts_the_same_form_does_it(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto("/search/?q=taleban&person=abdul-rashid-dostum")
    page.locator(".filters-open").click()
    expect(page.locator(".sheet-foot button")).to_have_text("Show reports")
    person = page.locator("[data-facet=person]")
    person.get_by_label(re.compile("^Abdul Rashid Dostum")).uncheck()
    person.get_by_label(re.compile("^Abdul Malik Pahlawan")).check()
    page.locator(".sheet-foot button").click()
    expect(page).to_have_url(re.compile("person=abdul-malik-pahlawan"))
    assert "dostum" not in page.url
    assert page.url.endswith("#results")
    expect(page.locator(".chip")).to_have_count(1)
    context.close()


def test_without_scripts_the_ways_of_the_sheet_take_along_what_was_ticked(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    person = page.locator("[data-facet=person]")

    def press(name: str, within: Page | Locator) -> set[str]:
        within.get_by_role("button", name=name).click()
        path, _, query = page.url.partition("?")
        query, _, sheet = query.partition("#")
        assert (sheet == "filters") == path.endswith("/search/")
        return {f"{key}={value}" for key, value in Address.read(QueryDict(query)).pairs}

    page.goto("/search/?q=taleban&leaveout=place#filters")
    tick(page, "person", "Abdul Rashid Dostum")
    asked = {"q=taleban", "leaveout=place", "person=abdul-rashid-dostum"}
    assert press("Only names that a curator confirmed", page) == asked | {"confirmed=1"}
    assert press("Count all names again", page) == asked
    tick(page, "person", "Abdul Malik Pahlawan")
    asked = {"q=taleban", "person=abdul-rashid-dostum", "person=abdul-malik-pahlawan"}
    assert press("Leave out instead", person) == asked | {"leaveout=person"}
    assert press("Choose instead", person) == asked
    assert press("With all of those chosen", person) == asked | {"person.all=1"}
    assert press("With any of those chosen", person) == asked
    assert press("All people", person) == asked
    expect(page.get_by_role("heading", name="People in this search")).to_be_visible()
    context.close()


def test_without_scripts_nothing_that_was_ticked_is_lost_by_choosing_years(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()

    def show() -> set[str]:
        page.locator(".sheet-foot button").click()
        query = page.url.partition("?")[2].partition("#")[0]
        chosen = {f"{key}={value}" for key, value in QueryDict(query).items() if value}
        page.locator(".filters-open").click()
        return chosen

    def year(label: str) -> Locator:
        if not page.locator(".year-list").first.is_visible():
            page.locator(".histogram summary").first.click()
        return page.locator(".year-list").first.get_by_label(re.compile(rf"^\s*{label}\b"))

    page.goto("/search/?q=taleban#filters")
    tick(page, "person", "Abdul Rashid Dostum")
    year("1997").check()
    assert show() == {"q=taleban", "person=abdul-rashid-dostum", "year=1997"}
    tick(page, "faction", "Hezb-e Wahdat")
    expect(year("1997")).to_be_checked()
    asked = {"q=taleban", "person=abdul-rashid-dostum", "faction=hezb-e-wahdat"}
    assert show() == asked | {"year=1997"}
    year("1997").uncheck()
    assert show() == asked
    context.close()


# Five tasks of readers: each takes so many steps, a step being a click, a tap, or words with Enter


class Reader:
    """A page, and how many steps somebody has taken on it."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def click(self, target: Locator) -> None:
        self.steps += 1
        target.click()

    def ask(self, box: str, words: str) -> None:
        self.steps += 1
        self.page.fill(box, words)
        self.page.press(box, "Enter")


@pytest.fixture
def reader(page) -> Reader:
    return Reader(page)


def test_a_report_of_a_day_is_found_on_a_phone_in_2_steps(reader, page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    reader.ask("#home-q", "kabul 27 september 1996")
    of_the_day = page.locator(".result", has=page.locator("time[datetime='1996-09-27']")).first
    assert of_the_day.bounding_box()["y"] < 2 * PHONE["height"]
    reader.click(of_the_day.locator("h3 a"))
    expect(page.locator(".report-head")).to_contain_text("27 September 1996")
    assert reader.steps == 2


def test_a_search_is_narrowed_by_three_lists_in_3_steps(reader, page):
    page.goto("/search/?q=taleban")
    counts = [int(page.locator(".result-count b").inner_text().split()[0])]
    for facet, name in (
        ("person", "Abdul Rashid Dostum"),
        ("place", "Mazar-i-Sharif"),
        ("faction", "Northern Alliance"),
    ):
        value = page.locator(f"[data-facet={facet}] .facet-link", has_text=name)
        told = int(value.locator(".count").inner_text())
        reader.click(value)
        expect(page.locator(".result-count b")).to_have_text(re.compile(rf"^{told} report"))
        counts.append(told)
    expect(page.locator(".chip")).to_have_count(3)
    assert counts == sorted(counts, reverse=True)
    assert reader.steps == 3


def test_a_passage_is_cited_in_3_steps(reader, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    report = Article.objects.get(headline="Taliban enter Mazar-i-Sharif as Dostum flees")
    page.goto(report.get_absolute_url())
    reader.click(page.locator("a.paragraph-number").nth(1))
    reader.click(page.get_by_role("link", name="Cite paragraph 2"))
    reader.click(page.get_by_role("button", name="Copy").first)
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert "para. 2" in page.evaluate("navigator.clipboard.readText()")
    assert reader.steps == 3


def test_the_way_back_to_a_search_is_1_step(reader, page):
    page.goto("/search/?q=taleban&place=mazar-i-sharif&sort=oldest&page=2")
    page.locator(".result h3 a").nth(2).click()
    expect(page.locator(".way-back")).to_contain_text("23 of ")
    reader.click(page.get_by_role("link", name=re.compile("^Back to ")))
    assert {"q=taleban", "place=mazar-i-sharif", "sort=oldest", "page=2"} <= set(re.split(r"[?&#]", page.url))
    assert reader.steps == 1


def test_mullah_omar_is_found_in_the_index_in_3_steps(reader, page):
    page.goto("/")
    reader.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="People"))
    reader.click(
        page.get_by_role("navigation", name="First letter").get_by_role("link", name="O", exact=True)
    )
    reader.click(page.get_by_role("link", name="Omar, Mullah Mohammad"))
    expect(page.locator("h1")).to_have_text("Mullah Mohammad Omar")
    assert reader.steps == 3
