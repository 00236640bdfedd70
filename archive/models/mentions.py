"""Where a report names an entity."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from archive.kinds import PLACE
from archive.models.articles import Article
from archive.models.entities import Entity
from archive.models.history import track_changes
from archive.models.names import Name
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected, within_reach
from archive.models.search_triggers import MENTION_SEARCH
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_accepted, is_confirmed, is_public, is_published


class MentionQuerySet(KeyedQuerySet["Mention"]):
    def counted(self):
        """Filter to the mentions that readers see: accepted ones of public entities."""
        return self.accepted().filter(is_public("entity__"))

    def accepted(self):
        return self.filter(is_accepted())

    def told(self):
        """Exclude the place where a report was written: it says nothing of what the report tells of."""
        return self.filter(role=Mention.Role.TOLD)

    def written(self):
        """Filter to the places where reports were written."""
        return self.filter(role=Mention.Role.WRITTEN, entity__kind=PLACE.key)

    def confirmed(self):
        """Filter to the mentions of which a curator is certain."""
        return self.accepted().filter(is_confirmed())

    def visible_to(self, user):
        """Exclude mentions of protected entries, except for those who may see them, and those in drafts out of reach."""
        hidden = Entity.Visibility.PROTECTED
        found = self.filter(within_reach(user, "article__"))
        return found if may_see_protected(user) else found.exclude(entity__visibility=hidden)

    def in_published(self):
        """Filter to mentions in published reports."""
        return self.filter(is_published("article__"))

    def suggested(self):
        return self.filter(status=Mention.Status.SUGGESTED)

    def undecided(self):
        """Filter to machine-found mentions that no curator has reviewed."""
        found = self.exclude(method=Mention.Method.CURATOR).exclude(status=Mention.Status.REJECTED)
        return found.filter(reviewed_at=None)

    def in_reading_order(self):
        return self.order_by("article", "field", "start", "rank", "id")


class Mention(Keyed):
    NATURAL_KEY = ("article", "entity", "field", "start")

    class Field(models.TextChoices):
        HEADLINE = "headline", "headline"
        STANDFIRST = "standfirst", "standfirst"
        DATELINE = "dateline", "dateline"
        BODY = "body", "body"

    class Role(models.TextChoices):
        TOLD = "told", "what the report tells of"
        WRITTEN = "written", "where the report was written"

    class Method(models.TextChoices):
        CURATOR = "curator", "a curator"
        NAMES = "names", "its names"
        MODEL = "model", "a model"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "suggested"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"

    class Certainty(models.TextChoices):
        CERTAIN = "certain", "certain"
        PROBABLE = "probable", "probable"
        POSSIBLE = "possible", "possible"

    # Indexes below begin with each of these two, so their own indexes would be redundant.
    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions", db_index=False)
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="mentions", db_index=False)
    name = models.ForeignKey(
        Name,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentions",
        help_text="The spelling that was found.",
    )
    field = models.CharField("found in", max_length=10, choices=Field, default=Field.BODY)
    # Moved or emptied by the trigger article_mentions_stand where the text changes.
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Characters before it. Empty: position unknown."
    )
    end = models.PositiveIntegerField(null=True, blank=True)
    # Filled in by the trigger mention_stands; held to the report by mention_added, mention_changed and article_added.
    text = models.CharField("as printed", max_length=300, blank=True)
    # Derived by the triggers mention_role and article_dateline_stands: decision 31.
    role = models.CharField(
        max_length=10, choices=Role, default=Role.TOLD, db_default=Role.TOLD.value, editable=False
    )
    method = models.CharField("found by", max_length=10, choices=Method, default=Method.CURATOR)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACCEPTED)
    rank = models.PositiveSmallIntegerField(
        default=0, help_text="0 is the most likely bearer of a shared name."
    )
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.CERTAIN)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)

    about = ""  # in words, what readers are told of its entity: for display alone

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "field", "start", "rank", "id"]
        permissions = [("review_mention", "Can accept and reject mentions")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "entity", "field", "start"],
                name="mention_stands_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(start=None, end=None)
                | models.Q(start__isnull=False, end__isnull=False, start__lt=models.F("end")),
                name="mention_has_both_ends_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(field__in=["headline", "standfirst", "dateline", "body"]),
                name="mention_field_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["told", "written"]), name="mention_role_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["suggested", "accepted", "rejected"]),
                name="mention_status_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "article"], name="mention_entity", include=["status"]),
            models.Index(
                fields=["article"], name="mention_suggested", condition=models.Q(status="suggested")
            ),
            models.Index(
                fields=["name", "article", "entity"],
                name="mention_waiting",
                condition=models.Q(status="suggested"),
            ),
            models.Index(
                fields=["reviewed_by"],
                name="mention_reviewed_by",
                condition=models.Q(reviewed_by__isnull=False),
            ),
        ]
        triggers = [
            # Only what stands at the beginning can be part of a dateline.
            pgtrigger.Trigger(
                name="mention_role",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("article_id", "field", "start", "role"),
                condition=pgtrigger.Condition(
                    "NEW.field = 'dateline' OR NEW.field = 'body' AND NEW.start < 200 OR NEW.role <> 'told'"
                ),
                func="NEW.role := archive_role(NEW.article_id, NEW.field, NEW.start, NEW.role); RETURN NEW;",
            ),
            # The printed text is filled in if missing; a given text is checked for all rows of a statement at once.
            pgtrigger.Trigger(
                name="mention_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("article_id", "field", "start", "end", "text"),
                condition=pgtrigger.Condition("NEW.start IS NOT NULL AND NEW.text = ''"),
                func='NEW.text := archive_passage(NEW.article_id, NEW.field, NEW.start, NEW."end", NEW.text); RETURN NEW;',
            ),
            *MENTION_SEARCH,
            *kept_in_steps("mention"),
        ]

    def __str__(self):
        return f"“{self.text}” is {self.entity}" if self.text else str(self.entity)

    def is_decided(self):
        """Return whether a curator made, accepted or rejected it, so that matching leaves it alone."""
        return (
            self.method == self.Method.CURATOR
            or self.status == self.Status.REJECTED
            or self.reviewed_at is not None
        )


track_changes(additions=False, exclude=("rank", "role"))(Mention)
