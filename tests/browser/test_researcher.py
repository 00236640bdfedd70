"""Ten questions of a researcher, asked of the demo in a browser, and the first page that they meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import served


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Serve the demo to all questions."""
    with served(django_db_blocker, lambda: call_command("loaddata", "demo", verbosity=0)) as site:
        yield site


def follow(page: Page, link: Locator) -> Locator:
    """Click a link to words of a report; return the paragraph, headline or standfirst to which it led."""
    place = str(link.get_attribute("href")).partition("#")[2]
    link.click()
    expect(page).to_have_url(re.compile(f"/articles/.*#{place}$"))
    return page.locator(f"#{place}")


def value(page: Page, label: str) -> Locator:
    """Return what an event's page says of one value: its origins, claims and denials."""
    return (
        page.locator(".value").filter(has=page.get_by_role("heading", name=label, exact=True, level=4)).first
    )


def test_which_reports_of_august_1998_disagree_on_whether_mazar_fell(page):
    page.goto("/claims/?place=mazar-i-sharif&topic=control&year=1998")
    page.get_by_role("link", name="Who held Mazar-i-Sharif, 8 August 1998").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Fighting for Mazar-i-Sharif, August 1998")
    fallen = value(page, "Taliban")
    expect(fallen).to_contain_text("3 origins")
    expect(fallen).to_contain_text("residents (1 story, 2 copies)")
    for words in ("denied that the city had fallen", "The opposition at first denied it."):
        expect(fallen.locator(".value-against + .claims")).to_contain_text(words)
    for source in ("Demo Digest, Northern Desk, 8 August 1998", "Dateline Demo Digest, 9 August 1998", "Demo Digest, Evening Edition, 9 August 1998"):  # fmt: skip
        expect(fallen).to_contain_text(source)
    expect(value(page, "Northern Alliance: the centre and the road to Hairatan")).to_be_visible()


def test_who_commanded_for_whom_in_may_1997(page):
    page.goto("/factions/")
    page.get_by_label("As cited on a day, in a month or year").fill("May 1997")
    page.get_by_role("button", name="Show").click()

    taliban = page.locator("section").filter(has=page.get_by_role("heading", name="Taliban")).last
    junbish = page.locator("section").filter(has=page.get_by_role("heading", name="Junbish-i Milli")).last
    expect(taliban).to_contain_text(re.compile(r"Commanders\s*Abdul Malik Pahlawan, ally, with his own men"))
    expect(taliban).to_contain_text("Mullah Abdul Razzaq, led the column into Mazar-i-Sharif")
    expect(junbish).to_contain_text(re.compile(r"Led by\s*Abdul Rashid Dostum"))

    taliban.get_by_role("link", name="Abdul Malik Pahlawan").click()
    for day, grade in (("20 May 1997", "Certainly"), ("1 June 1997", "No")):
        page.get_by_label("As cited on a day, in a month or year").fill(day)
        page.get_by_role("button", name="Show").click()
        graded = page.locator(".grades > div").filter(has=page.get_by_text(grade, exact=True))
        expect(graded).to_contain_text(re.compile(r"commands for\s*Taliban"))


def test_who_stood_where_in_a_report_of_may_1997(page):
    page.goto("/search/?q=mutiny maymana")
    page.get_by_role("link", name="General Malik declares against Dostum in Faryab").first.click()

    standing = page.locator(".standing")
    expect(standing.get_by_role("heading")).to_have_text("Who stood where on 20 May 1997")
    expect(standing).to_contain_text(re.compile(r"Abdul Malik Pahlawan\s*commands for\s*Taliban"))
    expect(standing).to_contain_text(re.compile(r"Abdul Rashid Dostum\s*leads\s*Junbish-i Milli"))


def test_casualty_figures_for_mazar_in_may_1997_by_who_says_so(page):
    page.goto("/events/?place=mazar-i-sharif&year=1997")
    page.get_by_role("link", name=re.compile("Fighting in Mazar-i-Sharif ?, May 1997")).first.click()

    killed = page.locator(".question").filter(
        has=page.get_by_role("heading", name="How many Taliban fighters were killed?", exact=True)
    )
    table = killed.get_by_role("table")
    for who, figure in (
        ("A United Nations official at Termez", "about 300 killed"),
        ("The party of General Malik (Abdul Malik Pahlawan)", "350 killed"),
        ("The Rabbani government's embassy in Dushanbe (Islamic State of Afghanistan)", "1,000 killed"),
        ("Taliban", "0 killed"),
    ):
        expect(
            table.get_by_role("row")
            .filter(has=page.get_by_role("rowheader", name=who))
            .filter(has_text=figure)
        ).to_have_count(1)
    expect(killed).to_contain_text(re.compile("took back|takes back"))
    expect(killed.locator(".figures-picture svg")).to_be_visible()


