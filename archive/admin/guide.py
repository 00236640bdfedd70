"""The guide: short pages of steps for whoever never saw an archive's back room, offered on the pages of the admin where they help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.bulk import BATCH_SIZE
from archive.admin.imports import MAX_AT_ONCE
from archive.admin.paste import MAX_SIZE
from archive.admin_site import ArchiveAdminSite
from archive.curation.withdraw import UNNOTICED
from archive.kinds import KINDS

PICTURE_SIZE, PHONE_PICTURE_SIZE = (1040, 620), (390, 560)  # pixels


@dataclass(frozen=True)
class GuidePage:
    """A page of the guide; its text is the template of its slug."""

    slug: str
    title: str
    right: str
    """The right that its steps take."""
    place: str
    """The page of the admin on which they begin."""
    helps: tuple[str, ...]
    """The pages of the admin that offer it."""

    @property
    def url(self) -> str:
        return reverse("admin:guide_page", args=[self.slug])

    @property
    def template(self) -> str:
        return f"admin/guide/{self.slug}.html"

    @property
    def picture(self) -> str:
        return f"admin_site/guide/{self.slug}.webp"

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Return the other pictures, each after the media query that it is for; the first that holds is shown."""
        narrow, dark = "(max-width: 40rem)", "(prefers-color-scheme: dark)"
        found = ((f"{narrow} and {dark}", "-phone-dark"), (narrow, "-phone"), (dark, "-dark"))
        return [(query, f"admin_site/guide/{self.slug}{suffix}.webp") for query, suffix in found]


def forms_of(*models: str) -> tuple[str, ...]:
    """Return the names of the pages on which records of these models are added and changed."""
    return tuple(f"archive_{model}_{page}" for model in models for page in ("add", "change"))


KEYS = tuple(kind.key for kind in KINDS)
STATED = ("affiliation", "factionrelation", "fact", "event", "claim")
DELETED = tuple(f"archive_{model}_deleted" for model in ("article", *KEYS))
HISTORIES = tuple(f"archive_{model}_history" for model in ("article", "source", *KEYS, *STATED))
PAGES = (
    GuidePage("report", "Put in a report", "archive.add_article", "archive_article_paste",
              ("archive_article_paste", "archive_article_add")),
    GuidePage("cleaning", "See what cleaning does", "archive.add_article", "archive_article_paste",
              ("archive_article_paste", "archive_boilerplaterule_changelist", *forms_of("boilerplaterule"))),
    GuidePage("names", "Settle names", "archive.review_mention", "leftovers",
              ("leftovers", "archive_article_change", *forms_of(*KEYS))),
    GuidePage("review", "Review who is meant", "archive.review_mention", "review", ("review", "decisions")),
    GuidePage("merge", "Merge and split", "archive.merge_entity", "duplicates",
              ("duplicates", "merge", "merge_sources", "merges", "split")),
    GuidePage("dates", "Date a report", "archive.change_article", "archive_article_changelist",
              ("archive_article_change", "archive_article_add")),
    GuidePage("claims", "Draw claims and sides", "archive.add_claim", "review_claims",
              ("archive_article_draw", "review_claims", *forms_of(*STATED))),
    GuidePage("imports", "Import many reports", "archive.add_batch", "imports",
              ("imports", "import_made", "import_record", "import_all", "archive_batch_changelist", "refusals")),
    GuidePage("protection", "Protect a person", "archive.protect_entity", "archive_person_changelist",
              tuple(f"archive_{key}_change" for key in KEYS)),
    GuidePage("taking-back", "Take something back", "archive.add_article", "my_day",
              ("my_day", "merge_made", "archive_article_withdraw", *DELETED, *HISTORIES)),
    GuidePage("running", "Run the archive", "auth.add_user", "auth_user_changelist",
              ("auth_user_changelist", "auth_user_add", "auth_user_change")),
)  # fmt: skip
PAGE_OF = {page.slug: page for page in PAGES}


def guide(request):
    """List the pages of the guide."""
    context = {**admin.site.each_context(request), "title": "Guide", "pages": PAGES}
    return TemplateResponse(request, "admin/guide/index.html", context)


def guide_page(request, slug):
    """Show a page of the guide, with who may do what it says and the way there for those who may."""
    page = PAGE_OF.get(slug)
    if page is None:
        raise Http404(f"The guide has no page “{slug}”.")
    at = PAGES.index(page)
    context = {
        **admin.site.each_context(request), "title": page.title, "page": page, "numbers": numbers(),
        "groups": groups_with(page.right), "place_url": reverse(f"admin:{page.place}") if request.user.has_perm(page.right) else "",
        "picture_width": PICTURE_SIZE[0], "picture_height": PICTURE_SIZE[1],
        "before": PAGES[at - 1] if at else None, "after": PAGES[at + 1] if at + 1 < len(PAGES) else None,
    }  # fmt: skip
    return TemplateResponse(request, page.template, context)


def groups_with(right: str) -> list[str]:
    """Return the groups that have a right, by name, which is also the order in which they may do more."""
    app, codename = right.split(".")
    found = Group.objects.filter(permissions__content_type__app_label=app, permissions__codename=codename)
    return list(found.order_by("name").values_list("name", flat=True).distinct())


def numbers() -> dict[str, object]:
    """Return the limits that the guide names, as they are in force."""
    return {
        "paste_megabytes": f"{MAX_SIZE / 1_000_000:g}",
        "import_megabytes": f"{MAX_AT_ONCE / 1_000_000:g}",
        "at_once": BATCH_SIZE,
        "unnoticed_hours": int(UNNOTICED.total_seconds() // 3600),
        "wrong_passwords": settings.AXES_FAILURE_LIMIT,
        "blocked_minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
    }


def pages_for(request) -> Iterable[GuidePage]:
    """Return the pages of the guide that help on the page of the admin that is asked for."""
    match = request.resolver_match
    return [page for page in PAGES if match and match.url_name in page.helps]


ArchiveAdminSite.add_page("guide/", guide, name="guide")
ArchiveAdminSite.add_page("guide/<slug:slug>/", guide_page, name="guide_page")
ArchiveAdminSite.set_guide(pages_for)
