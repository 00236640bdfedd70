"""The admin's site object, outside `archive.admin`, where autodiscovery would not use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path

from archive.kinds import KINDS
from archive.presentation.coming_back import page_come_from

# The models on the desk and in the side bar, by what curators come for.
SECTIONS = (
    ("Reports", ("Article", "Source", "Story")),
    ("Names", (*(kind.label for kind in KINDS), "Mention")),
    ("Who, where, when", ("Affiliation", "FactionRelation", "Fact", "Event", "Claim", "Passage")),
    ("Data sets", ("DatasetRow", "DatasetActor")),
    ("Upkeep", ("VariantWords", "BoilerplateRule", "Capture", "Batch", "BulkChange", "LongText")),
    ("Accounts", ("User", "Group")),
)


class LabelledAutocomplete(AutocompleteJsonView):
    """Offers choices under the label that their admin gives them, so that namesakes can be distinguished."""

    def process_request(self, request):
        term, *rest = super().process_request(request)
        return term.replace("\0", ""), *rest

    def serialize_result(self, obj, to_field_name):
        label = getattr(self.model_admin, "choice_label", str)
        obj.reader = self.request.user  # whose choice it is decides what it may be called
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


class ArchiveAdminSite(AdminSite):
    """The curators' workbench: the stock admin with additional pages and a desk as its first page."""

    index_title = "Curators’ desk"
    enable_nav_sidebar = False

    _pages: list[tuple[str, Callable, str]] = []
    _gather: Callable[[HttpRequest], dict] = staticmethod(lambda request: {})
    _pages_of_guide: Callable[[HttpRequest], Iterable] = staticmethod(lambda request: ())

    @classmethod
    def add_page(cls, route, view, *, name):
        """Add a page below /admin/, for those who may use the admin."""
        cls._pages.append((route, view, name))

    @classmethod
    def set_desk(cls, gather):
        """Let `gather(request)` provide what the first page shows besides the list of models."""
        cls._gather = staticmethod(gather)

    @classmethod
    def set_guide(cls, pages_for):
        """Let every page offer the pages of the guide that `pages_for(request)` returns."""
        cls._pages_of_guide = staticmethod(pages_for)

    def each_context(self, request):
        name = settings.ARCHIVE_NAME
        own = {
            "site_title": name,
            "site_header": name,
            "page_come_from": page_come_from(request),
            "guide_pages": self._pages_of_guide(request),
        }
        return super().each_context(request) | own

    def get_urls(self):
        own = [path(route, self.admin_view(view), name=name) for route, view, name in self._pages]
        # The stock page that redirects to any object's address reveals names in it; each of our admins has its own link.
        return own + [route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"]

    def index(self, request, extra_context=None):
        return super().index(request, self._gather(request) | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        """Redirect to the desk, which lists every model already."""
        return redirect("admin:index")

    def autocomplete_view(self, request):
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Group the models by SECTIONS; any others come last."""
        models = [model for app in super().get_app_list(request, app_label) for model in app["models"]]
        by_name = {model["object_name"]: model for model in models}
        sections = [
            (title, [by_name.pop(name) for name in names if name in by_name]) for title, names in SECTIONS
        ]
        sections.append(("More", list(by_name.values())))
        return [self._section(title, members) for title, members in sections if members]

    def _section(self, title, members):
        return {
            "name": title,
            "app_label": title.split()[0].lower(),
            "app_url": members[0]["admin_url"] or "",
            "has_module_perms": True,
            "models": members,
        }
