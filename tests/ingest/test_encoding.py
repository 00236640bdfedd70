from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.encoding import NotText, declared_in_markup, decode, is_utf_8

QUOTED = "“Massoud’s men” – café"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xef\xbb\xbf" + QUOTED.encode(), "utf-8"),
        (b"\xff\xfe" + QUOTED.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + QUOTED.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + QUOTED.encode("utf-32-le"), "utf-32-le"),
        (QUOTED.encode(), "utf-8"),
        (QUOTED.encode("cp1252"), "cp1252"),
        (QUOTED.encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_it_reads_a_text_in_the_encoding_that_its_bytes_show(content, encoding):
    decoded = decode(content)

    assert (decoded.text, decoded.encoding) == (QUOTED, encoding)


def test_it_believes_a_declared_encoding_before_it_tries_utf_8():
    assert decode("Кабул".encode("cp1251"), declared="windows-1251").text == "Кабул"


@pytest.mark.parametrize("declared", ["latin-1", "ISO-8859-1", "us-ascii"])
def test_it_takes_latin_1_for_cp1252_as_browsers_do(declared):
    assert decode(QUOTED.encode("cp1252"), declared=declared).text == QUOTED


@pytest.mark.parametrize("declared", ["utf-8", "no-such-thing", "base64", "utf-16", "utf-7", "\x00"])
def test_it_passes_over_a_declaration_that_cannot_be_true(declared):
    assert decode(QUOTED.encode("cp1252"), declared=declared).text == QUOTED


def test_a_byte_order_mark_outweighs_a_declaration():
    assert decode(b"\xef\xbb\xbfcaf\xc3\xa9", declared="cp1252").text == "café"


@pytest.mark.parametrize(
    "markup",
    [
        b'<html><head><meta charset="windows-1251">',
        b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=windows-1251'>",
        b"<?xml version='1.0' encoding='windows-1251'?><html>",
    ],
)
def test_it_finds_the_encoding_that_a_page_declares(markup):
    assert declared_in_markup(markup) == "windows-1251"


def test_a_page_that_declares_nothing_declares_nothing():
    assert declared_in_markup(b"<html><p>charset") == ""


def test_bytes_with_nulls_are_no_text():
    with pytest.raises(NotText, match="no text file"):
        decode(b"%PDF\x00\x01")


@given(st.binary(max_size=200).filter(lambda content: 0 not in content))
def test_it_reads_any_bytes_without_nulls_as_some_text(content):
    decoded = decode(content)

    if decoded.encoding == "cp1252":
        assert len(decoded.text) == len(content)


def test_it_tells_utf_8_across_the_borders_of_chunks():
    content = "é".encode()

    assert is_utf_8([content[:1], content[1:]])
    assert not is_utf_8([content[:1], b"x"])
    assert not is_utf_8([content[:1]])
