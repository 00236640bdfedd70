"""Whatever writes, the search records are correct afterwards."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.http import QueryDict

from archive.models import (
    MODEL_OF,
    Article,
    Entity,
    Mention,
    Name,
    SearchChange,
    SearchRecord,
    SearchVector,
    Source,
)
from archive.search import search
from tests.factories import make_article, make_faction, make_mention, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def found(query):
    return [hit.article.headline for hit in search(QueryDict(query)).hits]


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


# Each way to write


def test_a_saved_report_is_found():
    make_article(headline="Snow")
    assert found("q=snow") == ["Snow"]


def test_reports_written_in_bulk_are_found():
    source = make_source()
    Article.objects.bulk_create(
        Article(source=source, headline=f"Snow {n}", body="It fell.", status="published") for n in range(3)
    )
    assert len(found("q=snow")) == 3


def test_reports_changed_in_bulk_are_found():
    make_article(headline="Rain")
    Article.objects.update(headline="Snow")
    assert found("q=snow") == ["Snow"]
    assert found("q=rain") == []


def test_a_report_written_by_sql_is_found():
    source = make_source()
    run(
        "INSERT INTO archive_article (uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language,"
        " url, rights, note, date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided,"
        " linked_digest) VALUES (%s, %s, '', 'Snow', '', 'It fell.', '', '', 'en', '', '', '', '', '1997', 'stated',"
        " 'published', '', '[]', false, '')",
        uuid.uuid4(),
        source.pk,
    )
    assert found("q=snow&year=1997") == ["Snow"]
    run("UPDATE archive_article SET date_edtf = '1998'")
    assert found("q=snow&year=1998") == ["Snow"]
    run("DELETE FROM archive_article")
    assert found("q=snow") == []
    assert SearchRecord.objects.count() == SearchVector.objects.count() == 0


def test_reports_loaded_from_a_fixture_are_found(tmp_path):
    make_article(headline="Snow", mentions=[make_person(name="Ann", slug="ann")])
    labels = ["archive.source", "archive.entity", "archive.name", "archive.article", "archive.mention"]
    fixture = tmp_path / "snow.json"
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, output=str(fixture))
    Article.objects.all().delete()
    Entity.objects.all().delete()
    Source.objects.all().delete()
    assert found("q=snow") == []
    for _ in range(2):
        call_command("loaddata", str(fixture), verbosity=0)
        assert found("q=snow&person=ann") == ["Snow"]
    assert len(json.loads(fixture.read_text())) == 5
    assert [name.text for name in Name.objects.filter(is_primary=True)] == ["Ann"]


def test_mentions_written_each_way_are_found():
    person = make_person(name="Ann", slug="ann")
    articles = [make_article(headline=f"Report {n}", body="Ann came.") for n in range(3)]
    make_mention(article=articles[0], entity=person, text="Ann")
    Mention.objects.bulk_create([Mention(article=articles[1], entity=person, text="Ann", start=0, end=3)])
    run(
        'INSERT INTO archive_mention (article_id, entity_id, field, start, "end", text, method, status, rank, certainty)'
        " VALUES (%s, %s, 'body', 0, 3, 'Ann', 'names', 'accepted', 0, 'certain')",
        articles[2].pk,
        person.pk,
    )
    assert len(found("person=ann")) == 3
    Mention.objects.filter(article=articles[0]).update(status="rejected")
    run("DELETE FROM archive_mention WHERE article_id = %s", articles[1].pk)
    assert found("person=ann") == ["Report 2"]


def test_mentions_may_be_written_before_their_report_so_that_it_is_indexed_once():
    person, source = make_person(name="Ann", slug="ann"), make_source()
    with transaction.atomic():
        Mention.objects.bulk_create([Mention(article_id=900_001, entity=person, text="Ann", start=0, end=3)])
        Article.objects.bulk_create(
            [Article(id=900_001, source=source, headline="Snow", body="Ann came.", status="published")]
        )
    assert found("person=ann&q=snow") == ["Snow"]


def test_suggested_and_rejected_mentions_do_not_count():
    person = make_person(slug="ann")
    article = make_article()
    make_mention(article=article, entity=person, status="suggested")
    assert found("person=ann") == []
    Mention.objects.update(status="accepted")
    assert len(found("person=ann")) == 1


# Places


def test_reports_follow_a_place_that_moves_under_another():
    north, south = make_place(name="North", slug="north"), make_place(name="South", slug="south")
    province = make_place(name="Province", slug="province", parent=north)
    town = make_place(name="Town", slug="town", parent=province)
    make_article(headline="Snow", body="In Town.", mentions=[(town, "Town")])
    assert found("place=north") == ["Snow"]
    run("UPDATE archive_entity SET parent_id = %s WHERE id = %s", south.pk, province.pk)
    assert found("place=north") == []
    assert found("place=south") == found("q=place:south") == ["Snow"]
    assert Entity.objects.get(pk=town.pk).lineage == [south.pk, province.pk]


def test_a_lineage_written_by_hand_is_put_right():
    country = make_place()
    town = make_place(parent=country)
    Entity.objects.filter(pk=town.pk).update(lineage=[99])
    town.refresh_from_db()
    assert town.lineage == [country.pk]


def test_places_may_come_before_the_places_they_lie_in():
    Place = MODEL_OF["place"]
    Place.objects.bulk_create(
        [
            Place(id=800_002, name="Town", slug="town", parent_id=800_001),
            Place(id=800_001, name="Country", slug="country", parent_id=800_000),
            Place(id=800_000, name="World", slug="world"),
        ]
    )
    assert Place.objects.get(slug="town").lineage == [800_000, 800_001]


def test_a_place_cannot_lie_in_itself_or_its_parts():
    country = make_place()
    town = make_place(parent=country)
    for parent in (country, town):
        with pytest.raises(IntegrityError, match="A place cannot lie"), transaction.atomic():
            Entity.objects.filter(pk=country.pk).update(parent=parent)
    with pytest.raises(IntegrityError, match="only lie in a place"), transaction.atomic():
        Entity.objects.filter(pk=town.pk).update(parent=make_person())


def test_a_hidden_place_hides_itself_but_not_what_lies_inside():
    country = make_place(name="Country", slug="country")
    province = make_place(name="Province", slug="province", parent=country)
    town = make_place(name="Town", slug="town", parent=province)
    make_article(headline="Snow", body="In Town.", mentions=[(town, "Town")])
    Entity.objects.filter(pk=province.pk).update(visibility="draft")
    places = next(facet for facet in search(QueryDict("")).facets if facet.name == "place")
    assert [value.label for value in places.values] == ["Country", "Town"]


# Text and mentions


def test_a_mention_must_stand_where_it_says():
    article = make_article(body="Ann came.")
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        make_mention(article=article, entity=make_person(), text="Ann", start=1, end=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mention(article=article, entity=make_person(), text="", start=5, end=50)
    mention = make_mention(article=article, entity=make_person(), start=4, end=8)
    mention.refresh_from_db()
    assert mention.text == "came"


def test_a_report_that_does_not_fit_its_waiting_mentions_is_refused():
    person, source = make_person(), make_source()
    Mention.objects.bulk_create([Mention(article_id=900_002, entity=person, text="Ann", start=0, end=3)])
    with pytest.raises(IntegrityError, match="does not stand"), transaction.atomic():
        Article.objects.bulk_create([Article(id=900_002, source=source, headline="Snow", body="Nobody.")])
    Mention.objects.all().delete()


def test_a_curators_mention_moves_with_its_words_and_found_ones_go():
    person, rejected, other = make_person(), make_person(), make_person()
    article = make_article(body="Ann came.")
    make_mention(article=article, entity=person, text="Ann")
    make_mention(article=article, entity=rejected, text="Ann", method="names", status="rejected")
    make_mention(article=article, entity=other, text="came", method="names")
    Article.objects.filter(pk=article.pk).update(body="Then Ann left.")
    moved = Mention.objects.order_by("pk").values_list("entity", "start", "end")
    assert list(moved) == [(person.pk, 5, 8), (rejected.pk, 5, 8)]
    Mention.objects.filter(entity=rejected).delete()
    Article.objects.filter(pk=article.pk).update(body="Nobody.")
    assert list(Mention.objects.values_list("entity", "start", "text")) == [(person.pk, None, "Ann")]


# Version


def test_a_write_that_changes_nothing_searched_is_no_change():
    article = make_article()
    before = SearchChange.objects.count()
    Article.objects.filter(pk=article.pk).update(rights="Somebody's")
    Article.objects.filter(pk=-1).update(headline="None")
    assert SearchChange.objects.count() == before
    Article.objects.filter(pk=article.pk).update(headline="Snow")
    assert SearchChange.objects.count() > before


@pytest.mark.django_db(transaction=True)
def test_two_writers_that_commit_out_of_order_leave_no_stale_result():
    source = make_source()
    fields = {"source": source, "body": "It fell.", "status": "published"}
    late = connections.create_connection("default")
    try:
        late.set_autocommit(False)
        with late.cursor() as cursor:
            cursor.execute(
                "INSERT INTO archive_article (uid, source_id, source_ref, headline, standfirst, body, byline, dateline,"
                " language, url, rights, note, date_printed, date_edtf, date_basis, status, withdrawn_reason, removed,"
                " story_decided, linked_digest) VALUES (%s, %s, '', 'Early snow', '', 'It fell.', '', '', 'en', '', '', '',"
                " '', '', '', 'published', '', '[]', false, '')",
                [uuid.uuid4(), source.pk],
            )
        Article.objects.create(headline="Late snow", **fields)
        assert found("q=snow") == ["Late snow"]
        late.commit()
        assert sorted(found("q=snow")) == ["Early snow", "Late snow"]
    finally:
        late.close()


@pytest.mark.django_db(transaction=True)
def test_a_search_inside_a_write_that_is_undone_leaves_no_trace():
    with transaction.atomic():
        make_article(headline="Snow")
        assert found("q=snow") == ["Snow"]
        transaction.set_rollback(True)
    make_article(headline="Rain")
    assert found("q=snow") == []


# Names and slugs


def test_the_name_of_an_entity_is_its_one_primary_name():
    entity = make_faction(name="Taleban")
    entity.name = "Taliban"
    entity.save()
    assert list(entity.names.values_list("text", "is_primary")) == [("Taliban", True), ("Taleban", False)]
    entity.names.update(is_primary=True)
    assert entity.names.filter(is_primary=True).count() == 1


def test_the_database_remembers_a_changed_slug_and_forgets_it_when_it_comes_back():
    person = make_person(slug="ann")
    Entity.objects.filter(pk=person.pk).update(slug="anna")
    assert list(person.past_slugs.values_list("kind", "slug")) == [("person", "ann")]
    Entity.objects.filter(pk=person.pk).update(slug="ann")
    assert list(person.past_slugs.values_list("slug", flat=True)) == ["anna"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "person", "latitude": 1.0, "longitude": 1.0},
        {"kind": "place", "latitude": 1.0},
        {"kind": "place", "latitude": 91.0, "longitude": 0.0},
        {"kind": "place", "born_edtf": "1953"},
        {"kind": "person", "born_edtf": "autumn"},
        {"kind": "faction", "name": ""},
        {"kind": "faction", "slug": "none"},
        {"kind": "faction", "slug": "-x"},
        {"kind": "ghost"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entity.objects.create(**{"name": "Name", "slug": "slug", **values})


def test_a_date_must_be_readable_and_say_its_basis():
    for values in (
        {"date_edtf": "1997-02-30", "date_basis": "stated"},
        {"date_edtf": "1997", "date_basis": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.create(headline="Snow", body="It fell.", source=make_source(), **values)
