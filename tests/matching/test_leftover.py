"""Names that no entry has: which are found in a report, kept, counted and settled."""

from __future__ import annotations

import pytest

from archive.kinds import PERSON, PLACE
from archive.matching.leftover import leftover_names
from archive.matching.link import link
from archive.matching.name_forms import NameRow
from archive.matching.names import KnownNames
from archive.matching.rebuild import compare, rebuild
from archive.matching.split_text import SplitText
from archive.matching.trie import NameTrie
from archive.models import Article, Leftover, LeftoverName, NameVerdict
from tests.factories import make_article, make_faction, make_name, make_person, make_place

NONE = KnownNames("", NameTrie(), {}, {})
KNOWN = KnownNames(
    "",
    NameTrie(
        [
            NameRow(1, 1, "Muttawakil"),
            NameRow(2, 2, "Herat"),
            NameRow(3, 3, "Taliban"),
            NameRow(4, 4, "Abdul Rashid Dostum"),
            NameRow(5, 5, "UN"),
        ]
    ),
    {1: "person", 2: "place", 3: "faction", 4: "person", 5: "faction"},
    {},
)


def found_in(body, *, headline="", language="en", known=KNOWN):
    texts = {"headline": headline, "standfirst": "", "body": body}
    return leftover_names(
        language=language,
        known=known,
        found=known.find(texts),
        split={name: SplitText(text) for name, text in texts.items()},
    )


def names_in(body, **values):
    return [name.text for name in found_in(body, **values)]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("The road to Andkhoi was shut, said Commander Ghaffar Khan.", ["Andkhoi", "Ghaffar Khan"]),
        ("A man called Mullah Borjan spoke.", ["Mullah Borjan"]),
        ("He met Afghan Foreign Minister Shah Wali on Tuesday in Andkhoi.", ["Shah Wali", "Andkhoi"]),
        ("The Taliban mullah Wakil Ahmad Muttawakil denied it.", ["Wakil Ahmad Muttawakil"]),
        ("Guns in Herat Province and the Herat Airport fell silent.", []),
        ("Taliban Mullah Borjan left with Abdul Rashid Dostum.", ["Mullah Borjan"]),
        ("It was said by the UN Security Council on Monday.", ["UN Security Council"]),
        ("The Organisation of the Islamic Conference met.", ["Organisation of the Islamic Conference"]),
        ("Shells fell on Jabal-os-Seraj and Ba'qubah.", ["Jabal-os-Seraj", "Ba'qubah"]),
        ("They went to see al-Qaisi there.", ["al-Qaisi"]),
        ("We asked J. R. Smith about it.", ["J. R. Smith"]),
        ("The Russians and Afghan Muslims spoke English in March.", []),
        ("Whatever Happens In The Hills Is A Heading", []),
        ("The rebels of SDF took it from ISIL.", ["SDF", "ISIL"]),
        ("THE ROAD IS SHUT AND NOBODY PASSES", []),
        ("Quarrels began. Quarrels ended.", []),
        ("Karbouly spoke. They heard Karbouly again.", ["Karbouly"]),
        ("در کابل جنگ است", []),
    ],
)
def test_capitals_that_nothing_explains_are_names(body, names):
    assert names_in(body) == names


def test_a_name_is_counted_once_with_its_first_place_and_what_the_words_around_it_tell():
    (ghaffar, andkhoi) = found_in("We met Commander Ghaffar in Andkhoi. Ghaffar likes Andkhoi district.")

    assert (ghaffar.text, ghaffar.start, ghaffar.end, ghaffar.times) == ("Ghaffar", 17, 24, 2)
    assert (ghaffar.kind, andkhoi.kind) == (PERSON.number, PLACE.number)


def test_headlines_in_capitals_are_left_out_and_others_are_read():
    assert names_in("It rained.", headline="Ghaffar Takes The Town Of Andkhoi") == []
    assert names_in("It rained.", headline="Guns fall silent along the road to Andkhoi") == ["Andkhoi"]


def test_german_is_left_out_as_its_nouns_are_capitalised():
    assert names_in("Der Wagen fuhr nach Andkhoi.", language="de") == []


# Kept and counted


def matched(*bodies, **values):
    articles = [make_article(body=body, **values) for body in bodies]
    link(articles=articles)
    return articles


def open_names():
    return list(LeftoverName.objects.open().values_list("text", "reports"))


@pytest.mark.django_db
def test_names_are_counted_over_the_archive_and_again_after_every_change():
    one, other = matched("They fled to Andkhoi.", "Andkhoi was quiet, said Ghaffar of Andkhoi.")
    assert open_names() == [("Andkhoi", 2), ("Ghaffar", 1)]

    other.body = "It was quiet."
    other.save()
    assert open_names() == [("Andkhoi", 1)], "the database drops what is no longer there"
    link(articles=[other])
    one.delete()
    assert open_names() == [] and not Leftover.objects.exists()


@pytest.mark.django_db
def test_a_second_run_writes_nothing():
    matched("They fled to Andkhoi.")
    before = list(Leftover.objects.values_list("pk", "name_key"))

    link(articles=Article.objects.all())

    assert list(Leftover.objects.values_list("pk", "name_key")) == before


@pytest.mark.django_db
def test_a_name_of_an_entry_is_settled_at_once_and_open_again_without_it():
    (article,) = matched("They fled to Andkhoi.")
    place = make_place(name="Andkhoy", names=["ANDKHOI"])
    assert open_names() == [], "whatever its case, before any report is matched again"

    place.names.filter(text="ANDKHOI").update(text="Andkhui")
    assert open_names() == [("Andkhoi", 1)]
    make_name(entity=place, text="Andkhoi", in_search=False)
    assert open_names() == [], "nor is a form offered that is not searched"
    link(articles=[article])
    assert Leftover.objects.exists(), "as it is not found, it is still there"


@pytest.mark.django_db
def test_what_is_decided_is_not_asked_again_even_in_new_reports():
    matched("He read the Koran aloud in Andkhoi.")
    NameVerdict.objects.create(text="Koran", verdict="no name")

    matched("They burnt the Koran.")

    assert open_names() == [("Andkhoi", 1)]
    NameVerdict.objects.all().delete()
    assert open_names() == [("Koran", 2), ("Andkhoi", 1)]


@pytest.mark.django_db
def test_the_likely_kind_is_the_one_told_of_most_often():
    matched(
        "They fled to Khalili.", "It was Commander Khalili.", "It was General Khalili.", "So says Khalili."
    )

    assert LeftoverName.objects.get().likely_kind == PERSON.key


@pytest.mark.django_db
def test_a_rebuild_corrects_wrong_counts():
    matched("They fled to Andkhoi.", "Andkhoi was quiet, and Andkhoi was cold.")
    LeftoverName.objects.update(reports=7)
    assert compare().names == 1

    rebuild()

    assert open_names() == [("Andkhoi", 2)] and compare().is_in_line


@pytest.mark.django_db
def test_a_new_name_of_a_faction_is_no_longer_left_over_once_matched():
    articles = matched("They joined the Harakat Front in Andkhoi.")
    make_faction(name="Harakat Front")
    make_person(name="Ghaffar")

    link(articles=articles)

    assert set(Leftover.objects.values_list("text", flat=True)) == {"Andkhoi"}
