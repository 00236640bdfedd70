"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = [path for path in sorted((ROOT / "archive").rglob("*.py")) if "migrations" not in path.parts]
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py", "managers.py"}
# Where an import has to wait: until Django's apps are ready, or because the package may be missing.
LATE_IMPORTS = {"archive/apps.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_point_down():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout


def test_no_file_is_named_for_nothing():
    assert [_name(path) for path in FILES if path.name in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_stand_at_the_top(path):
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    late = [
        inner.lineno
        for node in functions
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert not late or _name(path) in LATE_IMPORTS


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_yes_or_no_is_passed_by_name(path):
    positional = [
        f"{node.name}({argument.arg})"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for argument in (*node.args.posonlyargs, *node.args.args)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
    ]

    assert positional == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_public_functions_say_what_they_do(path):
    bare = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert bare == []


# What readers get is read in public words (docs/decisions/0015). These look at the report as it was printed for another reason.
OWN_WORDS = {
    "archive/views/articles.py": 1,  # compares the report with its past
}
OF_READERS = ("published()", "for_readers()", "for_reading()")


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parts[-2] in ("views", "search", "templatetags", "api")],
    ids=_name,
)
def test_what_readers_get_is_read_in_public_words(path):
    lines = path.read_text().splitlines()
    own = [
        line
        for number, line in enumerate(lines)
        if "Article.objects" in line
        and not any(way in line for way in OF_READERS)
        or re.search(r"(FROM|JOIN) archive_article\b", line)
        and not any("archive_publicwording" in near for near in lines[number : number + 3])
    ]
    assert len(own) == OWN_WORDS.get(_name(path), 0), own
