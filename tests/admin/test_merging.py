"""Merge entries that mean the same."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Entity, Mention
from tests.factories import make_article, make_person, make_place

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
    assert "1 mention" in page.content.decode() and "Masud" in page.content.decode()
    assert page.context["form"].initial == {"kept": two.pk}


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
