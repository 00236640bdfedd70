"""Names in other scripts, in Latin letters."""

from __future__ import annotations

import pytest

from archive.text.scripts import in_latin_script
from archive.text.words import name_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("талибан", "taliban"),
        ("Мазар-и-Шариф", "mazar i sharif"),
        ("Хекматьяр", "khekmatyar"),
        ("काबुल", "kabul"),
        ("कबुल", "kabul"),
        ("तालिबान", "taliban"),
        ("塔利班", "taliban"),
        ("कंधार", "kandhar"),
        ("Καμπούλ", "kabul"),
        ("Κανταχάρ", "kandachar"),
        ("קאבול", "kabul"),
        ("טליבאן", "tliban"),
        ("کابل", "kbl"),
        ("Ṣanʿāʾ", ""),
        ("Müller", ""),
        ("kabul", ""),
        ("", ""),
    ],
)
def test_a_name_in_latin_letters(typed, key):
    assert name_key(in_latin_script(typed)).replace(" ", "") == key.replace(" ", "")
