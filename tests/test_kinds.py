"""The kinds of entity and their words."""

from __future__ import annotations

from archive import kinds


def test_the_kinds_are_named_in_a_sentence():
    assert kinds.any_kind() == "person, place or faction"
    assert kinds.all_kinds() == "people, places and factions"
    assert [kind.one for kind in kinds.KINDS] == ["a person", "a place", "a faction"]


def test_no_two_kinds_share_a_key_an_address_a_number_or_a_column():
    for of in (lambda kind: kind.key, lambda kind: kind.plural, lambda kind: kind.number):
        assert len({of(kind) for kind in kinds.KINDS}) == len(kinds.KINDS)
    columns = [column for kind in kinds.KINDS for column in kind.columns]
    assert len(set(columns)) == len(columns)


def test_the_columns_of_a_kind_are_its_type_its_dates_and_others():
    assert kinds.PERSON.columns == {"born_edtf": "", "died_edtf": ""}
    assert kinds.PLACE.columns == {
        "place_type": "",
        "parent": None,
        "latitude": None,
        "longitude": None,
        "lineage": [],
    }
    assert [kind.key for kind in kinds.KINDS if kind.is_nested] == ["place"]
