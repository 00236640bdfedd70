"""Error responses for all addresses: in the requested format, and without the database."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.log import log_response
from django.utils.translation import gettext, gettext_noop

from archive.hosting.trouble import SLOW, Trouble, in_one_line, is_unsure, trouble_of
from archive.views.exports import ENTRY_FORMATS
from archive.views.middleware import READING

logger = logging.getLogger(__name__)

TEXT_ENDINGS = (".csv", ".atom", ".xml", ".txt", *(f".{form.extension}" for form in ENTRY_FORMATS))
FORMS = ["text/html", "application/json", "text/plain"]
TOO_LONG = gettext_noop(
    "This search took too long and was stopped. Use fewer words, or add a filter or a date."
)
BROKEN = gettext_noop(
    "Something went wrong on our side, and the page could not be made. Try again in a minute."
)
NOT_SAVED = gettext_noop("Nothing was saved.")
UNSURE = gettext_noop("It is not certain whether it was saved: check before you send it again.")


def failed(request: HttpRequest) -> HttpResponse:
    """Respond that the database is in trouble (503, with when to try again), or else that something went wrong (500)."""
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    if error is None or trouble is None:
        return answer(request, gettext(BROKEN), status=500)
    response = answer(request, sentence_for(request, trouble, error), status=503, is_slow=trouble is SLOW)
    response["Retry-After"] = str(trouble.retry_after)
    # Logged here, so that Django does not log it with a traceback, which says nothing about the database.
    log_response(
        "%s '%s': 503, %s", request.method, request.path, in_one_line(error),
        response=response, request=request, logger=logger, level="warning",
    )  # fmt: skip
    return response


def sentence_for(request: HttpRequest, trouble: Trouble, error: BaseException) -> str:
    """Return the sentence for the user: what the trouble is, and what happened to what they sent."""
    if request.method not in READING:
        return f"{gettext(trouble.sentence)} {gettext(UNSURE if is_unsure(error) else NOT_SAVED)}"
    return gettext(TOO_LONG if trouble is SLOW and is_search(request) else trouble.sentence)


def answer(request: HttpRequest, sentence: str, *, status: int, is_slow: bool = False) -> HttpResponse:
    """Respond with a sentence, as a page, as JSON or as plain text."""
    form = preferred_media_type(request)
    if form == "application/json":
        response: HttpResponse = JsonResponse({"error": sentence}, status=status)
    elif form == "text/plain":
        response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    elif is_slow and is_search(request):
        words = {"message": sentence, "words": request.GET.get("q", "")}
        response = render(request, "search/too_long.html", words, status=status)
    else:
        response = render(request, f"{status}.html", {"sentence": sentence}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def preferred_media_type(request: HttpRequest) -> str:
    """Return the media type for a response in words: by the extension of the address, or else by Accept."""
    if request.path.endswith(".json"):
        return "application/json"
    if request.path.endswith(TEXT_ENDINGS):
        return "text/plain"
    return request.get_preferred_type(FORMS) or "text/html"


def is_search(request: HttpRequest) -> bool:
    """Return whether a request is a search, in whatever format."""
    return bool(request.resolver_match and request.resolver_match.view_name.startswith("search"))
