"""One system of style: every measure and colour is a token, every block is written once, every rule is used."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from archive.hosting.sheets import IMPORT, whole_sheet

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
# error.css depends on nothing, not even tokens; paper has measures of its own (centimetres and points), but no colours.
OWN_MEASURES = {"tokens.css", "error.css", "print.css"}
MOST_LINES, MOST_EQUAL = 400, 2
WEIGHTS = {"400", "480", "560", "600"}

LINES_OF_PIXELS = re.compile(r"(?<![\w.-])-?(?:0|1|1\.5|1\.6|2|2\.5|3|4)px\b")
LENGTH = re.compile(r"(?<![\w.-])-?[\d.]+(?:rem|px|pt|cm)\b")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|:\s*(?:black|white|gray|red|green)\b")
OF_TOKENS_ALONE = re.compile(r"^(?:var\(--[a-z0-9-]+\)|inherit|0|[\d.]+em)(?: (?:var\(--[a-z0-9-]+\)|0))*$")
TYPE, MUST_BE_TOKENS = ("font-size", "line-height"), ("font-size", "line-height", "border-radius", "z-index")


class Rule(NamedTuple):
    around: tuple[str, ...]  # the media queries it stands in
    selector: str
    declarations: tuple[str, ...]


def rules(text: str) -> list[Rule]:
    """Return the rules of a sheet, without comments."""
    found, around, start = [], [], ""
    for piece in re.split(r"([{};])", re.sub(r"/\*.*?\*/", "", text, flags=re.S)):
        if piece == "{":
            around.append((" ".join(start.split()), []))
        elif piece == "}":
            selector, declared = around.pop()
            if declared:
                found.append(Rule(tuple(outer for outer, _ in around), selector, tuple(declared)))
        elif piece == ";" and around:
            around[-1][1].append(" ".join(start.split()))
        start = piece if piece not in "{};" else ""
    return found


def test_rules_are_read_with_what_stands_around_them():
    assert rules("a, b { x: 1; y: 2; } /* c { z: 3; } */ @media (w) { d { x: 1; } }") == [
        Rule((), "a, b", ("x: 1", "y: 2")),
        Rule(("@media (w)",), "d", ("x: 1",)),
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_is_long(sheet):
    assert len(sheet.read_text().splitlines()) <= MOST_LINES


def test_no_block_is_written_twice():
    where = defaultdict(list)
    for sheet in SHEETS:
        for rule in rules(sheet.read_text()):
            where[rule.around, frozenset(rule.declarations)].append(f"{sheet.name}: {rule.selector}")
    twice = [places for (_, body), places in where.items() if len(body) > MOST_EQUAL and len(places) > 1]
    assert not twice


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one.name not in OWN_MEASURES], ids=lambda sheet: sheet.name)  # fmt: skip
def test_measures_are_tokens(sheet):
    for rule in rules(sheet.read_text()):
        for declaration in rule.declarations:
            name, _, value = declaration.partition(": ")
            assert not LENGTH.search(LINES_OF_PIXELS.sub("", value)), (rule.selector, declaration)
            assert name not in MUST_BE_TOKENS or OF_TOKENS_ALONE.match(value), (rule.selector, declaration)
            assert name != "font-weight" or value in WEIGHTS, (rule.selector, declaration)


@pytest.mark.parametrize("sheet", [one for one in SHEETS if one.name not in {"tokens.css", "error.css"}], ids=lambda sheet: sheet.name)  # fmt: skip
def test_colours_are_tokens(sheet):
    assert not [d for rule in rules(sheet.read_text()) for d in rule.declarations if COLOUR.search(d)]


def test_every_token_is_declared_and_used():
    ours = "".join(sheet.read_text() for sheet in SHEETS)
    of_the_desk = "".join(sheet.read_text() for sheet in (ROOT / "static/admin_site").rglob("*.css"))
    declared, used = set(re.findall(r"^\s*(--[a-z0-9-]+):", ours, re.M)), r"var\((--[a-z0-9-]+)"
    assert not set(re.findall(used, ours)) - declared
    assert not declared - set(re.findall(used, ours + of_the_desk))


def test_windows_are_asked_only_for_the_break_points_of_the_list():
    tokens = (CSS / "tokens.css").read_text()
    listed = re.findall(r"^   (\d+)rem  \S", tokens, re.M)
    asked = set()
    for sheet in SHEETS:
        for query in re.findall(r"@media ([^{]+)\{", sheet.read_text()):
            assert "min-width" not in query and "max-width" not in query, (sheet.name, query)
            asked |= set(re.findall(r"([\d.]+)rem", query))
    assert asked == set(listed)
    assert listed == sorted(listed, key=int)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_says_words_as_they_would_stay_english(sheet):
    said = re.findall(r"""content: [^;{}"']*["'][^"';{}]*[A-Za-z]{2,}""", sheet.read_text())
    assert not said, "take the words from an attribute of the page"


def ends_of_stems(name: str) -> list[int]:
    """Return where a class may be put together from a stem and a value: "grade--" and "not-known"."""
    return [place + 1 for place, letter in enumerate(name) if letter == "-" and place > 2]


def test_every_class_is_given_by_a_template_a_script_or_python():
    kinds = ("templates/**/*.html", "archive/**/*.py", "static/js/*.js")
    text = "".join(file.read_text() for kind in kinds for file in ROOT.glob(kind))
    words = set(re.findall(r"[\w-]+", text))
    unused = {
        (sheet.name, name)
        for sheet in SHEETS
        for rule in rules(sheet.read_text())
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", rule.selector)
        if name not in words and not any(name[:end] in words for end in ends_of_stems(name))
    }
    assert not unused


def test_parts_have_no_addresses_as_they_are_moved_into_the_sheets_that_import_them():
    parts = sorted((CSS / "parts").glob("*.css"))
    assert not [part.name for part in parts if "url(" in part.read_text()]
    imported = [name for sheet in CSS.glob("*.css") for name in IMPORT.findall(sheet.read_text())]
    assert sorted(imported) == sorted(["tokens.css", *(f"parts/{part.name}" for part in parts)])


def test_a_sheet_is_served_with_its_parts_in_it():
    whole = whole_sheet(CSS / "site.css")
    assert "@import" not in whole
    assert (
        whole.index("--paper:")
        < whole.index(".site-header")
        < whole.index(".chip")
        < whole.index(".histogram")
    )
