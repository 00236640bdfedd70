"""Drawing from a report: words are marked, what they say is read off, and one press saves it with its passage."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from archive.models import Claim, Entity, Event, Passage, Statement
from tests.admin.forms import bound_values, messages_on
from tests.admin.test_browser import complaints, sign_in
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
)

WORDS = "A Taliban spokesman said that at least 30 fighters had been killed at Mazar."
TEXT = f"The road was quiet. {WORDS} Malik said nothing."


def make_report(**values):
    taliban, mazar, malik = make_faction(name="Taliban"), make_place(name="Mazar"), make_person(name="Malik")
    named = [(taliban, "Taliban"), (mazar, "Mazar"), (malik, "Malik")]
    return make_article(body=TEXT, date_edtf="1997-05-28", mentions=named, **values)


@pytest.fixture
def report(db):
    return make_report()


def page_of(client, report, **asked):
    return client.get(reverse("admin:archive_article_draw", args=[report.pk]), asked)


def save(client, report, what="claim", follow=True, **values):
    address = reverse("admin:archive_article_draw", args=[report.pk])
    asked = {"what": what} | ({"words": values["marked"]} if "marked" in values else {})
    sent = bound_values(client.get(address, asked).context["form"]) | values
    sent = {name: value if isinstance(value, str | int) else str(value) for name, value in sent.items()}
    return client.post(f"{address}?what={what}", sent, follow=follow)


def errors_of(answer):
    return dict(answer.context["form"].errors)


def test_what_the_marked_words_say_is_read_off(curator, report):
    form = page_of(curator, report, words=WORDS, field="body", start=TEXT.index(WORDS)).context["form"]

    read = form.initial
    assert str(read["claimant"]) == "Taliban" and read["claimant_words"] == "A Taliban spokesman"
    assert (read["claimant_sort"], read["act"], read["topic"]) == ("official", "asserts", "casualties")
    assert (read["state"], read["low"], read["high"], read["counted"]) == ("killed", 30, None, "fighters")


def test_words_that_tell_nothing_alone_are_read_with_their_sentence(curator, report):
    form = page_of(curator, report, words="30 fighters").context["form"]
    assert (form.initial["low"], form.initial["state"]) == (30, "killed")
    form = page_of(curator, report, words="at least 30 fighters had been killed").context["form"]
    assert str(form.initial["claimant"]) == "Taliban"


def test_a_claim_is_saved_with_its_passage(curator, report):
    event = make_event(title="Fighting at Mazar", date_edtf="1997-05")
    answer = save(curator, report, marked=WORDS, event="Fighting at Mazar · May 1997")

    claim = Claim.objects.get()
    assert (claim.claimant.name, claim.low, claim.event, claim.status) == ("Taliban", 30, event, "accepted")
    assert claim.evidence.get().passage.words == WORDS
    assert messages_on(answer)[0].startswith("Drawn: Taliban says")
    assert list(Claim.objects.public()) == [claim]
    assert claim.events.get(pgh_label="added").pgh_context.metadata["reason"] == "drawn from a marked passage"
    assert [line.label for line in answer.context["drawn"]] == [str(claim)]


def test_of_words_that_occur_twice_the_marked_place_counts(curator, db):
    report = make_article(body="Mazar fell. Mazar fell.")
    mazar = make_place(name="Mazar")

    refused = save(
        curator, report, marked="Mazar fell", topic="control", object=mazar.name, state="contested"
    )
    save(
        curator,
        report,
        marked="Mazar fell",
        field="body",
        start=12,
        topic="control",
        object=mazar.name,
        state="contested",
    )

    assert errors_of(refused)["marked"] == [
        "These words occur 2 times in the report: mark or type more of them."
    ]
    assert Passage.objects.get().start == 12


def test_a_claim_that_lacks_something_is_not_saved_at_all(curator, report):
    answer = save(curator, report, marked=WORDS, topic="control", state="", low="", counted="", object="")

    assert errors_of(answer) == {"object": ["Control: choose the place that it is about."]}
    assert (Claim.objects.count(), Passage.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "typed, told",
    [
        (
            "Nobody Known",
            "No entry is called “Nobody Known”: add it first, or leave this empty and use words.",
        ),
        (
            "Rahim",
            "Several entries are called “Rahim”. Write one of these: Rahim · person · a general; Rahim · person · a mullah.",
        ),
    ],
)
def test_a_name_that_is_unknown_or_shared_is_asked_about(curator, report, typed, told):
    make_person(name="Rahim", summary="a general")
    make_person(name="Rahim", summary="a mullah")

    assert errors_of(save(curator, report, marked=WORDS, claimant=typed)) == {"claimant": [told]}
    assert not Claim.objects.exists()


def test_a_name_is_taken_in_any_spelling_and_by_its_label(curator, report):
    mullah = make_person(name="Rahim", summary="a mullah", names=["Raheem Jan"])
    make_person(name="Rahim", summary="a general")

    save(curator, report, marked=WORDS, claimant="raheem jan")
    save(curator, report, marked="at least 30 fighters had been killed", claimant="Rahim · person · a mullah")

    assert [claim.claimant for claim in Claim.objects.all()] == [mullah, mullah]


def test_a_suggestion_of_the_same_gives_way(curator, report):
    passage = make_passage(article=report, words=WORDS)
    same = make_claim(
        topic="casualties",
        state="killed",
        low=30,
        status="suggested",
        rule="casualties: killed",
        passages=[passage],
    )
    other = make_claim(
        topic="fate",
        state="dead",
        object=make_person(),
        status="suggested",
        rule="fate: dead",
        passages=[passage],
    )

    save(curator, report, marked=WORDS)

    same.refresh_from_db(), other.refresh_from_db()
    assert (same.status, other.status) == ("rejected", "suggested")


def test_a_side_is_drawn_as_cited_at_the_date_of_the_report(curator, db):
    malik, junbish = make_person(name="Malik"), make_faction(name="Junbish")
    report = make_article(
        body="General Malik commands for Junbish.",
        date_edtf="1997-05-20",
        mentions=[(malik, "Malik"), (junbish, "Junbish")],
    )

    save(
        curator,
        report,
        "statement",
        marked="General Malik commands for Junbish",
        predicate="commands",
        rank="general",
    )

    statement = Statement.objects.get()
    assert (statement.subject, statement.object, statement.predicate, statement.rank) == (
        malik,
        junbish,
        "commands",
        "general",
    )
    assert (statement.first_cited, statement.last_cited) == ("1997-05-20", "1997-05-20")
    assert list(Statement.objects.public()) == [statement]


def test_a_fact_takes_a_date_as_people_type_it(curator, report):
    save(
        curator,
        report,
        "statement",
        marked="Malik said nothing",
        predicate="born",
        subject="Malik",
        object="",
        value="2 September 1953",
    )
    assert Statement.objects.get().value == "1953-09-02"


def test_an_event_is_drawn_with_its_date_and_place(curator, report):
    save(
        curator,
        report,
        "event",
        marked=WORDS,
        title="Fighting at Mazar",
        kind="battle",
        date_edtf="28 May 1997",
    )

    event = Event.objects.get()
    assert (event.place.name, event.date_edtf) == ("Mazar", "1997-05-28")
    assert event.evidence.get().passage.words == WORDS


def test_typed_words_are_read_off_without_a_script(curator, report):
    address = reverse("admin:archive_article_draw", args=[report.pk])
    answer = curator.post(f"{address}?what=claim", {"marked": WORDS, "read": "1"}, follow=True)
    assert answer.context["form"].initial["low"] == 30


def test_a_contributor_draws_nothing(contributor, report):
    assert page_of(contributor, report).status_code == 403
    assert (
        "Draw a claim"
        not in contributor.get(reverse("admin:archive_article_change", args=[report.pk])).content.decode()
    )


def test_a_report_with_a_protected_name_is_closed(curator, editor, report):
    make_person(name="Malik Hidden", names=["spokesman said"], visibility="protected")
    assert page_of(curator, report).status_code == 403
    assert page_of(editor, report).status_code in (200, 403)


def test_nobody_protected_is_offered_or_found(curator, report):
    hidden = make_person(name="Hidden", visibility="protected")
    make_mention(article=report, entity=hidden)

    Entity.objects.filter(name="Malik").update(summary="A cousin of Hidden.")
    assert "Hidden" not in page_of(curator, report, words="Malik said", what="statement").content.decode()
    page = page_of(curator, report)
    assert not [label for label in page.context["offered"].entity_labels if "Hidden" in label]
    assert "claimant" in errors_of(save(curator, report, marked=WORDS, claimant="Hidden"))


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "x"},
        {"start": "9" * 30},
        {"field": "\0"},
        {"words": "\0"},
        {"what": "x"},
        {"words": "a" * 5000},
    ],
)
def test_a_strange_address_opens_the_page_all_the_same(curator, report, asked):
    assert page_of(curator, report, **asked).status_code == 200


# In a browser


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_drawn_by_keyboard_from_the_form_of_a_report(page, live_server):
    """Mark the sentence, press the key, look at the reading, save: under twenty seconds, and far less of the machine."""
    report = make_report()
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:archive_article_change", args=[report.pk]))
    page.focus("#id_body")
    page.evaluate("document.getElementById('id_body').setSelectionRange(20, 20)")
    began = time.monotonic()
    for _ in range(14):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Alt+c")
    page.wait_for_url("**/draw/**")
    assert page.evaluate("document.activeElement.name") == "claimant"
    assert (
        page.input_value("[name=claimant]").startswith("Taliban") and page.input_value("[name=low]") == "30"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")
    assert time.monotonic() - began < 20

    claim = Claim.objects.get()
    assert claim.evidence.get().passage.words.startswith("A Taliban spokesman said that at least 30 fighters")
    assert page.evaluate("document.activeElement.dataset.field") == "body"  # ready for the next


@pytest.mark.django_db(transaction=True)
def test_on_its_page_words_are_marked_by_keys_and_the_page_breaks_no_rule(page, live_server):
    report = make_report(headline="🛑 Killed at Mazar")
    sign_in(page, live_server, group="Curator")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(reverse("admin:archive_article_draw", args=[report.pk]))
        assert complaints(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.focus("#text-body")
    page.keyboard.press("Control+Home")
    for _ in range(4):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "words=" in address)
    assert page.input_value("[name=marked]").startswith("The road was quiet")
    assert page.input_value("[name=start]") == "0"


@pytest.mark.django_db(transaction=True)
def test_suggestions_are_decided_by_keys_and_undone(page, live_server):
    for _ in range(2):
        passage = make_passage(article=make_article(body="Mazar fell."))
        make_claim(
            object=make_place(),
            state="contested",
            status="suggested",
            rule="control: fell",
            passages=[passage],
        )
    sign_in(page, live_server, group="Curator")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(reverse("admin:review_claims"))
        assert complaints(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for key, statuses in (
        ("r", ["rejected", "suggested"]),
        ("u", ["suggested", "suggested"]),
        ("a", ["accepted", "suggested"]),
    ):
        with page.expect_navigation():
            page.keyboard.press(key)
        assert list(Claim.objects.order_by("pk").values_list("status", flat=True)) == statuses
    with page.expect_navigation():
        page.keyboard.press("e")
    assert page.url.endswith("?review=1")
