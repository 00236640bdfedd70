from __future__ import annotations

import pytest
from hypothesis import assume, example, given

from archive.search.language import grammar
from archive.search.language.grammar import CONSTRUCTS, FIELD, FIELD_TABLE
from archive.search.language.nodes import (
    And,
    DateField,
    Entities,
    Field,
    Fuzzy,
    Lexemes,
    Near,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Suffix,
    Token,
    Word,
    distribute,
    is_only_negative,
    positive_terms,
    transform,
    walk,
    word_runs,
)
from archive.search.language.parser import parse
from archive.search.language.unparse import unparse
from tests.search.queries import examples, queries


def tree(text):
    return parse(text).tree


def words(*texts):
    return And(tuple(Word(text) for text in texts))


# Queries read without repair

READINGS = {
    "mass?ud": Pattern("mass?ud"),
    "?abul": Pattern("?abul"),
    "??b*ul": Pattern("??b*ul"),
    "kabul ? fell": And((Word("kabul"), Word("fell"))),
    "ma*r fell": And((Pattern("ma*r"), Word("fell"))),
    "who fell?": words("who", "fell"),
    "Kabul/Jalalabad": words("Kabul", "Jalalabad"),
    "kunduz+herat": words("kunduz", "herat"),
    "9/11 attacks": words("9/11", "attacks"),
    '"rockets kabul" ~5': Near("rockets kabul", 5),
    '"rockets kabul" ~': Phrase("rockets kabul"),
    "taliban": Word("taliban"),
    "taliban kabul": words("taliban", "kabul"),
    "taliban AND kabul": words("taliban", "kabul"),
    "taliban and kabul or not": words("taliban", "and", "kabul", "or", "not"),
    "kunduz OR herat": Or((Word("kunduz"), Word("herat"))),
    "kunduz | herat|kabul": Or((Word("kunduz"), Word("herat"), Word("kabul"))),
    "(a OR b) c": And((Or((Word("a"), Word("b"))), Word("c"))),
    "((a) (b (c)))": words("a", "b", "c"),
    "kabul -siege": And((Word("kabul"), Not(Word("siege")))),
    "kabul NOT siege": And((Word("kabul"), Not(Word("siege")))),
    "kabul AND NOT siege": And((Word("kabul"), Not(Word("siege")))),
    "-siege": Not(Word("siege")),
    "NOT -siege": Word("siege"),
    '-"peace talks"': Not(Phrase("peace talks")),
    "-(a b)": Not(words("a", "b")),
    "-place:kabul": Not(Field("place", Word("kabul"))),
    "place:-kabul": Not(Field("place", Word("kabul"))),
    '"northern  alliance"': Phrase("northern alliance"),
    "“northern alliance”": Phrase("northern alliance"),
    "„northern alliance“": Phrase("northern alliance"),
    "«northern alliance»": Phrase("northern alliance"),
    "‟northern alliance”": Phrase("northern alliance"),
    "′′northern alliance′′": Phrase("northern alliance"),
    "''northern alliance''": Phrase("northern alliance"),
    "'northern alliance'": words("northern", "alliance"),
    "Qala’i Jangi's": words("Qala'i", "Jangi's"),
    "tal*": Prefix("tal"),
    "mazar-i-sh*": Prefix("mazar-i-sh"),
    '"northern all*"': Prefix("northern all"),
    "*abad": Suffix("abad"),
    "masud~": Fuzzy("masud"),
    '"dostum malik"~8': Near("dostum malik", 8),
    '-"dostum malik"~8': Not(Near("dostum malik", 8)),
    "title:kabul": Field("title", Word("kabul")),
    "Headline: kabul": Field("title", Word("kabul")),
    'by:"ahmed rashid"': Field("byline", Phrase("ahmed rashid")),
    "dateline:peshawar": Field("dateline", Word("peshawar")),
    "source:front*": Field("source", Prefix("front")),
    "person:(massoud OR dostum) kabul": And(
        (Field("person", Or((Word("massoud"), Word("dostum")))), Word("kabul"))
    ),
    "before:1997-05": DateField("before", "1997-05"),
    "After: 1997~": DateField("after", "1997~"),
    "on:199X": DateField("on", "199X"),
    "on:1997/..": DateField("on", "1997/.."),
    'on:"9 August 1998"': DateField("on", "9 August 1998"),
    "since:1992 until:1996": And((DateField("from", "1992"), DateField("to", "1996"))),
    "=taleban": Word("taleban", literal=True),
    '="mazar-e-sharif"': Phrase("mazar-e-sharif", literal=True),
    '=(taleban "mazar-e-sharif")': And(
        (Word("taleban", literal=True), Phrase("mazar-e-sharif", literal=True))
    ),
    "-=taleban": Not(Word("taleban", literal=True)),
    "title:=taleban": Field("title", Word("taleban", literal=True)),
    "mazar-i-sharif": Word("mazar-i-sharif"),
    "Mazar‑e‑Sharif": Word("Mazar-e-Sharif"),
    "Kabul–Herat road": words("Kabul-Herat", "road"),
    "Mazar- i-Sharif": words("Mazar", "i-Sharif"),
    "Mazar - i - Sharif": words("Mazar", "i", "Sharif"),
    "said—Taliban": words("said", "Taliban"),
    "said--Taliban": words("said", "Taliban"),
    "well...then": words("well", "then"),
    "kabul, herat; [sic] (Mazar)!": words("kabul", "herat", "sic", "Mazar"),
    "U.S. AK-47 9/11 1,500 10:30": words("U.S", "AK-47", "9/11", "1,500", "10:30"),
    "Taliban: advance": words("Taliban", "advance"),
    "R&R": Word("R&R"),
    "Who's AND, who?": words("Who's", "and", "who"),
    "https://example.org/a?b=c, kabul": words("https://example.org/a?b=c", "kabul"),
    '"northern alliance"-led': And((Phrase("northern alliance"), Word("led"))),
    "طالبان کابل": words("طالبان", "کابل"),
    "e\u0301t\u00e9": Word("e\u0301t\u00e9"),
    "（a OR b） c": And((Or((Word("a"), Word("b"))), Word("c"))),
    "": Nothing(),
    "  \t\n ": Nothing(),
    "\x00\x01\ud800\u200b": Nothing(),
}


