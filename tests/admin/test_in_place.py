"""In place, in a browser: from a public report to its form and back, a name marked in the text, a passage cut, a picture attached."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from archive.models import Article, Attachment, Leftover, LeftoverName, Mention
from tests.admin.test_browser import PHONE, WIDE, complaints, sign_in
from tests.factories import make_article, make_mention, make_person, make_place
from tests.pictures import make_attachment, picture

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "Malik spoke at noon.\n\nSubscribe to our letter.\n\nThen Zarghun left the bridge."
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def report() -> Article:
    return make_article(headline="Truce in the valley", body=BODY)


def mark(page: Page, words: str, *, field: str = "body") -> None:
    """Mark words in a field, as a mouse or finger does; the bar for them appears."""
    page.locator(f"#id_{field}").evaluate(
        "(area, words) => { area.focus(); const at = area.value.indexOf(words); area.setSelectionRange(at, at + words.length); }",
        words,
    )
    expect(page.locator("[data-marked]")).to_be_visible()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def to_the_form(page: Page, report: Article) -> None:
    page.goto(report.get_absolute_url())
    page.get_by_role("navigation", name="At the desk").get_by_role("link", name="Edit").click()
    page.wait_for_url(re.compile("/change/"))
    page.wait_for_load_state("load")


def test_from_a_public_report_to_its_form_and_back(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    page.set_viewport_size(WIDE)
    to_the_form(page, report)

    page.fill("#id_byline", "By hand")
    page.get_by_role("button", name="Save", exact=True).click()

    page.wait_for_url(re.compile(re.escape(report.get_absolute_url())))
    expect(page.locator(".byline")).to_have_text("By hand")
    expect(page.locator(".desk-bar-said")).to_contain_text("was changed successfully")


def test_the_text_stays_beside_the_fields_where_there_is_room(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    page.set_viewport_size(WIDE)
    to_the_form(page, report)
    text, fields = page.locator(".the-text"), page.locator(".fields-beside")
    assert text.bounding_box()["x"] + text.bounding_box()["width"] <= fields.bounding_box()["x"]
    page.evaluate("window.scrollTo(0, 600)")
    expect(page.locator("#id_headline")).to_be_in_viewport()

    page.set_viewport_size(PHONE)
    assert text.bounding_box()["y"] + text.bounding_box()["height"] <= fields.bounding_box()["y"]


@SIZES
def test_marked_words_name_an_entry_found_by_typing(page, live_server, report, size):
    person = make_person(name="Zarghun Karimi")
    sign_in(page, live_server, group="Curator")
    page.set_viewport_size(size)
    to_the_form(page, report)

    mark(page, "Zarghun")
    expect(page.locator("[data-marked-words]")).to_have_text("Zarghun")
    page.get_by_role("button", name=re.compile("^Name")).click()
    page.keyboard.type("karimi")
    page.locator(".select2-results__option", has_text="Zarghun Karimi").click()
    assert complaints(page) == [] and fits(page)
    page.get_by_role("button", name="They name it").click()

    expect(page.locator(".messagelist")).to_contain_text("The report names Zarghun Karimi at 1 place.")
    mention = Mention.objects.get(article=report, entity=person)
    assert report.body[mention.start : mention.end] == "Zarghun"
    page.get_by_role("link", name="Back to the page").click()
    expect(page.locator(".mention--person", has_text="Zarghun")).to_be_visible()


def test_by_keyboard_alone(page, live_server, report):
    person = make_person(name="Zarghun Karimi")
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)

    page.locator("#id_body").evaluate("area => { area.focus(); area.setSelectionRange(0, 0); }")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-marked-words]")).to_have_text("Malik")
    page.keyboard.press("Alt+n")
    page.keyboard.type("karimi")
    expect(page.locator(".select2-results__option--highlighted", has_text="Zarghun Karimi")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="They name it").press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("The report names")
    assert Mention.objects.get(entity=person).start == 0


def test_what_is_typed_at_once_falls_into_the_field_and_not_into_the_text(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)

    mark(page, "Zarghun")
    focused = page.evaluate(
        """() => {
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {code: "KeyN", altKey: true, bubbles: true}));
            return document.activeElement.type;
        }"""
    )
    assert focused == "search"


def test_marked_words_become_a_new_place_for_every_report(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)

    mark(page, "Zarghun")
    page.keyboard.press("Alt+n")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New place").last.click()

    expect(page.locator(".messagelist")).to_contain_text("“Zarghun” is a place now")
    expect(page.get_by_role("link", name="Back to the page")).to_be_visible()
    assert Mention.objects.get().entity.kind == "place"


@SIZES
def test_a_passage_is_cut_and_taken_back(page, live_server, report, size):
    sign_in(page, live_server, group="Curator")
    page.set_viewport_size(size)
    to_the_form(page, report)

    mark(page, "Subscribe to our letter.")
    assert complaints(page) == []
    page.get_by_role("button", name=re.compile("^Cut")).click()
    expect(page.locator(".messagelist")).to_contain_text("Cut from")
    report.refresh_from_db()
    assert report.body == "Malik spoke at noon.\n\nThen Zarghun left the bridge."

    page.get_by_role("link", name="See it, or take it back").click()
    page.get_by_role("button", name="Take the edit back").click()
    expect(page.locator(".messagelist")).to_contain_text("has been taken back")
    report.refresh_from_db()
    assert (report.body, report.removed) == (BODY, [])


def test_a_piece_that_was_cut_is_put_back_from_the_form(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)
    mark(page, "Subscribe to our letter.")
    page.keyboard.press("Alt+x")
    expect(page.locator(".messagelist")).to_contain_text("Cut from")

    page.locator("summary", has_text="Provenance").click()
    page.get_by_role("button", name="Put it back").click()

    expect(page.locator(".messagelist")).to_contain_text("Put back into")
    report.refresh_from_db()
    assert report.body == BODY


def test_marked_words_lead_to_the_claim_that_they_make(page, live_server, report):
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)

    mark(page, "Malik spoke at noon.")
    page.keyboard.press("Alt+c")

    page.wait_for_url(re.compile("/draw/"))
    expect(page.locator("#id_marked")).to_have_value("Malik spoke at noon.")
    expect(page.get_by_role("link", name="Back to the page")).to_be_visible()


def test_a_change_that_is_not_saved_is_asked_about_before_words_are_named(page, live_server, report):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, live_server, group="Curator")
    to_the_form(page, report)

    page.locator("#id_byline").press_sequentially("By hand")
    mark(page, "Subscribe to our letter.")
    page.get_by_role("button", name=re.compile("^Cut")).click()
    expect(page.locator("#id_byline")).to_have_value("By hand")

    assert asked == ["beforeunload"]
    report.refresh_from_db()
    assert report.body == BODY


@SIZES
def test_a_picture_is_attached_seen_and_gone_with_the_report(page, live_server, report, size):
    sign_in(page, live_server, group="Editor")
    page.set_viewport_size(size)
    to_the_form(page, report)

    row = "attachments-0"
    page.set_input_files(
        f"[name={row}-file]",
        {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(600, 400))},
    )
    page.fill(f"[name={row}-alt]", "A red page")
    page.fill(f"[name={row}-rights]", "© The Gazette")
    page.check(f"[name={row}-is_for_readers]")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(re.escape(report.get_absolute_url())))
    shown = page.get_by_role("img", name="A red page")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 320)
    assert complaints(page) == [] and fits(page)
    address = page.locator(".attached-one a").get_attribute("href")
    assert page.request.get(address).status == 200

    to_the_form(page, report)
    page.locator(".attached-small").scroll_into_view_if_needed()
    expect(page.locator(".attached-small")).to_have_js_property("naturalWidth", 320)
    assert complaints(page) == [] and fits(page)
    page.get_by_role("button", name="Save and withdraw…").click()
    page.fill("#id_withdrawn_reason", "A hoax.")
    page.locator("input[type=submit], button.default").last.click()
    page.wait_for_load_state("load")
    report.refresh_from_db()
    assert report.status == "withdrawn"
    assert page.request.get(address).status == 410
    assert Attachment.objects.count() == 1


@SIZES
def test_what_is_only_suggested_is_seen_and_decided_on_the_way(page, live_server, report, size):
    for rank, name in enumerate(("Abdul Malik", "Malik Zafar")):
        make_mention(
            article=report,
            entity=make_person(name=name),
            text="Malik",
            status="suggested",
            method="names",
            rank=rank,
        )
    make_mention(article=report, entity=make_place(name="Bridge"), text="bridge")
    sign_in(page, live_server, group="Curator")
    page.set_viewport_size(size)
    page.goto(report.get_absolute_url())
    assert complaints(page) == [] and fits(page)
    expect(page.locator(".mention--suggested")).to_have_text("Malik")
    expect(page.locator(".suggested")).to_contain_text("Abdul Malik")

    page.get_by_role("link", name="Names awaiting a decision (1)").click()
    page.get_by_role("radio", name=re.compile("Abdul Malik")).check()
    page.get_by_role("button", name="Save these choices").click()

    page.wait_for_url(re.compile(re.escape(report.get_absolute_url())))
    expect(page.locator(".mention--person")).to_have_text("Malik")
    expect(page.locator(".mention--suggested")).to_have_count(0)


def test_readers_see_none_of_it(page, report):
    make_attachment(article=report)
    make_mention(article=report, entity=make_person(name="Abdul Malik"), text="Malik", status="suggested")
    assert not LeftoverName.objects.exists() and not Leftover.objects.exists()

    page.goto(report.get_absolute_url())

    expect(page.locator(".desk-bar, .suggested, .mention--suggested")).to_have_count(0)
