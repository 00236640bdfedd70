"""What of an event can be found again in a report: its days, its place, its parties, its figures and the words of its title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from archive.dates import to_range
from archive.evidence.telling import VIOLENT, title_words, words_of_kind
from archive.models import Entity, Event, Name
from archive.reference.earth import box_around, km_between
from archive.text.patterns import Linear
from archive.text.words import fold

MAX_DAYS = 7  # of an event that a day can tell from others
RADIUS_KM = {"exact": 10, "near": 25, "district": 25}

SORT_WORDS = Linear(
    r"\s+(?:village|town|city|province|governorate|district|region|area|county|oblast|state)$",
    ignore_case=True,
)
FIGURE = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,7})(?![\w]|[.,]\d)")
UP_TO_TWENTY = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
TENS = {
    "dozen": 12,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
IN_WORDS: Mapping[str, int] = TENS | {word: number for number, word in enumerate(UP_TO_TWENTY.split())}
WORD = re.compile(r"[a-z]+")


@dataclass
class Profile:
    """What of an event can be found again in a report."""

    first: date
    last: date
    places: dict[int, float] = field(default_factory=dict)
    """Entities that are its place, lie in it or hold it, and how much naming one says."""
    place_names: dict[str, float] = field(default_factory=dict)
    """Folded names of its place, where it has no entry, and how much each says."""
    parties: dict[int, str] = field(default_factory=dict)
    party_names: dict[str, str] = field(default_factory=dict)
    figures: set[int] = field(default_factory=set)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    told_by: re.Pattern[str] = VIOLENT
    title_words: tuple[str, ...] = ()
    """The beginnings of words of its title that tell it from others."""

    @property
    def has_days(self) -> bool:
        """Whether its days can be told from others."""
        return (self.last - self.first).days < MAX_DAYS


def profile_of(event: Event) -> Profile | None:
    """Return what of an event can be found again; None without days, or with one side open."""
    first, last = to_range(event.date_edtf) if event.date_edtf else (None, None)
    if first is None or last is None:
        return None
    profile = Profile(first, last, told_by=words_of_kind(event.kind))
    _add_places(event, profile)
    for party in event.parties.exclude(role="civilians").select_related("entity"):
        if party.entity:
            profile.parties[party.entity.pk] = party.entity.name
        elif not party.words.startswith("Government of"):
            profile.party_names[fold(party.words)] = party.words
    for low, high, words in event.claims.filter(topic="casualties").values_list("low", "high", "words"):
        profile.figures |= {number for number in (low, high, *_figures(words)) if number}
        if low is not None and high is not None and low < high:
            profile.ranges.append((low, high))
    if not event.identifiers.exists():  # titles of data sets are made of the sides and the place
        known = Name.objects.filter(entity__in=[*profile.places, *profile.parties])
        profile.title_words = title_words(event.title, known.values_list("text", flat=True))
    return profile


def _add_places(event: Event, profile: Profile) -> None:
    place = event.place
    if place:
        profile.places = {place.pk: 1.0} | dict.fromkeys(
            Entity.objects.within(place).values_list("pk", flat=True), 0.8
        )
        for depth, outer in enumerate(reversed(place.ancestors())):
            profile.places[outer.pk] = 0.1 if outer.place_type == "country" else 0.4 / (depth + 1)
    point, radius = event.point, RADIUS_KM.get(event.place_precision, 0)
    if point and radius:
        for near in (
            Entity.objects.places()
            .on_the_map()
            .exclude(pk__in=profile.places)
            .filter(**box_around(point, radius))
        ):
            if near.point and km_between(point, near.point) <= radius:
                profile.places[near.pk] = 0.7
    if not place or place.place_type == "country":
        for depth, part in enumerate(event.place_words.split(", ")[:-1] or [event.place_words]):
            bare = SORT_WORDS.sub("", part).strip()
            if len(bare) > 2:
                profile.place_names.setdefault(fold(bare), max(1.0 - 0.4 * depth, 0.2))
    profile.names = dict(Entity.objects.filter(pk__in=profile.places).values_list("pk", "name"))


def figures_agree(text: str, profile: Profile) -> tuple[float, str]:
    """Return how figures of a folded text agree with those of an event: the same number, or one within its range."""
    numbers = _figures(text)
    same = [number for number in numbers if number in profile.figures and number > 1]
    if same:
        return 1.0, f"gives the figure {max(same):,}"
    within = [number for number in numbers for low, high in profile.ranges if low <= number <= high]
    return (0.6, f"gives {max(within):,}, within its range") if within else (0.0, "")


def _figures(text: str) -> list[int]:
    found = [int(number.replace(",", "")) for number in FIGURE.findall(text)]
    return found + [IN_WORDS[word] for word in WORD.findall(text) if word in IN_WORDS]
