"""Pages about the archive, and error pages."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from archive.reference.languages import STEMMERS
from archive.search.language.grammar import CONSTRUCTS, FIELD_TABLE


def about(request: HttpRequest) -> HttpResponse:
    """Explain what the archive is, how it reads names and dates, and how to use its contents."""
    return render(request, "pages/about.html", {"archive_about": settings.ARCHIVE_ABOUT})


@cache_control(max_age=31_536_000, immutable=True)
def logo(request: HttpRequest, name: str) -> HttpResponse:
    """Serve the logo of the archive, at an address that changes with it."""
    picture = settings.ARCHIVE_LOGO
    if picture is None or picture.name != name:
        raise Http404("The archive has no such logo.")
    return HttpResponse(picture.content, content_type=picture.media_type)


def help_page(request: HttpRequest) -> HttpResponse:
    """Explain how to search, from the same table that the parser reads."""
    stemmed = sorted(stemmer.capitalize() for stemmer in ("english", *STEMMERS.values()))
    return render(
        request, "pages/help.html", {"constructs": CONSTRUCTS, "fields": FIELD_TABLE, "stemmed": stemmed}
    )


# Errors


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """Say that the request could not be read, or was too large."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return render(request, "400.html", {"too_large": too_large}, status=400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    """Say that this reader may not see the page."""
    return render(
        request, "403.html", {"reason": " ".join(map(str, exception.args)) if exception else ""}, status=403
    )


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """Say that there is nothing at the address, and offer a search for its words."""
    words = " ".join(
        part for part in request.path_info.replace("-", " ").split("/") if not part.isdigit()
    ).strip()
    return render(request, "404.html", {"words": words[:100]}, status=404)
