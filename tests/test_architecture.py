"""The house rules that a machine can enforce."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests import picture

ROOT = Path(__file__).resolve().parent.parent
FILES = [path for path in sorted((ROOT / "archive").rglob("*.py")) if "migrations" not in path.parts]
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py", "managers.py"}
# Where an import has to wait: until Django's apps are ready, or because it takes long and few commands need it.
LATE_IMPORTS = {"archive/apps.py", "archive/ingest/page_body.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text())) for path in FILES]


def _functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_imports_point_down():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout


def test_the_picture_of_the_packages_is_up_to_date():
    page = picture.PAGE.read_text()
    assert page == picture.drawn(page), "run `make picture`"
    assert page.count("flowchart") == 3


def test_a_picture_leaves_out_arrows_that_follow_from_others():
    edges = {("views", "search"), ("search", "models"), ("views", "models"), ("admin", "models")}
    assert picture.reduced(edges) == edges - {("views", "models")}


# Limits say which end they are: MAX_, MIN_, or BATCH_ for how much is done at once.
LIMITS_OF_OTHER_NAMES = re.compile(
    r"(MOST|LARGEST|LONGEST|FURTHEST|SHORTEST|SMALLEST|LEAST|FEWEST|AT_ONCE)(_.*)?|.*_(AT_ONCE|SHOWN|LISTED|KEPT)"
)


def test_constants_that_are_limits_say_so():
    found = [
        f"{_name(path)}: {target.id}"
        for path in FILES
        if "search" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in ast.walk(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        if isinstance(target, ast.Name)
        and LIMITS_OF_OTHER_NAMES.fullmatch(target.id)
        and target.id[:4] not in ("MAX_", "MIN_")
    ]

    assert found == []


# One name, one class. Django looks for these in every module of their sort, ...
NAMED_BY_DJANGO = {"Command", "DatabaseWrapper", "Meta"}
# ... and the choices of a column are a class within the model that has the column, named for it: Article.Status, Mention.Status.
NAMED_FOR_THEIR_COLUMN = {"Field", "Kind", "Role", "Sort", "State", "Status", "Verb", "Verdict"}


def test_no_two_classes_have_one_name():
    found = defaultdict(list)
    for path, tree in _trees():
        within = {node for each in ast.walk(tree) if isinstance(each, ast.ClassDef) for node in each.body}
        for node in ast.walk(tree):
            is_choices = (
                isinstance(node, ast.ClassDef) and node in within and node.name in NAMED_FOR_THEIR_COLUMN
            )
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO and not is_choices:
                found[node.name].append(_name(path))

    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_the_suite_of_the_product_does_without_the_bench():
    bench = re.compile(r"^\s*(?:from|import) bench\b", re.MULTILINE)
    tests = [path for path in (ROOT / "tests").rglob("*.py") if "bench" not in path.parts]
    assert [_name(path) for path in tests if bench.search(path.read_text())] == []


def test_no_file_is_named_for_nothing():
    assert [_name(path) for path in FILES if path.name in FORBIDDEN_NAMES] == []


def test_imports_stand_at_the_top():
    late = {
        f"{_name(path)}:{inner.lineno}"
        for path, tree in _trees()
        if _name(path) not in LATE_IMPORTS
        for function in _functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert late == set()


def test_what_an_object_keeps_is_made_by_no_thread_at_a_time():
    """Before Python 3.12, functools.cached_property holds one lock for all objects: readers would wait for each other's statements."""
    kept = {
        _name(path)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "functools"
        and "cached_property" in {alias.name for alias in node.names}
    }  # fmt: skip
    assert kept == {"archive/hosting/database/server.py"}, "take that of django.utils.functional"


def test_yes_or_no_is_passed_by_name():
    positional = [
        f"{_name(path)}: {function.name}({argument.arg})"
        for path, tree in _trees()
        for function in _functions(tree)
        for argument in (*function.args.posonlyargs, *function.args.args)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"
    ]
    assert positional == []


def test_public_functions_say_what_they_do():
    bare = [
        f"{_name(path)}: {node.name}"
        for path, tree in _trees()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert bare == []


# Readers get the public wording of reports (docs/decisions/0015). These modules read the original text for another reason.
OWN_WORDS = {
    "archive/views/articles.py": 1,  # compares the report with its past
}
FOR_READERS = {"views", "search", "presentation", "templatetags"}
OF_READERS = ("published()", "for_readers()", "for_reading()")


def test_what_readers_get_is_read_in_public_words():
    found = {
        _name(path): own for path in FILES if FOR_READERS & {*path.parts} and (own := _in_own_words(path))
    }
    assert {name: len(own) for name, own in found.items()} == OWN_WORDS, found


def _in_own_words(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [
        line
        for number, line in enumerate(lines)
        if "Article.objects" in line
        and not any(way in line for way in OF_READERS)
        or re.search(r"(FROM|JOIN) archive_article\b", line)
        and not any("archive_publicwording" in near for near in lines[number : number + 3])
    ]
