"""The reasons for which cleaning removes a passage, read from the syntax of the modules that clean: they are stored with a report and
translated where a page shows them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

INGEST = Path(__file__).resolve().parent.parent / "archive" / "ingest"
# The argument that holds the reason, of what makes a removed piece or drops one.
PLACES = {"Piece": 2, "_drop": 1, "_removed": 1}
# Functions that return a reason.
GIVERS = ("why_debris", "why_plain_appeal", "_line_reason", "_why_no_date")


def reasons() -> set[str]:
    """Return every reason."""
    from archive.curation.cut import REASON as BY_A_CURATOR
    from archive.ingest.debris import LINES

    found = {BY_A_CURATOR, *LINES}
    for path in sorted(INGEST.glob("*.py")):
        module = import_module(f"archive.ingest.{path.stem}")
        for value in _values(ast.parse(path.read_text())):
            found.update(_words(value, module))
    return {reason for reason in found if reason}


def _values(tree: ast.AST) -> Iterator[ast.expr]:
    """Return the expressions that give a reason."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = PLACES.get(
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            if place is not None and len(node.args) > place and _is_removed(node, place):
                yield node.args[place]
            yield from (
                keyword.value for keyword in node.keywords if keyword.arg == "reason" and _removes(node)
            )
        elif isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else "" for key in node.keys]
            yield from (
                value
                for key, value in zip(keys, node.values, strict=True)
                if key == "reason" and "text" in keys
            )
        elif isinstance(node, ast.FunctionDef) and node.name in GIVERS:
            yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value)


def _is_removed(call: ast.Call, place: int) -> bool:
    """Return whether a piece made by this call is removed: `Piece` names its kind before the reason."""
    return place != PLACES["Piece"] or getattr(call.args[1], "id", "") == "REMOVED"


def _removes(call: ast.Call) -> bool:
    return any(
        keyword.arg == "kind" and getattr(keyword.value, "id", "") == "REMOVED" for keyword in call.keywords
    )


def _words(value: ast.expr, module) -> Iterator[str]:
    """Return the strings that an expression may be: a constant, a name of the module or of another, or one of two."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*_words(value.body, module), *_words(value.orelse, module))
    elif isinstance(value, ast.Name | ast.Attribute):
        owner = (
            getattr(module, getattr(value.value, "id", ""), None)
            if isinstance(value, ast.Attribute)
            else module
        )
        found = getattr(owner, value.attr if isinstance(value, ast.Attribute) else value.id, "")
        if isinstance(found, str):
            yield found
