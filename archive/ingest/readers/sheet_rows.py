"""Print the rows of a spreadsheet as JSON, one a line: run in a process of its own by `sheets.py`.

A damaged file can make the library that reads it run for ever, or end its process. Here it harms nothing else.
"""

from __future__ import annotations

import datetime
import json
import sys

from python_calamine import CalamineWorkbook, PasswordError

try:
    import resource
except ImportError:  # where there are no such limits
    resource = None  # type: ignore[assignment]

MAX_MEMORY = 4_000_000_000
LOCKED, DAMAGED = "locked", "damaged"


def as_text(cell) -> str:
    """Return a cell as text: a day without a time of day, a whole number without its point."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("_x000D_", "").strip() if cell is not None else ""


def main(path: str) -> None:
    """Print the name of each sheet and its rows, or what is wrong with the file."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            print(json.dumps({"sheet": name, "of": len(book.sheet_names), "rows": sheet.height}))
            for row in sheet.iter_rows():
                print(json.dumps([as_text(cell) for cell in row]))
    except PasswordError:
        print(json.dumps({"error": LOCKED}))
    except BaseException:  # the library's own panics are not exceptions
        print(json.dumps({"error": DAMAGED}))


if __name__ == "__main__":
    main(sys.argv[1])
