from __future__ import annotations

import pytest
from django.http import QueryDict

from archive.models import Article, Entity, Name, Story
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


def found(query, **options):
    return search(QueryDict(query), **options)


def headlines(query):
    return [hit.article.headline for hit in found(query).hits]


@pytest.fixture
def taliban():
    return make_faction(name="Taliban", slug="taliban", names=["Taleban", "Talib"])


@pytest.fixture
def mazar():
    country = make_place(name="Afghanistan", slug="afghanistan")
    province = make_place(name="Balkh", slug="balkh", parent=country)
    names = ["Mazar-e-Sharif", "Mazari Sharif", "Mazar"]
    return make_place(name="Mazar-i-Sharif", slug="mazar-i-sharif", parent=province, names=names)


# Names


@pytest.mark.parametrize("query", ["taliban", "Taleban", "talib", '"Taleban"'])
def test_it_finds_every_spelling_of_a_faction(taliban, query):
    make_article(headline="One", body="The Taliban came.", mentions=[(taliban, "Taliban")], date_edtf="1996")
    make_article(headline="Two", body="The Taleban came.", mentions=[(taliban, "Taleban")], date_edtf="1997")
    make_article(headline="Three", body="Nobody came.")
    assert headlines(f"q={query}&sort=oldest") == ["One", "Two"]


@pytest.mark.parametrize(
    "query",
    ["Mazar-i-Sharif", "Mazar-e-Sharif", '"Mazar-+i-Sharif"', "Mazar-+i-Sharif", "Mazari+Sharif", "mazar"],
)
def test_it_finds_every_spelling_of_a_place(mazar, query):
    make_article(
        headline="One", body="In Mazar-i-Sharif.", mentions=[(mazar, "Mazar-i-Sharif")], date_edtf="1997"
    )
    make_article(
        headline="Two", body="In Mazari Sharif.", mentions=[(mazar, "Mazari Sharif")], date_edtf="1998"
    )
    assert headlines(f"q={query}&sort=oldest") == ["One", "Two"]


def test_it_says_which_spellings_it_searched_and_how_to_switch_them_off(taliban):
    make_article(headline="One", body="The Taliban came.", mentions=[(taliban, "Taliban")])
    make_article(headline="Two", body="The Taleban came.", mentions=[(taliban, "Taleban")])
    results = found("q=the+taleban+came")
    assert [(name.typed, name.entity, name.also) for name in results.names] == [
        ("taleban", taliban, ["Taliban", "Talib"])
    ]
    assert results.names[0].off_url == "/search/?q=the+%3Dtaleban+came"
    assert headlines("q=the+%3Dtaleban+came") == ["Two"]
    assert headlines("q=taleban&exact=1") == ["Two"]


def test_it_knows_names_inside_longer_queries(taliban, mazar):
    make_article(
        headline="Both",
        body="In 1998 the Taleban took Mazari Sharif.",
        mentions=[(taliban, "Taleban"), (mazar, "Mazari Sharif")],
    )
    make_article(headline="One alone", body="In 1998 the Taleban slept.", mentions=[(taliban, "Taleban")])
    results = found("q=taliban+mazar-e-sharif+1998")
    assert [hit.article.headline for hit in results.hits] == ["Both"]
    assert [name.entity for name in results.names] == [taliban, mazar]


def test_it_offers_each_bearer_of_a_shared_name_and_widens_to_none():
    for slug in ("abdul-malik", "malik-ghulam"):
        person = make_person(name=slug.title(), slug=slug)
        make_name(entity=person, text="Malik", ambiguous=True)
    make_article(headline="One", body="Malik spoke.")
    results = found("q=malik+spoke")
    assert [(option.entity.slug, option.url) for option in results.choices[0].options] == [
        ("abdul-malik", "/search/?q=spoke&person=abdul-malik"),
        ("malik-ghulam", "/search/?q=spoke&person=malik-ghulam"),
    ]
    assert results.names == []
    assert [hit.article.headline for hit in results.hits] == ["One"]


def test_it_reads_a_small_word_as_a_word_and_its_capitals_as_an_acronym():
    who = make_faction(name="World Health Organization", names=["WHO"])
    make_article(headline="One", body="The WHO spoke.", mentions=[(who, "WHO")])
    assert found("q=who").names == []
    assert [name.entity for name in found("q=WHO").names] == [who]


def test_it_finds_spellings_in_reports_whose_names_are_not_matched_yet(taliban):
    make_article(headline="Raw", body="Fighters of the Talib movement.")
    assert headlines("q=taliban") == ["Raw"]


