"""Taking a merge back: rows that moved return, and later work is kept."""

from __future__ import annotations

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from archive.curation import jobs as curation_jobs
from archive.curation.bring_back import bring_back
from archive.curation.merge import merge
from archive.curation.merge_sources import merge_sources
from archive.curation.plan import TakeBackError
from archive.curation.standing import foresee
from archive.curation.take_back import take_back
from archive.matching import jobs
from archive.matching.jobs import names_changed
from archive.matching.link import link
from archive.models import Article, BoilerplateRule, Entity, ExternalId, Mention, Name, PastSlug, Source, Step
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_mention, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db


def merge_all(kept, *others, **choices):
    choices = {"summary": kept.pk} | choices
    return merge(kept=kept, others=others, user=None, reason="one man", choices=choices).step


def undo(step, **options):
    return take_back(step=step, user=None, reason="two men", **options)


def two_people():
    """Two entries with names, identifiers, past addresses and mentions, some of the same passages."""
    kept = make_person(name="Ahmad Massoud", slug="massoud", names=["Massoud", "Masud"], summary="Commander.")
    other = make_person(
        name="Ahmad Masood", slug="masood", names=["Masood", "Masud"], summary="A man.", born_edtf="1953"
    )
    ExternalId.objects.create(entity=other, scheme="wikidata", value="Q1")
    PastSlug.objects.create(kind="person", slug="old-masood", entity=other)
    one = make_article(body="Massoud met Masud. Masood left.")
    two = make_article(body="Masood and Ahmad Masood stayed.", status="draft")
    link(articles=[one, two])
    make_mention(article=one, entity=kept, text="left")
    make_mention(article=one, entity=other, text="left", certainty="probable")
    return kept, other


def test_taken_back_at_once_everything_is_as_it_was():
    kept, other = two_people()
    before = state()
    step = merge_all(kept, other, summary=other.pk, name=other.pk)
    assert Entity.objects.count() == 1
    assert state() != before
    done = undo(step)
    assert_same(before, state())
    assert done.told == []
    assert not Step.objects.standing().merges().exists()


def test_a_name_that_came_to_head_the_page_goes_back_to_where_it_headed_none():
    kept, other, third = (
        make_person(name="Malik"),
        make_person(name="Khan", names=["Rasul"]),
        make_person(name="Rasul"),
    )
    before = state()
    step = merge_all(kept, other, third, name=third.pk)
    assert kept.names.get(is_primary=True).pk == before["name"][2]["id"]
    undo(step)
    assert_same(before, state())


def test_places_inside_come_back_with_their_lineage():
    country = make_place(name="Land")
    kept, other = make_place(name="Kunduz", parent=country), make_place(name="Qunduz")
    inner = make_place(name="Konduz", parent=other)
    street = make_place(name="Spinzar", parent=inner)
    make_article(mentions=[street, inner])
    before = state()
    step = merge_all(kept, other, inner)
    street.refresh_from_db()
    assert street.lineage == [country.pk, kept.pk]
    undo(step)
    assert_same(before, state())


def test_sources_come_back_with_their_reports_numbers_and_rules():
    kept, other = make_source(name="The Herald", country="GB"), make_source(name="Herald", slug="herald")
    make_article(source=kept, source_ref="12")
    twin = make_article(source=other, source_ref="12")
    make_article(source=other, source_ref="13")
    for source, active in ((kept, True), (other, False), (None, True)):
        BoilerplateRule.objects.create(source=source, kind="line", text="Share", active=active)
    BoilerplateRule.objects.create(source=other, kind="line", text="Print")
    before = state()
    step = merge_sources(kept=kept, others=[other], user=None, reason="one paper", numbers="mark").step
    assert list(Source.objects.all()) == [kept]
    twin.refresh_from_db()
    assert (twin.source, twin.source_ref) == (kept, "herald/12")
    assert Source.objects.at("herald") == kept
    undo(step)
    assert_same(before, state())


def test_it_is_taken_back_once():
    step = merge_all(*two_people())
    undo(step)
    before = state()
    with pytest.raises(TakeBackError, match="already been taken back"):
        undo(step)
    assert_same(before, state())


def test_a_later_merge_is_taken_back_first():
    kept, other = two_people()
    third, fourth = make_person(name="Masoud"), make_person(name="Massud")
    before = state()
    first = merge_all(kept, other)
    second = merge_all(kept, third)
    with pytest.raises(TakeBackError, match="later merge") as refused:
        undo(first)
    assert refused.value.first == second
    third_step = merge_all(fourth, kept)
    with pytest.raises(TakeBackError, match="since been merged") as refused:
        undo(second)
    assert refused.value.first == third_step
    for step in (third_step, second, first):
        undo(step)
    assert_same(before, state())


def test_what_was_kept_and_deleted_since_is_brought_back_first():
    kept, other = two_people()
    step = merge_all(kept, other)
    Entity.objects.filter(pk=kept.pk).delete()
    with pytest.raises(TakeBackError, match="has since been deleted"):
        undo(step)
    bring_back(model=Entity, event=deletion_of(kept))
    undo(step)
    assert sorted(Entity.objects.values_list("name", flat=True)) == ["Ahmad Masood", "Ahmad Massoud"]
    assert Entity.objects.get(slug="masood").names.count() == 3


