"""Read the data that frameworks write into a page in forms of their own: the stream of rows of Next.js, the flat list of Nuxt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

PUSHED = re.compile(r'__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*+")\s*\]\)', re.DOTALL)
# "1f:" before a row of JSON, "1f:T4d2," before a text of so many bytes.
ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
FLAT = "__NUXT_DATA__"
MAX_STREAM, MAX_VALUES, MAX_DEPTH = 5_000_000, 50_000, 12


def streamed(tree: HtmlElement) -> Iterator[object]:
    """Yield the rows of JSON that a page of Next.js pushes to its script, each with the long texts that it refers to."""
    pushed, size = [], 0
    for script in tree.xpath("//script[not(@src)]"):
        for found in PUSHED.finditer(script.text or ""):
            size += len(found[1])
            if size > MAX_STREAM:
                return
            pushed += _loaded(found[1])
    rows, texts = _rows("".join(part for part in pushed if isinstance(part, str)))
    for row in rows:
        _put_in(row, texts)
        yield row


def _rows(stream: str) -> tuple[list[object], dict[str, str]]:
    """Return the rows of JSON in a stream, and its texts by the names under which rows refer to them."""
    content, at = stream.encode(errors="replace"), 0
    rows: list[object] = []
    texts: dict[str, str] = {}
    while at < len(content):
        found = ROW.match(content, at)
        if found and found[2]:
            end = found.end() + int(found[2], 16)
            texts[f"${found[1].decode()}"] = content[found.end() : end].decode(errors="replace")
            at = end
            continue
        end = content.find(b"\n", at)
        end = len(content) if end < 0 else end
        if found and content[found.end() : found.end() + 1] in (b"{", b"["):
            rows += _loaded(content[found.end() : end].decode(errors="replace"))
        at = end + 1
    return rows, texts


def _put_in(row: object, texts: dict[str, str]) -> None:
    """Put the texts in the places of a row that refer to them."""
    stack = [row]
    while stack and texts:
        value = stack.pop()
        inside = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, one in list(inside):
            if isinstance(one, str) and one in texts:
                value[key] = texts[one]  # type: ignore[index]
            elif isinstance(one, dict | list):
                stack.append(one)


def unflattened(tree: HtmlElement) -> Iterator[object]:
    """Yield the objects in the flat list of a page of Nuxt, whose values are places in that list."""
    for script in tree.xpath(f'//script[@id="{FLAT}"]'):
        for values in _loaded((script.text or "")[:MAX_STREAM]):
            if isinstance(values, list):
                reader = _FlatList(values)
                yield from (reader.value(at, 0) for at, one in enumerate(values) if isinstance(one, dict))


class _FlatList:
    """A flat list of values, of which no more are put together than a page has."""

    def __init__(self, values: list):
        self.values, self.left = values, MAX_VALUES

    def value(self, place: object, depth: int) -> object:
        """Return the value at a place, with what it refers to."""
        self.left -= 1
        if not isinstance(place, int) or not 0 <= place < len(self.values) or self.left < 0:
            return None
        found = self.values[place]
        if depth >= MAX_DEPTH or not isinstance(found, dict | list):
            return found if not isinstance(found, dict | list) else None
        if isinstance(found, dict):
            return {key: self.value(one, depth + 1) for key, one in found.items()}
        if found and isinstance(found[0], str):  # ["ShallowReactive", 1]
            return self.value(found[-1], depth + 1)
        return [self.value(one, depth + 1) for one in found]


def _loaded(text: str) -> list[object]:
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
