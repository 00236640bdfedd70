"""All rules by which claims are found in a sentence."""

from __future__ import annotations

from archive.evidence.suggest_casualties import casualties
from archive.evidence.suggest_control import control
from archive.evidence.suggest_people import agreement, fate, responsibility, side

RULES = (control, casualties, fate, side, responsibility, agreement)
# Increase this when a rule changes, so that reports are read again.
VERSION = 1
