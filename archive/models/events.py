"""Events: what is reported to have happened. An event has no figures and no outcome of its own: those are claims."""

from __future__ import annotations

import uuid

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from archive import dates
from archive.models.addresses import event_address, event_slug
from archive.models.entities import Entity
from archive.models.fields import EdtfField, EdtfRange, edtf_is_valid
from archive.models.history import track_changes
from archive.models.mentions import Mention
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected, rests_within_reach
from archive.models.short_texts import HasWords, TitleLexemes, with_words_in_public
from archive.models.triggers import kept_in_steps
from archive.models.visibility import among_sourced, is_accepted, is_public, is_sourced
from archive.reference.event_kinds import EVENT_KIND_OF, EVENT_KINDS, kind_choices


class EventQuerySet(KeyedQuerySet["Event"]):
    def accepted(self):
        """Filter to the events that a curator accepted; readers do not see all of them."""
        return self.filter(is_accepted())

    def public(self):
        """Filter to what readers may see: accepted, at a public place if at one, and told by evidence or a claim that they may see."""
        claims = apps.get_model("archive", "Claim").objects.filter(is_accepted(), is_sourced("claim"))
        by_claim = models.Exists(claims.filter(event=models.OuterRef("pk")))
        return self._told_by(models.Q(is_sourced("event")) | models.Q(by_claim))

    def public_among_many(self):
        """Filter as `public` does, in a way that is faster for tens of thousands of events and slower for a few."""
        claims = apps.get_model("archive", "Claim").objects.filter(is_accepted(), among_sourced("claim"))
        told = claims.filter(event__isnull=False).order_by().values("event")
        return self._told_by(among_sourced("event") | models.Q(pk__in=told))

    def _told_by(self, shown):
        return self.filter(is_accepted(), shown).filter(models.Q(place=None) | is_public("place__"))

    def visible_to(self, user):
        """Exclude events at protected places, except for those who may see them, and those from drafts out of reach."""
        found = self.filter(rests_within_reach(user, "event"))
        if may_see_protected(user):
            return found
        return found.exclude(place__visibility=Entity.Visibility.PROTECTED)

    def titled(self, typed):
        """Filter to events whose title, as readers see it, has every word of a text."""
        found = self.filter(HasWords("title", typed))
        titles = dict(found.order_by().values_list("pk", "title"))
        shown = set(with_words_in_public(list(titles.values()), typed))
        hidden = [pk for pk, title in titles.items() if title not in shown]
        return found.exclude(pk__in=hidden) if hidden else found

    def involving(self, entities):
        """Filter to events at or within one of these places (their ids), or with one of these entities as a party."""
        ids = list(entities)
        at = models.Q(place__in=ids) | models.Q(place__lineage__overlap=ids)
        parties = EventParty.objects.filter(event=models.OuterRef("pk"), entity__in=ids)
        return self.filter(at | models.Exists(parties))

    def overlapping(self, span):
        """Filter to events that may have happened in these days."""
        return self.filter(date_range__overlap=span)

    def chosen_for_home(self):
        """Filter to events that curators put on the home page, the latest choice first."""
        return self.filter(on_home_since__isnull=False).order_by("-on_home_since", "-pk")

    def newest_first(self):
        return self.order_by(models.F("date_range").desc(nulls_last=True), "-id")

    def oldest_first(self):
        return self.order_by(models.F("date_range").asc(nulls_last=True), "id")


