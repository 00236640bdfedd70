"""Every step stands in one history with one way back; "My day" lists what somebody did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from archive.matching.link import link
from archive.models import Article, Batch, BoilerplateRule, Entity, Mention, Step, Story
from tests.admin.forms import change, messages_on
from tests.curation.states import assert_same, state
from tests.factories import make_article, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

DAY = "admin:my_day"


def shown(client, **query):
    return client.get(reverse(DAY, query=query)).context["page"].object_list


def back(client, step=None, **posted):
    """Take a step back on its page, as it is shown there."""
    step = step or Step.objects.exclude(verb="take back").first()
    address = reverse("admin:merge_made", args=[step.pk])
    plan = client.get(address).context["plan"]
    answer = client.post(address, {"seen": plan.digest if plan else "", **posted}, follow=True)
    assert any("taken back" in told for told in messages_on(answer)), messages_on(answer)
    return answer


def lists(client, action, *rows, model="article"):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(f"admin:archive_{model}_changelist"), data, follow=True)


def test_my_day_lists_what_i_did_latest_first_each_with_a_way_back(curator, other_curator):
    one, two = make_article(headline="A road", status="draft"), make_article(headline="A bridge")
    change(curator, one, headline="A mended road", change_reason="misread")
    change(curator, two, headline="A mended bridge")
    change(other_curator, two, note="Checked.")
    latest, first = shown(curator)
    assert str(first) == "Changed: report “A mended road” (headline)"
    assert (first.reason, str(first.user)) == ("misread", "anna")
    assert "A mended bridge" in str(latest)
    assert [step.user.username for step in shown(curator, who="all")] == ["boris", "anna", "anna"]
    page = curator.get(reverse(DAY)).content.decode()
    assert page.count("Take it back…") == 2
    assert shown(curator, day=str(timezone.localdate() - timedelta(1))) == []


def test_a_form_that_changes_nothing_is_no_step(curator):
    change(curator, make_article(status="draft"))
    assert not Step.objects.exists()


def test_a_corrected_text_goes_back_with_its_mentions(curator):
    make_person(name="Massoud"), make_place(name="Kunduz")
    article = make_article(headline="Quiet", body="Massoud left. Then he saw Kunduz.", status="draft")
    link(articles=[article])
    before = state()
    change(curator, article, body="He saw Kunduz.")
    assert article.mentions.count() == 1
    back(curator)
    assert_same(before, state())


def test_a_name_that_was_deleted_comes_back_and_its_reports_are_matched(curator):
    person = make_person(name="Ahmad Massoud", names=["Masud"])
    article = make_article(body="Masud left.")
    link(articles=[article])
    before = state()
    change(curator, person, **{"names-1-DELETE": "on"})
    assert not article.mentions.exists()
    assert [str(step) for step in shown(curator)] == ["Changed: person “Ahmad Massoud” (names and mentions)"]
    back(curator)
    assert_same(before, state())


def test_an_entry_that_was_deleted_comes_back_with_all_it_had(editor):
    person = make_person(name="Ahmad Massoud", names=["Masud"])
    article = make_article(body="Masud left.")
    link(articles=[article])
    before = state()
    editor.post(reverse("admin:archive_person_delete", args=[person.pk]), {"post": "yes"})
    assert not Entity.objects.exists()
    back(editor)
    assert_same(before, state())


def test_a_report_that_was_deleted_comes_back_with_its_mentions_and_search(editor):
    person = make_person(name="Massoud")
    article = make_article(body="Massoud left.")
    link(articles=[article])
    before = state()
    editor.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    assert not Article.objects.exists()
    assert str(shown(editor)[0]) == f"Deleted: report “{article.headline}”"
    back(editor)
    assert_same(before, state())
    assert article.mentions.get().entity == person


def test_a_publication_goes_back_to_draft_without_a_notice_within_a_day(curator, client):
    draft = make_article(status="draft")
    lists(curator, "publish_chosen", draft)
    assert client.get(draft.get_absolute_url()).status_code == 200
    back(curator)
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_publication_is_not_taken_back_by_others_nor_after_a_day(curator, other_curator, editor):
    draft = make_article(status="draft")
    lists(curator, "publish_chosen", draft)
    step = Step.objects.get()
    address = reverse("admin:merge_made", args=[step.pk])
    assert other_curator.get(address).status_code == 404
    events = Article.pgh_event_model.objects
    events.update(pgh_created_at=timezone.now() - timedelta(days=1, minutes=1))
    answer = curator.get(address)
    assert "ask an Editor" in answer.context["refusal"].text
    assert curator.post(address, {"seen": ""}).status_code == 403
    back(editor, step)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_withdrawal_is_taken_back_by_an_editor(editor):
    article = make_article()
    before = state()
    address = f"{reverse('admin:archive_article_withdraw')}?ids={article.pk}"
    editor.post(address, {"ids": article.pk, "withdrawn_reason": "A misprint."})
    back(editor)
    assert_same(before, state())


def test_a_decision_is_taken_back_with_the_rivals_it_rejected(curator):
    one, other = make_person(name="Rasul"), make_person(name="Rasul", slug="rasul-2")
    article = make_article(body="Rasul left.", status="draft")
    link(articles=[article])
    before = state()
    mention = Mention.objects.get(entity=one)
    change(curator, article, **{f"mention-{mention.pk}-suggested-{one.pk}": "accepted"})
    assert sorted(article.mentions.values_list("status", flat=True)) == ["accepted", "rejected"]
    assert Mention.objects.get(entity=other).status == "rejected"
    back(curator)
    assert_same(before, state())


def test_copies_grouped_are_taken_apart_again(curator):
    reports = [make_article(), make_article()]
    before = state()
    lists(curator, "group_chosen", *reports)
    assert Story.objects.count() == 1
    back(curator)
    assert_same(before, state())
    assert not Story.objects.exists()


def test_a_rule_goes_back(curator):
    rule = BoilerplateRule.objects.create(source=make_source(), kind="line", text="Share", active=True)
    before = state()["boilerplaterule"]
    curator.post(reverse("admin:archive_boilerplaterule_delete", args=[rule.pk]), {"post": "yes"})
    assert not BoilerplateRule.objects.filter(pk=rule.pk).exists()
    back(curator)
    assert state()["boilerplaterule"] == before


def test_later_work_is_said_beforehand_and_stays(curator, other_curator):
    article = make_article(headline="A road", note="", status="draft")
    change(curator, article, headline="The road", note="Seen.")
    change(other_curator, article, headline="The long road")
    step = Step.objects.of(get_user_model().objects.get(username="anna")).get()
    plan = curator.get(reverse("admin:merge_made", args=[step.pk])).context["plan"]
    assert plan.told == ["Headline of The report “The long road” has since been changed: it stays “The long road”. Before, it was “A road”."]  # fmt: skip
    back(curator, step)
    article.refresh_from_db()
    assert (article.headline, article.note) == ("The long road", "")


def test_an_added_report_on_which_others_worked_stays(curator, other_curator):
    source = make_source()
    curator.post(reverse("admin:archive_article_add"), {"headline": "A road", "body": "It was quiet.", "source": source.pk, "language": "en", "_save": "Save"})  # fmt: skip
    article = Article.objects.get()
    person = make_person(name="Malik")
    Mention.objects.create(article=article, entity=person, field="body", start=0, end=2, text="It", method="curator", status="accepted")  # fmt: skip
    step = Step.objects.get(verb="add")
    refusal = curator.get(reverse("admin:merge_made", args=[step.pk])).context["refusal"]
    assert "it has mentions" in refusal.text
    Mention.objects.all().delete()
    back(curator, step)
    assert not Article.objects.exists()


def test_nobody_sees_steps_about_protected_entries_but_those_who_may(curator, editor):
    person = make_person(name="Zarghun Karimi")
    change(curator, person, summary="A cousin.")
    article = make_article(headline="Karimi speaks", body="Zarghun Karimi spoke.", status="draft")
    change(curator, article, note="Seen.")
    drafts = Step.objects.count()
    assert drafts == 2
    person.visibility = "protected"
    person.save()
    assert shown(curator) == []
    for step in Step.objects.all():
        assert curator.get(reverse("admin:merge_made", args=[step.pk])).status_code == 404
    assert len(shown(editor, who="all")) == 2


def test_a_contributor_takes_back_own_edits_of_drafts_alone(contributor, curator):
    draft = make_article(headline="A road", status="draft", entered_by=User.objects.get(username="carla"))
    change(contributor, draft, headline="The road")
    step = Step.objects.get()
    assert contributor.get(reverse(DAY, query={"who": "all"})).status_code == 403
    lists(curator, "publish_chosen", draft)
    assert (
        "ask an Editor"
        in contributor.get(reverse("admin:merge_made", args=[step.pk])).context["refusal"].text
    )
    back(curator, Step.objects.get(verb="publish"))
    assert "Restored: 1 report" in "".join(messages_on(back(contributor, step)))
    draft.refresh_from_db()
    assert draft.headline == "A road"


def test_imports_stand_in_the_history_and_lead_to_where_they_are_taken_back(editor, curator):
    edith, anna = (User.objects.get(username=name) for name in ("edith", "anna"))
    counts = {"status": "finished", "read_count": 12, "created_count": 12}
    batch = Batch.objects.create(label="wire.jsonl", user=edith, **counts)
    Batch.objects.create(label="by command", **counts)
    Batch.objects.create(label="A paste", user=edith, status="finished", read_count=1, created_count=1)
    yesterday = timezone.now() - timedelta(1)
    Batch.objects.create(label="of before", user=edith, started_at=yesterday, **counts)

    (shown_import,) = editor.get(reverse(DAY)).context["imports"]
    assert (shown_import.label, shown_import.outcome) == ("wire.jsonl", "12 added")
    assert editor.get(shown_import.url).status_code == 200
    page = editor.get(reverse(DAY)).content.decode()
    assert "See it or take it back: wire.jsonl" in page and "Nothing was changed" not in page
    everybody = editor.get(reverse(DAY, query={"who": "all"})).context["imports"]
    assert [one.label for one in everybody] == ["by command", "wire.jsonl"]
    assert editor.get(reverse(DAY)).context["before"] == timezone.localtime(yesterday).date()
    Batch.objects.filter(pk=batch.pk).update(user=anna)
    assert editor.get(reverse(DAY)).context["imports"] == []
