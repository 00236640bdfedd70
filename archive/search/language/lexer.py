"""Split a query into tokens: total and linear, with a message for each repair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from archive import dates
from archive.search.language import grammar
from archive.search.language.characters import clean, edges, has_letters, last_letters, tidy
from archive.search.language.grammar import FieldConstruct
from archive.search.language.nodes import (
    NAME_LINKS,
    DateField,
    Fuzzy,
    Near,
    Node,
    Nothing,
    Pattern,
    Phrase,
    Prefix,
    Suffix,
    Word,
    join_and,
)

OPEN, CLOSE, MINUS, LITERAL, TERM, FIELD = "(", ")", "-", "=", "term", "field"
_SIGNS = (MINUS, LITERAL, grammar.NOT)
MAX_DATE = 60  # characters of a date of several words after a field


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A piece of a query: `kind` is one of the constants above or an operator word; a TERM carries its node.

    A FIELD has the `name` that the grammar gives it, or none.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    node: Node = field(default_factory=Nothing)
    name: str = ""


class Repairs:
    """The messages about repairs, each once, and no more than a reader will take in."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def note(self, message: str) -> None:
        """Keep `message` unless it was given before."""
        if message not in self.messages and len(self.messages) < grammar.MAX_MESSAGES:
            self.messages.append(message)


_SPACE = re.compile(r"\s+")
_OPERATOR = re.compile(rf"(?:{'|'.join(grammar.OPERATORS)})(?=[\s()|\"]|$)")
_STROKES = re.compile(r"\|+")
_AMPERSANDS = re.compile(r"&+")
_DASHES = re.compile(r"-+")
_NAME_LINK = re.compile(
    rf"-({'|'.join(sorted(NAME_LINKS, key=len, reverse=True))})(?=-|\s+\w)", re.IGNORECASE
)
_FIELD_NAME = re.compile(r"([A-Za-z_]{2,20}):(?!//)")
_UNKNOWN_FIELD = re.compile(r"([A-Za-z_]{2,20}):(?=[\w\"(])(?!//)")
_DATE_VALUE = re.compile(r"[^\s()\"|]+")
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)[^\s\"()<>|]+", re.IGNORECASE)
# A comma, colon or slash between digits belongs to the number; two dashes or dots separate words, as a slash or a plus sign does, and && means AND.
_WORD = re.compile(r"(?:(?!--|\.\.|&&)[^\s()\"|,;:!?<>{}\[\]*~…—―–‒،؛؟/+]|(?<=[0-9])[,:/](?=[0-9]))+")
_PATTERN = re.compile(r"\?+[^\W_]+(?:[?*]+[^\W_]+)*|[^\W_]+(?:[?*]+[^\W_]+)+")
_PAIRED_APOSTROPHES = re.compile(r"''(?=[^\s'])")
_NEAR_MARK = re.compile(r"~([0-9]*)")
_NEAR_MARK_APART = re.compile(r"\s*~\s*([0-9]+)(?![^\s()|])")
_STAR_IN_PHRASE = re.compile(r"(?<=\w)\*|\*(?=\w)")
_STARS = re.compile(r"\*+")
_GLUED = re.compile(r"(?:[\w*~][^\s()\"|,;:]*)?")


