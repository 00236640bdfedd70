"""Actors of data sets that have no faction yet: decided once, for all their events or those of a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import CharField, Count, F, Func, Max, Min, Value
from django.db.models.functions import Lower, Upper
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.records import AuditAdmin
from archive.admin_site import ArchiveAdminSite
from archive.curation.assign_actor import AssignError, assign_actor, forget_actor
from archive.ingest.datasets.factions import ACTOR_LIST, full_names
from archive.kinds import FACTION
from archive.models import DatasetActor, DatasetRow, Entity, Event, EventParty, Name
from archive.models.wordings import in_public_words
from archive.reference.dataset_columns import cells_of
from archive.reference.datasets import DATASET_OF
from archive.text.likeness import judge
from archive.text.localised import counted
from archive.text.words import name_key

ACTORS_A_PAGE, MAX_OFFERED, MAX_EVENTS = 25, 3, 30
MIN_LETTERS, VERY_ALIKE = 5, 0.5  # the second a chance (archive.text.likeness)


@dataclass
class OpenActor:
    """An actor without a faction: how many events have it, from when to when, and factions that it may be."""

    family: str
    words: str
    events: int
    first: object = None
    last: object = None
    offered: list[Entity] = field(default_factory=list)

    @property
    def years(self) -> str:
        first, last = (getattr(day, "year", None) for day in (self.first, self.last))
        return " to ".join(dict.fromkeys(str(year) for year in (first, last) if year))

    @property
    def address(self) -> str:
        return f"{reverse('admin:actor')}?{urlencode({'family': self.family, 'words': self.words})}"


def open_parties():
    """Return the parties of events of data sets that have no faction, with the data set; those left as words are not among them."""
    found = EventParty.objects.filter(entity=None, event__identifiers__scheme__in=list(DATASET_OF)).exclude(
        role="civilians"
    )
    for family, words in DatasetActor.objects.filter(entity=None, within_edtf="").values_list(
        "family", "words"
    ):
        found = found.exclude(words=words, event__identifiers__scheme__startswith=family)
    return found


def open_actors(user):
    """Group the parties without a faction by family of data sets and words, the most frequent first.

    Those whose words hold a name that this person may not see are left out.
    """
    found = open_parties()
    if not user.has_perm("archive.protect_entity"):
        words = list(found.order_by().values_list("words", flat=True).distinct())
        public = in_public_words(words)
        found = found.filter(
            words__in=[one for one, shown in zip(words, public, strict=True) if one == shown]
        )
    family = Func(
        F("event__identifiers__scheme"), Value("-"), 1, function="split_part", output_field=CharField()
    )
    grouped = found.order_by().values("words", family=family)
    counted_ones = grouped.annotate(
        events=Count("event", distinct=True),
        first=Min(Lower("event__date_range")),
        last=Max(Upper("event__date_range")),
    )
    return counted_ones.order_by("-events", "words", "family")


def actors(request):
    """List the actors that have no faction, each with the factions it may be."""
    if not request.user.has_perm("archive.view_datasetactor"):
        raise PermissionDenied
    if request.method == "POST":
        return _assign(request)
    page = Paginator(open_actors(request.user), ACTORS_A_PAGE).get_page(request.GET.get("page"))
    rows = [OpenActor(**row) for row in page.object_list]
    _offer(rows, request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Actors of data sets without a faction",
        "page": page,
        "actors": rows,
        "may_assign": request.user.has_perm("archive.add_datasetactor"),
    }
    return TemplateResponse(request, "admin/actors.html", context)


def _offer(rows: list[OpenActor], user) -> None:
    """Add the factions that each actor may be: those with one of its names in the list of actors, then those spelt very much alike.

    None is offered for a government by its likeness: it is like any other.
    """
    listed = _listed_names([row.words for row in rows])
    visible = Entity.objects.visible_to(user).filter(kind=FACTION.key)
    for row in rows:
        keys = [name_key(name) for name in (row.words, *listed.get(row.words, ()))]
        exact = visible.filter(names__key__in=keys).distinct().order_by("name")
        row.offered = list(exact[:MAX_OFFERED])
        if (
            len(row.offered) < MAX_OFFERED
            and len(row.words) >= MIN_LETTERS
            and "government" not in row.words.lower()
        ):
            alike = _spelt_alike(row.words, visible)
            row.offered = list(dict.fromkeys([*row.offered, *alike]))[:MAX_OFFERED]


def _spelt_alike(words: str, visible) -> list[Entity]:
    """Return the factions whose names are likely spellings of an actor's words, most likely first."""
    key = name_key(words)
    names = Name.objects.filter(entity__in=visible.values("pk")).perhaps(words).select_related("entity")
    judged = [(judge(key, name.key).chance, name) for name in names]
    likely = [(chance, name) for chance, name in judged if chance >= VERY_ALIKE]
    likely.sort(key=lambda pair: (-pair[0], pair[1].key, pair[1].pk))
    return [name.entity for _, name in likely]