def test_it_marks_the_spelling_that_was_printed(taliban):
    make_article(headline="One", body="Then the Taleban <came>.", mentions=[(taliban, "Taleban")])
    assert found("q=talib").hits[0].snippet == "Then the <mark>Taleban</mark> &lt;came&gt;."


def test_it_shows_the_card_of_an_entity_whose_name_is_the_whole_query(taliban):
    make_article(headline="One", body="The Taleban came.", mentions=[(taliban, "Taleban")])
    assert found("q=taleban").card == taliban
    assert found("q=taleban+came").card is None


# Words


def test_it_finds_hyphens_quotes_and_glued_sentences():
    make_article(headline="One", body="“Snow” fell on Qala-i-Jangi.The road/pass was shut.")
    for query in ("snow", '"qala i jangi"', "qala-i-jangi", "pass", '"jangi the road"'):
        assert headlines(f"q={query}") == ["One"], query


def test_it_ranks_the_headline_above_the_body_and_rare_words_above_common_ones():
    make_article(headline="Convoy", body="It was long. " * 30)
    make_article(headline="Long report", body="It was long. " * 30 + "A convoy came.")
    make_article(headline="Nothing", body="It was long. " * 30)
    assert headlines("q=convoy") == ["Convoy", "Long report"]


def test_it_ranks_words_that_stand_together_higher():
    make_article(
        headline="Apart", body="Snow " + "and then some other things came to pass here " * 8 + "fell."
    )
    make_article(
        headline="Together", body="Snow fell " + "and then some other things came to pass here " * 8 + "."
    )
    assert headlines("q=snow+fell") == ["Together", "Apart"]


def test_it_looks_in_fields():
    source = make_source(name="Morning Digest", slug="morning")
    make_article(
        headline="Snow in Kabul", body="Cold.", byline="Ann Reporter", dateline="PESHAWAR", source=source
    )
    make_article(headline="Cold", body="Snow in Kabul. Ann was there, in Peshawar.")
    for query in (
        "title:snow",
        "byline:ann",
        "dateline:peshawar",
        "source:morning",
        'source:"Morning+Digest"',
    ):
        assert headlines(f"q={query}") == ["Snow in Kabul"], query


def test_a_field_of_small_words_alone_finds_nothing_and_says_so():
    make_article(headline="The snow", byline="The desk")
    for query in ("title:the", "byline:the", "the"):
        assert headlines(f"q={query}") == []
        assert "Only small words" in found(f"q={query}").messages[0]


def test_it_finds_words_by_their_beginning_their_end_and_their_sound():
    make_article(headline="East", body="They defected at Jalalabad.")
    make_article(headline="North", body="Masood spoke of defections in Konduz.")
    assert headlines("q=defect*&sort=oldest") == ["East", "North"]
    assert headlines("q=*abad") == ["East"]
    assert headlines("q=masud~") == ["North"]
    assert headlines("q=qonduz~") == ["North"]
    assert headlines("q=kondus~") == ["North"]
    assert headlines("q=zzzz~") == []


def test_dates_in_a_query_bound_it():
    make_article(headline="Early", date_edtf="1996-09")
    make_article(headline="Late", date_edtf="1998-08-09")
    make_article(headline="Undated")
    assert headlines("q=before:1997") == ["Early"]
    assert headlines("q=quiet+after:1996-09") == ["Late"]
    assert headlines("q=after:1996-08&sort=oldest") == ["Early", "Late"]
    assert headlines("q=on:199X&sort=oldest") == ["Early", "Late"]
    assert headlines("q=quiet+-on:1996&sort=oldest") == ["Late", "Undated"]
    assert found("q=(quiet+OR+before:1997)").messages != []


def test_a_phrase_does_not_reach_from_the_headline_into_the_text():
    make_article(headline="Snow fell", body="Heavily it came down.")
    assert headlines('q="fell+heavily"') == []
    assert headlines('q="snow+fell"') == ["Snow fell"]


def test_a_place_in_a_field_takes_in_what_lies_inside(mazar):
    make_article(headline="One", body="In Mazar.", mentions=[(mazar, "Mazar")])
    assert headlines("q=place:afghanistan") == ["One"]
    assert headlines("q=afghanistan") == []


# Facets


def test_it_counts_each_facet_with_its_own_filter_lifted(taliban, mazar):
    make_article(headline="Both", body="Taliban, Mazar.", mentions=[(taliban, "Taliban"), (mazar, "Mazar")])
    make_article(headline="Faction", body="Taliban.", mentions=[(taliban, "Taliban")])
    facets = {facet.name: facet for facet in found("place=mazar-i-sharif").facets}
    assert [(value.label, value.count, value.depth) for value in facets["place"].values] == [
        ("Afghanistan", 1, 0),
        ("Balkh", 1, 1),
        ("Mazar-i-Sharif", 2, 2),  # without it
    ]
    assert facets["place"].none.count == 2  # with it
    assert [(value.label, value.count) for value in facets["faction"].values] == [("Taliban", 1)]


