"""What stands both in SQL and in Python says the same: each pair is named here, or made from one place (archive/search/declared.py).

Others have tests of their own: dates (tests/dates/test_sql.py), addresses (tests/ingest/test_same_words.py).
"""

from __future__ import annotations

import json
import sys
import unicodedata
from bisect import bisect_right
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.ingest.identity import address_key
from archive.matching.link import digest_of
from archive.matching.written import in_dateline
from archive.models import Article, Entity, Mention
from archive.models.visibility import is_accepted, is_public, is_published
from archive.models.wordings import WITHHELD
from archive.search.facets import language_code, language_number
from archive.search.records.columns import decode
from archive.search.relevance.bm25 import FIELD_WEIGHTS
from archive.search.relevance.frequencies import LEAST, LETTERS
from archive.text.likeness import code, name_code, name_keys, skeleton
from archive.text.likeness.codes import ADMINISTRATIVE, PARTICLES, other_reading
from archive.text.words import name_key

pytestmark = pytest.mark.django_db

# Letters in which names are stored, and what stands between and inside them.
NAMES = st.text(
    "abdeghiklmnoqrstuwyzABGHKMSTÉéÖöüŁłØøßāīūʿʾأبتدرسعكلمنهوي'’‘`-‐–. \u00a0\u00ad\u0640\u0301", max_size=24
)
WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16)
OF_PLACES = st.lists(WORDS | st.sampled_from(sorted(ADMINISTRATIVE | PARTICLES)), max_size=4).map(" ".join)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
PRINTED = st.text("ab\néß😀'\\ ", max_size=12)
AFTER_DATELINE = st.sampled_from(
    ["", " ", " (AP) -", ", 9 Aug. (AP)", ", then", ": ", " — ", " - ", ", Iran — ", ".", "b"]
)
OF_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lo", "Lm"])
lists = settings(max_examples=25)  # of lists of examples, each list in one statement


