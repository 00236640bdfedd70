"""The browser that tests and measurements drive."""

from __future__ import annotations

import os
import shutil

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = (
    "--no-sandbox",  # root in a container cannot use one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "no Chromium was found: install Debian's package chromium, or name the program in CHROMIUM"


def find_chromium() -> str | None:
    """Return the browser to test in: that of CHROMIUM, or the first one installed."""
    return next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES])), None)
