"""Measure what is read from saved web pages: headline, standfirst, writer, day, language, address, text, and what is listed as cut.

    python -m bench.saved_pages [--half open|kept|more-open|more-kept|latest-open|latest-kept|all] [--every] [--show LAYOUT] [--rival]

The pages are made by pages.py, each from its bytes, as an import reads them. Rules were chosen on the open halves; each kept half was looked
at once, when they stood. A field counts as wrong where it is given and should not be, too. The text is compared by the 4-grams of its words;
“cut” is the share of titles, teasers and comments shown on the page that are listed as left out; “whole” says whether a page that holds only
the beginning of its report, and no other, is marked so. With --rival the same pages are read by trafilatura alone.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from archive.ingest.head_lines import same_words  # noqa: E402
from archive.ingest.prepare import prepare  # noqa: E402
from archive.ingest.readers import RecordError, read_upload  # noqa: E402
from bench.pastes.__main__ import judge, scores  # noqa: E402
from bench.saved_pages.pages import HALVES, SavedPage, pages  # noqa: E402

FIELDS = ("headline", "standfirst", "byline", "day", "language", "url")
NOTHING = dict.fromkeys(("headline", "standfirst", "byline", "date_edtf", "language", "url", "body"), "") | {
    "removed": [],
    "unsure": [],
}
SHOWN_IN_TABLE = ("right", "rightly none", "missing", "wrong")


def read(page: SavedPage) -> dict:
    """Return the columns of the report as an import would fill them."""
    try:
        return prepare(read_upload(page.content, "page.html")).fields
    except RecordError as error:
        return NOTHING | {"refused": str(error)}


def read_by_rival(page: SavedPage) -> dict:
    """Return what trafilatura alone finds."""
    from trafilatura import bare_extraction

    found = bare_extraction(page.markup, favor_precision=True, include_comments=False, with_metadata=True)
    if found is None:
        return NOTHING
    return NOTHING | {
        "headline": found.title or "",
        "byline": found.author or "",
        "date_edtf": found.date or "",
        "language": found.language or "",
        "url": found.url or "",
        "body": found.text or "",
    }


def measured(page: SavedPage, fields: dict) -> dict:
    f1, precision, recall = scores(fields["body"], page.body)
    headline = "" if fields["headline"].startswith("[") else fields["headline"]
    removed = " ".join(item["text"] for item in fields["removed"])
    doubts = {doubt["what"] for doubt in fields["unsure"]}
    return {
        "page": page.layout,
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "headline": judge(headline, page.headline, same_words),
        "standfirst": judge(fields["standfirst"], page.standfirst, same_words),
        "byline": judge(fields["byline"], page.byline, _same_names),
        "day": judge(fields["date_edtf"], page.day, str.__eq__),
        "language": "right"
        if page.language == "any"
        else judge(fields["language"], page.language, str.__eq__),
        "url": judge(fields["url"], page.url, str.__eq__),
        "cut": sum(text in removed for text in page.foreign) / len(page.foreign) if page.foreign else 1.0,
        "whole": "right" if page.is_whole != ("end" in doubts) else "wrong",
        "fields": fields,
    }


def _same_names(one: str, other: str) -> bool:
    return Counter(one.replace(",", " ").lower().split()) == Counter(other.replace(",", " ").lower().split())


def report(name: str, rows: list[dict], *, every: bool) -> None:
    """Print a table of the fields, and a line for each page."""
    mean = {key: sum(row[key] for row in rows) / len(rows) for key in ("f1", "precision", "recall", "cut")}
    print(f"\n{name}: {len(rows)} pages of {len({row['page'] for row in rows})} kinds")
    print("  text  F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  cut {cut:.2f}".format(**mean))
    print(f"  {'':12}{''.join(f'{title:>14}' for title in SHOWN_IN_TABLE)}")
    for key in (*FIELDS, "whole"):
        counted = Counter(row[key] for row in rows)
        shares = (f"{counted[what] / len(rows):>14.2f}" for what in SHOWN_IN_TABLE)
        print(f"  {key:12}{''.join(shares)}")
    for row in sorted(rows, key=lambda row: row["f1"]) if every else ():
        faults = [f"{key} {row[key]}" for key in (*FIELDS, "whole") if "right" not in row[key]]
        print(
            f"    {row['f1']:.3f} p {row['precision']:.2f} r {row['recall']:.2f} cut {row['cut']:.2f} {row['page']:24} {', '.join(faults)}"
        )


def main() -> None:
    """Read the pages and print what was right."""
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument("--show", default="", help="print what is read from the pages of one layout")
    parser.add_argument("--every", action="store_true", help="a line for each page")
    parser.add_argument("--rival", action="store_true", help="read the pages by trafilatura alone")
    options = parser.parse_args()
    for half in HALVES if options.half == "all" else (options.half,):
        rows = [measured(page, read_by_rival(page) if options.rival else read(page)) for page in pages(half)]
        for row in rows:
            if options.show and options.show in row["page"]:
                print(json.dumps(row, ensure_ascii=False, indent=1))
        report(half, rows, every=options.every)


if __name__ == "__main__":
    main()
