"""Queries for property tests: random text, and random text made of what the query language knows."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from archive.search.language.grammar import CONSTRUCTS, FIELDS

PIECES = (
    *("taliban", "kabul", "mazar-i-sharif", "Mazar-", "i-Sharif", "Qala'i", "the", "i", "e", "U.S.", "9/11", "1,500", "1998"),
    *("AND", "OR", "NOT", "and", "or", "|", "||", "&", "-", "--", "—", "–", "=", "==", "+", "!", "^2", "\\", "%", "%s", "{}"),
    *("(", ")", "()", "[sic]", "<b>", "'", "''", "′′", '"', '""', "“", "”", "„", "«", "»", "‟", "*", "**", "~", "~8", "~0", "~99", "~x"),
    *("tal*", "*abad", "*ban*", "a*", "ta*ban", "masud~", "ab~2", '"two words"', '"two words"~8', '"northern all*"'),
    *(f"{name}:" for name in FIELDS),
    *("author of:", "nofield:", ":", "::", "title:(", "-title:", "before:1997-05", 'on:"9 August 1998"', "on:[1997,1998]", "after:"),
    *("https://example.org/a?b=(c)&d=e", "www.x.org,", "10:30", "\x00", "\x01", "\ud800", "\u200b", "\xad", "🙂", "ﷺ", "طالبان", "e\u0301"),
    *(example for construct in CONSTRUCTS for example in construct.examples),
)  # fmt: skip

SPACES = (" ", "\t", "\n", "\u3000")

made_of_pieces = st.lists(st.sampled_from([*PIECES, *SPACES, *[" "] * len(PIECES)]), max_size=60).map("".join)
any_text = st.text(st.characters(), max_size=60)
queries = st.one_of(
    made_of_pieces, made_of_pieces, st.builds("{} {}{}".format, any_text, made_of_pieces, any_text)
)


def examples(number):
    """Ask for `number` examples, or for as many as QUERY_EXAMPLES says in a long run."""
    return settings(
        max_examples=int(os.environ.get("QUERY_EXAMPLES", number)),
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
