"""Suggestions when few reports have what was typed."""

from __future__ import annotations

import string
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from archive.models import Article, VariantWords
from archive.search import search
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_name,
    make_person,
    make_place,
    make_source,
)

pytestmark = pytest.mark.django_db


def suggested(query):
    return search(QueryDict(query)).suggestions


def meant(query):
    correction = suggested(query).correction
    return correction and (correction.query, correction.reports)


def similar(query):
    return [(name.entity.name, name.reports) for name in suggested(query).names]


# Words


@pytest.mark.parametrize("typed", ["ofensive", "offnesive", "offensivee", "pffensive", "offensves"])
def test_it_offers_a_word_as_reports_print_it(typed):
    make_article(body="The offensive began.")
    assert meant(f"q={typed}") == ("offensive", 1)


@pytest.mark.parametrize("typed", ["jelalabad", "djalalabad", "jalalabat", "Jalaalabad"])
def test_it_offers_a_name_that_reports_print(typed):
    make_article(body="In Jalālābād, Jalalabad.")
    make_article(body="From Jalalabad.")
    assert meant(f"q={typed}") == ("Jalalabad", 2)


def test_it_offers_a_name_that_is_only_printed_with_accents():
    make_article(body="In Jalālābād.")
    assert meant("q=jelalabad") == ("Jalālābād", 1)


def test_it_offers_the_likest_word_and_of_equally_like_ones_the_commonest():
    make_article(body="Kabul.")
    make_article(body="Zabul.")
    make_article(body="Kabul, then Zabul and Tabula.")
    make_article(body="Zabul.")
    assert meant("q=qabul") == ("Zabul", 3)
    assert meant("q=kabbul") == ("Kabul", 2)


def test_it_corrects_each_unknown_word_and_keeps_the_rest_as_typed():
    make_article(headline="One", body="The offensive at Jalalabad began in the snow.")
    make_article(headline="Two", body="The offensive was called off.")
    assert meant('q="Ofensive"+at+jelalabad+snow') == ('"offensive" at Jalalabad snow', 1)
    assert (
        suggested("q=ofensive+-snow&sort=oldest").correction.url == "/search/?q=offensive+-snow&sort=oldest"
    )


def test_it_chooses_the_word_that_occurs_with_the_others():
    for _ in range(3):
        make_article(body="The hair was cut.")
    make_article(body="Trenches were dug in the snow by the mair.")
    assert meant("q=maix") == ("mair", 1)
    assert meant("q=haix+snow") is None
    assert meant("q=maix+snow") == ("mair snow", 1)


def test_it_corrects_no_word_that_was_found_in_another_form():
    VariantWords.objects.get_or_create(word="programme", defaults={"others": ["program"]})
    VariantWords.objects.get_or_create(word="gaol", defaults={"others": ["jail"]})
    for body in (
        "The programme began.",
        "The gaol burnt.",
        "A mail bag.",
        "By mail.",
        "The mail came.",
        "Mail again.",
    ):
        make_article(body=body)
    make_place(name="Bagram")
    assert (meant("q=program"), meant("q=jail"), similar("q=program")) == (None, None, [])


def test_it_offers_nothing_that_would_find_no_more():
    make_article(body="Kabul.", date_edtf="1996")
    make_article(body="Snow.")
    assert meant("q=kabbul&year=1997") is None
    assert meant("q=kabbul+snow") is None
    assert meant("q=kabbul&year=1996") == ("Kabul", 1)


def test_it_offers_nothing_for_words_that_are_known_common_or_literal():
    for number in range(12):
        make_article(headline=f"Kabul {number}", body="In Kabul.")
    make_article(body="Zabul.")
    assert not suggested("q=kabul")
    assert not suggested("q=zabul")
    assert not suggested("q=%3Dkabbul")
    assert not suggested("q=snow+-kabbul")
    assert not suggested("q=")
    assert not suggested("q=the")


def test_it_takes_a_rare_misprint_for_what_is_much_commoner():
    make_article(body="Kandhar fell.")
    for number in range(10):
        make_article(headline=f"Report {number}", body="In Kandahar.")
    assert meant("q=kandhar") == ("Kandahar", 10)
    assert search(QueryDict("q=kandhar")).total == 1


def test_it_never_changes_what_is_searched():
    make_article(body="Kabul.")
    results = search(QueryDict("q=kabbul"))
    assert (results.total, results.query, results.hits) == (0, "kabbul", [])


def test_it_offers_no_word_of_what_is_not_published_any_more():
    make_article(body="Kabul.")
    Article.objects.update(status="withdrawn")
    make_article(body="Nothing.")
    assert not suggested("q=kabbul")


