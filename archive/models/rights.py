"""Who may see protected entities, and their names in reports."""

from __future__ import annotations


def may_see_protected(user) -> bool:
    """Return whether this person may see protected entries. Whatever shows entries or reports to somebody calls this."""
    return user.has_perm("archive.protect_entity")
