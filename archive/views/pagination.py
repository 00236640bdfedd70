"""Links to the pages of a long list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator

from archive.views.filters import past_the_last

AROUND = 2  # pages linked on either side of the current one


@dataclass(frozen=True)
class PageLink:
    """A link to a page; without an address it marks a gap."""

    label: str
    url: str = ""
    current: bool = False


def page_links(page: int, pages: int, url_at: Callable[[int], object], *, typed: str = "") -> dict:
    """Return the context of includes/_pagination.html; `url_at` gives the address of a page, and `typed` is what was asked for."""
    numbers = Paginator(range(pages), 1).get_elided_page_range(page, on_each_side=AROUND, on_ends=1)
    return {
        "pages": pages,
        "past_the_last": past_the_last(typed, pages),
        "page_links": [
            PageLink(str(number), str(url_at(number)), number == page)
            if isinstance(number, int)
            else PageLink(str(number))
            for number in numbers
        ],
        "previous_url": str(url_at(page - 1)) if page > 1 else "",
        "next_url": str(url_at(page + 1)) if page < pages else "",
    }