def in_database(call, values, *, kind="text"):
    """Return what a call in SQL gives for each `value`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {call} FROM unnest(%s::{kind}[]) WITH ORDINALITY AS given (value, place) ORDER BY place",
            [values],
        )
        return [found for (found,) in cursor.fetchall()]


@lists
@given(st.lists(NAMES, min_size=1, max_size=60))
def test_keys_of_names(names):
    assert in_database("archive_name_key(value)", names) == [name_key(name) for name in names]


def initials(letter):
    """Return initials with a letter, but for those of India that are never written as one character: they are no initials beside Latin ones."""
    return f" A.{letter}." if len(unicodedata.normalize("NFKC", letter)) == 1 else ""


def test_keys_of_names_with_every_letter():
    letters = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in OF_LETTERS
    ]
    for start in range(0, len(letters), 20_000):
        names = [f"a{letter}b a{letter}{initials(letter)}" for letter in letters[start : start + 20_000]]
        keys = in_database("archive_name_key(value)", names)
        other = [
            (name, in_sql, here)
            for name, in_sql in zip(names, keys, strict=True)
            if in_sql != (here := name_key(name))
        ]
        assert other == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Əliyev", "eliyev"), ("Ƣazi", "ghazi"), ("Сергей", "сергеи"), ("СЕРГЕЙ", "сергеи"), ("Σπύρος", "σπυροσ"), ("Straße", "strasse"),
        ("Đặng", "dang"), ("강", "강"), ("क़ाज़ी", "क़ाज़ी"), ("Ba'asyir", "baasyir"), ("U.S.", "us"),
    ],
)  # fmt: skip
def test_keys_of_some_names(name, key):
    assert name_key(name) == key
    assert in_database("archive_name_key(value)", [name]) == [key]


@lists
@given(st.lists(WORDS, min_size=1, max_size=60))
def test_skeletons_of_words(words):
    assert in_database("archive_skeleton(value)", words) == [skeleton(word) for word in words]


@lists
@given(st.lists(WORDS, min_size=1, max_size=60))
@example(
    [
        "abdul",
        "abdullah",
        "ivanoff",
        "ff",
        "dawlat",
        "majman",
        "taj",
        "xerxes",
        "tsamkani",
        "anbar",
        "yahya",
        "tschetschen",
        "dzhalal",
    ]
)
def test_codes_of_words(words):
    assert in_database("archive_word_code(value)", words) == [code(word) for word in words]


@lists
@given(st.lists(WORDS, min_size=1, max_size=60))
@example(["xiva", "chiwa", "celilabad", "baydhaba", "jej", "tschin", "ouadi", "uardere", "dzhizzakh"])
def test_other_readings_of_words(words):
    assert in_database("archive_other_reading(value)", words) == [other_reading(word) for word in words]


@lists
@given(st.lists(NAMES.map(name_key) | OF_PLACES, min_size=1, max_size=30))
@example(
    [
        *(f"{word} herat" for word in sorted(ADMINISTRATIVE | PARTICLES)),
        *sorted(PARTICLES),
        "city of homs",
        "xiva",
        "al",
        "ibn al",
        "mazar i sharif",
        "abd al rahman",
        "",
        "a",
        "one two three four five six seven",
        "abu umar",
    ]
)
def test_codes_and_keys_of_names(names):
    codes = [name_code(name) for name in names]
    assert in_database("archive_name_code(value)", names) == codes
    keys = in_database("archive_name_keys(value, archive_name_code(value))", names)
    assert list(map(set, keys)) == list(map(name_keys, names))


@lists
@given(
    st.lists(
        st.builds("{}{}{}".format, st.sampled_from(["", "https://", "HTTP://www."]), WORDS, TEXTS), min_size=1
    )
)
def test_keys_of_addresses(addresses):
    assert in_database("archive_address_key(value)", addresses) == [address_key(one) for one in addresses]


def test_numbers_of_languages():
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = ["", *(one + other for one in letters for other in letters), "prs", "zzz", "aaa"]
    numbers = [language_number(code) for code in codes]
    assert in_database("archive_language_number(value)", codes) == numbers
    assert [language_code(number) for number in numbers] == codes


def test_what_is_said_in_place_of_a_name():
    assert in_database("archive_withheld()", [""]) == [WITHHELD]


@pytest.mark.parametrize(
    ("function", "condition", "values"),
    [
        ("archive_is_published", is_published, Article.Status.values),
        ("archive_is_public", is_public, Entity.Visibility.values),
        ("archive_is_accepted", is_accepted, Mention.Status.values),
    ],
)
def test_what_readers_may_see(function, condition, values):
    ((_, allowed),) = condition().children
    assert in_database(f"{function}(value)", values) == [value == allowed for value in values]
    assert len(values) > 1


@lists
@given(st.lists(st.tuples(PRINTED, PRINTED, PRINTED, PRINTED), min_size=1, max_size=20))
def test_digests_of_what_was_matched(texts):
    reports = [dict(zip(Article.NAMED_FIELDS, report, strict=True)) for report in texts]
    columns = ", ".join(f"value->>'{name}'" for name in Article.NAMED_FIELDS)
    in_sql = f"archive_text_digest({columns})"
    assert in_database(in_sql, list(map(json.dumps, reports)), kind="jsonb") == list(map(digest_of, reports))


@given(st.lists(st.tuples(PRINTED, st.integers(0, 12), st.integers(0, 12), PRINTED), min_size=1, max_size=40))
@lists
def test_words_that_stand_in_a_text(asked):
    asked += [
        (text, start, end, text[start:end]) for text, start, end, _ in asked if start < end <= len(text)
    ]
    rows = [json.dumps(row) for row in asked if row[1] < row[2] and row[3]]
    found = in_database(
        "archive_stands(value->>0, (value->>1)::int, (value->>2)::int, value->>3)", rows, kind="jsonb"
    )
    assert found == [
        len(text) >= end and text[start:end] == printed for text, start, end, printed in map(json.loads, rows)
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Mention.Field.values),
            st.integers(0, 8),
            PRINTED,
            PRINTED,
            st.integers(0, 2),
            AFTER_DATELINE,
        ),
        min_size=1,
        max_size=40,
    )
)
@lists
def test_what_stands_in_a_dateline(asked):
    rows = [
        (
            name,
            start,
            dateline,
            (dateline.upper() if begins > 1 else dateline) + after + body if begins else body,
        )
        for name, start, dateline, body, begins, after in asked
    ]
    found = in_database(
        "archive_in_dateline(value->>0, (value->>1)::int, value->>2, value->>3)",
        list(map(json.dumps, rows)),
        kind="jsonb",
    )
    assert found == [
        in_dateline(name, start, {"dateline": dateline, "body": body}) for name, start, dateline, body in rows
    ]


# Records


NUMBERS = st.integers(1, 2**31 - 1)
DAYS = st.none() | st.dates()
RANGES = st.tuples(DAYS, DAYS).filter(lambda days: None in days or days[0] <= days[1])
RECORDS = st.tuples(
    NUMBERS, st.just(0) | NUMBERS, st.none() | RANGES, TEXTS, st.lists(NUMBERS, min_size=1, max_size=6)
)
PACK = """
    archive_pack(jsonb_populate_record(NULL::archive_article, value), ARRAY(SELECT jsonb_array_elements_text(value->'values')::integer))
