"""Who changed what, when and why; back to an earlier version; and what was deleted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Article, Entity, Mention, Name, Source
from tests.admin.forms import change, messages_on
from tests.factories import make_article, make_faction, make_mention, make_person, make_place, make_source

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


def test_the_desk_shows_what_was_changed_lately(curator):
    article = make_article(headline="Before")
    change(curator, article, headline="After", change_reason="misread")
    page = curator.get(reverse("admin:index")).content.decode()
    assert "report “Before”" in page and "Anna Kay" in page and "misread" in page
    assert history_url(article) in page
    assert make_mention(article=article, entity=make_person()).pk
