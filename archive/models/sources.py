"""Publications and other issuers of reports."""

from __future__ import annotations

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models

from archive.models.addresses import address_of
from archive.models.articles import Article
from archive.models.fields import WebAddressField, web_address_constraint
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import kept_in_steps

country_code = RegexValidator(r"^[A-Z]{2}$", "Write the two capital letters of ISO 3166, such as GB or PK.")


class SourceQuerySet(KeyedQuerySet["Source"]):
    def at(self, slug):
        """Return the source that has this slug, or once had it, or None."""
        if found := self.filter(slug=slug).first():
            return found
        past = PastSource.objects.filter(slug=slug).select_related("source").first()
        return past.source if past else None

    def called(self, typed):
        """Return the sources whose name contains this text, or whose slug it is or was; only exact matches of the name, if any."""
        now = models.Q(name__iexact=typed) | models.Q(slug=typed.casefold())
        once = models.Q(past__name__iexact=typed) | models.Q(past__slug=typed.casefold())
        exact = self.filter(now) or self.filter(once).distinct()
        return list(exact or self.filter(name__unaccent__icontains=typed.strip())[:50])

    def of_the_public(self):
        """Filter to sources with at least one published report."""
        return self.filter(models.Exists(Article.objects.published().filter(source=models.OuterRef("pk"))))


@track_changes()
class Source(Keyed):
    NATURAL_KEY = ("slug",)

    class Kind(models.TextChoices):
        NEWSPAPER = "newspaper", "newspaper"
        AGENCY = "agency", "news agency"
        BROADCASTER = "broadcaster", "broadcaster"
        MAGAZINE = "magazine", "magazine"
        WEBSITE = "website", "website"
        ORGANISATION = "organisation", "organisation"
        GOVERNMENT = "government", "government"
        DIGEST = "digest", "digest"
        OTHER = "other", "other"

    id = models.AutoField(primary_key=True)
    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="Part of the public address. A changed one leaves a redirect behind.",
    )
    name = models.CharField(
        max_length=200, help_text="As the publication writes it, without a place unless needed."
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEWSPAPER)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[country_code],
        help_text="Two letters (ISO 3166), such as GB. May be empty.",
    )
    url = WebAddressField(
        "web address", max_length=500, blank=True, help_text="The publication's own site, if it has one."
    )
    description = models.TextField(
        blank=True, help_text="What readers should know about it: who publishes it, its leaning."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        permissions = [("merge_source", "Can merge sources")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-zA-Z0-9_][-a-zA-Z0-9_]*$") & ~models.Q(slug="none"),
                name="source_slug_can_stand_in_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^([A-Z]{2})?$"), name="source_country_is_a_code"
            ),
            web_address_constraint("source_url_is_a_web_address"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="past_source",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("slug"),
                condition=pgtrigger.AnyChange("slug"),
                func="""
                INSERT INTO archive_pastsource (slug, name, source_id) VALUES (OLD.slug, OLD.name, NEW.id)
                ON CONFLICT (slug) DO UPDATE SET source_id = excluded.source_id, name = excluded.name;
                DELETE FROM archive_pastsource WHERE slug = NEW.slug AND source_id = NEW.id;
                RETURN NULL;
                """,
            ),
            *kept_in_steps("source"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("source-detail", self.slug)


@track_changes()
class PastSource(Keyed):
    """An old address of a source and the name that it had then: both lead to the source for ever, in pages and imports.

    The trigger past_source of Source writes it when a slug changes, a merge when a source becomes part of another.
    """

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    source = models.ForeignKey(Source, models.CASCADE, related_name="past")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        triggers = kept_in_steps("pastsource")

    def __str__(self):
        return self.slug
