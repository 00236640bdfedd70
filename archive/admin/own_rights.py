"""What somebody may do here, in plain words, and whom to ask for the rest."""

from __future__ import annotations

from dataclasses import dataclass

from archive.kinds import all_kinds

# What each group adds, by the right that it takes; in the order in which a report goes through the archive.
DEEDS = (
    ("add_article", "enter reports, correct and discard your own drafts, and add sources", "Contributor"),
    ("publish_article", "see and correct every report, publish it, and take back what you published within a day", "Curator"),
    ("review_mention", "decide which names a report contains, and settle names left over", "Curator"),
    ("change_person", f"add and correct {all_kinds()}, events, claims and cleaning rules", "Curator"),
    ("add_apart", "tell apart entries that are not the same", "Curator"),
    ("withdraw_article", "withdraw and delete reports, and take back any publication", "Editor"),
    ("merge_entity", "merge and split entries and sources", "Editor"),
    ("protect_entity", "protect somebody whom a report endangers, and read protected names", "Editor"),
    ("view_batch", "see imports and what was received, and import data sets and registers", "Editor"),
    ("auth.add_user", "give colleagues accounts", "Editor"),
)  # fmt: skip


@dataclass(frozen=True)
class OwnRights:
    """What somebody may do, and what others do, by the group whose members to ask."""

    may: list[str]
    others: list[tuple[str, list[str]]]


def own_rights(user) -> OwnRights:
    """Return what this person may do and may not, in words."""
    may: list[str] = []
    others: dict[str, list[str]] = {}
    for right, deed, group in DEEDS:
        if user.has_perm(right if "." in right else f"archive.{right}"):
            may.append(deed)
        else:
            others.setdefault(group, []).append(deed)
    return OwnRights(may, list(others.items()))
