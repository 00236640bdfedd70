"""Imports in a browser: files are dropped, records looked at and mended, sources and columns said, thousands published and taken back."""

from __future__ import annotations

import base64
import json

import pytest
from django.urls import reverse

from archive.models import Article, Source
from tests.admin.imports import work
from tests.admin.test_browser import PHONE, WIDE, complaints, sign_in
from tests.admin.test_imports import PASTE, TEXT, row, table
from tests.factories import make_person, make_source
from tests.ingest.readers.nexis_files import ENGLISH, uni_word
from tests.ingest.readers.test_pages import PAGE, wacz, warc

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    return tmp_path


@pytest.fixture
def desk(page, live_server):
    """Sign in, and open the page of imports from the desk."""
    sign_in(page, live_server, group="Editor")
    page.set_viewport_size(WIDE)
    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_role("link", name="Import files").click()
    page.wait_for_url("**/imports/")
    page.wait_for_load_state()  # its script listens from then on
    return page


def choose(page, files: dict[str, bytes | str]) -> None:
    sent = [
        {"name": name, "mimeType": "", "buffer": content if isinstance(content, bytes) else content.encode()}
        for name, content in files.items()
    ]
    page.set_input_files("#id_files", sent)
    page.get_by_role("button", name="Read them as a trial").click()
    page.wait_for_url("**/imports/*/")
    wait(page)


def wait(page) -> None:
    """Let the worker work, and the page find out by itself."""
    work()
    page.wait_for_selector("#import-state:not([data-at-work])")


