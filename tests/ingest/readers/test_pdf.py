from __future__ import annotations

import pytest

from tests.ingest.readers.files import BODY, FIRST, SECOND, read, reasons, write
from tests.ingest.readers.pdf_files import lines, pdf

WORDS = ("first", "second", "third", "fourth", "fifth")
TITLE = (60, 60, 22, "Customs post taken")


def test_a_report_is_read_with_its_headline_and_paragraphs(tmp_path):
    (report,), said = read(
        write(
            tmp_path,
            "a.pdf",
            pdf(
                [[TITLE, (60, 80, 11, "24 February 2012"), *lines(BODY, y=110)]],
                title="Microsoft Word - draft3",
            ),
        )
    )

    assert (report.headline, report.date_printed) == ("Customs post taken", "24 February 2012")
    assert report.text == f"Customs post taken\n\n24 February 2012\n\n{BODY}"
    assert said == []


@pytest.mark.parametrize("drawn", ["column by column", "line by line"])
def test_columns_are_read_one_after_the_other(tmp_path, drawn):
    left, right = lines(f"{FIRST}\n\n{FIRST}", y=140, width=36), lines(SECOND, x=330, y=140, width=36)
    columns = (
        left + right
        if drawn == "column by column"
        else sorted(left + right, key=lambda piece: (piece[1], piece[0]))
    )
    across = [
        (60, 110, 11, "Across both columns stands this line, which belongs to the beginning of the report.")
    ]

    (report,), _ = read(write(tmp_path, "a.pdf", pdf([[TITLE, *across, *columns]])))

    assert report.text.split("\n\n")[1:] == [across[0][3], FIRST, FIRST, SECOND]


def test_running_heads_and_page_numbers_go_and_paragraphs_go_on_over_pages(tmp_path):
    halves = (
        [f"The {word} convoy of the day had left before" for word in WORDS],
        [f"dawn and was seen by {word} people at the ford." for word in WORDS],
    )
    pages = [
        [
            (60, 40, 9, f"Border Courier | Annual report 201{n}"),
            *(lines(halves[1][n - 1], y=100) if n else []),
            *lines(FIRST, y=140),
            *lines(halves[0][n], y=200),
            (290, 810, 9, f"- {n + 1} -"),
        ]
        for n in range(5)
    ]

    (report,), _ = read(write(tmp_path, "a.pdf", pdf(pages)))

    assert "Border Courier" not in report.text and "- 2 -" not in report.text
    assert [f"{halves[0][n]} {halves[1][n]}" in report.text.split("\n\n") for n in range(4)] == [True] * 4


def test_running_heads_that_differ_on_left_and_right_pages_go(tmp_path):
    pages = [
        [(60, 40, 9, "BORDER COURIER" if number % 2 else "Annual report"), *lines(FIRST, y=140)]
        for number in range(4)
    ]

    (report,), _ = read(write(tmp_path, "a.pdf", pdf(pages)))

    assert report.text == "\n\n".join([FIRST] * 4)


def test_words_parted_at_line_ends_are_closed_up_unless_they_have_a_hyphen(tmp_path):
    parted = [
        "The militia took the cus-",
        "toms post of the well-",
        "known pass, and the customs",
        "men of this well-known pass left it to the mili-",
        "tia.",
    ]
    page = [(60, 100 + 14 * n, 11, text) for n, text in enumerate(parted)]

    (report,), _ = read(write(tmp_path, "a.pdf", pdf([page])))

    assert (
        report.text
        == "The militia took the customs post of the well-known pass, and the customs men of this well-known pass left it to the militia."
    )


def test_a_scan_is_refused_with_what_to_do_and_a_page_without_text_is_told(tmp_path):
    scan = reasons(read(write(tmp_path, "a.pdf", pdf([[], []])))[1])
    (report,), _ = read(write(tmp_path, "b.pdf", pdf([lines(BODY), []])))

    assert "have its text recognised first (OCR" in scan[0]
    assert report.notices == ("1 of its 2 pages hold no text: they may be pictures of pages",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4\n1 0 obj\n", "is damaged or cut off"),
        (pdf([lines(BODY)], trailer="/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">>>/ID[<00><00>]"),
         "is protected with a password"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_what_to_do(tmp_path, content, reason):
    assert reasons(read(write(tmp_path, "a.pdf", content))[1])[0].startswith(reason)
