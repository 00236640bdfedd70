"""Correct a report: its text, its date, the names in it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.admin.overtaken import choice_name
from archive.models import Article, Mention
from tests.admin.forms import change, change_url, errors_on, form_values, messages_on
from tests.factories import make_article, make_faction, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


# Text


def test_it_matches_the_names_again_when_the_text_changes(curator):
    mazar = make_place(name="Mazar-i-Sharif")
    article = make_article(body="Nothing happened there.")
    answer = change(curator, article, body="Nothing happened in Mazar-e-Sharif.")
    assert answer.status_code == 200
    assert [m.entity for m in article.mentions.all()] == [mazar] or article.mentions.count() == 0
    change(curator, article, body="Nothing happened in Mazar-i-Sharif.")
    assert list(article.mentions.values_list("entity", "text", "status")) == [
        (mazar.pk, "Mazar-i-Sharif", "accepted")
    ]


def test_a_name_that_the_text_loses_is_no_reason_to_fail(curator):
    dostum = make_person(name="Dostum")
    article = make_article(body="Dostum left. The road was quiet.")
    mention = make_mention(article=article, entity=dostum, text="Dostum", method="names")
    values = form_values(curator.get(change_url(article)))
    values |= {
        f"mention-{mention.pk}-accepted-{mention.entity_id}": "rejected",
        "body": "The road was quiet.",
    }
    answer = curator.post(change_url(article), values, follow=True)
    assert answer.status_code == 200
    assert not article.mentions.exists()


def test_line_ends_of_the_browser_are_no_change(curator):
    dostum = make_person(name="Dostum")
    article = make_article(body="One line.\n\nDostum left.", mentions=[(dostum, "Dostum")])
    answer = change(curator, article, body="One line.\r\n\r\nDostum left.", note="Seen.\r\nTwice.")
    article.refresh_from_db()
    assert (article.body, article.note) == ("One line.\n\nDostum left.", "Seen.\nTwice.")
    assert [
        field.name
        for field in curator.get(change_url(article).replace("change", "history"))
        .context["steps"][0]
        .changes[0]
        .fields
    ] == ["note"]
    assert not any("matched again" in message for message in messages_on(answer))


# Date


@pytest.mark.parametrize(
    "printed, edtf",
    [
        ("9 August 1998", "1998-08-09"),
        ("Aug. 1998", "1998-08"),
        ("autumn 1996", "1996-23"),
        ("1998-08-09", "1998-08-09"),
    ],
)
def test_it_reads_the_printed_date_and_says_so(curator, printed, edtf):
    article = make_article()
    answer = change(curator, article, date_printed=printed)
    article.refresh_from_db()
    assert (article.date_printed, article.date_edtf, article.date_basis) == (printed, edtf, "stated")
    assert any(edtf in message for message in messages_on(answer))


def test_it_takes_a_printed_date_in_place_of_edtf(curator):
    article = make_article()
    answer = change(curator, article, date_edtf="about 1997", date_basis="inferred")
    article.refresh_from_db()
    assert (article.date_edtf, article.date_basis) == ("1997~", "inferred")
    assert any("“about 1997” was read as 1997~" in message for message in messages_on(answer))


def test_an_ambiguous_date_names_both_readings_and_nothing_is_lost(curator):
    article = make_article(headline="Before")
    answer = change(curator, article, date_printed="08/09/1998", headline="After")
    (error,) = errors_on(answer)["date_edtf"]
    assert "8 September 1998" in error and "9 August 1998" in error
    assert answer.context["adminform"].form["headline"].value() == "After"
    change(curator, article, date_printed="08/09/1998", headline="After", leave_undated="on")
    article.refresh_from_db()
    assert (article.date_printed, article.date_edtf, article.headline) == ("08/09/1998", "", "After")


def test_a_date_without_a_printed_one_must_say_its_basis(curator):
    article = make_article()
    answer = change(curator, article, date_edtf="1998")
    assert "date_basis" in errors_on(answer)


def test_bad_codes_and_numbers_are_explained(curator):
    source = make_source()
    make_article(source=source, source_ref="17", headline="The first")
    article = make_article(source=source)
    answer = change(curator, article, source_ref="17", language="e1")
    assert "The first" in errors_on(answer)["source_ref"][0]
    assert "two or three letters" in errors_on(answer)["language"][0]


# Names in it


def test_mentions_show_where_they_stand_and_how_they_were_found(curator):
    dostum = make_person(name="Dostum")
    article = make_article(body="They say that <b>Dostum</b> left.", mentions=[(dostum, "Dostum")])
    page = curator.get(change_url(article)).content.decode()
    assert "They say that &lt;b&gt;<mark>Dostum</mark>&lt;/b&gt; left." in page
    assert "found by a curator" in page


def test_a_decision_is_kept_with_who_made_it(curator):
    malik, pahlawan = make_person(name="Malik"), make_person(name="Abdul Malik Pahlawan", names=["Malik"])
    article = make_article(body="Malik spoke.")
    first = make_mention(article=article, entity=malik, text="Malik", method="names", status="suggested")
    second = make_mention(
        article=article, entity=pahlawan, text="Malik", method="names", status="suggested", rank=1
    )
    answer = change(curator, article, **{f"mention-{second.pk}-suggested-{second.entity_id}": "accepted"})
    assert "Names: 1 accepted, 1 rejected." in messages_on(answer)
    found = {m.pk: (m.status, m.reviewed_by.username) for m in article.mentions.select_related("reviewed_by")}
    assert found == {first.pk: ("rejected", "anna"), second.pk: ("accepted", "anna")}
    assert all(mention.is_decided() for mention in article.mentions.all())


def test_an_old_page_does_not_undo_a_newer_decision(curator, other_curator):
    article = make_article(body="Malik spoke.")
    mention = make_mention(
        article=article, entity=make_person(), text="Malik", method="names", status="suggested"
    )
    old = form_values(curator.get(change_url(article))) | {
        f"mention-{mention.pk}-suggested-{mention.entity_id}": "suggested",
        "note": "Mine.",
    }
    change(other_curator, article, **{f"mention-{mention.pk}-suggested-{mention.entity_id}": "accepted"})
    curator.post(change_url(article), old)
    mention.refresh_from_db()
    article.refresh_from_db()
    assert (mention.status, article.note) == ("accepted", "Mine.")


def test_it_finds_the_places_of_the_words_in_any_spelling(curator):
    mazar = make_place(name="Mazar")
    article = make_article(
        headline="MAZAR I SHARIF falls", body="In Mazar-i-Sharif. Near Mazar- i-Sharif; not Mazar."
    )
    answer = change(
        curator,
        article,
        **{"mentions-0-entity": mazar.pk, "mentions-0-words": "Mazar-i-Sharif", "mentions-0-places": "all"},
    )
    assert "The report names Mazar at 3 places." in messages_on(answer)
    found = (
        article.mentions.filter(method="curator")
        .order_by("field", "start")
        .values_list("field", "text", "status")
    )
    assert list(found) == [
        ("body", "Mazar-i-Sharif", "accepted"), ("body", "Mazar- i-Sharif", "accepted"), ("headline", "MAZAR I SHARIF", "accepted"),
    ]  # fmt: skip


def test_it_can_take_the_first_place_alone_or_none(curator):
    person = make_person(name="The governor")
    article = make_article(headline="Kabul", body="The man came. The man left.")
    change(
        curator,
        article,
        **{"mentions-0-entity": person.pk, "mentions-0-words": "the man", "mentions-0-places": "first"},
    )
    assert list(article.mentions.values_list("start", "text")) == [(0, "The man")]
    other = make_person(name="The envoy")
    answer = change(curator, article, **{"mentions-0-entity": other.pk})
    assert "The report names The envoy as a whole." in messages_on(answer)
    assert list(article.mentions.filter(entity=other).values_list("start", "status")) == [(None, "accepted")]


def test_words_that_do_not_stand_in_the_report_are_an_error(curator):
    article = make_article(body="The man came.")
    answer = change(
        curator, article, **{"mentions-0-entity": make_person().pk, "mentions-0-words": "the woman"}
    )
    assert "do not occur in the report" in answer.content.decode()
    assert not article.mentions.exists()


def test_words_without_anybody_chosen_are_an_error(curator):
    article = make_article(body="The man came.")
    answer = change(curator, article, **{"mentions-0-words": "the man"})
    assert answer.context["errors"]
    assert not article.mentions.exists()


def test_naming_what_was_suggested_accepts_it(curator):
    faction, other = make_faction(), make_faction()
    article = make_article(body="The Alliance came.")
    mine = make_mention(article=article, entity=faction, text="Alliance", method="names", status="suggested")
    rival = make_mention(article=article, entity=other, text="Alliance", method="names", status="suggested")
    change(curator, article, **{"mentions-0-entity": faction.pk, "mentions-0-words": "Alliance"})
    mine.refresh_from_db()
    rival.refresh_from_db()
    assert (mine.status, mine.method, rival.status) == ("accepted", "curator", "rejected")


# Copies


def test_reports_can_be_grouped_as_copies_and_taken_apart(curator):
    one, two = make_article(), make_article()
    address = reverse("admin:archive_article_changelist")
    curator.post(address, {"action": "group_chosen", "_selected_action": [one.pk, two.pk]})
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.story == two.story is not None
    assert one.story_decided and two.story_decided
    curator.post(address, {"action": "ungroup_chosen", "_selected_action": [two.pk]})
    assert list(Article.objects.filter(story=one.story)) == [one]


def test_it_says_how_many_names_wait(curator):
    article = make_article(body="Malik spoke.")
    make_mention(article=article, entity=make_person(), text="Malik", method="names", status="suggested")
    page = curator.get(reverse("admin:archive_article_changelist")).content.decode()
    assert "+ 1 open" in page
    assert Mention.objects.suggested().count() == 1


def test_a_date_is_not_stated_where_the_printed_one_is_another(curator):
    article = make_article()
    answer = change(curator, article, date_printed="late 1980s", date_edtf="1998", date_basis="stated")
    assert "“late 1980s” is not 1998" in errors_on(answer)["date_basis"][0]
    assert "date_basis" in errors_on(change(curator, article, date_printed="late 1980s", date_edtf="1987"))
    change(curator, article, date_printed="late 1980s", date_edtf="1987", date_basis="inferred")
    article.refresh_from_db()
    assert (article.date_printed, article.date_edtf, article.date_basis) == ("late 1980s", "1987", "inferred")


def test_mentions_are_grouped_by_entry_and_decided_on_at_once(curator):
    taliban, omar = make_faction(name="Taliban"), make_person(name="Omar")
    article = make_article(body="Taliban, Taliban, Taliban and Omar.")
    places = [
        make_mention(
            article=article, entity=taliban, text="Taliban", method="names", start=start, end=start + 7
        )
        for start in (0, 9, 18)
    ]
    make_mention(article=article, entity=omar, text="Omar", method="names")
    places[1].status = "suggested"
    places[1].save()
    page = curator.get(change_url(article))
    groups = page.context["mention_groups"]
    assert [(group.entity.name, len(group.rows)) for group in groups] == [("Taliban", 3), ("Omar", 1)]
    assert "Taliban</bdi></a>, 3 places" in page.content.decode()

    rows = {choice_name(place): place.status for place in places}
    one = {choice_name(places[1]): "accepted"}
    change(curator, article, **{f"mentions-{taliban.pk}": "rejected"}, **rows | one)

    statuses = list(article.mentions.order_by("start").values_list("status", flat=True))
    assert statuses == ["rejected", "accepted", "rejected", "accepted"], "what was changed by itself stays so"


def test_a_choice_for_all_places_does_not_undo_what_somebody_decided_meanwhile(curator):
    taliban = make_faction(name="Taliban")
    article = make_article(body="Taliban, Taliban.")
    places = [
        make_mention(
            article=article, entity=taliban, text="Taliban", method="names", start=start, end=start + 7
        )
        for start in (0, 9)
    ]
    seen = {choice_name(place): place.status for place in places}
    places[0].status = "suggested"
    places[0].save()

    answer = change(curator, article, **{f"mentions-{taliban.pk}": "rejected"}, **seen)

    assert set(article.mentions.values_list("status", flat=True)) == {"suggested", "accepted"}
    assert (
        "Taliban" in answer.content.decode()
        and f'name="mentions-{taliban.pk}" value="rejected" checked' in answer.content.decode()
    )


def test_what_reading_left_uncertain_is_listed_and_settled_by_a_change(curator):
    doubts = [{"what": "headline", "why": "no line is certainly it"}, {"what": "end", "why": "more follows"}]
    article = make_article(unsure=doubts)

    assert "no line is certainly it" in curator.get(change_url(article)).content.decode()
    change(curator, article, headline="Truce in Riverton holds")

    article.refresh_from_db()
    assert article.unsure == doubts[1:]


@pytest.mark.parametrize(("value", "listed"), [("any", True), ("end", True), ("day", False)])
def test_reports_with_something_uncertain_can_be_listed(curator, value, listed):
    make_article(headline="Quiet day")
    make_article(headline="Long night", unsure=[{"what": "end", "why": "more follows"}])

    page = curator.get(f"{reverse('admin:archive_article_changelist')}?uncertain={value}").content.decode()

    assert "Quiet day" not in page
    assert ("Long night" in page) is listed
