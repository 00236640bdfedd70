"""The review of suggested claims: one press accepts or rejects, the last decision can be undone, nothing protected is shown."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Claim, Step
from tests.admin.forms import form_values, messages_on
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_passage,
    make_person,
    make_place,
)

pytestmark = pytest.mark.django_db

REVIEW = "admin:review_claims"


def suggest(*, body="The Taliban took Mazar.", words="The Taliban took Mazar", **values):
    """Add a suggested claim that Mazar fell, with its passage."""
    report = make_article(body=body)
    values = {"object": make_place(), "value_entity": make_faction()} | values
    passage = make_passage(article=report, words=words)
    return make_claim(status="suggested", rule="control: took", passages=[passage], **values)


def press(client, **button):
    return client.post(reverse(REVIEW), button, follow=True)


def status_of(claim):
    return Claim.objects.get(pk=claim.pk).status


def test_the_sentence_its_reading_and_the_rule_are_shown_in_order_of_the_text(curator):
    first, second = suggest(), suggest(hedges=["if confirmed"])
    make_claim(
        object=make_place(), state="contested", status="suggested"
    )  # a curator's own draft is no suggestion

    page = curator.get(reverse(REVIEW))

    assert [open_.claim.pk for open_ in page.context["claims"]] == [first.pk, second.pk]
    words = page.content.decode()
    assert (
        "<mark>The Taliban took Mazar</mark>" in words
        and "control: took" in words
        and "“if confirmed”" in words
    )


def test_one_press_accepts_or_rejects_and_the_last_decision_is_undone(curator):
    accepted, rejected = suggest(), suggest()

    assert messages_on(press(curator, accepted=accepted.pk))[0].startswith("Accepted: ")
    press(curator, rejected=rejected.pk)
    assert (status_of(accepted), status_of(rejected)) == ("accepted", "rejected")
    assert list(Claim.objects.public()) == [accepted]

    press(curator, undo="1")
    assert (status_of(accepted), status_of(rejected)) == ("accepted", "suggested")
    assert messages_on(press(curator, undo="1")) == ["There is nothing to undo."]


def test_the_history_says_who_decided(curator):
    claim = suggest()
    press(curator, accepted=claim.pk)

    context = claim.events.filter(pgh_label="changed").get().pgh_context
    assert context.metadata["reason"] == "suggestion accepted" and context.metadata["user"]


def test_what_lacks_something_is_completed_first(curator):
    claim = suggest(object=None)

    told = messages_on(press(curator, accepted=claim.pk))
    assert "Control: choose the place that it is about." in told[0] and status_of(claim) == "suggested"

    address = reverse("admin:archive_claim_change", args=[claim.pk]) + "?review=1"
    page = curator.get(address)
    assert "Save and accept" in page.content.decode()
    answer = curator.post(address, form_values(page) | {"object": make_place().pk, "_accept": "1"})
    assert status_of(claim) == "accepted" and answer.url == reverse(REVIEW)


def test_of_two_curators_the_second_is_told(curator, other_curator):
    claim = suggest()
    press(curator, rejected=claim.pk)

    assert messages_on(press(other_curator, accepted=claim.pk)) == [
        "Nothing was changed: somebody else has decided on it already."
    ]
    assert status_of(claim) == "rejected"


def test_a_decision_returns_to_the_topic_and_the_page(curator):
    claim = suggest()
    answer = curator.post(f"{reverse(REVIEW)}?topic=control&page=2", {"accepted": claim.pk})
    assert answer.url == f"{reverse(REVIEW)}?topic=control&page=2"


def test_suggestions_are_narrowed_to_a_topic_and_a_report(curator):
    control = suggest()
    fate = suggest(topic="fate", object=make_person(), state="dead", value_entity=None)
    report = control.evidence.get().passage.article_id

    for query, found in (("topic=fate", fate), ("topic=control", control), (f"article={report}", control)):
        page = curator.get(f"{reverse(REVIEW)}?{query}")
        assert [one.claim.pk for one in page.context["claims"]] == [found.pk], query
    for query in ("topic=x", "article=x", "article=99999999999999999999", "page=x"):
        assert curator.get(f"{reverse(REVIEW)}?{query}").status_code == 200


def test_a_contributor_sees_and_does_not_decide(contributor):
    claim = suggest()
    assert "Accept" not in contributor.get(reverse(REVIEW)).content.decode()
    assert press(contributor, accepted=claim.pk).status_code == 403
    assert status_of(claim) == "suggested"


def test_no_suggestion_of_a_report_with_a_protected_name_is_shown_or_decided(curator, editor):
    make_person(name="Hidden", visibility="protected")
    claim = suggest(body="Hidden watched. The Taliban took Mazar.")

    assert not curator.get(reverse(REVIEW)).context["claims"]
    press(curator, accepted=claim.pk)
    assert status_of(claim) == "suggested"
    assert len(editor.get(reverse(REVIEW)).context["claims"]) == 1


def test_the_desk_asks_for_a_review(curator):
    suggest()
    tasks = {task.label: task.count for task in curator.get(reverse("admin:index")).context["tasks"]}
    assert tasks["claim to review"] == "1"


def test_a_page_costs_no_more_for_more_claims(curator, django_assert_max_num_queries):
    for _ in range(8):
        suggest()
    with django_assert_max_num_queries(12):
        curator.get(reverse(REVIEW))


# The event proposed


@pytest.fixture
def placed():
    """A suggested claim in a report that is evidence for one event, at the place that its sentence names."""
    mazar = make_place(name="Mazar")
    claim = suggest(object=mazar)
    report = claim.evidence.get().passage.article
    event = make_event(title="Fighting for Mazar", place=mazar, passages=[make_passage(article=report)])
    return claim, event


def test_the_event_proposed_is_shown_with_the_reason_and_taken_with_the_claim(curator, placed):
    claim, event = placed
    page = curator.get(reverse(REVIEW)).content.decode()
    assert f'name="event" value="{claim.pk}-{event.pk}" checked' in page
    assert "proposed as the report is evidence for this event alone" in page
    assert Claim.objects.get(pk=claim.pk).event is None  # nothing before somebody confirms it
    press(curator, accepted=claim.pk, event=[f"{claim.pk}-{event.pk}"])
    assert Claim.objects.public().get().event == event
    press(curator, undo="1")
    again = Claim.objects.get(pk=claim.pk)
    assert (again.status, again.event) == ("suggested", None)


def test_one_that_was_unticked_is_not_taken(curator, placed):
    claim, _ = placed
    press(curator, accepted=claim.pk)
    assert Claim.objects.public().get().event is None


def test_only_the_event_that_is_proposed_can_be_confirmed(curator, placed):
    claim, _ = placed
    other = make_event(passages=["Elsewhere."])
    press(curator, accepted=claim.pk, event=[f"{claim.pk}-{other.pk}"])
    assert (status_of(claim), Claim.objects.get(pk=claim.pk).event) == ("accepted", None)


def test_the_history_gives_each_decision_its_own_reason(curator):
    one, other = suggest(), suggest(body="The Taliban took Mazar again.")
    press(curator, accepted=one.pk)
    press(curator, rejected=other.pk)
    press(curator, undo="1")
    reasons = list(Step.objects.order_by("pk").values_list("reason", flat=True))
    assert reasons == ["suggestion accepted", "suggestion rejected", "suggestion open again"]
