"""Columns shared by several models."""

from __future__ import annotations

from django import forms
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from archive import dates


# GIN indexes collect new entries in their pending list, and a trigger flushes it at the end of each statement (`pending_filed` in
# triggers.py), word by word for all reports. That costs a third or a quarter of inserting report by report (docs/decisions/0010), and
# readers never scan a long list. The limit, in kilobytes, keeps the list from being flushed earlier.
def pending_index(column: str, *, name: str) -> GinIndex:
    """Return a GIN index of a column that uses the pending list."""
    return GinIndex(fields=[column], name=name, fastupdate=True, gin_pending_list_limit=65_536)


def validate_edtf(value):
    """Raise ValidationError unless the text is a date of EDTF level 0 or 1."""
    try:
        dates.parse_edtf(value)
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


class EdtfField(models.CharField):
    """A date in EDTF (ISO 8601-2, levels 0 and 1); empty if unknown."""

    default_validators = [validate_edtf]

    def __init__(self, *args, **options):
        options.setdefault("max_length", 40)
        options.setdefault("blank", True)
        options.setdefault("default", "")
        super().__init__(*args, **options)


class NameKey(models.Func):
    """The folded words of a name joined by single spaces, for comparison only."""

    function = "archive_name_key"
    output_field = models.CharField(max_length=400)


class EdtfRange(models.Func):
    """The range of days that an EDTF date covers, computed by the database; NULL if it is not a date."""

    function = "archive_edtf_range"
    output_field = DateRangeField()


NO_WEB_ADDRESS = "Write a whole address that begins with http:// or https://."
web_address = URLValidator(schemes=["http", "https"], message=NO_WEB_ADDRESS)


class WebAddressFormField(forms.URLField):
    """The form field for an address that readers may follow."""

    default_validators = [web_address]
    default_error_messages = {"invalid": NO_WEB_ADDRESS}

    def __init__(self, **options):
        super().__init__(**{"assume_scheme": "https"} | options)


class WebAddressField(models.URLField):
    """An address that readers may follow: http or https, never a script."""

    default_validators = [web_address]

    def formfield(self, **options):
        return super().formfield(**{"form_class": WebAddressFormField} | options)


def web_address_constraint(name: str) -> models.CheckConstraint:
    """Return the constraint that enforces WebAddressField on a column `url`, whatever writes it."""
    return models.CheckConstraint(
        condition=models.Q(url="") | models.Q(url__iregex="^https?://[^/]"),
        name=name,
        violation_error_message=NO_WEB_ADDRESS,
    )


class AddressKey(models.Func):
    """The normalised form of an address, as defined in archive/sql/addresses.sql."""

    function = "archive_address_key"
    output_field = models.TextField()


def edtf_is_valid(column):
    """Return the condition that a column of EDTF dates can be read by the database."""
    return models.lookups.IsNull(EdtfRange(models.F(column)), False)


class TransactionField(models.BigIntegerField):
    """The id of a transaction in 64 bits, which never wraps around (xid8); by default that of the one that writes the row."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"db_default": models.Func(function="pg_current_xact_id"), **options})

    def db_type(self, connection):
        """Return the type of the column."""
        return "xid8"