def test_it_corrects_a_misprint_of_a_word_that_is_printed_in_two():
    make_article(body="The cease-fire held.")
    make_article(body="An air strike.")
    assert (meant("q=ceasefrie"), meant("q=airstike")) == (("ceasefire", 1), ("airstrike", 1))
    assert (meant("q=mazar+ceasefrie"), meant("q=ceasefirexx")) == (None, None)


def test_it_corrects_no_word_of_english_that_reports_have():
    make_article(body="The flight was late; reinforcements came on foot.")
    for number in range(10):
        make_article(headline=f"Report {number}", body="They fight on. The commandr was seen.")
    make_article(body="The commander.")
    assert (meant("q=flight"), meant("q=flihgt"), meant("q=figt")) == (None, ("flight", 1), ("fight", 10))


@pytest.mark.parametrize("typed", ["19th", "sep", "landmine", "IED", "zzzz"])
def test_figures_months_and_words_that_are_far_from_all_others_are_not_corrected(typed):
    make_article(body="The 15th set; landing with aid, z. He died.")
    assert meant(f"q={typed}") is None


def test_a_short_word_that_lost_a_letter_is_corrected():
    make_article(body="The city fell to the ISIS.")
    assert (meant("q=cty"), meant("q=ISS"), meant("q=CTY")) == (("city", 1), ("ISIS", 1), None)


def test_it_corrects_no_word_of_a_known_name_that_reports_have_and_offers_the_names_like_it():
    khan = make_person(name="Ismail Khan")
    make_person(name="Esmail Qaani")
    make_article(body="Esmail Qaani left.")
    for number in range(10):
        make_article(headline=f"Report {number}", body="Ismail Khan came.", mentions=[khan])
    assert (meant("q=esmail"), similar("q=esmail")) == (None, [("Ismail Khan", 10)])


def test_a_word_of_a_known_name_that_no_report_has_is_corrected_only_to_another_spelling_of_it():
    make_person(name="Mohammad Fazl", names=["Mohammad Faizal"])
    make_article(body="The final battle; Mohammad Fazl fled.")
    make_article(body="The final word.")
    assert (meant("q=faizal"), meant("q=fainal")) == (("Fazl", 1), ("final", 2))


def test_a_word_of_reports_in_another_language_is_corrected_only_to_words_of_that_language():
    make_article(body="Il est parti par le toit.", language="fr")
    for number in range(10):
        make_article(headline=f"Report {number}", body="A day of toil.", language="en")
    assert (meant("q=toit"), meant("q=toix")) == (None, ("toil", 10))


def test_it_prefers_two_letters_swapped():
    make_article(headline="One", body="The siege went on.")
    make_article(headline="Two", body="They seize power.")
    make_article(headline="Three", body="They seize the town.")
    assert meant("q=seige") == ("siege", 1)


def test_a_misprint_that_reports_contain_does_not_protect_itself():
    make_article(headline="Misprint", body="The goverment of a village.")
    for number in range(4):
        make_article(headline=f"Report {number}", body="The government came to Kandahar.")
    assert meant("q=kandahar+goverment") == ("kandahar government", 4)
    assert meant("q=village+government") is None


def test_it_corrects_several_words_at_once_though_each_misprint_occurs():
    make_article(headline="One", body="Jalabad is misprinted.")
    make_article(headline="Two", body="A seige is misprinted.")
    for number in range(4):
        make_article(headline=f"Report {number}", body="The siege of Jalalabad.")
    assert meant("q=jalabad+seige") == ("Jalalabad siege", 4)


def test_it_corrects_a_name_and_a_word_at_once():
    massoud = make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Massoud", "Masood"])
    for number in range(3):
        make_article(headline=f"Report {number}", body="The assassination of Massoud.", mentions=[massoud])
    make_article(body="Masood came.", mentions=[massoud])
    assert meant("q=massod+assasination") == ("Massoud assassination", 3)
    assert meant("q=asassination+of+masoud") == ("assassination of Massoud", 3)


def test_it_corrects_each_word_for_itself_if_no_report_has_any_of_them():
    make_article(headline="One", body="The offensive began.")
    make_article(headline="Two", body="In Jalalabad.")
    assert meant("q=ofensive+jelalabad") == ("offensive Jalalabad", 2)
    assert suggested("q=ofensive+jelalabad").correction.url == "/search/?q=offensive+Jalalabad&match=most"
    assert meant("q=ofensive+zzqqzz") == ("offensive zzqqzz", 1)
    assert meant("q=zzqqzz+qqzzqq") is None


