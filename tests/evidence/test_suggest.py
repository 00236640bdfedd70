"""Suggested claims: drafts for a curator, the same rows when found again, gone when the text no longer says it."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.curation.decide_claims import decide_claims
from archive.evidence.suggest import suggest
from archive.models import Claim, ClaimReading, Evidence, Passage
from tests.admin.conftest import make_colleague
from tests.factories import (
    make_article,
    make_claim,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
)

pytestmark = pytest.mark.django_db

TEXT = "The road was quiet. A Taliban spokesman said that at least 30 fighters had been killed. The Taliban took Mazar. Nothing else is known."
FALL = "The Taliban took Mazar."


@pytest.fixture
def taliban(db):
    return make_faction(name="Taliban")


@pytest.fixture
def mazar(db):
    return make_place(name="Mazar")


@pytest.fixture
def report(taliban, mazar):
    article = make_article(body=TEXT, mentions=[(mazar, "Mazar"), (taliban, "Taliban")])
    start = TEXT.index(FALL) + len("The ")
    make_mention(article=article, entity=taliban, text="Taliban", start=start, end=start + len("Taliban"))
    return article


def run(article, **options):
    return suggest(articles=[article.pk], **options)


def suggested():
    return list(Claim.objects.order_by("pk"))


def test_claims_are_suggested_with_their_sentence_and_readers_see_none(report, taliban, mazar):
    done = run(report)

    killed, taken = suggested()
    assert (done.read, done.added) == (1, 2)
    assert (killed.topic, killed.state, killed.low, killed.high, killed.counted) == (
        "casualties",
        "killed",
        30,
        None,
        "fighters",
    )
    assert (killed.claimant, killed.claimant_words, killed.claimant_sort) == (
        taliban,
        "A Taliban spokesman",
        "official",
    )
    assert (taken.object, taken.value_entity, taken.claimant, taken.claimant_sort) == (
        mazar,
        taliban,
        None,
        "journalist",
    )
    assert {claim.status for claim in (killed, taken)} == {"suggested"} and taken.rule == "control: took"
    assert taken.evidence.get().passage.words == FALL
    assert not Claim.objects.public().exists()


def test_found_again_it_is_the_same_row(report):
    run(report)
    before = list(Claim.objects.order_by("pk").values())

    again = run(report)
    forced = run(report, again=True)

    assert (again.read, again.unchanged) == (0, 1)
    assert (forced.read, forced.added, forced.changed, forced.removed) == (1, 0, 0, 0)
    assert list(Claim.objects.order_by("pk").values()) == before
    assert (Passage.objects.count(), Evidence.objects.count()) == (2, 2)


@pytest.mark.parametrize("decision", ["accepted", "rejected"])
def test_what_was_decided_is_left_alone_and_not_asked_again(report, decision):
    run(report)
    claim = suggested()[1]
    decide_claims(user=make_colleague("anna"), **{decision: [claim.pk]})
    Claim.objects.filter(pk=claim.pk).update(note="seen")

    done = run(report, again=True)

    claim.refresh_from_db()
    assert (claim.status, claim.note, done.added, Claim.objects.count()) == (decision, "seen", 0, 2)


def test_what_the_text_no_longer_says_is_no_longer_suggested(report):
    run(report)
    report.body = TEXT.replace(FALL, "The Taliban did not come.")
    report.save()

    done = run(report)

    (left,) = suggested()
    assert (left.topic, done.removed) == ("casualties", 1)
    assert [passage.words for passage in Passage.objects.all()] == [left.evidence.get().passage.words]


def test_a_passage_on_which_something_else_rests_stays(report):
    run(report)
    passage = Passage.objects.get(words=FALL)
    make_claim(object=make_place(), state="contested", topic="agreement", passages=[passage])
    report.body = "All was quiet."
    report.save()

    run(report)

    assert list(Passage.objects.all()) == [passage]


def test_new_names_change_a_suggestion_in_place(taliban, mazar):
    report = make_article(body=FALL, mentions=[(taliban, "Taliban"), (mazar, "Mazar")])
    run(report)
    (claim,) = suggested()
    other = make_place(name="Mazar")
    report.mentions.filter(entity=mazar).update(entity=other)

    done = run(report)

    (same,) = suggested()
    assert (same.pk, same.object, done.changed, done.added) == (claim.pk, other, 1, 0)


def test_an_accepted_name_counts_before_a_suggested_and_a_rejected_not_at_all(taliban):
    report = make_article(body=FALL, mentions=[(taliban, "Taliban")])
    rejected, likely, accepted = (make_place(name="Mazar") for _ in range(3))
    make_mention(article=report, entity=rejected, text="Mazar", status="rejected")
    make_mention(article=report, entity=likely, text="Mazar", status="suggested", method="names")
    run(report)
    assert suggested()[0].object == likely

    make_mention(article=report, entity=accepted, text="Mazar", rank=1)
    run(report)
    assert suggested()[0].object == accepted


def test_what_a_curator_has_drawn_is_not_suggested(report, mazar):
    own = make_claim(
        object=mazar, state="contested", passages=[make_passage(article=report, words="took Mazar")]
    )

    run(report)

    assert set(Claim.objects.exclude(pk=own.pk).values_list("topic", flat=True)) == {"casualties"}


def test_a_sentence_that_is_repeated_is_asked_about_once(taliban, mazar):
    run(make_article(body=f"{FALL}\n\n{FALL}", mentions=[(taliban, "Taliban"), (mazar, "Mazar")]))
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("values", [{"language": "fr"}, {"status": "withdrawn"}])
def test_reports_in_other_languages_and_withdrawn_ones_are_left_out(values):
    run(make_article(body=TEXT, **values))
    assert not Claim.objects.exists()


def test_a_draft_is_read_too():
    run(make_article(body=TEXT, status="draft"))
    assert Claim.objects.exists()


# The command


def command(*options):
    out = StringIO()
    call_command("suggest_claims", *options, stdout=out)
    return out.getvalue()


def test_the_command_reads_what_is_new_or_has_changed(report):
    assert command().strip() == "1 report read, 0 unchanged since. Claims: 2 suggested, 0 changed, 0 removed."
    make_article(body="At least 12 people were killed.")

    assert json.loads(command("--json", "--batch", "1")) == {
        "read": 1,
        "unchanged": 1,
        "added": 1,
        "changed": 0,
        "removed": 0,
    }
    assert json.loads(command("--json", "--all"))["read"] == 2


@pytest.mark.parametrize("size", ["0", "x", "99999"])
def test_a_wrong_size_of_a_batch_is_refused(size):
    with pytest.raises(CommandError, match="is not a number from 1 to 10,000"):
        command("--batch", size)


def test_stopped_it_keeps_what_was_done_and_continues(report, monkeypatch):
    second = make_article(body="At least 12 people were killed.")

    def stop_at_second(*, articles, again):
        if second.pk in articles:
            raise KeyboardInterrupt
        return suggest(articles=articles, again=again)

    monkeypatch.setattr("archive.management.commands.suggest_claims.suggest", stop_at_second)
    with pytest.raises(CommandError, match="Stopped. 1 report read.*the same command continues"):
        command("--batch", "1")
    monkeypatch.undo()

    assert list(ClaimReading.objects.values_list("article", flat=True)) == [report.pk]
    assert json.loads(command("--json"))["read"] == 1


def test_a_protected_name_is_suggested_to_those_alone_who_may_see_it(mazar):
    hidden = make_person(name="Hidden", visibility="protected")
    run(make_article(body="Hidden fled.", mentions=[(hidden, "Hidden")]))

    (claim,) = suggested()
    assert claim.object == hidden
    assert not Claim.objects.visible_to(make_colleague("anna", group="Curator")).exists()


def test_reading_more_reports_costs_no_more_queries(django_assert_max_num_queries):
    ids = [make_article(body=TEXT).pk for _ in range(6)]
    with django_assert_max_num_queries(20):
        suggest(articles=ids)
