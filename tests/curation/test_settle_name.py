"""Settling names left over, and taking that back."""

from __future__ import annotations

import pytest

from archive.curation.plan import TakeBackError
from archive.curation.settle_name import SettleError, settle_name
from archive.curation.take_back import take_back
from archive.matching.link import link
from archive.models import Entity, Leftover, LeftoverName, Mention, Name, NameVerdict, Step
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_faction, make_mention, make_person, make_place, make_statement

pytestmark = pytest.mark.django_db


def settle(text="Andkhoi", **values):
    return settle_name(text=text, user=None, **values)


def undo(done):
    return take_back(step=done.step, user=None)


@pytest.fixture
def reports():
    """Give two reports with a name that no entry has, one of which has another."""
    made = [
        make_article(body="They fled to Andkhoi with Ghaffar."),
        make_article(body="So Andkhoi was quiet."),
    ]
    link(articles=made)
    return made


def open_names():
    return list(LeftoverName.objects.open().values_list("text", "reports"))


def accepted():
    return sorted(Mention.objects.accepted().values_list("article", "text", "entity__name"))


def test_a_new_spelling_links_every_report_that_has_it_at_once(reports):
    place = make_place(name="Andkhuy")

    done = settle(entities=[place])

    assert accepted() == [(report.pk, "Andkhoi", "Andkhuy") for report in reports]
    assert open_names() == [("Ghaffar", 1)]
    assert done.reports.articles == 2 and done.summary == "“Andkhoi” is a spelling of Andkhuy"


@pytest.mark.parametrize("kind", ["person", "place", "faction"])
def test_a_new_entry_has_the_name_and_an_address(reports, kind):
    done = settle(kind=kind)

    assert (done.entity.kind, done.entity.name, done.entity.slug) == (kind, "Andkhoi", "andkhoi")
    assert [row[1:] for row in accepted()] == [("Andkhoi", "Andkhoi")] * 2


def test_what_is_no_name_is_not_asked_about_again(reports):
    settle(verdict="no name")
    link(articles=[make_article(body="She saw Andkhoi.")])

    assert open_names() == [("Ghaffar", 1)]


def test_an_ambiguous_name_is_suggested_for_each_or_only_set_aside(reports):
    one, other = make_place(name="Andkhuy"), make_person(name="Rustam")
    settle(entities=[one, other], verdict="ambiguous")
    settle(text="Ghaffar", verdict="ambiguous")

    assert open_names() == []
    assert Mention.objects.suggested().count() == 4 and not accepted()
    assert NameVerdict.objects.get().text == "Ghaffar"


@pytest.mark.parametrize(
    "values", [{"kind": "place"}, {"verdict": "no name"}, {"verdict": "ambiguous"}, {"entities": True}]
)
def test_each_can_be_taken_back_and_everything_is_as_it_was(reports, values):
    place = make_place(name="Andkhuy")
    if "entities" in values:
        values = {"entities": [place]}
    before, open_before = state(), open_names()

    undo(settle(**values))

    assert_same(before, state())
    assert open_names() == open_before == [("Andkhoi", 2), ("Ghaffar", 1)]
    assert Leftover.objects.count() == 3


def test_reports_of_later_lose_what_they_had_of_it(reports):
    done = settle(kind="place")
    later = make_article(body="Andkhoi again.")
    link(articles=[later])
    assert later.mentions.count() == 1

    undo(done)

    assert not Entity.objects.exists() and not Mention.objects.exists()
    assert open_names()[0] == ("Andkhoi", 3) or open_names()[0] == ("Andkhoi", 2)


def test_an_entry_that_is_in_use_is_not_taken_back(reports):
    done = settle(kind="person", text="Ghaffar")
    make_statement(subject=done.entity, object=make_faction(name="Harakat"))
    with pytest.raises(TakeBackError, match="Ghaffar has been worked on since: it has statements"):
        undo(done)

    other = settle(kind="place")
    make_mention(article=reports[0], entity=other.entity, text="fled")
    with pytest.raises(TakeBackError, match="it has mentions"):
        undo(other)
    assert Entity.objects.count() == 3


def test_two_curators_do_not_settle_one_name_twice(reports):
    first = settle(verdict="no name")
    with pytest.raises(SettleError, match="It has already been decided that “Andkhoi” is not a name") as told:
        settle(kind="place")
    assert told.value.decided == first.step

    settle(text="Ghaffar", kind="person")
    with pytest.raises(SettleError, match="Ghaffar has the name “Ghaffar” already"):
        settle(text="GHAFFAR", verdict="no name")
    assert Step.objects.count() == 2, "nothing is left of what was refused"


def test_another_entry_of_a_name_makes_it_ambiguous_and_goes_back(reports):
    first = settle(text="Ghaffar", kind="person").entity
    accepted = Mention.objects.accepted().filter(entity=first).count()
    assert accepted

    done = settle(text="GHAFFAR", kind="person", is_another=True)

    assert done.summary == "“GHAFFAR” is another person too: the name is ambiguous now"
    assert done.entity != first and set(Name.objects.values_list("text", "ambiguous")) == {
        ("Ghaffar", True),
        ("GHAFFAR", True),
    }
    assert {mention.entity for mention in Mention.objects.suggested()} == {first, done.entity}
    assert not Mention.objects.accepted().exists()
    with pytest.raises(SettleError) as told:
        settle(text="Ghaffar", kind="place")
    assert told.value.bearers == [first, done.entity]

    undo(done)

    assert Name.objects.get() == first.names.get() and not Name.objects.get().ambiguous
    assert Mention.objects.accepted().filter(entity=first).count() == accepted


def test_a_protected_name_gets_no_second_bearer_by_this_way(reports):
    make_person(name="Ghaffar", visibility="protected")
    with pytest.raises(SettleError, match="An entry has the name “Ghaffar” already"):
        settle(text="Ghaffar", kind="person", is_another=True)
    assert Entity.objects.count() == 1 and not Name.objects.filter(ambiguous=True).exists()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": "--", "kind": "place"},
        {"text": "x" * 121, "kind": "place"},
        {"kind": "event"},
        {"kind": "place", "verdict": "no name"},
        {"verdict": "odd"},
    ],
)
def test_odd_choices_are_refused(reports, values):
    with pytest.raises(SettleError):
        settle(**values)
    assert not Name.objects.exists() and not NameVerdict.objects.exists()
