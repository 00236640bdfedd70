"""Two people editing one record."""

from __future__ import annotations

import pytest

from archive.curation.merge import merge
from archive.models import Article, BoilerplateRule, Entity, ExternalId, Mention, Name, Source
from tests.admin.forms import change, change_url, form_values, messages_on
from tests.factories import make_article, make_mention, make_name, make_person, make_source

pytestmark = pytest.mark.django_db


def test_who_saves_second_sees_the_change_and_loses_nothing(curator, other_curator):
    article = make_article(headline="One", byline="Smith", rights="", note="")
    mine = form_values(curator.get(change_url(article))) | {"headline": "Mine", "note": "My note."}
    change(other_curator, article, headline="Theirs", byline="Jones")
    page = curator.post(change_url(article), mine)
    article.refresh_from_db()
    assert (article.headline, article.byline, article.note) == ("Theirs", "Jones", "")
    form = page.context["adminform"].form
    assert form.conflict.who == "boris"
    assert {field.label: field.taken_over for field in form.conflict.fields} == {
        "Headline": False,
        "Byline": True,
    }
    assert (form["headline"].value(), form["note"].value(), form["byline"].value()) == (
        "Mine",
        "My note.",
        "Jones",
    )
    assert "boris changed this record" in page.content.decode().lower()

    curator.post(change_url(article), form_values(page))
    article.refresh_from_db()
    assert (article.headline, article.byline, article.note) == ("Mine", "Jones", "My note.")


def test_ticks_that_somebody_else_set_are_taken_over(curator, other_curator):
    article = make_article()
    mine = form_values(curator.get(change_url(article))) | {"note": "Mine"}
    change(other_curator, article, story_decided="on")
    page = curator.post(change_url(article), mine)
    curator.post(change_url(article), form_values(page))
    article.refresh_from_db()
    assert (article.story_decided, article.note) == (True, "Mine")


def test_the_same_change_made_twice_is_no_quarrel_over_a_field(curator, other_curator):
    article = make_article(headline="One")
    mine = form_values(curator.get(change_url(article))) | {"headline": "Two"}
    change(other_curator, article, headline="Two")
    page = curator.post(change_url(article), mine)
    assert page.context["adminform"].form.conflict.fields == []


def test_saving_twice_in_a_row_is_no_conflict(curator):
    article = make_article(headline="One")
    change(curator, article, headline="Two")
    change(curator, article, headline="Three")
    assert Article.objects.get().headline == "Three"


