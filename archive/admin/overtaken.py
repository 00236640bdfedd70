"""Conflicting decisions on mentions: if somebody else was faster, both are shown, and nothing is overwritten silently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.admin import versions
from archive.models import Mention

STATUSES = (Mention.Status.ACCEPTED, Mention.Status.SUGGESTED, Mention.Status.REJECTED)
POSTED = re.compile(r"mention-(\d{1,18})-(suggested|accepted|rejected)-(\d{1,9})")
POSTED_GROUP = re.compile(r"mentions-(\d{1,9})")
IN_WORDS = {"suggested": "open", "accepted": "accepted", "rejected": "rejected"}


@dataclass(frozen=True)
class MentionChoice:
    """The choice made for a mention on a page, and its state when the page was opened."""

    mention: int
    seen: str
    entity: int
    chosen: str


@dataclass(frozen=True)
class Overtaken:
    """A decision that somebody else made first: what it is about, its present state, and what was chosen."""

    words: str
    entity: str
    now: str
    who: str
    chosen: str


def choice_name(mention: Mention) -> str:
    """Return the form name for the choice of a mention, containing its stored state when the page was opened."""
    return f"mention-{mention.pk}-{mention.status}-{mention.entity_id}"


def group_name(entity_id: int) -> str:
    """Return the form name for a choice about all places of an entry."""
    return f"mentions-{entity_id}"


def group_choices(data: Mapping[str, str]) -> dict[int, str]:
    """Return what was chosen for all places of an entry, by its id."""
    posted = ((POSTED_GROUP.fullmatch(key), chosen) for key, chosen in data.items())
    return {int(match[1]): chosen for match, chosen in posted if match and chosen in STATUSES}


def decisions(data: Mapping[str, str]) -> list[MentionChoice]:
    """Return the choices on a page that differ from the state stored when it was opened.

    A choice for all places of an entry holds for those that were not changed one by one.
    """
    found, for_all = [], group_choices(data)
    for key, chosen in data.items():
        match = POSTED.fullmatch(key)
        if match and chosen == match[2]:
            chosen = for_all.get(int(match[3]), chosen)
        if match and chosen in STATUSES and chosen != match[2]:
            found.append(MentionChoice(int(match[1]), match[2], int(match[3]), chosen))
    return found


def overtaken_by_others(article, data: Mapping[str, str], *, user) -> list[Overtaken]:
    """Return the decisions on a report's mentions that conflict with what is now stored; lock the mentions.

    Call it in the transaction that writes the decisions.
    """
    made = decisions(data)
    if not made:
        return []
    mentions = article.mentions.visible_to(user).filter(pk__in=[decision.mention for decision in made])
    mentions = mentions.select_related("entity", "reviewed_by").select_for_update(of=["self"], no_key=True)
    stored = {mention.pk: mention for mention in mentions.order_by("pk")}
    found = []
    for decision in made:
        mention = stored.get(decision.mention)
        if mention is None:
            found.append(_gone(decision, user))
        elif mention.entity_id != decision.entity or mention.status not in (decision.seen, decision.chosen):
            found.append(
                Overtaken(
                    mention.text,
                    str(mention.entity),
                    IN_WORDS[mention.status],
                    who_decided(mention),
                    IN_WORDS[decision.chosen],
                )
            )
    return found


def _gone(decision, user) -> Overtaken:
    shown = versions.visible_events(Mention, user).filter(pgh_obj_id=decision.mention)
    last = next(iter(versions.without_names(shown[:1], user)), None)
    words, who = (last.text, versions.who_changed(last)) if last else ("", versions.NOBODY)
    return Overtaken(words, "", "gone", who, IN_WORDS[decision.chosen])


def who_decided(mention: Mention) -> str:
    """Return the name of whoever last changed a mention."""
    last = versions.events_of(Mention).filter(pgh_obj_id=mention.pk).select_related("pgh_context").first()
    if last is not None:
        return versions.who_changed(last)
    user = mention.reviewed_by
    return (user.get_full_name() or user.get_username()) if user else versions.NOBODY
