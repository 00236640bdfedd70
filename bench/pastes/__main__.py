"""Measure what is read from whole pages copied in a browser, menus and all.

    python -m bench.pastes [--half open|kept|later|fresh-open|fresh-kept|latest-open|latest-kept|sites-open|sites-kept|more-sites-open|more-sites-kept|all] [--every] [--show LAYOUT] [--pages] [--without-headline]

The pages are made by pages.py; Chromium copies them in two ways. Rules and weights were chosen on the open half of the layouts; the
kept half was looked at once, and then mended too; those written later were not used to choose anything; of the fresh ones half was kept back
again, and so it was of the pages of sites, which are written out whole, each with a text of its own. With --pages the same pages are read as saved HTML instead; with --without-headline the headline is taken out of each copy, so that
whatever is read as one is wrong. Printed for each half: the F1, precision and
recall of the 4-grams of words in the text of the report, averaged over the copies, and the share of headlines and days right, wrong and
missing; of pages of sites, that of bylines too.
"""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from archive.ingest.head_lines import same_words  # noqa: E402
from archive.ingest.identity import is_made_up  # noqa: E402
from archive.ingest.prepare import prepare  # noqa: E402
from archive.ingest.raw import RawArticle  # noqa: E402
from bench.pastes.pages import TrialPage, copied, pages  # noqa: E402
from bench.pastes.written import HALVES as WRITTEN  # noqa: E402
from bench.pastes.written import written_pages  # noqa: E402

WORD = re.compile(r"\w+")
GRAM = 4
MAX_BESIDE_NAMES = 5  # words in a byline
HALVES = ("open", "kept", "later", "fresh-open", "fresh-kept", "latest-open", "latest-kept", *WRITTEN)


def grams(text: str) -> Counter:
    words = WORD.findall(text.lower())
    return Counter(tuple(words[at : at + GRAM]) for at in range(max(1, len(words) - GRAM + 1)))


def scores(body: str, wanted: str) -> tuple[float, float, float]:
    """Return F1, precision and recall of 4-grams."""
    found, right = grams(body), grams(wanted)
    hits = sum((found & right).values())
    precision, recall = hits / max(1, sum(found.values())), hits / max(1, sum(right.values()))
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall


def judge(given: str, wanted: str, same) -> str:
    if not given:
        return "rightly none" if not wanted else "missing"
    return "right" if wanted and same(given, wanted) else "wrong"


def same_writers(given: str, wanted: str) -> bool:
    """Return whether a byline names these writers and nobody else; their paper or place may follow a name."""
    left = given.lower()
    for name in wanted.lower().split("; "):
        if name not in left:
            return False
        left = left.replace(name, "", 1)
    return len(WORD.findall(left)) <= MAX_BESIDE_NAMES


def read(page: TrialPage, copy: str) -> dict:
    raw = RawArticle(html=page.markup) if copy == "page" else RawArticle(text=page.copies[copy])
    return prepare(raw).fields


def without_headline(page: TrialPage) -> TrialPage:
    copies = {way: text.replace(page.story.headline, "") for way, text in page.copies.items()}
    return replace(page, story=replace(page.story, headline=""), copies=copies)


def measured(page: TrialPage, copy: str) -> dict:
    fields = read(page, copy)
    f1, precision, recall = scores(fields["body"], "\n".join(page.body))
    headline = "" if is_made_up(fields["headline"]) else fields["headline"]
    return {
        "page": f"{page.layout} {page.story.day} {copy}",
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "headline": judge(headline, page.story.headline, same_words),
        "day": judge(fields["date_edtf"], page.day, str.__eq__),
        "byline": judge(fields["byline"], page.story.author, same_writers),
        "fields": fields,
        "wanted": page,
    }


def report(name: str, rows: list[dict], *, every: bool) -> None:
    mean = {key: sum(row[key] for row in rows) / len(rows) for key in ("f1", "precision", "recall")}
    print(f"\n{name}: {len(rows)} copies of {len({row['wanted'].layout for row in rows})} layouts")
    print("  body  F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}".format(**mean))
    for key in ("headline", "day", "byline") if name in WRITTEN else ("headline", "day"):
        counted = Counter(row[key] for row in rows)
        print(f"  {key:9}" + ", ".join(f"{what} {n / len(rows):.2f}" for what, n in counted.most_common()))
    if every:
        for row in sorted(rows, key=lambda row: row["f1"]):
            print(
                f"    {row['f1']:.3f} p {row['precision']:.2f} r {row['recall']:.2f} {row['page']:40} headline {row['headline']:8} day {row['day']:8} byline {row['byline']}"
            )


def main() -> None:
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument("--show", default="", help="print what is read from the copies of one layout")
    parser.add_argument("--pages", action="store_true", help="read the pages as saved HTML")
    parser.add_argument("--every", action="store_true", help="a line for each copy")
    parser.add_argument("--cache", type=Path, help="keep the copies in this file")
    parser.add_argument("--without-headline", action="store_true", help="take the headline out of each copy")
    options = parser.parse_args()
    halves = HALVES if options.half == "all" else (options.half,)
    made = [page for page in pages() if page.half in halves]
    if not options.pages:
        _fill(made, options.cache)
        made += [page for page in written_pages() if page.half in halves]
    if options.without_headline:
        made = [without_headline(page) for page in made]
    rows = [measured(page, way) for page in made for way in (["page"] if options.pages else page.copies)]
    for row in rows:
        if options.show and options.show in row["page"]:
            print(json.dumps({**row, "wanted": ""}, ensure_ascii=False, indent=1))
    for half in halves:
        if of_half := [row for row in rows if row["wanted"].half == half]:
            report(half, of_half, every=options.every)


def _fill(made: list[TrialPage], cache: Path | None) -> None:
    """Copy the pages in a browser, or take the copies of an earlier run from a file."""
    kept = json.loads(cache.read_text(encoding="utf-8")) if cache and cache.exists() else {}
    new = [page for page in made if page.markup not in kept]
    if new:
        kept |= {page.markup: page.copies for page in copied(new)}
    for page in made:
        page.copies.update(kept[page.markup])
    if cache:
        cache.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
