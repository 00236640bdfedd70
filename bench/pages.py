"""Measure the pages of a running archive with the demo, in Markdown: `python -m bench.pages http://127.0.0.1:8000 > docs/pages.md`.

With `--lighthouse "npx lighthouse"` its scores too: any command that starts it; Chromium is found as for the tests.
`--only map` takes the scores of one page, where the machine is quiet only for minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM_OPTIONS, find_chromium

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
QUESTIONS = [
    ("taleban mazar-e-sharif", "/search/?q=taleban+mazar-e-sharif"),
    ("Abdul Rashid Dostum", "/search/?q=Abdul+Rashid+Dostum"),
    ("four filters", "/search/?q=taleban&person=abdul-rashid-dostum&place=afghanistan&faction=taliban&language=en"),
]  # fmt: skip
PAGES = [
    ("home", "/"), ("search", "/search/?q=taleban+mazar-e-sharif"), ("report", "/articles/47/"),
    ("person", "/people/abdul-rashid-dostum/"), ("place", "/places/mazar-i-sharif/"), ("faction", "/factions/taliban/"),
    ("people", "/people/"), ("places", "/places/"), ("map", "/map/"), ("events", "/events/"), ("claims", "/claims/"),
    ("timeline", "/timeline/"), ("sources", "/sources/"), ("a list of filters", "/search/person/"), ("help", "/help/"),
]  # fmt: skip
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
MOST_STOPS = 400


class Weight(NamedTuple):
    """What came over the wire: thousands of bytes, and requests."""

    kilobytes: float
    requests: int

    def __str__(self) -> str:
        return f"{self.kilobytes:.0f}, {self.requests}"


def weights(browser: Browser, address: str) -> tuple[Weight, Weight]:
    """Return what a first visit of an address takes, and a second: what is kept and not asked for again weighs nothing."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    taken: list[float] = []
    session.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    visits = []
    for _ in range(2):
        taken.clear()
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} answers {answer and answer.status}.")
        arrived = [size for size in taken if size > 0]
        visits.append(Weight(sum(arrived) / 1000, len(arrived)))
    context.close()
    return visits[0], visits[1]


def stops_before(page: Page, selector: str) -> int:
    """Return at which press of Tab the keyboard is on the first link of what a selector finds."""
    for stop in range(1, MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement.closest(selector)", selector):
            return stop
    raise SystemExit(f"{page.url} has no {selector} for the keyboard.")


def first_results(browser: Browser, site: str) -> Iterator[tuple[str, ...]]:
    """Measure, for each question on a desk and a phone, the first result and the height of all of them."""
    for size in (DESK, PHONE):
        page = browser.new_page(viewport=size)
        for name, address in QUESTIONS:
            page.goto(f"{site}{address}")
            page.evaluate("document.fonts.ready")
            boxes = page.locator(".result").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.height])"
            )
            height = sum(height for _, height in boxes) / len(boxes)
            stop = stops_before(page, ".result")
            yield (
                name,
                str(size["width"]),
                f"{boxes[0][0]:.0f} of {size['height']}",
                f"{height:.0f}",
                str(stop),
            )
        page.close()


def scores(command: str, address: str, *, is_phone: bool) -> list[str]:
    """Return the four scores of Lighthouse."""
    options = [
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless --no-sandbox",
    ]
    preset = [] if is_phone else ["--preset=desktop"]
    done = subprocess.run(
        [*shlex.split(command), address, *options, *preset],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CHROME_PATH": find_chromium() or ""},
    )
    if done.returncode:
        return ["failed"] * len(CATEGORIES)
    found = json.loads(done.stdout)["categories"]
    return [f"{(found[name]['score'] or 0) * 100:.0f}" for name in CATEGORIES]


def table(heads: list[str], lines: list[tuple[str, ...]]) -> None:
    """Print a table."""
    print("|".join(["", *heads, ""]), "|".join(["", *("---" for _ in heads), ""]), sep="\n")
    for line in lines:
        print("|".join(["", *line, ""]))
    print()


def print_scores(command: str, site: str, names: list[str]) -> None:
    """Print the scores of pages on a phone and a desk."""
    lines = [
        (name, *(" / ".join(scores(command, f"{site}{address}", is_phone=one)) for one in (True, False)))
        for name, address in PAGES
        if name in names
    ]
    table(["page", "phone", "desk"], lines)


def main() -> None:
    """Print every measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site")
    parser.add_argument("--lighthouse", default="", help="the command that starts it")
    parser.add_argument("--only", default="", help="the scores of one page alone, by its name in the tables")
    asked = parser.parse_args()
    site = asked.site.rstrip("/")
    if asked.only:
        print_scores(asked.lighthouse, site, [asked.only])
        return
    print("# The pages, measured\n\nWritten by `python -m bench.pages`, on the demo.\n")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS))
        print("## First results\n\nPixels from the top of the window, and the height of a result.\n")
        table(
            ["question", "width", "first result", "a result", "stop of the keyboard"],
            list(first_results(browser, site)),
        )
        print(
            "## Weights\n\nKilobytes over the wire, and requests, at a first visit with nothing kept and at a second.\n"
        )
        weighed = [(name, *map(str, weights(browser, f"{site}{address}"))) for name, address in PAGES]
        table(["page", "first", "second"], weighed)
        browser.close()
    if asked.lighthouse:
        print(
            "## Lighthouse\n\nPerformance, accessibility, best practices, SEO. One run each. Searches are kept from search engines, which costs them the last."
            "\n"
        )
        print_scores(asked.lighthouse, site, [name for name, _ in PAGES])


if __name__ == "__main__":
    main()
