"""Publications and other issuers of reports."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from archive.models.addresses import address_of
from archive.models.history import track_changes

country_code = RegexValidator(r"^[A-Z]{2}$", "Write the two capital letters of ISO 3166, such as GB or PK.")


class SourceQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def with_published_counts(self):
        """Add `published_count`, the number of published reports of each source."""
        return self.annotate(
            published_count=models.Count("articles", filter=models.Q(articles__status="published"))
        )

    def called(self, typed):
        """Return the sources whose name has this text in it, or whose slug it is; those of that very name alone."""
        exact = self.filter(models.Q(name__iexact=typed) | models.Q(slug=typed.casefold()))
        return list(exact or self.filter(name__unaccent__icontains=typed.strip())[:50])

    def of_the_public(self):
        """Keep the sources that have at least one published report."""
        from_published = models.Exists(
            self.model.articles.rel.related_model.objects.published().filter(source=models.OuterRef("pk"))
        )
        return self.filter(from_published)


@track_changes()
class Source(models.Model):
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
        help_text="Part of the public address. Changing it breaks saved links to searches.",
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
    url = models.URLField(max_length=500, blank=True, help_text="The publication's own site, if it has one.")
    description = models.TextField(
        blank=True, help_text="What readers should know of it: who publishes it, its leaning."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-zA-Z0-9_][-a-zA-Z0-9_]*$") & ~models.Q(slug="none"),
                name="source_slug_can_stand_in_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^([A-Z]{2})?$"), name="source_country_is_a_code"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("source-detail", self.slug)

    def natural_key(self):
        return (self.slug,)
