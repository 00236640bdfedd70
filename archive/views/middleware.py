"""Rules for every request, and the context of every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


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


def contact(request: HttpRequest) -> dict[str, Any]:
    """Give every template the contact address for readers; None if there is none."""
    return {"contact": settings.ARCHIVE_CONTACT}