@pytest.mark.parametrize("typed", ["ganeeral", "genrla", "minnisterr", "minsiterr"])
def test_two_slips_in_a_word_that_no_report_contains_are_corrected(typed):
    make_article(body="The general and the minister came.")
    assert meant(f"q={typed}")[0] in ("general", "minister")


# Names


@pytest.fixture
def massoud():
    person = make_person(name="Ahmad Shah Massoud", slug="massoud", names=["Massoud"])
    make_article(body="Massoud spoke.", mentions=[(person, "Massoud")])
    make_article(body="Ahmad Shah Massoud.", mentions=[(person, "Ahmad Shah Massoud")])
    return person


def test_it_counts_every_spelling_of_the_name_that_is_meant(massoud):
    make_name(entity=massoud, text="Mas'oud")
    make_article(body="Mas’oud spoke.", mentions=[(massoud, "Mas’oud")])
    assert meant("q=massud") == ("Massoud", 3)
    assert similar("q=massud") == []


def test_it_offers_a_whole_name_for_words_that_sound_like_it(massoud):
    make_article(body="Ahmed Shah came.")
    assert meant("q=akhmad+shah+masood") == ("Ahmad Shah Massoud", 2)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Al Karak", "El Karak"),
        ("Al Mafraq", "Almafrak"),
        ("Zurmat District", "Woluswali Zormat"),
        ("Koshkesara", "Khoshk-e Sara"),
        ("Xiva", "Chiva"),
    ],
)
def test_it_offers_a_place_whatever_its_article_its_sort_and_the_way_its_letters_are_read(name, typed):
    make_article(mentions=[make_place(name=name)], body=f"At {name}.")
    make_article(mentions=[make_place(name="Karaki")], body="At Karaki.")
    correction = meant(f"q={typed}")
    assert correction == (name, 1) or not correction and similar(f"q={typed}")[0] == (name, 1)


def test_it_offers_a_place_of_which_a_word_is_translated():
    make_article(mentions=[make_place(name="North Gaza")], body="At North Gaza.")
    assert similar("q=Shamali+Gazah") == [("North Gaza", 1)]


def test_a_name_without_its_article_is_corrected_before_a_word_one_letter_off():
    make_article(mentions=[make_place(name="Al Harthah")], body="At Al Harthah.")
    make_article(body="The Harthi family.")
    assert meant("q=Hartha") == ("Al Harthah", 1)


def test_it_lists_names_that_sound_alike_the_likest_first_with_their_reports():
    for name, reports in (("Mahmud Khan", 1), ("Mahmood Khan", 2), ("Mehmet Bey", 1), ("Mahmoud Shah", 3)):
        person = make_person(name=name)
        for _ in range(reports):
            make_article(body=f"{name} came.", mentions=[(person, name)])
    make_person(name="Makhmud Khan")
    assert meant("q=makhmut+khann") == ("Mahmud Khan", 1)
    assert similar("q=makhmut+khann")[0] == ("Mahmood Khan", 2)
    assert similar("q=makhmud") == [("Mahmud Khan", 1), ("Mahmoud Shah", 3), ("Mahmood Khan", 2)]


def test_it_says_what_sets_a_similar_name_apart(client):
    make_article(mentions=[make_faction(name="Qasimzad’s Men", names=['Hezb "Qasimzad"'])])
    (name,) = suggested("q=kasimzad+hezb").names
    assert (name.spelling, name.reason) == ('Hezb "Qasimzad"', "one letter, parts in another order")
    (data,) = client.get("/search.json", {"q": "kasimzad hezb"}).json()["similar_names"]
    assert (data["spelling"], data["reason"]) == (name.spelling, name.reason)
    assert (
        "one letter, parts in another order"
        in client.get("/search/", {"q": "kasimzad hezb"}).content.decode()
    )


def test_it_offers_no_long_name_for_one_word_of_it():
    faction = make_faction(name="Resolute Support", names=["Resolute Support Mission in Qasimzad"])
    make_article(body="It came.", mentions=[faction])
    assert not suggested("q=kasemzad")


def test_one_word_of_a_further_name_of_three_is_no_name():
    person = make_person(name="Ahmad Shah", names=["Lion of Qasimzad"])
    make_article(body="He came.", mentions=[person])
    assert not suggested("q=kasemzad")
    assert suggested("q=lion+of+kasemzad").correction or similar("q=lion+of+kasemzad") == [("Ahmad Shah", 1)]


