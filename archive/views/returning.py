"""The link back from a report to the search that led there."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.http import url_has_allowed_host_and_scheme

SEARCHES = {"search"}


def results_left(request: HttpRequest) -> str:
    """Return the address of the results that a reader comes from, or an empty string.

    Browsers send the referrer only within the site (SECURE_REFERRER_POLICY), so the address of a report stays the one to cite.
    """
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referrer)
    try:
        match = resolve("/" + parts.path.removeprefix(get_script_prefix()))
    except Resolver404:
        return ""
    if match.view_name not in SEARCHES:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
