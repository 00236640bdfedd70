"""Dates and times as everywhere in the archive: 9 August 1998, 23:36."""

from __future__ import annotations

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