def deletion_of(entity):
    return apps.get_model("archive", "EntityEvent").objects.get(pgh_obj_id=entity.pk, pgh_label="deleted")


def test_a_field_that_was_changed_since_stays_and_the_rest_returns():
    kept, other = two_people()
    step = merge_all(kept, other, summary=other.pk)
    Entity.objects.filter(pk=kept.pk).update(summary="A general.", description="New.")
    plan = foresee(step)
    assert plan.told == [
        "Summary of Ahmad Massoud has since been changed: it stays “A general.”. Before, it was “Commander.”."
    ]
    undo(step)
    kept.refresh_from_db()
    assert (kept.summary, kept.description, kept.born_edtf) == ("A general.", "New.", "")
    assert Entity.objects.get(slug="masood").summary == "A man."


def test_names_changed_deleted_and_added_since_stand():
    kept, other = two_people()
    moved = {name.text: name.pk for name in other.names.all()}
    step = merge_all(kept, other)
    Name.objects.filter(pk=moved["Masood"]).update(text="Masooud")
    Name.objects.filter(pk=moved["Ahmad Masood"]).delete()
    make_name(entity=kept, text="The Lion")
    told = foresee(step).told
    assert "The name “Ahmad Masood” has since been deleted: it stays deleted." in told
    assert "The name “Masooud” has since been changed: it goes back as it is now." in told
    assert "The name “The Lion” has since been added to Ahmad Massoud: it stays there." in told
    undo(step)
    back = Entity.objects.get(slug="masood")
    assert sorted(back.names.values_list("text", "is_primary")) == [
        ("Ahmad Masood", True),  # it heads the page, so it is there
        ("Masooud", False),
        ("Masud", False),
    ]
    assert set(kept.names.values_list("text", flat=True)) == {"Ahmad Massoud", "Massoud", "Masud", "The Lion"}


def test_a_kept_entity_renamed_since_keeps_its_name():
    kept, other = two_people()
    step = merge_all(kept, other)
    Entity.objects.filter(pk=kept.pk).update(name="Masood")
    undo(step)
    kept.refresh_from_db()
    assert kept.name == "Masood"
    assert kept.names.get(is_primary=True).text == "Masood"
    assert Entity.objects.get(slug="masood").names.get(is_primary=True).text == "Ahmad Masood"


def test_mentions_decided_added_and_removed_since_stand():
    kept, other = two_people()
    article = Article.objects.get(status="published")
    moved = Mention.objects.get(entity=other, text="Masood", article=article)
    draft = Mention.objects.filter(entity=other, article__status="draft").first()
    step = merge_all(kept, other)
    user = get_user_model().objects.create_user("curator")
    with pghistory.context(user=user.pk):
        Mention.objects.filter(pk=moved.pk).update(
            status="rejected", reviewed_by=user, reviewed_at=timezone.now()
        )
    Mention.objects.filter(pk=draft.pk).delete()
    extra = make_mention(article=article, entity=kept, text="met")
    told = foresee(step).told
    assert "1 mention was decided since: it stays so." in told
    assert "1 mention was removed since, or no longer found in the text: it stays removed." in told
    assert "1 mention was added by hand to Ahmad Massoud since: it stays there." in told
    undo(step)
    moved.refresh_from_db()
    extra.refresh_from_db()
    assert (moved.entity, moved.status) == (other, "rejected")
    assert extra.entity == kept


def test_a_double_mention_comes_back_where_its_words_stand_now():
    kept, other = two_people()
    article = Article.objects.get(status="published")
    step = merge_all(kept, other)
    Article.objects.filter(pk=article.pk).update(body="Yesterday Massoud met Masud. Masood left.")
    link(articles=[article])
    undo(step)
    for entity in (kept, other):
        mention = Mention.objects.get(entity=entity, text="left")
        assert article.__class__.objects.get(pk=article.pk).body[mention.start : mention.end] == "left"


def test_a_taken_address_gives_way_to_a_free_one():
    kept, other = two_people()
    step = merge_all(kept, other)
    make_person(name="Masood Khalili", slug="masood")
    assert foresee(step).told == [
        "The address “masood” now belongs to another person: Ahmad Masood comes back as “masood-2”."
    ]
    undo(step)
    assert Entity.objects.get(pk=other.pk).slug == "masood-2"


def test_nothing_is_done_when_the_plan_that_was_looked_at_is_another_by_now():
    kept, other = two_people()
    step = merge_all(kept, other, summary=other.pk)
    seen = foresee(step).digest
    Entity.objects.filter(pk=kept.pk).update(summary="A general.")
    with pytest.raises(TakeBackError, match="while you looked"):
        undo(step, seen=seen)
    assert Entity.objects.count() == 1
    undo(step, seen=foresee(step).digest)


def test_reports_entered_since_are_matched_again():
    kept, other = two_people()
    step = merge_all(kept, other)
    late = make_article(body="Ahmad Masood spoke.")
    link(articles=[late])
    assert late.mentions.get().entity == kept
    undo(step)
    assert late.mentions.get().entity == other


