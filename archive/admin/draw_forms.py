"""The forms by which something is drawn from marked words of a report: quick by keyboard, names typed rather than looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from archive import dates
from archive.admin.edtf import EdtfFormField, read_date
from archive.admin.entities import with_name
from archive.evidence.suggest_claimants import sort_of
from archive.models import Claim, Entity, Event, Statement
from archive.models.names import Name
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names
from archive.reference.event_kinds import kind_choices
from archive.reference.predicates import AFFILIATIONS, FACTS, PREDICATE_OF, RELATIONS
from archive.reference.topics import COUNTED, STATES, TOPICS
from archive.text.words import excerpt, name_key

MAX_TOLD = 6
NOTHING = ("", "–")


def label_of(entity: Entity) -> str:
    """Return the words that choose an entity among namesakes. Its summary must be in the wording that the reader may see."""
    about = excerpt(entity.summary, 60) or entity.type_word
    return " · ".join(part for part in (entity.name, entity.kind, about) if part)


class Offered(forms.TextInput):
    """A text field with a list of what it may be; the list is on the page once, under this id."""

    def __init__(self, offered: str) -> None:
        super().__init__(attrs={"class": "vTextField", "list": offered, "autocomplete": "off", "dir": "auto"})


class EntityNameField(forms.CharField):
    """An entity by any of its spellings, or by its label where several share the name."""

    def __init__(self, **options) -> None:
        super().__init__(required=False, widget=Offered("offered-entities"), **options)
        self.offered: Mapping[str, Entity] = {}
        self.known = Entity.objects.none()
        self.is_open = False  # to somebody who may see protected names

    def prepare_value(self, value):
        return label_of(value) if isinstance(value, Entity) else value

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        return self.offered.get(typed) or self._called(typed)

    def _called(self, typed: str) -> Entity:
        name = typed.split(" · ")[0]
        exact = self.known.filter(pk__in=Name.objects.filter(key=name_key(name)).values("entity"))
        found = list(exact[: MAX_TOLD + 1]) or list(with_name(self.known, name)[: MAX_TOLD + 1])
        if not self.is_open:
            withhold_names(found, "summary")
        same = [entity for entity in found if label_of(entity) == typed]
        found = same or found
        if not found:
            raise ValidationError(
                f"No entry is called “{name}”: add it first, or leave this empty and use words."
            )
        if len(found) > 1:
            labels = "; ".join(label_of(entity) for entity in found[:MAX_TOLD])
            raise ValidationError(f"Several entries are called “{name}”. Write one of these: {labels}.")
        return found[0]


class EventNameField(forms.CharField):
    """An event by its title."""

    def __init__(self, **options) -> None:
        super().__init__(required=False, widget=Offered("offered-events"), **options)
        self.offered: Mapping[str, Event] = {}
        self.known = Event.objects.none()
        self.is_open = False

    def prepare_value(self, value):
        return event_label(value) if isinstance(value, Event) else value

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        if typed in self.offered:
            return self.offered[typed]
        title = typed.split(" · ")[0]
        found = list(self.known.filter(title__iexact=title)[:2]) or list(
            self.known.filter(title__icontains=title)[: MAX_TOLD + 1]
        )
        if not self.is_open:
            withhold_names(found, "title")
        if not found:
            raise ValidationError(f"No event is called “{title}”: draw it first, or leave this empty.")
        if len(found) > 1:
            raise ValidationError(
                f"Several events have this title: {'; '.join(map(event_label, found[:MAX_TOLD]))}."
            )
        return found[0]


def event_label(event: Event) -> str:
    """Return the words that choose an event: its title and date."""
    return f"{event.title} · {event.date_label()}"


class DrawForm(forms.Form):
    """The words that are marked, and what they say. `columns` names the columns of the record."""

    marked = forms.CharField(
        label="Words",
        help_text="Mark them in the text and press Enter there, or copy them from it.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "report-words"}),
        strip=False,
    )
    field = forms.CharField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    own = ("marked", "field", "start")
    groups: tuple[tuple[str, ...], ...] = ()  # its other fields, line by line

    def offer(self, entities: Iterable[Entity], events: Iterable[Event], user) -> None:
        """Let its fields know the entities and events that the page offers, and all that this person may see."""
        by_label = {label_of(entity): entity for entity in entities}
        by_title = {event_label(event): event for event in events}
        for field in self.fields.values():
            if isinstance(field, EntityNameField | EventNameField):
                field.is_open = may_see_protected(user)
            if isinstance(field, EntityNameField):
                field.offered, field.known = by_label, Entity.objects.visible_to(user)
            elif isinstance(field, EventNameField):
                field.offered, field.known = by_title, Event.objects.visible_to(user)

    def record(self) -> Claim | Statement | Event:
        """Return the record that the form describes, not saved."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """Return the cleaned values of the columns of the record."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.own}


