"""Statements: what is known of an entity over time, in one table, with a proxy for each sort that curators and readers meet."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from archive.models.entities import Entity
from archive.models.fields import EdtfField, EdtfRange, edtf_is_valid
from archive.models.history import track_changes
from archive.models.mentions import Mention
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected, rests_within_reach
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_accepted, is_public, is_sourced
from archive.reference.predicates import AFFILIATIONS, FACTS, PREDICATE_OF, PREDICATES, RELATIONS, SIDES

DATES = ("start", "first_cited", "last_cited", "end")


class Grade(models.TextChoices):
    """How surely a statement held on a day; archive_grade in archive/sql/statements.sql gives it."""

    CERTAIN = "certain", "certain"
    POSSIBLE = "possible", "possible"
    NO = "no", "no"
    NOT_KNOWN = "not known", "not known"


class DaysHeld(models.Func):
    """One of the two ranges of a statement, computed by the database from its four dates."""

    output_field = DateRangeField()

    def __init__(self, function: str) -> None:
        super().__init__(*map(models.F, DATES), function=function)


# The factions, and all that anything says is or was part of them.
PARTS = """
    WITH RECURSIVE part (id) AS (
        SELECT unnest(%s::integer[])
        UNION SELECT subject_id FROM archive_statement JOIN part ON object_id = part.id AND predicate = 'part-of'
    )
    SELECT id FROM part
