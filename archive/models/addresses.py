"""Addresses that occur hundreds of times on one page."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.text import slugify

from archive.kinds import BY_KEY
from archive.text.scripts import in_latin_script

SLUG_LENGTH = 60
MAX_SLUG = 100  # of a record that keeps its slug, which a number may have to follow
PLACEHOLDER = 10**9  # suits every kind of argument, and occurs in no address


def address_of(name: str, *arguments) -> str:
    """Do the same as reverse, but only for numbers and slugs, which need no quoting."""
    return _pattern(name, len(arguments), get_script_prefix()).format(*arguments)


def _slug(text: str, most: int) -> str:
    """Return a text as part of an address: in Latin letters, ending at a word; empty without any letter or digit."""
    slug = slugify(text if text.isascii() else in_latin_script(text) or text)
    if len(slug) > most:
        slug = slug[: most + 1].rpartition("-")[0] or slug[:most]
    return slug.strip("-")


def report_slug(headline: str) -> str:
    """Return the readable part of the address of a report."""
    return _slug(headline, SLUG_LENGTH) or "report"


def report_address(pk: int, headline: str) -> str:
    """Return the address of the page of a report."""
    return address_of("article-detail", pk, report_slug(headline))


def event_slug(title: str) -> str:
    """Return the readable part of the address of an event."""
    return _slug(title, SLUG_LENGTH) or "event"


def event_address(pk: int, title: str) -> str:
    """Return the address of the page of an event; the title must be one that readers may see."""
    return address_of("event-detail", pk, event_slug(title))


def entity_key(entity) -> str:
    """Return the kind and slug of an entity in one, such as person-ahmad-shah-massoud."""
    return f"{entity.kind}-{entity.slug}"


def together_order(one, other) -> list:
    """Return two entities in the order in which the address of their page has them."""
    return sorted((one, other), key=lambda entity: (BY_KEY[entity.kind].number, entity.slug))


def together_address(one, other) -> str:
    """Return the address of the page of two entities."""
    return address_of("together", *map(entity_key, together_order(one, other)))


def free_slug(base: str, rows) -> str:
    """Return a slug that none of these rows has: this one, or this one with the first free number."""
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True)) | {"none"}
    return next(
        slug
        for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        if slug not in taken
    )


def slug_base(name: str) -> str:
    """Return the slug that a name gives, whoever has it; "" if nothing of the name is usable in an address."""
    return _slug(name, MAX_SLUG)


def slug_of_name(name: str, rows, *, otherwise: str) -> str:
    """Make a slug of a name that none of these rows has, or of `otherwise` if nothing of the name is usable in an address."""
    return free_slug(slug_base(name) or otherwise, rows)


@cache
def _pattern(name, count, prefix):
    """Return the address of a page with {0}, {1} ... for its arguments. The prefix is only a key here: reverse adds it."""
    pattern = reverse(name, args=[PLACEHOLDER + place for place in range(count)])
    for place in range(count):
        pattern = pattern.replace(str(PLACEHOLDER + place), f"{{{place}}}")
    return pattern
