"""Claims: what one party said at one time in one place of one report. Nothing is ever marked true."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext

from archive.models.entities import Entity
from archive.models.events import Event
from archive.models.fields import EdtfField, EdtfRange, edtf_is_valid
from archive.models.history import track_changes
from archive.models.mentions import Mention
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected, rests_within_reach
from archive.models.short_texts import HasWords
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_accepted, is_public, is_sourced
from archive.reference.topics import COUNTED, STATES, TOPIC_OF, TOPICS, Topic
from archive.text.localised import grouped

# Columns that name an entity: a claim is public only if all of them are.
ENTITIES = ("claimant", "object", "value_entity", "former_entity", "counted_entity", "scope_place")


class ClaimQuerySet(KeyedQuerySet["Claim"]):
    def public(self):
        """Filter to what readers may see: accepted, with evidence that they may see, all entities and the event's place public."""
        found = self.filter(is_accepted(), is_sourced("claim"))
        for column in ENTITIES:
            found = found.filter(models.Q(**{column: None}) | is_public(f"{column}__"))
        told = models.Q(event=None) | is_accepted("event__")
        return found.filter(told).filter(models.Q(event__place=None) | is_public("event__place__"))

    def visible_to(self, user):
        """Exclude claims that name a protected entity, except for those who may see them, and those from drafts out of reach."""
        found = self.filter(rests_within_reach(user, "claim"))
        if not may_see_protected(user):
            protected = Entity.objects.filter(visibility=Entity.Visibility.PROTECTED).values("pk")
            for column in ENTITIES:
                found = found.exclude(**{f"{column}__in": protected})
        return found

    def naming(self, entities):
        """Filter to claims that name one of these entities, in any of their columns."""
        found = models.Q()
        for column in ENTITIES:
            found |= models.Q(**{f"{column}__in": entities})
        return self.filter(found)

    def suggested(self):
        return self.filter(status=Claim.Status.SUGGESTED)

    def in_own_voice(self):
        """Filter to what reports say themselves, without naming anybody who says it."""
        return self.filter(claimant=None, claimant_words="").exclude(claimant_sort=Claim.Sort.DATA_SET)

    def worded(self, typed):
        """Filter to claims whose claimant, as printed, has every word of a text."""
        return self.filter(HasWords("claimant_words", typed))

    def with_names(self):
        """Load the entities that each names, and its event."""
        return self.select_related(*ENTITIES, "event")