@pytest.mark.parametrize("text", READINGS)
def test_it_reads_the_language(text):
    parsed = parse(text)
    assert parsed.tree == READINGS[text]
    assert parsed.messages == ()


# Queries repaired

REPAIRS = {
    '"northern alliance': (Phrase("northern alliance"), "quotation mark was not closed: searched for the phrase “northern alliance”"),
    'kabul "': (Word("kabul"), "nothing between them"),
    '""': (Nothing(), "nothing between them"),
    '"-- !"': (Nothing(), "nothing between them"),
    "(a OR b": (Or((Word("a"), Word("b"))), "understood as closed at the end"),
    "a) b": (words("a", "b"), "closing bracket without an opening one"),
    "kabul ()": (Word("kabul"), "nothing inside"),
    "AND x": (Word("x"), "“AND” had nothing to join"),
    "x AND": (Word("x"), "“AND” had nothing to join"),
    "x | ": (Word("x"), "“|” had nothing to join"),
    "OR": (Nothing(), "“OR” had nothing to join"),
    "a AND OR b": (Or((Word("a"), Word("b"))), "“AND” had nothing to join"),
    "kabul NOT": (Word("kabul"), "“NOT” had nothing after it"),
    "kabul -()": (Word("kabul"), "“-” had nothing after it"),
    "=!": (Nothing(), "“=” had nothing after it"),
    "--word": (Word("word"), "dashes before “word” were ignored"),
    "--": (Nothing(), "no words to search for in “--”"),
    "🙂 !": (Nothing(), "no words to search for in “🙂 !”"),
    "a b OR c": (Or((words("a", "b"), Word("c"))), "understood as (a b) OR c"),
    "Mazar -i-Sharif": (words("Mazar", "i-Sharif"), "“-i” was read as part of a name"),
    "Hezb -e Wahdat": (words("Hezb", "e", "Wahdat"), "“-e” was read as part of a name"),
    "a*": (Word("a"), "At least 2 letters"),
    "*ab": (Word("ab"), "At least 3 letters"),
    "ab~": (Word("ab"), "at least 3 letters"),
    "* kabul": (Word("kabul"), "A star by itself"),
    "*stan*": (Suffix("stan"), "searched for words that end in “stan”"),
    "t*b": (Word("tb"), "At least 3 letters are needed"),
    '"kab* airport"': (Phrase("kab* airport"), "A star in a phrase goes at its end: searched for “kab airport”"),
    "masud~2": (Fuzzy("masud"), "all similar spellings"),
    '"a b"~99': (Near("a b", 20), "searched within 20 words"),
    '"a b"~': (Near("a b", 10), "searched within 10 words"),
    '"a b"~0': (Phrase("a b"), "phrase “a b”"),
    '"kabul"~3': (Phrase("kabul"), "needs two words"),
    '"1 2 3 4 5 6 7 8 9"~3': (And(tuple(Phrase(number) for number in "123456789")), "at most 8 words"),
    "title:": (Word("title"), "“title:” has nothing after it"),
    "title:()": (Word("title"), "“title:” has nothing after it"),
    "(source: ) kabul": (words("source", "kabul"), "“source:” has nothing after it"),
    "title:(a person:b)": (Field("title", words("a", "b")), "“person:” cannot be used inside another field"),
    "title:person:b": (Field("title", Word("b")), "“person:” cannot be used inside another field"),
    "title:person:(a OR b)": (Field("title", Or((Word("a"), Word("b")))), "“person:” cannot be used inside another field"),
    "''!''(a OR b)": (Or((Word("a"), Word("b"))), "nothing between them"),
    "title:(a before:1997)": (Field("title", Word("a")), "“before:” cannot be used inside another field"),
    "writer:rashid": (words("writer", "rashid"), "“writer” is not a field"),
    "-writer:rashid": (Not(words("writer", "rashid")), "“writer” is not a field"),
    'writer:"ahmed rashid"': (And((Word("writer"), Phrase("ahmed rashid"))), "The fields are title, byline"),
    "before:kabul": (words("before", "kabul"), "“before:” needs a date"),
    "after:": (Word("after"), "“after:” needs a date"),
    'on:"1998': (DateField("on", "1998"), "read the date “1998”"),
}  # fmt: skip


