"""Notices about a search in formats other than pages: headers, comments, and refusals in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from archive.presentation.references import one_line
from archive.search import Address

HEADER = "Dateline-Notice"
MAX_BYTES = 2_000  # of a header: web servers accept a few thousand for all headers together
MORE = '%"There is more on the page of this search."'
PRINTABLE = "".join(map(chr, range(32, 127))).replace("%", "").replace('"', "")


def refusal(errors: dict[str, str]) -> HttpResponse:
    """Refuse (400) a search with unreadable parameters, in the sentences that its page shows."""
    sentences = "\n".join(dict.fromkeys(errors.values()))
    return HttpResponse(f"{sentences}\n", status=400, content_type="text/plain; charset=utf-8")


def give_notice(
    response: HttpResponse, told: Iterable[str], *, address: Address | str, request: HttpRequest
) -> None:
    """Add to the headers of a file what the page would say, and the address of that page.

    The notice is a list of Display Strings (RFC 9651), the address a Link (RFC 8288).
    """
    response["Link"] = f'<{request.build_absolute_uri(str(address))}>; rel="alternate"; type="text/html"'
    notices = [display_string(sentence) for sentence in told]
    if notices:
        response[HEADER] = ", ".join(within(notices, MAX_BYTES - len(MORE)))


def within(notices: list[str], most: int) -> list[str]:
    """Return the first notices that fit into a number of bytes, and a last one that says where the others are."""
    kept: list[str] = []
    taken = 0
    for notice in notices:
        taken += len(notice) + 2
        if taken > most:
            return [*kept, MORE]
        kept.append(notice)
    return kept


def display_string(text: str) -> str:
    """Encode a text as a Display String of structured headers."""
    encoded = quote(one_line(text), safe=PRINTABLE)
    return '%"' + "".join(part.lower() if place else part for place, part in parts_of(encoded)) + '"'


def parts_of(encoded: str) -> Iterable[tuple[int, str]]:
    """Yield the pieces of a percent-encoded text, with 1 before those that are escapes, which are in lower case."""
    first, *others = encoded.split("%")
    yield 0, first
    for piece in others:
        yield 1, f"%{piece[:2]}"
        yield 0, piece[2:]
