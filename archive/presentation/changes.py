"""The changes to a report since it was entered, for readers: when, and what; never by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext, gettext_noop

# Fields that readers see, with their labels; changes of other fields are only for curators.
FIELD_WORDS = {
    "headline": gettext_noop("headline"),
    "standfirst": gettext_noop("standfirst"),
    "body": gettext_noop("text"),
    "byline": gettext_noop("byline"),
    "dateline": gettext_noop("dateline"),
    "language": gettext_noop("language"),
    "source_id": gettext_noop("source"),
    "source_ref": gettext_noop("number at the source"),
    "url": gettext_noop("address at the source"),
    "rights": gettext_noop("rights"),
    "date_printed": gettext_noop("date as printed"),
    "date_edtf": gettext_noop("date"),
    "date_basis": gettext_noop("basis of the date"),
    "story_id": gettext_noop("group of copies"),
}
NOT_OF_TEXT = {"story_id"}
STATUS_WORDS = {
    "published": gettext_noop("published"),
    "withdrawn": gettext_noop("withdrawn"),
    "draft": gettext_noop("taken back to draft"),
}


@dataclass(frozen=True)
class PublicChange:
    """One change: when it was made, and what it was, in words.

    `is_version` if it changed what the report itself says; `copied_at` when the page was copied that the report then followed.
    """

    at: datetime
    what: str
    is_version: bool = True
    copied_at: datetime | None = None


def public_changes(past: Iterable, current) -> list[PublicChange]:
    """Return the changes that readers may know of, latest first.

    past holds the version before each change, oldest first, each with the time of that change as
    pgh_created_at; current is the report as it is now.
    """
    changes = [
        PublicChange(
            at=before.pgh_created_at,
            what=what,
            is_version=bool(_changed(before, after) - NOT_OF_TEXT),
            copied_at=_copied_at(before, after),
        )
        for before, after in pairwise([*past, current])
        if (what := described(before, after))
    ]
    return changes[::-1]


def _copied_at(before, after) -> datetime | None:
    """Return when the page of a version was copied, if it came from another copy than the one before."""
    if getattr(before, "capture_id", None) == getattr(after, "capture_id", None):
        return None
    return after.capture.copied_at if after.capture else None


def described(before, after) -> str:
    """Say what differs between two versions: "published", "headline, date"; empty when readers see no difference."""
    changed = _changed(before, after)
    words = [gettext(word) for field, word in FIELD_WORDS.items() if field in changed]
    if before.status != after.status:
        words.insert(0, gettext(STATUS_WORDS[after.status]))
    return ", ".join(words)


def _changed(before, after) -> set[str]:
    return {field for field in FIELD_WORDS if getattr(before, field) != getattr(after, field)}


def withdrawn_at(past: Iterable, current) -> datetime:
    """Return when a withdrawn report was withdrawn, or entered if it was entered as withdrawn."""
    times = [before.pgh_created_at for before in past if before.status != "withdrawn"]
    return times[-1] if times else current.created_at
