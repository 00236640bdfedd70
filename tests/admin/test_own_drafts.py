"""What is not published: those who publish see all of it, a Contributor what they entered themselves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.models import Article, Source, Step
from tests.admin.forms import change, change_url, form_values, messages_on
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db

LIST = "admin:archive_article_changelist"


@pytest.fixture
def drafts(contributor, curator):
    """Add a draft of the contributor and one of the curator, with words drawn from it."""
    by = {user.username: user for user in User.objects.all()}
    person = make_person(name="Somebody Named")
    own = make_article(status="draft", headline="Own marker", entered_by=by["carla"])
    other = make_article(
        status="draft", headline="Foreign marker", body="Foreign marker in words.", entered_by=by["anna"]
    )
    make_mention(article=other, entity=person, text="Foreign marker", status="suggested", method="names")
    passage = make_passage(article=other, words="Foreign marker in words")
    make_claim(topic="control", rule="x", status="suggested", passages=[passage], note="Foreign marker")
    make_event(title="Foreign marker met", passages=[passage])
    make_statement(subject=person, object=make_faction(name="Foreign marker band"), passages=[passage])
    return own, other


def said(client, address):
    answer = client.get(address, follow=True)
    content = answer.getvalue() if answer.streaming else answer.content
    return content.decode()


def pages(other):
    """Return pages on which the words of a draft might appear."""
    named = [
        "index", "review", "review_claims", "my_day", "archive_article_changelist", "archive_article_export",
        "archive_mention_changelist", "archive_mention_export", "archive_passage_changelist", "archive_passage_export",
        "archive_affiliation_changelist", "archive_affiliation_export", "archive_claim_changelist", "archive_event_changelist", "archive_event_export", "archive_story_changelist",
    ]  # fmt: skip
    event = other.passages.first().evidence.exclude(event=None).get().event
    return [
        *(reverse(f"admin:{name}") for name in named),
        change_url(other),
        reverse("admin:archive_article_history", args=[other.pk]),
        change_url(event),
        reverse("admin:archive_event_history", args=[event.pk]),
        f"{reverse(LIST)}?q=foreign",
        f"{reverse('admin:review')}?article={other.pk}",
        f"/articles/{other.pk}/",
    ]


def test_the_words_of_somebody_elses_draft_are_on_no_page(contributor, curator, drafts):
    own, other = drafts
    change(curator, other, note="looked at")
    step = Step.objects.latest("id")
    for address in [*pages(other), reverse("admin:merge_made", args=[step.pk])]:
        assert "oreign marker" not in said(contributor, address), address
    met = [address for address in pages(other) if "oreign marker" in said(curator, address)]
    assert len(met) > 12, "those who publish meet it nearly everywhere"


def test_ones_own_drafts_and_what_is_published_are_listed(contributor, drafts):
    published = make_article(headline="For readers")
    make_article(headline="Withdrawn by somebody", status="withdrawn")
    rows = contributor.get(reverse(LIST)).context["cl"].result_list
    assert {row.pk for row in rows} == {drafts[0].pk, published.pk}
    assert "Own marker" in said(contributor, reverse("admin:archive_article_export"))
    assert contributor.get(drafts[0].get_absolute_url()).status_code == 200


def test_a_direct_post_to_somebody_elses_draft_changes_nothing(contributor, drafts):
    own, other = drafts
    values = form_values(contributor.get(change_url(own))) | {"headline": "Slipped in"}
    assert contributor.post(change_url(other), values).status_code in (302, 403)
    contributor.post(reverse("admin:archive_article_delete", args=[other.pk]), {"post": "yes"})
    for action in ("edit_many", "delete_selected", "ungroup_chosen"):
        sent = {"action": action, "_selected_action": [other.pk], "fingerprint": "x", "language": "fr"}
        contributor.post(reverse(LIST), sent)
    other.refresh_from_db()
    assert (other.headline, other.language) == ("Foreign marker", "en")


def test_a_bulk_edit_takes_ones_own_drafts_alone(contributor, drafts):
    sent = {"action": "edit_many", "_selected_action": [draft.pk for draft in drafts], "language": "fr"}
    page = contributor.post(reverse(LIST), sent)
    print_of = page.context["selection"].fingerprint
    contributor.post(reverse(LIST), sent | {"fingerprint": print_of})
    assert list(Article.objects.order_by("headline").values_list("headline", "language")) == [
        ("Foreign marker", "en"),
        ("Own marker", "fr"),
    ]


def test_a_pasted_and_a_typed_report_are_ones_own(contributor):
    source = make_source()
    typed = {"headline": "Typed", "body": "By hand.", "source": source.pk, "language": "en"}
    address = f"{reverse('admin:archive_article_add')}?by_hand=1"
    values = form_values(contributor.get(address)) | typed
    contributor.post(address, values)
    article = Article.objects.get(headline="Typed")
    assert contributor.get(change_url(article)).status_code == 200
    assert Article.objects.visible_to(User.objects.get(username="carla")).get() == article


def test_a_draft_is_discarded_and_comes_back(contributor, editor, drafts):
    own, other = drafts
    page = contributor.get(change_url(own)).content.decode()
    assert "Discard this draft" in page
    answer = contributor.post(
        reverse("admin:archive_article_delete", args=[own.pk]), {"post": "yes"}, follow=True
    )
    assert answer.status_code == 200
    assert list(Article.objects.values_list("pk", flat=True)) == [other.pk]
    address = reverse("admin:merge_made", args=[Step.objects.latest("id").pk])
    contributor.post(address, {"seen": contributor.get(address).context["plan"].digest})
    assert Article.objects.filter(pk=own.pk, status="draft").exists()
    assert contributor.get(change_url(own)).status_code == 200
    assert contributor.get(reverse("admin:archive_article_deleted")).status_code == 403


def test_several_drafts_are_discarded_at_once_and_nothing_else(contributor, drafts):
    published = make_article(entered_by=User.objects.get(username="carla"))
    sent = {"action": "delete_selected", "_selected_action": [drafts[0].pk, published.pk]}
    page = contributor.post(reverse(LIST), sent)
    assert page.context["plan"].changing == 1
    answer = contributor.post(
        reverse(LIST), sent | {"fingerprint": page.context["selection"].fingerprint}, follow=True
    )
    assert "1 report was deleted." in messages_on(answer)
    assert set(Article.objects.values_list("pk", flat=True)) == {published.pk, drafts[1].pk}


def test_a_curator_discards_a_paste_of_their_own_and_of_nobody_else(curator, contributor, drafts):
    own, other = drafts
    answer = curator.post(reverse("admin:archive_article_delete", args=[own.pk]), {"post": "yes"})
    assert answer.status_code == 403
    curator.post(reverse("admin:archive_article_delete", args=[other.pk]), {"post": "yes"})
    assert list(Article.objects.values_list("pk", flat=True)) == [own.pk]


def test_a_published_report_of_ones_own_is_not_discarded(contributor):
    article = make_article(entered_by=User.objects.get(username="carla"))
    answer = contributor.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    assert answer.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_paste_that_somebody_else_has_as_a_draft_is_refused_without_its_headline(contributor, drafts):
    source = drafts[1].source
    address = reverse("admin:archive_article_paste")
    sent = {"text": "Foreign marker\n\nForeign marker in words.", "source": source.pk, "published": ""}
    Article.objects.filter(pk=drafts[1].pk).update(url="https://post.example/1")
    page = contributor.post(address, sent | {"url": "https://post.example/1"})
    assert page.context["like"].is_out_of_reach
    assert "a draft that somebody else entered" in page.content.decode()
    assert f"/article/{drafts[1].pk}/" not in page.content.decode()


def test_a_number_that_a_foreign_draft_has_is_refused_without_its_headline(contributor, drafts):
    own, other = drafts
    Article.objects.filter(pk=other.pk).update(source_ref="A-1", source=own.source)
    answer = change(contributor, own, source_ref="A-1")
    (told,) = answer.context["adminform"].form.errors["source_ref"]
    assert told == "A draft of somebody else of this source already has this number."


def test_a_source_is_added_while_pasting(contributor):
    page = contributor.get(reverse("admin:archive_article_paste")).content.decode()
    assert reverse("admin:archive_source_add") in page
    assert "Readers see a new source once a report of it is published" in page
    address = f"{reverse('admin:archive_source_add')}?_popup=1"
    values = form_values(contributor.get(address)) | {"name": "New Paper", "slug": "new-paper"}
    contributor.post(address, values)
    source = Source.objects.get(name="New Paper")
    assert contributor.post(change_url(source), {"name": "Other"}).status_code == 403
