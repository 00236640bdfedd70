"""People, places, factions, their names and their sources' forms."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from archive.ingest.datasets.jobs import place_waiting_events
from archive.matching import jobs
from archive.models import (
    Entity,
    Event,
    ExternalId,
    Mention,
    Name,
    PastSlug,
    Source,
)
from tests.admin.forms import change, change_url, errors_on, form_values, messages_on
from tests.factories import (
    make_article,
    make_faction,
    make_mention,
    make_name,
    make_person,
    make_place,
    make_source,
)
from tests.ingest.datasets.tables import ged, import_rows

pytestmark = pytest.mark.django_db


def add(client, model, **values):
    """Fill in the empty form of a model and send it."""
    address = reverse(f"admin:archive_{model}_add")
    return client.post(address, form_values(client.get(address)) | values, follow=True)


def with_row(prefix, values, **row):
    """Add a row to an inline in what a form would send."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    return (
        values
        | {f"{prefix}-TOTAL_FORMS": number + 1}
        | {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    )


# Adding


def test_it_makes_the_address_from_the_name(curator):
    add(curator, "person", name="Abdul Rashid Dostum")
    add(curator, "person", name="Abdul Rashid Dostum")
    assert list(Entity.objects.order_by("id").values_list("kind", "slug")) == [
        ("person", "abdul-rashid-dostum"), ("person", "abdul-rashid-dostum-2"),
    ]  # fmt: skip


def test_it_adds_each_kind_with_its_own_columns(curator):
    country = make_place(name="Afghanistan")
    add(
        curator,
        "place",
        name="Balkh",
        place_type="province",
        parent=country.pk,
        latitude="36.7",
        longitude="66.9",
    )
    add(curator, "faction", name="Hezb-e Wahdat", faction_type="party", founded_edtf="1989")
    balkh, wahdat = Entity.objects.get(slug="balkh"), Entity.objects.of_kind("faction").get()
    assert (balkh.lineage, balkh.latitude, wahdat.founded_edtf) == ([country.pk], 36.7, "1989")


def test_it_adds_names_with_the_entity(curator):
    address = reverse("admin:archive_faction_add")
    values = with_row(
        "names", form_values(curator.get(address)), text="Taleban", kind="spelling", in_search="on"
    )
    curator.post(address, values | {"name": "Taliban"})
    assert sorted(Name.objects.values_list("text", "is_primary")) == [("Taleban", False), ("Taliban", True)]


@pytest.mark.parametrize(
    "slug, told",
    [
        ("none", "cannot be"),
        ("taken", "“taken-2” is free"),
        ("past", "was used before"),
        ("-x", "begin with"),
    ],
)
def test_an_address_that_cannot_be_is_explained(curator, slug, told):
    make_person(slug="taken")
    moved = make_person(slug="past")
    Entity.objects.filter(pk=moved.pk).update(slug="now")
    person = make_person()
    answer = change(curator, person, slug=slug)
    assert told in " ".join(errors_on(answer)["slug"])


def test_a_place_in_its_own_part_is_refused_by_the_form(curator):
    country = make_place(name="Land")
    town = make_place(name="Town", parent=country)
    answer = change(curator, country, parent=town.pk)
    assert "lies inside" in errors_on(answer)["parent"][0]
    answer = change(curator, country, parent=country.pk)
    assert errors_on(answer)["parent"]


def test_half_a_position_is_refused(curator):
    answer = change(curator, make_place(), latitude="36.7")
    assert "both" in errors_on(answer)["longitude"][0]


def test_dates_are_read_as_they_are_printed(curator):
    person = make_person()
    answer = change(curator, person, born_edtf="2 September 1953")
    person.refresh_from_db()
    assert person.born_edtf == "1953-09-02"
    assert any("was read as 1953-09-02" in message for message in messages_on(answer))


# Names


def test_a_changed_name_keeps_the_old_one_and_its_address_redirects(curator):
    person = make_person(name="Masood", slug="masood")
    change(curator, person, name="Ahmad Shah Massoud", slug="ahmad-shah-massoud")
    assert sorted(person.names.values_list("text", "is_primary")) == [
        ("Ahmad Shah Massoud", True),
        ("Masood", False),
    ]
    answer = Client().get("/people/masood/")
    assert (answer.status_code, answer.url) == (301, "/people/ahmad-shah-massoud/")
    assert "masood" in curator.get(change_url(person)).content.decode()


def test_a_new_spelling_links_the_reports_that_have_it(curator):
    faction = make_faction(name="Taliban")
    article = make_article(body="The Taleban came.")
    values = form_values(curator.get(change_url(faction)))
    answer = curator.post(
        change_url(faction),
        with_row("names", values, text="Taleban", kind="spelling", in_search="on"),
        follow=True,
    )
    assert "Names have changed: 1 report was matched again." in messages_on(answer)
    assert list(article.mentions.values_list("entity", "text", "status")) == [
        (faction.pk, "Taleban", "accepted")
    ]


def test_a_spelling_that_is_removed_unlinks_them(curator):
    faction = make_faction(name="Taliban")
    name = make_name(entity=faction, text="Students")
    article = make_article(body="The Students came.")
    make_mention(article=article, entity=faction, text="Students", method="names", name=name)
    values = form_values(curator.get(change_url(faction)))
    row = next(
        key.removesuffix("-id")
        for key, value in values.items()
        if key.startswith("names-") and key.endswith("-id") and value == name.pk
    )
    curator.post(change_url(faction), values | {f"{row}-DELETE": "on"})
    assert not Name.objects.filter(text="Students").exists()
    assert not Mention.objects.exists()