class Lexer:
    """Reads one query from left to right; `pos` only ever grows."""

    def __init__(self, text: str, *, fields: Mapping[str, FieldConstruct], repairs: Repairs) -> None:
        self.text = clean(text)
        self.fields = fields
        self.repairs = repairs
        self.pos = 0
        self.terms = 0
        self.previous: QueryToken | None = None
        self.awaits_value = False

    def tokens(self) -> Iterator[QueryToken]:
        """Yield the tokens, at most MAX_TERMS of them terms."""
        while self.pos < len(self.text):
            token = self._next()
            if token is None:
                continue
            self.terms += token.kind in (TERM, FIELD)
            if self.terms > grammar.MAX_TERMS:
                self.repairs.note(grammar.WORDS.repair("too_many", limit=grammar.MAX_TERMS))
                return
            self.previous = token
            self.awaits_value = token.kind == FIELD or self.awaits_value and token.kind in _SIGNS
            yield token

    def _next(self) -> QueryToken | None:
        if space := _SPACE.match(self.text, self.pos):
            self.pos = space.end()
            return None
        mark = self.text[self.pos]
        if mark in "()":
            return self._take(mark, 1)
        if mark == '"':
            return self._quoted(self.pos + 1, self.text.find('"', self.pos + 1), width=1)
        if mark == "|":
            return self._take(grammar.OR, self._count(_STROKES))
        if self.text.startswith("&&", self.pos):
            return self._take(grammar.AND, self._count(_AMPERSANDS))
        if mark == "*":
            return self._star()
        if mark in "-=":
            return self._minus() if mark == "-" else self._literal()
        return self._first_of(
            self._operator, self._paired_apostrophes, self._field, self._pattern, self._word
        )

    def _first_of(self, *steps: Callable[[], QueryToken | None]) -> QueryToken | None:
        """Apply the first step that yields a token or skips something."""
        start, token = self.pos, None
        for step in steps:
            token = step()
            if token or self.pos > start:
                break
        return token

    # Steps

    def _take(self, kind: str, length: int, *, name: str = "") -> QueryToken:
        start, self.pos = self.pos, self.pos + length
        return QueryToken(kind, start, self.pos, self.text[start : self.pos], name=name)

    def _term(self, start: int, node: Node) -> QueryToken:
        return QueryToken(TERM, start, self.pos, self.text[start : self.pos], node=node)

    def _skip(self, length: int = 1) -> QueryToken | None:
        self.pos += length
        return None

    def _count(self, pattern: re.Pattern[str], *, ahead: int = 0) -> int:
        found = pattern.match(self.text, self.pos + ahead)
        return len(found.group()) if found else 0

    def _is_after(self, marks: str) -> bool:
        """Return whether the position follows a space, one of `marks` or the name of a field rather than a word."""
        before = self.text[self.pos - 1 : self.pos]
        is_in_field = before == ":" and self.previous is not None and self.previous.kind == FIELD
        return not before.strip() or before in marks or is_in_field

    # Signs

    def _operator(self) -> QueryToken | None:
        length = self._count(_OPERATOR)
        if not length or not self._is_after('()|"'):
            return None
        return self._take(self.text[self.pos : self.pos + length], length)

    def _minus(self) -> QueryToken | None:
        length = self._count(_DASHES)
        after = self.text[self.pos + length : self.pos + length + 1]
        if not after.strip() or after in ")|" or not self._is_after("(|="):
            return self._skip(length)
        if length > 1:
            following = self.text[self.pos + length : self.pos + length + self._count(_GLUED, ahead=length)]
            self.repairs.note(grammar.EXCLUSION.repair("dashes", text=following or after))
            return self._skip(length)
        return self._skip() if self._is_name_link() else self._take(MINUS, 1)

    def _is_name_link(self) -> bool:
        link = _NAME_LINK.match(self.text, self.pos)
        if link is None or self.previous is None or not isinstance(self.previous.node, Word):
            return False
        if self.text[self.previous.end : self.pos].strip():
            return False
        self.repairs.note(grammar.EXCLUSION.repair("name_link", text=link.group(1)))
        return True

    def _literal(self) -> QueryToken | None:
        after = self.text[self.pos + 1 : self.pos + 2]
        if not after.strip() or after in ")|=" or not self._is_after("(|-="):
            return self._skip()
        return self._take(LITERAL, 1)

    # Quotation marks

    def _paired_apostrophes(self) -> QueryToken | None:
        if not self._count(_PAIRED_APOSTROPHES):
            return None
        close = self.text.find("''", self.pos + 2)
        is_glued = close >= 0 and self.text[close + 2 : close + 3].isalnum()
        return None if close < 0 or is_glued else self._quoted(self.pos + 2, close, width=2)

    def _quoted(self, inside: int, close: int, *, width: int) -> QueryToken | None:
        start = self.pos
        text = tidy(self.text[inside : close if close >= 0 else len(self.text)])
        self.pos = close + width if close >= 0 else len(self.text)
        near = (
            (_NEAR_MARK_APART.match(self.text, self.pos) or _NEAR_MARK.match(self.text, self.pos))
            if close >= 0
            else None
        )
        self.pos = near.end() if near else self.pos
        span = (start, self.pos)
        if not has_letters(text):
            self.repairs.note(grammar.PHRASE.repair("empty"))
            return None
        if close < 0:
            self.repairs.note(grammar.PHRASE.repair("unclosed", text=text))
        node = self._near(text, near.group(1), span) if near else self._phrase(text, span)
        return self._term(start, node)

    def _phrase(self, text: str, span: tuple[int, int]) -> Node:
        beginning = text.rstrip("* ")
        if _STAR_IN_PHRASE.search(beginning):
            self.repairs.note(grammar.PHRASE.repair("star", text=_STAR_IN_PHRASE.sub("", beginning)))
        if text.endswith("*") and last_letters(beginning) >= grammar.MIN_PREFIX:
            return Prefix(beginning[edges(beginning)[0] :], span=span)
        return Phrase(beginning, span=span)

    def _near(self, text: str, number: str, span: tuple[int, int]) -> Node:
        words = [word for word in text.split() if has_letters(word)]
        text = " ".join(words)
        distance = int(number[:4]) if number else grammar.DEFAULT_DISTANCE
        if len(words) < 2:
            self.repairs.note(grammar.NEAR.repair("one_word", text=text))
            return self._phrase(text, span)
        if distance == 0:
            self.repairs.note(grammar.NEAR.repair("zero", text=text))
            return self._phrase(text, span)
        if len(words) > grammar.MAX_NEAR_WORDS:
            self.repairs.note(grammar.NEAR.repair("many", limit=grammar.MAX_NEAR_WORDS, text=text))
            return self._scattered(words, span)
        if not number:
            self.repairs.note(grammar.NEAR.repair("no_distance", distance=distance))
        if distance > grammar.MAX_DISTANCE:
            self.repairs.note(grammar.NEAR.repair("far", limit=grammar.MAX_DISTANCE))
        self.terms += len(words) - 1  # each is a separate search
        return Near(text, min(distance, grammar.MAX_DISTANCE), span=span)

    def _scattered(self, words: list[str], span: tuple[int, int]) -> Node:
        self.terms += len(words) - 1
        return join_and([self._phrase(word, span) for word in words])

    # Stars

    def _star(self) -> QueryToken | None:
        start = self.pos
        self.pos += self._count(_STARS)
        word = self._bare_word()
        if word is None:
            self.repairs.note(grammar.PREFIX.repair("alone"))
            return None
        self._drop_second_star(word.text)
        if len(word.text) < grammar.MIN_SUFFIX:
            self.repairs.note(grammar.SUFFIX.repair("short", limit=grammar.MIN_SUFFIX, text=word.text))
            return self._term(start, word)
        return self._term(start, Suffix(word.text, span=(start, self.pos)))

    def _drop_second_star(self, text: str) -> None:
        if second := self._count(_STARS):
            self.pos += second
            self.repairs.note(grammar.SUFFIX.repair("both", text=text))

    def _pattern(self) -> QueryToken | None:
        """Return a word with "?" or "*" inside it."""
        found = _PATTERN.match(self.text, self.pos)
        if found is None:
            return None
        start, self.pos = self.pos, found.end()
        text = re.sub(r"[?*]", "", found.group())
        if len(text) < grammar.MIN_PATTERN:
            self.repairs.note(grammar.PATTERN.repair("short", limit=grammar.MIN_PATTERN, text=text))
            return self._term(start, Word(text, span=found.span()))
        return self._term(start, Pattern(found.group(), span=found.span()))

    def _prefix(self, word: Word) -> Node:
        self.pos += self._count(_STARS)
        span = (word.span[0], self.pos)
        self.pos += self._count(_GLUED)
        if last_letters(word.text) < grammar.MIN_PREFIX:
            self.repairs.note(grammar.PREFIX.repair("short", limit=grammar.MIN_PREFIX, text=word.text))
            return word
        return Prefix(word.text, span=span)

    def _fuzzy(self, word: Word) -> Node:
        self.pos += (marked := self._count(_NEAR_MARK))
        if len(word.text) < grammar.MIN_FUZZY:
            self.repairs.note(grammar.FUZZY.repair("short", limit=grammar.MIN_FUZZY, text=word.text))
            return word
        if marked > 1:
            self.repairs.note(grammar.FUZZY.repair("number", text=word.text))
        return Fuzzy(word.text, span=(word.span[0], self.pos))

    # Words and fields

    def _word(self) -> QueryToken | None:
        start = self.pos
        word = self._address() or self._bare_word()
        if word is None:
            return self._skip(self._count(_WORD) or 1)
        node: Node = word
        following = self.text[self.pos : self.pos + 1]
        if following == "*" and word.span[1] == self.pos:
            node = self._prefix(word)
        elif following == "~" and word.span[1] == self.pos:
            node = self._fuzzy(word)
        return self._term(start, node)

    def _address(self) -> Word | None:
        found = _ADDRESS.match(self.text, self.pos)
        return self._make_word(found.group()) if found else None

    def _bare_word(self) -> Word | None:
        found = _WORD.match(self.text, self.pos)
        return self._make_word(found.group()) if found else None

    def _make_word(self, run: str) -> Word | None:
        first, last = edges(run)
        if first == last:
            return None
        core = run[first:last]
        # An operator that joins nothing, next to a sign ("-OR", "AND,"), is a word like any other.
        text = core.lower() if core in grammar.OPERATORS else core
        word = Word(text, span=(self.pos + first, self.pos + last))
        self.pos += len(run)
        return word

    def _field(self) -> QueryToken | None:
        found = _FIELD_NAME.match(self.text, self.pos)
        if found is None:
            return None
        entry = self.fields.get(found.group(1).lower())
        if entry is None:
            return self._unknown_field()
        if self.awaits_value:
            self.repairs.note(grammar.FIELD.repair("nested", typed=found.group(1)))
            return self._skip(len(found.group()))
        after = found.end()
        while self.text[after : after + 1].isspace():
            after += 1
        if entry.kind == "date":
            return self._date(entry, found.group(1), after)
        if self.text[after : after + 1] in ("", ")", "|"):
            self.repairs.note(grammar.FIELD.repair("empty", typed=found.group(1)))
            return None
        return self._take(FIELD, len(found.group()), name=entry.name)

    def _unknown_field(self) -> QueryToken | None:
        """Return an unknown field, which is read as the words on both sides of its colon."""
        found = _UNKNOWN_FIELD.match(self.text, self.pos)
        typed = found.group()[:-1] if found else ""
        if not typed or self.awaits_value or typed in grammar.OPERATORS:
            return None
        names = ", ".join(dict.fromkeys(entry.name for entry in self.fields.values()))
        self.repairs.note(grammar.FIELD.repair("unknown", typed=typed, fields=names))
        return self._take(FIELD, len(typed) + 1)

    def _date(self, entry: FieldConstruct, typed: str, after: int) -> QueryToken | None:
        value, end = self._date_value(entry, after)
        if not any(mark.isdigit() for mark in value) and value.lower() not in grammar.UNDATED:
            self.repairs.note(entry.repair("no_date", typed=typed))
            return None
        start, self.pos = self.pos, end
        return self._term(start, DateField(entry.name, value, span=(start, end)))

    def _date_value(self, entry: FieldConstruct, start: int) -> tuple[str, int]:
        if self.text[start : start + 1] == '"':
            close = self.text.find('"', start + 1)
            value = tidy(self.text[start + 1 : close if close >= 0 else len(self.text)]).rstrip(",; ")
            if close < 0:
                self.repairs.note(entry.repair("unclosed", text=value))
            return value, close + 1 if close >= 0 else len(self.text)
        typed = next(
            (date for date in dates.dates_in_text(self.text[start : start + MAX_DATE]) if not date.start),
            None,
        )
        if typed and typed.edtf:
            return tidy(self.text[start : start + typed.end]), start + typed.end
        found = _DATE_VALUE.match(self.text, start)
        value = found.group().rstrip(",;") if found else ""
        return value, start + len(value)
