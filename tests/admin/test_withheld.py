"""Those who may not see protected entries find no trace of them in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from archive.curation.bulk import change_records
from archive.models import Article, BoilerplateRule, Capture, Entity, PublicWording, Story
from archive.models.wordings import WITHHELD
from tests.admin.forms import change, change_url
from tests.admin.test_paste import keep, take
from tests.factories import make_article, make_mention, make_person, make_place

pytestmark = pytest.mark.django_db

LIST = reverse("admin:archive_article_changelist")


@pytest.fixture
def hidden():
    return make_person(name="Zarghun Karimi", visibility="protected")


def shown(client, address, **values):
    answer = client.get(address, values)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_of_reports_names_nobody_by_number(contributor, hidden):
    make_article(headline="Mentioned", mentions=[hidden])
    make_article(headline="Unnamed")
    page = shown(contributor, LIST, names=hidden.pk)
    assert "Zarghun" not in page
    assert "Unnamed" in page  # not narrowed


def test_the_review_names_nobody_by_number(contributor, hidden):
    assert "Zarghun" not in shown(contributor, reverse("admin:review"), entity=hidden.pk)


def test_a_place_does_not_tell_what_it_lies_in(curator, editor):
    valley = make_place(name="Zarghun Valley", visibility="protected")
    village = make_place(name="Village", parent=valley)
    places = reverse("admin:archive_place_changelist")
    assert "Zarghun" not in shown(curator, places)
    assert "Zarghun" not in shown(curator, change_url(village))
    assert "Zarghun Valley" in shown(editor, places)
    assert "Zarghun Valley" in shown(editor, change_url(village))
    change(curator, village, summary="A village.")
    village.refresh_from_db()
    assert (village.summary, village.parent_id) == ("A village.", valley.pk)


def test_a_protected_place_cannot_be_chosen_by_its_number(curator):
    valley, village = make_place(visibility="protected"), make_place()
    assert change(curator, village, parent=valley.pk).context["errors"]


def test_the_desk_does_not_name_who_was_deleted(contributor, editor, hidden):
    change(editor, hidden, summary="Somebody")
    Entity.objects.filter(pk=hidden.pk).delete()
    assert "Zarghun" not in shown(contributor, reverse("admin:index"))


def test_a_protected_entry_is_not_deleted(editor, hidden):
    address = reverse("admin:archive_person_delete", args=[hidden.pk])
    assert "reports would show its names again" in shown(editor, address)
    editor.post(address, {"post": "yes"})
    assert Entity.objects.filter(pk=hidden.pk).exists()


def test_a_protected_past_is_not_told_and_does_not_come_back(curator, editor, hidden):
    change(editor, hidden, summary="Of the Zarghun family")
    change(editor, hidden, visibility="public", name="Gul Mohammad", slug="gul-mohammad", summary="")
    change(curator, hidden, summary="A trader.")
    history = reverse("admin:archive_person_history", args=[hidden.pk])
    page = shown(curator, history)
    assert "A trader." in page
    assert "protected" not in page
    assert "Zarghun" not in page
    assert "Zarghun" in shown(editor, history)
    event = hidden.events.filter(visibility="protected").first()
    address = reverse("admin:archive_person_restore", args=[hidden.pk, event.pgh_id])
    assert curator.get(address).status_code == 404
    assert curator.post(address, {}).status_code == 404
    assert Entity.objects.get(pk=hidden.pk).visibility == "public"


def test_an_earlier_address_does_not_tell_where_it_leads(curator, hidden):
    Entity.objects.filter(pk=hidden.pk).update(slug="other")
    answer = change(curator, make_person(), slug=hidden.slug)
    assert answer.context["errors"]
    assert "Zarghun" not in answer.content.decode()


def test_headlines_are_withheld_in_lists_and_not_found(curator, editor, hidden):
    make_article(headline="Zarghun Karimi freed", body="Zarghun Karimi left. Karimi said no.")
    make_article(headline="Unnamed")
    assert f"{WITHHELD} freed" in shown(curator, LIST)
    assert "Zarghun Karimi freed" in shown(editor, LIST)
    for typed in ("zarghun", "karimi", '"zarghun karimi"', "zarghu*", "headline:zarghun", "-karimi zarghun"):
        assert "1 report" not in shown(curator, LIST, q=typed), typed
        assert f"{WITHHELD} freed" not in shown(curator, LIST, q=typed), typed
    assert "Zarghun Karimi freed" in shown(editor, LIST, q="zarghun")


@pytest.mark.parametrize(
    "lookup",
    ["headline__icontains", "body__icontains", "note__startswith", "url__contains", "wording__isnull"],
)
def test_no_address_asks_the_text(curator, hidden, lookup):
    make_article(headline="Zarghun Karimi freed")
    answer = curator.get(LIST, {lookup: "zarghun"})
    assert answer.status_code in (302, 400)


def test_a_report_with_a_name_is_closed_with_a_sentence(curator, editor, hidden):
    article = make_article(headline="Zarghun Karimi freed")
    for page in ("change", "history", "delete"):
        address = reverse(f"admin:archive_article_{page}", args=[article.pk])
        answer = curator.get(address)
        assert answer.status_code == 403
        assert "Zarghun" not in answer.content.decode()
    assert curator.post(change_url(article), {"headline": "x"}).status_code == 403
    assert "Zarghun Karimi freed" in shown(editor, change_url(article))
    change(editor, article, headline="Zarghun Karimi is free")
    assert Article.objects.get(pk=article.pk).headline == "Zarghun Karimi is free"
    assert PublicWording.objects.get().headline == f"{WITHHELD} is free"


def test_the_past_of_a_report_is_withheld_where_a_name_stood_in_it(curator, editor, hidden):
    article = make_article(headline="Zarghun Karimi freed", body="A name was here.", status="published")
    change(editor, article, headline="A man freed")
    change(editor, article, dateline="KABUL")
    history = reverse("admin:archive_article_history", args=[article.pk])
    assert "KABUL" in shown(curator, history)
    assert "Zarghun" not in shown(curator, history)
    assert "Zarghun" in shown(editor, history)
    assert "Zarghun" not in shown(curator, reverse("admin:index"))
    event = article.events.order_by("pgh_id").first()
    address = reverse("admin:archive_article_restore", args=[article.pk, event.pgh_id])
    assert curator.get(address).status_code == 404


def test_passages_of_others_are_in_public_words(curator, hidden):
    other = make_person(name="Hamid")
    article = make_article(body="It was Zarghun Karimi who met Hamid there.")
    make_mention(article=article, entity=other, text="Hamid", status="suggested", method="names")
    for address in (
        f"{reverse('admin:review')}?article={article.pk}",
        reverse("admin:archive_mention_changelist"),
    ):
        page = shown(curator, address)
        assert "Zarghun" not in page
        assert "<mark>Hamid</mark>" in page
        assert WITHHELD in page


def test_groups_of_copies_are_named_in_public_words(curator, hidden):
    story = Story.objects.create()
    article = make_article(headline="Zarghun Karimi freed", story=story)
    make_article(headline="Another", story=story)
    stories = reverse("admin:archive_story_changelist")
    assert "Zarghun" not in shown(curator, reverse("admin:archive_story_change", args=[story.pk]))
    assert f"/story/{story.pk}/" not in shown(curator, stories, q="zarghun")
    assert f"/story/{story.pk}/" in shown(curator, stories, q="another")
    asked = {"app_label": "archive", "model_name": "article", "field_name": "story", "term": "another"}
    assert "Zarghun" not in shown(curator, reverse("admin:autocomplete"), **asked)
    assert Article.objects.get(pk=article.pk).story_id == story.pk


def test_captures_with_a_name_are_closed_even_to_who_may_see_captures(curator, hidden):
    User.objects.get(username="anna").user_permissions.add(Permission.objects.get(codename="view_capture"))
    plain = Capture.objects.create(sha256="0" * 64, content=b"Nobody", origin="plain.txt")
    named = Capture.objects.create(sha256="1" * 64, content=b"By Zarghun Karimi", origin="zarghun-karimi.txt")
    taken = Capture.objects.create(sha256="2" * 64, content=b"<b>Zar</b>ghun", origin="taken.txt")
    make_article(body="Zarghun Karimi", capture=taken)
    page = shown(curator, reverse("admin:archive_capture_changelist"))
    assert "plain.txt" in page
    assert "zarghun" not in page
    assert "taken.txt" not in page
    for capture, status in ((plain, 200), (named, 403), (taken, 404)):
        assert curator.get(reverse("admin:archive_capture_bytes", args=[capture.pk])).status_code == status
    assert curator.get(reverse("admin:archive_capture_change", args=[named.pk])).status_code == 403


def test_what_curators_write_is_withheld_too(curator, hidden):
    person = make_person(name="Hamid", summary="A cousin of Zarghun Karimi.")
    rule = BoilerplateRule.objects.create(kind="line", text="By Zarghun Karimi")
    people, rules = (
        reverse("admin:archive_person_changelist"),
        reverse("admin:archive_boilerplaterule_changelist"),
    )
    assert "Zarghun" not in shown(curator, people)
    assert curator.get(change_url(person)).status_code == 403
    assert "Zarghun" not in shown(curator, rules)
    assert f"/boilerplaterule/{rule.pk}/" not in shown(curator, rules, q="zarghun")
    assert f"/boilerplaterule/{rule.pk}/" in shown(curator, rules)


def test_a_curator_is_told_what_protection_does(editor):
    make_person(name="Other", names=["Shah Agha"])
    person = make_person(name="Zarghun Karimi", names=["Shah Agha"])
    make_article(body="Zarghun Karimi left.")
    answer = change(editor, person, visibility="protected")
    told = [str(message) for message in answer.context["messages"]]
    assert any("withheld in 1 report." in text for text in told)
    assert any("Others share “Shah Agha”" in text for text in told)
    answer = change(editor, person, visibility="public")
    assert any("reports show its names again" in str(message) for message in answer.context["messages"])
    assert not PublicWording.objects.exists()


def test_a_pasted_report_with_a_name_is_kept_and_closed(contributor, hidden):
    text = "Prisoner freed\n\nZarghun Karimi was freed on Sunday in the northern valley, elders on both sides of the river said."
    page = take(contributor, text=text)
    answer = keep(contributor, page)
    assert answer.redirect_chain[-1][0] == LIST
    assert "an Editor, who may see protected names" in answer.content.decode()
    assert "Zarghun" not in answer.content.decode()
    assert "Zarghun Karimi" in Article.objects.get().body


def test_no_protected_entry_is_deleted_with_many(editor, hidden):
    other = make_person(name="Public")
    ids = {"_selected_action": [hidden.pk, other.pk], "action": "delete_selected"}
    page = editor.post(reverse("admin:archive_person_changelist"), ids)
    editor.post(
        reverse("admin:archive_person_changelist"),
        ids | {"fingerprint": page.context["selection"].fingerprint},
    )
    assert Entity.objects.filter(pk=hidden.pk).exists()
    done = change_records(
        verb="delete",
        model="person",
        ids=[hidden.pk, other.pk],
        user=User.objects.get(username="edith"),
        reason="",
        remove=list,
    )
    assert done == [other.pk]