def test_other_words_beside_a_name_do_not_hide_it():
    person = make_person(name="Qasim Hamidzai")
    for number in range(12):
        make_article(headline=f"Rockets {number}", body="Rockets fell.")
    make_article(body="He came.", mentions=[person])
    assert similar("q=rockets+kasem+hamedzay") == [("Qasim Hamidzai", 1)]


def test_nothing_is_offered_for_a_chinese_name_that_is_not_known():
    khyber = make_place(name="Khyber Pass")
    make_article(body="On the Khyber Pass.", mentions=[(khyber, "Khyber Pass")])
    assert (meant("q=喀布尔"), similar("q=喀布尔"), similar("q=ყიბერ")) == (None, [], [("Khyber Pass", 1)])


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Herat", "Герат"), ("Kandahar", "Кандагар"), ("Dostum", "Дустум"), ("Kabul", "ქაბული")],
)
def test_it_offers_a_name_for_one_in_another_script_that_is_spelt_a_little_otherwise_there(name, typed):
    place = make_place(name=name)
    make_mention(article=make_article(body=f"{name} was quiet."), entity=place, text=name)
    assert meant(urlencode({"q": typed})) == (name, 1)


def test_it_does_not_offer_again_those_that_a_shared_name_may_mean():
    for first in ("Jalaluddin", "Sirajuddin"):
        bearer = make_person(name=f"{first} Haqqani")
        make_name(entity=bearer, text="Haqqani", ambiguous=True)
        make_mention(
            article=make_article(body=f"{first} Haqqani spoke."), entity=bearer, text=f"{first} Haqqani"
        )
    results = search(QueryDict("q=haqqani"))
    assert len(results.choices[0].options) == 2 and not results.suggestions.names


def test_the_values_of_two_fields_are_not_put_together_to_a_name():
    person = make_person(name="Masood", names=["Massoud"])
    make_mention(article=make_article(body="Masood spoke."), entity=person, text="Masood")
    make_place(name="Doha")
    assert meant("q=person:massoud+place:doha") is None


def test_it_lists_five_names_at_most():
    for number in range(7):
        person = make_person(name=f"Qasim {number}")
        make_article(mentions=[person])
    assert len(similar("q=kasem")) == 5


def test_it_tells_nothing_of_names_that_are_not_public():
    for visibility in ("draft", "protected"):
        hidden = make_person(name="Qasimzad", visibility=visibility)
        make_article(headline="A report", body="Somebody came.", mentions=[hidden])
    assert not suggested("q=kasemzad")


def test_it_tells_nothing_of_names_that_search_does_not_use():
    person = make_person(name="Somebody")
    make_name(entity=person, text="Qasimzad", in_search=False)
    make_article(body="Somebody came.", mentions=[(person, "Somebody")])
    assert not suggested("q=kasemzad")


def test_a_name_that_is_known_is_not_corrected(massoud):
    place = make_place(name="Masood")
    make_article(body="At Masood.", mentions=[(place, "Masood")])
    assert meant("q=masood") is None
    assert similar("q=masood") == [("Ahmad Shah Massoud", 2)]


def test_names_with_marks_that_a_query_reads_otherwise_are_listed_only():
    party = make_faction(name='Hezb "Qasimzad"')
    make_article(mentions=[party])
    assert meant("q=hezb+kasemzad") is None
    assert similar("q=hezb+kasemzad") == [('Hezb "Qasimzad"', 1)]


# Cost


def test_it_asks_few_statements_more_and_none_where_there_is_plenty(django_assert_max_num_queries):
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Kabul {n}", body="The offensive.", status="published")
        for n in range(12)
    )
    # the clock and the columns, names, the words as a tsquery and what they find; of the page: 1 reports, 1 passages,
    # 1 mentions, 2 of facets
    with django_assert_max_num_queries(12):
        assert not suggested("q=kabul")
    # the clock and the columns, names, the tsquery and what it finds; how many have the word (2), names that sound so,
    # similar words, their reports; then for the offered spelling: names, tsquery, its reports; 1 for facets
    with django_assert_max_num_queries(14):
        assert meant("q=kabbul") == ("Kabul", 12)


def test_a_name_in_reports_is_offered_though_a_register_has_many_that_are_more_like_what_was_typed():
    place = make_place(name="Qareh Bāgh")
    make_article(body="At Qareh Bāgh.", mentions=[place])
    for letter in string.ascii_lowercase:
        for other in "abcde":
            make_place(name=f"Karah Bag {letter}{other}")
    assert ("Qareh Bāgh", 1) in similar("q=karah+bag")
