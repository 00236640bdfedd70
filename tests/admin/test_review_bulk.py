"""Deciding about all passages of a name at once in the review."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.matching.link import link
from archive.models import Batch, Entity, Mention, Name, Step
from tests.admin.forms import messages_on
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def maliks():
    """Give two people who share a name."""
    people = [make_person(name="Abdul Malik Pahlawan"), make_person(name="Malik Zafar")]
    for person in people:
        make_name(entity=person, text="Malik")
    return people


def matched(*bodies, **values):
    made = [make_article(body=body, **values) for body in bodies]
    link(articles=made)
    return made


def review(client, name="malik", **params):
    return client.get(reverse("admin:review"), {"name": name, **params} if name else params)


def press(client, bulk, name="malik", **values):
    params = "&".join(f"{key}={value}" for key, value in {"name": name, **values.pop("params", {})}.items())
    return client.post(f"{reverse('admin:review')}?{params}", {"bulk": bulk, **values}, follow=True)


def statuses():
    return sorted(Mention.objects.values_list("entity__name", "status"))


def test_one_press_accepts_one_candidate_in_all_passages_and_one_takes_it_back(curator, maliks):
    matched(*["They say Malik left."] * 25)
    before = statuses()
    assert len(review(curator).context["places"]) == 20

    answer = press(curator, f"entity:{maliks[1].pk}", count=25)

    assert Mention.objects.accepted().filter(entity=maliks[1]).count() == 25
    assert Mention.objects.filter(status="rejected", entity=maliks[0]).count() == 25
    assert "“Malik” is Malik Zafar in 25 passages." in messages_on(answer)[0]

    undone = curator.post(reverse("admin:review"), {"undo": "1"}, follow=True)
    assert statuses() == before
    assert messages_on(undone)[0].startswith("Taken back: “Malik” is Malik Zafar")


def test_none_of_them_rejects_all_and_matching_again_does_not_ask_again(curator, maliks):
    articles = matched(*["They say Malik left."] * 3)
    press(curator, "none")
    link(articles=articles)
    assert {status for _, status in statuses()} == {"rejected"}


def test_another_entry_and_a_new_one_take_all_passages(curator, maliks):
    articles = matched("They say Malik left.", "So Malik came. Malik went.")
    other = make_person(name="Rustam")
    press(curator, "other", entity=other.pk)
    assert Mention.objects.accepted().filter(entity=other).count() == 3
    assert not Mention.objects.suggested().exists()
    link(articles=articles)
    assert Mention.objects.accepted().filter(entity=other).count() == 3

    curator.post(reverse("admin:review"), {"undo": "1"})
    press(curator, "new:person")
    new = Entity.objects.get(name="Malik")
    assert Mention.objects.accepted().filter(entity=new).count() == 3 and new.names.get().text == "Malik"


def test_a_name_that_is_never_linked_is_gone_from_old_and_new_reports(curator, maliks):
    matched(*["They say Malik left."] * 2)
    answer = press(curator, "never")
    assert not Mention.objects.exists() and not Name.objects.filter(text="Malik", in_search=True).exists()
    matched("They say Malik left.")
    assert not Mention.objects.exists()
    assert "“Malik” is never linked to Abdul Malik Pahlawan, Malik Zafar." in messages_on(answer)[0]

    curator.post(reverse("admin:review"), {"undo": "1"})
    assert Mention.objects.suggested().count() >= 4


def test_a_name_is_marked_as_ambiguous(curator):
    person = make_person(name="Malik Zafar", names=["Malik"])
    matched("so malik zafar left.")
    press(curator, "ambiguous", name="malik zafar")
    assert person.names.get(text="Malik Zafar").ambiguous


def test_a_name_that_is_ambiguous_already_cannot_be_marked_so_again(curator):
    person = make_person(name="Malik Zafar")
    matched("so malik zafar left.")
    offered = [review(curator, name="malik zafar")]
    person.names.update(ambiguous=True)
    offered.append(review(curator, name="malik zafar"))
    assert ["only ever suggest it" in answer.content.decode() for answer in offered] == [True, False]
    assert "already marked as ambiguous" in offered[1].content.decode()


def different(maliks):
    """Add six reports of one country and time, and one each of another country, another time and with nobody in common."""
    land, other = make_place(name="Balkh"), make_place(name="Punjab")
    friends = [make_person(name=f"Friend Number{letter}") for letter in "abcd"]
    names = [friend.name for friend in friends]
    day = {"date_edtf": "1997-05", "date_basis": "stated"}
    usual = matched(*[f"They say Malik left Balkh with {names[0]} and {names[1]}."] * 6, **day)
    (far,) = matched(f"They say Malik left Punjab with {names[0]}.", **day)
    (old,) = matched(f"They say Malik left Balkh with {names[1]}.", date_edtf="1960", date_basis="stated")
    (alone,) = matched(f"They say Malik left Balkh with {names[2]} and {names[3]}.", **day)
    assert land and other
    return usual, far, old, alone


def test_passages_that_differ_are_shown_first_with_the_reason_and_can_be_left_out(curator, maliks):
    usual, far, old, alone = different(maliks)

    page = review(curator)

    assert page.context["differing"] == 3
    told = {place.article.pk: place.differs for place in page.context["places"]}
    assert list(told)[:3] == [alone.pk, old.pk, far.pk] and not any(told[report.pk] for report in usual)
    assert told[far.pk] == "in Punjab, unlike the others"
    assert told[old.pk] == "dated 1960, while most are from 1997"
    assert told[alone.pk] == "with nobody who is in the others"

    answer = press(curator, f"entity:{maliks[0].pk}", scope="alike", count="9")
    assert not [told for told in messages_on(answer) if "When you opened" in told]
    open_ones = set(Mention.objects.suggested().values_list("article", flat=True))
    assert open_ones == {far.pk, old.pk, alone.pk}


def test_candidates_come_with_the_reason_for_their_order(curator, maliks):
    balkh = make_place(name="Balkh")
    for kind in ("Mazar", "Khulm"):
        make_place(name=f"{kind} Upper", parent=balkh if kind == "Khulm" else None, names=["Upper"])
    matched("They left Balkh and held Upper.", "General Malik spoke.")
    (place,) = review(curator, "upper").context["places"]
    assert [(one.entity.name, why) for one, why in place.options][0] == (
        "Khulm Upper",
        "lies in Balkh, which is named too",
    )
    (place,) = review(curator).context["places"]
    assert all(why == "after “general”" for _, why in place.options)


def test_names_and_passages_are_filtered(curator, maliks):
    post, batch = make_source(name="Post", slug="post"), Batch.objects.create(label="one")
    matched("They say Malik left.", source=post)
    matched("They say Malik left.", batch=batch)
    upper = [make_place(name="Upper"), make_place(name="Upper", slug="upper-2")]
    matched("They held Upper.")
    address = reverse("admin:review")

    def names(**params):
        return [
            (name["printed"], name["reports"], name["candidates"])
            for name in curator.get(address, params).context["names"]
        ]

    assert names() == [("Malik", 2, 2), ("Upper", 1, len(upper))]
    assert names(kind="place") == [("Upper", 1, 2)]
    assert names(source="post") == names(batch=batch.pk) == [("Malik", 1, 2)]
    assert names(since="2100-01-01") == [] and len(names(since="2000-01-01")) == 2
    assert len(names(since="x", kind="x", batch="x")) == 2
    press(curator, f"entity:{maliks[0].pk}", params={"source": "post"})
    assert Mention.objects.accepted().get().article.source == post


def test_two_curators_at_one_name_are_told_and_nothing_is_overwritten(curator, other_curator, maliks):
    matched(*["They say Malik left."] * 3)
    one = Mention.objects.filter(entity=maliks[0]).first()
    curator.post(
        f"{reverse('admin:review')}?name=malik",
        {
            "place": f"{one.article_id}-body-{one.start}",
            f"choice-{one.article_id}-body-{one.start}": maliks[0].pk,
        },
    )

    answer = press(other_curator, "none", count=3)

    one.refresh_from_db()
    assert one.status == "accepted"
    assert any("When you opened the page there were 3." in told for told in messages_on(answer))
    assert "Nothing here is still open" in messages_on(press(other_curator, "none"))[0]
    assert Step.objects.count() == 2


def test_rights_are_checked_on_the_server(contributor, curator, maliks):
    matched("They say Malik left.")
    assert press(contributor, "none").status_code == 403
    assert not Step.objects.exists()
    for odd in ("", "x", "entity:x", "entity:999999", "new:event", "other", "entity:"):
        assert press(curator, odd).status_code == 200
    assert curator.post(reverse("admin:review"), {"bulk": "none"}).status_code == 403
    assert {status for _, status in statuses()} == {"suggested"}


def test_single_decisions_can_be_undone_too(curator, maliks):
    matched("They say Malik left.")
    before = statuses()
    one = Mention.objects.first()
    place = f"{one.article_id}-body-{one.start}"
    curator.post(f"{reverse('admin:review')}?name=malik", {"place": place, f"choice-{place}": "none"})
    assert statuses() != before and "“Malik”: 2 rejected" in Step.objects.get().summary

    curator.post(reverse("admin:review"), {"undo": "1"})
    assert statuses() == before
    assert "There is nothing to undo." in messages_on(
        curator.post(reverse("admin:review"), {"undo": "1"}, follow=True)
    )
