"""Who may know of protected people, places and factions, and of their names in reports."""

from __future__ import annotations


def may_see_protected(user) -> bool:
    """Return whether this person may know of protected entries. Whatever shows entries or reports to somebody asks here."""
    return user.has_perm("archive.protect_entity")
