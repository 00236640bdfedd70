from __future__ import annotations

import pytest

from archive.ingest.raw import MAX_RECORD_BYTES
from archive.ingest.readers import formats, read_paths, recognise
from archive.ingest.readers.options import Meter
from tests.ingest.readers.files import BODY, CASES, FIRST, SECOND, docx, read, reasons, rtf, write, zipped
from tests.ingest.readers.nexis_files import (
    ENGLISH,
    HEADLINES,
    LANGUAGES,
    classic_lines,
    classic_page,
    classic_text,
    uni_paragraphs,
    uni_rtf,
    uni_text,
    uni_word,
)

KINDS = {
    "classic text": (lambda language, total: classic_text(language, total), "a.txt"),
    "classic page": (lambda language, total: classic_page(language, total), "a.html"),
    "classic RTF": (lambda language, total: rtf([line for n in range(1, total + 1) for line in classic_lines(language, n, total, wrapped=False)]), "a.rtf"),
    "Word": (uni_word, "a.docx"),
    "RTF": (uni_rtf, "a.rtf"),
    "text": (uni_text, "a.txt"),
}  # fmt: skip
CODES = {"English": "en", "German": "de", "French": "fr", "Spanish": "es", "Dutch": "nl", "Italian": "it"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_every_article_of_an_export(tmp_path, kind, language):
    make, name = KINDS[kind]

    reports, said = read(write(tmp_path, name, make(LANGUAGES[language], 4)))

    assert reasons(said) == [] and reasons(said, notices=True) == []
    assert [report.headline for report in reports] == [
        HEADLINES[0],
        f"{HEADLINES[1]}, 2",
        HEADLINES[0],
        f"{HEADLINES[1]}, 4",
    ]
    assert [report.text for report in reports] == [f"{FIRST} {n}.\n\n{SECOND}" for n in range(1, 5)]
    assert [report.source for report in reports] == ["Border Courier", "Plain Gazette (London)"] * 2
    assert [report.published for report in reports] == [*LANGUAGES[language].days] * 2
    assert [report.byline for report in reports] == ["Ilse Varga", ""] * 2
    assert [report.standfirst for report in reports] == ["What the lorry drivers saw", ""] * 2
    assert reports[0].language == CODES[language]
    assert [report.position for report in reports] == [1, 2, 3, 4]


@pytest.mark.parametrize("name", ["01-nexis-classic.txt", "03-nexis-uni.docx"])
def test_the_cases_are_read(name):
    one, two = read(CASES / name)[0]

    assert (one.headline, one.source, one.published, one.text) == (
        "Militiamen take customs post", "Border Courier", "February 24, 2012 Friday", BODY,
    )  # fmt: skip
    assert one.byline.startswith("Ilse Varga")
    assert (two.headline, two.source, two.published, two.byline) == (
        "Grain store burns in shelling", "Plain Gazette", "February 26, 2012 Sunday", "",
    )  # fmt: skip
    assert two.text.startswith("Shells struck") and two.text.endswith("petrol for the generator.")


@pytest.mark.parametrize("kind", ["Word", "RTF", "text"])
def test_one_article_without_a_cover_is_read(tmp_path, kind):
    make, name = KINDS[kind]

    (report,), said = read(write(tmp_path, name, make(ENGLISH, 1, cover=False)))

    assert (report.headline, report.source, said) == (HEADLINES[0], "Border Courier", [])


def test_one_classic_article_is_read(tmp_path):
    (report,), said = read(
        write(tmp_path, "a.txt", classic_text(ENGLISH, 1).replace("1 of 1 DOCUMENTS", "1 of 1 DOCUMENT"))
    )

    assert (report.headline, said) == (HEADLINES[0], [])


def test_an_article_keeps_its_own_bytes_and_the_hash_of_its_file(tmp_path):
    path = write(tmp_path, "a.docx", uni_word(ENGLISH, 2))

    one, two = read(path)[0]

    assert one.content.startswith(b"<w:p>") and one.content.endswith(b"</w:p>")
    assert b"READER" not in one.content and b"Grain" not in one.content
    assert one.container_sha256 == two.container_sha256 != ""


def test_the_same_article_of_another_export_has_the_same_bytes(tmp_path):
    small, large = (read(write(tmp_path, f"{n}.docx", uni_word(ENGLISH, n)))[0][0] for n in (1, 6))

    assert small.content == large.content
    small, large = (read(write(tmp_path, f"{n}.txt", classic_text(ENGLISH, n)))[0][0] for n in (1, 6))
    assert small.content == large.content


def test_five_hundred_articles_in_a_zip_of_two_files_are_read(tmp_path):
    files = {
        "Files/1.docx": uni_word(ENGLISH, 250),
        "Files/2.docx": uni_word(ENGLISH, 250),
        "__MACOSX/._1.docx": b"\x00\x05",
    }

    reports, said = read(write(tmp_path, "export.zip", zipped(files)))

    assert (len(reports), said) == (500, [])
    assert (reports[0].origin, reports[250].origin) == ("export.zip/Files/1.docx", "export.zip/Files/2.docx")


def test_what_is_missing_is_told(tmp_path):
    lines = uni_paragraphs(ENGLISH, 2)
    lines[lines.index("Documents (2)")] = "Documents (3)"

    reports, said = read(write(tmp_path, "a.docx", docx(lines)))

    assert len(reports) == 2
    assert reasons(said, notices=True) == [
        "says that it holds 3 articles, and 2 were found: check that it is complete"
    ]


def test_a_headline_with_a_date_and_a_body_with_labels_are_no_labels(tmp_path):
    text = classic_text(ENGLISH, 1).replace(
        "LOAD-DATE", "Section: he said.\n\nLength: nobody knows it.\n\nLOAD-DATE"
    )

    (report,), _ = read(write(tmp_path, "a.txt", text))

    assert report.text.endswith("\n\nSection: he said.\n\nLength: nobody knows it.")
    assert report.headline == HEADLINES[0]


def test_an_article_without_labels_above_its_text_is_read(tmp_path):
    lines = ["1 of 1 DOCUMENT", "", "Border Courier", "", "February 24, 2012 Friday", "", "Customs post taken", "", FIRST, "", SECOND, "",
             "LOAD-DATE: February 25, 2012", "", "LANGUAGE: ENGLISH", "", "PUBLICATION-TYPE: Newspaper"]  # fmt: skip

    (report,), _ = read(write(tmp_path, "a.txt", "\n".join(lines)))

    assert (report.headline, report.text) == ("Customs post taken", BODY)


def test_an_article_of_the_oldest_form_is_read(tmp_path):
    lines = ["1 of 1 DOCUMENT", "", "Copyright 1998 Border Courier Ltd", "Border Courier", "", "August 9, 1998, Sunday", "", "SECTION: WORLD",
             "", "LENGTH: 58 words", "", "HEADLINE: Customs post taken", "", "BYLINE: Ilse Varga", "", "DATELINE: DORAZPUL", "", "BODY:", FIRST, "",
             SECOND, "", "GRAPHIC: Photo, The post", "", "LOAD-DATE: August 9, 1998"]  # fmt: skip

    (report,), _ = read(write(tmp_path, "a.txt", "\n".join(lines)))

    assert (report.headline, report.dateline, report.text) == ("Customs post taken", "DORAZPUL", BODY)
    assert (report.source, report.published) == ("Border Courier", "August 9, 1998, Sunday")


def test_old_files_in_a_western_encoding_are_read(tmp_path):
    content = classic_text(ENGLISH, 2).replace("forty", "“forty” of the driver’s").encode("cp1252")

    reports, said = read(write(tmp_path, "a.txt", content))

    assert "“forty” of the driver’s" in reports[0].text
    assert "read as windows-1252" in reasons(said, notices=True)[0]


def test_rtf_in_other_letters_is_read(tmp_path):
    cyrillic = "".join(f"\\'{byte:02x}" for byte in "Пост взят".encode("cp1251"))
    content = uni_rtf(ENGLISH, 1, cover=False).replace(
        HEADLINES[0].encode(), f"{{\\f1 {cyrillic}}} \\emdash  \\u8216?x\\rquote".encode()
    )

    (report,), _ = read(write(tmp_path, "a.rtf", content))

    assert report.headline == "Пост взят — ‘x’"


def test_an_article_that_is_too_large_is_refused_and_the_others_are_read(tmp_path):
    text = classic_text(ENGLISH, 3).replace(f"{FIRST[:70]}", f"{FIRST[:70]}" + "x" * MAX_RECORD_BYTES, 1)

    reports, said = read(write(tmp_path, "a.txt", text))

    assert len(reports) == 2
    assert [(line.line, "larger than 5 MB" in line.reason) for line in said] == [(1, True)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (uni_word(ENGLISH, 2)[:900], "is damaged or cut off: download or copy it again"),
        (docx(uni_paragraphs(ENGLISH, 2), head='<!DOCTYPE d [<!ENTITY a "aaaa">]>'), "declares a document type of its own"),
        (zipped({"word/document.xml": "<w:document><w:body><w:p><w:r><w:t>Length: 5 words</w:t></w:r></w:p>"
                 "<w:p><w:r><w:t>Load-Date: May 1, 2001</w:t></w:r></w:p><w:p><w:r><w:t>End of Document</w:t></w:r></w:p></w:body>"}),
         "holds no text"),
    ],
)  # fmt: skip
def test_a_bad_word_file_is_refused_with_what_to_do(tmp_path, content, reason):
    reports, said = read(write(tmp_path, "a.docx", content))

    assert reports == [] and any(line.startswith(reason) or reason in line for line in reasons(said)), said


