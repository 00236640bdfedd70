"""Merge entries that mean the same."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from archive.curation.merge import merge
from archive.models import Article, Entity, Mention, Name, Source, Step
from tests.admin.forms import messages_on
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def merge_url(*entities):
    return f"{reverse('admin:merge')}?ids={','.join(str(entity.pk) for entity in entities)}"


def test_the_action_leads_to_the_page_that_shows_what_would_move(editor):
    one, two = make_person(name="Masood"), make_person(name="Massoud", names=["Masud"])
    make_article(body="Massoud spoke.", mentions=[(two, "Massoud")])
    answer = editor.post(
        reverse("admin:archive_person_changelist"),
        {"action": "merge_chosen", "_selected_action": [one.pk, two.pk]},
    )
    assert (answer.status_code, answer.url) == (303, merge_url(one, two))
    page = editor.get(answer.url)
    assert "1 accepted" in page.content.decode() and "Masud" in page.content.decode()
    assert page.context["form"].initial["kept"] == two.pk


def test_it_merges_and_old_addresses_lead_on(editor):
    one, two = make_person(name="Masood", slug="masood"), make_person(name="Massoud", slug="massoud")
    make_article(body="Masood spoke.", mentions=[(one, "Masood")])
    answer = editor.post(merge_url(one, two), {"kept": two.pk, "reason": "one man"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:archive_person_change", args=[two.pk])
    assert Entity.objects.get().pk == two.pk
    assert Mention.objects.get().entity_id == two.pk
    assert Client().get("/people/masood/").url == "/people/massoud/"
    history = editor.get(reverse("admin:archive_person_history", args=[two.pk])).content.decode()
    assert "one man" in history


def test_it_asks_for_a_reason_and_takes_no_strangers(editor):
    one, two, stranger = make_person(), make_person(), make_person()
    assert editor.post(merge_url(one, two), {"kept": one.pk}).context["form"].errors["reason"]
    assert (
        editor.post(merge_url(one, two), {"kept": stranger.pk, "reason": "x"}).context["form"].errors["kept"]
    )
    assert Entity.objects.count() == 3


def test_what_cannot_be_merged_is_explained(editor):
    country = make_place(name="Land")
    town = make_place(name="Town", parent=country)
    page = editor.post(merge_url(country, town), {"kept": town.pk, "reason": "x"})
    assert "lies inside" in page.content.decode()
    assert Entity.objects.count() == 2


@pytest.mark.parametrize("ids", ["", "x", "1", "99999999999999999,1"])
def test_odd_addresses_lead_back_with_a_message(editor, ids):
    assert editor.get(f"{reverse('admin:merge')}?ids={ids}").status_code == 302


def test_dates_stand_side_by_side_in_words(editor):
    one = make_person(name="Masood", born_edtf="1953-09")
    page = editor.get(merge_url(one, make_person(name="Massoud", born_edtf="1952~"))).content.decode()
    assert "September 1953" in page and "about 1952" in page and "1953-09" not in page


def test_fields_that_differ_have_to_be_decided(editor):
    one = make_person(name="Masood", summary="A man.", born_edtf="1953")
    two = make_person(name="Massoud", summary="A general.")
    sent = {"kept": two.pk, "reason": "one man"}
    page = editor.post(merge_url(one, two), sent)
    assert page.context["form"].errors == {"value_summary": ["Choose which is right."]}
    assert "which is right?" in page.content.decode()
    assert Entity.objects.count() == 2
    answer = editor.post(
        merge_url(one, two), sent | {"value_summary": one.pk, "value_name": one.pk}, follow=True
    )
    kept = Entity.objects.get()
    assert (kept.pk, kept.name, kept.summary, kept.born_edtf) == (two.pk, "Masood", "A man.", "1953")
    assert "1 value was dropped" in messages_on(answer)[0]


def test_sources_are_merged_with_their_reports_and_addresses(editor):
    one = make_source(name="The Herald", slug="the-herald", kind="agency")
    two = make_source(name="Herald", slug="herald", kind="agency")
    make_article(source=one, source_ref="7", headline="Of the first")
    make_article(source=two, source_ref="7", headline="Of the second")
    answer = editor.post(
        reverse("admin:archive_source_changelist"),
        {"action": "merge_chosen", "_selected_action": [one.pk, two.pk]},
    )
    assert answer.status_code == 303
    page = editor.get(answer.url)
    assert "Of the first" in page.content.decode() and "<code>7</code>" in page.content.decode()
    sent = {"kept": one.pk, "reason": "one paper"}
    assert set(editor.post(answer.url, sent).context["form"].errors) == {"numbers"}
    editor.post(answer.url, sent | {"numbers": "mark"})
    assert Source.objects.get() == one
    assert sorted(Article.objects.values_list("source_ref", flat=True)) == ["7", "herald/7"]
    reader = Client()
    assert reader.get("/sources/herald/").url == "/sources/the-herald/"
    assert reader.get("/search.json?source=herald").json()["total"] == 2


def merged(**values):
    one, two = make_person(name="Masood", slug="masood", **values), make_person(name="Massoud", **values)
    make_name(entity=one, text="Masud")
    return two, merge(kept=two, others=[one], user=None, reason="one man").step


def made_url(step):
    return reverse("admin:merge_made", args=[step.pk])


def test_a_merge_is_taken_back_from_its_page(editor):
    kept, step = merged()
    assert made_url(step) in editor.get(reverse("admin:merges")).content.decode()
    page = editor.get(made_url(step))
    assert "Nothing has been changed since" in page.content.decode()
    done = editor.post(
        made_url(step), {"seen": page.context["plan"].digest, "change_reason": "two men"}, follow=True
    )
    assert messages_on(done)[0].startswith("The merge has been taken back.")
    assert "two men" in done.content.decode() and "Taken back" in done.content.decode()
    assert Client().get("/people/masood/").status_code == 200
    again = editor.post(made_url(step), {"seen": page.context["plan"].digest}, follow=True)
    assert "already been taken back" in messages_on(again)[0]
    assert Entity.objects.count() == 2


def test_what_stands_against_it_is_shown_before_it_is_done(editor):
    kept, step = merged()
    Name.objects.filter(text="Masud").update(text="Masoud")
    page = editor.get(made_url(step))
    assert "The name “Masoud” has since been changed" in page.content.decode()
    Name.objects.filter(text="Masoud").delete()
    refused = editor.post(made_url(step), {"seen": page.context["plan"].digest}, follow=True)
    assert "while you looked" in messages_on(refused)[0]
    assert Entity.objects.count() == 1


def test_a_later_merge_is_shown_as_what_comes_first(editor):
    kept, step = merged()
    later = merge(kept=kept, others=[make_person(name="Ahmad Shah")], user=None, reason="he too").step
    page = editor.get(made_url(step)).content.decode()
    assert "Take back the later one first" in page and made_url(later) in page
    assert "Take the merge back" not in page


def test_only_who_may_merge_sees_and_takes_back_merges(curator, editor):
    kept, step = merged()
    for answer in (
        curator.get(reverse("admin:merges")),
        curator.get(made_url(step)),
        curator.post(made_url(step), {"seen": ""}),
        curator.post(f"{reverse('admin:merge_sources')}?ids=1,2"),
    ):
        assert answer.status_code in (403, 404)
    assert not Step.objects.filter(undoes=step).exists()


def test_merges_of_protected_entries_are_seen_by_those_alone_who_may(editor):
    kept, step = merged(visibility="protected")
    assert editor.get(made_url(step)).status_code == 200
    group = Group.objects.get(name="Editor")
    group.permissions.remove(Permission.objects.get(codename="protect_entity"))
    page = editor.get(reverse("admin:merges")).content.decode()
    assert "Masood" not in page
    assert editor.get(made_url(step)).status_code == 404
    assert editor.post(made_url(step), {"seen": ""}).status_code == 404
    assert editor.get(merge_url(kept, make_person())).status_code == 302


def named_in(slug):
    return Client().get("/search.json", {"person": slug}).json()["total"]


def test_searches_and_counts_follow_a_merge_and_its_taking_back_at_once(editor):
    one, two = make_person(name="Masood", slug="masood"), make_person(name="Massoud", slug="massoud")
    make_article(body="Masood spoke.", mentions=[(one, "Masood")])
    make_article(body="Massoud and Masood spoke.", mentions=[(one, "Masood"), (two, "Massoud")])
    assert (named_in("masood"), named_in("massoud")) == (2, 1)
    editor.post(merge_url(one, two), {"kept": two.pk, "reason": "one man", "value_name": two.pk})
    assert (named_in("masood"), named_in("massoud")) == (2, 2)
    step = Step.objects.get()
    plan = editor.get(made_url(step)).context["plan"]
    editor.post(made_url(step), {"seen": plan.digest})
    assert (named_in("masood"), named_in("massoud")) == (2, 1)


def test_what_a_merge_moved_has_no_way_back_of_its_own_in_the_history(editor):
    kept, step = merged()
    steps = editor.get(reverse("admin:archive_person_history", args=[kept.pk])).context["steps"]
    assert [change.back_url for found in steps for change in found.changes if change.back_url] == []
    assert [found.step for found in steps if found.step] == [step]
