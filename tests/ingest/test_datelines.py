"""Datelines as agencies and newspapers print them."""

from __future__ import annotations

from itertools import product

import pytest

from archive.ingest.datelines import (
    IN_CAPITALS,
    IN_SMALL_LETTERS,
    WITHOUT_CAPITALS,
    Dateline,
    dated,
    dateline_of,
    forms_of,
)

TEXT = "Militiamen seized the customs post on Friday, lorry drivers said."


@pytest.mark.parametrize(
    ("printed", "place", "day"),
    [
        ("KABUL, Afghanistan (CPA) — ", "KABUL, Afghanistan", ""),
        ("QOM, Iran (CPA) — ", "QOM, Iran", ""),
        ("Washington (CNX) -- ", "Washington", ""),
        ("PESHAWAR, Aug 9: ", "PESHAWAR", "Aug 9"),
        ("KANDAHAR: ", "KANDAHAR", ""),
        ("Kabul, 9 August 1998 (IRX) - ", "Kabul", "9 August 1998"),
        ("ISLAMABAD/KABUL (Rx) - ", "ISLAMABAD/KABUL", ""),
        ("SÃO PAULO (Rx) - ", "SÃO PAULO", ""),
        (
            "BAGRAM AIRFIELD, Afghanistan (August 9, 1998) — ",
            "BAGRAM AIRFIELD, Afghanistan",
            "August 9, 1998",
        ),
        ("МОСКВА, 9 авг — ", "МОСКВА", "9 авг"),
        ("Москва. 9 августа. АГЕНТСТВО - ", "Москва", "9 августа."),
        ("دمشق، سوريا (CNX) -- ", "دمشق، سوريا", ""),
        ("بغداد - رويترز: ", "بغداد", ""),
        ("新华社北京8月9日电 ", "北京", "8月9日"),
        ("KABUL, Sunday, Aug 9 — ", "KABUL", "Aug 9"),
        ("BANGUI, Central African Republic (AP) — ", "BANGUI, Central African Republic", ""),
        ("WASHINGTON, D.C. -- ", "WASHINGTON, D.C.", ""),
        ("KABUL/BERLIN (dpa). ", "KABUL/BERLIN", ""),
        ("Bogotá, 9 ago (EFE).- ", "Bogotá", "9 ago"),
        ("DERA ISMAIL KHAN: ", "DERA ISMAIL KHAN", ""),
    ],
)
def test_it_reads_the_place_and_the_day(printed, place, day):
    assert dateline_of(printed + TEXT) == Dateline(place, day)


@pytest.mark.parametrize(
    "start",
    [
        "QUESTION: Was it so?\n\nSECRETARY HALLA: It was so.\n\n",
        "HALLA: It was so.\n\nMOKOENA: It was not.\n\n",
        "BREAKING: ",
        "UPDATE (AP) - ",
        "NATO — the alliance — ",
        "US — and others — ",
        "Ahmad Shah (left) is ",
        "Kabul - the capital - ",
        "Taliban: ",
        "Marwen (Arabic: مروان) is ",
        "President Halla (Green) - ",
        "Friday, 9 August 1998 – ",
        "طالبان - که در شمال ",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(start):
    assert dateline_of(start + TEXT) == Dateline()


def test_a_day_without_a_year_gives_no_date():
    assert dated("PESHAWAR, Aug 9: " + TEXT) == ("PESHAWAR", "")


def test_no_form_that_a_text_has_is_passed_over():
    letters = (
        "",
        "a",
        "A",
        "é",
        "É",
        "\u0308",
        "’",
        ".",
        "-",
        "ا",
        " ",
        "BUL",
        "BUL of the Hill",
        "BUL-i-Sharif",
        "ul, el Norte",
        "ul am Main",
    )
    rest = (
        " (AP) — ",
        ", Aug. 9 (AP) — ",
        " sunday, august 9 — ",
        " sunday august 9: ",
        ", 9 August 1998 — ",
        ". 9 August. BUL -",
        ": ",
        " (IRX) - ",
        "بل - رويترز: ",
        "京8月9日电 ",
    )
    starts = ["".join(three) for three in product("KÉМkبء新1 ", letters, rest)]
    every = (*IN_CAPITALS, *IN_SMALL_LETTERS, *WITHOUT_CAPITALS)
    met = {
        start: [form for form in every if form.match(start)] for start in [*starts, "新华社北京8月9日电", ""]
    }
    assert sum(map(bool, met.values())) > 100
    assert {start: forms for start, forms in met.items() if not {*forms} <= {*forms_of(start)}} == {}


def test_no_form_is_looked_for_in_plain_prose():
    assert [*forms_of("The NATO force came under fire on 9 August (see page 3), officers said.")] == []
