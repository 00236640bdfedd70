"""Find the names of the archive in a text, about as fast as the text can be split into words.

The names are held in a trie of folded words. A text is split once; a table from printed words to the trie's first nodes, filled
as words are met, separates the few words that can begin a name from all others. From there the longest name wins, left to
right. Case, accents, hyphens, spaces and apostrophes may differ from the stored name; full stops and commas may not occur
between its words.

Rules that keep ordinary words from being taken for names are in `name_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from archive.matching.name_forms import (
    Candidate,
    NameRow,
    TrieEntry,
    as_candidate,
    entry_of,
    fits,
    is_bare_letter,
    likeness,
)
from archive.matching.split_text import (
    AFTER_DOT,
    JOINED,
    PARTED,
    SplitText,
    gap_kind,
    is_abbreviation,
    is_capitalised,
    mended,
)
from archive.text.words import APOSTROPHES, fold_word, plain_word, split_words

MAX_REMEMBERED = 400_000

APOSTROPHE_SIGNS = frozenset(APOSTROPHES)
# Baʿqubah is printed Baqubah and Ba'qubah.
HALF_RING = re.compile("(?<=\\w)[\u02bb-\u02bf](?=\\w)")


class NameMatch(NamedTuple):
    """A passage that is a name: its position, its text as printed, and the bearers of the name by entity id.

    `before` and `after` are the folded words beside it, `before_of` that before an "of"; `in_longer_name` says that a word with a capital
    stands beside it, so that it may be part of a name that is not known.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    before: str
    lowered: bool
    candidates: tuple[Candidate, ...]
    after: str = ""
    before_of: str = ""
    in_longer_name: bool = False

    @property
    def letters(self) -> int:
        """The length of the name, which distinguishes a full name from its short forms."""
        return sum(map(len, self.words))


@dataclass(slots=True)
class TrieNode:
    """A node of the trie: the names that end here, and the words that may follow.

    There are as many as the names have words, so it holds no more than it must: after most, one word alone may follow.
    """

    rows: tuple[NameRow, ...] = ()
    children: dict[str, TrieNode] | tuple[str, TrieNode] | None = None

    def child(self, word: str) -> TrieNode | None:
        """Return the node that a folded word leads to."""
        children = self.children
        if isinstance(children, tuple):
            return children[1] if children[0] == word else None
        return children.get(word) if children else None

    def grown(self, word: str) -> TrieNode:
        """Return the node that a folded word leads to, added if there was none."""
        node = self.child(word)
        if node is None:
            node = TrieNode()
            if self.children is None:
                self.children = (word, node)
            elif isinstance(self.children, tuple):
                self.children = {self.children[0]: self.children[1], word: node}
            else:
                self.children[word] = node
        return node


