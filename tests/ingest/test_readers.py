from __future__ import annotations

import json

import pytest

from archive.ingest import raw
from archive.ingest.raw import Notice, PassedOver, RawArticle, Refusal
from archive.ingest.readers import read_paths, reread, tables

TEXT = "The guns fell silent at noon, and people came out to look for bread."


def read(path):
    return list(read_paths([path]))


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


# Files and folders


def test_it_reads_folders_in_the_order_of_names_and_names_what_it_passes_over(tmp_path):
    write(tmp_path, "in/b.txt", "second " + TEXT)
    write(tmp_path, "in/a/z.html", f"<p>first {TEXT}")
    write(tmp_path, "in/c.png", b"\x89PNG\r\n\x1a\n\x00\x01")
    write(tmp_path, "in/.hidden.txt", "never")

    found = read(tmp_path / "in")

    assert [item.origin if isinstance(item, RawArticle) else item.file for item in found] == [
        "in/b.txt",
        "in/c.png",
        "in/a/z.html",
    ]
    assert isinstance(found[1], PassedOver) and found[1].kinds == "picture files"
    assert found[1].reason.startswith(
        "was skipped, as it is a picture file: this format is not read yet. Type out"
    )


def test_a_file_that_is_not_there_is_refused_and_the_others_are_read(tmp_path):
    there = write(tmp_path, "there.txt", TEXT)

    refusal, article = list(read_paths([tmp_path / "gone.txt", there]))

    assert refusal == Refusal("gone.txt", None, "does not exist: check the path")
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n ", "is empty"),
        (b"GIF89a\x00\x01", "is a picture file"),
        (b"x" * (raw.MAX_RECORD_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_a_text_file_that_is_no_report_is_refused_with_what_to_do(tmp_path, content, reason):
    (refusal,) = read(write(tmp_path, "bad.txt", content))

    assert reason in refusal.reason


def test_it_keeps_the_exact_bytes_and_their_encoding(tmp_path):
    content = "Curly “quotes”\r\n".encode("cp1252")

    (article,) = read(write(tmp_path, "a.txt", content))

    assert article.content == content
    assert article.encoding == "cp1252"
    assert article.text == "Curly “quotes”\r\n"


def test_a_page_is_decoded_as_it_declares(tmp_path):
    (article,) = read(write(tmp_path, "a.htm", "<meta charset=windows-1251><p>Кабул".encode("cp1251")))

    assert article.html.endswith("Кабул")
    assert article.media_type == "text/html"


# JSON lines


def test_it_reads_each_line_of_jsonl_with_its_number(tmp_path):
    first = {"headline": "One", "text": TEXT, "source": "herald", "language": "en-GB", "id": 7}
    path = write(
        tmp_path,
        "a.jsonl",
        lines(first) + "\n" + lines({"title": "Two", "body": TEXT, "author": "A. Writer"}),
    )

    one, two = read(path)

    assert (one.headline, one.source, one.language, one.id, one.position) == ("One", "herald", "en", "7", 1)
    assert (two.headline, two.text, two.byline, two.position) == ("Two", TEXT, "A. Writer", 3)
    assert one.content == json.dumps(first).encode()


def test_a_bad_line_is_refused_with_its_number_and_the_others_go_on(tmp_path):
    path = write(
        tmp_path, "a.jsonl", '{"text": "one"}\n{"text": \n["list"]\n{"headline": "no text"}\n{"text": "two"}'
    )

    one, cut, no_object, no_text, two = read(path)

    assert (one.text, two.text) == ("one", "two")
    assert (cut.line, no_object.line, no_text.line) == (2, 3, 4)
    assert "is not JSON" in cut.reason
    assert "is not a JSON object" in no_object.reason
    assert "neither a text nor an html column" in no_text.reason


def test_a_record_without_text_is_told_what_it_has_in_its_own_words(tmp_path):
    (in_json,) = read(write(tmp_path, "a.jsonl", lines({"title": "One", "kop": TEXT, "txt": "x"})))
    (in_a_table,) = read(write(tmp_path, "a.csv", "title,kop,txt\nOne,x,y\n"))

    said = "its columns are: title, kop, txt (did you mean text?). Name one of them text or html"
    assert said in in_json.reason and said in in_a_table.reason


def test_a_record_of_very_many_columns_is_told_the_first_of_them(tmp_path):
    (refusal,) = read(write(tmp_path, "a.jsonl", lines({f"column {n}": "x" for n in range(1000)})))

    assert refusal.reason.endswith("column 29 and 970 more. Name one of them text or html")


def test_a_row_in_another_encoding_than_its_table_is_refused_alone(tmp_path):
    rows = [f"Café {n},{TEXT[:20]}\n" for n in range(25)]
    content = b"headline,text\n" + "".join(rows).encode() + "Wałęsa,x\n".encode("cp1250") + rows[0].encode()

    found = read(write(tmp_path, "a.csv", content))

    assert [type(item) for item in found] == [RawArticle] * 25 + [Refusal, RawArticle]
    assert "not valid UTF-8, the encoding of the rest of the file" in found[25].reason


def test_a_line_in_another_encoding_than_its_file_is_refused_alone(tmp_path):
    good = "".join(f'{{"headline": "Café {n}", "text": "x"}}\n' for n in range(25)).encode()

    found = read(write(tmp_path, "a.jsonl", good + '{"headline": "Wałęsa", "text": "x"}\n'.encode("cp1250")))

    assert [type(item) for item in found] == [RawArticle] * 25 + [Refusal]
    assert "not valid UTF-8, the encoding of the rest of the file" in found[25].reason


def test_lines_in_an_encoding_that_nothing_names_are_read_and_can_be_read_again(tmp_path):
    words = "Ополченцы заняли таможенный пост в пятницу, рассказали водители грузовиков, и повернули назад колонну машин."
    records = [{"headline": "Пост взят", "text": words}, {"headline": "Пост пал", "text": words}]
    content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)

    notice, one, two = read(write(tmp_path, "a.jsonl", content.encode("koi8-r")))

    assert (notice.line, "read as KOI8-R" in notice.reason) == (None, True)
    assert (one.headline, two.headline, one.encoding) == ("Пост взят", "Пост пал", "koi8-r")
    again = reread(
        one.content,
        media_type=one.media_type,
        encoding=one.encoding,
        origin=one.origin,
        position=one.position,
    )
    assert again == one


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"text": "  "}, "its text is empty"),
        ({"text": ["a"]}, "text is a list"),
        ({"text": True}, "text is a true or false"),
        ({"text": TEXT, "headline": "x" * 501}, "headline has 501 characters, at most 500 are allowed"),
        ({"text": TEXT, "url": "www.example.org/a"}, "begins with http"),
        ({"text": TEXT, "url": "http://[bad"}, "begins with http"),
        ({"text": TEXT, "language": "Klingon"}, "ISO 639"),
        ({"text": "null \x00 byte"}, "unprintable character U+0000"),
        ({"text": "half \ud800 a character"}, "unprintable character U+D800"),
    ],
)
def test_a_value_that_cannot_be_kept_is_refused_with_what_to_do(tmp_path, record, reason):
    (refusal,) = read(write(tmp_path, "a.jsonl", lines(record)))

    assert isinstance(refusal, Refusal) and reason in refusal.reason


