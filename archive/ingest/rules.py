"""Curators' rules for the debris around a source's reports, as pure objects, and the rules every archive starts with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import cached_property

from archive.text.patterns import PatternError, pattern_of_rule

LINE, PREFIX, FROM_HERE, REGEX = "line", "prefix", "from_here", "regex"
QUOTES = {
    **dict.fromkeys("'‘’ʼ`", "['‘’ʼ`]"),
    **dict.fromkeys('"“”„«»', '["“”„«»]'),
    **dict.fromkeys("-‐‑–—", "[-‐‑–—]"),
}
REASON = "a rule of the archive"

# Initial rows of the table of rules, which curators may change. None is specific to one source.
DEFAULT_RULES = [
    {
        "kind": REGEX,
        "text": r"(?:the )?(?:daily |sunday )?(?:independent|guardian|telegraph|times|observer|herald|mirror|bbc(?: news)?|"
        r"reuters|afp|ap|associated press|agence france-presse|dawn|the news|cnn|al jazeera)",
        "note": "The name of a newspaper or agency alone on a line.",
    },
    {
        "kind": REGEX,
        "text": r"(?:view|see|read) (?:the )?(?:full|original|print(?:able|er-friendly)?) (?:article|story|version|page)\b.*",
        "note": "A link to another version of the page.",
    },
    {
        "kind": REGEX,
        "text": r"(?:support|fund) (?:\w+ ){0,3}journalism\b.*",
        "note": "The heading of an appeal.",
    },
    {
        "kind": FROM_HERE,
        "text": "Join our commenting forum",
        "note": "The way into the comments of several newspapers.",
    },
    {
        "kind": FROM_HERE,
        "text": "Your email address will not be published",
        "note": "The comment form of WordPress.",
    },
    {"kind": FROM_HERE, "text": "Click here to subscribe", "note": "The foot of many newsletters."},
    {"kind": LINE, "text": "Removed from bookmarks", "note": "A button of several newspapers."},
    {"kind": LINE, "text": "Stop watching", "note": "A button beside films."},
]


class RuleError(ValueError):
    """Raised for a rule whose pattern is invalid."""


@dataclass(frozen=True)
class Rule:
    """One rule as a curator wrote it; comparison ignores case, spacing and the shape of quotation marks."""

    kind: str
    text: str

    @cached_property
    def pattern(self):
        if self.kind != REGEX:
            return re.compile(_loosely(self.text), re.IGNORECASE)
        try:
            return pattern_of_rule(self.text)
        except PatternError as error:
            raise RuleError(
                f"The rule “{self.text}” cannot be read as a pattern: {error}. Correct it in the admin."
            ) from error

    def drops(self, line: str) -> bool:
        """Return whether the whole line is debris under this rule."""
        return self.kind in (LINE, REGEX) and bool(self.pattern.fullmatch(line))

    def ends(self, line: str) -> bool:
        """Return whether this line and all after it are debris under this rule."""
        return self.kind == FROM_HERE and bool(self.pattern.match(line))

    def cut(self, line: str) -> int:
        """Return how many characters at the start of the line are debris under this rule."""
        found = self.pattern.match(line) if self.kind == PREFIX else None
        return found.end() if found else 0


class Rules:
    """Rules sorted by what they do, to apply to many lines."""

    def __init__(self, rules: Iterable[Rule]):
        by_kind: dict[str, list[Rule]] = {kind: [] for kind in (LINE, PREFIX, FROM_HERE, REGEX)}
        for rule in rules:
            by_kind[rule.kind].append(rule)
        self._dropping = by_kind[LINE] + by_kind[REGEX]
        self._cutting, self._ending = by_kind[PREFIX], by_kind[FROM_HERE]

    def drops(self, line: str) -> bool:
        """Return whether the whole line is debris under any of them."""
        return any(rule.drops(line) for rule in self._dropping)

    def ends(self, line: str) -> bool:
        """Return whether this line and all after it are debris under any of them."""
        return any(rule.ends(line) for rule in self._ending)

    def cut(self, line: str) -> int:
        """Return how many characters at the start of the line are debris."""
        return max((rule.cut(line) for rule in self._cutting), default=0)


@lru_cache(maxsize=1_000)
def sorted_rules(rules: tuple[Rule, ...]) -> Rules:
    """Return rules sorted by what they do; cached, as the same are used for report after report."""
    return Rules(rules)


def checked(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules, having checked each.

    Raises:
        RuleError: for the first that is invalid.
    """
    rules = tuple(rules)
    for rule in rules:
        _ = rule.pattern
    return rules


def _loosely(text: str) -> str:
    """Return a pattern for these words with any white space between them and any shape of quotes and dashes."""
    words = ("".join(QUOTES.get(sign, re.escape(sign)) for sign in word) for word in text.split())
    return r"\s+".join(words)
