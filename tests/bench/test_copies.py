"""The material of the bench of copies."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bench.templates_of_reports import FAMILIES, SLOT

WRITTEN = [(half, name, family) for half, families in FAMILIES.items() for name, family in families.items()]


@pytest.mark.parametrize(("half", "name", "family"), WRITTEN)
def test_a_template_is_filled_in_anew_for_each_event(half, name, family):
    chance = random.Random(1)
    first, second = (family.written(chance, date(1998, 8, day)) for day in (9, 10))

    assert first != second
    assert not SLOT.search(first) and "ROWS" not in first