def test_a_word_file_that_is_no_export_is_not_taken_for_one(tmp_path):
    assert recognise(docx(["Truce in Riverton", FIRST, SECOND])).format is formats.WORD


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_every_article_of_a_file_in_wide_letters_is_read(tmp_path, encoding):
    content = classic_text(ENGLISH, 3).replace("Ilse", "Ílse").encode(encoding)

    reports, said = read(write(tmp_path, "a.txt", content))

    assert reasons(said) == []
    assert [(report.position, report.published) for report in reports] == [
        (1, ENGLISH.days[0]),
        (2, ENGLISH.days[1]),
        (3, ENGLISH.days[0]),
    ]
    assert reports[0].byline == "Ílse Varga"


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("February 24, 2012, Friday, BC cycle", "February 24, 2012, Friday"),
        ("February 24, 2012 Friday Correction Appended", "February 24, 2012 Friday"),
        ("February 24, 2012, Friday, Late Edition - Final", "February 24, 2012, Friday"),
        ("February 24, 2012 Friday 4:12 PM Eastern Time", "February 24, 2012 Friday 4:12 PM Eastern Time"),
    ],
)
def test_a_day_is_read_whatever_edition_stands_behind_it(tmp_path, printed, day):
    text = classic_text(ENGLISH, 2).replace(ENGLISH.days[0], printed)

    assert read(write(tmp_path, "a.txt", text))[0][0].published == day