"""


def as_row(record):
    """Return a record as columns of a report; a range is that of its first and its last day, None where it is open."""
    pk, story, days, body, values = record
    first, last = (day or "" for day in days or (None, None))
    return {
        "id": pk,
        "story_id": story or None,
        "body": body,
        "date_range": days and f"[{first},{last}]",
        "values": values,
    }


def number(day):
    """Return a day as the number yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


@lists
@given(st.lists(RECORDS, max_size=30))
@example(
    [
        (1, 0, (None, None), "", [1]),
        (2, 5, (date.min, date.max - timedelta(1)), "😀", [7, 8]),
        (3, 0, None, "", [1]),
    ]
)
def test_packed_records(records):
    rows = [json.dumps(as_row(record), default=str) for record in records]
    columns = decode(b"".join(map(bytes, in_database(PACK, rows, kind="jsonb"))))

    ids, stories, days, bodies, values = zip(*records, strict=True) if records else ((), (), (), (), ())
    assert columns.ids.tolist() == list(ids)
    assert columns.stories.tolist() == list(stories)
    assert columns.first.tolist() == [
        0 if one is None else number(one[0]) if one[0] else 10101 for one in days
    ]
    assert columns.last.tolist() == [
        0 if one is None else number(one[1]) if one[1] else 99991231 for one in days
    ]
    assert columns.lengths.tolist() == list(map(len, bodies))
    ends = columns.starts.tolist()
    assert [columns.values[first:last].tolist() for first, last in pairwise(ends)] == list(values)


# What a word weighs


PLACES = st.dictionaries(st.integers(1, 200), st.sampled_from("ABCD"), min_size=1, max_size=30)


def letter_of(places):
    """Return the letter of the frequency of a word with these {position: weight}, the lead like the rest; "" if it is below 2."""
    frequency = sum(FIELD_WEIGHTS[weight if weight in "AB" else "D"] for weight in places.values())
    step = bisect_right(LEAST, frequency)
    return LETTERS[step - 1] if step else ""


@lists
@given(st.lists(PLACES, min_size=1, max_size=40))
def test_frequencies_of_words(asked):
    vectors = [
        f"'word':{','.join(f'{place}{weight}' for place, weight in sorted(places.items()))}"
        for places in asked
    ]
    found = in_database("archive_frequencies(value::tsvector)", vectors)
    assert [(tokens or ["# "])[0][1:2].strip() for tokens in found] == list(map(letter_of, asked))
