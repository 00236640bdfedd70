"""The language of pages: asked for by address, remembered in a cookie, or that of the browser.

What programs read (JSON, tables, feeds, files for reference managers) and the admin are English, whatever a browser prefers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation.trans_real import parse_accept_lang_header

from archive.views.filters import MAX_TYPED

PARAMETER = "lang"
ENGLISH = {"admin", "healthz", "logo", "static"}  # first parts of addresses that are not pages of readers
CODES = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """Show each page in the language of its reader."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language; remember the one that an address asks for, and lead to the page itself."""
        if not is_page(request.path_info):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        asked = request.GET.get(PARAMETER, "")
        if asked in CODES and request.method in ("GET", "HEAD"):
            return remembering(asked, without_language(request))
        with translation.override(language_of(request)):
            response = self.get_response(request)
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
        return response


def is_page(path: str) -> bool:
    """Return whether a path is one of a page rather than of a file, of data or of the admin."""
    return "." not in path.rpartition("/")[2] and path.split("/")[1] not in ENGLISH


def requested_language(request: HttpRequest) -> str:
    """Return the language that the address of data asks for, as a script of a page does; English otherwise."""
    asked = request.GET.get(PARAMETER, "")
    return asked if asked in CODES else settings.LANGUAGE_CODE


def language_of(request: HttpRequest) -> str:
    """Return the language a reader chose, or else the first of the browser's that is offered."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in CODES:
        return chosen
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = code.partition("-")[0]
        offered = next((one for one in settings.LANGUAGES_OFFERED if one.partition("-")[0] == base), None)
        if offered:
            return offered
    return settings.LANGUAGE_CODE


def without_language(request: HttpRequest) -> str:
    """Return the address of a request without the language it asks for, otherwise character for character."""
    pairs = request.META.get("QUERY_STRING", "").split("&")
    kept = "&".join(pair for pair in pairs if pair.partition("=")[0] != PARAMETER)
    path = escape_leading_slashes(request.get_full_path().partition("?")[0])  # two would name a host
    return f"{path}?{kept}" if kept else path


def remembering(code: str, address: str) -> HttpResponse:
    """Redirect to an address, with a cookie that remembers the language."""
    response = HttpResponseRedirect(address)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class LanguageLink:
    """One language of the switch in the footer."""

    code: str
    name: str
    url: str
    is_current: bool


def languages(request: HttpRequest) -> dict[str, Any]:
    """Give every template the language of the page, and the links that change it, which lead back to the same page."""
    current = translation.get_language()
    codes = [code for code in CODES if code in settings.LANGUAGES_OFFERED or code == current]
    address = without_language(request)
    start = f"{address}{'&' if '?' in address else '?'}{PARAMETER}="
    links = [LanguageLink(code, CODES[code], start + code, code == current) for code in codes]
    return {
        "languages": links,
        "page_language": "en-GB" if current == "en-gb" else current,
        "wrong_language": wrong_language(request, codes),
    }


def wrong_language(request: HttpRequest, codes: list[str]) -> list[str]:
    """Say that pages are not offered in the language an address asks for, and which to write; nothing if it asks for none."""
    asked = request.GET.get(PARAMETER, "").strip()
    if not asked or asked in CODES or not is_page(request.path_info):
        return []
    said = translation.gettext("Pages are not offered in the language “{typed}”: write one of {codes}.")
    return [said.format(typed=asked[:MAX_TYPED], codes=", ".join(codes))]
