"""Everything that reads text from outside takes time linear in its length, whatever the text contains.

Patterns are collected from the package itself, so that none is forgotten. Inputs are doubled: work that grows with the square
takes four times as long for twice the text. A call that takes only a moment on a long text is not measured further.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import pkgutil
import re
import time
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
import re2

import archive
from archive.admin.wording import word_difference
from archive.curation.cut import nearest, still_removed
from archive.dates.edtf import DateError
from archive.dates.printed import read_printed
from archive.evidence.suggest_reading import read as read_claims
from archive.evidence.suggest_rules import RULES as CLAIM_RULES
from archive.ingest.character_references import line_decoded, text_decoded
from archive.ingest.clean import clean
from archive.ingest.datelines import dated
from archive.ingest.dating import date_of
from archive.ingest.encoding import EncodingNotKnownError, NotTextError, decode
from archive.ingest.head_lines import day_in, is_byline, is_name, names_writer_or_day
from archive.ingest.html import parse as parse_page
from archive.ingest.html import read_page
from archive.ingest.identity import address_key
from archive.ingest.imports.pieces import pieces_of
from archive.ingest.language import certain_language
from archive.ingest.page_dates import iso_day
from archive.ingest.page_state import report_in_scripts as in_scripts
from archive.ingest.paragraphs import paragraph_of
from archive.ingest.placeholders import Names, writers
from archive.ingest.prepare import Prepared
from archive.ingest.raw import RawArticle
from archive.ingest.readers import BY_MEDIA_TYPE, RecordError, recognise
from archive.ingest.readers.columns import propose
from archive.ingest.readers.markdown import plain_text
from archive.ingest.readers.wayback import unwrapped
from archive.ingest.rules import DEFAULT_RULES, FROM_HERE, LINE, PREFIX, REGEX, Rule
from archive.matching.leftover import leftover_names
from archive.matching.name_forms import NameRow
from archive.matching.names import KnownNames
from archive.matching.same_story import Printing, changes
from archive.matching.sketch import sketch
from archive.matching.split_text import SplitText
from archive.matching.trie import NameTrie
from archive.presentation.reading import DrawnStretch, MarkedText
from archive.search.language import grammar
from archive.search.language.lexer import Lexer, Repairs
from archive.search.language.parser import parse
from archive.search.meaning.lexemes import Lexeme, LexemePhrase, lexemes_in
from archive.search.page import snippets
from archive.search.page.passages import Spot, mark, passages
from archive.search.relevance import small_words
from archive.text import words as words_of_text
from archive.text.alignment import aligned
from archive.text.likeness import skeleton
from archive.text.patterns import Linear
from archive.text.sentences import sentences

LENGTHS = (1_000, 4_000, 16_000)  # characters
# Seconds of work that are not looked at further. On the longest text, work of the square takes far more than that.
MOMENT = 0.006
MOST, TRIES = 2.6, 9
PLAIN = 2.3  # seen once, enough: work of the square would have to take a moment too long for the shorter text alone

# A beginning, a repeated part and an end.
SHAPES = {
    "bars": ("", "| ", "X"),
    "bullets": ("", "• ", "X"),
    "slashes": ("", "/ ", "X"),
    "dashes": ("", "- ", "X"),
    "long dashes": ("A", "—", "X"),
    "blanks": ("A", " ", "X"),
    "tabs and blanks": ("A", " \t", "X"),
    "line ends": ("A", "\n", "X"),
    "blank lines": ("A", " \n", "X"),
    "letters": ("", "a", "!"),
    "capitals": ("", "A", "!"),
    "capitals apart": ("", "A ", "!"),
    "initials": ("By ", "A. ", "!"),
    "initials joined": ("", "A.", "!"),
    "digits": ("", "1", "!"),
    "digits apart": ("", "1 ", "!"),
    "dates": ("", "1/1/1998 ", "!"),
    "times": ("", "10:30 ", "x"),
    "years": ("", "1996-", "x"),
    "dots": ("", ".", "X"),
    "dots apart": ("", ". ", "X"),
    "commas": ("a", ",", "x"),
    "stops and letters": ("", "aa.A", "!"),
    "by": ("", "by ", "!"),
    "names": ("By ", "Anna ", "!"),
    "small words": ("", "the of ", "!"),
    "share": ("", "share ", "!"),
    "photo": ("", "photo: ", "."),
    "copyright": ("", "©", "."),
    "agencies": ("", "AP / ", "."),
    "question marks": ("", "?", "x"),
    "stars": ("co", "*", "x"),
    "opened brackets": ("", "(", "x"),
    "closed brackets": ("", ")", "x"),
    "square brackets": ("x.", "[1]", "x"),
    "pairs of brackets": ("", "()", "x"),
    "tags": ("", "<p>", "x"),
    "unclosed tags": ("", "<div", "x"),
    "comments": ("", "<!--", "x"),
    "spans": ("", "<span>a", "x"),
    "attributes": ("<p ", "a=b ", "x"),
    "double quotes": ("", '"', "x"),
    "quotes that open": ("", "“", "x"),
    "single quotes that open": ("", "‘", "x"),
    "single quotes": ("", "'", "x"),
    "angle quotes": ("", "«", "x"),
    "short quotations": ("", "‘a’", "x"),
    "ampersands": ("", "&amp;", "x"),
    "colons": ("a", ":", "x"),
    "fields": ("", "person:", "x"),
    "minus": ("a ", "-", "x"),
    "underscores": ("", "_", "x"),
    "at": ("", "a@", "x"),
    "addresses": ("http://", "a.", "!"),
    "marks of direction": ("a", "\u200f", "x"),
    "accents": ("a", "\u0301", "x"),
    "Arabic": ("", "ا", "!"),
    "paths": ("Home", " > World", "!"),
    "two names of a month": ("4 ", "مارس/", "x"),
    "appeals": ("", "Sign up for our newsletter\nYour email\nOK\n", "x"),
    "posted": ("", "Posted 1 May 1998 ", "x"),
    "Han": ("", "字", "!"),
    "capital dots": ("KABUL", ", A", " x"),
    "braces": ("", "{{", "x"),
    "backslashes": ("", "\\", "x"),
    "h": ("a", "h", "x"),
    "ai": ("", "ai", "x"),
    "lines": ("", "Comments\n", "x"),
    "short lines": ("", "a b c d\n", "x"),
    "titles": ("", "Shells fall on town\n", "x"),
    "sentences": ("", "The men came to the town and went. ", "x"),
    "lines of prose": ("", "The men came to the town and then went away again.\n", "x"),
}


def of_shape(name: str, length: int) -> str:
    start, unit, end = SHAPES[name]
    return start + unit * (length // len(unit)) + end


def taken(work, text: str, *, tries: int = 1) -> float:
    """Return the least time of the process that the work took; the garbage of other tests is not looked at meanwhile."""
    times = []
    gc.disable()
    try:
        for _ in range(tries):
            paragraph_of.cache_clear()
            begun = time.process_time()
            work(text)
            times.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(times)


def growth(work, shape: str, *, lengths=LENGTHS, moment=MOMENT) -> float:
    """Return how many times as long the work takes on twice the text; 0 where even the longest takes but a moment."""
    work(of_shape(shape, 100))  # whatever is made once is not measured
    for length in lengths:
        if (once := taken(work, of_shape(shape, length))) > moment:
            break
    else:
        return 0
    best = taken(work, of_shape(shape, 2 * length)) / once
    if best <= PLAIN:
        return best
    for _ in range(TRIES):  # the machine may be busy: a call that seems too slow is tried again
        once = taken(work, of_shape(shape, length), tries=2)
        best = min(best, taken(work, of_shape(shape, 2 * length)) / once)
        if best <= MOST:
            break
    return best


# Patterns


@cache
def modules():
    names = [found.name for found in pkgutil.walk_packages(archive.__path__, "archive.")]
    apart = ("archive.wsgi", "archive.settings")
    return [
        importlib.import_module(name) for name in names if ".migrations" not in name and name not in apart
    ]


def patterns_in(value, depth=3):
    if isinstance(value, Linear):
        value = value.compiled
    if isinstance(value, (re.Pattern, re2._Regexp)):
        if isinstance(value.pattern, str):  # those over bytes look at the first of a file alone
            yield value
    elif isinstance(value, dict) and depth:
        yield from patterns_in(list(value.values()), depth - 1)
    elif isinstance(value, (list, tuple, set, frozenset)) and depth and len(value) < 1_000:
        for item in value:
            yield from patterns_in(item, depth - 1)


def written_in_place(module):
    """Yield the patterns in calls such as re.sub("…", …) inside functions."""
    for call in ast.walk(ast.parse(source_of(module))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        if getattr(call.func.value, "id", "") == "re" and call.func.attr in (*LOOKING, *HOLDING):
            try:
                made = eval(compile(ast.Expression(call.args[0]), "pattern", "eval"), vars(module))  # noqa: S307
            except NameError:
                continue  # built from local values: its step is measured below
            yield call.func.attr, re.compile(made)


@cache
def source_of(module) -> str:
    return Path(module.__file__).read_text(encoding="utf-8")


LOOKING = ("search", "sub", "split", "findall", "finditer", "subn")
HOLDING = ("match", "fullmatch")


@cache
def all_patterns():
    """Return {a name to show: (pattern, how it is used)}."""
    found = {}
    for module in modules():
        named = [(name, pattern) for name, value in vars(module).items() for pattern in patterns_in(value)]
        used = [(name, pattern, uses_of(name, pattern)) for name, pattern in named]
        used += [("in place", pattern, (method,)) for method, pattern in written_in_place(module)]
        for name, pattern, methods in used:
            if not any(pattern is known for known, _ in found.values()):
                found[f"{module.__name__}.{name}#{len(found)}"] = (pattern, methods)
    return found


def uses_of(name: str, pattern) -> tuple[str, ...]:
    """Return the methods called on a pattern of this name; all methods if it is never called by its name."""
    places = [
        module
        for module in modules()
        if any(found is pattern for found in patterns_in(vars(module).get(name)))
    ]
    used = [use for place in places for use in re.findall(rf"\b{re.escape(name)}\.(\w+)", source_of(place))]
    methods = tuple(dict.fromkeys(method for method in used if method in (*LOOKING, *HOLDING)))
    return methods or ("match", "fullmatch", "search", "sub")


def applied(pattern, method: str, text: str) -> None:
    if method in ("sub", "subn"):
        pattern.sub("", text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)


def test_patterns_are_found_where_they_stand():
    names = " ".join(all_patterns())

    assert len(all_patterns()) > 100
    for known in ("debris.WHOLE_LINES", "head_lines.DATE_LINE", "points.TOKEN", "words.WORDS", "lexer._WORD"):
        assert known in names


def test_the_measure_tells_what_grows_with_the_square_from_what_does_not():
    square = re.compile(r"(?:\W*a)?\W*b")

    assert growth(square.search, "bars") > MOST
    assert growth(lambda text: [sorted(text) for _ in range(5)], "letters") <= MOST


@pytest.mark.parametrize("shape", SHAPES)
def test_every_pattern_takes_time_in_proportion_to_the_text(shape):
    slow = {}
    for name, (pattern, methods) in all_patterns().items():
        for method in methods:
            grown = growth(partial(applied, pattern, method), shape)
            if grown > MOST:
                slow[f"{name}.{method}"] = round(grown, 1)

    assert not slow


# Steps


RULES = (
    *(Rule(row["kind"], row["text"]) for row in DEFAULT_RULES),
    Rule(LINE, "share this"),
    Rule(PREFIX, "share"),
    Rule(FROM_HERE, "more of this"),
    Rule(REGEX, r"(?:\w+\s?)+[.!]?(?:\w+\s?)+X"),
)
NAMES = [
    NameRow(1, 1, "Anna Anna Writer", is_primary=True),
    NameRow(2, 2, "A. A. A. Malik"),
    NameRow(3, 3, "AP"),
    NameRow(4, 4, "By"),
]
TRIE = NameTrie(NAMES)


def left_over(text):
    texts = {"headline": text, "standfirst": text, "body": text}
    known = KnownNames("", TRIE, {1: "person"}, {})
    split = {name: SplitText(text) for name in texts}
    return leftover_names(language="en", known=known, found=known.find(texts, split), split=split)


def printed_date(text):
    with suppress(DateError):
        read_printed(text)


# Enough of a page's furniture that what surrounds it is read as a page.
MENU = "Skip to content\nHome\nSport\nWeather\nAbout us\nContact us\n" * 12
PROSE = (
    "Shells fell on the bazaar of the river town for a third night, and families who had cellars shared them."
)


def lexed(text):
    return list(Lexer(text, fields=grammar.FIELDS, repairs=Repairs()).tokens())


def marked(text):
    """Mark every word, as a search for a beginning of one letter would."""
    spots = [Spot(token.start, token.end, f"{token.folded[:1]}*") for token in words_of_text.tokens(text)]
    return mark(text, spots), passages(text, spots)


class Named(NamedTuple):
    """A mention of an entity of a name of its own."""

    start: int
    end: int
    entity: SimpleNamespace
    certainty: str = "certain"
    about: str = ""


def report_text(text):
    """Mark every word of a report as a name, as found and as what something is drawn from."""
    words = words_of_text.tokens(text)
    named = [
        Named(
            word.start,
            word.end,
            SimpleNamespace(pk=number, name="A", kind="place", get_absolute_url=lambda: "/"),
        )
        for number, word in enumerate(words)
    ]
    found = [(word.start, word.end) for word in words]
    drawn = [DrawnStretch(word.start, word.end) for word in words]
    report = MarkedText(text, named, drawn, found)
    return report.whole(report.last), report.paragraphs(report.last)


def decoded(text):
    for encoding in ("utf-8", "cp1251"):
        with suppress(EncodingNotKnownError, NotTextError):
            decode(f"é{text}".encode(encoding, "ignore"))


def recognised(text):
    """Recognise it as it is, as the inside of other forms, and with every line as a mark might stand."""
    for start in ("", "<p>", "{\\rtf1 ", '{"text": "', "From a@post.example 1998\nA: b\n", "headline;text\n"):
        recognise(f"{start}{text}".encode())


EXPORTS = tuple(reader for reader in BY_MEDIA_TYPE.values() if not reader.holds_one)
BEGINNINGS = (
    "",
    "a,text\nb,",
    '{"text": "',
    "<p>",
    "{\\rtf1 ",
    "TY  - NEWS\nN2  - ",
    "@article{a, abstract = {",
    "HD\n",
    "Length: 5 words\nBody\n",
)


def read_as_exports(text):
    """Read it as a capture of every format of many reports, from several beginnings."""
    for reader in EXPORTS:
        for start in BEGINNINGS:
            with suppress(RecordError):
                reader.reread(f"{start}{text}".encode(), encoding="utf-8", origin="", position=1)


def in_one_column(text):
    removed = [{"text": line, "reason": "menu"} for line in text.split("\n")]
    return pieces_of(
        RawArticle(text=f"{text}\n{text[::-1]}"), Prepared({"body": text[::-1], "removed": removed})
    )


STEPS = {
    "exports": read_as_exports,
    "Markdown": plain_text,
    "copies of pages": lambda text: unwrapped(f"web.archive.org <div id='wm-ipp'>{text}", f"https://a.example/{text}"),
    "columns": lambda text: propose.__wrapped__((text, f"{text},")),
    "claims": lambda text: [read_claims(sentence.text, (), CLAIM_RULES) for sentence in sentences(text)],
    "decode": decoded,
    "recognise": recognised,
    "clean": clean,
    "data in streams": lambda text: in_scripts(parse_page(f"<title>Shells</title><script>self.__next_f.push([1,{json.dumps(text)}])</script><script id=__NUXT_DATA__>[{text}]"), ["Shells fall"]),
    "data in scripts": lambda text: in_scripts(parse_page(f"<title>Shells</title><script>x={text}</script><script type=a/json>{text}"), ["Shells fall"]),
    "clean by rules": partial(clean, rules=RULES),
    "clean with a headline": partial(clean, headline="Shells fall on town"),
    "lines of a head": lambda text: (is_byline(text), is_name(text), names_writer_or_day(text), day_in(text), dated(text)),
    "date in words": printed_date,
    "date of a machine": iso_day,
    "date of a record": lambda text: date_of(RawArticle(text="", published=text), found=text),
    "references of HTML": lambda text: (text_decoded(f"{text}&amp;<p>{text}</p>"), line_decoded(f"{text}&eacute;<b>{text}</b>")),
    "writers": lambda text: writers(f"By {text}", Names.of([text, "Riverton Post"])),
    "address": address_key,
    "language": certain_language,
    "clean in a page": lambda text: clean(f"{MENU}{text}\n{PROSE}\n{text}"),
    "fold": words_of_text.fold,
    "words": words_of_text.tokens,
    "folded in place": words_of_text.fold_in_place,
    "key of a name": words_of_text.name_key,
    "paragraphs": words_of_text.paragraphs,
    "excerpt": lambda text: words_of_text.excerpt(text, 200),
    "skeleton": skeleton.__wrapped__,
    "names": TRIE.find,
    "names left over": left_over,
    "sketch": sketch,
    "one story or two": lambda text: changes(Printing(sketch(f"{text} one {text}")), Printing(sketch(f"{text} two {text}"))),
    "lexer": lexed,
    "query": parse,
    "snippets": marked,
    "text of a report": report_text,
    "two texts aligned": lambda text: (aligned(text, text[::-1]), aligned(f"{text} a {text}", f"{text} b {text}")),
    "difference": lambda text: word_difference(text, text[::-1]),
    "a text in one column": in_one_column,
    "a passage to cut": lambda text: nearest(text, f"{text[: len(text) // 2]}\0", len(text) // 3),
    "what was removed": lambda text: still_removed([{"text": f"{text[:900]}\0"}], before=text, after=text[1:]),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_takes_time_in_proportion_to_its_markup(shape):
    """Most of the work is that of the libraries which find the report on a page."""

    def page(text):
        return read_page(f"<html><body><h1>Shells fall on town</h1>{text}")

    assert growth(page, shape, lengths=(2_000, 8_000), moment=0.1) <= MOST


def test_the_attributes_of_a_tag_are_not_compared_with_one_another():
    def page(number):
        attributes = " ".join(f'a{place}="{"x" * 20}"' for place in range(number))
        return f"<html><body><h1>Shells fall on town</h1><p {attributes}>{PROSE}</p>"

    read_page(page(1))
    assert read_page(page(20_000)).body == PROSE
    few, many = (taken(read_page, page(number), tries=3) for number in (20_000, 80_000))
    assert many <= MOST**2 * few


@pytest.mark.parametrize("step", STEPS)
def test_every_step_takes_time_in_proportion_to_the_text(step):
    grown = {shape: growth(STEPS[step], shape, moment=0.015) for shape in SHAPES}

    assert {shape: times for shape, times in grown.items() if times > MOST} == {}


FORMS = [
    Lexeme("fall"),
    LexemePhrase((Lexeme("the"), Lexeme("the")), (1,)),
    LexemePhrase((Lexeme("did"), Lexeme("fall")), (2,)),
    LexemePhrase((Lexeme("the"),) * 6, (2,) * 5),
]


def looked_for(text):
    """Count small words and phrases in a text, and mark words and phrases, each word being its own stem."""
    for word in ("the", "did not fall", "the the"):
        small_words._count(text, word)
    sought = list(dict.fromkeys(lexeme for form in FORMS for lexeme in lexemes_in(form)))
    candidates = {text: snippets._candidates(text, sought)}
    snippets._spots_of(candidates, FORMS, sought, {word: word for word, _, _ in candidates[text]})


def growth_of_repetitions(unit: str, times: int) -> float:
    """Return how many times as long the work takes on twice as many repetitions; 0 where it takes but a moment."""
    best = 9.0
    for _ in range(TRIES):  # the machine may be busy
        once = taken(looked_for, unit * times)
        if once < MOMENT:
            return 0
        best = min(best, taken(looked_for, unit * 2 * times) / once)
        if best <= MOST:
            break
    return best


@pytest.mark.parametrize(
    "unit", ["the ", "did not fall ", '"', "“the” ", "‘the’ ", '"did fall" ', "the'", "the’", "'the", "the-"]
)
def test_small_words_and_phrases_are_found_in_proportion_to_a_text_that_repeats_them(unit):
    assert growth_of_repetitions(unit, 4_000) <= MOST  # the square of 200,000 would not end
    assert growth_of_repetitions(unit, 100_000) <= MOST