def _listed_names(words: list[str]) -> dict[str, list[str]]:
    """Return the full names, also later ones, that the list of actors has for these actors."""
    rows = DatasetRow.objects.filter(dataset=ACTOR_LIST, values__NameData__in=words)
    cells = [cells_of(row.values) for row in rows]
    return {cell["namedata"]: full_names(cell, former=True) for cell in cells}


class ActorForm(forms.ModelForm):
    """Which faction it is, and for which time."""

    class Meta:
        model = DatasetActor
        fields = ["entity", "within_edtf"]

    entity = forms.ModelChoiceField(
        Entity.objects.none(),
        label="Faction",
        widget=AutocompleteSelect(DatasetActor._meta.get_field("entity"), admin.site),
        error_messages={"invalid_choice": "Choose a faction that you may see."},
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        faction = cast(forms.ModelChoiceField, self.fields["entity"])
        faction.queryset = Entity.objects.visible_to(user).filter(kind=FACTION.key)


def actor(request):
    """Show one actor with its events, and a form for the faction that it is, for all of them or those of a time."""
    if not request.user.has_perm("archive.add_datasetactor"):
        raise PermissionDenied
    family, words = _asked(request)
    events = (
        Event.objects.filter(parties__in=open_parties().filter(words=words))
        .visible_to(request.user)
        .distinct()
    )
    shown = list(events.oldest_first()[:MAX_EVENTS])
    if not shown:
        raise Http404("No event has this actor without a faction.")
    form = ActorForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form_data = form.cleaned_data
        done = _decide(request, family, words, form_data["entity"], form_data["within_edtf"])
        if done:
            return HttpResponseRedirect(reverse("admin:actors"), status=303)
    context = {
        **admin.site.each_context(request),
        "title": words,
        "family": family,
        "events": shown,
        "number": events.count(),
        "form": form,
        "media": form.media,
    }
    return TemplateResponse(request, "admin/actor.html", context)


def _asked(request) -> tuple[str, str]:
    family, words = (request.GET.get(name, "").replace("\0", "")[:300] for name in ("family", "words"))
    is_open = words and in_public_words([words]) == [words]
    if not is_open and not request.user.has_perm("archive.protect_entity"):
        raise Http404("There is no such actor.")
    return family, words


def _assign(request):
    """Decide what the button that was pressed says: this faction, or none."""
    if not request.user.has_perm("archive.add_datasetactor"):
        raise PermissionDenied
    family, _, rest = request.POST.get("actor", "").replace("\0", "").partition(":")
    number = request.POST.get("faction", "")
    faction = None
    if number != "none":
        found = Entity.objects.visible_to(request.user).filter(kind=FACTION.key)
        faction = found.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
        if faction is None:
            messages.error(request, "This faction no longer exists: choose another.")
            return HttpResponseRedirect(request.get_full_path(), status=303)
    _decide(request, family, rest[:300], faction, "")
    return HttpResponseRedirect(request.get_full_path(), status=303)


def _decide(request, family: str, words: str, faction: Entity | None, within: str) -> bool:
    try:
        done = assign_actor(family=family, words=words, faction=faction, within=within)
    except AssignError as error:
        messages.error(request, str(error))
        return False
    if faction is None:
        messages.success(request, f"“{words}” stays as printed, and you will not be asked about it again.")
    else:
        said = f"“{words}” is {faction} in {counted(done.events, 'event')}, with {counted(done.claims, 'figure')}."
        messages.success(request, said)
    return True


@admin.register(DatasetActor)
class DatasetActorAdmin(AuditAdmin):
    """What was decided of actors; a decision is taken back by deleting it."""

    free_text = ("words",)
    list_display = ["words", "family", "entity", "within_edtf"]
    list_display_links = None
    list_filter = ["family"]
    list_select_related = ["entity"]
    search_fields = ["words"]
    actions = ["take_back"]

    def get_queryset(self, request):
        found = super().get_queryset(request)
        visible = Entity.objects.visible_to(request.user)
        return found.filter(entity=None) | found.filter(entity__in=visible)

    @admin.action(description="Take these decisions back", permissions=["forget"])
    def take_back(self, request, queryset):
        for decided in queryset:
            forget_actor(actor=decided)
        messages.success(request, "Taken back: you will be asked about these actors again.")

    def has_forget_permission(self, request):
        return request.user.has_perm("archive.delete_datasetactor")


ArchiveAdminSite.add_page("actors/", actors, name="actors")
ArchiveAdminSite.add_page("actors/one/", actor, name="actor")