class Claim(Keyed):
    """What one party said: who, when, what they did in saying it, about what, and what they said."""

    NATURAL_KEY = ("uid",)
    Status = Mention.Status

    class Act(models.TextChoices):
        ASSERTS = "asserts", "says"
        DENIES = "denies", "denies"
        CONFIRMS = "confirms", "confirms"
        DOUBTS = "doubts", "doubts"
        RETRACTS = "retracts", "takes back"
        PREDICTS = "predicts", "predicts"

    class Sort(models.TextChoices):
        """What sort of claimant it is."""

        PARTY = "party", "a party to the fighting"
        OFFICIAL = "official", "an official"
        WITNESS = "witness", "a witness"
        AID_AGENCY = "aid agency", "an aid agency"
        JOURNALIST = "journalist", "the report itself"
        UNNAMED = "unnamed", "not named"
        DATA_SET = "data set", "a data set"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="claims")

    claimant = models.ForeignKey(
        Entity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_made",
        help_text="Who says it, or the party that a spokesman speaks for. Empty: see the words.",
    )
    claimant_words = models.CharField(
        "claimant as printed",
        max_length=200,
        blank=True,
        help_text="independent sources, residents. Where the report says it itself, leave both empty.",
    )
    claimant_sort = models.CharField("sort of claimant", max_length=10, choices=Sort, default=Sort.UNNAMED)
    said_edtf = EdtfField("said on", help_text="EDTF. Empty: the date of the report.")
    act = models.CharField(max_length=10, choices=Act, default=Act.ASSERTS)
    hedges = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="As printed, with commas between them: if confirmed, appeared to.",
    )
    answers = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_by",
        help_text="The claim that it denies, confirms, doubts or takes back.",
    )

    topic = models.CharField(max_length=20, choices=[(topic.key, topic.label) for topic in TOPICS])
    object = models.ForeignKey(
        Entity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_about",
        help_text="What it is about: the place whose control is claimed, the person whose side or fate.",
    )
    # Its value: who holds, did or joined; a word of the topic's list; a figure; or words.
    value_entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="claims_naming", verbose_name="who or where",
        help_text="Who holds it, whose side, who did it, or the place where somebody is.",
    )  # fmt: skip
    former_entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="claims_leaving", verbose_name="from",
        help_text="Of a change of side or of control: from whom.",
    )  # fmt: skip
    state = models.CharField(max_length=20, blank=True, choices=list(STATES.items()))
    low = models.PositiveIntegerField("at least", null=True, blank=True)
    high = models.PositiveIntegerField("at most", null=True, blank=True)
    is_about = models.BooleanField("about", default=False, help_text="The figure is said to be rough.")
    counted = models.CharField(
        "counted", max_length=20, blank=True, choices=list(COUNTED.items()), help_text="Who is counted."
    )
    counted_entity = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="claims_counting", verbose_name="of",
        help_text="The side of those counted, if they are of one.",
    )  # fmt: skip
    words = models.CharField(
        "in words", max_length=500, blank=True, help_text="What is claimed, where no field above fits."
    )
    # What it holds for, if less or more than the whole event.
    scope_edtf = EdtfField(
        "for the time", help_text="EDTF: the day or days that it holds for. Empty: the event's."
    )
    scope_range = models.GeneratedField(
        expression=EdtfRange(models.F("scope_edtf")), output_field=DateRangeField(), db_persist=True
    )
    scope_place = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="claims_for_place", verbose_name="for the place",
    )  # fmt: skip
    scope_words = models.CharField(
        "for",
        max_length=200,
        blank=True,
        help_text="Where it is for more than the event: the whole campaign.",
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.ACCEPTED)
    rule = models.CharField(max_length=60, blank=True, help_text="The rule that suggested it.")
    note = models.TextField(blank=True, help_text="Shown to readers: what one should know about it.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        permissions = [("review_claim", "Can accept and reject claims")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic__in=[topic.key for topic in TOPICS]), name="claim_topic_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    act__in=["asserts", "denies", "confirms", "doubts", "retracts", "predicts"]
                ),
                name="claim_act_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["suggested", "accepted", "rejected"]),
                name="claim_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(said_edtf="") | edtf_is_valid("said_edtf"), name="claim_said_on_is_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(scope_edtf="") | edtf_is_valid("scope_edtf"), name="claim_scope_is_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(low=None) | models.Q(high=None) | models.Q(low__lte=models.F("high")),
                name="claim_figures_are_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(topic="casualties") | models.Q(low=None, high=None),
                name="only_casualties_have_figures",
            ),
            models.CheckConstraint(
                condition=~models.Q(answers=models.F("id")), name="claim_does_not_answer_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="claim_suggested", condition=models.Q(status="suggested"))
        ]
        triggers = kept_in_steps("claim")

    def __str__(self):
        return f"{self.claimant or self.claimant_words or 'the report'} {self.get_act_display()}: {self.in_short}"

    @property
    def in_short(self) -> str:
        """What is claimed, in a few words."""
        parts = [self.figures, self.get_state_display(), str(self.value_entity or ""), self.words]
        return " ".join(part for part in parts if part) or TOPIC_OF[self.topic].label

    @property
    def figures(self) -> str:
        """The figures in words: "30 to 40", "at least 30", "about 30"; empty if there are none."""
        match (self.low, self.high):
            case (None, None):
                return ""
            case (low, None):
                said = gettext("at least {number}").format(number=grouped(low))
            case (None, high):
                said = gettext("at most {number}").format(number=grouped(high))
            case (low, high) if low == high:
                said = grouped(low)
            case (low, high):
                said = gettext("{first} to {last}").format(first=grouped(low), last=grouped(high))
        return gettext("about {}").format(said) if self.is_about else said

    def clean(self):
        """Refuse what its topic does not take, and a claim that claims nothing. Where nobody else says it, the report itself does."""
        if not self.claimant and not self.claimant_words:
            self.claimant_sort = self.Sort.JOURNALIST
        topic = TOPIC_OF.get(self.topic)
        errors = {**self._wrong_claimant(), **(self._wrong_value(topic) if topic else {})}
        if errors:
            raise ValidationError(errors)

    def _wrong_claimant(self) -> dict[str, str]:
        if self.claimant_sort == self.Sort.JOURNALIST and (self.claimant or self.claimant_words):
            told = "“The report itself” has no other claimant: choose another sort, or empty the claimant and its words."
            return {"claimant_sort": told}
        return {}

    def _wrong_value(self, topic: Topic) -> dict[str, str]:
        """Return what its topic does not take, or lacks, by column."""
        errors = {}
        if told := _wrong_kind(topic, self.object, topic.objects):
            errors["object"] = told
        elif topic.objects and topic.is_compared and not self.object:
            errors["object"] = f"{topic.label}: choose the {' or '.join(topic.objects)} that it is about."
        if told := _wrong_kind(topic, self.value_entity, topic.holders):
            errors["value_entity"] = told
        if self.former_entity and topic.key not in LEAVING:
            errors["former_entity"] = f"{topic.label} has no “from”: only control and sides have."
        if self.state and self.state not in topic.states:
            errors["state"] = f"{topic.label}: choose {_any_of(topic.states.values())}."
        if not topic.is_number and (self.low is not None or self.high is not None):
            errors["low"] = f"{topic.label} has no figures: only casualties have."
        if not topic.is_number and (self.counted or self.counted_entity):
            errors["counted"] = f"{topic.label} counts nobody: only casualties do."
        if self.low is not None and self.high is not None and self.low > self.high:
            errors["high"] = "The higher figure is below the lower one."
        return errors or self._missing_value(topic)

    def _missing_value(self, topic: Topic) -> dict[str, str]:
        """Return what to fill in if nothing is claimed."""
        if topic.is_number and not self.state:
            return {"state": f"{topic.label}: choose {_any_of(topic.states.values())}."}
        said = [
            self.words,
            self.value_entity,
            self.former_entity,
            self.low is not None,
            self.high is not None,
        ]
        if any(said) or self.state and not topic.is_number:
            return {}
        column = (
            "low" if topic.is_number else "value_entity" if topic.holders and not topic.states else "words"
        )
        return {column: "Say what is claimed: here, or in words."}


LEAVING = ("control", "side")  # the topics of which somebody can be left


def _wrong_kind(topic: Topic, entity: Entity | None, kinds: tuple[str, ...]) -> str:
    """Say what kind of entity a topic takes; empty if this one is of that kind, or none is given."""
    if entity is None or entity.kind in kinds or topic.key == "other":
        return ""
    if not kinds:
        return f"{topic.label}: leave this empty."
    return f"{topic.label}: choose a {' or '.join(kinds)} here; {entity} is a {entity.kind}."


def _any_of(words: Iterable[str]) -> str:
    """Return words as a choice: "one of: reached, broken"; that there is none, if so."""
    listed = ", ".join(words)
    return f"one of: {listed}" if listed else "nothing here"


track_changes(exclude=("scope_range",))(Claim)
