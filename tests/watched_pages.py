"""Pages of a browser that are watched: a test fails if its page broke a rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

# In milliseconds: a slow machine is not a failure.
expect.set_options(timeout=30_000)


@contextmanager
def watched_page(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page with addresses relative to a site; fail at the end if the page broke a rule.

    The rules are the content security policy and scripts without errors. A missing page does not break one.
    """
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if _is_problem(message) else None)
    yield page
    context.close()
    assert not problems, f"The browser complained: {problems}"


def _is_problem(message) -> bool:
    return message.type == "error" and not message.text.startswith("Failed to load resource")