class Memory(dict):
    """A cache of a function's result for each word, cleared when it grows very large."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __missing__(self, word):
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        self[word] = value = self.function(word)
        return value


class NameTrie:
    """All the names of the archive, for use on any number of texts."""

    def __init__(self, rows: Iterable[NameRow] = ()):
        self._root = TrieNode()
        self._folded = Memory(fold_word)
        self._first_nodes = Memory(self._first_node)
        self._gap_kinds = Memory(gap_kind)
        for row in rows:
            self.add(row)

    def find(self, text: str, passage: SplitText | None = None) -> list[NameMatch]:
        """Return the names in a text from left to right, the longest at each position, without overlaps.

        Args:
            text: the text.
            passage: the same split into words, if available.
        """
        passage = passage or SplitText(text)
        nodes = list(map(self._first_nodes.__getitem__, passage.words))
        firsts = [index for index, node in enumerate(nodes) if node is not None]
        broken = self._broken_first_words(passage.parts) if "-" in text else {}
        if broken:
            firsts = sorted({*firsts, *broken})
        if not firsts:
            return []
        found, after = [], 0
        for first in firsts:
            match = None if first < after else self._at(passage, nodes[first], first, broken)
            if match:
                found.append(match[0])
                after = match[1] + 1
        return found

    # Building

    def add(self, row: NameRow) -> None:
        """Add a name."""
        self._add_form(row)
        if not APOSTROPHE_SIGNS.isdisjoint(row.text):
            without = "".join(sign for sign in row.text if sign not in APOSTROPHE_SIGNS)
            self._add_form(row._replace(text=without))
        if HALF_RING.search(row.text):
            self._add_form(row._replace(text=HALF_RING.sub("'", row.text)))

    def _add_form(self, row: NameRow) -> None:
        words = [word for word in split_words(row.text)[1::2] if fold_word(word)]
        if not words or is_bare_letter(words):
            return
        node = self._root
        for word in words:
            node = node.grown(intern(fold_word(word)))
        node.rows += (row,)

    def _first_node(self, word: str) -> TrieNode | None:
        """Return the node of names beginning with this word; None if lower case rules all of them out."""
        node = self._root.child(self._folded[word])
        if (
            node
            and not node.children
            and word[0].islower()
            and all(entry_of(row).needs_capital for row in node.rows)
        ):
            return None
        return node

    # Finding

    def _broken_first_words(self, parts: list[str]) -> dict[int, TrieNode]:
        """Return the nodes of words hyphenated at an old line break ("Moham-med")."""
        nodes = {}
        for index in [index for index in range(2, len(parts) - 1, 2) if parts[index] == "-"]:
            whole = mended(parts[index - 1], parts[index + 1])
            node = whole and self._first_nodes[whole]
            if node:
                nodes[index // 2 - 1] = node
        return nodes

    def _at(self, passage: SplitText, node: TrieNode | None, first: int, broken: dict[int, TrieNode]):
        match = node and self._longest(passage, node, first, first)
        if not match and first in broken:
            match = self._longest(passage, broken[first], first, first + 1)
        return match

    def _longest(
        self, passage: SplitText, node: TrieNode, first: int, last: int
    ) -> tuple[NameMatch, int] | None:
        best = None
        while True:
            candidates = node.rows and self._candidates(passage, node.rows, first, last)
            if candidates:
                best = (candidates, last)
            step = self._step(passage, node, last) if node.children else None
            if step is None:
                break
            node, last = step
        return best and (self._found(passage, first, *best), best[1])

    def _step(self, passage: SplitText, node: TrieNode, last: int) -> tuple[TrieNode, int] | None:
        """Return the node that the next word leads to, and the position of that word."""
        following = last + 1
        if following >= len(passage.words):
            return None
        kind = self._gap_kinds[passage.gaps[following]]
        word = passage.words[following]
        if kind == PARTED or (kind == AFTER_DOT and not is_abbreviation(passage.words[last])):
            return None
        child = node.child(self._folded[word])
        if child is None and following + 1 < len(passage.words) and passage.gaps[following + 1] == "-":
            whole = mended(word, passage.words[following + 1])
            child, following = node.child(self._folded[whole]), following + 1
        return (child, following) if child else None

    def _candidates(self, passage: SplitText, rows: tuple[NameRow, ...], first: int, last: int):
        printed = tuple(map(plain_word, passage.words[first : last + 1]))
        fitting = [entry for entry in map(entry_of, rows) if fits(entry, printed, passage, first, last)]
        if not fitting:
            return None
        text = passage.text[passage.start(first) : passage.end(last)]
        fitting.sort(key=lambda entry: likeness(entry, text, printed), reverse=True)
        best: dict[int, TrieEntry] = {}
        for entry in fitting:
            best.setdefault(entry.row.entity_id, entry)
        lowered = (
            len(printed) > 1 and "".join(printed).islower() and all(entry.has_capital for entry in fitting)
        )
        return lowered, tuple(as_candidate(best[entity_id]) for entity_id in sorted(best))

    def _found(self, passage: SplitText, first: int, outcome, last: int) -> NameMatch:
        lowered, candidates = outcome
        start, end = passage.start(first), passage.end(last)
        if "." in passage.words[last] and passage.text[end : end + 1] == ".":
            end += 1
        words = tuple(self._folded[word] for word in passage.words[first : last + 1])
        stands_after = first and self._gap_kinds[passage.gaps[first]] != PARTED
        before = self._folded[passage.words[first - 1]] if stands_after else ""
        after = self._folded[passage.words[last + 1]] if self._is_joined(passage, last + 1) else ""
        before_of = (
            self._folded[passage.words[first - 2]]
            if before == "of" and self._is_joined(passage, first - 1)
            else ""
        )
        return NameMatch(
            *(start, end, passage.text[start:end], words, before, lowered, candidates, after, before_of),
            in_longer_name=self._is_in_longer_name(passage, first, last),
        )

    def _is_joined(self, passage: SplitText, word: int) -> bool:
        """Return whether a word belongs to the phrase of the one before it."""
        return 0 < word < len(passage.words) and self._gap_kinds[passage.gaps[word]] == JOINED

    def _is_in_longer_name(self, passage: SplitText, first: int, last: int) -> bool:
        """Return whether a word with a capital follows or comes before; the first word of a sentence has one anyway."""
        words, gaps = passage.words, passage.gaps
        if last + 1 < len(words) and gaps[last + 1].isspace() and is_capitalised(words[last + 1]):
            return "\n" not in gaps[last + 1]
        return (
            first > 1
            and gaps[first].isspace()
            and is_capitalised(words[first - 1])
            and self._gap_kinds[gaps[first - 1]] == JOINED
            and "\n" not in gaps[first] + gaps[first - 1]
        )
