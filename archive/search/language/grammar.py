"""The query language as a table, for the parser, the help page and the messages about repairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from django.utils.translation import gettext

from archive.kinds import KINDS, any_kind

# Limits: what a query may ask of the database.
MAX_LENGTH = 2_000
MAX_TERMS = 100
MAX_DEPTH = 20
MAX_DISTANCE = 20
MAX_NEAR_WORDS = 8
DEFAULT_DISTANCE = 10
MIN_PREFIX = 2
MIN_SUFFIX = 3
MIN_PATTERN = 3
MIN_FUZZY = 3
MAX_MESSAGES = 6
MAX_QUOTED = 160

# Variants of one character; each maps to a single character, so that positions in the text stay correct.
QUOTATION_MARKS = '"“”„‟«»″〝〞〟＂'
APOSTROPHES = "'‘’‛ʼ′`´＇"
HYPHENS = "-‐‑−﹣－"
RANGE_DASHES = "–‒"
FULL_WIDTH = dict(zip("（）：＊～｜＝，；！？", "():*~|=,;!?", strict=True))
INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2060\ufeff\ufffe\uffff"

# Names of the field on: that people use besides.
DATE_WORDS = ("year", "date", "dated", "day", "month", "decade", "published", "when")
# What may be given to such a field for reports without a date.
UNDATED = ("none", "undated", "unknown")

OPERATORS = AND, OR, NOT = "AND", "OR", "NOT"


@dataclass(frozen=True)
class Construct:
    """One construct of the query language: its syntax, examples that can be followed, its meaning in plain words.

    `repairs` holds the message for each fault in its use, a template for str.format.
    """

    name: str
    syntax: str
    examples: tuple[str, ...]
    meaning: str
    repairs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def repair(self, fault: str, **typed: object) -> str:
        """Return the message that says how the fault was interpreted."""
        return gettext(self.repairs[fault]).format(**{name: _cut(value) for name, value in typed.items()})


def _cut(value: object) -> object:
    if isinstance(value, str) and len(value) > MAX_QUOTED:
        return f"{value[: MAX_QUOTED - 1].rstrip()}…"
    return value


FieldKind = Literal["text", "entity", "context", "date"]


@dataclass(frozen=True)
class FieldConstruct(Construct):
    """A field: `text` is searched in the report itself, `entity` is chosen from a list, `date` bounds the date, and `context` is
    what other tables say of a report: archive/search/meaning/context.py finds its reports.

    A text field outside the text of a report has a `column`, whose words are in the vector after its `mark`.
    """

    kind: FieldKind = "text"
    synonyms: tuple[str, ...] = ()
    column: str = ""
    mark: str = ""


WORDS = Construct(
    name="Words",
    syntax="mazar dostum",
    examples=("mazar dostum", "hazara fighters bamiyan"),
    meaning="Reports that have every word, in any order and in any of its forms (fighter, fighters). A name finds "
    f"the other spellings of the same {any_kind()} too; the page says which. Capitals, accents and "
    "hyphens make no difference. Other forms of a word are searched too, and the page says which: ceasefire, cease-fire and cease fire; "
    "mujahedin and mujahideen; died and death.",
    repairs={
        "too_long": "The query was longer than {limit} characters: the rest was ignored.",
        "too_many": "The query had more than {limit} words: the rest was ignored.",
        "no_words": "There are no words to search for in “{text}”.",
    },
)
PHRASE = Construct(
    name="Phrase",
    syntax='"northern alliance"',
    examples=('"northern alliance"', '"red cross"'),
    meaning="These words one after the other. Quotation marks of any shape will do.",
    repairs={
        "unclosed": "The quotation mark was not closed: searched for the phrase “{text}”.",
        "empty": "Quotation marks with nothing between them were ignored.",
        "star": "A star in a phrase goes at its end: searched for “{text}” without the others.",
    },
)
EXCLUSION = Construct(
    name="Without",
    syntax="-word",
    examples=('"northern alliance" -taliban', "kunduz -siege", 'kabul -"red cross"'),
    meaning="Excludes reports that contain the word, phrase, group or field after the minus. NOT in capitals does the same.",
    repairs={
        "empty": "“{typed}” had nothing after it to exclude, and was ignored.",
        "dashes": "The dashes before “{text}” were ignored; a single minus sign excludes a word.",
        "name_link": "“-{text}” was read as part of a name; to exclude the word, write NOT {text}.",
    },
)
EITHER = Construct(
    name="Either",
    syntax="kunduz OR herat",
    examples=("kunduz OR herat", "ceasefire | truce"),
    meaning="Reports with one or the other or both. OR in capitals, or a vertical bar; a small “or” is a word.",
    repairs={
        "alone": "“{typed}” had nothing to join, and was ignored.",
        "mixed": "Words are joined before OR: understood as {understood}. Use brackets to group them differently.",
    },
)
BOTH = Construct(
    name="Both",
    syntax="massoud AND taliban",
    examples=("massoud AND taliban",),
    meaning="Every word, as with a space between them; reports with only most of the words are then never offered. "
    "AND in capitals; a small “and” is a word.",
    repairs={"alone": "“{typed}” had nothing to join, and was ignored."},
)
GROUP = Construct(
    name="Brackets",
    syntax="( … )",
    examples=("(kunduz OR herat) captured", "kabul -(rockets OR shelling)"),
    meaning="Groups words, so that OR or a minus applies to everything inside.",
    repairs={
        "unclosed": "A bracket was not closed: understood as closed at the end.",
        "unopened": "A closing bracket without an opening one was ignored.",
        "empty": "Brackets with nothing inside were ignored.",
        "deep": "Brackets more than {limit} deep were ignored.",
    },
)
PREFIX = Construct(
    name="Beginning",
    syntax="surrend*",
    examples=("surrend*", "mazar-i-sh*", '"northern all*"'),
    meaning=f"Words that begin with these letters: surrender, surrendered, surrenders. At least {MIN_PREFIX} letters.",
    repairs={
        "short": "At least {limit} letters are needed before a star: searched for the word “{text}”.",
        "alone": "A star by itself was ignored; it goes at the end or the beginning of a word.",
    },
)
PATTERN = Construct(
    name="Inside",
    syntax="mass?ud",
    examples=("mass?ud", "ma*r"),
    meaning=f"A question mark before or inside a word stands for any one letter, a star inside it for any letters. It has at least {MIN_PATTERN} letters.",
    repairs={
        "short": "At least {limit} letters are needed beside “?” or “*” inside a word: searched for “{text}” without it.",
        "many": "“{text}” may be more than {limit} words of the archive: only the first {limit} were searched for.",
    },
)
SUFFIX = Construct(
    name="Ending",
    syntax="*abad",
    examples=("*abad", "*stan"),
    meaning=f"Words that end with these letters: Jalalabad, Faizabad. At least {MIN_SUFFIX} letters.",
    repairs={
        "short": "At least {limit} letters are needed after a star: searched for the word “{text}”.",
        "both": "A star goes at only one end of a word: searched for words that end in “{text}”.",
    },
)
NEAR = Construct(
    name="Near",
    syntax='"dostum malik"~8',
    examples=('"dostum malik"~8', '"kabul rockets"~5'),
    meaning=f"Both words, in either order, at most 8 words apart; up to {MAX_DISTANCE}. With more words, each is near the next.",
    repairs={
        "far": "Words can be at most {limit} apart: searched within {limit} words.",
        "no_distance": "There was no number after “~”: searched within {distance} words.",
        "one_word": "Proximity needs two words or more: searched for “{text}”.",
        "zero": "A distance of 0 is the phrase itself: searched for the phrase “{text}”.",
        "many": "Proximity takes at most {limit} words: searched for all the words “{text}”, wherever they occur.",
    },
)
FUZZY = Construct(
    name="Similar spelling",
    syntax="masud~",
    examples=("masud~", "qonduz~"),
    meaning="Words with a similar spelling, if you are not sure of it.",
    repairs={
        "short": "Similar spellings need a word of at least {limit} letters: searched for “{text}”.",
        "number": "The number after “{text}~” was ignored: all similar spellings are searched.",
    },
)
LITERAL = Construct(
    name="As typed",
    syntax="=taleban",
    examples=("=taleban", '="mazar-e-sharif"'),
    meaning="Only this spelling: a name is not widened to its other spellings, nor a word to its other forms.",
    repairs={"alone": "“=” had nothing after it, and was ignored."},
)
DATE_REPAIRS = {
    "no_date": "“{typed}:” needs a date, such as {typed}:1997-05: searched for “{typed}” as a word.",
    "unclosed": "The quotation mark was not closed: read the date “{text}”.",
}
FIELD = Construct(
    name="Field",
    syntax="field:value",
    examples=("title:kabul", 'place:"mazar-i-sharif"', "person:(massoud OR dostum)"),
    meaning="Searches only one part of a report. The value is a word, a phrase or a group in brackets.",
    repairs={
        "empty": "“{typed}:” has nothing after it: searched for “{typed}” as a word.",
        "nested": "“{typed}:” cannot be used inside another field, and was ignored.",
        "unknown": "“{typed}” is not a field: searched for it as a word. The fields are {fields}.",
    },
)

CONSTRUCTS = (WORDS, PHRASE, EXCLUSION, EITHER, BOTH, GROUP, PREFIX, PATTERN, SUFFIX, NEAR, FUZZY, LITERAL)


def _field(
    name: str,
    examples: tuple[str, ...],
    meaning: str,
    *,
    kind: FieldKind = "text",
    synonyms: tuple[str, ...] = (),
    column: str = "",
    mark: str = "",
) -> FieldConstruct:
    repairs = DATE_REPAIRS if kind == "date" else {}
    return FieldConstruct(name, f"{name}:", examples, meaning, repairs, kind, synonyms, column, mark)


FIELD_TABLE = (
    _field("title", ("title:kabul", "title:(herat OR kunduz)"), "In the headline.", synonyms=("headline",)),
    _field(
        "byline",
        ("byline:desk",),
        "Who wrote the report, as printed.",
        synonyms=("by", "author"),
        column="byline",
        mark="#b",
    ),
    _field(
        "dateline",
        ("dateline:peshawar", "dateline:kabul"),
        "The place that the report was sent from, as printed.",
        column="dateline",
        mark="#d",
    ),
    _field(
        "source",
        ("source:digest taliban",),
        "The publication, by its name or part of it.",
        kind="entity",
        synonyms=("publication", "newspaper"),
    ),
    *(
        _field(kind.key, kind.field_examples, kind.field_meaning, kind="entity", synonyms=kind.field_synonyms)
        for kind in KINDS
    ),
    _field(
        "side",
        ("side:taliban", "side:taliban on:1997-05", 'mazar -side:"northern alliance"'),
        "Names somebody who is cited with this side at the date of the report, certainly or possibly: who belonged to it or to a part "
        "of it. With on: it is asked for that date. Undated reports are never found.",
        kind="entity",
        synonyms=("sides",),
    ),
    _field(
        "written",
        ("written:islamabad", "kabul -written:kabul"),
        "Written in a place, or in a part of it, as the dateline says. Whether anything happened there is another question: see place:.",
        kind="entity",
    ),
    _field(
        "language",
        ("language:en kabul",),
        "The language of the report, by its name or code.",
        kind="entity",
        synonyms=("lang",),
    ),
    _field(
        "basis",
        ("basis:inferred", "basis:stated mazar"),
        "What the date of the report rests on: stated with it, or inferred by a curator.",
        kind="entity",
    ),
    _field(
        "event",
        ("event:mazar", 'event:"mazar 1997"'),
        "Tells of an event, or carries a claim about it; by words of its title, or by its number.",
        kind="context",
    ),
    _field(
        "claimant",
        ("claimant:taliban",),
        "Carries a claim of this person, faction or source, or of somebody described so.",
        kind="context",
    ),
    _field(
        "claims",
        ("claims:denied", "claims:disputed mazar"),
        "Carries a claim by which somebody asserted, denied, confirmed, doubted, retracted or predicted something; or with disputed, "
        "a claim on a question on which claims contradict each other.",
        kind="context",
        synonyms=("claim",),
    ),
    _field(
        "topic",
        ("topic:control", "topic:casualties"),
        "Carries a claim about control, casualties, sides, fate, responsibility, agreement or another topic.",
        kind="context",
    ),
    _field(
        "before", ("kabul before:1996-09-27",), "Dated before this day, month or year begins.", kind="date"
    ),
    _field("after", ("kabul after:2001-09",), "Dated after this day, month or year has ended.", kind="date"),
    _field(
        "on",
        ("mazar on:1997-05", "taliban on:199X", "kabul date:none"),
        "Dated within this day, month, year or decade, certainly or possibly; date:none finds reports without a date.",
        kind="date",
        synonyms=DATE_WORDS,
    ),
    _field(
        "from",
        ("mazar from:1998-08",),
        "Dated in this day, month or year, or later.",
        kind="date",
        synonyms=("since",),
    ),
    _field(
        "to",
        ("kabul from:1992 to:1996",),
        "Dated in this day, month or year, or earlier.",
        kind="date",
        synonyms=("until",),
    ),
)
CONTEXT_FIELDS: tuple[str, ...] = tuple(entry.name for entry in FIELD_TABLE if entry.kind == "context")
WORD_FIELDS: Mapping[str, FieldConstruct] = MappingProxyType(
    {entry.name: entry for entry in FIELD_TABLE if entry.column}
)
FIELDS: Mapping[str, FieldConstruct] = MappingProxyType(
    {name: entry for entry in FIELD_TABLE for name in (entry.name, *entry.synonyms)}
)
