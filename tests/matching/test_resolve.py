"""Whom the names in a report mean."""

from __future__ import annotations

import pytest

from archive.matching.habits import Habits
from archive.matching.name_forms import NameRow
from archive.matching.resolve import Background, Decisions, Occurrence, resolve
from archive.matching.trie import NameTrie

MALIK, OTHER_MALIK, KUNDUZ, KUNDUZ_PROVINCE, TAKHAR, RICE, FRONT = range(1, 8)
NAMES = NameTrie(
    [
        NameRow(1, MALIK, "Abdul Malik Pahlawan"),
        NameRow(2, MALIK, "Malik"),
        NameRow(3, OTHER_MALIK, "Malik"),
        NameRow(4, OTHER_MALIK, "Haji Malik Zadran"),
        NameRow(5, KUNDUZ, "Kunduz"),
        NameRow(6, KUNDUZ_PROVINCE, "Kunduz"),
        NameRow(7, KUNDUZ_PROVINCE, "Kunduz Province"),
        NameRow(8, TAKHAR, "Takhar"),
        NameRow(9, RICE, "Condoleezza Rice"),
        NameRow(10, RICE, "Rice"),
        NameRow(11, FRONT, "United Front"),
        NameRow(12, FRONT, "UIFSA", ambiguous=True),
        NameRow(13, FRONT, "United Front for the Salvation"),
    ]
)
BACKGROUND = Background(
    kinds={MALIK: "person", OTHER_MALIK: "person", KUNDUZ: "place", KUNDUZ_PROVINCE: "place", TAKHAR: "place"}
)


def read(text, *, decided=None, background=BACKGROUND):
    places = [Occurrence("body", hit) for hit in NAMES.find(text)]
    readings = resolve(places, background=background, decided=decided)
    return [(reading.text, reading.entity_id, reading.status, reading.rank) for reading in readings]


def test_it_accepts_a_name_that_one_entity_bears():
    assert read("They took Takhar.") == [("Takhar", TAKHAR, "accepted", 0)]


def test_it_suggests_all_who_share_a_name():
    assert read("They met Malik.") == [
        ("Malik", MALIK, "suggested", 0),
        ("Malik", OTHER_MALIK, "suggested", 1),
    ]


def test_it_lets_the_full_name_decide_for_its_short_forms_before_and_after():
    assert read("Malik fell. Abdul Malik Pahlawan fled, and General Malik with him.") == [
        ("Malik", MALIK, "accepted", 0),
        ("Abdul Malik Pahlawan", MALIK, "accepted", 0),
        ("Malik", MALIK, "accepted", 0),
    ]


def test_it_leaves_a_short_form_to_curators_where_both_bearers_are_named_in_full():
    readings = read("Abdul Malik Pahlawan met Haji Malik Zadran. Malik left.")
    assert readings[2:] == [("Malik", MALIK, "suggested", 0), ("Malik", OTHER_MALIK, "suggested", 1)]


def test_it_only_suggests_an_ambiguous_name():
    assert read("The UIFSA said") == [("UIFSA", FRONT, "suggested", 0)]


def test_it_accepts_an_ambiguous_name_beside_a_longer_one_of_its_bearer():
    assert read("The United Front (UIFSA) said")[1] == ("UIFSA", FRONT, "accepted", 0)


def test_it_only_suggests_a_long_name_in_small_letters():
    assert read("a united front against them") == [("united front", FRONT, "suggested", 0)]
    beside = read("The United Front for the Salvation is no united front")
    assert beside[1] == ("united front", FRONT, "suggested", 0)


def test_it_reads_an_ordinary_word_as_a_name_only_beside_a_name_that_has_it():
    assert read("Rice was dear.") == []
    assert read("Condoleezza Rice came. Rice said no.")[1] == ("Rice", RICE, "accepted", 0)


@pytest.mark.parametrize(
    ("weights", "first"), [({OTHER_MALIK: 9, MALIK: 3}, OTHER_MALIK), ({OTHER_MALIK: 3, MALIK: 9}, MALIK)]
)
def test_it_suggests_first_who_was_named_oftenest(weights, first):
    assert read("They met Malik.", background=Background(weights=weights))[0][1] == first