class DrawClaimForm(DrawForm):
    claimant = EntityNameField(
        label="Who says it", help_text="An entry. Empty: the words say who, or the report itself does."
    )
    claimant_words = forms.CharField(label="in words", required=False, max_length=200)
    claimant_sort = forms.ChoiceField(label="sort", choices=Claim.Sort, initial=Claim.Sort.JOURNALIST)
    act = forms.ChoiceField(label="Act", choices=Claim.Act, initial=Claim.Act.ASSERTS)
    topic = forms.ChoiceField(label="Topic", choices=[(topic.key, topic.label) for topic in TOPICS])
    event = EventNameField(label="Event")
    object = EntityNameField(label="Of whom or where")
    value_entity = EntityNameField(label="Who or where", help_text="Who holds it, whose side, who did it.")
    former_entity = EntityNameField(label="From")
    state = forms.ChoiceField(label="State", choices=[NOTHING, *STATES.items()], required=False)
    low = forms.IntegerField(label="At least", required=False, min_value=0, max_value=2**31 - 1)
    high = forms.IntegerField(label="At most", required=False, min_value=0, max_value=2**31 - 1)
    is_about = forms.BooleanField(label="about", required=False)
    counted = forms.ChoiceField(label="Counted", choices=[NOTHING, *COUNTED.items()], required=False)
    counted_entity = EntityNameField(label="of")
    words = forms.CharField(label="In words", required=False, max_length=500)
    hedges = forms.CharField(
        label="Hedges", required=False, help_text="As printed, with commas between them."
    )
    groups = (
        ("claimant", "claimant_words", "claimant_sort", "act"), ("topic", "event"), ("object", "value_entity", "former_entity"),
        ("state", "low", "high", "is_about"), ("counted", "counted_entity"), ("words", "hedges"),
    )  # fmt: skip

    def clean(self):
        """Take the sort of a claimant from its words where the form still says that the report itself says it."""
        cleaned = super().clean() or self.cleaned_data
        claimant, words = cleaned.get("claimant"), cleaned.get("claimant_words", "")
        if cleaned.get("claimant_sort") == Claim.Sort.JOURNALIST and (claimant or words):
            cleaned["claimant_sort"] = sort_of(words) or (
                Claim.Sort.PARTY if claimant else Claim.Sort.UNNAMED
            )
        return cleaned

    def clean_hedges(self):
        return [part.strip()[:100] for part in self.cleaned_data["hedges"].split(",") if part.strip()]

    def record(self):
        return Claim(**self.values())


class DrawStatementForm(DrawForm):
    subject = EntityNameField(label="Of whom")
    predicate = forms.ChoiceField(
        label="Relation",
        choices=[
            (title, [(key, PREDICATE_OF[key].words) for key in keys])
            for title, keys in (("Sides", AFFILIATIONS), ("Factions", RELATIONS), ("Facts", FACTS))
        ],
    )
    object = EntityNameField(label="To whom")
    value = forms.CharField(
        label="Value",
        required=False,
        max_length=500,
        help_text="Of a fact: words, or of a birth or death the date.",
    )
    role = forms.CharField(label="Role", required=False, max_length=200)
    rank = forms.CharField(label="Rank", required=False, max_length=100)
    first_cited = EdtfFormField(label="First cited", required=False)
    last_cited = EdtfFormField(label="Last cited", required=False)
    start_edtf = EdtfFormField(label="Start", required=False)
    end_edtf = EdtfFormField(label="End", required=False)
    groups = (
        ("subject", "predicate", "object", "value"),
        ("role", "rank"),
        ("first_cited", "last_cited", "start_edtf", "end_edtf"),
    )

    def clean_subject(self):
        if not self.cleaned_data["subject"]:
            raise ValidationError("Say whom or what it is about.")
        return self.cleaned_data["subject"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        about, typed = PREDICATE_OF.get(cleaned.get("predicate", "")), cleaned.get("value")
        if about and about.value == "edtf" and typed:
            try:
                cleaned["value"] = read_date(typed)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    def record(self):
        values = self.values()
        return Statement(start=values.pop("start_edtf"), end=values.pop("end_edtf"), **values)


class DrawEventForm(DrawForm):
    title = forms.CharField(
        label="Title",
        max_length=300,
        help_text="Neutral and short: Fighting for Mazar-i-Sharif. No outcome, no figure.",
    )
    kind = forms.ChoiceField(label="Kind", choices=kind_choices)
    date_edtf = EdtfFormField(label="Date", required=False)
    place = EntityNameField(label="Place")
    place_precision = forms.ChoiceField(
        label="How exactly", choices=Event.PlacePrecision, initial=Event.PlacePrecision.UNKNOWN
    )
    part_of = EventNameField(label="Part of")
    groups = (("title", "kind"), ("date_edtf", "place", "place_precision"), ("part_of",))

    def clean_place(self):
        place = self.cleaned_data["place"]
        if place and place.kind != "place":
            raise ValidationError(f"An event is at a place, and {place} is a {place.kind}.")
        return place

    def record(self):
        return Event(**self.values())


FORMS: dict[str, type[DrawForm]] = {
    "claim": DrawClaimForm,
    "statement": DrawStatementForm,
    "event": DrawEventForm,
}
NOUNS = {"claim": "A claim", "statement": "A side, relation or fact", "event": "An event"}


def converted_dates(form: DrawForm) -> list[str]:
    """Say which typed dates were converted."""
    told = []
    for name, field in form.fields.items():
        if isinstance(field, EdtfFormField) and (typed := (form[name].data or "").strip()):
            read = form.cleaned_data.get(name, "")
            if read and read != typed:
                told.append(f"{form[name].label}: “{typed}” was read as {read}, {dates.label(read)}.")
    return told
