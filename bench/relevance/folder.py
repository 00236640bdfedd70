"""Judged test sets in the layout of BEIR: corpus.jsonl, queries.jsonl, qrels/test.tsv.

The layout is that of Thakur et al., "BEIR: a heterogeneous benchmark for zero-shot evaluation of information retrieval
models" (2021).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class FolderError(Exception):
    """Raised for a folder not in the layout; the message says what is missing or wrong, and where."""


@dataclass(frozen=True)
class Document:
    """One text of a corpus."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class JudgedQuestions:
    """Questions by their ids, and the grades of documents for each: {question: {document: grade}}."""

    texts: dict[str, str]
    grades: dict[str, dict[str, int]]

    def half(self, number: int | None) -> JudgedQuestions:
        """Return every other question, from the first (0) or from the second (1); all for None."""
        if number is None:
            return self
        kept = list(self.texts)[number::2]
        return JudgedQuestions(
            {name: self.texts[name] for name in kept}, {name: self.grades[name] for name in kept}
        )


def read_corpus(folder: Path) -> Iterator[Document]:
    """Yield the documents of corpus.jsonl, skipping those without any text."""
    for place, row in _rows(folder / "corpus.jsonl"):
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        if (title + text).strip():
            yield Document(_name(row, place), title, text)


def read_questions(folder: Path) -> JudgedQuestions:
    """Read the questions judged in qrels/test.tsv; raises FolderError on an unreadable line."""
    texts = {_name(row, place): str(row.get("text", "")) for place, row in _rows(folder / "queries.jsonl")}
    grades = _grades(folder / "qrels" / "test.tsv")
    unknown = sorted(grades.keys() - texts.keys())
    if unknown:
        raise FolderError(
            f"qrels/test.tsv judges the question {unknown[0]}, which queries.jsonl does not have."
        )
    return JudgedQuestions({name: texts[name] for name in grades}, grades)


def _rows(path: Path) -> Iterator[tuple[str, dict]]:
    for number, line in enumerate(_opened(path), start=1):
        place = f"{path.name}, line {number}"
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise FolderError(f"{place} is not JSON: {error}.") from error
            if not isinstance(row, dict):
                raise FolderError(f"{place} is not a JSON object.")
            yield place, row


def _opened(path: Path) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            yield from file
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror}.") from error


def _name(row: dict, place: str) -> str:
    if "_id" not in row:
        raise FolderError(f'{place} has no "_id".')
    return str(row["_id"])


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """Read lines of question, document and grade, apart by tabs, below a line of headings."""
    grades: dict[str, dict[str, int]] = {}
    for number, row in enumerate(csv.reader(_opened(path), delimiter="\t"), start=1):
        if number == 1 or not row:
            continue
        try:
            question, document, grade = row
            grades.setdefault(question, {})[document] = int(float(grade))
        except ValueError as error:
            raise FolderError(
                f"{path.name}, line {number} is not a question, a document and a grade, apart by tabs."
            ) from error
    return grades
