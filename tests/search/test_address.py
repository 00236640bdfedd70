"""The addresses of a search."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from archive.search.facets import CHOSEN_FROM
from archive.search.parameters.address import ORDER, Address

VALUES = st.sampled_from(["kabul", "-kabul", "none", "-none", "1996", "a b&c", "é"])
PAIRS = st.lists(st.tuples(st.sampled_from(ORDER), VALUES), max_size=6)


@given(pairs=PAIRS, own=st.booleans(), key=st.sampled_from(sorted(CHOSEN_FROM)), value=VALUES)
def test_addresses_for_a_list_of_values_are_those_for_each(pairs, own, key, value):
    params = QueryDict(mutable=True)
    for name, given_value in pairs:
        params.appendlist(name, given_value)
    address = Address.read(params)
    if own:
        address = address.to("/map/", zoom="2")
    assert address.toggler(key)(value) == str(address.toggling(key, value))


def test_of_a_single_parameter_the_last_counts_and_an_empty_one_there_removes_it():
    read = Address.read(
        QueryDict("person=a&person=&person=b&leaveout=place&leaveout=person&confirmed=1&confirmed=")
    )
    assert read.pairs == (("person", "a"), ("person", "b"), ("leaveout", "person"))
