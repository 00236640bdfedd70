"""Dates as programs write and read them."""

from __future__ import annotations

from archive.dates import plain_date


def test_a_season_or_an_uncertain_day_is_no_plain_date():
    assert [plain_date(edtf) for edtf in ("1998-08-09", "1998-08", "1998", "0997")] == [
        "1998-08-09",
        "1998-08",
        "1998",
        "0997",
    ]
    assert [plain_date(edtf) for edtf in ("1996-23", "1998?", "199X", "1997/1998", "")] == [""] * 5
