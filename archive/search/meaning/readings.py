"""What a typed name may be read as: a known spelling, or by rule a form of one, which the page then says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext

from archive.kinds import PERSON
from archive.models import Name
from archive.search.meaning.parts import put_together
from archive.text.ordinary import ordinary_words
from archive.text.scripts import in_latin_script
from archive.text.words import APOSTROPHES, name_key

# Closed up, short words are too easily another one.
MIN_CLOSED, MIN_JOINED = 6, 3
MIN_PLURAL = 6
MAX_TITLES = 3
POSSESSIVE = re.compile(rf"(?<=\w)[{APOSTROPHES}](?:[sS]|(?<=[sS].))$")


class ReadBy(StrEnum):
    """How a typed name leads to a known spelling."""

    SPELT = ""
    POSSESSIVE = "possessive"
    TITLE = "title"
    JOINED = "joined"
    PLURAL = "plural"
    SCRIPT = "script"
    PARTS = "parts"
    CITED = "cited"

    @property
    def how(self) -> str:
        """How the name was read, as the end of a sentence."""
        return HOW.get(self, "")

    @property
    def is_other_words(self) -> bool:
        """Whether a report may print what was typed without naming anybody as known so far."""
        return self in (ReadBy.JOINED, ReadBy.PLURAL, ReadBy.SCRIPT, ReadBy.PARTS)


HOW = {
    ReadBy.TITLE: ", the title set aside",
    ReadBy.JOINED: ", with its words parted otherwise",
    ReadBy.PLURAL: ", in the plural",
    ReadBy.SCRIPT: ", in another script",
    ReadBy.PARTS: ", as each part is a known spelling",
    ReadBy.CITED: ", the only bearer of the name who is cited at that date; reports that may name them are found too",
}


def read_as(typed: str, name: str, rule: ReadBy) -> str:
    """Say in a sentence that a typed name was read as another, and by which rule."""
    said = gettext("“{typed}” was read as {name}{how}.")
    return said.format(typed=typed, name=name, how=gettext(rule.how) if rule.how else "")


class KeyTried(NamedTuple):
    """A key under which a typed name is looked up; `is_closed` ignores the spaces in it."""

    rule: ReadBy
    key: str
    is_closed: bool = False

    def fits(self, name: Name) -> bool:
        """Return whether a name is written with these letters."""
        if self.rule == ReadBy.TITLE and name.entity.kind != PERSON.key:
            return False
        return _is_joined(self.key, name.key) if self.is_closed else name.key == self.key


class NameRead(NamedTuple):
    """The names that a typed text may be, all by one rule."""

    names: tuple[Name, ...]
    rule: ReadBy = ReadBy.SPELT


def read_names(texts: Iterable[str], *, kind: str = "") -> dict[str, NameRead]:
    """Return {text: its NameRead} of those of these texts that are names, of one kind of entity if that is given."""
    forms = {text: list(forms_of(text)) for text in texts}
    readings = _as_written(forms, kind)
    unread = {text: _bare(text) for text in forms if text not in readings}
    known = put_together(unread.values())
    parts = {
        text: tuple(name for name in known.get(key, ()) if kind in ("", name.entity.kind))
        for text, key in unread.items()
    }
    return readings | {text: NameRead(names, ReadBy.PARTS) for text, names in parts.items() if names}


def _as_written(forms: dict[str, list[KeyTried]], kind: str) -> dict[str, NameRead]:
    known = Name.objects.written_as(closed(form.key) for tried in forms.values() for form in tried)
    readings = {}
    for text, tried in forms.items():
        for form in tried:
            fitting = filter(form.fits, known.get(closed(form.key), ()))
            names = tuple(name for name in fitting if kind in ("", name.entity.kind))
            if names:
                readings[text] = NameRead(names, form.rule)
                break
    return readings


def forms_of(text: str) -> Iterator[KeyTried]:
    """Yield the forms of a typed name, the nearest to what was typed first."""
    key, stem = name_key(text), name_key(without_possessive(text))
    if not key:
        return
    yield KeyTried(ReadBy.SPELT, key)
    if stem != key:
        yield KeyTried(ReadBy.POSSESSIVE, stem)
    if untitled := _untitled(stem):
        yield KeyTried(ReadBy.TITLE, untitled)
        yield KeyTried(ReadBy.TITLE, untitled, is_closed=True)
    if len(closed(stem)) >= MIN_CLOSED and not _is_ordinary(stem):
        yield KeyTried(ReadBy.JOINED, stem, is_closed=True)
    if stem == key and (one := _singular(key)):
        yield KeyTried(ReadBy.PLURAL, one)
    if latin := name_key(in_latin_script(text)):
        yield KeyTried(ReadBy.SCRIPT, latin)
        yield KeyTried(ReadBy.SCRIPT, latin, is_closed=True)


def _bare(text: str) -> str:
    """Return the key of a text without titles and possessive."""
    stem = name_key(without_possessive(text))
    return _untitled(stem) or stem


def without_possessive(text: str) -> str:
    """Return a text without an English possessive at its end."""
    return POSSESSIVE.sub("", text)


def closed(key: str) -> str:
    """Return a key written as one word."""
    return key.replace(" ", "")


def _is_joined(typed: str, known: str) -> bool:
    """Return whether two keys differ by their spaces alone, and none of the words joined is a mere letter or two ("mazar i")."""
    if closed(typed) != closed(known):
        return False
    return typed.count(" ") < known.count(" ") or all(len(word) >= MIN_JOINED for word in typed.split())


def _untitled(key: str) -> str:
    """Return a key without the titles it begins with; empty if it has none or is nothing else."""
    words = key.split()
    titles = 0
    while titles < min(MAX_TITLES, len(words)) and words[titles] in PERSON.words_before:
        titles += 1
    return " ".join(words[titles:]) if titles else ""


def _singular(key: str) -> str:
    """Return a key whose last word is a plural in the singular; empty if it is none or an ordinary word."""
    last = key.rpartition(" ")[2]
    if len(last) < MIN_PLURAL or not last.endswith("s") or last.endswith("ss"):
        return ""
    return "" if {last, last[:-1]} & ordinary_words() else key[:-1]


def _is_ordinary(key: str) -> bool:
    return ordinary_words().issuperset(key.split())
