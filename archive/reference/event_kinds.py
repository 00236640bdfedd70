"""The kinds of event: the event types and sub-event types of ACLED, and four that reports on wars need besides.

Source: ACLED Codebook (the names of types and sub-types). UCDP's three types of violence lead to these by `UCDP_KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class EventKind:
    """One kind of event: its key, its label, the group that it belongs to, and ACLED's name for it, if it has one."""

    key: str
    label: str
    group: str
    acled: str = ""

    @property
    def is_group(self) -> bool:
        """Return whether it says no more than its group."""
        return next(kind for kind in EVENT_KINDS if kind.group == self.group) is self


def _group(group: str, **kinds: str) -> tuple[EventKind, ...]:
    """Return the sub-event types of one of ACLED's event types: key and ACLED's own name."""
    return tuple(
        EventKind(key.replace("_", "-"), name[0] + name[1:].lower().replace("/ied", "/IED"), group, name)
        for key, name in kinds.items()
    )


EVENT_KINDS: tuple[EventKind, ...] = (
    EventKind("battle", "Battle", "Battles", "Battles"),
    *_group(
        "Battles",
        armed_clash="Armed clash",
        government_regains="Government regains territory",
        group_overtakes="Non-state actor overtakes territory",
    ),
    EventKind(
        "explosion",
        "Explosion or remote violence",
        "Explosions and remote violence",
        "Explosions/Remote violence",
    ),
    *_group(
        "Explosions and remote violence",
        air_strike="Air/drone strike",
        shelling="Shelling/artillery/missile attack",
        suicide_bomb="Suicide bomb",
        remote_explosive="Remote explosive/landmine/IED",
        grenade="Grenade",
        chemical_weapon="Chemical weapon",
    ),
    EventKind(
        "violence-against-civilians",
        "Violence against civilians",
        "Violence against civilians",
        "Violence against civilians",
    ),
    *_group(
        "Violence against civilians",
        attack="Attack",
        abduction="Abduction/forced disappearance",
        sexual_violence="Sexual violence",
    ),
    EventKind("protest", "Protest", "Protests", "Protests"),
    *_group(
        "Protests",
        peaceful_protest="Peaceful protest",
        protest_with_intervention="Protest with intervention",
        force_against_protesters="Excessive force against protesters",
    ),
    EventKind("riot", "Riot", "Riots", "Riots"),
    *_group("Riots", violent_demonstration="Violent demonstration", mob_violence="Mob violence"),
    EventKind("development", "Strategic development", "Strategic developments", "Strategic developments"),
    *_group(
        "Strategic developments",
        agreement="Agreement",
        arrests="Arrests",
        change_of_group="Change to group/activity",
        weapons_disrupted="Disrupted weapons use",
        base_established="Headquarters or base established",
        looting="Looting/property destruction",
        transfer_of_territory="Non-violent transfer of territory",
        other="Other",
    ),
    EventKind("talks", "Talks", "Strategic developments"),
    EventKind("defection", "Defection", "Strategic developments"),
    EventKind("change-of-control", "Change of control", "Strategic developments"),
    EventKind("succession", "Succession", "Strategic developments"),
)
EVENT_KIND_OF: Mapping[str, EventKind] = MappingProxyType({kind.key: kind for kind in EVENT_KINDS})
ACLED_KINDS: Mapping[str, str] = MappingProxyType(
    {kind.acled.casefold(): kind.key for kind in EVENT_KINDS if kind.acled}
)
"""The key of a kind by ACLED's name for it, in lower case."""
UCDP_KINDS: Mapping[int, str] = MappingProxyType({1: "battle", 2: "battle", 3: "violence-against-civilians"})
"""The key of a kind by UCDP's type of violence: 1 state-based, 2 non-state, 3 one-sided."""


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds as choices of a field, in their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in EVENT_KINDS:
        groups.setdefault(kind.group, []).append((kind.key, kind.label))
    return list(groups.items())