def test_a_name_that_both_bore_is_open_again():
    kept = make_person(name="Abdul Malik", names=["Malik"])
    other = make_person(name="Malik Pahlawan", names=["Malik"])
    article = make_article(body="They met Malik.")
    link(articles=[article])
    before = state()
    step = merge_all(kept, other)
    assert article.mentions.get().status == "accepted"
    undo(step)
    assert_same(before, state())
    names_changed(entity=kept, texts=["Malik"])
    assert_same(before, state())


def test_reports_given_to_another_source_or_deleted_since_stand():
    kept, other, third = (make_source() for _ in range(3))
    articles = [make_article(source=other, source_ref=str(number)) for number in range(3)]
    step = merge_sources(kept=kept, others=[other], user=None, reason="one paper").step
    Article.objects.filter(pk=articles[0].pk).update(source=third)
    articles[1].delete()
    make_article(source=kept)
    assert foresee(step).told == [
        "1 report was deleted since: it stays deleted.",
        "1 report was given to another source since: it stays there.",
        f"1 report was entered under {kept} since: it stays there.",
    ]
    undo(step)
    assert Article.objects.get(pk=articles[0].pk).source == third
    assert Article.objects.get(pk=articles[2].pk).source == other


def test_what_the_background_job_did_is_taken_back_too(monkeypatch):
    kept = make_person(name="Abdul Malik", names=["Malik"])
    other = make_person(name="Malik Pahlawan", names=["Malik"])
    article = make_article(body="They met Malik.")
    link(articles=[article])
    before = state()
    monkeypatch.setattr(jobs, "BATCH_SIZE", 0)
    queued = []
    monkeypatch.setattr(jobs.match_again, "defer", lambda **values: queued.append(values))
    step = merge_all(kept, other)
    assert article.mentions.get().status == "suggested"
    jobs.match_again(**queued[0])
    assert article.mentions.get().status == "accepted"
    undo(step)
    assert_same(before, state())


def test_many_reports_entered_since_are_matched_in_the_background(monkeypatch):
    kept, other = two_people()
    step = merge_all(kept, other)
    late = make_article(body="Ahmad Masood spoke.")
    link(articles=[late])
    monkeypatch.setattr(curation_jobs, "BATCH_SIZE", 0)
    queued = []
    monkeypatch.setattr(curation_jobs.match_since, "defer", lambda **values: queued.append(values))
    untouched = [mention.pk for mention in Mention.objects.exclude(article=late)]
    assert undo(step).reports == curation_jobs.Rematched(1, True)
    assert late.mentions.get().entity == kept
    curation_jobs.match_since(**queued[0])
    assert late.mentions.get().entity == other
    assert set(untouched) <= set(Mention.objects.exclude(article=late).values_list("pk", flat=True))


def test_what_would_break_the_archive_is_refused_and_changes_nothing(monkeypatch):
    kept, other = two_people()
    step = merge_all(kept, other)
    make_person(slug="masood")
    monkeypatch.setattr("archive.curation.standing._address", lambda plan, row: row.before["slug"])
    before = state()
    with pytest.raises(TakeBackError, match="nothing was changed"):
        undo(step)
    assert_same(before, state())
    assert not step.is_taken_back()


def test_the_place_that_one_lay_in_comes_back_first():
    outer, third = make_place(name="Kunduz"), make_place(name="Kundoz")
    kept, inner = make_place(name="Konduz"), make_place(name="Qunduz", parent=outer)
    before = state()
    first = merge_all(kept, inner)
    kept.refresh_from_db()
    Entity.objects.filter(pk=kept.pk).update(parent=None)
    second = merge_all(third, outer)
    with pytest.raises(TakeBackError, match="since been merged into another") as refused:
        undo(first)
    assert refused.value.first == second
    undo(second)
    undo(first)
    assert_same(before, state())


def test_a_heading_that_later_work_took_apart_leaves_no_name_behind():
    kept, second, third = make_person(name="Khan"), make_person(name="Malik"), make_person(name="Masood")
    first = merge_all(kept, second, name=second.pk)
    later = merge_all(kept, third, name=third.pk)
    Name.objects.filter(entity=kept, text="Malik").update(text="Malek")
    undo(later)
    assert kept.names.filter(text="Malik", is_primary=True).exists()  # it heads the page again
    undo(first)
    assert list(kept.names.values_list("text", flat=True)) == ["Khan"]
    assert sorted(second.names.values_list("text", flat=True)) == ["Malek", "Malik"]


def test_a_name_that_came_back_with_a_later_step_stays_when_an_earlier_one_is_taken_back():
    kept, other = make_person(name="Massoud", names=["Khan"]), make_person(name="Rasul")
    third = make_person(name="Masood", names=["Khan"])
    before = state()
    first = merge_all(kept, other, name=kept.pk)
    second = merge_all(third, kept, name=kept.pk)  # its “Khan” goes, as there is one already
    undo(second)
    undo(first)
    assert_same(before, state())
