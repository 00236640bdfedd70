"""Pages are compressed for browsers that can read it, whatever serves them."""

from __future__ import annotations

import gzip

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/search/", "/search.json", "/search.csv", "/search.atom", "/help/"]
)
def test_a_page_is_compressed_and_says_so(client, address):
    for _ in range(3):
        make_article(body="The road to the north was quiet again today. " * 9)
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed.getvalue())[:40] == plain.getvalue()[:40]
