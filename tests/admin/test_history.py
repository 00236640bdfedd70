"""Who changed what, when and why; restoring an earlier version; and deleted records."""

from __future__ import annotations

import pghistory
import pytest
from django.urls import reverse

from archive.curation.merge import merge
from archive.matching.link import link
from archive.models import Article, BoilerplateRule, Entity, ExternalId, Mention, Name, Source
from tests.admin.forms import change, messages_on
from tests.curation.states import assert_same, state
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


def history_url(obj):
    kind = obj.kind if isinstance(obj, Entity) else obj._meta.model_name
    return reverse(f"admin:archive_{kind}_history", args=[obj.pk])


def latest_event(client, obj):
    (step, *_) = client.get(history_url(obj)).context["steps"]
    return next(change.event for change in step.changes if not change.of_part)


def restore_url(obj, event):
    kind = obj.kind if isinstance(obj, Entity) else obj._meta.model_name
    return reverse(f"admin:archive_{kind}_restore", args=[obj.pk, event.pgh_id])


def test_it_shows_who_changed_what_and_why(curator):
    rest = " ".join(f"Word number {number} says nothing." for number in range(20))
    article = make_article(headline="Fall of Mazar", body=f"The town fell on Saturday. {rest}")
    change(
        curator,
        article,
        headline="The fall of Mazar",
        body=f"The town fell on Sunday. {rest}",
        change_reason="misread",
    )
    page = curator.get(history_url(article))
    (step,) = page.context["steps"]
    assert (step.who, step.why) == ("Anna Kay", "misread")
    assert [field.label for field in step.changes[0].fields] == ["Headline", "Body"]
    html = page.content.decode()
    assert "<del>Fall of Mazar</del>" in html and "<ins>The fall of Mazar</ins>" in html
    assert "<del>Saturday. </del><ins>Sunday. </ins>" in html
    assert "[…]" in html


def test_the_latest_change_comes_first_and_each_is_shown_once(curator):
    source = make_source(name="One")
    change(curator, source, name="Two")
    change(curator, source, name="Three")
    steps = curator.get(history_url(source)).context["steps"]
    differences = [step.changes[0].fields[0].difference for step in steps if step.changes[0].fields]
    assert ["Three" in difference for difference in differences] == [True, False]


