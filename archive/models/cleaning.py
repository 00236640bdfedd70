"""What curators know about the debris around a source's reports."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps
from archive.text.patterns import PatternError, pattern_of_rule


class BoilerplateRuleQuerySet(KeyedQuerySet["BoilerplateRule"]):
    def for_source(self, source):
        """Filter to the active rules that apply to every source or to this one."""
        return self.filter(models.Q(source=None) | models.Q(source=source), active=True)


@track_changes()
class BoilerplateRule(Keyed):
    NATURAL_KEY = ("source", "kind", "text")

    class Kind(models.TextChoices):
        LINE = "line", "a line that is debris"
        PREFIX = "prefix", "debris glued to the front of a paragraph"
        FROM_HERE = "from_here", "everything from this line to the end"
        REGEX = "regex", "a line that matches this pattern"

    source = models.ForeignKey(
        "Source",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="boilerplate_rules",
        help_text="Empty: the rule applies to every source.",
    )
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(help_text="The words as in the pasted text, or the pattern.")
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)

    objects = BoilerplateRuleQuerySet.as_manager()

    class Meta:
        ordering = ["source__name", "kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "text"], name="boilerplate_rule_stands_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="boilerplate_rule_has_a_text"),
        ]
        triggers = kept_in_steps("boilerplaterule")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def clean(self):
        if self.kind == self.Kind.REGEX:
            try:
                pattern_of_rule(self.text)
            except PatternError as error:
                raise ValidationError({"text": f"This pattern is invalid: {error}."}) from error