def test_values_of_one_facet_are_joined_by_or_and_facets_by_and(taliban, mazar):
    person = make_person(name="Ann", slug="ann")
    make_article(headline="A", body="Taliban.", mentions=[(taliban, "Taliban")], date_edtf="1996")
    make_article(headline="B", body="Ann.", mentions=[(person, "Ann")], date_edtf="1997")
    make_article(
        headline="C", body="Ann, Taliban.", mentions=[(person, "Ann"), (taliban, "Taliban")], date_edtf="1998"
    )
    assert headlines("person=ann&faction=taliban") == ["C"]
    assert headlines("year=1996&year=1997&sort=oldest") == ["A", "B"]
    assert headlines("faction=-taliban") == ["B"]
    assert headlines("person=none") == ["A"]
    assert headlines("faction=taliban&person=-ann") == ["A"]


def test_values_of_one_facet_are_joined_by_and_where_that_is_asked():
    ann, bo, cy = (make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo", "Cy"))
    make_article(headline="Both", mentions=[ann, bo])
    make_article(headline="All", mentions=[ann, bo, cy])
    make_article(headline="One", mentions=[ann])
    make_article(headline="Other", mentions=[cy])
    assert headlines("person=ann&person=bo&sort=oldest") == ["Both", "All", "One"]
    assert headlines("person=ann&person=bo&person.all=1&sort=oldest") == ["Both", "All"]
    assert headlines("person=ann&person=bo&person.all=1&person=-cy") == ["Both"]
    assert headlines("person=ann&person=none&person.all=1") == []
    asked, other = (found(f"person=ann&person=bo{more}").facets[0] for more in ("", "&person.all=1"))
    assert (asked.wants_all, asked.other_join.count) == (False, 2)
    assert (other.wants_all, other.other_join.count) == (True, 3)
    assert asked.other_join.url == "/search/?person=ann&person=bo&person.all=1"
    assert [(value.label, value.count) for value in other.values] == [("Ann", 2), ("Bo", 3), ("Cy", 1)]


def test_all_of_a_list_and_named_with_are_one_condition():
    ann, bo = (make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo"))
    make_article(headline="Both", mentions=[ann, bo])
    make_article(headline="One", mentions=[ann])
    assert (
        headlines("person=ann&person=bo&person.all=1")
        == headlines("with=person-ann&with=person-bo")
        == ["Both"]
    )


def test_a_list_says_what_is_left_if_a_value_is_left_out():
    story = Story.objects.create()
    ann, bo = (make_person(name=name, slug=name.lower()) for name in ("Ann", "Bo"))
    make_article(mentions=[ann, bo], story=story)
    make_article(mentions=[ann], story=story)
    make_article(mentions=[bo])
    make_article()
    people = found("leaveout=person").facets[0]
    assert people.leaves_out
    assert [(value.label, value.count, value.url) for value in people.values] == [
        ("Bo", 2, "/search/?person=-bo&leaveout=person"),  # a copy of the story does not name Bo
        ("Ann", 2, "/search/?person=-ann&leaveout=person"),
    ]
    assert people.leave_url == "/search/"
    assert not any(facet.leaves_out for facet in found("leaveout=person").facets[1:])


def test_a_date_is_found_by_overlap_and_undated_reports_have_their_bucket():
    make_article(headline="Year", date_edtf="1997")
    make_article(headline="Day", date_edtf="1997-05-25")
    make_article(headline="Undated")
    assert headlines("from=1997-05&to=1997-06&sort=oldest") == ["Year", "Day"]
    assert headlines("from=1997-05&to=1997-06&certain=1") == ["Day"]
    assert headlines("year=none") == ["Undated"]
    assert headlines("sort=newest")[-1] == "Undated"
    assert found("").histogram.undated.count == 1


def test_copies_of_one_story_count_once_and_can_be_unfolded():
    story = Story.objects.create()
    make_article(headline="First", body="Snow fell.", story=story, date_edtf="1997-01-01")
    make_article(headline="Second", body="Snow fell.", story=story, date_edtf="1997-01-02")
    make_article(headline="Alone", body="Snow fell.", date_edtf="1997-01-03")
    results = found("q=snow&sort=newest")
    assert (results.total, results.copies) == (2, 1)
    assert [hit.article.headline for hit in results.hits] == ["Alone", "Second"]
    assert [copy.headline for copy in results.hits[1].copies] == ["First"]
    assert [(bar.label, bar.count) for bar in results.histogram.bars] == [("1997", 2)]
    assert found("q=snow&copies=1").total == 3


def test_a_year_beside_a_chosen_one_counts_what_began_before_and_has_no_end():
    make_article(date_edtf="1997/2003")
    make_article(date_edtf="2001/..")
    bars = {bar.value: bar for bar in found("year=1997").histogram.bars}
    assert [bars[year].count for year in ("1998", "2001", "2002", "2003")] == [1, 2, 2, 2]
    assert all(bar.count == found(bar.url.partition("?")[2]).total for bar in bars.values())


def test_a_result_lists_whom_it_names_the_most_often_named_first(taliban):
    person, place = make_person(name="Balkh", slug="balkh"), make_place(name="Balkh", slug="balkh")
    report = make_article(body="Taliban in Balkh. Taliban, Balkh.", mentions=[(taliban, "Taliban")])
    make_mention(article=report, entity=taliban, start=18, end=25)
    for entity in (place, person):
        make_mention(article=report, entity=entity, start=11, end=16)
    entities = found("").hits[0].entities
    assert [(entity.kind, entity.name) for entity in entities] == [
        ("faction", "Taliban"),
        ("person", "Balkh"),
        ("place", "Balkh"),
    ]
    assert entities[0].get_absolute_url() == "/factions/taliban/"


# Who may see what


def test_drafts_withdrawn_reports_and_entities_not_public_leak_nowhere(taliban):
    hidden = make_person(name="Hidden Person", slug="hidden", visibility="protected")
    make_article(
        headline="Draft", body="Hidden Person, Taliban.", status="draft", mentions=[(taliban, "Taliban")]
    )
    make_article(headline="Gone", body="Taliban.", status="withdrawn", mentions=[(taliban, "Taliban")])
    make_article(headline="Seen", body="Hidden Person.", mentions=[(hidden, "Hidden Person")])
    assert headlines("") == ["Seen"]
    assert headlines("q=taliban") == []
    results = found("q=hidden+person")
    assert results.names == results.choices == results.hits == []
    results = found("q=headline:seen")
    assert results.hits[0].entities == []
    assert [
        value
        for facet in results.facets
        if facet.name != "source"
        for value in facet.values
        if facet.name != "language"
    ] == []
    assert found("person=hidden").total == 0


def test_a_changed_address_still_filters(taliban):
    make_article(headline="One", body="Taliban.", mentions=[(taliban, "Taliban")])
    Entity.objects.filter(pk=taliban.pk).update(slug="the-taliban")
    assert headlines("faction=taliban") == ["One"]


# Odd input


@pytest.mark.parametrize(
    "query",
    ["q=(((", "q=%22", "q=*", "q=the", "q=-", "page=x", "page=99999999999", "page=-1", "year=x", "from=x", "sort=x",
     "person=", "person=-", "place=%00", "q=%00", "q=" + "a+" * 3000, "language=%F0%9F%99%82", "from=2000&to=1990"],
)  # fmt: skip
def test_odd_input_is_answered(query):
    make_article()
    assert found(query).page >= 1


def test_an_edit_shows_at_the_next_search():
    article = make_article(headline="One", body="Snow.")
    assert headlines("q=snow") == ["One"]
    Article.objects.filter(pk=article.pk).update(body="Rain.")
    assert headlines("q=snow") == []
    Name.objects.all().delete()
    article.delete()
    assert headlines("") == []


# Cost


def test_it_asks_no_more_of_the_database_for_more_results(django_assert_num_queries, taliban, engine_used):
    for number in range(3):
        make_article(body="Taliban.", mentions=[(taliban, "Taliban")], headline=f"Report {number}")
    whole_page("q=taliban")
    # 2 names with their entities, and spellings, 1 clock of the data, 1 ranking, 1 reports, 1 mentions marked,
    # 1 entities named, 1 entities of facets, 1 sources of facets, 1 names awaiting a curator. Lexemes are cached. A test writes in the
    # transaction that it searches in, so nothing else is: 1 records of all reports, 1 ids of those found. Where reports are
    # few: 1 how many have the word, 1 whether it is one of a name, 1 names that sound like it. No report carries a claim: 1. A large archive reads which words are common once for each
    # state of the data.
    budget = 13 + (1 if engine_used == "large" else 0)
    with django_assert_num_queries(budget + 3):
        whole_page("q=taliban")
    for number in range(20):
        make_article(body="Taliban.", mentions=[(taliban, "Taliban")], headline=f"More {number}")
    whole_page("q=taliban")
    with django_assert_num_queries(budget):
        whole_page("q=taliban")


def whole_page(query):
    """Compute everything that a page shows of a search."""
    results = found(query)
    return results.hits, results.facets, results.choices, results.pending, results.suggestions
