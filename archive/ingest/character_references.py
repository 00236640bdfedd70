"""Remove the HTML left in values from JSON, tables, JSON-LD and <meta>: character references and tags.

In a single line (a headline, a byline) every reference is decoded, and decoded again if it was encoded twice. In the body of a
report all are decoded if every & begins one. A text with a bare & was never encoded, and "&amp;" may be meant literally, as in a
report about HTML; then only references that touch a letter (caf&eacute;, militia&#8217;s) are decoded. Tags are removed where
they come in pairs or end lines. Plain text, whether pasted or from a file, is left alone.
"""

from __future__ import annotations

import html
import re

REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BARE = re.compile(rf"&(?!{REFERENCE.pattern[1:]})")
# Only somebody writing about HTML prints these by name.
LETTER_OR_SIGN = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#38|#60|#62);)[#A-Za-z][#A-Za-z0-9]{1,31};")
TOUCHING = re.compile(rf"(?<=\w){LETTER_OR_SIGN.pattern}|{LETTER_OR_SIGN.pattern}(?=\w)")
INLINE = "a|abbr|b|big|cite|em|font|i|mark|q|s|small|span|strong|sub|sup|u"
BLOCK = "p|div|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|td"
INLINE_TAG = re.compile(rf"</?(?:{INLINE})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
LINE_END = re.compile(r"<br(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
BLOCK_TAG = re.compile(rf"</?(?:{BLOCK})(?:\s[^<>]{{0,500}})?/?>", re.IGNORECASE)
EMPTY_LINES = re.compile(r"\n{3,}")
MARKED_UP = re.compile(rf"</(?:{INLINE}|{BLOCK})>|<br\s{{0,3}}/?>|<p>", re.IGNORECASE)
TIMES_ENCODED = 3


def line_decoded(text: str) -> str:
    """Return one line without character references and tags."""
    for _ in range(TIMES_ENCODED):
        if not REFERENCE.search(text):
            break
        text = _unescaped(text)
    return " ".join(_without_tags(text, " ").split())


def text_decoded(text: str) -> str:
    """Return the body of a report without the character references and tags left in it."""
    if "&" in text:
        text = _text_unescaped(text)
    return _without_tags(text, "\n\n")


def address_decoded(url: str) -> str:
    """Return an address with its &amp; decoded."""
    return url.replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&")


def _text_unescaped(text: str) -> str:
    if BARE.search(text):
        return TOUCHING.sub(lambda found: html.unescape(found[0]), text)
    text = _unescaped(text)
    for _ in range(TIMES_ENCODED - 1):
        # Encoded twice: &amp;#8216;. A plain &amp; that remains was meant literally.
        if BARE.search(text) or not LETTER_OR_SIGN.search(text):
            break
        text = _unescaped(text)
    return text


def _unescaped(text: str) -> str:
    """Decode only references that end with a semicolon: "&copy=2" is part of an address."""
    return REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _without_tags(text: str, between_blocks: str) -> str:
    if "<" not in text or not MARKED_UP.search(text):
        return text
    text = BLOCK_TAG.sub(between_blocks, INLINE_TAG.sub("", LINE_END.sub("\n", text)))
    return EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
