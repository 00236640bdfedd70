"""Reports: what was printed, where and when."""

from __future__ import annotations

import uuid
from copy import copy
from datetime import timedelta
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Coalesce, Now
from django.db.models.query import ModelIterable

from archive import dates
from archive.models.addresses import report_address, report_slug
from archive.models.fields import (
    AddressKey,
    EdtfField,
    EdtfRange,
    WebAddressField,
    edtf_is_valid,
    web_address_constraint,
)
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.rights import may_see_protected, within_reach
from archive.models.search_triggers import ARTICLE_SEARCH
from archive.models.stories import Story
from archive.models.triggers import kept_in_steps
from archive.models.visibility import is_published


def dated_to_a_day():
    """Return the condition that the date of a report is one day, however sure, as the index on such dates has it."""
    return models.Q(date_edtf__regex=r"^\d{4}-\d{2}-\d{2}[?~%]?$")


def public_words(column):
    """Return a column of reports in its public wording, as an expression."""
    return Coalesce(f"wording__{column}", column, output_field=models.TextField())


class InPublicWords(ModelIterable):
    """Yields reports in their public wording."""

    def __iter__(self):
        for article in super().__iter__():
            article.take_public_words()
            yield article


class ArticleQuerySet(KeyedQuerySet["Article"]):
    # Visibility

    def for_readers(self):
        """Read reports in their public wording, in which protected names are withheld. Such a report cannot be saved."""
        found = self.select_related("wording")
        found._iterable_class = InPublicWords
        return found

    def visible_to(self, user):
        """Read the reports that this person may see: in their public wording, except for those who may see protected names."""
        found = self.filter(within_reach(user))
        return found if may_see_protected(user) else found.for_readers()

    def open_to(self, user):
        """Filter to the reports that this person may open: those with a protected name only for those who may see it."""
        found = self.filter(within_reach(user))
        return found if may_see_protected(user) else found.filter(wording=None)

    def published(self):
        """Filter to the reports that readers see, in their public wording."""
        return self.filter(is_published()).for_readers()

    # Performance

    def only(self, *fields):
        """Load only these columns, and those read in place of them."""
        return super().only(*fields, *(["wording"] if self._iterable_class is InPublicWords else []))

    def for_lists(self):
        """Load what a line in a list needs: no text, but the source."""
        return self.select_related("source").defer("body", "removed", "unsure", "note")

    def for_reading(self):
        """Load what the page of a report needs: its source, and its capture without the bytes."""
        return self.for_readers().select_related("source", "capture").defer("capture__content")

    def dated_around(self, first, last, *, days, most):
        """Filter to reports dated to a day that is at most `days` from these days, the nearest `most` before and after the first of them."""
        on_days = self.filter(dated_to_a_day()).order_by().values("pk")
        since, until = first - timedelta(days), last + timedelta(days + 1)
        # The date as text has an index of its own: "until" lies after every writing of the day before it.
        after = on_days.filter(date_edtf__gte=first.isoformat(), date_edtf__lt=until.isoformat())
        before = on_days.filter(date_edtf__gte=since.isoformat(), date_edtf__lt=first.isoformat())
        nearest = after.order_by("date_edtf", "id")[:most].union(
            before.order_by("-date_edtf", "-id")[:most], all=True
        )
        return self.filter(pk__in=nearest)

    def oldest_first(self):
        """Order by date, undated reports last."""
        return self.order_by(models.F("date_range").asc(nulls_last=True), "id")


