"""What holds for every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class WholeMiddleware:
    """Let what a form sends be saved whole or not at all, so that an error may say that nothing was saved."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, values: dict[str, Any]
    ) -> HttpResponse | None:
        """Call the view of a form within one transaction; that of a page without."""
        if request.method in READING:
            return None
        with transaction.atomic():
            return view(request, *args, **values)
