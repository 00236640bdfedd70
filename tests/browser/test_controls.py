"""Every control of the page of a search keeps what was asked and ticked, with a script and without, but for what it changes itself."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from archive.models import Article
from tests.browser.conftest import served
from tests.factories import make_article

PHONE = {"width": 390, "height": 844}
ASKED = "q=taleban&place=afghanistan&language=en&from=1990&sort=oldest&leaveout=source"
FAR_OUTSIDE = "q=taliban&year=none&year=1200"
TICKED = ("person", "faction")  # the first value of each of these lists that is not chosen
# What a control may take away or set: the days and years are one choice, and a list may be turned round or joined otherwise.
ITS_OWN = {
    "year", "from", "to", "certain", "confirmed", "leaveout", "wait", "page",
    "person.all", "place.all", "faction.all", "source.all", "language.all",
}  # fmt: skip
CONTROLS = """
    () => [...document.querySelectorAll('#filters a[href], #filters button, #filters input[type=checkbox]')]
        .map((one, at) => {
            one.dataset.walked = at;
            const list = one.closest('details');
            const kind = [one.tagName, one.className, one.parentElement.className, list ? list.dataset.facet || list.className : ''];
            const box = one.getBoundingClientRect();
            return {at, kind: kind.join('|'), closes: 'close' in one.dataset, is_box: one.type === 'checkbox',
                acts: getComputedStyle(one).pointerEvents !== 'none' && box.width > 0 && one.checkVisibility()};
        }).filter(one => one.acts && !one.closes)
"""


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Serve the demo, with a report of a year far outside its others, to all tests."""

    def build() -> None:
        call_command("loaddata", "demo", verbosity=0)
        source = Article.objects.order_by("pk")[0].source
        make_article(
            headline="Taliban of old", body="Taliban.", date_edtf="1200", language="en", source=source
        )

    with served(django_db_blocker, build) as site:
        yield site


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def phone(request, browser, site) -> Iterator[Page]:
    """A page on a small screen, with a script and without."""
    context = browser.new_context(
        base_url=site.address, java_script_enabled=request.param, viewport=PHONE, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def asked_of(address: str) -> set[tuple[str, str]]:
    return set(parse_qsl(urlsplit(address).query))


def opened(page: Page, asked: str) -> tuple[set[tuple[str, str]], list[dict]]:
    """Open the sheet with every list and tick some values; return these, and the controls."""
    page.goto(f"/search/?{asked}#filters")
    page.evaluate("document.querySelectorAll('#filters details').forEach(one => one.open = true)")
    ticked = set()
    for name in TICKED:
        box = page.locator(f"#filters .facet-check input[name='{name}']:not(:checked)").first
        value = box.get_attribute("value") or ""
        page.locator(f"#filters .facet-check input[name='{name}'][value='{value}']").check()
        ticked.add((name, value))
    return ticked, page.evaluate(CONTROLS)


def pressed(page: Page, at: int) -> str:
    """Press a control, and the button that sends the form if that leads nowhere by itself; return the address that follows."""
    control = page.locator(f"[data-walked='{at}']")
    before = page.url
    control.click()
    if page.url == before:
        page.locator(".sheet-foot button").click()
    assert page.url != before
    return page.url


@pytest.mark.parametrize("asked", [ASKED, FAR_OUTSIDE])
def test_every_control_of_the_sheet_keeps_what_was_asked_and_ticked(phone, asked):
    kinds = set()
    for control in opened(phone, asked)[1]:
        if control["kind"] in kinds:
            continue  # one of each kind is pressed
        kinds.add(control["kind"])
        ticked, _ = opened(phone, asked)
        box = phone.locator(f"[data-walked='{control['at']}']")
        own = {(box.get_attribute("name"), box.get_attribute("value"))}
        kept = {pair for pair in asked_of(f"?{asked}") | ticked if pair[0] not in ITS_OWN} - own
        if control["is_box"] and own & {("year", "none"), ("year", "1200")}:
            kept |= {pair for pair in asked_of(f"?{asked}") if pair[0] == "year"} - own
        now = asked_of(pressed(phone, control["at"]))
        assert kept <= now, (control, kept - now)
    assert len(kinds) > 8
