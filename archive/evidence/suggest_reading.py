"""Read the claims in one sentence by rules: who says what about control, casualties, sides, fate, responsibility and agreements.

A sentence is read with its names replaced by one letter each (`masked`), so that a rule says "a faction took a place" whatever their
names are. Nothing is looked up: the same words are always read in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from archive.evidence.suggest_claimants import Utterance, sort_of, utterances
from archive.evidence.suggest_lexicon import HEDGES, LETTERS, is_to_come


@dataclass(frozen=True)
class NameThere:
    """A name in a sentence: where it stands, the kind of its entity and its id."""

    start: int
    end: int
    kind: str
    entity: int = 0


@dataclass(frozen=True)
class RuleMatch:
    """What a rule found at a place of the masked sentence; names are given by their numbers in it."""

    at: int
    rule: str
    topic: str
    state: str = ""
    object: int | None = None
    value: int | None = None
    former: int | None = None
    low: int | None = None
    high: int | None = None
    is_about: bool = False
    counted: str = ""
    of: int | None = None
    words: str = ""
    act: str = ""
    """Only where the rule itself gives it, as a denial does."""
    by: int | None = None
    """The number of the claimant's name, where the rule itself gives it."""


@dataclass(frozen=True)
class ClaimRead:
    """One claim as read from a sentence. `claimant` is a name, or None if nobody named says it; then see its words."""

    rule: str
    topic: str
    act: str
    claimant: NameThere | None = None
    claimant_words: str = ""
    sort: str = "journalist"
    object: NameThere | None = None
    value: NameThere | None = None
    former: NameThere | None = None
    state: str = ""
    low: int | None = None
    high: int | None = None
    is_about: bool = False
    counted: str = ""
    of: NameThere | None = None
    words: str = ""
    hedges: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Masked:
    """A sentence with one letter for each name, and the way back to the words."""

    words: str
    text: str
    names: tuple[NameThere, ...]
    shifts: tuple[tuple[int, int], ...]
    """Of each name, the place of its letter and how many characters it stands for more than one."""

    def number_at(self, place: int) -> int | None:
        """Return the number of the name whose letter stands at this place of the masked text."""
        return next((number for number, (at, _) in enumerate(self.shifts) if at == place), None)

    def named_in(self, start: int, end: int, kinds: Sequence[str] = tuple(LETTERS)) -> int | None:
        """Return the number of the first name of these kinds in a part of the masked text."""
        return next(
            (
                number
                for number, (at, _) in enumerate(self.shifts)
                if start <= at < end and self.names[number].kind in kinds
            ),
            None,
        )

    def original(self, start: int, end: int) -> str:
        """Return the words of a part of the masked text."""
        return self.words[self._back(start) : self._back(end)]

    def _back(self, place: int) -> int:
        return place + sum(more for at, more in self.shifts if at < place)


Rule = Callable[[Masked], Iterator[RuleMatch]]


def masked(words: str, names: Sequence[NameThere]) -> Masked:
    """Replace each name by the letter of its kind; of names that overlap, the first and longest counts."""
    kept: list[NameThere] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if (
            name.kind in LETTERS
            and (not kept or name.start >= kept[-1].end)
            and 0 <= name.start < name.end <= len(words)
        ):
            kept.append(name)
    pieces, end = [], 0
    for name in kept:
        pieces += [words[end : name.start], LETTERS[name.kind]]
        end = name.end
    gone = list(accumulate((name.end - name.start - 1 for name in kept), initial=0))
    shifts = tuple(
        (name.start - before, name.end - name.start - 1) for name, before in zip(kept, gone, strict=False)
    )
    return Masked(words, "".join([*pieces, words[end:]]), tuple(kept), shifts)


def read(words: str, names: Sequence[NameThere], rules: Sequence[Rule]) -> list[ClaimRead]:
    """Return the claims in a sentence, in order of the words that make them.

    Args:
        words: the sentence as printed.
        names: the names in it, with their places in it.
        rules: as in archive/evidence/suggest_rules.py.
    """
    sentence = masked(words, names)
    said = utterances(sentence.text)
    found = sorted((one for rule in rules for one in rule(sentence)), key=lambda one: one.at)
    hedges = tuple(
        dict.fromkeys(sentence.original(*match.span()) for match in HEDGES.finditer(sentence.text))
    )
    readings = [reading for one in found if (reading := _reading(sentence, one, said, hedges))]
    return list(dict.fromkeys([*readings, *_bare_acts(sentence, said, found, hedges)]))


def _reading(
    sentence: Masked, found: RuleMatch, said: list[Utterance], hedges: tuple[str, ...]
) -> ClaimRead | None:
    by = next((one for one in reversed(said) if one.covers(found.at)), None)
    act = found.act or (by.act if by else "asserts")
    if is_to_come(sentence.text, found.at):
        if by is None:
            return None
        act = "predicts" if act == "asserts" else act
    reading = ClaimRead(
        found.rule, found.topic, act,
        object=_name(sentence, found.object), value=_name(sentence, found.value), former=_name(sentence, found.former), of=_name(sentence, found.of),
        state=found.state, low=found.low, high=found.high, is_about=found.is_about, counted=found.counted, words=found.words, hedges=hedges,
    )  # fmt: skip
    if found.by is not None:
        name = sentence.names[found.by]
        return replace(
            reading, claimant=name, claimant_words=sentence.words[name.start : name.end], sort="party"
        )
    return _with_claimant(reading, sentence, by)


def _with_claimant(reading: ClaimRead, sentence: Masked, by: Utterance | None) -> ClaimRead:
    if by is None:
        return reading
    said_by = sentence.original(by.start, by.end)
    number = sentence.named_in(by.start, by.end, ("person", "faction"))
    claimant = sentence.names[number] if number is not None else None
    bare = sentence.text[by.start : by.end].lower().removeprefix("the ").strip()
    sort = sort_of(said_by) or ("party" if claimant and claimant.kind == "faction" and len(bare) == 1 else "")
    return replace(
        reading, claimant=claimant, claimant_words=said_by, sort=sort or ("party" if claimant else "unnamed")
    )


def _bare_acts(
    sentence: Masked, said: list[Utterance], found: list[RuleMatch], hedges: tuple[str, ...]
) -> Iterator[ClaimRead]:
    """Yield the denials, confirmations and the like that cover none of the claims found: what they are about is in their words."""
    for one in said:
        is_marked = one.act in ("denies", "confirms", "doubts", "retracts") or one.verb.startswith(
            ("claim", "allege")
        )
        if is_marked and not any(one.covers(other.at) for other in found):
            told = (
                sentence.original(min(one.covers_from, one.at), one.covers_to)
                .strip(" ,.;:")
                .removesuffix(" and")
            )
            reading = ClaimRead(f"other: {one.act}", "other", one.act, words=told[:200], hedges=hedges)
            yield _with_claimant(reading, sentence, one)


def _name(sentence: Masked, number: int | None) -> NameThere | None:
    return sentence.names[number] if number is not None else None
