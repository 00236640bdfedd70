"""Read the objects of a JSON file one by one: lines, an array, or those in the answer of a service, holding one in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from archive.ingest.raw import MAX_RECORD_BYTES, TOO_LARGE, Refusal
from archive.ingest.readers.objects import MARK, skip_line

CHUNK = 1_000_000
# Where the records begin in the answer of a query service, on the page of an entity, and in an export of OpenRefine.
BEGINS = re.compile(r'"(?:bindings|rows|results|records)"\s*:\s*\[|"entities"\s*:\s*\{')
BETWEEN = re.compile(r'[\s,\[]*(?:"[^"\n]{1,100}"\s*:\s*(?=\{))?')
ENDS = re.compile(r"[\s,]*[\]}]")
REST = "the rest of the file was not read"
decode = json.JSONDecoder().raw_decode


class JsonObject(NamedTuple):
    """An object, its number in the file, and how many characters it takes."""

    number: int
    size: int
    values: dict


def read_json_objects(file: BinaryIO, origin: str) -> Iterator[JsonObject | Refusal]:
    """Yield the objects of an open file; a line that is not JSON does no harm to the others."""
    first = file.readline(MAX_RECORD_BYTES + 1).removeprefix(MARK)
    while first.strip() == b"[":  # dumps of Wikidata are an array of lines
        first = file.readline(MAX_RECORD_BYTES + 1)
    if isinstance(_object_in(first), dict) and not BEGINS.search(first[:20_000].decode(errors="replace")):
        yield from _lines(first, file, origin)
    else:
        yield from _elements(first, file, origin)


def _lines(line: bytes, file: BinaryIO, origin: str) -> Iterator[JsonObject | Refusal]:
    number = 1
    while line:
        if len(line) > MAX_RECORD_BYTES:
            skip_line(file, line)
            yield Refusal(origin, number, TOO_LARGE)
        elif line.strip(b" \t\r\n,]"):
            found = _object_in(line)
            yield (
                JsonObject(number, len(line), found)
                if isinstance(found, dict)
                else Refusal(origin, number, f"is not a JSON object{found}")
            )
        line, number = file.readline(MAX_RECORD_BYTES + 1), number + 1


def _object_in(line: bytes) -> object:
    """Return the value of a line, or why it has none."""
    try:
        return json.loads(line.strip().rstrip(b",").decode())
    except (ValueError, RecursionError) as error:
        return f" ({str(error)[:80]})"


def _elements(begun: bytes, file: BinaryIO, origin: str) -> Iterator[JsonObject | Refusal]:
    """Yield the objects of the first array; no more than an object and a chunk are held, and looked at a few times."""
    text = begun.decode(errors="replace") + _more(file)
    found = BEGINS.search(text, 0, CHUNK)
    place = found.end() if found and text.lstrip()[:1] == "{" else 0
    number = 1
    while True:
        between = BETWEEN.match(text, place)
        place = between.end() if between else place
        if ENDS.match(text, place):
            return
        try:
            values, end = decode(text, place)
        except (ValueError, RecursionError) as error:
            more = _more(file) if len(text) - place < MAX_RECORD_BYTES else ""
            if not more:
                if text[place:].strip():
                    yield Refusal(origin, number, f"is not JSON, and {REST}: {str(error)[:80]}")
                return
            text, place = text[place:] + more, 0
            continue
        yield (
            JsonObject(number, end - place, values)
            if isinstance(values, dict)
            else Refusal(origin, number, "is not a JSON object")
        )
        place, number = end, number + 1


def _more(file: BinaryIO) -> str:
    chunk = file.read(CHUNK)
    while chunk and chunk[-1] > 127 and (byte := file.read(1)):  # not within a letter
        chunk += byte
    return chunk.decode(errors="replace")
