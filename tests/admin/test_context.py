"""Statements, events and claims in the admin: made with their evidence, refused in plain words, found where they ask for attention."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Affiliation, Claim, Event, Evidence, Fact, Passage, Statement
from tests.admin.forms import change, change_url, errors_on, form_values, messages_on
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
    make_statement,
)

pytestmark = pytest.mark.django_db

WORDS = "General Malik, who commands for Junbish, spoke in Mazar."


def add(client, name, *, evidence=(), **values):
    """Fill in the form that adds a record, with rows of evidence: pairs of a report and words."""
    address = reverse(f"admin:archive_{name}_add")
    sent = form_values(client.get(address)) | values | {"evidence-TOTAL_FORMS": len(evidence)}
    for number, (report, words) in enumerate(evidence):
        row = {"report": report.pk, "words": words, "stance": "supports", "note": ""}
        sent |= {f"evidence-{number}-{field}": value for field, value in row.items()}
    return client.post(address, sent, follow=True)


def ids_listed(client, name, query=""):
    page = client.get(f"{reverse(f'admin:archive_{name}_changelist')}?{query}")
    return [row.pk for row in page.context["cl"].result_list]


def shown(row):
    return change_url(row)


# Statements


def test_an_affiliation_is_added_with_the_words_that_say_it(curator):
    malik, junbish = make_person(name="Malik"), make_faction(name="Junbish")
    report = make_article(body=WORDS)

    answer = add(
        curator, "affiliation", subject=malik.pk, predicate="commands", object=junbish.pk, rank="general",
        first_cited="20 May 1997", start="1994", start_is_real="on", evidence=[(report, "Malik, who commands for junbish")],
    )  # fmt: skip

    statement = Affiliation.objects.get()
    assert (statement.first_cited, statement.start, statement.start_is_real) == ("1997-05-20", "1994", True)
    passage = statement.evidence.get().passage
    assert (passage.article, passage.words) == (report, "Malik, who commands for Junbish")
    assert list(Statement.objects.public()) == [statement]
    assert "First cited: “20 May 1997” was read as 1997-05-20, 20 May 1997." in messages_on(answer)


def test_words_of_two_lines_and_a_passage_that_is_there_are_found(curator):
    report = make_article(body="He commands\nfor Junbish.")
    passage = make_passage(article=report, words="He commands\nfor Junbish")
    malik, junbish = make_person(), make_faction()

    add(
        curator, "affiliation", subject=malik.pk, predicate="commands", object=junbish.pk,
        evidence=[(report, "He commands\r\nfor Junbish")],
    )  # fmt: skip

    assert Evidence.objects.get().passage == passage


@pytest.mark.parametrize(
    "values, column, told",
    [
        ({"object": "another person"}, "object", "“commands for” needs a faction."),
        ({"subject": "another faction"}, "subject", "“commands for” is said of a person."),
        ({"start_is_real": "on"}, "start", "Give the start, or untick that this is the real one."),
        ({"start": "1997", "end": "May 1996"}, "end", "This is before the start, 1997."),
        (
            {"first_cited": "1997", "last_cited": "1996"},
            "last_cited",
            "This is before the first citation, 1997.",
        ),
        ({"first_cited": "last Thursday"}, "first_cited", None),
        ({"object": ""}, "object", "“commands for” needs a faction."),
    ],
)
def test_a_wrong_affiliation_is_refused_in_plain_words(curator, values, column, told):
    rows = {
        f"{one} {kind.__name__.removeprefix('make_')}": kind().pk
        for one in ("a", "another")
        for kind in (make_person, make_faction)
    }
    sent = {"subject": rows["a person"], "predicate": "commands", "object": rows["a faction"]} | values

    answer = add(curator, "affiliation", **{name: rows.get(value, value) for name, value in sent.items()})

    assert list(errors_on(answer)) == [column]
    assert told is None or errors_on(answer)[column] == [told]
    assert not Statement.objects.exists()


def test_a_date_of_a_fact_is_read_as_people_type_it(curator):
    massoud = make_person()

    add(curator, "fact", subject=massoud.pk, predicate="died", value="9 September 2001")
    refused = add(curator, "fact", subject=massoud.pk, predicate="born", value="long ago")

    assert Fact.objects.get().value == "2001-09-09"
    assert list(errors_on(refused)) == ["value"]


@pytest.mark.parametrize(
    "words, told",
    [
        ("Malik fled", "The report does not contain these words. Copy them from its text."),
        ("Malik", "These words occur 2 times in the report: mark or type more of them."),
        ("", "Mark or type the words of the report that say it."),
    ],
)
def test_words_that_do_not_stand_in_the_report_are_refused(curator, words, told):
    report = make_article(body="Malik met Malik.")

    answer = add(
        curator,
        "fact",
        subject=make_person().pk,
        predicate="origin",
        value="Faryab",
        evidence=[(report, words)],
    )

    (formset,) = [inline.formset for inline in answer.context["inline_admin_formsets"]]
    assert formset.forms[0].errors["words"] == [told]
    assert (Statement.objects.count(), Passage.objects.count()) == (0, 0)


def test_the_same_words_are_not_quoted_twice(curator):
    report = make_article(body=WORDS)

    answer = add(
        curator, "fact", subject=make_person().pk, predicate="rank", value="general",
        evidence=[(report, "General Malik"), (report, "general malik")],
    )  # fmt: skip

    (formset,) = [inline.formset for inline in answer.context["inline_admin_formsets"]]
    assert formset.forms[1].errors["words"] == ["These words are quoted here already."]


def test_what_is_not_sourced_is_said_so_and_asked_for(curator):
    malik, junbish = make_person(), make_faction()
    bare = make_statement(subject=malik, predicate="leads", object=junbish)
    lost = make_statement(
        subject=malik, object=junbish, passages=[make_passage(article=make_article(body=WORDS))]
    )
    kept = make_statement(subject=malik, object=junbish, passages=["Malik stayed."])
    report = lost.evidence.get().passage.article
    report.body = "Nothing of the kind."
    report.save()

    answer = add(curator, "affiliation", subject=malik.pk, predicate="commands", object=junbish.pk)
    new = Affiliation.objects.get(predicate="commands")
    desk = curator.get(reverse("admin:index"))

    assert any("not sourced" in told for told in messages_on(answer))
    assert set(ids_listed(curator, "affiliation", "evidence=none")) == {bare.pk, new.pk}
    assert ids_listed(curator, "affiliation", "evidence=lost") == [lost.pk]
    assert kept.pk in ids_listed(curator, "affiliation")
    told = {task.label: (task.count, task.url) for task in desk.context["tasks"]}
    assert told["affiliations not sourced"][0] == "2"
    assert told["passage that lost its words"][0] == "1"
    for _, address in (told["affiliations not sourced"], told["passage that lost its words"]):
        assert curator.get(address).status_code == 200


def test_statements_are_found_by_any_spelling_of_either_side_and_by_time(curator):
    malik = make_person(names=["Abdul Melik"])
    junbish = make_faction(name="Junbish")
    early = make_statement(subject=malik, object=junbish, first_cited="1995", last_cited="1996")
    late = make_statement(subject=make_person(), object=junbish, first_cited="2001")

    assert ids_listed(curator, "affiliation", "q=melik") == [early.pk]
    assert set(ids_listed(curator, "affiliation", "q=junbish")) == {early.pk, late.pk}
    assert ids_listed(curator, "affiliation", "period=1996") == [early.pk]
    assert ids_listed(curator, "factionrelation", "q=junbish") == []


def test_a_change_has_a_history_and_goes_back(curator):
    malik, junbish = make_person(name="Malik"), make_faction(name="Junbish")
    statement = make_statement(subject=malik, object=junbish, passages=[WORDS], role="spokesman")
    page = reverse("admin:archive_affiliation_change", args=[statement.pk])

    change(curator, statement, url=page, role="governor", change_reason="misread")
    history = curator.get(reverse("admin:archive_affiliation_history", args=[statement.pk])).content.decode()
    event = statement.events.filter(pgh_label="changed").get()
    back = reverse("admin:archive_affiliation_restore", args=[statement.pk, event.pgh_id])
    assert "governor" in curator.get(back).content.decode()
    curator.post(back)

    assert "<q>misread</q>" in history and "spokesman" in history and "governor" in history
    assert "General Malik, who commands" in history  # the evidence, by its words
    statement.refresh_from_db()
    assert statement.role == "spokesman"


def test_a_deleted_statement_comes_back_with_its_evidence(curator):
    statement = make_statement(
        subject=make_person(name="Malik"), object=make_faction(name="Junbish"), passages=[WORDS]
    )
    curator.post(reverse("admin:archive_affiliation_delete", args=[statement.pk]), {"post": "yes"})
    assert not Statement.objects.exists()

    deleted = curator.get(reverse("admin:archive_affiliation_deleted")).content.decode()
    event = statement.events.model.objects.get(pgh_label="deleted")
    curator.post(reverse("admin:archive_affiliation_recover", args=[event.pgh_id]))

    assert "Malik member of Junbish" in deleted
    assert curator.get(reverse("admin:archive_fact_deleted")).content.decode().count("Bring it back") == 0
    assert Statement.objects.get().evidence.get().passage.words == WORDS


def test_the_address_of_any_statement_leads_to_its_sort(curator):
    fact = make_statement(subject=make_person(), predicate="born", value="1953")

    answer = curator.get(reverse("admin:archive_statement_change", args=[fact.pk]))

    assert answer.url == reverse("admin:archive_fact_change", args=[fact.pk])


# Events


def test_an_event_is_added_with_parties_numbers_and_evidence(curator):
    mazar, junbish = make_place(name="Mazar"), make_faction()
    report = make_article(body=WORDS)

    answer = add(
        curator, "event", title="Fighting for Mazar", kind="battle", date_printed="May 1997", place=mazar.pk,
        place_precision="exact", evidence=[(report, "spoke in Mazar")],
        **{
            "parties-TOTAL_FORMS": 2, "parties-0-role": "side a", "parties-0-entity": junbish.pk, "parties-0-words": "",
            "parties-1-role": "side b", "parties-1-entity": "", "parties-1-words": "the other side",
            "identifiers-TOTAL_FORMS": 1, "identifiers-0-scheme": "ucdp-ged", "identifiers-0-value": "615",
        },
    )  # fmt: skip

    event = Event.objects.get()
    assert [str(party) for party in event.parties.order_by("role")] == [junbish.name, "the other side"]
    assert event.identifiers.get().value == "615" and event.evidence.count() == 1
    assert event.date_edtf == "1997-05"
    assert any(told.startswith("The printed date was read as") for told in messages_on(answer))


def test_a_wrong_event_is_refused_in_plain_words(curator):
    whole = make_event(title="Offensive")
    part = make_event(title="Fall of the city", part_of=whole)

    twisted = change(curator, whole, part_of=part.pk)
    half = change(curator, part, latitude="36")
    nobody = change(
        curator, part, **{"parties-TOTAL_FORMS": 1, "parties-0-role": "side a", "parties-0-entity": "", "parties-0-words": ""}
    )  # fmt: skip

    assert errors_on(twisted)["part_of"] == ["“Fall of the city” is part of this event: choose a larger one."]
    assert errors_on(half)["longitude"] == ["Give both latitude and longitude, or neither."]
    rows = nobody.context["inline_admin_formsets"][0].formset.forms
    assert rows[0].errors["entity"] == ["Choose who took part, or write the words of the report."]


def test_deleting_an_event_says_which_claims_stay(curator):
    event = make_event()
    make_claim(event=event, object=make_place(), state="contested")

    page = curator.get(reverse("admin:archive_event_delete", args=[event.pk])).content.decode()
    curator.post(reverse("admin:archive_event_delete", args=[event.pk]), {"post": "yes"})

    assert "Claims that stay, without an event: 1" in page
    assert Claim.objects.get().event is None


# Claims


def test_a_claim_is_added_with_its_hedges(curator):
    mazar, taliban = make_place(name="Mazar"), make_faction(name="Taliban")
    report = make_article(body="If confirmed, Mazar has fallen, the Taliban said.")

    add(
        curator, "claim", claimant=taliban.pk, claimant_sort="party", act="asserts", hedges="if confirmed, appeared to", topic="control",
        object=mazar.pk, value_entity=taliban.pk, said_edtf="9 August 1998", evidence=[(report, "Mazar has fallen, the Taliban said")],
    )  # fmt: skip

    claim = Claim.objects.get()
    assert claim.hedges == ["if confirmed", "appeared to"] and claim.said_edtf == "1998-08-09"
    assert list(Claim.objects.public()) == [claim]


@pytest.mark.parametrize(
    "values, column, told",
    [
        ({"object": ""}, "object", "Control: choose the place that it is about."),
        ({"object": "person"}, "object", "Control: choose a place here; Malik is a person."),
        ({"value_entity": "place"}, "value_entity", "Control: choose a faction or person here; Mazar is a place."),
        ({"value_entity": ""}, "words", "Say what is claimed: here, or in words."),
        ({"state": "killed"}, "state", "Control: choose one of: contested."),
        ({"low": "30"}, "low", "Control has no figures: only casualties have."),
        ({"counted": "all"}, "counted", "Control counts nobody: only casualties do."),
        ({"topic": "casualties", "value_entity": ""}, "object", "Casualties: leave this empty."),
        ({"topic": "casualties", "object": "", "value_entity": ""}, "state",
         "Casualties: choose one of: killed, wounded, captured, displaced, defected, killed or wounded."),
        ({"topic": "casualties", "object": "", "value_entity": "", "state": "killed"}, "low", "Say what is claimed: here, or in words."),
        ({"topic": "casualties", "object": "", "value_entity": "", "state": "killed", "low": "40", "high": "30"}, "high",
         "The higher figure is below the lower one."),
        ({"claimant_sort": "journalist", "claimant_words": "residents"}, "claimant_sort",
         "“The report itself” has no other claimant: choose another sort, or empty the claimant and its words."),
    ],
)  # fmt: skip
def test_a_wrong_claim_is_refused_in_plain_words(curator, values, column, told):
    rows = {
        "person": make_person(name="Malik").pk,
        "place": make_place(name="Mazar").pk,
        "faction": make_faction().pk,
    }
    sent = {"topic": "control", "object": "place", "value_entity": "faction", "act": "asserts"} | values

    answer = add(curator, "claim", **{name: rows.get(value, value) for name, value in sent.items()})

    assert errors_on(answer) == {column: [told]}


def test_where_nobody_else_says_it_the_report_itself_does(curator):
    add(
        curator,
        "claim",
        topic="control",
        object=make_place().pk,
        value_entity=make_faction().pk,
        act="asserts",
    )

    assert Claim.objects.get().claimant_sort == "journalist"


def test_a_claim_answers_another_one(curator):
    first = make_claim(object=make_place(), state="contested")
    second = make_claim(object=first.object, state="contested", act="denies", answers=first)

    assert "answers" in errors_on(change(curator, first, answers=second.pk))
    assert "answers" in errors_on(change(curator, first, answers=first.pk))


def test_claims_are_found_by_words_names_event_and_time(curator):
    mazar, event = make_place(names=["Mazari"]), make_event(date_edtf="1998-08-09")
    control = make_claim(object=mazar, state="contested", event=event)
    other = make_claim(topic="other", words="Pay was late", claimant_words="two soldiers")

    assert ids_listed(curator, "claim", "q=mazari") == [control.pk]
    assert ids_listed(curator, "claim", "q=soldiers") == [other.pk]
    assert ids_listed(curator, "claim", "period=August 1998") == [control.pk]
    assert ids_listed(curator, "claim", f"event__id__exact={event.pk}") == [control.pk]
    assert ids_listed(curator, "claim", f"names={mazar.pk}") == [control.pk]
    assert ids_listed(curator, "claim", "topic__exact=other") == [other.pk]


# What stands in the way of deleting an entry


def test_an_entry_that_claims_and_events_name_is_not_deleted_and_the_page_says_why(editor):
    mazar = make_place(name="Mazar")
    make_claim(object=mazar, state="contested")
    make_event(place=mazar)

    page = editor.get(reverse("admin:archive_place_delete", args=[mazar.pk])).content.decode()
    answer = editor.post(reverse("admin:archive_place_delete", args=[mazar.pk]), {"post": "yes"})

    assert "1 claim names it: merge it into another, or change or delete them first" in page
    assert "1 event is placed there" in page
    assert answer.status_code in (200, 403) and type(mazar).objects.filter(pk=mazar.pk).exists()


def test_statements_deleted_with_an_entry_are_counted(editor):
    malik = make_person()
    make_statement(subject=malik, object=make_faction())

    page = editor.get(reverse("admin:archive_person_delete", args=[malik.pk])).content.decode()

    assert "Statements: 1" in page


# Who may do what


def test_a_contributor_looks_and_changes_nothing(contributor):
    statement = make_statement(subject=make_person(), object=make_faction(), passages=[WORDS])
    page = contributor.get(reverse("admin:archive_affiliation_change", args=[statement.pk]))

    assert page.status_code == 200 and "_save" not in page.content.decode()
    for name in ("affiliation", "factionrelation", "fact", "event", "claim"):
        assert contributor.get(reverse(f"admin:archive_{name}_add")).status_code == 403
        assert contributor.get(reverse(f"admin:archive_{name}_changelist")).status_code == 200


def test_what_joins_a_protected_entry_is_not_there_for_those_who_may_not_see_it(curator, editor):
    hidden, junbish = make_person(name="Hidden", visibility="protected"), make_faction()
    statement = make_statement(subject=hidden, object=junbish)
    claim = make_claim(topic="fate", object=hidden, state="dead")
    quoted = make_statement(subject=make_person(), object=junbish, passages=["Hidden spoke for Junbish."])

    for client, there in ((curator, False), (editor, True)):
        assert (statement.pk in ids_listed(client, "affiliation")) == there
        assert (claim.pk in ids_listed(client, "claim")) == there
        address = reverse("admin:archive_affiliation_change", args=[quoted.pk])
        assert client.get(address).status_code == (200 if there else 403)
