"""Words that are spelled or sound alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.likeness import (
    distance,
    effort,
    is_like,
    judge,
    name_keys,
    one_letter_off,
    skeleton,
    unlikeness,
    word_keys,
)
from archive.text.words import name_key

LETTERS = st.text(alphabet="abcdeghiqkswyouzht", max_size=8)


@pytest.mark.parametrize(
    "spellings",
    [
        "masud massoud masood masoud",
        "kunduz qonduz kondoz qunduz",
        "taliban taleban",
        "hekmatyar hikmatiar khekmatyar",
        "said sayed seyed syed sayyid",
        "faizabad fayzabad feyzabad",
        "jalalabad djalalabad",
        "sheikh shaykh sheik",
        "uthman usman",
        "abdullah abdulla",
        "wardak vardak",
        "ghazni gazni",
        "mazarisharif mazaresharif",
    ],
)
def test_spellings_of_one_name_have_one_skeleton(spellings):
    assert len({skeleton(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["herat kabul", "kunar kunduz", "masud mast", "balkh baghlan", "zabul kabul"]
)
def test_names_of_different_sound_have_different_skeletons(pair):
    one, other = pair.split()
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("kabul", "kabul", 0),
        ("kabul", "kabl", 1),
        ("kabul", "kaboul", 1),
        ("kabul", "kabil", 1),
        ("kabul", "kaubl", 1),
        ("kabul", "akubl", 2),
        ("kabul", "herat", 3),
        ("", "ab", 2),
        ("abcdefgh", "a", 3),
    ],
)
def test_it_counts_letters_lost_added_changed_and_swapped(one, other, letters):
    assert distance(one, other, most=2) == distance(other, one, most=2) == letters


@given(LETTERS, LETTERS)
def test_it_counts_the_same_with_and_without_a_bound(one, other):
    exact = distance(one, other, most=20)
    assert distance(one, other, most=2) == min(exact, 3)


@given(LETTERS.filter(bool))
def test_one_slip_makes_all_that_is_one_letter_off(word):
    made = one_letter_off(word)
    assert word not in made
    assert all(distance(word, other, most=2) == 1 for other in made)
    assert word + "z" in made
    assert "z" + word in made


def test_words_of_other_letters_lose_and_swap_letters_only():
    assert one_letter_off("کب") == ["ب", "ک", "بک"]


def test_another_transliteration_is_as_near_as_one_letter():
    assert unlikeness("massoud", "masud") == unlikeness("massoud", "massoud") + 1
    assert is_like("massoud", "masud")
    assert is_like("governmnet", "government")
    assert not is_like("masud", "mast")
    assert not is_like("kabul", "kunar")


# Names


def chance(one, other):
    return judge(name_key(one), name_key(other)).chance


@pytest.mark.parametrize(
    "pair",
    [
        "Ashraf al-Qizani / Achraf Gizani",
        "Abd al-Rahman Khan / Abdurrahman Khan",
        "Saif-ul-Din Ahmadi / Sayfuddin Ahmedi",
        "Doku Khamatovich Umarov / Doku Umarov",
        "Sergei Ivanov / Serguei Ivanoff",
        "Hassan Ibn Yousef / Hasan Yusuf",
        "Mazar-i-Sharif / Mazarisharif",
        "Zarandj / Zaranzh",
        "Woluswali Dowlatabad / Daulat Abad",
        "El Karak / Al Karak",
        "Almafraq / Al Mafraq",
        "Khoshk-e Sara / Koshkesara",
        "Woluswali Zurmat / Zurmat District",
        "Nasir Haqqani / Nasiruddin Haqqani",
        "Ebb / Ibb",
        "Celilabad / Jalilabad",
        "Uardere / Wardere",
        "Baydaba / Baydhaba",
        "Schewtschenkowe / Shevchenkove",
    ],
)
def test_spellings_of_one_name_are_likely_to_be(pair):
    assert chance(*pair.split(" / ")) > 0.5


@pytest.mark.parametrize(
    "pair",
    [
        "Adam Khan Achekzai / Abdul Samad Achekzai",
        "Dost Mohammad / Mohammad Zahid",
        "Abu Bakr al-Tikriti / Ali Hassan al-Tikriti",
        "Afganistan / Resolute Support Mission in Afghanistan",
        "Kabul / Zabul Market",
        "Kunar / Kunduz",
        "Herat / Taloqan",
    ],
)
def test_names_that_share_a_word_or_a_few_letters_are_not(pair):
    assert chance(*pair.split(" / ")) < 0.3


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("qasim hamidzay", "one letter"),
        ("kassem hamidzei", "same sound"),
        ("qosum homedzoi", "same consonants"),
        ("hamidzay qasim", "one letter, parts in another order"),
        ("hamidzay", "one letter, a part is missing"),
        ("qasim ali hamidzai", "one part more"),
        ("q hamidzai", "an initial"),
        ("qasimhamydzaj", "parts written as one"),
    ],
)
def test_it_says_what_sets_names_apart(typed, reason):
    assert judge(typed, "qasim hamidzai").reason == reason


@pytest.mark.parametrize(
    "spellings",
    [
        "Chiwa Xiva Khiva Chivah",
        "Celilabad Jalilabad Dschalilabad Djalilabad Dzhalilabad",
        "Uardere Wardere Ouardere",
        "Baydhaba Baydaba",
        "Divanija Diwaniya",
    ],
)
def test_spellings_of_one_name_share_a_key_with_the_first(spellings):
    first, *others = map(name_key, spellings.split())
    assert all(name_keys(first) & name_keys(other) for other in others)


@pytest.mark.parametrize(
    "pair",
    [
        "Al Mafraq / Almafraq",
        "Dū Laīnah / Dolayna",
        "Khoshk-e Sara / Koshkesara",
        "Shahrestan-e Anar / Anar",
        "Homs city / Hims",
    ],
)
def test_articles_and_the_sort_of_place_do_not_hide_a_name(pair):
    one, other = map(name_key, pair.split(" / "))
    assert {key for key in name_keys(one) & name_keys(other) if key[0] in "=~"}


def test_words_that_agencies_translate_are_alike_and_it_says_so():
    verdict = judge("shamali gazah", "north gaza")
    assert verdict.chance > 0.3
    assert verdict.reason == "a word translated"
    assert judge("janubi gazah", "north gaza").chance < 0.2


def test_of_a_town_and_its_province_the_one_that_was_typed_is_likelier():
    assert judge("kunduzz", "kunduz").chance > judge("kunduzz", "kunduz province").chance
    assert judge("qunduz province", "kunduz province").chance > judge("qunduz province", "kunduz").chance


def test_a_word_for_the_sort_of_place_alone_is_no_likeness():
    assert judge("qaleh ye khan", "du qalah").chance == 0


def test_an_acronym_is_no_spelling_of_another():
    assert judge("una", "ina").chance == 0


@given(LETTERS, LETTERS, LETTERS)
def test_any_names_can_be_judged(one, other, third):
    assert 0 <= chance(f"{one} {other}", f"{third} {one}") <= 1
    assert name_keys(name_key(f"{one} {other}")) >= word_keys(name_key(f"{one} {other}"))


@pytest.mark.parametrize(
    ("typed", "nearest_first"),
    [("seige", "siege seize"), ("masood", "massood masud mahmood"), ("goverment", "government governor")],
)
def test_commoner_slips_take_less_effort(typed, nearest_first):
    words = nearest_first.split()
    assert sorted(words, key=lambda word: effort(typed, word)) == words
