"""What waits on the desk, as work: how much of it there is, counted as the list counts it, and where to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from archive.admin.actors import open_actors
from archive.admin.article_filters import naming_none, undated
from archive.admin.claim_review import suggested_claims
from archive.admin.context import without_evidence
from archive.admin.copies import differing
from archive.admin.duplicates import SOURCES, open_pairs, open_source_pairs
from archive.admin.evidence import lost_and_used
from archive.admin.leftovers import open_names
from archive.admin.lists import format_count
from archive.admin.refusals import may_decide, open_refusals
from archive.admin.review_places import count_open_names
from archive.admin.unsettled import open_records
from archive.kinds import PLACE
from archive.models import (
    Affiliation,
    Article,
    BulkChange,
    Claim,
    Event,
    Fact,
    FactionRelation,
    LongText,
    Passage,
    Story,
)
from archive.models.bounded import MAX_COUNTED
from archive.models.rights import in_reports_open_to, within_reach
from archive.models.visibility import is_accepted, is_published

# What rests on evidence, and the column of Evidence that points to it.
SOURCED: dict[Any, str] = {
    Affiliation: "statement",
    FactionRelation: "statement",
    Fact: "statement",
    Event: "event",
    Claim: "claim",
}


@dataclass(frozen=True)
class Task:
    """A task: how much of it there is, counted up to one more than MAX_COUNTED, and where to do it."""

    number: int
    label: str
    url: str

    @property
    def count(self) -> str:
        return format_count(self.number, most=MAX_COUNTED)


def tasks(request) -> list[Task]:
    """Return what waits for this person, each counted up to a limit, by the query of the list that it leads to."""
    found = [*names(request), *duplicates(request), *reports(request)]
    may = request.user.has_perm
    if may("archive.review_claim"):
        waiting = suggested_claims(request)
        found.append(_task(waiting, "claim to review", "claims to review", reverse("admin:review_claims")))
    if may("archive.change_unsettledrecord"):
        found.append(_unsettled_task(request))
    if may("archive.add_datasetactor"):
        found.append(_actors_task(request))
    if may_decide(request.user):
        found.append(_refusals_task(request))
    found += [*unsourced(request), *under_way(request)]
    return [task for task in found if task.number]


def names(request) -> list[Task]:
    """Return what is to be decided about names."""
    may, found = request.user.has_perm, []
    if may("archive.review_mention"):
        waiting = count_open_names(request, most=MAX_COUNTED)
        found.append(_counted(waiting, "name to review", "names to review", reverse("admin:review")))
    if may("archive.view_leftovername"):
        left = open_names(request.user)
        found.append(_task(left, "name left over", "names left over", reverse("admin:leftovers")))
    return found


def duplicates(request) -> list[Task]:
    """Return what may stand twice, or not be the same after all."""
    may, found = request.user.has_perm, []
    if may("archive.view_likelypair"):
        address = reverse("admin:duplicates")
        pairs = open_pairs(request.user)
        found.append(_task(pairs, "possible duplicate", "possible duplicates", address))
        one, many = "pair of sources that may be one", "pairs of sources that may be one"
        found.append(_counted(len(open_source_pairs()), one, many, f"{address}?kind={SOURCES}"))
    if may("archive.change_story"):
        one, many = "group of copies that differ", "groups of copies that differ"
        url = f"{reverse('admin:archive_story_changelist')}?words=differ"
        found.append(_task(differing(Story.objects.all()), one, many, url))
    return found


def reports(request) -> list[Task]:
    """Return the reports that wait for something: to be published, dated or linked to what they name."""
    user, listed = request.user, reverse("admin:archive_article_changelist")
    if not user.has_perm("archive.view_article"):
        return []
    drafts = Article.objects.filter(within_reach(user), status=Article.Status.DRAFT)
    found = [_task(drafts, "draft", "drafts", f"{listed}?status__exact=draft")]
    if not user.has_perm("archive.publish_article"):
        return found
    published = Article.objects.filter(is_published())
    places = naming_none(published, user, kinds=(PLACE.key,), only_published=True)
    nobody = naming_none(published, user, only_published=True)
    wanted = (
        (undated(published, only_published=True), "undated report", "undated reports", "dated=none"),
        (places, "report without a place", "reports without a place", "missing=place"),
        (nobody, "report that names nobody", "reports that name nobody", "linked=none"),
    )
    for rows, one, many, query in wanted:
        found.append(_task(rows, one, many, f"{listed}?{query}&status__exact=published"))
    return found


def _refusals_task(request) -> Task:
    return _task(open_refusals(request.user), "refusal", "refusals", reverse("admin:refusals"))


def _actors_task(request) -> Task:
    one, many = "actor of a data set without a faction", "actors of data sets without a faction"
    groups = open_actors(request.user)[: MAX_COUNTED + 1].count()
    return _counted(groups, one, many, reverse("admin:actors"))


def _unsettled_task(request) -> Task:
    one, many = "record that may be an entry already", "records that may be entries already"
    return _task(open_records(request.user), one, many, reverse("admin:unsettled"))


def unsourced(request) -> list[Task]:
    """Return what readers do not see, or soon will not, because nothing of a report says it."""
    found = []
    for sort, column in SOURCED.items():
        if request.user.has_perm(f"archive.change_{column}"):
            rows = without_evidence(sort.objects.visible_to(request.user).filter(is_accepted()), column)
            one, many = sort._meta.verbose_name, sort._meta.verbose_name_plural
            listed = reverse(f"admin:archive_{sort._meta.model_name}_changelist")
            url = f"{listed}?evidence=none&status__exact=accepted"
            found.append(_task(rows, f"{one} not sourced", f"{many} not sourced", url))
    if request.user.has_perm("archive.change_passage"):
        url = f"{reverse('admin:archive_passage_changelist')}?placed=used"
        lost = lost_and_used(in_reports_open_to(Passage.objects.all(), request.user))
        found.append(_task(lost, "passage that lost its words", "passages that lost their words", url))
    return found


def under_way(request) -> list[Task]:
    """Return this person's background work."""
    changes = BulkChange.objects.filter(status=BulkChange.Status.RUNNING, user=request.user)
    texts = LongText.objects.filter(state=LongText.State.WAITING, user=request.user)
    changes_url = f"{reverse('admin:archive_bulkchange_changelist')}?status__exact=running&user__id__exact={request.user.pk}"
    texts_url = f"{reverse('admin:archive_longtext_changelist')}?state__exact=waiting&user__id__exact={request.user.pk}"
    return [
        _task(changes, "bulk change under way", "bulk changes under way", changes_url),
        _task(texts, "long text being cleaned", "long texts being cleaned", texts_url),
    ]


def _task(rows, one, many, url) -> Task:
    return _counted(rows.order_by().values("pk")[: MAX_COUNTED + 1].count(), one, many, url)


def _counted(count: int, one: str, many: str, url: str) -> Task:
    return Task(count, one if count == 1 else many, url)