@pytest.mark.parametrize("text", REPAIRS)
def test_it_repairs_and_says_what_it_understood(text):
    parsed = parse(text)
    expected, message = REPAIRS[text]
    assert parsed.tree == expected
    assert any(message in given for given in parsed.messages)


def test_it_cuts_a_long_query_between_words():
    parsed = parse("kabul " * 20_000)
    assert len(parsed.source) <= grammar.MAX_LENGTH
    assert {node.text for node in parsed.tree.nodes} == {"kabul"}
    assert len(parsed.tree.nodes) == grammar.MAX_TERMS
    assert [message.split(":")[0] for message in parsed.messages] == [
        "The query was longer than 2000 characters",
        "The query had more than 100 words",
    ]


@pytest.mark.parametrize("text", ["(" * 5000, "(a OR " * 900, "-(b " * 900, "title:(" * 900, "title:-" * 900, "ab:" * 900, "NOT " * 900, '"' * 9000, "''" * 900, "*~" * 900])  # fmt: skip
def test_it_reads_the_deepest_nesting_without_deep_trees(text):
    parsed = parse(text)
    assert depth(parsed.tree) <= 3 * grammar.MAX_DEPTH
    assert parsed.messages


def depth(node):
    match node:
        case And(nodes) | Or(nodes):
            return 1 + max(map(depth, nodes))
        case Not(child) | Field(_, child):
            return 1 + depth(child)
    return 1


def test_it_says_each_thing_once_and_not_too_much():
    parsed = parse('"" "" () x AND a* ab~ *ab --q title: writer:x before:y "a b"~99')
    assert len(parsed.messages) == grammar.MAX_MESSAGES == len(set(parsed.messages))


# Where things stand


def test_it_keeps_the_place_of_each_term():
    text = "taliban -“northern alliance” title:(=kabul OR her*) Mazar, *abad before: 1997 masud~"
    parsed = parse(text)
    places = {type(node).__name__: text[slice(*node.span)] for node in walk(parsed.tree)}
    assert places == {
        "And": text,
        "Word": "Mazar",
        "Not": "-“northern alliance”",
        "Phrase": "“northern alliance”",
        "Field": "title:(=kabul OR her*)",
        "Or": "(=kabul OR her*)",
        "Prefix": "her*",
        "Suffix": "*abad",
        "DateField": "before: 1997",
        "Fuzzy": "masud~",
    }
    literal = next(node for node in walk(parsed.tree) if node == Word("kabul", literal=True))
    assert text[slice(*literal.span)] == "=kabul"


def test_it_switches_widening_off_by_a_mark_at_the_place_of_a_word():
    text = "taleban mazar-e-sharif 1998"
    start = parse(text).tree.nodes[1].span[0]
    assert tree(f"{text[:start]}={text[start:]}").nodes[1] == Word("mazar-e-sharif", literal=True)


def test_it_tells_runs_of_words_that_may_be_one_name():
    parsed = parse('ahmad shah massoud AND mazar- i-sharif, kabul "x" dostum')
    runs = [
        [node.text for node in parsed.tree.nodes[first:last]]
        for first, last in word_runs(parsed.tree.nodes, parsed.source)
    ]
    assert runs == [["ahmad", "shah", "massoud"], ["mazar", "i-sharif"], ["kabul"], ["dostum"]]


# Trees


def test_it_moves_fields_down_to_their_words():
    assert distribute(tree("-person:(a OR (b -c)) d")) == tree("-(person:a OR (person:b -person:c)) d")