def test_it_says_when_the_work_goes_on_in_the_background(curator, monkeypatch):
    monkeypatch.setattr(jobs, "BATCH_SIZE", 0)
    faction = make_faction(name="Taliban")
    make_article(body="The Taleban came.")
    values = form_values(curator.get(change_url(faction)))
    answer = curator.post(
        change_url(faction),
        with_row("names", values, text="Taleban", kind="spelling", in_search="on"),
        follow=True,
    )
    assert any("in the background" in message for message in messages_on(answer))


def test_a_change_of_the_summary_matches_nothing(curator):
    faction = make_faction(name="Taliban")
    make_article(body="The Taliban came.")
    answer = change(curator, faction, summary="A movement")
    assert not any("Names have changed" in message for message in messages_on(answer))


def test_the_name_that_heads_the_page_cannot_be_changed_or_deleted_below(curator):
    faction = make_faction(name="Taliban")
    values = form_values(curator.get(change_url(faction)))
    curator.post(change_url(faction), values | {"names-0-text": "Other", "names-0-DELETE": "on"})
    assert list(faction.names.values_list("text", "is_primary")) == [("Taliban", True)]


def test_the_heading_name_added_once_more_is_explained(curator):
    faction = make_faction(name="Taliban")
    values = form_values(curator.get(change_url(faction)))
    answer = curator.post(change_url(faction), with_row("names", values, text="Taliban", kind="spelling"))
    assert "heads the page" in answer.content.decode()


def test_the_same_name_twice_is_explained(curator):
    faction = make_faction(name="Taliban", names=["Taleban"])
    values = form_values(curator.get(change_url(faction)))
    answer = curator.post(change_url(faction), with_row("names", values, text="Taleban", kind="spelling"))
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_a_number_that_another_entity_has_is_explained(curator):
    ExternalId.objects.create(entity=make_person(), scheme="wikidata", value="Q1")
    person = make_person()
    values = form_values(curator.get(change_url(person)))
    answer = curator.post(change_url(person), with_row("external_ids", values, scheme="wikidata", value="Q1"))
    assert answer.status_code == 200
    assert answer.context["errors"]


# Deleting


def test_deleting_says_what_goes_along_and_matches_the_names_again(editor):
    malik = make_person(name="Malik")
    other = make_person(name="Abdul Malik", names=["Malik"])
    article = make_article(body="Malik spoke.")
    make_mention(article=article, entity=malik, text="Malik", method="names", status="suggested")
    make_mention(article=article, entity=other, text="Malik", method="names", status="suggested", rank=1)
    page = editor.get(reverse("admin:archive_person_delete", args=[malik.pk])).content.decode()
    assert "Names: 1" in page and "Mentions: 1" in page
    editor.post(reverse("admin:archive_person_delete", args=[malik.pk]), {"post": "yes"})
    assert list(Mention.objects.values_list("entity", "status")) == [(other.pk, "accepted")]


def test_a_place_with_places_in_it_is_not_deleted(editor):
    country = make_place(name="Land")
    make_place(name="Town", parent=country)
    page = editor.post(reverse("admin:archive_place_delete", args=[country.pk]), {"post": "yes"})
    assert "Town, which lies in it" in page.content.decode()
    assert Entity.objects.places().count() == 2


def test_many_can_be_deleted_at_once(editor):
    one, two = make_person(), make_person()
    chosen = {"action": "delete_selected", "_selected_action": [one.pk, two.pk], "index": "0"}
    page = editor.post(reverse("admin:archive_person_changelist"), chosen)
    assert Entity.objects.count() == 2
    editor.post(
        reverse("admin:archive_person_changelist"),
        chosen | {"fingerprint": page.context["selection"].fingerprint},
    )
    assert not Entity.objects.exists()
    assert not PastSlug.objects.exists()


# Sources


def test_a_source_is_added_with_its_name_alone(curator):
    add(curator, "source", name="The Frontier Post", country="pk", kind="newspaper")
    source = Source.objects.get()
    assert (source.slug, source.country) == ("the-frontier-post", "PK")


def test_a_source_with_reports_is_not_deleted(editor):
    source = make_source()
    make_article(source=source)
    answer = editor.post(reverse("admin:archive_source_delete", args=[source.pk]), {"post": "yes"})
    assert answer.status_code == 200
    assert Source.objects.exists()


def test_lines_that_recur_are_proposed_as_rules(curator):
    source = make_source()
    for number in range(3):
        make_article(source=source, body=f"Report number {number} says this.\nRead our daily letter")
    address = reverse("admin:propose_rules", args=[source.pk])
    assert address in curator.get(reverse("admin:archive_source_change", args=[source.pk])).content.decode()
    page = curator.get(address)
    assert [(each.text, each.count) for each in page.context["proposals"]] == [("Read our daily letter", 3)]


def test_a_new_place_is_looked_up_for_the_events_of_data_sets_that_have_none(curator, tmp_path):
    import_rows(tmp_path, ged())
    response = add(curator, "place", name="Riverton", place_type="town", latitude="36.7", longitude="67.11")
    assert "some may have happened here" in response.content.decode()
    assert ProcrastinateJob.objects.filter(task_name="place_events").count() == 1
    place_waiting_events.func()
    assert Event.objects.get().place.name == "Riverton"


def test_a_new_person_is_not(curator, tmp_path):
    import_rows(tmp_path, ged())
    add(curator, "person", name="Karim Aseel")
    assert not ProcrastinateJob.objects.filter(task_name="place_events").exists()
