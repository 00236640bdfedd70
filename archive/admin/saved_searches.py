"""Searches saved for the desk: each person's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from archive.admin_site import ArchiveAdminSite
from archive.models import SavedSearch

MAX_SAVED = 50


@dataclass(frozen=True)
class SavedLink:
    """A saved search: its name, the list it leads to, and the address that forgets it."""

    label: str
    url: str
    forget_url: str


def save_search(request, model):
    """Save a list with its search and filters under a name; one of the same name is replaced."""
    model_admin = _admin_of(request, model)
    address = reverse(f"admin:archive_{model}_changelist")
    if request.method != "POST":
        return redirect(address)
    label = " ".join(request.POST.get("label", "").replace("\0", "").split())
    query = request.POST.get("query", "")
    longest = SavedSearch._meta.get_field("query").max_length or 0
    back = f"{address}?{QueryDict(query).urlencode()}" if len(query) <= longest else address
    if not label or len(label) > 80 or len(query) > longest:
        messages.error(
            request,
            "Give the search a name of at most 80 characters. A search with very many words cannot be saved.",
        )
        return redirect(back)
    others = SavedSearch.objects.filter(user=request.user).exclude(label=label)
    if others.count() >= MAX_SAVED:
        messages.error(request, f"At most {MAX_SAVED} searches can be saved: remove one from the desk first.")
        return redirect(back)
    values = {"model": model, "query": QueryDict(query).urlencode()}
    SavedSearch.objects.update_or_create(user=request.user, label=label, defaults=values)
    model_admin.message_user(request, f"“{label}” is now on your desk.", messages.SUCCESS)
    return redirect(back)


def forget_search(request, pk):
    """Remove a saved search of one's own."""
    if request.method == "POST":
        gone, _ = SavedSearch.objects.filter(user=request.user, pk=pk).delete()
        if not gone:
            raise Http404("You have no such saved search.")
    return redirect("admin:index")


def saved_links(request) -> list[SavedLink]:
    """Return this person's saved searches of lists that they may see."""
    may = {
        model._meta.model_name
        for model, one in admin.site._registry.items()
        if one.has_view_or_change_permission(request)
    }
    return [
        SavedLink(
            search.label,
            f"{reverse(f'admin:archive_{search.model}_changelist')}?{search.query}",
            reverse("admin:forget_search", args=[search.pk]),
        )
        for search in SavedSearch.objects.filter(user=request.user)
        if search.model in may
    ]


def _admin_of(request, name: str):
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == f"archive.{name}":
            if not model_admin.has_view_or_change_permission(request):
                raise PermissionDenied
            return model_admin
    raise Http404("There is no such list.")


ArchiveAdminSite.add_page("saved-searches/<int:pk>/forget/", forget_search, name="forget_search")
ArchiveAdminSite.add_page("saved-searches/<slug:model>/", save_search, name="save_search")