class Event(Keyed):
    """Something that is reported to have happened, as well as its kind, date and place are known."""

    NATURAL_KEY = ("uid",)
    Status = Mention.Status

    class PlacePrecision(models.TextChoices):
        EXACT = "exact", "at this place"
        NEAR = "near", "near this place"
        DISTRICT = "district", "somewhere in the district"
        PROVINCE = "province", "somewhere in the province"
        COUNTRY = "country", "somewhere in the country"
        UNKNOWN = "unknown", "precision not known"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(
        max_length=300,
        help_text="Neutral and short: Fighting for Mazar-i-Sharif, May 1997. No outcome, no figure.",
    )
    kind = models.CharField(max_length=40, choices=kind_choices())
    date_printed = models.CharField("date as printed", max_length=100, blank=True)
    date_edtf = EdtfField(
        "date (EDTF)", help_text="1997-05-28, 1997-05, 1997-05-28/1997-05-31. Empty: not known."
    )
    date_range = models.GeneratedField(
        expression=EdtfRange(models.F("date_edtf")), output_field=DateRangeField(), db_persist=True
    )
    place = models.ForeignKey(
        Entity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_here",
        limit_choices_to={"kind": "place"},
    )
    place_words = models.CharField(
        "place as printed",
        max_length=300,
        blank=True,
        help_text="Where its place has no entry, or as printed.",
    )
    place_precision = models.CharField(
        "how exactly", max_length=10, choices=PlacePrecision, default=PlacePrecision.UNKNOWN
    )
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Only where a data set gives coordinates of its own.",
    )  # fmt: skip
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The larger event that it belongs to: the fall of a city to an offensive.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ACCEPTED)
    note = models.TextField(blank=True, help_text="Shown to readers: what one should know about it.")
    looked_through_at = models.DateField(
        "last looked through",
        null=True,
        blank=True,
        help_text="When a curator last went through its reports.",
    )
    on_home_since = models.DateField(
        "on the home page since",
        null=True,
        blank=True,
        help_text="The home page shows its dispute. The latest choice counts; without one, the newest dispute is shown.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="event_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.key for kind in EVENT_KINDS]), name="event_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(date_edtf="") | edtf_is_valid("date_edtf"), name="event_date_is_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["suggested", "accepted", "rejected"]),
                name="event_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    place_precision__in=["exact", "near", "district", "province", "country", "unknown"]
                ),
                name="event_place_precision_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="event_coordinates_are_on_earth_and_in_pairs",
            ),
            models.CheckConstraint(
                condition=~models.Q(part_of=models.F("id")), name="event_is_not_part_of_itself"
            ),
        ]
        indexes = [
            GistIndex(fields=["date_range"], name="event_date"),
            models.Index(
                fields=["on_home_since"],
                condition=models.Q(on_home_since__isnull=False),
                name="event_on_home",
            ),
            GinIndex(TitleLexemes("title"), name="event_title"),
        ]
        triggers = kept_in_steps("event")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return its address, which holds its title: for pages, names must have been withheld in it before."""
        return event_address(self.pk, self.title)

    def address_slug(self):
        """Return the readable part of the address, made from the title."""
        return event_slug(self.title)

    @property
    def kind_label(self) -> str:
        """The words for its kind."""
        return EVENT_KIND_OF[self.kind].label

    def date_label(self) -> str:
        """Return the date in words, with the precision known: "28 May 1997", "about 1997", "undated"."""
        return dates.report_label(self.date_edtf, "stated" if self.date_edtf else "")

    @property
    def point(self) -> tuple[float, float] | None:
        """Its longitude and latitude in degrees, its own or those of its place; None if they are not known."""
        if self.longitude is not None and self.latitude is not None:
            return self.longitude, self.latitude
        return self.place.point if self.place else None


class EventPartyQuerySet(KeyedQuerySet["EventParty"]):
    def public(self):
        """Filter to the parties that readers may see: public entities, and those known by their words alone."""
        return self.filter(models.Q(entity=None) | is_public("entity__"))


class EventParty(Keyed):
    """Who took part in an event, and in what role."""

    NATURAL_KEY = ("event", "role", "entity", "words")

    class Role(models.TextChoices):
        ACTS = "acts", "acts"
        ACTED_UPON = "acted upon", "acted upon"
        SIDE_A = "side a", "side A"
        SIDE_B = "side b", "side B"
        MEDIATES = "mediates", "mediates"
        CIVILIANS = "civilians", "civilians"

    event = models.ForeignKey(Event, models.CASCADE, related_name="parties")
    entity = models.ForeignKey(Entity, models.PROTECT, null=True, blank=True, related_name="events_as_party")
    words = models.CharField(
        "as printed",
        max_length=300,
        blank=True,
        help_text="Where there is no entry, or as the data set has it.",
    )
    role = models.CharField(max_length=10, choices=Role)

    objects = EventPartyQuerySet.as_manager()

    class Meta:
        ordering = ["event", "role", "id"]
        verbose_name_plural = "event parties"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "role", "entity", "words"],
                name="event_party_stands_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(entity__isnull=False) | ~models.Q(words=""), name="event_party_is_somebody"
            ),
        ]
        triggers = kept_in_steps("eventparty")

    def __str__(self):
        return str(self.entity or self.words)


class EventIdentifier(Keyed):
    """The number of an event in a data set or another register."""

    NATURAL_KEY = ("scheme", "value")

    event = models.ForeignKey(Event, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=40, help_text="ucdp-ged, acled, wikidata.")
    value = models.CharField(max_length=200)

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="event_identifier_stands_once")
        ]
        triggers = kept_in_steps("eventidentifier")

    def __str__(self):
        return f"{self.scheme} {self.value}"


track_changes(exclude=("date_range",))(Event)
track_changes()(EventParty)
track_changes()(EventIdentifier)
