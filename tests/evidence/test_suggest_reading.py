"""Claims are read off sentences: who says what about whom. Every sentence here was written for these tests."""

from __future__ import annotations

import re

import pytest

from archive.evidence.suggest_reading import NameThere, masked, read
from archive.evidence.suggest_rules import RULES

KNOWN = {
    "faction": ["Taliban", "Junbish", "Jamiat", "Wahdat"],
    "person": ["Abdul Malik", "Dostum", "Massoud", "Ismail Khan"],
    "place": ["Mazar", "Kunduz", "Herat", "Kabul", "Hairatan", "Samangan"],
}
KIND_OF = {name: kind for kind, names in KNOWN.items() for name in names}
NAME = re.compile("|".join(KIND_OF))


def names_in(words):
    return [NameThere(match.start(), match.end(), KIND_OF[match[0]]) for match in NAME.finditer(words)]


def told(words):
    """Return each reading of a sentence as who, act, topic and what is claimed, with names in words."""

    def name(named):
        return words[named.start : named.end] if named else None

    lines = []
    for one in read(words, names_in(words), RULES):
        parts = {
            "object": name(one.object),
            "value": name(one.value),
            "former": name(one.former),
            "of": name(one.of),
        }
        parts |= {
            "state": one.state,
            "low": one.low,
            "high": one.high,
            "about": one.is_about or None,
            "counted": one.counted,
        }
        kept = {key: value for key, value in parts.items() if value not in (None, "")}
        lines.append((one.claimant_words or "the report", one.act, one.topic, kept))
    return lines


REPORT = "the report"


@pytest.mark.parametrize(
    "words, found",
    [
        ("The Taliban took Mazar on Sunday.", [(REPORT, "asserts", "control", {"object": "Mazar", "value": "Taliban"})]),
        ("Taliban fighters have seized most of the northern city of Kunduz.", [(REPORT, "asserts", "control", {"object": "Kunduz", "value": "Taliban"})]),
        ("The Taliban took Kunduz, Herat and Samangan.", [(REPORT, "asserts", "control", {"object": place, "value": "Taliban"}) for place in ("Kunduz", "Herat", "Samangan")]),
        ("Mazar fell to the Taliban in the night.", [(REPORT, "asserts", "control", {"object": "Mazar", "value": "Taliban"})]),
        ("Mazar was retaken by Junbish.", [(REPORT, "asserts", "control", {"object": "Mazar", "value": "Junbish"})]),
        ("Herat is in the hands of the Taliban.", [(REPORT, "asserts", "control", {"object": "Herat", "value": "Taliban"})]),
        ("Herat, they said, is now in Taliban hands.", [("they", "asserts", "control", {"object": "Herat", "value": "Taliban"})]),
        ("Jamiat has lost Kunduz.", [(REPORT, "asserts", "control", {"object": "Kunduz", "former": "Jamiat"})]),
        ("Junbish drove the Taliban out of Mazar.", [(REPORT, "asserts", "control", {"object": "Mazar", "value": "Junbish", "former": "Taliban"})]),
        ("A Taliban spokesman said that Kabul would be retaken.", [("A Taliban spokesman", "predicts", "control", {"object": "Kabul"})]),
        ("Residents said on Monday that Junbish still held Hairatan.", [("Residents", "asserts", "control", {"object": "Hairatan", "value": "Junbish"})]),
    ],
)  # fmt: skip
def test_control_is_read(words, found):
    assert told(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "The Taliban want to take Mazar.", "If the Taliban took Mazar, the road would be open.", "The Taliban could not take Kunduz.",
        "Shells fell on Kabul.", "The Taliban took tanks from Mazar.", "Ismail Khan took part in talks at Herat.", "Kabul held its breath.",
        "The governor of Herat was captured in the hills.", "Kabul would fall.", "Rockets fell silent at Kunduz.",
    ],
)  # fmt: skip
def test_what_is_intended_possible_or_something_else_is_no_claim_of_control(words):
    assert [one for one in told(words) if one[2] == "control"] == []


@pytest.mark.parametrize(
    "words, who, claimed",
    [
        ("At least 30 fighters were killed.", REPORT, {"state": "killed", "low": 30, "counted": "fighters"}),
        ("A doctor said that about 100 people had died.", "A doctor", {"state": "killed", "low": 100, "high": 100, "about": True, "counted": "all"}),
        ("Between 20 and 40 civilians were wounded, aid workers said.", "aid workers", {"state": "wounded", "low": 20, "high": 40, "counted": "civilians"}),
        ("The blast killed a dozen children.", REPORT, {"state": "killed", "low": 12, "high": 12, "counted": "children"}),
        ("Junbish claimed that 3,500 Taliban fighters had been captured.", "Junbish", {"state": "captured", "low": 3500, "high": 3500, "counted": "fighters", "of": "Taliban"}),
        ("According to the Red Cross, 2,000 families have been displaced.", "the Red Cross", {"state": "displaced", "low": 2000, "high": 2000, "counted": "all"}),
        ("Officials put the number of dead at 19.", "Officials", {"state": "killed", "low": 19, "high": 19}),
        ("The dead, he said, were no fewer than 60 soldiers killed in their sleep.", "he", {"state": "killed", "low": 60, "counted": "fighters"}),
    ],
)  # fmt: skip
def test_casualties_are_read(words, who, claimed):
    assert told(words) == [(who, "asserts", "casualties", claimed)]


