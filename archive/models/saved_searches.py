"""Searches of the admin's lists that somebody keeps on their desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedSearch(models.Model):
    """A list with its search and filters, under a name of its owner's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    label = models.CharField("name", max_length=80)
    model = models.CharField("list", max_length=30, help_text="The kind of record that is listed.")
    query = models.CharField(max_length=1_000, help_text="Search and filters, as in the address.")

    class Meta:
        ordering = ["label"]
        verbose_name_plural = "saved searches"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "label"], name="saved_search_has_a_name_of_its_own")
        ]

    def __str__(self):
        return self.label
