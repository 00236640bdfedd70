"""An archive with the demo, served with its worker to a browser, for whoever follows the guide."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, Cookie, Page

from tests.guide.walk import HEIGHT, WIDTH
from tests.hosting.archives import primary_alone
from tests.hosting.servers import PASSWORD, ROOT, environment, serving
from tests.watched_pages import watched_page

PAGE_PATIENCE = 60_000  # milliseconds until a page must be there; the machine may be busy with other work


@contextmanager
def demo_served() -> Iterator[str]:
    """Serve an archive with the demo and what the worker made of it, with a worker beside it, and give its address."""
    with primary_alone(demo=True) as primary:
        worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment(primary))
        try:
            with serving(primary) as port:
                yield f"http://127.0.0.1:{port}"
        finally:
            worker.terminate()
            worker.wait(60)


@contextmanager
def signed_in(browser: Browser, address: str, cookies: Sequence[Cookie] = ()) -> Iterator[Page]:
    """Open the admin as somebody who may do everything; fail at the end if a page broke a rule.

    Args:
        cookies: of somebody who has signed in before; without them this is done by the form.
    """
    with watched_page(browser, address) as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PAGE_PATIENCE)
        if cookies:
            page.context.add_cookies([*cookies])
            yield page
            return
        page.goto("/admin/login/")
        page.get_by_label("Username").fill("curator")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").or_(page.get_by_role("button", name="Sign in")).click()
        page.wait_for_url("**/admin/")
        yield page
