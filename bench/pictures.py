"""Take pictures of twenty pages of a running archive with the demo, and compare them with pictures taken before.

    python -m bench.pictures http://127.0.0.1:8000 FOLDER                    takes them
    python -m bench.pictures http://127.0.0.1:8000 FOLDER --before EARLIER   takes them, and says what differs from EARLIER

At 1280 and 390 pixels, and some in dark too. Both sets must be from one machine: the shapes of letters in other scripts, and their smoothing,
are its own (docs/design.md). Chromium is found as for the tests.
"""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM_OPTIONS, find_chromium

WIDTHS = {1280: 900, 390: 844}
PAGES = {
    "home": "/", "search": "/search/?q=taleban+mazar-e-sharif", "none": "/search/?q=zanzibar+submarine", "filters": "/search/person/",
    "four-filters": "/search/?q=taleban&person=abdul-rashid-dostum&place=afghanistan&faction=taliban&language=en",
    "report": "/articles/47/", "cite": "/articles/47/cite/", "person": "/people/abdul-rashid-dostum/", "place": "/places/mazar-i-sharif/",
    "faction": "/factions/taliban/", "sides": "/factions/?on=1997", "people": "/people/", "places": "/places/?view=tree", "map": "/map/",
    "events": "/events/", "claims": "/claims/", "timeline": "/timeline/", "coverage": "/coverage/", "sources": "/sources/", "help": "/help/",
}  # fmt: skip
IN_DARK = {"home", "search", "report", "map"}
# A pixel differs if one of its three colours is 24 of 255 away. A page differs if one pixel in a thousand does, or its height.
DIFFERING = """
async ([one, other]) => {
    const [a, b] = await Promise.all([one, other].map(async data => {
        const drawn = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const canvas = new OffscreenCanvas(drawn.width, drawn.height), pen = canvas.getContext('2d');
        pen.drawImage(drawn, 0, 0);
        return pen.getImageData(0, 0, drawn.width, drawn.height);
    }));
    const length = Math.min(a.data.length, b.data.length);
    let differing = 0;
    for (let at = 0; at < length; at += 4)
        differing += [0, 1, 2].some(part => Math.abs(a.data[at + part] - b.data[at + part]) > 24);
    return {share: differing * 4 / length, heights: [a.height, b.height]};
}
"""
TOLERATED = 0.001


def pictures(browser: Browser, site: str) -> Iterator[tuple[str, bytes]]:
    """Take a picture of each page, whole, and give it with its name."""
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        for name, address in PAGES.items():
            answer = page.goto(f"{site}{address}", wait_until="networkidle")
            if answer is None or not answer.ok:
                raise SystemExit(f"{address} answers {answer and answer.status}.")
            page.evaluate("document.fonts.ready")
            yield f"{name}-{width}", page.screenshot(full_page=True)
            if name in IN_DARK:
                page.emulate_media(color_scheme="dark")
                yield f"{name}-{width}-dark", page.screenshot(full_page=True)
                page.emulate_media(color_scheme="light")
        page.close()


def difference(page: Page, before: bytes, now: bytes) -> str:
    """Return in words what differs between two pictures; empty if nothing does that is tolerated."""
    found = page.evaluate(DIFFERING, [base64.b64encode(picture).decode() for picture in (before, now)])
    if found["heights"][0] != found["heights"][1]:
        return "{} pixels high, before {}".format(*reversed(found["heights"]))
    return f"{found['share']:.2%} of the pixels differ" if found["share"] > TOLERATED else ""


def main() -> None:
    """Take the pictures; end with 1 if one differs from the one before."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--before", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    differing = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS))
        blank = browser.new_page()
        for name, picture in pictures(browser, asked.site.rstrip("/")):
            (asked.folder / f"{name}.png").write_bytes(picture)
            earlier = asked.before / f"{name}.png" if asked.before else None
            if earlier and earlier.exists() and (said := difference(blank, earlier.read_bytes(), picture)):
                differing += 1
                print(f"{name}: {said}")
        browser.close()
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
