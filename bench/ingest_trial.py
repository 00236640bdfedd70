"""Try cleaning and name matching on reports annotated by hand, and print the tables of bench/trials/ingest.md.

    python bench/ingest_trial.py FOLDER

FOLDER holds pasted reports (*.txt) and re3d_open.jsonl, one report a line with "id", "title", "text", "url", "subset" and
"entities" (begin, end, type, value). Everything is loaded as by `manage.py ingest`, in an empty archive, within a
transaction that is rolled back.
"""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402

from archive.ingest.load import load  # noqa: E402
from archive.ingest.paragraphs import split_paragraphs  # noqa: E402
from archive.ingest.readers import read_paths  # noqa: E402
from archive.ingest.sources import add_source  # noqa: E402
from archive.models import Article, Entity, Name  # noqa: E402
from archive.text.words import name_key  # noqa: E402

KINDS = {"Person": "person", "Location": "place", "Organisation": "faction"}
ARTICLE, POSSESSIVE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE), re.compile(r"['’]s?$")
SMALL = frozenset(["of", "and", "for", "the", "in", "de", "bin", "al", "on", "to", "with", ""])
NO_NAMES = """
    we he they it her she my our the his their its i you us them january february march april may june july august
    september october november december
"""
PARTS = 5


class Mark(NamedTuple):
    begin: int
    end: int
    kind: str
    text: str


def trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    """Return the bounds of a passage without a leading "the", a trailing "'s" or surrounding punctuation."""
    if found := ARTICLE.match(text, begin, end):
        begin = found.end()
    if found := POSSESSIVE.search(text[begin:end]):
        end = begin + found.start()
    while begin < end and not text[begin].isalnum():
        begin += 1
    while begin < end and not (text[end - 1].isalnum() or text[end - 1] in ".)"):
        end -= 1
    return begin, end


def is_name(text: str) -> bool:
    """Return whether a passage is a name rather than a description: all its words but small ones begin with a capital."""
    words = [word.strip("-–&.,()'’\"“”") for word in text.split()]
    if not 2 <= len(text) <= 100 or text.lower() in NO_NAMES.split() or not re.match(r"al-|[A-Z]", text):
        return False
    return all(
        word.lower() in SMALL or not word[:1].islower() or word.startswith(("al-", "el-")) for word in words
    )


def marks(report: dict) -> list[Mark]:
    """Return the people, places and organisations marked in a report, each passage once for each kind."""
    found = set()
    for entity in report["entities"]:
        passage = report["text"][entity["begin"] : entity["end"]]
        if entity["type"] in KINDS and passage == entity["value"]:
            begin, end = trimmed(report["text"], entity["begin"], entity["end"])
            found.add(Mark(begin, end, KINDS[entity["type"]], report["text"][begin:end]))
    return sorted(mark for mark in found if mark.text)


def outermost(found: list[Mark]) -> list[Mark]:
    return [
        m
        for m in found
        if not any(
            (o.begin, o.end) != (m.begin, m.end) and o.begin <= m.begin and m.end <= o.end for o in found
        )
    ]


def learn(reports: list[dict]) -> Counter:
    """Give the archive the names marked in these reports: one entity a name, of the kind it is most often marked as."""
    kinds, forms = defaultdict(Counter), defaultdict(Counter)
    for report in reports:
        for mark in marks(report):
            if is_name(mark.text) and (key := name_key(mark.text)):
                kinds[key][mark.kind] += 1
                forms[key][mark.text] += 1
    for number, key in enumerate(sorted(kinds)):
        kind = kinds[key].most_common(1)[0][0]
        main, *others = [text for text, _ in forms[key].most_common()]
        extra = {"place": {"place_type": "other"}, "faction": {"faction_type": "other"}}.get(kind, {})
        entity = Entity.objects.create(kind=kind, slug=f"marked-{number}", name=main, **extra)
        for text in others:
            Name.objects.get_or_create(entity=entity, text=text)
    return Counter(kind.most_common(1)[0][0] for kind in kinds.values())


def linked(report: dict) -> set[Mark]:
    """Return what the archive linked in the body of a report, at positions in the original text."""
    article = Article.objects.get(source_ref=report["id"])
    places = list(_places_in(report["text"], article.body))
    found = set()
    for mention in article.mentions.filter(field="body", status="accepted").select_related("entity"):
        begin, end = trimmed(article.body, mention.start, mention.end)
        first, last = places[begin], places[end - 1] + 1
        found.add(Mark(first, last, mention.entity.kind, report["text"][first:last]))
    return found


def _places_in(text: str, body: str) -> Iterator[int]:
    """Yield for each character of a body its position in the text; cleaning changes only white space."""
    at = 0
    for character in body:
        if not character.isspace():
            at = text.index(character, at)
        yield at
        at += not character.isspace()