"""


class StatementQuerySet(KeyedQuerySet["Statement"]):
    def public(self):
        """Filter to what readers may see: accepted, about public entities, and with evidence that they may see, or with a reason given."""
        sourced = models.Q(is_sourced("statement")) | ~models.Q(unsourced_reason="")
        return self.filter(is_accepted(), is_public("subject__"), sourced).filter(
            models.Q(object=None) | is_public("object__")
        )

    def visible_to(self, user):
        """Exclude statements about protected entries, except for those who may see them, and those from drafts out of reach."""
        hidden = models.Q(visibility=Entity.Visibility.PROTECTED)
        found = self.filter(rests_within_reach(user, "statement"))
        if may_see_protected(user):
            return found
        protected = Entity.objects.filter(hidden).values("pk")
        return found.exclude(subject__in=protected).exclude(object__in=protected)

    def affiliations(self):
        return self.filter(predicate__in=AFFILIATIONS)

    def relations(self):
        return self.filter(predicate__in=RELATIONS)

    def facts(self):
        return self.filter(predicate__in=FACTS)

    def sides(self):
        """Filter to the statements that put their subject on the side of their object."""
        return self.filter(predicate__in=SIDES)

    def leading_to(self, factions):
        """Filter to dated sides that lead to these factions, or to parts of them and parts of parts, whatever is said of the parts."""
        parts = models.expressions.RawSQL(PARTS, [list(factions)])  # noqa: S611 (the ids are a parameter)
        return self.sides().filter(perhaps__isnull=False, object__in=parts)

    def about(self, entity):
        """Filter to statements of which an entity is the subject or the object."""
        return self.filter(models.Q(subject=entity) | models.Q(object=entity))

    def between(self, one, other):
        """Filter to statements that join these two entities, in either direction."""
        return self.filter(models.Q(subject=one, object=other) | models.Q(subject=other, object=one))

    def touching(self, edtf):
        """Filter to those that certainly or possibly held on a day or span in EDTF."""
        return self.filter(perhaps__overlap=EdtfRange(models.Value(edtf)))

    def graded(self, span):
        """Add `grade`, how surely each held on a day or span of days; `span` is a range of dates, or an expression for one."""
        expression = span if hasattr(span, "resolve_expression") else models.Value(span, DateRangeField())
        columns = ("surely", "perhaps", "start", "start_is_real", "end", "end_is_real")
        grade = models.Func(
            *map(models.F, columns), expression, function="archive_grade", output_field=models.CharField()
        )
        return self.annotate(grade=grade)

    def chosen_for_home(self):
        """Filter to statements that curators put on the home page, the latest choice first."""
        return self.filter(on_home_since__isnull=False).order_by("-on_home_since", "-pk")

    def in_order_of_time(self):
        """Order by the days on which they may have held; those without any date come last."""
        return self.order_by(models.F("perhaps").asc(nulls_last=True), "id")


class Statement(Keyed):
    """What is known of an entity, over a time. A spell that was broken is two statements."""

    NATURAL_KEY = ("uid",)
    Status = Mention.Status
    Certainty = Mention.Certainty

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey(Entity, models.CASCADE, related_name="statements")
    predicate = models.CharField(
        "relation", max_length=20, choices=[(one.key, one.words) for one in PREDICATES]
    )
    object = models.ForeignKey(
        Entity, models.CASCADE, null=True, blank=True, related_name="statements_leading_here"
    )
    value = models.CharField(
        max_length=500,
        blank=True,
        help_text="In place of an object: words, or for a birth or death the date in EDTF.",
    )
    role = models.CharField(
        max_length=200, blank=True, help_text="In words, as cited: spokesman, governor of Balkh."
    )
    rank = models.CharField(max_length=100, blank=True, help_text="As cited: general, commander, mullah.")
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.CERTAIN)
    first_cited = EdtfField(help_text="The earliest date at which a source says it, in EDTF.")
    last_cited = EdtfField(help_text="The latest date at which a source says it.")
    start = EdtfField(help_text="When it began, if a source says so. Empty: not known.")
    start_is_real = models.BooleanField(
        "this is the real start", default=False, help_text="If ticked, it did not hold before."
    )
    end = EdtfField(help_text="When it ended, if a source says so. Empty: not known, or it lasts.")
    end_is_real = models.BooleanField(
        "this is the real end", default=False, help_text="If ticked, it did not hold afterwards."
    )
    surely = models.GeneratedField(
        expression=DaysHeld("archive_surely"), output_field=DateRangeField(), db_persist=True
    )
    perhaps = models.GeneratedField(
        expression=DaysHeld("archive_perhaps"), output_field=DateRangeField(), db_persist=True
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ACCEPTED)
    note = models.TextField(blank=True, help_text="Shown to readers: what one should know about it.")
    unsourced_reason = models.CharField(
        "why it has no source",
        max_length=300,
        blank=True,
        help_text="Without a passage it stays a draft, unless you say here why readers may see it.",
    )
    on_home_since = models.DateField(
        "on the home page since",
        null=True,
        blank=True,
        help_text="The home page shows the change to this side. The latest choice counts; without one, the newest change is shown.",
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "predicate", "id"]
        indexes = [
            models.Index(
                fields=["on_home_since"],
                condition=models.Q(on_home_since__isnull=False),
                name="statement_on_home",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(predicate__in=[one.key for one in PREDICATES]),
                name="statement_predicate_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(predicate__in=FACTS, object=None) & ~models.Q(value="")
                | models.Q(object__isnull=False, value="") & ~models.Q(predicate__in=FACTS),
                name="statement_has_an_object_or_a_value",
            ),
            models.CheckConstraint(
                condition=~models.Q(subject=models.F("object")), name="statement_joins_two"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["suggested", "accepted", "rejected"]),
                name="statement_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(predicate__in=[one.key for one in PREDICATES if one.value == "edtf"])
                | edtf_is_valid("value"),
                name="statement_value_is_a_date",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{column: ""}) | edtf_is_valid(column),
                    name=f"statement_{column}_is_valid",
                )
                for column in DATES
            ),
            models.CheckConstraint(
                condition=models.Q(start_is_real=False) | ~models.Q(start=""),
                name="statement_real_start_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(end_is_real=False) | ~models.Q(end=""), name="statement_real_end_is_known"
            ),
        ]
        triggers = kept_in_steps("statement")

    def __str__(self):
        return f"{self.subject} {gettext(self.about.words)} {self.object or self.value}"

    @property
    def about(self):
        """Its predicate, as the registry describes it."""
        return PREDICATE_OF[self.predicate]

    def clean(self):
        """Refuse an object or value that its predicate does not take."""
        about = PREDICATE_OF.get(self.predicate)
        if about is None:
            return
        if self.subject_id and self.subject.kind not in about.subjects:
            raise ValidationError({"subject": f"“{about.words}” is said of a {' or '.join(about.subjects)}."})
        if about.objects and (not self.object or self.object.kind not in about.objects):
            raise ValidationError({"object": f"“{about.words}” needs a {' or '.join(about.objects)}."})
        if not about.objects and not self.value:
            raise ValidationError({"value": f"“{about.words}” needs a value."})


class _Sort(models.Manager.from_queryset(StatementQuerySet)):  # type: ignore[misc]
    """Limits queries to one sort of statement."""

    use_in_migrations = False

    def __init__(self, predicates: tuple[str, ...]) -> None:
        super().__init__()
        self.predicates = predicates

    def get_queryset(self):
        return super().get_queryset().filter(predicate__in=self.predicates)


class Affiliation(Statement):
    """A person's side: a faction that they belonged to, led or served, over a time."""

    objects = _Sort(AFFILIATIONS)  # type: ignore[misc]

    class Meta:
        proxy = True


class FactionRelation(Statement):
    """What joined or divided two factions, over a time."""

    objects = _Sort(RELATIONS)  # type: ignore[misc]

    class Meta:
        proxy = True


class Fact(Statement):
    """A value that is cited of an entity: born, founded, rank."""

    objects = _Sort(FACTS)  # type: ignore[misc]

    class Meta:
        proxy = True


track_changes(exclude=("surely", "perhaps"))(Statement)