def test_it_flattens_and_drops_what_became_empty_when_a_tree_is_changed():
    changed = transform(
        tree("a b -c (d OR title:e)"),
        lambda node: Nothing() if node in (Word("a"), Word("c"), Word("d")) else node,
    )
    assert changed == tree("b title:e")


def test_it_lists_the_terms_that_a_found_report_shows():
    found = positive_terms(tree('a -b "c d" title:e person:f -(g -h) (in* OR john~) before:1997'))
    assert found == [Word("a"), Phrase("c d"), Word("e"), Word("h"), Prefix("in"), Fuzzy("john")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-a", True), ("-a -b", True), ("a OR -b", True), ("-(a -b)", True), ("-a before:1997", True), ("a -b", False),
     ("-(-a OR b)", False), ("(a OR b) -c", False), ("-a title:b", False), ("", False), ("before:1997", False)],
)  # fmt: skip
def test_it_knows_a_query_that_only_leaves_out(text, expected):
    assert is_only_negative(tree(text)) is expected


def test_it_writes_resolved_names_as_they_were_typed():
    resolved = And(
        (Entities((1, 2), "taleban"), Lexemes(("jalalabad",), "*abad"), Token(("#s1",), typed="source:x"))
    )
    assert unparse(resolved) == "taleban *abad source:x"


# The table


@pytest.mark.parametrize(
    "construct", [*CONSTRUCTS, FIELD, *FIELD_TABLE], ids=lambda construct: construct.name
)
def test_it_reads_every_example_of_the_help_page_as_it_is(construct):
    for text in construct.examples:
        parsed = parse(text)
        assert parsed.messages == ()
        assert not parsed.is_empty
        assert parse(unparse(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize("entry", FIELD_TABLE, ids=lambda entry: entry.name)
def test_it_knows_every_field_by_all_its_names(entry):
    for name in (entry.name, *entry.synonyms):
        assert tree(f"{name.upper()}:1997").name == entry.name
    for text in entry.examples:
        assert any(getattr(node, "name", "") == entry.name for node in walk(tree(text)))


# Any text


@examples(2000)
@given(queries)
@example("a -NOT i b")
@example("x NOT i-b c")
def test_it_makes_a_sound_tree_of_any_text(text):
    parsed = parse(text)
    assert parsed.source.encode() and "\x00" not in parsed.source or not parsed.source
    assert len(parsed.messages) <= grammar.MAX_MESSAGES
    assert all(message.encode() for message in parsed.messages)
    terms = [node for node in walk(parsed.tree) if node.is_leaf]
    assert len(terms) <= grammar.MAX_TERMS
    assert depth(parsed.tree) <= 3 * grammar.MAX_DEPTH
    for node in walk(parsed.tree):
        assert 0 <= node.span[0] <= node.span[1] <= len(parsed.source)
        if isinstance(node, Word | Phrase | Prefix | Suffix | Fuzzy | Near | DateField):
            assert any(mark.isalnum() for mark in node.text)
            assert node.text.encode() and not set(node.text) & set('\x00"')
            assert node.span[0] < node.span[1]


@examples(2000)
@given(queries)
def test_it_reads_what_it_writes_as_the_same_tree(text):
    understood = parse(text).tree
    written = unparse(understood)
    assume(len(written) <= grammar.MAX_LENGTH)
    assert parse(written).tree == understood


@pytest.mark.parametrize("name", grammar.DATE_WORDS)
def test_a_field_of_dates_has_many_names(name):
    assert tree(f"{name}:1996") == tree(f"{name.capitalize()}: 1996") == DateField("on", "1996")


@pytest.mark.parametrize(
    "text",
    ["27 september 1996", "September 27, 1996", "1990s", "summer 1998", "1996-09-27", "none", "undated"],
)
def test_a_field_of_dates_takes_a_date_of_several_words(text):
    assert tree(f"kabul date:{text} herat") == And((Word("kabul"), DateField("on", text), Word("herat")))


@pytest.mark.parametrize("typed", ["nofield:kabul", "written_by:massoud", 'nofield:"a b"', "nofield:(a b)"])
def test_a_word_that_is_no_field_is_told_with_those_that_are(typed):
    name = typed.partition(":")[0]
    assert (
        parse(typed)
        .messages[0]
        .startswith(f"“{name}” is not a field: searched for it as a word. The fields are")
    )


@pytest.mark.parametrize("typed", ["Kabul: the siege", "Kabul: 12 dead", "10:30", "https://example.org/a"])
def test_a_colon_of_ordinary_writing_is_no_field(typed):
    assert parse(typed).messages == ()
