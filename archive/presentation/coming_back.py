"""From a page of the site to the admin and back: the page that one came from is in the address, and checked wherever it is used."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

PARAMETER = "from_page"
MAX_CHARACTERS = 2_000


def leading_back(address: str, page: str) -> str:
    """Return an address of the admin that leads back to a page of the site; as it is if the page is too long or none."""
    if not is_page(page):
        return address
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode({PARAMETER: page})]))
    return parts._replace(query=query).geturl()


def page_come_from(request: HttpRequest) -> str:
    """Return the page of the site that the address of a request says one came from; empty if it is none."""
    page = request.GET.get(PARAMETER, "")
    return page if is_page(page) else ""


def is_page(address: str) -> bool:
    """Return whether an address is the path of a page of this site, outside the admin, with or without a query."""
    if len(address) > MAX_CHARACTERS or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return False
    path, prefix = unquote(urlsplit(address).path), get_script_prefix()
    if not path.startswith(prefix):
        return False
    try:
        found = resolve("/" + path.removeprefix(prefix))
    except (Resolver404, ValueError):
        return False
    return "admin" not in found.namespaces
