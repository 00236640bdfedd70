"""Measure how typed questions are read, of which half were kept back while the reading was tuned.

    python -m bench.asked

The questions in questions.tsv were written before the reading was built: each with what it should be read as. They are asked of the archive
in use, with the demo: what is read depends little on it, but forms of words are searched for only if some report has them.
"""

from __future__ import annotations

import os
from collections import Counter
from hashlib import blake2b
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.http import QueryDict  # noqa: E402

from archive import dates  # noqa: E402
from archive.search import Address, read_query  # noqa: E402
from archive.search.language.nodes import Near, Word, walk  # noqa: E402
from archive.search.language.parser import parse  # noqa: E402
from archive.search.meaning.dictionary import Form, look_up  # noqa: E402
from archive.search.meaning.known_forms import DESIGNATOR, _candidates, _variants  # noqa: E402

QUESTIONS = Path(__file__).parent / "questions.tsv"


def main() -> None:
    """Print for each half and kind how many questions are read as they should be, and those that are not."""
    right, asked, wrong = Counter(), Counter(), []
    for line in QUESTIONS.read_text().splitlines():
        question, kind, wanted = line.split("\t")
        half = "kept" if blake2b(question.encode(), digest_size=1).digest()[0] % 2 else "tuned"
        asked[half, kind] += 1
        is_right = CHECKS[kind](question, wanted)
        right[half, kind] += is_right
        wrong += [] if is_right else [(half, kind, question)]
    for half in ("tuned", "kept"):
        kinds = ", ".join(
            f"{kind} {right[half, kind]}/{count}"
            for (its, kind), count in sorted(asked.items())
            if its == half
        )
        total = sum(count for (its, _), count in right.items() if its == half)
        print(
            f"{half}: {total} of {sum(count for (its, _), count in asked.items() if its == half)} ({kinds})"
        )
    for half, kind, question in wrong:
        print(f"  not read as wanted ({half}, {kind}): {question}")


def read(question):
    """Return the Query of a question."""
    params = QueryDict(mutable=True)
    params["q"] = question
    return read_query(Address.read(params))


def _is_dated(question, wanted):
    windows = read(question).windows
    lower, upper = (
        None if side == ".." else dates.as_number(dates.to_range(side)[0]) for side in wanted.split("/")
    )
    return any((window.lower, window.upper) == (lower, upper) for window in windows)


def _is_not_dated(question, _):
    return not read(question).windows


def _is_undated(question, _):
    return [window.undated for window in read(question).windows] == [True]


def _meets(question, wanted):
    """Whether some word of a question, or two neighbours, may be searched for in another form, if the archive has it."""
    words = question.split()
    texts = [*words, *map(" ".join, zip(words, words[1:], strict=False))]
    forms = [form for found in _candidates(texts, _variants()).values() for form in found]
    is_kind = bool((found := DESIGNATOR.fullmatch(wanted)) and found[3] and wanted[:-1] in forms)
    own = [" ".join(word.split("-")) for word in words]
    texts = dict.fromkeys([wanted, *forms, *own])
    stems = {
        text: tuple(lexeme for lexeme, _ in look_up([(Form.WORDS, text)])[Form.WORDS, text]) for text in texts
    }
    return is_kind or any(stems[form] == stems[wanted] for form in [*forms, *own])


def _sets_aside(question, wanted):
    query = read(question)
    kept = question
    for aside in query.aside:
        kept = kept.replace(aside.typed, "")
    drop = {"who", "what", "was", "is", "in", "the"}
    return [w for w in kept.lower().strip(" ?").split() if w not in drop] == [
        w for w in wanted.split() if w not in drop
    ]


def _says(question, wanted):
    query = read(question)
    said = " ".join([*query.messages, *(f"{offer.text} {offer.label}" for offer in query.offers)])
    if wanted == "turned":
        return "backwards" in said or len(query.bounds) == 2
    return (
        wanted in said
        if wanted
        else sum(isinstance(node, Word) or node.is_leaf for node in walk(query.tree)) > 1
    )


def _is_pattern(question, wanted):
    return any(
        wanted[:4] in word for node in walk(read(question).tree) for word in getattr(node, "lexemes", ())
    )


def _is_near(question, wanted):
    return isinstance(parse(question).tree, Near) and parse(question).tree.distance == int(wanted)


CHECKS = {
    "date": _is_dated, "nodate": _is_not_dated, "undated": _is_undated, "meets": _meets, "aside": _sets_aside, "says": _says,
    "pattern": _is_pattern, "near": _is_near,
}  # fmt: skip

if __name__ == "__main__":
    main()