def test_paragraphs_that_only_an_indent_parts_are_told_apart(tmp_path):
    text = f"1 of 1 DOCUMENTS\n\n  Border Courier\n\n  February 24, 2012\n\nLENGTH: 58 words\n\nHEADLINE: Post taken\n\nBODY:\n   {FIRST[:60]}\n{FIRST[60:]}\n   {SECOND}\n\nLOAD-DATE: February 25, 2012\n"

    (report,), _ = read(write(tmp_path, "a.txt", text))

    assert report.text == f"{FIRST[:60].strip()} {FIRST[60:].strip()}\n\n{SECOND}"


def test_numbers_of_pages_notes_and_a_repeated_headline_are_no_part_of_an_article(tmp_path):
    lines = [line for line in uni_paragraphs(ENGLISH, 2, cover=False) if line]
    body = lines.index("Body")
    furnished = ["Page 1 of 2", lines[0], *lines[: body + 2], "Page 2 of 2", *lines[body + 2 :]]
    at = next(at for at, line in enumerate(furnished) if line.strip().startswith("Load-Date"))
    furnished[at:at] = ["Graphic", "Picture: Smoke over the post", "Notes", "This report was amended."]

    reports, said = read(write(tmp_path, "a.docx", docx(furnished)))

    assert reasons(said) == []
    assert (reports[0].headline, reports[0].text) == (HEADLINES[0], f"{FIRST} 1.\n\n{SECOND}")


def test_by_is_no_part_of_a_writers_name(tmp_path):
    text = classic_text(ENGLISH, 2).replace("BYLINE: Ilse", "BYLINE: By Ilse")

    assert read(write(tmp_path, "a.txt", text))[0][0].byline == "Ilse Varga"


def test_a_single_article_in_rtf_is_known_by_labels_with_letters_of_their_own(tmp_path):
    (report,), _ = read(write(tmp_path, "a.rtf", uni_rtf(LANGUAGES["German"], 1)))

    assert (report.source, report.text) == ("Border Courier", f"{FIRST} 1.\n\n{SECOND}")


@pytest.mark.parametrize("name", ["a.docx", "a.zip"])
def test_progress_follows_the_text_of_a_word_file(tmp_path, name):
    content = uni_word(ENGLISH, 40)
    path = write(tmp_path, name, zipped({"a.docx": content}) if name == "a.zip" else content)
    meter = Meter()

    places = [meter.read / path.stat().st_size for _ in read_paths([path], meter=meter)]

    assert places == sorted(places) and len(places) == 40
    assert places[0] < 0.1 and 0.3 < places[20] < 0.7 and meter.read == path.stat().st_size
