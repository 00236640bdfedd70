"""Rules for every request, and the context of every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}
MAX_FILLED_IN = 1_000  # characters of an address; programs for e-mail cut longer ones


class WholeMiddleware:
    """Save what a form sends completely or not at all, so that an error can say that nothing was saved."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, values: dict[str, Any]
    ) -> HttpResponse | None:
        """Call the view within one transaction for a form, and without for a page."""
        if request.method in READING:
            return None
        with transaction.atomic():
            return view(request, *args, **values)


class PrivateMiddleware:
    """Keep pages that depend on being signed in out of every cache between the browser and the archive."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark responses that depend on the visitor."""
        response = self.get_response(request)
        if request.session.accessed and response.status_code < 500 and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response


def identity(request: HttpRequest) -> dict[str, Any]:
    """Give every template the name, logo and text of the archive, and how to get in touch: None where there is none."""
    return {
        "archive_name": settings.ARCHIVE_NAME,
        "archive_logo": settings.ARCHIVE_LOGO,
        "contact": settings.ARCHIVE_CONTACT,
        "problem_url": partial(problem_url, request),
        "page_url": partial(page_url, request),
    }


def page_url(request: HttpRequest) -> str:
    """Return the whole address of a page, or its path where the host is not known."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.get_full_path()


def problem_url(request: HttpRequest) -> str:
    """Return where to report a problem with the page of a request; empty if nobody can be written to."""
    if settings.ARCHIVE_CONTACT is None:
        return ""
    page = page_url(request)
    if len(page) > MAX_FILLED_IN:
        page = page.partition("?")[0][:MAX_FILLED_IN]
    return settings.ARCHIVE_CONTACT.about(
        page, subject=gettext("{archive}: a problem with a page").format(archive=settings.ARCHIVE_NAME)
    )
