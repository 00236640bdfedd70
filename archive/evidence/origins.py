"""How many independent origins stand behind a value, and which: docs/claims.md says why.

- A claimant with an entry, or an official who speaks for one, is one origin, however many reports carry it.
- Claimants without an entry, witnesses and what a report says itself are one origin for each story, whose copies count once. Two
  stories of one source on one day that quote the same eight words are one origin.
- A data set is one origin; it says which reports it rests on, where it does so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from archive.text.localised import both, counted, grouped
from archive.text.words import tokens

MIN_SHARED = 8  # words in a row that two stories must both quote to be one origin
LENGTH_OF_DAY = len("1998-08-09")
MAX_NAMED = 3


@dataclass(frozen=True)
class Telling:
    """One place where one party says something: who, and in which report or data set.

    `entity` is the id of a claimant with an entry, with its `name`; `words` is the claimant as printed. Of a data set, `dataset` is its
    key and `rests_on` what it says that it rests on. `report` and `story` are ids; `quoted` is the passage.
    """

    entity: int | None = None
    name: str = ""
    words: str = ""
    dataset: str = ""
    rests_on: tuple[str, ...] = ()
    report: int | None = None
    story: int | None = None
    source: int | None = None
    source_name: str = ""
    date_edtf: str = ""
    quoted: str = ""

    @property
    def story_or_report(self) -> tuple[str, int | None]:
        """What copies share: their story, or the report itself if it has none."""
        return ("story", self.story) if self.story else ("report", self.report)


@dataclass(frozen=True)
class Origin:
    """One origin: what it is called, how it was counted, and the numbers behind it."""

    label: str
    counted: str
    """How often it is met, in words: "in 4 reports", "1 story, 3 copies"."""
    reports: int
    rests_on: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.label} ({self.counted})" if self.counted else self.label


def origins(tellings: Iterable[Telling]) -> list[Origin]:
    """Return the independent origins of a value: parties with an entry first, then stories, then data sets; the most told first."""
    tellings = list(tellings)
    parties, stories, sets = _parties(tellings), _stories(tellings), _datasets(tellings)
    return [
        *_in_order(map(_of_party, parties)),
        *_in_order(map(_of_story, stories)),
        *_in_order(map(_of_dataset, sets)),
    ]


def _in_order(found: Iterable[Origin]) -> list[Origin]:
    return sorted(found, key=lambda origin: (-origin.reports, origin.label))


# Grouping


def _parties(tellings: Sequence[Telling]) -> list[list[Telling]]:
    return _grouped((one.entity, one) for one in tellings if one.entity is not None)


def _datasets(tellings: Sequence[Telling]) -> list[list[Telling]]:
    return _grouped((one.dataset, one) for one in tellings if one.entity is None and one.dataset)


def _grouped(keyed: Iterable[tuple[Hashable, Telling]]) -> list[list[Telling]]:
    groups: dict[Hashable, list[Telling]] = defaultdict(list)
    for key, telling in keyed:
        groups[key].append(telling)
    return list(groups.values())


def _stories(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Group what is told without a named origin by story, and join the stories that quote one another's words."""
    told = [one for one in tellings if one.entity is None and not one.dataset]
    leader = {one.story_or_report: one.story_or_report for one in told}
    for one, other in _quoting_the_same(told):
        leader[_first(leader, one)] = _first(leader, other)
    return _grouped((_first(leader, one.story_or_report), one) for one in told)


def _first(leader, story):
    while leader[story] != story:
        leader[story] = leader[leader[story]]
        story = leader[story]
    return story


def _quoting_the_same(told: Sequence[Telling]) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield pairs of stories of one source on one day whose passages share eight words in a row: each with the first that has them."""
    printed = _grouped(((one.source, one.date_edtf), one) for one in told if _is_of_one_day(one))
    for group in printed:
        if len({one.story_or_report for one in group}) > 1:
            first: dict[tuple, Hashable] = {}
            for one in group:
                for run in runs_of_words(one.quoted):
                    yield one.story_or_report, first.setdefault(run, one.story_or_report)


def _is_of_one_day(telling: Telling) -> bool:
    return telling.source is not None and len(telling.date_edtf) == LENGTH_OF_DAY


def runs_of_words(text: str, length: int = MIN_SHARED) -> set[tuple[str, ...]]:
    """Return every run of this many words in a text, folded."""
    words = [token.folded for token in tokens(text)]
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


# In words


def _of_party(tellings: list[Telling]) -> Origin:
    printed = Counter(one.words for one in tellings)
    only = next(iter(printed)) if len(printed) == 1 else ""
    reports = _reports(tellings)
    return Origin(_titled(only, tellings[0].name), _in_reports(reports), reports)


def _in_reports(number: int) -> str:
    return ngettext("in {number} report", "in {number} reports", number).format(number=grouped(number))


def _titled(words: str, name: str) -> str:
    """Return a claimant as printed, with the party spoken for if the words do not name it."""
    if not words:
        return name
    return words if not name or name.casefold() in words.casefold() else f"{words} ({name})"


def _of_story(tellings: list[Telling]) -> Origin:
    names = [name for name, _ in Counter(map(_teller, tellings)).most_common()]
    label = both(names) if len(names) < MAX_NAMED else _and_others(names[:2])
    reports = _reports(tellings)
    stories = {one.story_or_report for one in tellings}
    parts = [counted(len(stories), "story,stories")]
    if reports > len(stories):
        parts.append(counted(reports, "copy,copies"))
    return Origin(label, ", ".join(parts), reports)


def _teller(telling: Telling) -> str:
    if telling.words or not telling.source_name:
        return telling.words or gettext("the report")
    return gettext("{source}’s own report").format(source=telling.source_name)


def _and_others(names: Sequence[str]) -> str:
    return gettext("{names} and others").format(names=", ".join(names))


def _of_dataset(tellings: list[Telling]) -> Origin:
    rests_on = tuple(dict.fromkeys(name for one in tellings for name in one.rests_on))
    return Origin(tellings[0].words or tellings[0].dataset, gettext("a data set"), 0, rests_on)


def _reports(tellings: Iterable[Telling]) -> int:
    return len({one.report for one in tellings if one.report is not None})
