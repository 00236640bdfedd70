"""The bar that those who are signed in see above the pages of readers: what each may do with what the page shows.

Nobody else gets it, and a visitor without the cookie of a session costs no look at sessions. Whoever is signed in gets pages that no
cache keeps (PrivateMiddleware).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, ngettext

from archive.models import Article, Claim, Entity, Event, Leftover, LeftoverName, Mention, Source, Story
from archive.models.bounded import MAX_COUNTED
from archive.models.rights import may_see_protected
from archive.models.wordings import holds_protected_name
from archive.presentation.coming_back import leading_back

# What curators wrote about others: whoever may not see protected names may not open a record with one. The same as in the admin.
FREE_TEXTS: dict[type[Model], tuple[str, ...]] = {
    Entity: ("summary", "description"),
    Event: ("title", "note", "place_words", "date_printed"),
    Claim: ("claimant_words", "words", "scope_words", "note"),
    Source: ("description",),
    Story: ("note",),
}


@dataclass(frozen=True)
class DeskLink:
    """Something that this person may do: its words, and where."""

    label: str
    url: str


@dataclass(frozen=True)
class DeskBar:
    """What somebody may do with what a page shows; `is_closed` if it contains a name that they may not see."""

    links: list[DeskLink]
    is_closed: bool = False


def for_page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the bar of a page about no record in particular, made when it is asked for."""
    return {"desk_bar": SimpleLazyObject(lambda: desk_bar(request))}


def desk_bar(request: HttpRequest, record: Model | None = None) -> DeskBar | None:
    """Return the bar for a page that shows a record, or none in particular; None for whoever has no work there."""
    user = getattr(request, "user", AnonymousUser())
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return None
    if record is not None and is_closed(record, user):
        return DeskBar([], is_closed=True) if may(user, "view", record) else None
    links = general_links(request) if record is None else record_links(record, user)
    page = request.get_full_path()
    links = [DeskLink(link.label, leading_back(link.url, page)) for link in links]
    return DeskBar(links) if links else None


def may(user, what: str, record: Model) -> bool:
    """Return whether somebody has a right to records of this kind, and, of a report that is not published, to see this one."""
    has_right = user.has_perm(f"archive.{what}_{model_name(record)}")
    if not isinstance(record, Article) or record.is_public():
        return has_right
    return has_right and record.is_within_reach(user)


def model_name(record: Model) -> str:
    """Return the name of a record's model; of an entity that of its kind."""
    return record.kind if isinstance(record, Entity) else str(record._meta.model_name)


def is_closed(record: Model, user) -> bool:
    """Return whether a record contains a protected name, and is closed to this person for that; reports are read in public words."""
    if may_see_protected(user):
        return False
    if isinstance(record, Article):
        return record.is_reworded()
    texts = FREE_TEXTS[type(record)]
    stored = type(record)._base_manager.filter(pk=record.pk).values_list(*texts).get()
    return holds_protected_name(*filter(None, stored))


def record_links(record: Model, user) -> list[DeskLink]:
    """Return what somebody may do with a record."""
    name = model_name(record)
    at = f"admin:archive_{name}"
    links = []
    if may_edit(record, user):
        links.append(DeskLink(gettext("Edit"), reverse(f"{at}_change", args=[record.pk])))
    elif may(user, "view", record):
        links.append(DeskLink(gettext("See its record"), reverse(f"{at}_change", args=[record.pk])))
    links += merge_links(record, user)
    if may(user, "view", record):
        links.append(DeskLink(gettext("History"), reverse(f"{at}_history", args=[record.pk])))
    if isinstance(record, Article) and may_edit(record, user):
        links += report_links(record, user)
    if isinstance(record, Entity):
        links += suggestions_link(user, "entity", record.pk)
    return links


def may_edit(record: Model, user) -> bool:
    """Return whether somebody may edit a record: a report that is not a draft only if they may publish."""
    if not may(user, "change", record):
        return False
    is_draft = not isinstance(record, Article) or record.status == Article.Status.DRAFT
    return is_draft or user.has_perm("archive.publish_article")


def merge_links(record: Model, user) -> list[DeskLink]:
    """Return the link to merge an entry or a source with another."""
    if isinstance(record, Entity) and user.has_perm("archive.merge_entity"):
        page = "admin:merge"
    elif isinstance(record, Source) and user.has_perm("archive.merge_source"):
        page = "admin:merge_sources"
    else:
        return []
    return [DeskLink(gettext("Merge"), reverse(page, query={"ids": record.pk}))]


def report_links(article: Article, user) -> list[DeskLink]:
    """Return what else somebody may do with a report: settle its names, draw from it."""
    links = suggestions_link(user, "article", article.pk)
    if user.has_perm("archive.view_leftovername") and (count := left_over_in(article, user)):
        label = ngettext("{number} name left over", "{number} names left over", count)
        address = reverse("admin:archive_article_change", args=[article.pk])
        links.append(DeskLink(label.format(number=count), f"{address}#left-over"))
    if user.has_perms(["archive.add_claim", "archive.add_passage", "archive.add_evidence"]):
        links.append(
            DeskLink(gettext("Draw a claim"), reverse("admin:archive_article_draw", args=[article.pk]))
        )
    return links


def left_over_in(article: Article, user) -> int:
    """Return how many names of a report no entry has."""
    places = Leftover.objects.visible_to(user).filter(article=article)
    return LeftoverName.objects.open().filter(key__in=places.values("name_key")).count()


def suggestions_link(user, about: str, pk: int) -> list[DeskLink]:
    """Return the link to the suggestions in a report, or of an entry ("article", "entity"), with their number."""
    if not user.has_perm("archive.review_mention"):
        return []
    waiting = Mention.objects.suggested().visible_to(user).filter(**{about: pk})
    places = waiting.order_by().values_list("article", "field", "start").distinct()
    count = places[: MAX_COUNTED + 1].count()
    if not count:
        return []
    number = f"{MAX_COUNTED:,}+" if count > MAX_COUNTED else f"{count:,}"
    label = gettext("Names awaiting a decision ({number})").format(number=number)
    return [DeskLink(label, reverse("admin:review", query={about: pk}))]


def general_links(request: HttpRequest) -> list[DeskLink]:
    """Return what somebody may do from a page about no record in particular."""
    user, links = request.user, [DeskLink(gettext("The desk"), reverse("admin:index"))]
    if user.has_perm("archive.view_article"):
        query = request.GET.get("q", "").replace("\0", "").strip()
        label = gettext("These reports at the desk") if query else gettext("Reports at the desk")
        links.append(
            DeskLink(
                label, reverse("admin:archive_article_changelist", query={"q": query} if query else None)
            )
        )
    if user.has_perm("archive.review_mention"):
        links.append(DeskLink(gettext("Names to review"), reverse("admin:review")))
    if user.has_perm("archive.view_leftovername"):
        links.append(DeskLink(gettext("Names left over"), reverse("admin:leftovers")))
    return links if len(links) > 1 else []
