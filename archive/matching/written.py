"""Tell the place where a report was written, its dateline, from the places that it tells of."""

from __future__ import annotations

import re
from collections.abc import Mapping

DATELINE, BODY, TOLD, WRITTEN = "dateline", "body", "told", "written"
# A body may begin with the same place and no dateline: "Kabul fell", "Kabul, the capital". A dateline is printed in capitals, or goes on with
# an agency, a colon or a dash, before which a region and the day may stand.
SIGNS_AFTER = re.compile(r"^ ?([(:|/—–―]|--| ?- |[,،.] ?(?![a-z ])[^\n]{0,60}([(—–―/:]|--| - ))")
LOOKED_AT = 80  # characters


def in_dateline(field: str, start: int, texts: Mapping[str, str]) -> bool:
    """Return whether a place in a report is part of its dateline, in its own field or at the beginning of the body.

    The same as archive_in_dateline in SQL.
    """
    dateline = texts.get(DATELINE, "")
    if field != BODY or start >= len(dateline):
        return field == DATELINE
    printed, after = texts[BODY][: len(dateline)], texts[BODY][len(dateline) :][:LOOKED_AT]
    if printed.lower() != dateline.lower():
        return False
    capitals = dateline.upper()
    is_in_capitals = printed == capitals and capitals != dateline.lower() and not after[:1].isalnum()
    return is_in_capitals or SIGNS_AFTER.match(after) is not None
