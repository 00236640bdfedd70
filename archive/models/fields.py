"""Columns that several models share."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models

from archive import dates

# How GIN indexes take in what is added: it waits in a list, and a trigger files it at the end of each statement (`settling` in
# triggers.py), all reports with a word at once. So it costs a third or a quarter of what filing report by report does (docs/decisions/0010),
# and readers do not find a long list to look through. The limit, in kilobytes, keeps the list from being filed before.
PENDING = {"fastupdate": True, "gin_pending_list_limit": 65_536}


def validate_edtf(value):
    """Raise ValidationError unless the text is a date of EDTF level 0 or 1."""
    try:
        dates.parse_edtf(value)
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


class EdtfField(models.CharField):
    """A date in EDTF (ISO 8601-2, levels 0 and 1); empty when not known."""

    default_validators = [validate_edtf]

    def __init__(self, *args, **options):
        options.setdefault("max_length", 40)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(*args, **options)


class EdtfRange(models.Func):
    """The range of days that an EDTF date covers, computed by the database; NULL when it is no date."""

    function = "archive_edtf_range"
    output_field = DateRangeField()


class AddressKey(models.Func):
    """What the addresses of one page have in common: migrations/sql/address_key.sql says what that is."""

    function = "archive_address_key"
    output_field = models.TextField()


def edtf_is_valid(column):
    """Return the condition that a column of EDTF dates can be read by the database."""
    return models.lookups.IsNull(EdtfRange(models.F(column)), False)