def looks_well(page) -> None:
    page.wait_for_load_state()  # a click does not wait for all of the page it leads to
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert complaints(page) == [], (page.url, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (page.url, size)


def test_a_nexis_file_of_a_hundred_articles(desk):
    looks_well(desk)
    choose(desk, {"nexis.docx": uni_word(ENGLISH, 100)})
    assert "100 records read, nothing added yet" in desk.text_content("#import-state")
    looks_well(desk)

    desk.get_by_role("button", name="Take these sources").click()
    wait(desk)
    assert Source.objects.count() == 2
    assert desk.get_by_role("button", name="Import 100 as drafts").is_visible()
    desk.locator(".records a").first.click()
    looks_well(desk)
    desk.go_back()
    desk.get_by_role("button", name="Import 100 as drafts").click()
    wait(desk)

    assert "100 added" in desk.text_content("#import-state")
    assert Article.objects.filter(status="draft").count() == 100
    looks_well(desk)


def test_a_web_archive(desk):
    make_source(name="Courier")
    addresses = [f"https://courier.example/{number}" for number in range(3)]
    pages = [warc(a, PAGE.replace("Thursday", f"Thursday {n}").encode()) for n, a in enumerate(addresses)]
    desk.locator(".select2-selection").first.click()
    desk.locator(".select2-search__field").fill("Cour")
    desk.get_by_role("option", name="Courier").click()
    choose(desk, {"crawl.wacz": wacz(pages, addresses)})

    assert "3 records read" in desk.text_content("#import-state")
    while desk.get_by_role("button", name="Take these sources").count():
        desk.get_by_role("button", name="Take these sources").click()
        wait(desk)
    desk.get_by_role("button", name="Import 3 and publish").click()
    wait(desk)
    assert sorted(Article.objects.published().values_list("url", flat=True)) == addresses


def test_a_table_with_other_columns(desk):
    make_source(name="Herald", slug="herald")
    content = table(("Konvooi vertrekt", TEXT, "Herald", "9 August 1998"), header="cím,szöveg,újság,kelt")
    choose(desk, {"hirek.csv": content})
    assert desk.get_by_text("refused (1)").is_visible()

    for label, column in (
        ("cím:", "headline"), ("szöveg:", "text"), ("újság:", "source"), ("kelt:", "published"),
    ):  # fmt: skip
        desk.get_by_label(label, exact=True).select_option(column)
    looks_well(desk)
    desk.get_by_role("button", name="Remember, and read again").click()
    wait(desk)
    assert desk.get_by_role("link", name="Konvooi vertrekt").is_visible()
    desk.get_by_role("button", name="Import 1 as drafts").click()
    wait(desk)
    assert Article.objects.get().date_edtf == "1998-08-09"


def test_paragraphs_are_cut_and_kept_by_clicks_and_the_report_ends_where_one_says(desk):
    source = make_source(name="Herald", slug="herald")
    make_person(name="Anna Shepherd")
    choose(
        desk, {"page.csv": table(("Convoy", "\n\n".join(PASTE.split("\n\n")[4:]), source.name, "1998", "1"))}
    )
    desk.locator(".records a").first.click()
    desk.wait_for_selector(".piece")
    words = desk.locator(".piece .words")
    kept = desk.locator(".piece input:checked")
    before = kept.count()

    def struck(number: int) -> bool:
        return "line-through" in words.nth(number).evaluate(
            "each => getComputedStyle(each).textDecorationLine"
        )

    last = words.count() - 1
    assert struck(last) and not struck(0)
    words.nth(last).click()  # kept again by a click on its text
    assert kept.count() == before + 1 and not struck(last)
    desk.get_by_role("button", name="The report ends with paragraph 1", exact=True).click()
    assert kept.count() == 1 and struck(1) and struck(last)
    looks_well(desk)
    desk.get_by_role("button", name="Keep for the import").click()
    desk.get_by_text("Kept for the import.").wait_for()
    assert desk.locator(".piece input:checked").count() == 1
    desk.get_by_role("link", name="Back to the import").click()
    desk.get_by_role("button", name="Import 1 as drafts").click()
    wait(desk)
    assert "\n\n" not in Article.objects.get().body


def test_it_works_without_script(browser, live_server, page):
    sign_in(page, live_server, group="Editor")
    make_source(name="Herald", slug="herald")
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(live_server.url + reverse("admin:imports"))
    plain.set_input_files("#id_files", [{"name": "a.csv", "mimeType": "", "buffer": table(row(1)).encode()}])
    plain.get_by_role("button", name="Read them as a trial").click()
    work()
    plain.reload()
    plain.locator(".records a").first.click()
    plain.get_by_role("button", name="The report ends with paragraph 1", exact=True).click()
    plain.get_by_role("link", name="Back to the import").click()
    plain.get_by_role("button", name="Import 1 as drafts").click()
    work()
    assert Article.objects.count() == 1
    context.close()


DROP = """([files]) => {
    const transfer = new DataTransfer();
    for (const [name, content] of JSON.parse(atob(files))) transfer.items.add(new File([content], name));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


def test_many_files_are_dropped_and_sent_in_parts(desk):
    make_source(name="Herald", slug="herald")
    files = [(f"{number}.csv", table(row(number))) for number in range(120)]
    desk.evaluate(DROP, [base64.b64encode(json.dumps(files).encode()).decode()])
    desk.wait_for_selector("#chosen-files li >> nth=8")
    desk.get_by_role("button", name="Read them as a trial").click()
    desk.wait_for_url("**/imports/*/")
    wait(desk)
    assert "120 records read" in desk.text_content("#import-state")


# So many that all is done in the background, in several lots, and that numbers are grouped.
MANY = 1_010


def test_a_thousand_are_published_in_three_clicks_and_taken_back_in_three(desk):
    make_source(name="Herald", slug="herald")
    choose(desk, {"large.csv": table(*(row(number) for number in range(MANY)))})
    desk.get_by_role("button", name=f"Import {MANY:,} as drafts").click()
    wait(desk)

    desk.get_by_role("link", name="Publish its drafts…").click()
    looks_well(desk)
    desk.get_by_role("button", name="Publish").click()
    work()
    desk.reload()
    assert Article.objects.published().count() == MANY
    assert desk.get_by_text(f"{MANY:,} of {MANY:,} done").is_visible()
    looks_well(desk)

    desk.get_by_role("link", name="Take the import back…").click()
    desk.get_by_role("button", name="Take the import back").click()
    work()
    assert not Article.objects.exists()
