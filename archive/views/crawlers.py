"""Keep crawlers off searches, which are endless, and visitors off combinations that only a crawler would follow."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from archive.search import Address
from archive.text.localised import grouped

MAX_COMBINED, MAX_LISTED = 12, 20


def unindexed(view: Callable) -> Callable:
    """Tell crawlers, in a header that works for every format, not to index a view's responses or follow their links."""

    @wraps(view)
    def answer(request, *args, **values):
        response = view(request, *args, **values)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def unindexed_with_parameters(view: Callable) -> Callable:
    """Do so for the endless addresses of a page that takes the parameters of a search, but not for the page itself."""

    @wraps(view)
    def answer(request, *args, **values):
        response = view(request, *args, **values)
        if request.GET:
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def bounded(view: Callable) -> Callable:
    """Refuse a search (400) that combines too many filters, for formats that cannot say what was ignored."""

    @wraps(view)
    def answer(request, *args, **values):
        _, refused = combination(request)
        if refused:
            return HttpResponse("\n".join(refused), status=400, content_type="text/plain; charset=utf-8")
        return view(request, *args, **values)

    return answer


def combination(request: HttpRequest) -> tuple[QueryDict, list[str]]:
    """Return the parameters of a search, with at most MAX_COMBINED filters except for staff, and a message about the others."""
    address, left_out = Address.read(request.GET).combining(MAX_COMBINED)
    if not left_out or request.user.is_staff:
        return request.GET, []
    params = QueryDict(mutable=True)
    for key, value in address.pairs:
        params.appendlist(key, value)
    listed = ", ".join(f"{key} {value}" for key, value in left_out[:MAX_LISTED])
    others = len(left_out) - MAX_LISTED
    if others > 0:
        listed = gettext("{names} and {number} more").format(names=listed, number=grouped(others))
    said = gettext("At most {number} filters can be combined. These were ignored: {filters}.")
    return params, [said.format(number=MAX_COMBINED, filters=listed)]
