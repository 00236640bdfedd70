"""Words in their other forms: joined and parted words, variant words, stems of other languages."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import QueryDict

from archive.models import VariantWords
from archive.search import search
from archive.search.meaning.known_forms import _written as other_forms
from tests.factories import make_article

pytestmark = pytest.mark.django_db

SANAA = [
    (
        "ay1",
        "Shi'ite quarter of Sana'a shelled",
        "A Shi'ite quarter of Sana'a was shelled; a Ba'athist officer was held at Qal'a-i-Nau and the Qur'an was read.",
    ),
    (
        "ay2",
        "Shiite quarter of Sanaa mourns",
        "A Shiite quarter of Sanaa mourned; a Baathist doctor came from Qala-i-Nau and the Quran was recited.",
    ),
    (
        "ay3",
        "Shiʿite elders of Ṣanʿāʾ",
        "The Shiʿite elders of Ṣanʿāʾ met a Baʿthist teacher, and the king's son.",
    ),
]
JETS = [
    ("jw1", "Cease-fire broken by air strike", "The cease-fire was broken by an air strike of two F-16 jets; a P-8A flew by. Men with AK-47 rifles fled. The toll was 1,500."),
    ("jw2", "Ceasefire broken by airstrike", "The ceasefire was broken by an airstrike of two F16 jets; a P8A flew by. Men with AK47 rifles fled. The toll was 1500."),
]  # fmt: skip


def add(reports, **columns):
    for ref, headline, body in reports:
        make_article(headline=headline, body=body, source_ref=ref, **columns)


def asked(query, **params):
    made = QueryDict(mutable=True)
    made.update({"q": query, **params})
    return search(made)


def found(query, **params):
    return sorted(hit.article.headline for hit in asked(query, **params).hits)


def refs(query, reports, **params):
    return sorted(ref for ref, headline, _ in reports if headline in found(query, **params))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Shi'ite", "ay1 ay2 ay3"), ("Shiite", "ay1 ay2 ay3"), ("Shiʿite", "ay1 ay2 ay3"), ("Shi’ite", "ay1 ay2 ay3"),
        ("Sana'a", "ay1 ay2"), ("Sanaa", "ay1 ay2"), ("Ba'athist", "ay1 ay2"), ("Baathist", "ay1 ay2"),
        ("Qur'an", "ay1 ay2"), ("Quran", "ay1 ay2"), ("koran", "ay1 ay2"), ("Qala-i-Nau", "ay1 ay2"), ("Qal'a-i-Nau", "ay1 ay2"),
        ("king's", "ay3"), ("king", "ay3"), ("Shi'it*", "ay1 ay2 ay3"), ('"Shi\'ite quarter"', "ay1 ay2"), ("title:sana'a", "ay1 ay2"),
        ('"quarter sanaa"~5', "ay1 ay2"), ("=shi'ite", "ay1 ay2 ay3"),
    ],
)  # fmt: skip
def test_an_apostrophe_or_an_ayn_makes_no_difference(query, expected):
    add(SANAA)
    assert refs(query, SANAA) == expected.split()


@pytest.mark.parametrize(
    "query",
    [
        "ceasefire", "cease-fire", "cease fire", "airstrike", "air-strike", "air strike", "air strikes", "F-16", "F16", "f 16", "AK-47", "AK47",
        "1,500", "1500", "P-8", "P8", "P-8A", '"cease-fire broken"', '"ceasefire broken"', '"broken by air strike"', "title:airstrike",
        '"ceasefire airstrike"~8', "ceasefire airstrike", "(ceasefire OR truce) jets", "ceasefire -herat",
    ],
)  # fmt: skip
def test_one_word_two_words_and_a_hyphen_meet(query):
    add(JETS)
    assert refs(query, JETS) == ["jw1", "jw2"]


TWO_WORDS = [
    ("aircraft", "air craft"), ("airstrike", "air strike"), ("antiaircraft", "anti aircraft"), ("birthplace", "birth place"), ("ceasefire", "cease fire"),
    ("checkpoint", "check point"), ("counterattack", "counter attack"), ("crackdown", "crack down"), ("gunfight", "gun fight"), ("handover", "hand over"),
    ("interethnic", "inter ethnic"), ("landmine", "land mine"), ("minefield", "mine field"), ("nonstate", "non state"), ("peacekeepers", "peace keepers"),
    ("preelection", "pre election"), ("progovernment", "pro government"), ("roadblock", "road block"), ("subcommander", "sub commander"),
    ("transborder", "trans border"), ("undersecretary", "under secretary"), ("underway", "under way"), ("warlord", "war lord"), ("warplane", "war plane"),
]  # fmt: skip
ONE_WORD = [
    "afternoon", "counterpart", "determine", "examine", "finally", "handle", "headline", "homeland", "international", "interest", "leadership",
    "maintenance", "massacre", "membership", "multilateral", "nationally", "nonsense", "outcome", "outside", "overcome", "passage", "policeman",
    "postpone", "present", "prevent", "process", "program", "promote", "provide", "president", "relationship", "season", "support", "Sunday",
    "training", "transport", "understand", "warning", "Warsaw", "without", "working",
]  # fmt: skip


@pytest.mark.parametrize(("joined", "parted"), TWO_WORDS)
def test_a_word_that_newspapers_part_is_looked_for_in_two(joined, parted):
    assert parted in other_forms(joined)


@pytest.mark.parametrize("word", ONE_WORD)
def test_a_word_that_nobody_parts_stays_whole(word):
    assert other_forms(word) == ()


SENT = [
    ("sw1", "Present at the talks", "All were present at the talks in the town."),
    ("sw2", "Sent before the war", "They were airstrikes, and the note was sent before the war by air."),
    ("sw3", "An air strike", "The air strike hit the town by night."),
    ("sw4", "Strike by air", "A strike from the air hit the town."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("airstrike", "sw2 sw3"),
        ("airstrike hit", "sw3"),
        ("airstrike OR present", "sw1 sw2 sw3"),
        ("(airstrike OR present) town", "sw1 sw3"),
        ('(present OR "air strike") (town OR "the war")', "sw1 sw2 sw3"),
        ("-airstrike town", "sw1 sw4"),
    ],
)
def test_words_and_phrases_that_are_asked_apart_find_what_they_find_together(query, expected):
    add(SENT)
    assert refs(query, SENT) == expected.split()


def test_what_is_typed_exactly_is_not_widened():
    add(JETS)
    assert refs("=ceasefire", JETS) == ["jw2"]
    assert refs("ceasefire", JETS, exact="1") == ["jw2"]
    assert refs('="cease fire"', JETS) == ["jw1"]
    assert refs("-ceasefire", JETS) == []
    assert refs("-=ceasefire", JETS) == ["jw1"]


def test_every_form_is_marked():
    add(JETS)
    marks = {
        hit.article.headline: f"{hit.headline} {hit.snippet}"
        for hit in asked("ceasefire airstrikes f16 1500").hits
    }
    one, two = (marks[headline] for _, headline, _ in JETS)
    assert "<mark>Cease-fire</mark>" in one and "<mark>air strike</mark>" in one
    assert "<mark>1,500</mark>" in one and "<mark>F-16</mark>" in one
    assert "<mark>Ceasefire</mark> broken by <mark>airstrike</mark>" in two and "<mark>F16</mark>" in two


def test_words_with_apostrophes_are_marked():
    add(SANAA)
    assert asked("sanaa").total == 2
    hits = [hit for query in ("sanaa", "quran", "king") for hit in asked(query).hits]
    shown = unescape(" ".join(f"{hit.headline} {hit.snippet}" for hit in hits))
    for word in ("Sana'a", "Sanaa", "Qur'an", "Quran", "king"):
        assert f"<mark>{word}</mark>" in shown, word


def test_the_page_says_which_forms_were_searched_and_how_to_search_without_them():
    add(JETS)
    (word,) = asked("cease-fire").words
    assert (word.typed, word.also, word.on) == ("cease-fire", ["ceasefire"], True)
    assert word.off_url.endswith("q=%3Dcease-fire")
    (off,) = asked("=cease-fire").words
    assert not off.on and off.off_url.endswith("q=cease-fire")
    (pair,) = asked("air strike").words
    assert pair.also == ["airstrike"] and pair.off_url.endswith("q=%3Dair+%3Dstrike")
    assert not asked("jets").words


# Variant words


IZED = [
    ("iz1", "Organs sold in the civil war", "The organs were sold by the authorities in the civil war of nations."),
    ("iz2", "Organisation authorised", "The organisation was authorised, and the civilisation nationalised."),
    ("iz3", "Organization authorized", "The organization was authorized, and the civilization nationalized."),
]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["breakthrough", "hand", "hands", "look", "overriding", "says", "saying", "skills", "turned", "willing"],
)
def test_a_word_is_no_form_of_one_that_has_its_stem_alone(query):
    add([("hw1", "Handover", "Handover, lookout, turnout, ride, sayyid, skilful, wilful, broken.")])
    assert refs(query, [("hw1", "Handover", "")]) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("organisation", "iz1 iz2 iz3"),  # the stemmer's, which cuts organization to organ
        ("organs", "iz1 iz3"),
        ("civil", "iz1 iz3"),
        ("civilisation", "iz2"),
        ("civilization", "iz1 iz2 iz3"),
        ("authorised", "iz2"),
        ("nationalised", "iz2"),
        ("nations", "iz1 iz3"),
    ],
)
def test_a_word_is_not_widened_to_a_variant_that_the_stemmer_takes_for_it(query, expected):
    add(IZED)
    assert refs(query, IZED) == expected.split()


DEATHS = [
    ("one", "Leader died in Herat", "The leader died."), ("two", "Death in Herat", "A death was mourned."), ("three", "Mulla spoke", "A mulla of a madrasa spoke.")
]  # fmt: skip


def test_variant_words_find_each_other():
    add(DEATHS)
    assert refs("died", DEATHS) == refs("death", DEATHS) == refs("dead herat", DEATHS) == ["one", "two"]
    assert refs("mullah", DEATHS) == refs("madrassas", DEATHS) == ["three"]
    assert refs('"death in herat"', DEATHS) == ["one", "two"]
    assert refs("=death", DEATHS) == ["two"]


def test_an_edit_shows_at_the_next_search():
    add(DEATHS)
    assert refs("preacher", DEATHS) == []
    entry = VariantWords.objects.create(word="preacher", others=["mulla"], shared=True)
    assert refs("preacher", DEATHS) == ["three"]
    entry.delete()
    assert refs("preacher", DEATHS) == []


def test_a_word_in_two_entries_joins_them_for_itself_alone():
    add([*DEATHS, ("four", "Cleric spoke", "A cleric spoke.")])
    VariantWords.objects.create(word="cleric", others=["mulla"], shared=True)
    everything = [*DEATHS, ("four", "Cleric spoke", "")]
    assert refs("mulla", everything) == ["four", "three"]
    assert refs("cleric", everything) == ["four", "three"]
    assert refs("mullah", everything) == ["three"]


# Languages


def test_words_are_stemmed_by_the_language_of_the_report():
    german = make_article(headline="Flüchtlinge in Kundus", body="Viele Flüchtlinge kamen.", language="de")
    russian = make_article(headline="Бои под Кундузом", body="Бои шли под Кундузом.", language="ru")
    arabic = make_article(headline="المدينة محاصرة", body="سقطت المدينة", language="ar")
    assert found("Flüchtling") == found("fluchtlinge") == [german.headline]
    assert found("Кундуз") == found("кундуза") == [russian.headline]
    assert found("مدينة") == [arabic.headline]
    assert "<mark>Flüchtlinge</mark>" in asked("Flüchtling").hits[0].headline
    assert "<mark>Кундузом</mark>" in asked("Кундуз").hits[0].headline
    assert found('"viele flüchtling"') == [german.headline]
    assert found("title:Flüchtling") == [german.headline]
    assert not found("=Flüchtling")


def test_stems_of_another_language_find_only_its_reports():
    make_article(headline="Angeln am Fluss", body="Das Angeln ist erlaubt.", language="de")
    english = make_article(headline="The angels sang", body="Angels sang of an angel.")
    assert english.headline not in found("Angeln")


def test_persian_endings_and_joiners_make_no_difference():
    report = make_article(headline="خانه‌ها ویران شد", body="خانه‌ها و کتابهای القاعده می‌رود", language="fa")
    for query in (
        "خانه",
        "خانه‌ها",
        "خانه ها",
        "خانهها",
        "کتاب",
        "كتاب",
        "کتاب‌های",
        "می‌رود",
        "می رود",
        "ميرود",
        "قاعده",
        "القاعده",
    ):
        assert found(query) == [report.headline], query
    assert "<mark>" in asked("خانه").hits[0].headline