def test_it_suggests_first_what_fits_the_word_before_it():
    names = NameTrie([NameRow(1, 1, "Mazari"), NameRow(2, 2, "Mazari")])
    background = Background(kinds={1: "person", 2: "place"}, weights={1: 5})
    order = [
        [
            reading.entity_id
            for reading in resolve(
                [Occurrence("body", hit) for hit in names.find(text)], background=background
            )
        ]
        for text in ("fled to Mazari", "said Mr Mazari")
    ]
    assert order == [[2, 1], [1, 2]]


def test_it_suggests_first_the_place_that_lies_where_the_report_is():
    background = Background(lineages={TAKHAR: (90,), KUNDUZ_PROVINCE: (91,), KUNDUZ: (90, 92)})
    assert [reading[1] for reading in read("From Takhar: Kunduz fell.", background=background)[1:]] == [
        KUNDUZ,
        KUNDUZ_PROVINCE,
    ]


def test_it_does_not_propose_again_what_was_rejected():
    decided = Decisions(rejected={(TAKHAR, ("takhar",)), (MALIK, ("malik",))})
    assert read("In Takhar, Malik left.", decided=decided) == [("Malik", OTHER_MALIK, "suggested", 0)]


def test_it_leaves_passages_alone_whose_meaning_a_curator_settled():
    decided = Decisions(passages={("body", 9, 14)})
    assert read("They met Malik in Takhar.", decided=decided) == [("Takhar", TAKHAR, "accepted", 0)]


def test_it_takes_an_entity_that_a_curator_added_without_a_place_as_named():
    assert read("They met Malik.", decided=Decisions(present={OTHER_MALIK})) == [
        ("Malik", OTHER_MALIK, "accepted", 0)
    ]


# Places of gazetteers: of one name, and of names that are also those of people

LAND, VALLEY, HILLS, TOWN, AREA, VILLAGE, FAR_VILLAGE, CITY, FAR_TOWN, HASSAN = range(100, 110)
PLACES = NameTrie(
    [
        NameRow(101, LAND, "Sylvania"),
        NameRow(102, VALLEY, "Valley Province"),
        NameRow(103, HILLS, "Hills Province"),
        NameRow(104, TOWN, "Andara"),
        NameRow(105, AREA, "Andara"),
        NameRow(106, VILLAGE, "Hassan", ambiguous=True),
        NameRow(107, FAR_VILLAGE, "Hassan", ambiguous=True),
        NameRow(108, CITY, "Riverton"),
        NameRow(109, FAR_TOWN, "Riverton"),
        NameRow(110, HASSAN, "Omar Hassan"),
        NameRow(111, HASSAN, "Hassan"),
        NameRow(112, VILLAGE, "Old Mill", ambiguous=True),
    ]
)
GAZETTEER = Background(
    kinds={HASSAN: "person"} | dict.fromkeys(range(100, 109), "place"),
    lineages={
        VALLEY: (LAND,), HILLS: (LAND,), AREA: (LAND, VALLEY), TOWN: (LAND, VALLEY, AREA), VILLAGE: (LAND, VALLEY), FAR_VILLAGE: (LAND, HILLS),
        CITY: (LAND, VALLEY), FAR_TOWN: (99, 98),
    },
    types={
        LAND: "country", VALLEY: "province", HILLS: "province", AREA: "district", TOWN: "town", VILLAGE: "village", FAR_VILLAGE: "village",
        CITY: "city", FAR_TOWN: "town",
    },
    populations={VILLAGE: 0, FAR_VILLAGE: 0, CITY: 900_000, FAR_TOWN: 20_000, TOWN: 30_000, AREA: 50_000},
)  # fmt: skip


def meant(text, background=GAZETTEER):
    hits = [Occurrence("body", hit) for hit in PLACES.find(text)]
    readings = resolve(hits, background=background, texts={"body": text})
    return [(reading.text, reading.entity_id) for reading in readings if reading.status == "accepted"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("They left Andara district.", AREA),
        ("They left the district of Andara.", AREA),
        ("They left the town of Andara.", TOWN),
        ("They left Andara city.", TOWN),
        ("They left Andara.", TOWN),
        ("There was fighting across Andara.", AREA),
        ("The Andara governor left.", AREA),
        ("They left the countryside of Andara.", AREA),
        ("They left the Andara countryside.", AREA),
    ],
)
def test_words_beside_a_name_tell_a_town_from_the_district_around_it(text, place):
    assert meant(text) == [("Andara", place)]


