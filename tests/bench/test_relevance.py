"""The measures of relevance, and the folders of questions with judged answers that they use."""

from __future__ import annotations

import json
from math import log2

import pytest

from archive.models import Article
from bench.relevance.archive import ask_archive, load
from bench.relevance.folder import Document, FolderError, read_corpus, read_questions
from bench.relevance.metrics import average_precision, ndcg, quality, recall

# Measures


def test_it_discounts_gains_by_rank():
    grades = {"a": 2, "b": 1, "c": 0}
    assert ndcg(["a", "b", "c"], grades) == 1
    assert ndcg(["c", "b", "a"], grades) == pytest.approx((1 / log2(3) + 2 / log2(4)) / (2 + 1 / log2(3)))
    assert ndcg(["x"] * 10 + ["a"], grades) == 0
    assert ndcg(["a"], {}) == 0


def test_it_averages_precision_over_all_that_is_relevant():
    assert average_precision(["a", "x", "b"], {"a": 1, "b": 2}) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(["a"], {"a": 1, "b": 1}) == 0.5
    assert average_precision(["a"], {"a": 0}) == 0


def test_it_counts_what_stands_among_the_first():
    assert recall(["a", "x", "b"], {"a": 1, "b": 1}, depth=2) == 0.5
    assert recall([], {"a": 1}) == 0


def test_it_counts_a_question_without_a_list_and_none_that_nothing_answers():
    measured = quality({"one": ["a"]}, {"one": {"a": 1}, "two": {"b": 1}, "three": {"c": 0}})
    assert (measured.ndcg, measured.mean_average_precision, measured.recall) == (0.5, 0.5, 0.5)


# Folders


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(
        json.dumps({"_id": 1, "title": "Snow", "text": "It fell."}) + "\n\n" + json.dumps({"_id": "empty"})
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q", "text": "snow"}\n{"_id": "unjudged", "text": "wind"}\n'
    )
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t2\n")
    return tmp_path


def test_it_reads_a_folder(folder):
    questions = read_questions(folder)
    assert list(read_corpus(folder)) == [Document("1", "Snow", "It fell.")]
    assert (questions.texts, questions.grades) == ({"q": "snow"}, {"q": {"1": 2}})


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("queries.jsonl", "{", "queries.jsonl, line 1 is not JSON"),
        ("queries.jsonl", "[]", "queries.jsonl, line 1 is not a JSON object"),
        ("queries.jsonl", '{"text": ""}', 'queries.jsonl, line 1 has no "_id"'),
        ("queries.jsonl", "", "judges the question q, which queries.jsonl does not have"),
        ("qrels/test.tsv", "heading\nq\t1\n", "test.tsv, line 2 is not a question, a document and a grade"),
    ],
)
def test_it_says_where_a_folder_is_wrong(folder, name, content, complaint):
    (folder / name).write_text(content)
    with pytest.raises(FolderError, match=complaint):
        read_questions(folder)


def test_it_says_which_file_is_missing(tmp_path):
    with pytest.raises(FolderError, match=r"corpus\.jsonl cannot be read: No such file"):
        list(read_corpus(tmp_path))


@pytest.mark.django_db
def test_it_loads_documents_as_reports_and_finds_them():
    names = load([Document("one", "", "Snow fell on the pass."), Document("two", "Wind", "")])
    assert [names[pk] for pk in ask_archive("snow")] == ["one"]
    assert [names[pk] for pk in ask_archive("wind")] == ["two"]
    assert list(Article.objects.order_by("pk").values_list("headline", "body")) == [
        ("[Snow fell on the pass. …]", "Snow fell on the pass."),
        ("Wind", "Wind"),
    ]
