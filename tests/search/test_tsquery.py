from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from archive.search.language.nodes import (
    And,
    DateField,
    Entities,
    Field,
    Fuzzy,
    Lexemes,
    Not,
    Nothing,
    Or,
    Pattern,
    Suffix,
    Token,
    Word,
    join_and,
    join_or,
    negate,
    transform,
)
from archive.search.language.parser import parse
from archive.search.meaning.index_query import UnresolvedNodeError, index_query
from archive.search.meaning.tsquery import as_tsquery
from tests.search.queries import examples, queries

# What is compiled here depends on no engine.
pytestmark = [pytest.mark.django_db, pytest.mark.engine("small")]


def evaluate(node):
    """Return the tsquery of `node` as PostgreSQL writes it, and how many nodes it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query::text, numnode(query) FROM CAST(%s AS tsquery) AS query",
            [as_tsquery(index_query(node))],
        )
        return cursor.fetchone()


def compiled(text):
    return evaluate(parse(text).tree)[0]


def finds(text, report, *, headline=""):
    """Say whether the query finds a report of this text."""
    with connection.cursor() as cursor:
        cursor.execute(FINDS, [report, as_tsquery(index_query(parse(text).tree)), headline])
        return cursor.fetchone()[0]


FINDS = """
    SELECT (setweight(words, 'A') || archive_marked('#t', words) || to_tsvector('dateline', archive_fold(%s))) @@ %s::tsquery
    FROM to_tsvector('dateline', archive_fold(%s)) AS words
