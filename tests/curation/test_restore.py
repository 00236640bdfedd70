"""Restoring an earlier version of a record, and the consequences for its reports, without a page."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from archive.curation.bring_back import bring_back
from archive.curation.delete_entities import delete_entities
from archive.curation.put_back import put_back_row
from archive.curation.restore import restore
from archive.kinds import PERSON
from archive.matching.link import link
from archive.models import MODEL_OF, Entity, Name
from tests.factories import make_article, make_faction, make_name, make_person

pytestmark = pytest.mark.django_db


def event_of(record, **values):
    model = apps.get_model("archive", f"{record._meta.concrete_model.__name__}Event")
    return model.objects.filter(pgh_obj_id=record.pk, **values).latest("pgh_id")


def test_a_report_goes_back_and_is_matched_again():
    make_faction(name="Taliban")
    article = make_article(headline="Before", body="The Taliban came.", note="kept")
    article.headline, article.body, article.note = "After", "They came.", "newer"
    article.save()
    link(articles=[article.pk])
    matched = restore(record=article, event=event_of(article, body="The Taliban came."), kept={"note"})
    article.refresh_from_db()
    assert (article.headline, article.body, article.note) == ("Before", "The Taliban came.", "newer")
    assert matched.written == 1
    assert str(matched) == "The text was matched again: 1 name added, moved or removed."
    assert article.mentions.count() == 1


def test_a_version_that_is_not_valid_any_more_changes_nothing():
    one = make_person(name="Malik", slug="malik")
    one.slug, one.summary = "abdul-malik", "A general."
    one.save()
    make_person(slug="malik")
    with pytest.raises(ValidationError):
        restore(record=one, event=event_of(one, slug="malik"))
    one.refresh_from_db()
    assert (one.slug, one.summary) == ("abdul-malik", "A general.")


def test_a_name_that_is_put_back_is_matched_again_as_it_was_and_as_it_is():
    person = make_person(name="Abdul Malik")
    name = make_name(entity=person, text="Malik Pahlawan")
    old, new = make_article(body="Malik Pahlawan spoke."), make_article(body="Pahlawan Malik spoke.")
    name.text = "Pahlawan Malik"
    name.save()
    link(articles=[old.pk, new.pk])
    matched = put_back_row(model=Name, event=event_of(name, text="Malik Pahlawan"), foreign_key="entity")
    assert (matched.articles, old.mentions.count(), new.mentions.count()) == (2, 1, 0)


def test_who_is_deleted_leaves_reports_and_comes_back_to_them():
    person = make_person(name="Abdul Malik", names=["Malik Pahlawan"])
    article = make_article(body="Malik Pahlawan spoke.")
    link(articles=[article.pk])
    namesake = make_person(name="Malik Pahlawan")
    delete_entities(entities=Entity.objects.filter(pk=person.pk))
    assert [mention.entity_id for mention in article.mentions.all()] == [namesake.pk]
    done = bring_back(model=MODEL_OF[PERSON.key], event=event_of(person, pgh_label="deleted"))
    assert (done.record.pk, done.matched.articles) == (person.pk, 1)
    assert {mention.entity_id for mention in article.mentions.all()} == {namesake.pk, person.pk}