def score(reports: list[dict]) -> tuple[dict[str, Counter], Counter]:
    """Count hits by kind, and misses and extras by reason."""
    counts, reasons = defaultdict(Counter), Counter()
    for report in reports:
        marked, found = marks(report), linked(report)
        borders = {(mark.begin, mark.end) for mark in found}
        names = [mark for mark in marked if is_name(mark.text)]
        for mark in names:
            hit = mark in found
            counts[mark.kind].update(marked=1, found=hit)
            if mark in outermost(names):
                counts[mark.kind].update(outer=1, outer_found=hit)
            if not hit:
                reasons["missed", _why_missed(mark, borders)] += 1
        for mark in found:
            right = mark in marked
            within = any(m.kind == mark.kind and m.begin <= mark.begin and mark.end <= m.end for m in marked)
            counts[mark.kind].update(linked=1, right=right, within=right or within)
            if not right:
                reasons["extra", _why_extra(mark, marked, within=within)] += 1
    return counts, reasons


def _why_missed(mark: Mark, borders: set[tuple[int, int]]) -> str:
    if (mark.begin, mark.end) in borders:
        return "linked, but to an entity of another kind"
    if any(begin <= mark.begin and mark.end <= end for begin, end in borders):
        return "stands inside a longer name that was linked"
    if any(begin < mark.end and mark.begin < end for begin, end in borders):
        return "linked with other borders"
    return "not linked"


def _why_extra(mark: Mark, marked: list[Mark], *, within: bool) -> str:
    if within:
        return "part of a longer marked passage of its kind"
    if any((m.begin, m.end) == (mark.begin, mark.end) for m in marked):
        return "marked here as another kind"
    if any(m.begin < mark.end and mark.begin < m.end for m in marked):
        return "crosses a passage marked as something else"
    return "not marked here, though marked elsewhere"


def trial(known: list[dict], tried: list[dict], files: list[Path]) -> tuple[Counter, dict, Counter]:
    """Load files into an archive that knows the names of some reports, and score others."""
    with transaction.atomic():
        entities = learn(known)
        outcome = load(read_paths(files), label="trial", source=add_source("Pastes"))
        assert not outcome.rejected, outcome.refusals
        result = score(tried)
        transaction.set_rollback(True)
    return entities, *result


def print_scores(title: str, counts: dict[str, Counter], reasons: Counter) -> None:
    print(
        f"\n### {title}\n\n| kind | marked | recall | outermost marks | recall | linked | precision | or inside a mark |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for kind, c in {**counts, "all": sum(counts.values(), Counter())}.items():
        shares = [
            c["found"] / c["marked"],
            c["outer_found"] / c["outer"],
            c["right"] / c["linked"],
            c["within"] / c["linked"],
        ]
        a, b, d, e = (f"{share:.2f}" for share in shares)
        print(f"| {kind} | {c['marked']:,} | {a} | {c['outer']:,} | {b} | {c['linked']:,} | {d} | {e} |")
    print()
    for (side, reason), count in sorted(reasons.items(), key=lambda item: (item[0][0], -item[1])):
        print(f"- {side}: {reason}: {count:,}")


def print_cleaning(files: list[Path]) -> None:
    """Print how much was kept and removed for each paste and each group of reports."""
    rows = defaultdict(Counter)
    why = defaultdict(Counter)
    with transaction.atomic():
        load(read_paths(files), label="trial", source=add_source("Pastes"))
        for article in Article.objects.select_related("capture", "source"):
            name = article.source.name if article.source_ref else article.capture.origin
            kept = split_paragraphs(article.body)
            rows[name].update(reports=1, paragraphs=len(kept), characters=sum(len(p.text) for p in kept))
            rows[name].update(
                removed=len(article.removed), removed_characters=sum(len(r["text"]) for r in article.removed)
            )
            why[name].update(item["reason"] for item in article.removed)
        transaction.set_rollback(True)
    print(
        "\n| what | reports | paragraphs kept | characters kept | pieces removed | characters removed | why |\n|---|---|---|---|---|---|---|"
    )
    for name, c in rows.items():
        reasons = ", ".join(f"{reason} {count}" for reason, count in why[name].most_common())
        print(
            f"| {name} | {c['reports']} | {c['paragraphs']:,} | {c['characters']:,} | {c['removed']} | {c['removed_characters']:,} | {reasons} |"
        )


def main() -> None:
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    if Entity.objects.exists() or Article.objects.exists():
        sys.exit("The trial needs an empty archive: name a new folder in ARCHIVE_HOME and run migrate first.")
    reports = [
        json.loads(line) for line in (folder / "re3d_open.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with TemporaryDirectory() as place, transaction.atomic():
        marked = Path(place, "marked.jsonl")
        columns = {"id": "id", "title": "headline", "text": "text", "url": "url", "subset": "source"}
        rows = [{name: report[column] for column, name in columns.items()} for report in reports]
        marked.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        for report in reports:
            add_source(report["subset"])
        print_cleaning([*sorted(folder.glob("*.txt")), marked])
        entities, counts, reasons = trial(reports, reports, [marked])
        print_scores(f"All {sum(entities.values())} names known {dict(entities)}", counts, reasons)
        totals, all_reasons = defaultdict(Counter), Counter()
        for part in range(PARTS):
            others = [report for at, report in enumerate(reports) if at % PARTS != part]
            _, counts, reasons = trial(others, reports[part::PARTS], [marked])
            for kind, found in counts.items():
                totals[kind].update(found)
            all_reasons.update(reasons)
        print_scores("Names known from the other reports alone", totals, all_reasons)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
