"""Names that a register gives in capitals, as people write them."""

from __future__ import annotations

import pytest

from archive.ingest.entities.capitals import as_written
from archive.ingest.entities.record import RegisterName, make_record


@pytest.mark.parametrize(
    ("capitals", "kind", "written"),
    [
        ("ADRIAN FALK", "person", "Adrian Falk"),
        ("OMAR AL-ZAHRANI BIN SALEH", "person", "Omar al-Zahrani bin Saleh"),
        ("AL-HASSAN UL HAQ", "person", "al-Hassan Ul Haq"),
        ("ABD-AL-KARIM SHARI'A", "person", "Abd-al-Karim Shari'a"),
        ("JOHN FALK III", "person", "John Falk III"),
        ("É. BÖHM", "person", "É. Böhm"),
        ("AL-FALK IN THE VALLEY", "faction", "Al-Falk in the Valley"),
        ("LEAGUE OF THE VALLEY (LOV)", "faction", "League of the Valley (LOV)"),
        ("TEHRIK-E FALK TTP", "faction", "Tehrik-e Falk TTP"),
        ("LEAGUE", "faction", "LEAGUE"),
        ("Adrian FALK", "person", "Adrian FALK"),
        ("UPPER VALLEY", "place", "UPPER VALLEY"),
        ("ОМАР ФАЛК", "person", "ОМАР ФАЛК"),
    ],
)
def test_capitals_become_names_as_people_write_them(capitals, kind, written):
    assert as_written(capitals, kind) == written


def test_the_name_as_registered_stays_a_name():
    record = make_record(
        kind="person", name="ADRIAN FALK", names=[RegisterName("ADRIAN FALK"), RegisterName("Adrien Falck")],
        ids=(("un_list", "1"),), origin="list.xml", position=1, size=1,
    )  # fmt: skip
    assert record.name == "Adrian Falk"
    assert [name.text for name in record.names] == ["Adrien Falck", "ADRIAN FALK"]