def test_deep_and_endless_json_is_refused(tmp_path):
    found = read(write(tmp_path, "a.jsonl", "[" * 100_000 + "\n" + '{"text": ' + "9" * 5000 + "}\n"))

    assert [type(item) for item in found] == [Refusal, Refusal]


def test_a_line_that_is_too_large_is_refused_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.readers.objects.MAX_RECORD_BYTES", 100)
    path = write(tmp_path, "a.jsonl", lines({"text": "x" * 450}, {"text": "next"}))

    refusal, article = read(path)

    assert (refusal.line, refusal.reason) == (1, raw.TOO_LARGE)
    assert (article.text, article.position) == ("next", 2)


def test_an_unknown_key_is_named_once(tmp_path):
    found = read(
        write(tmp_path, "a.jsonl", lines({"text": "1", "headlin": "x"}, {"text": "2", "headlin": "y"}))
    )

    assert [item.reason for item in found if isinstance(item, Notice)] == [
        "the column “headlin” is not known and was ignored (did you mean headline?)"
    ]
    assert len(found) == 3


def test_where_text_and_page_are_both_given_the_text_counts(tmp_path):
    (article,) = read(write(tmp_path, "a.jsonl", lines({"text": TEXT, "html": "<p>x"})))

    assert (article.text, article.html) == (TEXT, "")