def test_which_source_reported_the_fall_of_mazar_first(page):
    page.goto("/search/?q=mazar on:1997-05-25")
    page.locator(".copies summary").first.click()
    page.locator("a[href^='/stories/']").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Taliban enter Mazar-i-Sharif as Dostum flees")
    copies = page.get_by_role("table").first.get_by_role("row")
    expect(copies).to_have_count(4)
    expect(copies.nth(1)).to_contain_text("Dateline Demo Digest")
    expect(copies.nth(1)).to_contain_text("likely origin")


def test_a_denial_is_found(page):
    page.goto("/search/?q=claims:denied mazar on:1998-08-08")
    # The other one is dated “summer 1998”, which may be that day.
    expect(page.locator(".result h3")).to_have_text(
        ["Taliban claim Mazar; opposition says it holds on", "سقوط شهر مزار شریف به دست طالبان"]
    )
    page.locator(".result h3 a").first.click()
    drawn = page.locator(".drawn")
    expect(drawn).to_contain_text(re.compile(r"Northern Alliance in Tashkent.*denie", re.DOTALL))


def test_reports_that_name_somebody_of_a_side_at_the_time(page):
    page.goto("/")
    page.fill("#home-q", "side:taliban on:1997-05")
    page.keyboard.press("Enter")

    expect(page.locator(".said")).to_contain_text(
        "Cited with Taliban on that date: Abdul Malik Pahlawan, Mullah Abdul Razzaq, Mullah Mohammad Ghaus, Mullah Mohammad Omar."
    )
    expect(page.locator(".result-count")).to_contain_text("5 reports")


def test_one_click_leads_from_a_statement_to_the_words_that_it_rests_on(page):
    page.goto("/people/abdul-malik-pahlawan/")
    row = page.locator("tbody").filter(has=page.get_by_role("rowheader", name="commands for Taliban"))
    paragraph = follow(page, row.get_by_role("link", name="Demo Digest, Northern Desk, 29 May 1997"))

    expect(paragraph).to_be_in_viewport()
    expect(paragraph.locator(".passage")).to_contain_text(
        ["By Wednesday noon the men of General Malik, who had let them in, had turned on them as well"]
    )


def test_events_are_on_the_map(page):
    page.goto("/map/?q=mazar")
    events = page.locator(".map-events")
    expect(events.get_by_role("link")).to_have_count(12)  # nine that reports tell of, three of a data set
    expect(events.get_by_role("link", name="Mazari Sharif district")).to_have_count(3)
    events.get_by_role("link", name=re.compile("Fighting in Mazar-i-Sharif ?, May 1997")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fighting in Mazar-i-Sharif, May 1997")


def test_what_the_archive_does_not_know(page):
    page.goto("/coverage/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the archive does not know")
    months = page.get_by_role("region", name="Months")
    expect(months.get_by_role("link", name="May 1997: 6")).to_be_visible()
    expect(months.get_by_role("link", name="August 1997: 0")).to_be_visible()
    waiting = page.get_by_role("region", name="Names awaiting a decision")
    expect(waiting).to_contain_text(re.compile(r"Hezb-e Islami Gulbuddin\s*9 reports that may mean it"))

    page.locator("a[href='/search/?year=none']").first.click()
    expect(page.locator(".result-count")).to_contain_text("10 reports")


def test_the_first_page_tells_a_dispute_and_a_change_of_side(page):
    page.goto("/")
    dispute = page.get_by_role("region", name="Who held Mazar-i-Sharif, 8 August 1998?")
    paragraph = follow(page, dispute.get_by_role("link", name="denied that the city had fallen"))
    expect(paragraph).to_contain_text(
        "A spokesman of the Northern Alliance in Tashkent denied that the city had fallen"
    )

    page.go_back()
    change = page.get_by_role("region", name="Abdul Malik Pahlawan, from Junbish-i Milli to Taliban")
    expect(change.get_by_role("listitem")).to_have_count(3)
    change.get_by_role("link", name="All sides over time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Abdul Malik Pahlawan")