class Article(Keyed):
    NATURAL_KEY = ("uid",)

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"

    class DateBasis(models.TextChoices):
        STATED = "stated", "stated with the report"
        INFERRED = "inferred", "inferred"

    TEXT_FIELDS = ("headline", "standfirst", "body")
    NAMED_FIELDS = ("headline", "standfirst", "dateline", "body")
    """The fields in which names are found."""
    MAX_NUMBER = 200  # characters

    public_wording = None  # the public wording, if it was read in it
    events: Any  # its past versions, in a model that track_changes creates
    pgh_event_model: Any

    id = models.AutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey("Source", models.PROTECT, related_name="articles")
    source_ref = models.CharField(
        "the source's own number",
        max_length=MAX_NUMBER,
        blank=True,
        help_text="Its identifier at the source, if it has one.",
    )
    headline = models.CharField(
        max_length=500, help_text="As printed. A report without one gets its first words in brackets."
    )
    standfirst = models.TextField(blank=True, help_text="The summary under the headline, if one was printed.")
    body = models.TextField(
        help_text="The text of the report and nothing else. Its words are never corrected."
    )
    byline = models.CharField(max_length=300, blank=True, help_text="Who wrote it, as printed.")
    dateline = models.CharField(
        max_length=200, blank=True, help_text="Where it was written, as printed: MAZAR-I-SHARIF."
    )
    language = models.CharField(
        max_length=3,
        blank=True,
        default="en",
        help_text="Two or three letters (ISO 639), such as en, fr or prs. Empty: not known.",
    )
    url = WebAddressField(
        "web address", max_length=1000, blank=True, help_text="Where it was on the web, if it was."
    )
    rights = models.CharField(
        max_length=300, blank=True, help_text="Who holds the rights, and the licence, if known."
    )
    note = models.TextField("note for curators", blank=True, help_text="Not shown to readers.")

    date_printed = models.CharField(
        "date as printed",
        max_length=100,
        blank=True,
        help_text="The date as printed with the report. Empty if it has none.",
    )
    date_edtf = EdtfField(
        "date (EDTF)",
        help_text="1998-08-09, 1998-08, 1998, 1997~ (about), 1997-06? (uncertain), 1996-23 (autumn), 199X, "
        "1997-05/1997-07 (between). Empty: undated. Never make up a day or a month.",
    )
    date_basis = models.CharField(
        "date is",
        max_length=10,
        choices=DateBasis,
        blank=True,
        help_text="If it was inferred, say in the note from what.",
    )
    date_range = models.GeneratedField(
        expression=EdtfRange(models.F("date_edtf")), output_field=DateRangeField(), db_persist=True
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    withdrawn_reason = models.CharField(
        max_length=300, blank=True, help_text="Shown to readers in place of a withdrawn report."
    )
    withdrawn_with_headline = models.BooleanField(
        "headline, source and date withdrawn too",
        default=False,
        db_default=False,
        help_text="A withdrawn report keeps its headline, source and date, so that citations of it can be checked. "
        "Tick this if it was withdrawn because of one of them.",
    )
    capture = models.ForeignKey(
        "Capture",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        help_text="What was received.",
    )
    removed = models.JSONField(
        "cleaned away",
        default=list,
        blank=True,
        editable=False,
        help_text="What cleaning removed, in order, with the reasons.",
    )
    unsure = models.JSONField(
        "not certain",
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="What reading left uncertain: where the report ends, its headline, its day and the like, each with the reason.",
    )
    story = models.ForeignKey(
        Story,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        db_index=False,  # the index below omits reports without one, as does that of batches
        help_text="The group of its copies.",
    )
    story_decided = models.BooleanField(
        "group decided by a curator",
        default=False,
        help_text="If ticked, the search for copies does not change it.",
    )
    batch = models.ForeignKey(
        "Batch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        editable=False,
        db_index=False,
    )
    # The md5 of the text in which names were matched last: archive/matching/link.py writes it.
    linked_digest = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # Kept by the trigger article_updated_at.
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "report"
        permissions = [
            ("publish_article", "Can publish reports"),
            ("withdraw_article", "Can withdraw reports"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(headline=""), name="article_has_a_headline"),
            models.CheckConstraint(condition=~models.Q(body=""), name="article_has_a_body"),
            models.CheckConstraint(
                condition=models.Q(language__regex=r"^([a-z]{2,3})?$"), name="article_language_is_a_code"
            ),
            models.CheckConstraint(
                condition=models.Q(date_edtf="", date_basis="")
                | (~models.Q(date_basis="") & edtf_is_valid("date_edtf")),
                name="article_date_is_valid_and_says_its_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "published", "withdrawn"]),
                name="article_status_is_known",
            ),
            web_address_constraint("article_url_is_a_web_address"),
            models.UniqueConstraint(
                fields=["source", "source_ref"],
                condition=~models.Q(source_ref=""),
                name="article_number_stands_once_in_its_source",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="article_status"),
            models.Index(fields=["story"], name="article_story", condition=models.Q(story__isnull=False)),
            # Groups of copies that no curator has decided on, of which the desk counts those that differ.
            models.Index(
                fields=["story"],
                name="article_story_open",
                condition=models.Q(story__isnull=False, story_decided=False),
            ),
            models.Index(fields=["batch"], name="article_batch", condition=models.Q(batch__isnull=False)),
            # Which imports still have drafts: an import of very many may have published all but a few.
            models.Index(fields=["batch"], name="article_draft", condition=models.Q(status="draft")),
            models.Index(
                fields=["date_edtf", "id"], name="article_day", condition=is_published() & dated_to_a_day()
            ),
            models.Index(AddressKey("url"), name="article_address", condition=~models.Q(url="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="article_updated_at",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["date_range", "linked_digest", "updated_at"]),
                func="NEW.updated_at := now(); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="article_dateline_stands",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("dateline", "body"),
                condition=pgtrigger.AnyChange("dateline", "body"),
                func="PERFORM archive_give_roles(NEW.id); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="article_mentions_stand",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("headline", "standfirst", "dateline", "body"),
                condition=pgtrigger.AnyChange("headline", "standfirst", "dateline", "body"),
                func="PERFORM archive_replace_mentions(NEW); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="article_leftovers_stand",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("headline", "standfirst", "body"),
                condition=pgtrigger.AnyChange("headline", "standfirst", "body"),
                func="PERFORM archive_replace_leftovers(NEW.id, NEW.headline, NEW.standfirst, NEW.body); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="article_passages_stand",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("headline", "standfirst", "body"),
                condition=pgtrigger.AnyChange("headline", "standfirst", "body"),
                func="PERFORM archive_replace_passages(NEW); RETURN NULL;",
            ),
            *ARTICLE_SEARCH,
            *kept_in_steps("article"),
        ]

    def __str__(self):
        return self.headline

    def save(self, *args, **options):
        if self.is_reworded():
            raise TypeError(
                f"Report {self.pk} was read in its public wording, which is not its text: it is not saved."
            )
        super().save(*args, **options)

    def get_absolute_url(self):
        return report_address(self.pk, self.headline)

    def address_slug(self):
        """Return the readable part of the address, made from the headline."""
        return report_slug(self.headline)

    def is_public(self):
        return self.status == self.Status.PUBLISHED

    def is_within_reach(self, user) -> bool:
        """Return whether this person may see it: those who publish see all reports, others what readers see and their own."""
        return type(self)._base_manager.filter(within_reach(user), pk=self.pk).exists()

    # The public wording, in which protected names are withheld

    def take_public_words(self):
        """Replace its own words by the public wording, where they differ."""
        self.public_wording = self._state.fields_cache.get("wording")
        if self.public_wording is not None:
            for name in self.public_wording.WORDS & self.__dict__.keys():
                setattr(self, name, getattr(self.public_wording, name))

    def is_reworded(self):
        """Return whether it was read in its public wording, which may differ from its own words."""
        return self.public_wording is not None

    def placed(self, mentions):
        """Return mentions of it with their positions in the wording in which it was read; a withheld one has no position or text."""
        wording = self.public_wording
        return [self._placed(mention, wording) for mention in mentions] if wording else list(mentions)

    @staticmethod
    def _placed(mention, wording):
        mention = copy(mention)
        place = wording.place_of(mention.field, mention.start, mention.end)
        mention.start, mention.end = place or (None, None)
        mention.text = mention.text if place else ""
        return mention

    def date_label(self):
        """Return the date in words, with the precision known: "9 August 1998", "about 1997", "undated"."""
        return dates.report_label(self.date_edtf, self.date_basis)

    def copies(self):
        """Return the other published reports of the same story."""
        if not self.story_id:
            return Article.objects.none()
        return Article.objects.published().filter(story=self.story_id).exclude(pk=self.pk)


# Derived columns are not history; the digest of matching and the time of change follow from the others.
track_changes(additions=False, exclude=("date_range", "linked_digest", "updated_at"))(Article)
