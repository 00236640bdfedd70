"""Entities of every kind in one table."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Left, Upper

from archive.kinds import BY_KEY, FACTION, KINDS, PLACE, Kind, all_kinds
from archive.models.addresses import address_of
from archive.models.fields import EdtfField, NameKey, edtf_is_valid
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected
from archive.models.search_triggers import ENTITY_SEARCH
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_public

KIND_CHOICES = [(kind.key, kind.key) for kind in KINDS]

DIGITS = "0–9"  # the heading for names that begin with a digit


class FilingForm(models.Func):
    """The form under which an entity is filed: the one that a curator wrote, or else archive_filed_as (archive/sql/names.sql)."""

    template = "coalesce(nullif(filed_as, ''), archive_filed_as(%(expressions)s))"
    output_field = models.CharField(max_length=220)

    def __init__(self, *kind_and_name) -> None:
        super().__init__(*(kind_and_name or ("kind", "name")))


class EntityQuerySet(KeyedQuerySet["Entity"]):
    def public(self):
        return self.filter(is_public())

    def public_at(self, *, kind, slug):
        """Return the public entity that has this slug, or once had it, or None."""
        found = self.public().filter(kind=kind, slug=slug).first()
        if found is None:
            past = PastSlug.objects.filter(kind=kind, slug=slug).select_related("entity").first()
            found = past.entity if past and past.entity.is_public() else None
        return found

    def visible_to(self, user):
        """Exclude protected entries, except for those who may see them."""
        return self if may_see_protected(user) else self.exclude(visibility=Entity.Visibility.PROTECTED)

    def places(self):
        return self.of_kind(PLACE.key)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def with_letters(self):
        """Add the `letter` that each is filed under."""
        first = Upper(Left("filing_key", 1))
        digit = models.When(filing_key__regex=r"^\d", then=models.Value(DIGITS))
        return self.annotate(letter=models.Case(digit, default=first))

    def as_filed(self):
        """Order them as an index does."""
        return self.order_by("filing_key", "pk")

    def outermost_first(self):
        """Order places so that each comes after those that contain it."""
        depth = models.functions.Coalesce(models.F("lineage__len"), 0)
        return self.order_by(depth, "name", "id").defer("description")

    def on_the_map(self):
        """Filter to places whose coordinates are known."""
        return self.filter(latitude__isnull=False).defer("description")

    def within(self, place):
        """Filter to places inside this one, at any depth."""
        return self.filter(lineage__contains=[place.pk])


ENTITY_TRIGGERS = [
    pgtrigger.Trigger(
        name="place_lineage",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="NEW.lineage := archive_lineage(NEW.id, NEW.kind, NEW.parent_id); RETURN NEW;",
    ),
    # Children take over a changed lineage one level at a time: each update calls this trigger for the next level.
    pgtrigger.Trigger(
        name="lineage_of_parts",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
        IF NEW.kind = 'place' AND (TG_OP = 'INSERT' OR OLD.lineage IS DISTINCT FROM NEW.lineage) THEN
            UPDATE archive_entity SET lineage = NEW.lineage || NEW.id WHERE parent_id = NEW.id;
        END IF;
        RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="primary_name",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("name"),
        # When rows are put back, so are their names; an entity without one gets it afterwards.
        func="""
        IF current_setting('archive.putting_back', true) = 'on' THEN
            RETURN NULL;
        END IF;
        UPDATE archive_name SET is_primary = false WHERE entity_id = NEW.id AND is_primary AND text <> NEW.name;
        INSERT INTO archive_name
            (entity_id, text, kind, language, used_from, used_to, is_primary, ambiguous, in_search, note)
        VALUES (NEW.id, NEW.name, 'spelling', '', '', '', true, false, true, '')
        ON CONFLICT (entity_id, text) DO UPDATE SET is_primary = true WHERE NOT archive_name.is_primary;
        RETURN NULL;
        """,
    ),
    # Django deletes these first; SQL by hand does not.
    pgtrigger.Trigger(
        name="entity_leaves_comparisons",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="PERFORM archive_forget_comparisons(OLD.id); RETURN OLD;",
    ),
    pgtrigger.Trigger(
        name="past_slug",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("slug", "kind"),
        condition=pgtrigger.AnyChange("slug", "kind"),
        func="""
        INSERT INTO archive_pastslug (kind, slug, entity_id) VALUES (OLD.kind, OLD.slug, NEW.id)
        ON CONFLICT (kind, slug) DO UPDATE SET entity_id = excluded.entity_id;
        DELETE FROM archive_pastslug WHERE kind = NEW.kind AND slug = NEW.slug AND entity_id = NEW.id;
        RETURN NULL;
        """,
    ),
    ENTITY_SEARCH,
    *kept_in_steps("entity"),
]


class Entity(Keyed):
    NATURAL_KEY = ("kind", "slug")

    class Visibility(models.TextChoices):
        PUBLIC = "public", "public"
        DRAFT = "draft", "draft: not ready, shown to curators only"
        PROTECTED = "protected", "protected: withheld for somebody's safety"

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=KIND_CHOICES, editable=False)
    slug = models.SlugField(
        max_length=120, help_text="Part of the public address. A changed one leaves a redirect behind."
    )
    name = models.CharField(
        max_length=200, help_text="The form that heads the page. Other spellings go below, as names."
    )
    filed_as = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",  # for archives exported before it came
        help_text="If the rule gets it wrong: the form under which indexes list it, such as Omar, Mullah Mohammad.",
    )
    filing_form = models.GeneratedField(
        expression=FilingForm(), output_field=models.CharField(max_length=220), db_persist=True
    )
    # What an index is ordered by.
    filing_key = models.GeneratedField(
        expression=NameKey(FilingForm()), output_field=models.CharField(max_length=400), db_persist=True
    )
    summary = models.CharField(
        max_length=300, blank=True, help_text="One neutral line: who, what or where this is."
    )
    description = models.TextField(
        blank=True, help_text="What is well known and undisputed, in a few sentences."
    )
    visibility = models.CharField(
        max_length=10,
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text="Only public entries appear on the site, in counts, searches and exports. The names of protected ones, in every spelling "
        "below, are withheld from readers in the reports too, and no search finds them. A name shared with somebody public, or "
        "marked as ambiguous, is withheld only in reports known to mean the protected one: those that mention it or contain another of its "
        "names. There its single words are withheld too, such as the surname.",
    )

    place_type = models.CharField(max_length=20, choices=PLACE.type_choices, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="lies in",
        limit_choices_to={"kind": PLACE.key},
        help_text="The place it lies in: a city in its province, a province in its country.",
    )
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    population = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="As a gazetteer gives it; 0 if it gives none. Of places that share a name the larger is more likely meant, and "
        "small ones are found only beside the names of places around them. Empty: it counts as well known.",
    )
    # The ids of the places that contain it, outermost first. Kept by the triggers place_lineage and lineage_of_parts.
    lineage = ArrayField(models.IntegerField(), default=list, blank=True, editable=False, serialize=False)

    born_edtf = EdtfField(
        "born", help_text="EDTF: 1953-09-02, 1953, 1953~ (about), 195X. Empty when not known."
    )
    died_edtf = EdtfField("died", help_text="EDTF, as above. Empty when alive or not known.")

    faction_type = models.CharField(max_length=20, choices=FACTION.type_choices, blank=True)
    founded_edtf = EdtfField("founded", help_text="EDTF: 1994, 1994-08, 1994~ (about). Empty when not known.")
    dissolved_edtf = EdtfField("dissolved", help_text="EDTF, as above. Empty when it exists or is not known.")

    objects = EntityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "entities"
        permissions = [
            ("merge_entity", f"Can merge {all_kinds()}"),
            ("protect_entity", f"Can see and change protected {all_kinds()}"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="entity_slug_stands_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="entity_has_a_name"),
            # In an address "-slug" excludes a value, and "none" means no value.
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-zA-Z0-9_][-a-zA-Z0-9_]*$") & ~models.Q(slug="none"),
                name="entity_slug_can_stand_in_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.key for kind in KINDS]), name="entity_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["public", "draft", "protected"]),
                name="entity_visibility_is_known",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(kind=kind.key) | models.Q(**kind.columns),
                    name=f"only_{kind.plural}_have_{kind.key}_columns",
                )
                for kind in KINDS
                if kind.columns
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="coordinates_are_on_earth_and_in_pairs",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{date.column: ""}) | edtf_is_valid(date.column),
                    name=f"entity_{date.column}_is_valid",
                )
                for kind in KINDS
                for date in kind.dates
            ),
        ]
        indexes = [
            models.Index(fields=["parent"], name="entity_parent"),
            models.Index(fields=["kind", "filing_key", "id"], name="entity_as_filed"),
            models.Index(fields=["id"], name="entity_protected", condition=models.Q(visibility="protected")),
            GinIndex(fields=["lineage"], name="entity_lineage", fastupdate=False),
        ]
        triggers = ENTITY_TRIGGERS

    own_kind: Kind | None = None  # set by the models of one kind, which create no other

    def __init__(self, *args, **values):
        if self.own_kind and not args:
            values.setdefault("kind", self.own_kind.key)
        super().__init__(*args, **values)

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of(f"{self.kind}-detail", self.slug)

    def clean(self):
        if self.pk and self.parent and (self.parent == self or self.pk in self.parent.lineage):
            raise ValidationError({"parent": f"{self.parent} lies inside {self}: choose a place outside it."})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": "Give both latitude and longitude, or neither."})

    @property
    def type_word(self):
        """Its type within its kind: "city", "party"; empty if not given."""
        column = BY_KEY[self.kind].type_column
        return getattr(self, column) if column else ""

    def is_public(self):
        return self.visibility == self.Visibility.PUBLIC

    def is_protected(self):
        return self.visibility == self.Visibility.PROTECTED

    def is_visible_to(self, user):
        """Return whether this person may see it; an anonymous one (None) may not see protected ones."""
        return not self.is_protected() or (user is not None and may_see_protected(user))

    @property
    def point(self) -> tuple[float, float] | None:
        """Its longitude and latitude in degrees; None if they are not known."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude

    def ancestors(self):
        """Return the places that contain this place, outermost first."""
        found = Entity.objects.in_bulk(self.lineage)
        return [found[pk] for pk in self.lineage if pk in found]


EntityManager = models.Manager.from_queryset(EntityQuerySet)


class KindManager(EntityManager):
    """Limits queries to one kind of entity."""

    use_in_migrations = False

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.kind)


def _model_of(kind):
    meta = type("Meta", (), {"proxy": True, "verbose_name_plural": kind.plural})
    members = {"__module__": __name__, "own_kind": kind, "objects": KindManager(kind.key), "Meta": meta}
    return type(kind.label, (Entity,), members)


# The proxy model of each kind, by its key: what the admin has pages and rights for.
MODEL_OF = {kind.key: _model_of(kind) for kind in KINDS}


@track_changes()
class PastSlug(Keyed):
    """An old address, which redirects to the entity for ever. The trigger past_slug of Entity writes it."""

    NATURAL_KEY = ("kind", "slug")

    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    slug = models.SlugField(max_length=120)
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="past_slugs")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="past_slug_leads_to_one_entity")]
        triggers = kept_in_steps("pastslug")

    def __str__(self):
        return self.slug


# The decorator creates a model for the past versions, which needs the finished class.
track_changes(exclude=("lineage", "filing_form", "filing_key"))(Entity)
