"""Change many records at once: select those that a person may change in this way, and change them, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import pghistory
from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db import transaction

from archive.curation.bulk_edit import edit_records
from archive.curation.discard import may_discard
from archive.curation.publish import publish
from archive.curation.withdraw import may_unpublish, unpublish, withdraw
from archive.models import Article, BulkChange, Entity, Step
from archive.models.among import among
from archive.models.visibility import is_published

Verb = BulkChange.Verb
TOLD: dict[str, str] = {
    Verb.PUBLISH: "Published.",
    Verb.WITHDRAW: "Withdrawn",
    Verb.DRAFT: "Taken back to draft.",
}
NOTHING: Mapping = MappingProxyType({})
# Deletes records as the admin of their kind does, and returns the ids of those deleted.
Remove = Callable[[list[int]], list[int]]


def change_records(
    *, verb: str, model: str, ids: Iterable[int], user, reason: str, remove: Remove, values: Mapping = NOTHING
) -> list[int]:
    """Apply a change to those of these records to which it applies and this person may apply it; return their ids.

    Args:
        verb: a BulkChange.Verb; all but deletion are for reports.
        model: the kind of record.
        reason: stored in the history; readers see that of a withdrawal.
        remove: deletes some of them.
        values: what an edit sets, by field.
    """
    with transaction.atomic(), pghistory.context(user=user.pk, **({"reason": reason} if reason else {})):
        if verb == Verb.EDIT:
            done = edit_records(model=model, ids=ids, values=values, user=user)
            _log(model, done, user, "Edited with others.")
            return done
        found = list(changeable(verb=verb, model=model, ids=ids, user=user).values_list("pk", flat=True))
        if verb == Verb.DELETE:
            return _delete(model, found, remove)
        if verb == Verb.PUBLISH:
            done = publish(articles=found)
        elif verb == Verb.WITHDRAW:
            done = withdraw(articles=found, reason=reason)
        else:
            done = unpublish(articles=found)
        _log(model, done, user, f"{TOLD[verb]}: {reason}" if verb == Verb.WITHDRAW else TOLD[verb])
    return done


def _delete(model: str, found: list[int], remove: Remove) -> list[int]:
    kind = apps.get_model("archive", model)
    with Step.joined(verb=Step.Verb.DELETE, model=model, record=next(iter(found), 0)) as step:
        first = kind._base_manager.filter(pk__in=found[:1]).first()
        done = remove(found)
        noun = kind._meta.verbose_name_plural
        step.summary = f"Deleted: {first}" if len(done) == 1 else f"Deleted: {len(done):,} {noun}"
    return done


def changeable(*, verb: str, model: str, ids: Iterable[int], user):
    """Return the records that this person may change in this way and that the change would alter."""
    kind = apps.get_model("archive", model)
    found = kind._default_manager.filter(pk__in=among(ids, "bigint")).order_by("pk")
    if issubclass(kind, Entity):
        found = found.visible_to(user)
        if verb == Verb.DELETE:  # reports would show their names again
            found = found.exclude(visibility=Entity.Visibility.PROTECTED)
    elif kind is Article:
        found = found.open_to(user)
    if not _may(verb, model, user):
        return found.none()
    if verb == Verb.PUBLISH:
        return found.filter(status=Article.Status.DRAFT)  # withdrawn reports are republished one by one
    if verb == Verb.WITHDRAW:
        return found.filter(is_published())
    if verb == Verb.DRAFT:
        return may_unpublish(found, user)
    return may_discard(found, user) if kind is Article else found


def _may(verb: str, model: str, user) -> bool:
    rights: dict[str, str] = {
        Verb.PUBLISH: "publish_article",
        Verb.WITHDRAW: "withdraw_article",
        Verb.DRAFT: "publish_article",
        Verb.DELETE: "add_article"
        if model == "article"
        else f"delete_{model}",  # of reports: see may_discard
    }
    return user.is_active and user.is_staff and user.has_perm(f"archive.{rights[verb]}")


def _log(model: str, ids: list[int], user, message: str) -> None:
    rows = apps.get_model("archive", model)._default_manager.filter(pk__in=among(ids, "bigint"))
    if model == "article":
        rows = rows.visible_to(user).for_lists()
    LogEntry.objects.log_actions(user.pk, rows, CHANGE, message)


def log_deletion(rows: Iterable, user) -> None:
    """Log that records were deleted, before they are."""
    LogEntry.objects.log_actions(user.pk, rows, DELETION)
