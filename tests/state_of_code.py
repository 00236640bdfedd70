"""The state of the code, by which what was made from it is known to be up to date."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def digest(*more: str) -> str:
    """Return a digest of the code that the schema depends on: migrations read models, rules of cleaning, SQL and more.

    Args:
        more: folders whose files count too, and files.
    """
    files = [path for path in (ROOT / "archive").rglob("*") if path.suffix in (".py", ".sql")]
    for place in map(ROOT.joinpath, more):
        files += [path for path in (place, *place.rglob("*")) if path.is_file()]
    made = hashlib.sha256()
    for path in (ROOT / "constraints.txt", *sorted(files)):
        made.update(f"{path}\0".encode() + path.read_bytes())
    return made.hexdigest()[:16]