def test_names_that_somebody_removed_meanwhile_do_not_break_the_form(curator, other_curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    mine = form_values(curator.get(change_url(person))) | {"summary": "Commander"}
    Name.objects.filter(pk=name.pk).delete()
    page = curator.post(change_url(person), mine)
    assert page.status_code in (200, 302)
    if page.status_code == 200:
        page = curator.post(change_url(person), form_values(page) | {"summary": "Commander"})
    assert Entity.objects.get().summary == "Commander"


def test_a_record_that_was_deleted_meanwhile_is_said_to_be_gone(curator, editor):
    article = make_article()
    mine = form_values(curator.get(change_url(article)))
    Article.objects.all().delete()
    answer = curator.post(change_url(article), mine, follow=True)
    assert "exist" in str(list(answer.context["messages"])[0])


# Rows


def rows_open(client, person):
    """Open the form of a person, and return what it would send."""
    return form_values(client.get(change_url(person)))


def row_of(values, name):
    """Return the prefix of the row of a name in the values of a form."""
    return next(key[:-3] for key, value in values.items() if key.endswith("-id") and value == name.pk)


def test_who_saves_a_row_second_sees_what_the_first_made_of_it(curator, other_curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    mine = rows_open(curator, person)
    row = row_of(mine, name)
    change(other_curator, person, **{f"{row}-note": "Theirs.", f"{row}-language": "fr"})
    page = curator.post(change_url(person), mine | {f"{row}-note": "Mine."})
    name.refresh_from_db()
    assert (name.note, name.language) == ("Theirs.", "fr")
    html = page.content.decode()
    assert "Boris changed the name “Masood” while you had it open" in html
    assert "Theirs." in html and "Mine." in html
    assert "Check what was changed, and save again." in html
    curator.post(change_url(person), form_values(page))
    name.refresh_from_db()
    assert (name.note, name.language) == ("Mine.", "fr")


def test_a_row_that_only_somebody_else_touched_stays_as_they_made_it(curator, other_curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    mine = rows_open(curator, person)
    change(other_curator, person, **{f"{row_of(mine, name)}-note": "Theirs."})
    answer = curator.post(change_url(person), mine | {"summary": "Commander."})
    assert answer.status_code == 302
    name.refresh_from_db()
    assert name.note == "Theirs."
    assert Entity.objects.get().summary == "Commander."


def test_a_row_that_somebody_else_changed_is_not_deleted_without_a_word(curator, other_curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    mine = rows_open(curator, person)
    row = row_of(mine, name)
    change(other_curator, person, **{f"{row}-note": "Keep it."})
    page = curator.post(change_url(person), mine | {f"{row}-DELETE": "on"})
    assert "You want to delete it" in page.content.decode()
    assert Name.objects.filter(pk=name.pk).exists()
    curator.post(change_url(person), form_values(page) | {f"{row}-DELETE": "on"})
    assert not Name.objects.filter(pk=name.pk).exists()


def test_what_was_written_in_a_row_that_is_gone_is_told(curator, other_curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    mine = rows_open(curator, person)
    row = row_of(mine, name)
    change(other_curator, person, **{f"{row}-DELETE": "on"})
    answer = curator.post(change_url(person), mine | {f"{row}-note": "Mine."}, follow=True)
    told = " ".join(messages_on(answer))
    assert "The name “Masood” no longer exists: boris deleted it" in told
    assert "What you changed in it was not saved" in told


def test_identifiers_sources_and_rules_are_guarded_alike(curator, other_curator):
    person = make_person()
    external = ExternalId.objects.create(entity=person, scheme="wikidata", value="Q1")
    mine = rows_open(curator, person)
    row = row_of(mine, external)
    change(other_curator, person, **{f"{row}-value": "Q2"})
    page = curator.post(change_url(person), mine | {f"{row}-value": "Q3"})
    assert "while you had it open" in page.content.decode()
    for record in (make_source(), BoilerplateRule.objects.create(kind="line", text="Share")):
        field = "description" if isinstance(record, Source) else "note"
        mine = form_values(curator.get(change_url(record))) | {field: "Mine."}
        change(other_curator, record, **{field: "Theirs."})
        page = curator.post(change_url(record), mine)
        record.refresh_from_db()
        assert getattr(record, field) == "Theirs."
        assert page.context["adminform"].form.conflict.fields[0].theirs == "Theirs."


# Decisions


def test_who_decides_on_a_mention_second_is_told(curator, other_curator):
    person, article = make_person(name="Malik"), make_article(body="They say Malik left.")
    mention = make_mention(article=article, entity=person, text="Malik", method="names", status="suggested")
    choice = f"mention-{mention.pk}-suggested-{person.pk}"
    mine = form_values(curator.get(change_url(article))) | {choice: "rejected", "note": "Mine."}
    change(other_curator, article, **{choice: "accepted"})
    page = curator.post(change_url(article), mine)
    mention.refresh_from_db()
    article.refresh_from_db()
    assert (mention.status, article.note) == ("accepted", "")
    html = page.content.decode()
    assert "“Malik” is Malik" in html and "accepted, by boris" in html
    (row,) = page.context["mention_rows"]
    assert (row.field_name, row.chosen) == (f"mention-{mention.pk}-accepted-{person.pk}", "rejected")
    curator.post(change_url(article), form_values(page) | {row.field_name: row.chosen, "note": "Mine."})
    mention.refresh_from_db()
    article.refresh_from_db()
    assert (mention.status, article.note) == ("rejected", "Mine.")


def test_a_decision_on_what_was_merged_or_removed_meanwhile_is_not_taken(curator):
    kept, other = make_person(name="Abdul Malik"), make_person(name="Malik")
    article = make_article(body="They say Malik left.")
    mention = make_mention(article=article, entity=other, text="Malik", status="suggested")
    choice = {f"mention-{mention.pk}-suggested-{other.pk}": "rejected"}
    mine = form_values(curator.get(change_url(article))) | choice
    merge(kept=kept, others=[other], user=None, reason="one man")
    assert "Somebody else got there first" in curator.post(change_url(article), mine).content.decode()
    mention.refresh_from_db()
    assert mention.status == "suggested"
    Mention.objects.all().delete()
    mine = form_values(curator.get(change_url(article))) | choice
    assert "gone, by" in curator.post(change_url(article), mine).content.decode()


def test_the_same_decision_made_twice_is_no_quarrel(curator, other_curator):
    article = make_article(body="They say Malik left.")
    mention = make_mention(article=article, entity=make_person(), text="Malik", status="suggested")
    choice = {f"mention-{mention.pk}-suggested-{mention.entity_id}": "accepted"}
    mine = form_values(curator.get(change_url(article))) | choice
    change(other_curator, article, **choice)
    assert curator.post(change_url(article), mine).status_code == 302
