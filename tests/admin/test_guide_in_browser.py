"""The guide in a browser: each page is followed step by step on the demo, and is clean, narrow and printable itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from archive.admin.guide import PAGES
from tests.admin.test_browser import OF_COLOURS, PHONE, WIDE, complaints
from tests.guide.archive import demo_served, signed_in
from tests.guide.scenes import SCENES
from tests.guide.walk import Walk
from tests.hosting.servers import ROOT, missing_programs

pytestmark = pytest.mark.skipif(
    bool(missing_programs()), reason="a server of its own needs PostgreSQL’s programs"
)


@pytest.fixture(scope="module")
def demo():
    with demo_served() as address:
        yield address


@pytest.fixture(scope="module")
def cookies(browser, demo):
    """Sign in once for all pages."""
    with signed_in(browser, demo) as page:
        return page.context.cookies()


@pytest.fixture
def page(browser, demo, cookies):
    with signed_in(browser, demo, cookies) as page:
        yield page


def is_among(name: str, names: set[str]) -> bool:
    """Return whether a name is one of these; in the guide, … stands for what differs from page to page."""
    if name in names:
        return True
    wanted = re.compile(".+".join(map(re.escape, name.split("…"))), re.DOTALL)
    return "…" in name and any(wanted.fullmatch(each) for each in names)


def test_a_name_that_the_admin_lacks_is_seen():
    names = {"Merge…", "87 names left over", "All 5 are Hezb-e Islami Khalis"}
    assert is_among("Merge…", names)
    assert is_among("… names left over", names)
    assert is_among("All … are …", names)
    assert not is_among("Merge", names)
    assert not is_among("… names to review", names)


@pytest.mark.parametrize("slug", SCENES)
def test_a_page_is_followed_names_only_what_is_there_and_each_button_is_pressed(page, slug):
    walk = Walk(page)
    SCENES[slug](walk)
    assert list(walk.pictures) == ["", "-dark", "-phone", "-phone-dark"]
    assert all(picture.startswith(b"RIFF") for picture in walk.pictures.values())
    page.goto(f"/admin/guide/{slug}/")
    named = page.locator("b.ui").all_text_contents()
    assert named
    named = {" ".join(name.split()) for name in named}
    assert {name for name in named if not is_among(name, walk.names)} == set()
    pressable = {name for name in named if is_among(name, walk.pressable - walk.fields)}
    assert {name for name in pressable if not is_among(name, walk.pressed)} == set()


def test_no_page_of_the_guide_breaks_a_rule(page):
    wrong = {}
    for address in ("/admin/guide/", *(each.url for each in PAGES)):
        page.goto(address)
        for colours, rules in (("light", ()), ("dark", OF_COLOURS)):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # no colour half-way
            for size in (PHONE, WIDE):
                page.set_viewport_size(size)
                if found := complaints(page, rules=rules):
                    wrong[address, colours, size["width"]] = found
                width = page.evaluate("document.documentElement.scrollWidth")
                if width > size["width"]:
                    wrong[address, size["width"], "wide"] = [f"it is {width} pixels wide"]
    assert not wrong, "\n".join(f"{line}  on {place}" for place, lines in wrong.items() for line in lines)


def test_a_page_is_printed_without_the_admin_around_it(page):
    page.goto("/admin/guide/merge/")
    page.emulate_media(media="print")
    assert page.locator(".guide-steps").first.is_visible()
    assert page.locator(".guide-picture img").is_visible()
    for around in ("#header", ".breadcrumbs", ".guide-next"):
        assert not page.locator(around).is_visible(), around


def test_the_command_takes_the_pictures_of_a_page(tmp_path, demo):
    command = [sys.executable, "-m", "tests.guide", "taking-back", "--at", demo, "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    names = [f"taking-back{variant}.webp" for variant in ("-dark", "-phone-dark", "-phone", "")]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert all(path.read_bytes().startswith(b"RIFF") for path in tmp_path.iterdir())


def test_the_command_names_the_pages_there_are(tmp_path):
    command = [sys.executable, "-m", "tests.guide", "nothing", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 2
    assert "no page nothing" in done.stderr
    assert "taking-back" in done.stderr
