"""Who may do what: checked on the server, whatever the page shows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from archive.models import Article, Batch, Capture, Entity, Mention
from tests.admin.conftest import make_colleague
from tests.admin.forms import change, change_url, form_values
from tests.factories import make_article, make_mention, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

LIST = "admin:archive_article_changelist"


def test_nobody_comes_in_without_signing_in():
    article = make_article(status="draft")
    for address in (
        reverse("admin:index"),
        change_url(article),
        reverse("admin:review"),
        reverse("admin:merge"),
        reverse("admin:archive_article_paste"),
    ):
        assert Client().get(address).status_code == 302


# Contributors


def carla():
    return User.objects.get(username="carla")


def test_a_contributor_corrects_drafts_and_no_published_report(contributor):
    draft, published = make_article(status="draft", entered_by=carla()), make_article()
    change(contributor, draft, headline="Mended")
    values = form_values(contributor.get(change_url(draft))) | {"headline": "Slipped in"}
    assert contributor.post(change_url(published), values).status_code == 403
    assert Article.objects.get(pk=draft.pk).headline == "Mended"
    assert "Slipped in" not in Article.objects.values_list("headline", flat=True)


def test_a_contributor_cannot_publish_by_any_way(contributor):
    draft = make_article(status="draft", entered_by=carla())
    change(contributor, draft, _publish="1")
    change(contributor, draft, status="published")
    contributor.post(reverse(LIST), {"action": "publish_chosen", "_selected_action": [draft.pk]})
    contributor.post(reverse("admin:archive_article_withdraw"), {"ids": draft.pk, "withdrawn_reason": "x"})
    assert Article.objects.get(pk=draft.pk).status == "draft"


def test_a_contributor_cannot_decide_on_names(contributor):
    article = make_article(status="draft", body="Malik spoke.", entered_by=carla())
    malik = make_person(name="Malik")
    malik.names.update(ambiguous=True)
    mention = make_mention(article=article, entity=malik, text="Malik", method="names", status="suggested")
    change(contributor, article, **{f"mention-{mention.pk}-suggested-{mention.entity_id}": "accepted"})
    key = f"{article.pk}-body-0"
    answer = contributor.post(reverse("admin:review"), {"place": key, f"choice-{key}": mention.entity_id})
    assert answer.status_code == 403
    assert Mention.objects.get().status == "suggested"


def test_a_contributor_sees_people_and_changes_none(contributor):
    person = make_person(name="Dostum")
    assert contributor.get(change_url(person)).status_code == 200
    assert contributor.post(change_url(person), {"name": "Other"}).status_code == 403


def test_a_page_that_is_closed_says_where_it_is_told_whom_to_ask(contributor):
    page = contributor.get(reverse("admin:leftovers"))
    assert page.status_code == 403
    assert "Your desk says what it allows, and whom to ask for the rest." in page.content.decode()
    assert 'href="/admin/#rights"' in page.content.decode()


# Curators


@pytest.mark.parametrize(
    "page",
    [
        "archive_capture_changelist",
        "archive_batch_changelist",
        "auth_user_changelist",
        "auth_group_changelist",
    ],
)
def test_a_curator_does_not_come_to(curator, page):
    assert curator.get(reverse(f"admin:{page}")).status_code == 403


def test_a_curator_cannot_withdraw_delete_or_merge(curator):
    article, person = make_article(), make_person()
    curator.post(reverse("admin:archive_article_withdraw"), {"ids": article.pk, "withdrawn_reason": "x"})
    assert (
        curator.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert curator.get(reverse("admin:merge"), {"ids": f"{person.pk},{make_person().pk}"}).status_code == 403
    assert curator.get(reverse("admin:archive_article_deleted")).status_code == 403
    assert Article.objects.get().status == "published"


# Protected people, places and factions


def test_who_may_not_know_of_protected_entries_meets_them_nowhere(curator):
    hidden = make_person(name="Hidden Person", visibility="protected")
    article = make_article(body="Hidden Person spoke.")
    make_mention(article=article, entity=hidden, text="Hidden Person", method="names", status="suggested")
    make_name(entity=hidden, text="Hidden Too")
    pages = [
        reverse("admin:archive_person_changelist"), reverse("admin:review"), reverse("admin:index"),
        reverse("admin:archive_mention_changelist"), reverse("admin:archive_article_changelist"),
        f"{reverse('admin:review')}?article={article.pk}", f"{reverse('admin:archive_person_changelist')}?q=hidden",
    ]  # fmt: skip
    for page in pages:
        answer = curator.get(page)
        assert answer.status_code == 200, page
        assert "Hidden Person" not in answer.content.decode(), page
        assert "Hidden Too" not in answer.content.decode(), page
        assert f"/person/{hidden.pk}/" not in answer.content.decode(), page
    for page in (change_url(article), reverse("admin:archive_article_history", args=[article.pk])):
        answer = curator.get(page)
        assert answer.status_code == 403, page
        assert "an Editor, who may see protected names" in answer.content.decode()
        assert "Hidden Person" not in answer.content.decode(), page
    assert curator.get(change_url(hidden)).status_code == 302
    asked = {"app_label": "archive", "model_name": "mention", "field_name": "entity", "term": "hidden"}
    assert curator.get(reverse("admin:autocomplete"), asked).json()["results"] == []


def test_who_may_not_protect_cannot_name_a_protected_entry_by_its_number(curator):
    hidden = make_person(name="Hidden Person", visibility="protected")
    article = make_article(body="Somebody spoke.")
    answer = change(curator, article, **{"mentions-0-entity": hidden.pk, "mentions-0-words": "Somebody"})
    assert answer.context["errors"]
    assert not article.mentions.exists()


def test_only_who_may_protect_can_set_it(curator, editor):
    person = make_person()
    change(curator, person, visibility="protected")
    assert Entity.objects.get().visibility == "public"
    change(editor, person, visibility="protected")
    assert Entity.objects.get().visibility == "protected"


# Editors


def test_an_editor_sees_captures_and_batches_and_changes_none(editor):
    capture = Capture.objects.create(sha256="0" * 64, content=b"x")
    batch = Batch.objects.create(label="One")
    for row in (capture, batch):
        assert editor.get(change_url(row), follow=True).status_code == 200
        assert editor.post(change_url(row), {"origin": "x", "label": "x"}).status_code == 403
        assert editor.get(reverse(f"admin:archive_{row._meta.model_name}_add")).status_code == 403


def test_an_editor_adds_colleagues_who_may_enter(editor):
    values = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": "long-enough-9",
        "password2": "long-enough-9",
    }
    editor.post(reverse("admin:auth_user_add"), values)
    newcomer = User.objects.get(username="newcomer")
    assert newcomer.is_staff and not newcomer.is_superuser


def test_an_editor_can_give_no_right_that_he_has_not(editor):
    strong = Group.objects.create(name="Strong")
    strong.permissions.add(Permission.objects.get(codename="change_group"))
    colleague = make_colleague("dora", group="Contributor")
    address = reverse("admin:auth_user_change", args=[colleague.pk])
    curators = Group.objects.get(name="Curator")
    sent = {
        "username": "dora",
        "is_active": "on",
        "is_superuser": "on",
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:3]),
    }
    refused = editor.post(address, sent | {"groups": [strong.pk]})
    assert "groups" in refused.context["adminform"].form.errors
    editor.post(address, sent | {"groups": [curators.pk]})
    colleague.refresh_from_db()
    assert not colleague.is_superuser
    assert list(colleague.groups.all()) == [curators]
    assert not colleague.user_permissions.exists()


def test_an_editor_does_not_reach_those_who_may_do_more(editor):
    strong = Group.objects.create(name="Strong")
    strong.permissions.add(Permission.objects.get(codename="change_group"))
    for colleague in (make_colleague("root", is_superuser=True), make_colleague("dora", group="Strong")):
        page = reverse("admin:auth_user_password_change", args=[colleague.pk])
        sent = {"usable_password": "true", "password1": "long-enough-9", "password2": "long-enough-9"}
        assert editor.get(reverse("admin:auth_user_change", args=[colleague.pk])).status_code == 302
        assert editor.post(page, sent).status_code in (302, 403, 404)
        colleague.refresh_from_db()
        assert colleague.check_password("x")


# What readers see


def test_drafts_and_hidden_entries_stay_out_of_sight(curator):
    draft = make_article(status="draft", headline="Unpublished", source=make_source())
    hidden = make_place(name="Secret valley", visibility="draft")
    reader = Client()
    assert reader.get(draft.get_absolute_url()).status_code == 404
    assert reader.get(hidden.get_absolute_url()).status_code == 404
    assert curator.get(draft.get_absolute_url()).status_code == 200
    assert "Secret valley" not in reader.get(reverse("places")).content.decode()