def test_two_figures_of_a_sentence_are_two_claims():
    found = told("The raid killed 139 men and wounded 256 others, officials said.")
    assert [(who, claimed["state"], claimed["low"]) for who, _, _, claimed in found] == [
        ("officials", "killed", 139), ("officials", "wounded", 256),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Thirty tanks were captured.", "He died on 25 June.", "Abdul Malik, 42, was hurt.", "In 1997 many were killed.",
        "The 17th Division was killed off.", "32 prisoners were exchanged.", "400 rockets fell, killing sheep.",
    ],
)  # fmt: skip
def test_what_counts_nobody_is_no_figure_of_casualties(words):
    assert [one for one in told(words) if one[2] == "casualties"] == []


@pytest.mark.parametrize(
    "words, topic, claimed",
    [
        ("Massoud was killed by a bomb.", "fate", {"object": "Massoud", "state": "dead"}),
        ("Ismail Khan, the old governor, was taken prisoner.", "fate", {"object": "Ismail Khan", "state": "captured"}),
        ("Dostum fled to the river.", "fate", {"object": "Dostum", "state": "fled"}),
        ("Dostum left Mazar before dawn.", "fate", {"object": "Dostum", "state": "fled"}),
        ("Massoud is alive.", "fate", {"object": "Massoud", "state": "alive"}),
        ("Dostum is said to be in Samangan.", "fate", {"object": "Dostum", "value": "Samangan", "state": "at"}),
        ("Abdul Malik defected to the Taliban.", "side", {"object": "Abdul Malik", "value": "Taliban"}),
        ("Abdul Malik, a general, went over to the Taliban.", "side", {"object": "Abdul Malik", "value": "Taliban"}),
        ("Wahdat broke with Jamiat.", "side", {"object": "Wahdat", "former": "Jamiat"}),
        ("The Taliban have signed an agreement.", "agreement", {"state": "reached"}),
        ("Jamiat broke the truce.", "agreement", {"state": "broken"}),
        ("Jamiat offered to negotiate.", "agreement", {"state": "offered"}),
    ],
)  # fmt: skip
def test_fates_sides_and_agreements_are_read(words, topic, claimed):
    assert told(words) == [(REPORT, "asserts", topic, claimed)]


@pytest.mark.parametrize(
    "words", ["Dostum left the hall.", "Massoud might be killed.", "Massoud has taken his place."]
)
def test_what_befell_nobody_is_no_fate(words):
    assert told(words) == []


def test_who_is_accused_and_who_owns_to_it_are_read():
    assert told("Jamiat accuses Junbish of the raid.") == [
        ("Jamiat", "asserts", "responsibility", {"value": "Junbish"})
    ]
    assert told("The Taliban claimed responsibility.") == [
        ("Taliban", "asserts", "responsibility", {"value": "Taliban"})
    ]


@pytest.mark.parametrize(
    "words, who, act, topic",
    [
        ("A spokesman of the general denied that Mazar had fallen.", "A spokesman of the general", "denies", "control"),
        ("The Taliban have denied it.", "The Taliban", "denies", "other"),
        ("The governor called that slander.", "The governor", "denies", "other"),
        ("Later the ministry confirmed it.", "the ministry", "confirms", "other"),
        ("Jamiat admitted that Massoud was dead.", "Jamiat", "confirms", "fate"),
        ("A relief worker could not confirm that Mazar had fallen.", "A relief worker", "doubts", "control"),
        ("Diplomats doubted that Massoud was dead.", "Diplomats", "doubts", "fate"),
    ],
)  # fmt: skip
def test_acts_are_told_apart(words, who, act, topic):
    assert [one[:3] for one in told(words)] == [(who, act, topic)]


def test_a_denial_covers_only_what_is_denied():
    found = told("A spokesman denied that and said that 30 men had been killed.")
    assert [(who, act, topic) for who, act, topic, _ in found] == [
        ("A spokesman", "asserts", "casualties"), ("A spokesman", "denies", "other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words, who, sort",
    [
        ("Mazar has fallen, said the governor of Herat.", "the governor of Herat", "official"),
        ("Mazar has fallen, Abdul Malik, a general, said.", "Abdul Malik", "party"),
        ("Abdul Malik, who commands there, said that Mazar had fallen.", "Abdul Malik", "party"),
        ("Travellers from Kunduz say that Mazar has fallen.", "Travellers from Kunduz", "witness"),
        ("By reports that Mazar had fallen nobody was moved.", "reports", "unnamed"),
        ("Mazar has fallen.", "", "journalist"),
    ],
)  # fmt: skip
def test_claimants_are_found_with_their_sort(words, who, sort):
    (one,) = read(words, names_in(words), RULES)
    assert (one.claimant_words, one.sort) == (who, sort)


def test_the_claimant_is_an_entry_where_one_is_named():
    words = "A Taliban spokesman said that Mazar had fallen."
    (one,) = read(words, names_in(words), RULES)
    assert words[one.claimant.start : one.claimant.end] == "Taliban" and one.sort == "official"


def test_hedges_are_kept_as_printed():
    words = "Mazar has reportedly fallen, if confirmed a blow."
    (one,) = read(words, names_in(words), RULES)
    assert one.hedges == ("reportedly", "if confirmed")


def test_names_that_overlap_count_once_and_words_lead_back():
    words = "Abdul Malik Khan left Mazar."
    names = [
        NameThere(0, 11, "person", 1),
        NameThere(6, 11, "person", 2),
        NameThere(0, 16, "person", 3),
        NameThere(22, 27, "place", 4),
    ]

    sentence = masked(words, names)

    assert [name.entity for name in sentence.names] == [3, 4]
    assert sentence.original(0, 1) == "Abdul Malik Khan"
    assert sentence.original(0, len(sentence.text)) == words


def test_it_is_the_person_or_place_nearest_the_verb():
    assert told("An aide of Massoud, a clerk, was killed.") == []
    (one,) = told("A spokesman in Kabul said that Mazar was in the hands of his men since noon.")
    assert one == ("A spokesman in Kabul", "asserts", "control", {"object": "Mazar"})
