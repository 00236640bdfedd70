"""The kinds of entity and their words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from archive import kinds

ROOT = Path(__file__).resolve().parent.parent


def test_the_kinds_are_named_in_a_sentence():
    assert kinds.any_kind() == "person, place or faction"
    assert kinds.all_kinds() == "people, places and factions"
    assert [kind.one for kind in kinds.KINDS] == ["a person", "a place", "a faction"]


def test_no_two_kinds_share_a_key_an_address_a_number_or_a_column():
    for of in (lambda kind: kind.key, lambda kind: kind.plural, lambda kind: kind.number):
        assert len({of(kind) for kind in kinds.KINDS}) == len(kinds.KINDS)
    columns = [column for kind in kinds.KINDS for column in kind.columns]
    assert len(set(columns)) == len(columns)


def test_the_columns_of_a_kind_are_its_type_its_dates_and_others():
    assert kinds.PERSON.columns == {"born_edtf": "", "died_edtf": ""}
    assert kinds.PLACE.columns == {
        "place_type": "",
        "parent": None,
        "latitude": None,
        "longitude": None,
        "population": None,
        "lineage": [],
    }
    assert [kind.key for kind in kinds.KINDS if kind.is_nested] == ["place"]


# Where two kinds may be named in one breath.
WORDS = {word: kind.key for kind in kinds.KINDS for word in (kind.key, kind.plural)}
RULES_OF_CLAIMS = ("lexicon", "casualties", "reading", "control", "people")
ALLOWED = {
    "archive/kinds.py": "the registry itself",
    "archive/admin/entities.py": "the admins of people and places have columns that no other has",
    "archive/text/ordinary.py": "a list of English words",
    "archive/reference/predicates.py": "which kinds each predicate joins",
    "archive/reference/topics.py": "which kinds each topic is about",
    "archive/admin/draw.py": "who is the subject and who the object of marked words",
    "archive/search/matches/sides.py": "who can stand on a side",
    "archive/ingest/datasets/load.py": "data sets have actors and places",
    **{
        f"templates/admin/guide/{name}.html": "the guide names the buttons of a page, one by one"
        for name in ("index", "merge", "names")
    },
    **{
        f"archive/ingest/entities/{name}.py": "what each register says of each kind"
        for name in ("capitals", "columns", "match", "sanctions", "tables", "types", "wikidata")
    },
    **{f"archive/evidence/suggest_{name}.py": "what each rule of claims reads" for name in RULES_OF_CLAIMS},
}


def kinds_named(texts) -> set[str]:
    """Return the kinds whose key, plural or constant is among these words or names."""
    return {WORDS[text.lower()] for text in texts if text.lower() in WORDS}


def kinds_listed(text: str) -> set[str]:
    """Return the kinds that a sentence names, if it names all of them."""
    named = kinds_named(re.findall(r"[A-Za-z]+", text))
    return named if len(named) == len(kinds.KINDS) else set()


def python_lists(path: Path):
    """Return the statements, chains of conditions and sentences that name several kinds."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and kinds_listed(node.value):
            yield node.lineno
        parts = chain(node) if isinstance(node, ast.If | ast.Match) else [node]
        if isinstance(node, ast.If | ast.Match | ast.stmt) and not hasattr(parts[0], "body"):
            inner = [leaf for part in parts for leaf in ast.walk(part)]
            texts = [
                leaf.value for leaf in inner if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            ]
            names = [leaf.id for leaf in inner if isinstance(leaf, ast.Name)]
            names += [leaf.attr for leaf in inner if isinstance(leaf, ast.Attribute)]
            if len(kinds_named([*texts, *names])) > 1:
                yield node.lineno


def chain(node) -> list:
    """Return the conditions of an if with all its elifs, or the patterns of a match."""
    if isinstance(node, ast.Match):
        return [case.pattern for case in node.cases]
    rest = chain(node.orelse[0]) if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) else []
    return [node.test, *rest]


def text_lists(path: Path):
    """Return the lines of a template, statement or stylesheet that name several kinds by value, or all in a sentence."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        quoted = re.findall(r"""["'](\w+)["']|--(\w+)|url ['"](\w+)""", line)
        if kinds_listed(line) or len(kinds_named(word for found in quoted for word in found)) > 1:
            yield number


def test_no_list_of_kinds_stands_beside_the_registry():
    python = [path for path in (ROOT / "archive").rglob("*.py") if "migrations" not in path.parts]
    texts = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "archive/sql").glob("*.sql"),
        *(ROOT / "static").rglob("*.js"),
    ]
    found = [(path, python_lists(path)) for path in python] + [(path, text_lists(path)) for path in texts]
    stray = [
        f"{name}:{line}"
        for path, lines in found
        if (name := str(path.relative_to(ROOT))) not in ALLOWED
        for line in sorted(set(lines))
    ]
    assert stray == []


@pytest.mark.parametrize(
    "source",
    [
        'KINDS = ("person", "place")',
        "order = {Kind.PERSON: 1, Kind.FACTION: 2}",
        'if kind == "person":\n    pass\nelif kind == "place":\n    pass',
        'match kind:\n    case "person":\n        pass\n    case "place":\n        pass',
        'label = "Find people, places and factions"',
    ],
)
def test_a_stray_list_is_found(tmp_path, source):
    (path := tmp_path / "stray.py").write_text(source)
    assert list(python_lists(path))
