"""Take the pictures of the guide anew: `python -m tests.guide`, or `make guide`; with the slugs of pages, those alone.

An archive with the demo is made for it, unless the address of one is given, and each page of the guide is followed in a browser.
Chromium is found as for the tests.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from tests.chromium import CHROMIUM_OPTIONS, NO_CHROMIUM, find_chromium

FOLDER = Path(__file__).resolve().parents[2] / "static" / "admin_site" / "guide"


def main() -> None:
    """Follow the pages that are asked for, and write their pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.guide.archive import demo_served
    from tests.guide.scenes import SCENES

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(SCENES))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--at", metavar="ADDRESS", help="of an archive with the demo that is served already")
    asked = parser.parse_args()
    if unknown := set(asked.pages) - SCENES.keys():
        parser.error(f"The guide has no page {', '.join(sorted(unknown))}: choose from {', '.join(SCENES)}.")
    if find_chromium() is None:
        sys.exit(NO_CHROMIUM)
    asked.folder.mkdir(parents=True, exist_ok=True)
    served = nullcontext(asked.at) if asked.at else demo_served()
    with served as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_OPTIONS))
        take_pictures(browser, address, asked.pages or list(SCENES), asked.folder)
        browser.close()


def take_pictures(browser, address: str, pages: list[str], folder: Path) -> None:
    """Follow these pages of the guide in turn, and write the pictures of each as soon as they are taken."""
    from tests.guide.archive import signed_in
    from tests.guide.scenes import SCENES
    from tests.guide.walk import Walk

    with signed_in(browser, address) as page:
        for slug in pages:
            walk = Walk(page)
            SCENES[slug](walk)
            for suffix, picture in walk.pictures.items():
                path = folder / f"{slug}{suffix}.webp"
                path.write_bytes(picture)
                print(f"{path.name}: {len(picture) / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
