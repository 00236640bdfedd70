"""An archive below a path of its host: no link leads out of it, in any format."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix

from archive.urls import urlpatterns
from archive.views.failures import BROKEN, answer
from tests.whole import fill

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "/dateline"
SITE = "http://testserver"
IN_MARKUP = re.compile(r"""\b(?:href|src|action|template|data-[\w-]*url|data-suggest)=["']([^"']*)["']""")
IN_ELEMENTS = re.compile(r"<(?:loc|id|uri)>([^<]*)</")
IN_ROBOTS = re.compile(r"^(?:Disallow|Sitemap): (\S+)", re.MULTILINE)
MAX_OF_A_KIND = 4  # pages with the same view


@pytest.fixture
def prefixed(settings):
    """Serve the archive below PREFIX, as URL_PREFIX does."""
    before = get_script_prefix()
    set_script_prefix(f"{PREFIX}/")
    settings.FORCE_SCRIPT_NAME = settings.URL_PREFIX = PREFIX
    settings.STATIC_URL = f"{PREFIX}/static/"
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = f"{PREFIX}/"
    yield
    set_script_prefix(before)


def walk(client, *starts):
    """Return {address: the addresses on its page} for a few reachable pages of each kind."""
    seen, kinds, waiting = {}, Counter(), deque(starts)
    while waiting:
        address = waiting.popleft()
        if address in seen:
            continue
        path = urlsplit(address).path
        try:
            match = resolve(path.removeprefix(PREFIX)) if path.startswith(PREFIX) else None
        except Resolver404:
            match = None
        if match is None or kinds[match.view_name] == MAX_OF_A_KIND:
            continue
        kinds[match.view_name] += 1
        seen[address] = addresses_in(client, address)
        waiting += [urljoin(address, found) for found in seen[address] if is_here(found)]
    return seen


def addresses_in(client, address):
    response = client.get(address.replace(PREFIX, "", 1))
    assert response.status_code < 400 or response.status_code == 410, address
    found = [response[name] for name in ("Location",) if name in response]
    found += re.findall(r"<([^>]*)>", response.get("Link", ""))
    media_type = response["Content-Type"].partition(";")[0]
    if "json" in media_type:
        return found + list(addresses_of_data(json.loads(response.content)))
    if media_type.startswith("image/") or media_type == "application/pdf":
        return found
    text = b"".join(response).decode()
    if media_type in (
        "text/csv",
        "text/plain",
        "application/x-bibtex",
        "application/x-research-info-systems",
    ):
        return found + IN_ROBOTS.findall(text) + re.findall(r"http://testserver[^\s,}]*", text)
    return found + [unescape(one) for one in IN_MARKUP.findall(text) + IN_ELEMENTS.findall(text)]


def addresses_of_data(data):
    """Yield strings in JSON that look like addresses."""
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if isinstance(value, str) and value.startswith(("/", SITE)):
            yield value
        yield from addresses_of_data(value)


def is_here(address):
    return not urlsplit(address).scheme or address.startswith(SITE)


def leading_out(pages):
    """Return (page, address) of the addresses of this host that do not lie below the prefix."""
    return [
        (page, address)
        for page, found in pages.items()
        for address in found
        if is_here(address)
        and not urlsplit(urljoin(page, address)).path.startswith(f"{PREFIX}/")
        and urlsplit(address).path != PREFIX
    ]


def test_no_link_of_the_reading_room_leads_out(client, prefixed):
    fill()
    pages = walk(
        client,
        f"{PREFIX}/",
        f"{PREFIX}/robots.txt",
        f"{PREFIX}/sitemap.xml",
        f"{PREFIX}/opensearch.xml",
        f"{PREFIX}/search/?q=malik",
        f"{PREFIX}/search/?q=nothing+is+here",
        f"{PREFIX}/search/place/?q=guns",
        f"{PREFIX}/suggest.json?q=mal",
        *(f"{PREFIX}/search.{form}?q=guns" for form in ("json", "atom", "csv", "ris", "bib")),
    )

    names = {resolve(urlsplit(page).path.removeprefix(PREFIX)).view_name for page in pages}
    assert len(names) > 20, names
    assert leading_out(pages) == []
    assert [address for found in pages.values() for address in found if "/static/" in address]


def test_no_link_of_the_curators_start_leads_out(client, prefixed):
    fill()
    client.force_login(get_user_model().objects.create_superuser("chief"))
    pages = {
        address: addresses_in(client, address)
        for address in (
            f"{PREFIX}/admin/",
            f"{PREFIX}/admin/archive/article/",
            f"{PREFIX}/admin/archive/article/add/",
        )
    }

    assert leading_out(pages) == []


def test_errors_lead_home_too(client, prefixed):
    client.raise_request_exception = False
    pages = {}
    for path in ("/nothing/", "/people/nobody/"):
        response = client.get(path)
        assert response.status_code == 404
        pages[f"{PREFIX}{path}"] = IN_MARKUP.findall(response.content.decode())

    assert leading_out(pages) == []
    assert 'value="what stood here"' in client.get("/what/stood/here/").content.decode()


def test_what_broke_leads_home_too(prefixed, rf):
    content = answer(rf.get("/"), BROKEN, status=500).content.decode()
    assert leading_out({f"{PREFIX}/": IN_MARKUP.findall(content)}) == []
    assert f'href="{PREFIX}/static/css/error.css"' in content


def test_cookies_stay_below_the_prefix(client, prefixed):
    get_user_model().objects.create_superuser("chief", password="a word for tests")
    client.post(
        reverse("admin:login").removeprefix(PREFIX), {"username": "chief", "password": "a word for tests"}
    )
    assert {cookie["path"] for cookie in client.cookies.values()} == {f"{PREFIX}/"}


def test_no_address_is_written_out():
    roots = {re.match(r"[\w-]*", str(route.pattern))[0] for route in urlpatterns} - {""}
    literal = re.compile(rf"""["'(=]/(?:{"|".join(sorted(roots))})\b""")
    pages = list((ROOT / "templates").rglob("*.*"))
    scripts = list((ROOT / "static/js").glob("*.js"))
    code = [path for path in (ROOT / "archive").rglob("*.py") if "migrations" not in path.parts]
    written_out = {
        str(path.relative_to(ROOT)): found
        for path in (*pages, *scripts, *code)
        if (found := literal.findall(path.read_text()))
    }
    assert {"search", "people", "admin", "healthz"} <= roots
    assert written_out == {}