def test_what_stands_in_a_text_is_escaped_in_its_history(curator):
    article = make_article(headline="<script>alert(1)</script>")
    change(curator, article, headline="Plain " * 20)
    page = curator.get(history_url(article)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_earlier_version_comes_back_and_that_is_kept_too(curator):
    mazar = make_place(name="Mazar")
    article = make_article(headline="Right", body="It was in Mazar.")
    change(curator, article, headline="Wrong", body="It was nowhere.")
    event = latest_event(curator, article)
    page = curator.get(restore_url(article, event))
    assert [field.name for field in page.context["fields"]] == ["headline", "body"]
    assert Article.objects.get().headline == "Wrong"
    curator.post(restore_url(article, event), {"change_reason": "it was right"})
    article.refresh_from_db()
    assert (article.headline, article.body) == ("Right", "It was in Mazar.")
    assert [mention.entity for mention in article.mentions.all()] == [mazar]
    newest = curator.get(history_url(article)).context["steps"][0]
    assert (
        newest.why,
        [f.name for change in newest.changes for f in change.fields if not change.of_part],
    ) == ("it was right", ["headline", "body"])


def test_going_back_publishes_nothing(curator, editor):
    article = make_article(headline="One")
    editor.post(reverse("admin:archive_article_withdraw"), {"ids": article.pk, "withdrawn_reason": "false"})
    event = latest_event(curator, article)
    curator.post(restore_url(article, event))
    assert Article.objects.get().status == "withdrawn"


def test_a_version_that_cannot_stand_any_more_is_refused_with_a_message(curator):
    person = make_person(name="Dostum", slug="dostum")
    change(curator, person, slug="abdul-rashid-dostum")
    event = latest_event(curator, person)
    Entity.objects.filter(slug="dostum").delete()
    make_person(name="Another Dostum", slug="other")
    Entity.objects.filter(slug="other").update(slug="dostum")
    answer = curator.post(restore_url(person, event), follow=True)
    assert any("cannot come back" in message for message in messages_on(answer))
    person.refresh_from_db()
    assert person.slug == "abdul-rashid-dostum"


def test_only_who_may_change_a_record_can_take_it_back(curator, contributor):
    article = make_article(headline="One")
    change(curator, article, headline="Two")
    event = latest_event(curator, article)
    assert contributor.get(restore_url(article, event)).status_code == 403
    assert contributor.post(restore_url(article, event)).status_code == 403
    assert Article.objects.get().headline == "Two"


def test_versions_of_another_record_are_not_taken(curator):
    one, other = make_article(headline="One"), make_article(headline="Other")
    change(curator, one, headline="One more")
    event = latest_event(curator, one)
    assert curator.post(restore_url(other, event)).status_code == 404


def test_names_of_an_entity_stand_in_its_history(curator):
    faction = make_faction(name="Taliban")
    name = Name.objects.create(entity=faction, text="Taleban")
    name.delete()
    page = curator.get(history_url(faction)).content.decode()
    assert "Name “Taleban”" in page


def test_deleted_reports_come_back_with_the_names_in_them(editor):
    dostum = make_person(name="Dostum")
    article = make_article(headline="Gone", body="Dostum left.", mentions=[(dostum, "Dostum")])
    uid = article.uid
    editor.post(
        reverse("admin:archive_article_delete", args=[article.pk]),
        {"post": "yes", "change_reason": "twice here"},
    )
    assert not Article.objects.exists()
    (step,) = editor.get(reverse("admin:archive_article_deleted")).context["steps"]
    assert step.why == "twice here"
    editor.post(reverse("admin:archive_article_recover", args=[step.changes[0].event.pgh_id]))
    found = Article.objects.get()
    assert (found.pk, found.uid, found.headline) == (article.pk, uid, "Gone")
    assert list(Mention.objects.values_list("entity", "text")) == [(dostum.pk, "Dostum")]
    assert editor.get(reverse("admin:archive_article_deleted")).context["steps"] == []


def test_a_deleted_person_comes_back_with_names_and_mentions(editor):
    person = make_person(name="Massoud", names=["Masood"])
    make_article(body="Masood spoke.", mentions=[(person, "Masood")])
    editor.post(reverse("admin:archive_person_delete", args=[person.pk]), {"post": "yes"})
    assert not Entity.objects.exists()
    (step,) = editor.get(reverse("admin:archive_person_deleted")).context["steps"]
    assert editor.get(reverse("admin:archive_place_deleted")).context["steps"] == []
    editor.post(reverse("admin:archive_person_recover", args=[step.changes[0].event.pgh_id]))
    assert sorted(Name.objects.values_list("text", "is_primary")) == [("Masood", False), ("Massoud", True)]
    assert Mention.objects.get().entity == Entity.objects.get() == person


def test_what_cannot_come_back_says_why(editor):
    source = make_source()
    article = make_article(source=source)
    editor.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    (step,) = editor.get(reverse("admin:archive_article_deleted")).context["steps"]
    Source.objects.all().delete()
    answer = editor.post(
        reverse("admin:archive_article_recover", args=[step.changes[0].event.pgh_id]), follow=True
    )
    assert any("cannot be brought back" in message for message in messages_on(answer))


# Bringing back


def recover(editor, model, obj_pk):
    (step, *_) = editor.get(reverse(f"admin:archive_{model}_deleted")).context["steps"]
    event = next(change.event for change in step.changes if change.event.pgh_obj_id == obj_pk)
    return editor.post(reverse(f"admin:archive_{model}_recover", args=[event.pgh_id]), follow=True)


def test_a_deleted_person_comes_back_with_everything_and_says_so(editor):
    person = make_person(name="Massoud", slug="massoud", names=["Masood"])
    name = person.names.get(text="Massoud")
    Name.objects.filter(pk=name.pk).update(note="As he wrote it.")
    ExternalId.objects.create(entity=person, scheme="wikidata", value="Q1")
    Entity.objects.filter(pk=person.pk).update(slug="ahmad-massoud")
    article = make_article(body="A man spoke.")
    mention = make_mention(article=article, entity=person, text="man", certainty="probable")
    before = state()
    editor.post(reverse("admin:archive_person_delete", args=[person.pk]), {"post": "yes"})
    answer = recover(editor, "person", person.pk)
    assert (
        messages_on(answer)[0]
        == "Massoud was brought back, with 2 names, 1 identifier, 1 earlier address and 1 mention."
    )
    assert_same(before, state())
    assert Mention.objects.get() == mention


def test_what_could_not_come_back_is_said(editor):
    person = make_person(name="Massoud", slug="massoud")
    ExternalId.objects.create(entity=person, scheme="wikidata", value="Q1")
    article = make_article(body="A man spoke.")
    make_mention(article=article, entity=person, text="man")
    editor.post(reverse("admin:archive_person_delete", args=[person.pk]), {"post": "yes"})
    other = make_person(slug="massoud")
    ExternalId.objects.create(entity=other, scheme="wikidata", value="Q1")
    article.delete()
    told = messages_on(recover(editor, "person", person.pk))
    assert told == [
        "Massoud was brought back, with 1 name.",
        "Its address “massoud” now belongs to another: it was given “massoud-2”.",
        "1 identifier could not come back: something else has taken its place.",
        "1 mention could not come back: what it belonged to no longer exists.",
    ]


def test_a_source_comes_back_with_its_rules_and_old_addresses(editor):
    source = make_source(slug="old")
    Source.objects.filter(pk=source.pk).update(slug="new")
    BoilerplateRule.objects.create(source=source, kind="line", text="Share")
    before = state()
    editor.post(reverse("admin:archive_source_delete", args=[source.pk]), {"post": "yes"})
    assert not Source.objects.exists()
    recover(editor, "source", source.pk)
    assert_same(before, state())


def test_what_went_by_merging_is_brought_back_by_taking_the_merge_back_alone(editor):
    kept = make_person(name="Hezb Gulbuddin")
    gone = make_person(name="Hezb Khalis", names=["HIK"], slug="khalis")
    step = merge(kept=kept, others=[gone], user=None, reason="one").step
    made = reverse("admin:merge_made", args=[step.pk])
    page = editor.get(reverse("admin:archive_person_deleted"))
    assert made in page.content.decode() and "Bring it back" not in page.content.decode()
    answer = recover(editor, "person", gone.pk)
    assert "Take the merge back" in messages_on(answer)[0]
    assert answer.redirect_chain[-1][0] == made
    assert not Entity.objects.filter(pk=gone.pk).exists()
    assert made in editor.get(history_url(kept)).content.decode()


def test_what_was_merged_before_merges_were_kept_is_no_shell(editor):
    kept, gone = make_person(name="Gulbuddin"), make_person(name="Khalis", names=["HIK"])
    with pghistory.context():
        Name.objects.filter(entity=gone).update(entity=kept)
        Entity.objects.filter(pk=gone.pk).delete()
    answer = recover(editor, "person", gone.pk)
    assert "before merges could be taken back" in messages_on(answer)[0]
    assert not Entity.objects.filter(pk=gone.pk).exists()


# Single rows


def way_back(client, obj):
    steps = client.get(history_url(obj)).context["steps"]
    return next(change.back_url for step in steps for change in step.changes if change.back_url)


def test_a_name_that_was_deleted_on_its_own_comes_back_and_is_matched_again(curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood", note="In Le Monde.")
    article = make_article(body="Masood spoke.")
    link(articles=[article])
    Name.objects.filter(pk=name.pk).delete()
    link(articles=[article])
    assert not article.mentions.exists()
    address = way_back(curator, person)
    assert "It would be restored" in curator.get(address).content.decode()
    curator.post(address, {"change_reason": "it was right"})
    name.refresh_from_db()
    assert name.note == "In Le Monde."
    assert article.mentions.get().name == name


def test_a_name_goes_back_to_how_it_was_written(curator):
    person = make_person(name="Massoud")
    name = make_name(entity=person, text="Masood")
    Name.objects.filter(pk=name.pk).update(text="Masud", note="Wrong.")
    address = way_back(curator, person)
    assert [field.name for field in curator.get(address).context["fields"]] == ["text", "note"]
    curator.post(address)
    name.refresh_from_db()
    assert (name.text, name.note) == ("Masood", "")


def test_a_row_that_something_has_the_place_of_is_refused_with_a_sentence(curator):
    person = make_person(name="Massoud")
    make_name(entity=person, text="Masood").delete()
    address = way_back(curator, person)
    make_name(entity=person, text="Masood", note="Another.")
    answer = curator.post(address, follow=True)
    assert messages_on(answer) == ["It cannot be put back: Something else has taken its place."]
    Name.objects.filter(text="Masood").update(entity=make_person())
    moved = Name.objects.get(text="Masood")
    assert moved.note == "Another."


def test_a_removed_mention_comes_back_where_its_words_stand_now(curator):
    person, article = make_person(), make_article(body="A man spoke.")
    mention = make_mention(article=article, entity=person, text="man")
    Mention.objects.filter(pk=mention.pk).delete()
    Article.objects.filter(pk=article.pk).update(body="Yesterday a man spoke.")
    curator.post(way_back(curator, article))
    mention.refresh_from_db()
    assert (mention.start, mention.end) == (12, 15)


def test_the_history_of_a_report_outlives_the_spelling_and_the_entry_that_its_names_were_of(curator):
    person, article = make_person(name="Massoud"), make_article(body="Masood spoke.")
    spelling = make_name(entity=person, text="Masood")
    make_mention(article=article, entity=person, text="Masood", name=spelling)
    person.delete()
    (step,) = curator.get(history_url(article)).context["steps"]
    assert [change.title for change in step.of_parts] == ["mention “Masood”"]


def test_only_who_may_change_names_puts_them_back(curator, contributor):
    person = make_person(name="Massoud")
    make_name(entity=person, text="Masood").delete()
    address = way_back(curator, person)
    assert contributor.get(address).status_code == 403
    assert contributor.post(address).status_code == 403
    assert not Name.objects.filter(text="Masood").exists()
    other = make_person()
    assert curator.post(address.replace(f"/{person.pk}/history/", f"/{other.pk}/history/")).status_code == 404
