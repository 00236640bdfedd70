"""How changes are recorded: the row as it was before each change, with who and why.

The current row and its past versions together are the whole history, so nothing is stored twice. Additions are recorded for
small tables; those of articles and mentions are not, as a batch records them already.
"""

from __future__ import annotations

import pghistory


def track_changes(*, additions: bool = True, exclude: tuple[str, ...] = ()):
    """Decorate a model so that the database keeps each past version of its rows.

    Args:
        additions: keep the first version too (label "added").
        exclude: names of derived fields, whose changes are not history.
    """
    trackers = [
        pghistory.UpdateEvent("changed", row=pghistory.Old),
        pghistory.DeleteEvent("deleted", row=pghistory.Old),
    ]
    if additions:
        trackers.insert(0, pghistory.InsertEvent("added"))
    return pghistory.track(*trackers, exclude=list(exclude) or None)