"""
TSQUERIES = {
    "taliban kabul": "'taliban' & 'kabul'",
    "kunduz OR herat": "'kunduz' | 'herat'",
    "kabul -(siege | rockets)": "'kabul' & !( 'sieg' | 'rocket' )",
    "mazar-i-sharif": "'mazar' <2> 'sharif'",
    '"Mazar- i-Sharif"': "'mazar' <2> 'sharif'",
    "mazar-e-sharif": "'mazar' <-> 'e' <-> 'sharif'",
    '"northern alliance"': "'northern' <-> 'allianc'",
    '="northern alliance"': "'northern' <-> 'allianc'",
    "Émigrés": "'emigr'",
    "the": "",
    "the kabul": "'kabul'",
    "kabul -the": "'kabul'",
    "the OR kabul": "'kabul'",
    "-(the of)": "",
    "title:the": "",
    "tal*": "'tal':* | 'tal'",
    "fighting*": "'fighting':* | 'fight'",
    "the*": "'the':*",
    "mazar-i-sh*": "'mazar' <2> ( 'sh':* | 'sh' )",
    '"battle of the kab*"': "'battl' <3> ( 'kab':* | 'kab' )",
    '"the kab*"': "'kab':* | 'kab'",
    "title:kabul": "'#tkabul'",
    "title:mazar-i-sharif": "'mazar':A <2> 'sharif':A",
    "title:(mazar-i-sh* -kabul)": "'mazar':A <2> ( 'sh':*A | 'sh':A ) & !'#tkabul'",
    "title:tal* kabul": "( '#ttal':* | '#ttal' ) & 'kabul'",
    '"dostum malik"~2': "'dostum' <-> 'malik' | 'malik' <-> 'dostum' | 'dostum' <2> 'malik' | 'malik' <2> 'dostum'",
    '"battle of kabul"~1': "'battl' <-> 'kabul' | 'kabul' <-> 'battl'",
    '"the kabul of"~5': "'kabul'",
    '"the of"~5': "",
    '"a1 b1 c1"~1': "( 'a1' <-> 'b1' | 'b1' <-> 'a1' ) & ( 'b1' <-> 'c1' | 'c1' <-> 'b1' )",
    '"mazar-i-sharif fell"~1': "'mazar' <2> 'sharif' <-> 'fell' | 'fell' <-> ( 'mazar' <2> 'sharif' )",
    'title:"dostum malik"~1': "'dostum':A <-> 'malik':A | 'malik':A <-> 'dostum':A",
    "title:o'brien's\\x": "'obrien':A <2> 'x':A",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize("text", TSQUERIES)
def test_it_compiles_to_what_postgresql_should_look_for(text):
    assert compiled(text) == TSQUERIES[text]


REPORT = "General Dostum's fighters re-entered Mazar‑i‑Sharif on Sunday, said General Abdul Malik; “Taliban” units fled."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("taliban", True),
        ("“Taliban” fled", True),
        ("fighter*", True),
        ("fighting*", False),
        ("fle*", True),
        ("mazar-i-sharif", True),
        ('"mazar i sharif"', True),
        ("mazar-i-sha*", True),
        ("sharif-i-mazar", False),
        ('"taliban abdul"~1', False),
        ('"taliban abdul"~2', True),
        ('"dostum fighter"~2', True),
        ("title:dostum", False),
        ("title:malik", True),
        ("title:(malik OR dostum)", True),
        ("title:mal*", True),
        ("dostum -kabul", True),
        ("dostum -title:malik", False),
        ("kabul OR (mazar -herat)", True),
        ("-(dostum kabul)", True),
    ],
)
def test_it_finds_what_was_asked_for(text, expected):
    assert finds(text, REPORT, headline="Malik in Mazar") is expected


def test_it_compiles_what_names_and_the_vocabulary_give():
    assert evaluate(Entities((3, 4), "taleban"))[0] == "'#e3' | '#e4'"
    assert evaluate(Entities((3,), "taleban", Word("taleban")))[0] == "'#e3' | 'taleban'"
    assert evaluate(Field("title", Entities((3,), "taleban")))[0] == "'#e3':A"
    assert evaluate(Token(("#4-1", "#lpt-BR")))[0] == "'#4-1' | '#lpt-BR'"
    assert evaluate(Lexemes(("jalalabad", "o'b\\c", "é", ": & |", "x" * 2100)))[0] == (
        "'jalalabad' | 'o''b\\\\c' | 'é' | ': & |'"
    )


def test_it_matches_no_report_where_the_vocabulary_has_no_word():
    assert evaluate(And((Word("kabul"), Lexemes(()))))[0] == "'kabul' & '#none'"
    assert evaluate(Or((Word("kabul"), Token(()))))[0] == "'kabul' | '#none'"


@pytest.mark.parametrize(
    "node", [Suffix("abad"), Fuzzy("masud"), DateField("on", "1997"), Field("person", Word("massoud"))]
)
def test_it_refuses_what_must_be_resolved_first(node):
    with pytest.raises(UnresolvedNodeError):
        index_query(Not(node))


@pytest.mark.engine("small")
def test_it_looks_up_all_words_of_a_query_in_one_statement(django_assert_num_queries):
    tree = parse(
        'falconry -herons (egrets OR "two swans") cran* "storks ibises"~3 title:bitterns by:desks'
    ).tree
    with django_assert_num_queries(1):
        query = index_query(tree)
    with django_assert_num_queries(0):
        assert index_query(tree) == query


# Any query


def resolved(node):
    """Stand in for names and vocabulary."""
    match node:
        case Suffix(text) | Fuzzy(text) | Pattern(text):
            return Lexemes((text, text[::-1]), typed=text)
        case DateField():
            return Nothing()
        case Field(name) if name != "title":
            return Token(("#e1", f"#s'{name}\\"), typed="")
    return node


@examples(500)
@given(queries)
def test_it_makes_a_query_that_the_database_takes_of_any_text(text):
    query = index_query(transform(parse(text).tree, resolved))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT numnode(query), to_tsvector('dateline', archive_fold(%s)) @@ query FROM CAST(%s AS tsquery) AS query",
            [REPORT, as_tsquery(query)],
        )
        size, found = cursor.fetchone()
    assert (query == Nothing()) == (size == 0)
    assert found is not None


WORDS = ("kabul", "herat", "kunduz")
trees = st.recursive(
    st.sampled_from([Word(word) for word in (*WORDS, "the", "of")]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(join_and),
        st.lists(inner, min_size=2, max_size=3).map(join_or),
        inner.map(negate),
    ),
    max_leaves=8,
)


def matches(node, report):
    """Return whether a report with these words matches; None if the query has only stop words."""
    match node:
        case Word(text):
            return text in report if text in WORDS else None
        case Not(child):
            found = matches(child, report)
            return None if found is None else not found
        case And(nodes) | Or(nodes):
            asked = [found for child in nodes if (found := matches(child, report)) is not None]
            return (all if isinstance(node, And) else any)(asked) if asked else None
    raise AssertionError(node)


@examples(300)
@given(trees, st.sets(st.sampled_from(WORDS)))
def test_it_passes_stop_words_over_wherever_they_stand(node, report):
    tsquery = as_tsquery(index_query(node))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('dateline', %s) @@ query, numnode(query) FROM CAST(%s AS tsquery) AS query",
            [" ".join(report), tsquery],
        )
        found, size = cursor.fetchone()
    expected = matches(node, report)
    assert (size == 0) == (expected is None)
    assert found == bool(expected)
