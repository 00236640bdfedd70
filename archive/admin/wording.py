"""Changes in words: how the values of a field differ, as shown to a curator."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from archive.models import Article, Entity
from archive.models.rights import may_see_protected
from archive.models.wordings import in_public_words
from archive.text.localised import counted

LONG = 80
CONTEXT_WORDS = 8
WORDS = re.compile(r"\S+\s*|\s+")
EMPTY = mark_safe('<span class="quiet">(empty)</span>')


@dataclass(frozen=True)
class FieldChange:
    """How one field changed: its label, and the difference as HTML."""

    name: str
    label: str
    difference: SafeString


def describe_changes(model, before, after, *, ignored=frozenset(), user=None) -> list[FieldChange]:
    """Return the fields in which two versions of a row differ, each with its difference, as `user` may see it."""
    fields = (
        field
        for field in model._meta.concrete_fields
        if field.name not in ignored and hasattr(before, field.attname) and hasattr(after, field.attname)
    )
    return [
        FieldChange(field.name, str(capfirst(field.verbose_name)), difference(field, before, after, user))
        for field in fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def difference(field, before, after, user=None) -> SafeString:
    """Show how a field differs: long texts word by word, anything else as old and new values."""
    old, new = getattr(before, field.attname), getattr(after, field.attname)
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > LONG:
        return word_difference(old, new)
    old, new = in_words(field, old, user), in_words(field, new, user)
    return format_html(
        '<del>{}</del> <span class="arrow" aria-hidden="true">→</span> <ins>{}</ins>',
        old or EMPTY,
        new or EMPTY,
    )


def in_words(field, value, user=None) -> str:
    """Format a stored value as the form would show it to this person; a protected entry only for those who may see it."""
    if value in (None, "", []):
        return ""
    if isinstance(field, models.ForeignKey):
        found = field.remote_field.model._base_manager.filter(pk=value).first()
        return _shown(found, user) if found else _last_name(field.remote_field.model, value, user)
    if isinstance(field, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) if isinstance(value[0], str) else counted(len(value), "passage")
    return str(dict(field.flatchoices).get(value, value))


def _shown(record, user) -> str:
    """Name a record that another points to; one that is or names somebody protected only for those who may see that."""
    user = user or AnonymousUser()
    if may_see_protected(user):
        return str(record)
    if isinstance(record, Entity) and record.is_protected():
        return "an entry that you may not see"
    rows = type(record)._default_manager.all()
    if hasattr(rows, "visible_to") and not rows.visible_to(user).filter(pk=record.pk).exists():
        return "a record that you may not see"
    report = record.pk if isinstance(record, Article) else getattr(record, "article_id", None)
    (words,) = in_public_words([str(record)], reports=[report])
    return words


def _last_name(model, pk, user) -> str:
    """Return the last name of a record that no longer exists."""
    if hasattr(model, "pgh_event_model"):
        last = model.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("-pgh_id").first()
        if getattr(last, "visibility", "") == Entity.Visibility.PROTECTED and not may_see_protected(user):
            return "an entry that you may not see"
        name = next(
            (
                str(getattr(last, name))
                for name in ("headline", "name", "title", "text")
                if getattr(last, name, "")
            ),
            "",
        )
        if name:
            return f"{name}, which no longer exists"
    return f"number {pk}, which no longer exists"


def word_difference(old: str, new: str) -> SafeString:
    """Show two texts as one, with removed words struck out, added words underlined, and the rest shortened."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    pieces = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if what == "equal":
            pieces.append(_shortened(before[i1:i2], first=i1 == 0, last=i2 == len(before)))
            continue
        if i2 > i1:
            pieces.append(format_html("<del>{}</del>", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(format_html("<ins>{}</ins>", "".join(after[j1:j2])))
    return mark_safe("".join(pieces))  # each piece was escaped


def _shortened(words: list[str], *, first: bool, last: bool) -> SafeString:
    """Keep the words next to a change."""
    head = [] if first else words[:CONTEXT_WORDS]
    tail = [] if last else words[-CONTEXT_WORDS:]
    if len(head) + len(tail) >= len(words):
        return escape("".join(words))
    gap = mark_safe(' <span class="quiet">[…]</span> ')
    return escape("".join(head)) + gap + escape("".join(tail))
