"""Whatever is typed, and whatever is in the address, a search answers."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from archive.search import search, whole_facet
from archive.search.facets import FACETS
from archive.search.parameters.address import ORDER
from tests.factories import make_article, make_faction, make_place
from tests.search.queries import any_text, examples, queries

VALUES = [
    "taliban",
    "-taliban",
    "none",
    "-none",
    "1997",
    "-1997",
    "0",
    "99999",
    "en",
    "-",
    "1",
    "newest",
    "199X",
    "1997-13",
]
parameters = st.lists(
    st.tuples(
        st.sampled_from(ORDER), st.one_of(st.sampled_from(VALUES), any_text.map(lambda text: text[:20]))
    ),
    max_size=4,
)


@pytest.fixture
def archive(db):
    taliban = make_faction(name="Taliban", slug="taliban", names=["Taleban"])
    mazar = make_place(name="Mazar-i-Sharif", slug="mazar", names=["Mazar"])
    make_article(
        headline="Kabul", body="The Taleban took Mazar.", mentions=[(taliban, "Taleban"), (mazar, "Mazar")]
    )
    make_article(headline="Northern alliance", body="Two words, 1,500 men, U.S. bombs.", date_edtf="1997-05")


@examples(150)
@given(query=queries, others=parameters)
def test_any_search_is_answered(archive, query, others):
    typed = urlencode([("q", query.encode("utf-8", "replace").decode()), *_encodable(others)])
    results = search(QueryDict(typed))
    assert results.total >= len(results.hits) or results.grouped
    assert len(results.facets) == len(FACETS)


@examples(30)
@given(others=parameters, find=any_text)
def test_any_list_of_facet_values_is_answered(archive, others, find):
    typed = QueryDict(urlencode(_encodable(others)))
    assert whole_facet(typed, name="place", find=find)[0].name == "place"


def _encodable(pairs):
    return [(key, value.encode("utf-8", "replace").decode()) for key, value in pairs]