# CSV


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_it_finds_out_the_separator(tmp_path, sign):
    path = write(
        tmp_path, "a.csv", f'headline{sign}text{sign}url\nOne{sign}"Long{sign} with ""quotes"""{sign}\n'
    )

    (article,) = read(path)

    assert (article.headline, article.text) == ("One", f'Long{sign} with "quotes"')


def test_it_reads_line_breaks_in_quotation_marks_and_counts_lines_as_an_editor_does(tmp_path):
    path = write(
        tmp_path, "a.csv", b'\xef\xbb\xbfheadline,text\r\nOne,"first\r\n\r\nsecond"\r\nTwo,plain\r\n'
    )

    one, two = read(path)

    assert (one.text, one.position) == ("first\r\n\r\nsecond", 2)
    assert (two.text, two.position) == ("plain", 5)


def test_a_captured_row_carries_its_header_and_can_be_read_again(tmp_path):
    path = write(
        tmp_path,
        "a.csv",
        'headline;text\nOne;"first\nsecond"\n'.encode("cp1252") + "Two;naïve\n".encode("cp1252"),
    )

    guessed, one, two = read(path)
    again = reread(
        two.content,
        media_type=two.media_type,
        encoding=two.encoding,
        origin=two.origin,
        position=two.position,
    )

    assert isinstance(guessed, Notice) and "read as windows-1252" in guessed.reason
    assert one.content == b'headline;text\nOne;"first\nsecond"\n'
    assert two.content == b"headline;text\n" + "Two;naïve\n".encode("cp1252")
    assert again == two


def test_a_row_with_too_few_or_too_many_fields_is_refused(tmp_path):
    found = read(write(tmp_path, "a.csv", "headline,text\nshort\none,two,three\nfine,text\n"))

    assert [(item.line, item.reason[:12]) for item in found[:2]] == [(2, "has 1 fields"), (3, "has 3 fields")]
    assert found[2].text == "text"


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path):
    found = read(write(tmp_path, "a.csv", 'headline,text\nbad,"never closed\nfine,text\nalso,fine\n'))

    assert (found[0].line, "never closed" in found[0].reason) == (2, True)
    assert [(article.headline, article.position) for article in found[1:]] == [("fine", 3), ("also", 4)]


def test_a_row_that_is_too_large_is_refused_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_RECORD_BYTES", 60)
    found = read(write(tmp_path, "a.csv", "headline,text\nlong," + "x" * 300 + "\nfine,text\n"))

    assert (found[0].line, found[0].reason) == (2, raw.TOO_LARGE)
    assert found[1].position == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("headline,text\n", "has a header but no rows"),
        ("headline,txt\nOne,two\n", "txt (did you mean text?)"),
        ("text,text\na,b\n", "names the column text twice"),
    ],
)
def test_a_table_without_a_useful_header_is_refused(tmp_path, content, reason):
    (refusal,) = read(write(tmp_path, "a.csv", content))

    assert reason in refusal.reason


def test_a_table_and_lines_in_utf_16_are_read_and_kept_as_utf_8(tmp_path):
    note, article = read(write(tmp_path, "a.csv", "headline\ttext\nPost\tКабул".encode("utf-16")))

    assert note.reason == "is in UTF-16-LE: its records are kept as UTF-8"
    assert (article.headline, article.text) == ("Post", "Кабул")
    assert article.content == "headline\ttext\nPost\tКабул".encode()
    assert len(read(write(tmp_path, "a.jsonl", '{"text": "x"}\n{"text": "y"}\n'.encode("utf-16")))) == 3


def test_it_takes_the_separator_that_excel_writes_above_the_header(tmp_path):
    (article,) = read(write(tmp_path, "a.csv", "sep=;\r\ntext;headline\r\nbody, with comma;One\r\n"))

    assert (article.text, article.headline, article.position) == ("body, with comma", "One", 3)