def test_of_places_far_apart_the_far_more_populous_is_meant_unless_the_report_is_elsewhere():
    assert meant("They left Riverton.") == [("Riverton", CITY)]
    closer = GAZETTEER.populations | {CITY: 90_000}
    background = Background(GAZETTEER.kinds, GAZETTEER.lineages, {}, GAZETTEER.types, closer)
    assert meant("They left Riverton.", background) == []
    assert meant("In Sylvania they left. They were in Riverton.", background)[-1] == ("Riverton", CITY)


def test_a_town_and_areas_of_its_name_are_one_place_though_the_town_lies_in_none_of_them():
    lineages = GAZETTEER.lineages | {TOWN: (LAND, VALLEY), FAR_TOWN: (LAND, VALLEY)}
    background = Background(GAZETTEER.kinds, lineages, {}, GAZETTEER.types, GAZETTEER.populations)
    assert meant("They left Andara.", background) == [("Andara", TOWN)]
    assert meant("They left the Andara countryside.", background) == [("Andara", AREA)]
    even = Background(GAZETTEER.kinds, lineages, {}, GAZETTEER.types, {CITY: 40_000, FAR_TOWN: 30_000})
    assert meant("They left Riverton.", even) == []  # two towns of one province


def test_between_places_far_apart_what_the_source_usually_writes_about_decides():
    closer = GAZETTEER.populations | {CITY: 90_000}
    said = (GAZETTEER.kinds, GAZETTEER.lineages, {}, GAZETTEER.types, closer)
    assert meant("They left Riverton.", Background(*said, Habits({LAND}))) == [("Riverton", CITY)]
    assert meant("They left Riverton.", Background(*said, Habits({99}))) == [("Riverton", FAR_TOWN)]
    assert meant("They left Riverton.", Background(*said, Habits({LAND, 99}))) == []
    elsewhere = Background(*said, Habits({99}))
    assert meant("In Sylvania they left. They were in Riverton.", elsewhere)[-1] == ("Riverton", CITY)


@pytest.mark.parametrize(
    "text",
    [
        "Hassan left.",
        "They met Hassan Zadran.",
        "In Valley Province all was quiet. Hassan left.",
        "An Old Mill burned.",
    ],
)
def test_small_places_named_like_people_and_things_are_not_read(text):
    hits = [Occurrence("body", hit) for hit in PLACES.find(text)]
    readings = resolve(hits, background=GAZETTEER, texts={"body": text})
    assert not {reading.entity_id for reading in readings} & {VILLAGE, FAR_VILLAGE}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("They left the village of Hassan in Valley Province.", VILLAGE),
        ("They left Hassan village, Hills Province.", FAR_VILLAGE),
        ("In Valley Province, at Old Mill, they met.", VILLAGE),
    ],
)
def test_small_places_are_read_where_the_words_beside_them_and_the_province_speak_for_them(text, place):
    assert place in [entity for _, entity in meant(text)]


def test_a_small_place_takes_no_name_from_a_person():
    assert ("Hassan", HASSAN) in meant("Omar Hassan came to Sylvania. Hassan left.")


def test_a_district_is_not_read_in_what_may_be_the_name_of_a_person():
    names = NameTrie([NameRow(1, AREA, "Kerry"), NameRow(2, CITY, "Riverton")])

    def entities(text):
        hits = [Occurrence("body", hit) for hit in names.find(text)]
        return [reading.entity_id for reading in resolve(hits, background=GAZETTEER, texts={"body": text})]

    assert entities("He met John Kerry.") == []
    assert entities("In Kerry he met nobody.") == [AREA]
    assert entities("He met nobody in Kerry District.") == [AREA]
    assert entities("He met John Riverton.") == [CITY]  # too large to be overlooked


def test_a_title_before_a_name_speaks_against_a_small_town():
    assert meant("They met General Andara.") == []


def test_a_name_of_very_many_is_offered_for_the_likeliest_alone():
    names = NameTrie(NameRow(number, number, "Mill Brook") for number in range(1, 40))
    readings = resolve(
        [Occurrence("body", hit) for hit in names.find("At Mill Brook.")], background=Background()
    )
    assert len(readings) == 6
