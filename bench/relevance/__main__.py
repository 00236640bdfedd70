"""Measure the quality of ranking, compared with BM25 and ts_rank.

    python -m bench.relevance FOLDER        a test set in the layout of BEIR
    python -m bench.relevance --demo        the demo reports, with their names, and the questions in tests/data/judged
    python -m bench.relevance --speeches FILE [--pieces 5000]
                                            questions made of the speeches themselves (speeches.py, topics.py)
    python -m bench.relevance --agencies FOLDER
                                            headlines of several agencies, and reports with marked names (agencies.py)

All but the first end with questions as of somebody who half remembers a report (half_remembered.py). --half 0 are the questions to choose parameters
on, --half 1 those to report.

The reports go into a separate database beside the archive's, which is dropped at the end.
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from bench.relevance import agencies  # noqa: E402
from bench.relevance.archive import ask_archive, demo_documents, load, load_demo, scratch_archive  # noqa: E402
from bench.relevance.folder import FolderError, JudgedQuestions, read_corpus, read_questions  # noqa: E402
from bench.relevance.half_remembered import half_remembered  # noqa: E402
from bench.relevance.metrics import quality  # noqa: E402
from bench.relevance.rivals import bm25, ts_rank  # noqa: E402
from bench.relevance.speeches import pieces, question_sets  # noqa: E402
from bench.relevance.topics import parted, topic_sets  # noqa: E402

JUDGED = ROOT / "tests" / "data" / "judged"
Ask = Callable[[str], list[int]]


def main() -> None:
    """Load the requested test set, and print a table for each set of questions."""
    options = _options()
    try:
        for part in [agencies.headlines, agencies.marked_reports] if options.agencies else [None]:
            with scratch_archive():
                for title, names, questions in _loaded(options, part):
                    _print_table(title, names, questions)
    except FolderError as error:
        sys.exit(str(error))


def _options():
    parser = ArgumentParser(
        prog="python -m bench.relevance", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--speeches", type=Path)
    parser.add_argument("--agencies", type=Path)
    parser.add_argument("--pieces", type=int, default=5_000)
    parser.add_argument("--half", type=int, choices=(0, 1), help="0 to choose parameters on, 1 to report")
    options = parser.parse_args()
    if sum(map(bool, (options.folder, options.demo, options.speeches, options.agencies))) != 1:
        parser.error("give one of FOLDER, --demo, --speeches FILE and --agencies FOLDER")
    return options


def _loaded(options, part=None) -> Iterator[tuple[str, dict[int, str], JudgedQuestions]]:
    """Yield (title, {id: name}, questions) for each set of questions; each corpus is loaded once."""
    half = options.half
    if options.folder:
        questions = read_questions(options.folder)
        yield options.folder.name, load(read_corpus(options.folder)), questions.half(half)
    elif options.demo:
        names = load_demo()
        yield "demo", names, read_questions(JUDGED).half(half)
        yield "half remembered, demo", names, half_remembered(demo_documents(), half=half)
    elif part:
        documents, questions = part(options.agencies)
        names = load(documents)
        yield part.__name__.replace("_", " "), names, questions.half(half)
        yield "half remembered", names, half_remembered(documents, half=half)
    else:
        documents, held_back = parted(pieces(options.speeches, options.pieces))
        names = load(documents)
        yield from ((title, names, questions) for title, questions in question_sets(documents, half=half))
        yield from (
            (title, names, questions) for title, questions in topic_sets(documents, held_back, half=half)
        )
        yield "half remembered, speeches", names, half_remembered(documents, half=half)


def _print_table(title: str, names: dict[int, str], questions: JudgedQuestions) -> None:
    print(f"\n{title}: {len(names)} reports, {len(questions.texts)} questions\n")
    print("| order by | nDCG@10 | MAP | recall@100 | not among 1,000 | ms a question |")
    print("|---|---|---|---|---|---|")
    for rival, ask in _rivals():
        started = time.perf_counter()
        runs = {key: [names[pk] for pk in ask(text)[:1000]] for key, text in questions.texts.items()}
        each = (time.perf_counter() - started) / max(len(runs), 1) * 1000
        found = quality(runs, questions.grades)
        lost = sum(not set(run) & set(questions.grades[key]) for key, run in runs.items())
        print(
            f"| {rival} | {found.ndcg:.3f} | {found.mean_average_precision:.3f} | {found.recall:.3f} | {lost} | {each:.1f} |",
            flush=True,
        )


def _rivals() -> Iterator[tuple[str, Ask]]:
    yield "the archive", ask_archive
    yield "BM25 (bm25s)", bm25()
    yield "BM25 with feedback", bm25(feedback=True)
    yield "ts_rank, any word", ts_rank(any_word=True)


if __name__ == "__main__":
    main()
