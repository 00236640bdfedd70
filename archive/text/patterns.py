"""Regular expressions that take time linear in the length of the text, whatever it contains.

They are run by RE2, which follows all alternatives at once instead of backtracking. Its `\\w`, `\\d` and `\\s` are ASCII only, so
they are written out as the Unicode classes that Python means by them. It has no look-around (`(?=`, `(?<=`) and no
backreferences (`\\1`), and its `\\b` knows only the edges of ASCII words.
"""

from __future__ import annotations

import re
from typing import Any

import re2
from django.utils.functional import cached_property

# The meaning of "\\w" and the like, as the contents of square brackets.
CLASSES = {
    "w": r"\p{L}\p{N}_",
    "W": r"\p{M}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\x{203f}\x{2040}\x{2054}\x{fe33}\x{fe34}\x{fe4d}-\x{fe4f}\x{ff3f}\p{S}\p{Z}\p{C}",
    "d": r"\p{Nd}",
    "D": r"\p{L}\p{M}\p{Nl}\p{No}\p{P}\p{S}\p{Z}\p{C}",
    "s": r"\p{Z}\t-\r\x1c-\x1f\x{85}",
    "S": r"\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}\x00-\x08\x0e-\x1b\x7f-\x{84}\x{86}-\x{9f}",
}
# Limit in bytes of a pattern's cache of automaton states. With less, matching slows down.
MEMORY = 64 * 1024 * 1024
ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
OPENING = re.compile(r"\[\^?\]?")
EDGE_OF_A_WORD = re.compile(r"\\[bB]")
# RE2's message about a pattern it rejects, and the explanation for its author.
COMPLAINTS = {
    "invalid perl operator: (?=": "“(?=”, which looks ahead, is not supported",
    "invalid perl operator: (?!": "“(?!”, which looks ahead, is not supported",
    "invalid perl operator: (?<": "“(?<=” and “(?<!”, which look back, are not known here",
    "invalid perl operator: (?P": "“(?P=”, which asks for the same words again, is not supported",
    "invalid perl operator": "a sign after “(?” is not known here",
    "invalid escape sequence": "a letter or number after “\\” is not supported; “\\1” for the same words again is not either",
    "bad repetition operator": "one sign of repetition follows another, as in “a++” or “a*{2}”",
    "invalid repetition size": "it repeats something more than 1,000 times",
    "no argument for repetition": "a sign of repetition (*, + or ?) has nothing before it",
    "missing ]": "a “[” is not closed",
    "missing )": "a “(” is not closed",
    "unexpected )": "a “)” was not opened",
    "trailing \\": "it ends in “\\”",
    "pattern too large": "it is too large: its repetitions multiply",
    "invalid character class range": "in square brackets, a range runs backwards",
}


class PatternError(ValueError):
    """Raised for an invalid pattern, with the reason in words."""


def linear(pattern: str, *, ignore_case: bool = False, across_lines: bool = False) -> Any:
    """Compile a pattern that is matched in linear time, with the interface of `re`.

    Args:
        pattern: as for `re`, without look-around or backreferences.
        ignore_case: ignore case.
        across_lines: let "." match a line end too.

    Raises:
        PatternError: when it is invalid, or would need more than linear time.
    """
    if EDGE_OF_A_WORD.search(pattern) and not pattern.isascii() and _has_foreign_letters(pattern):
        raise PatternError(
            "“\\b” knows the edges of English words alone, and this pattern has other letters: write “\\s” or “\\W” instead"
        )
    options = re2.Options()
    options.log_errors, options.max_mem = False, MEMORY
    options.case_sensitive, options.dot_nl = not ignore_case, across_lines
    try:
        return re2.compile(_for_re2(pattern), options=options)
    except re2.error as error:
        raise PatternError(_in_words(error)) from error


class Linear:
    """A pattern of the program's own as `linear` compiles it, when it is first used: all of them take a fifth of a command's start."""

    def __init__(self, pattern: str, *, ignore_case: bool = False, across_lines: bool = False) -> None:
        self._source, self._options = pattern, {"ignore_case": ignore_case, "across_lines": across_lines}

    @cached_property
    def compiled(self) -> Any:
        return linear(self._source, **self._options)

    def __getattr__(self, name: str) -> Any:
        """Look up what a compiled pattern has, such as `fullmatch`, and remember it."""
        found = getattr(self.compiled, name)
        setattr(self, name, found)
        return found


def pattern_of_rule(pattern: str) -> Any:
    """Compile the pattern of a curator's rule, which matches whole lines, ignoring case.

    Raises:
        PatternError: as `linear`.
    """
    return linear(pattern, ignore_case=True, across_lines=True)


def _has_foreign_letters(pattern: str) -> bool:
    return any(sign.isalpha() and not sign.isascii() for sign in pattern)


def _in_words(error: Exception) -> str:
    said = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
    return next((words for start, words in COMPLAINTS.items() if said.startswith(start)), said)


def _for_re2(pattern: str) -> str:
    """Write out the classes and escapes that Python and RE2 name differently."""
    made, place, in_brackets = [], 0, False
    while place < len(pattern):
        if pattern[place] == "\\" and (found := ESCAPED.match(pattern, place)):
            made.append(_escape(found, in_brackets=in_brackets))
            place = found.end()
            continue
        sign = pattern[place]
        if in_brackets:
            made.append("\\[" if sign == "[" else sign)
            in_brackets = sign != "]"
        elif opened := OPENING.match(pattern, place):
            # A leading "]", perhaps after "^", is a literal.
            made.append(opened[0].replace("]", "\\]"))
            place, in_brackets = opened.end(), True
            continue
        else:
            made.append(sign)
        place += 1
    return "".join(made)


def _escape(found: re.Match[str], *, in_brackets: bool) -> str:
    sign = found[3]
    if sign is None:
        return rf"\x{{{found[1] or found[2]}}}"
    if sign in CLASSES and in_brackets:
        return CLASSES[sign]
    if sign in CLASSES:
        return f"[{CLASSES[sign]}]" if sign.islower() else f"[^{CLASSES[sign.lower()]}]"
    if sign == "Z":
        return r"\z"
    return found[0] if sign.isascii() else sign
