from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from archive.ingest.readers import formats, recognise, recognise_file

REPORT = "Truce in Riverton\n\nGuns fell silent at noon on Friday, and people came out to look for bread.\n"


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


OFFICE = {"[Content_Types].xml": "<Types/>"}
MAIL = (
    "From: desk@post.example\nTo: all@post.example\nSubject: Truce\nDate: Sun, 9 Aug 1998 10:00:00 +0000\n\n"
)
MBOX = f"From desk@post.example Sun Aug  9 10:00:00 1998\n{MAIL}One.\n\n"
FEED = "<rss version='2.0'><channel><title>Post</title>{}</channel></rss>"
UNREAD = {
    "pdf": (b"%PDF-1.4\n1 0 obj\n<< /F1 2 0 R >>\n", formats.PDF),
    "pdf after blanks": (b"\n\n%PDF-1.7\n", formats.PDF),
    "rtf": (rb"{\rtf1\ansi\deff0 Guns fell silent.}", formats.RTF),
    "postscript": (b"%!PS-Adobe-3.0\n", formats.POSTSCRIPT),
    "docx": (zipped(**OFFICE, word__document="<w:document/>"), formats.WORD),
    "xlsx": (zipped(**OFFICE, xl__workbook="<x/>"), formats.SHEET),
    "pptx": (zipped(**OFFICE, ppt__presentation="<x/>"), formats.SLIDES),
    "odt": (zipped(mimetype="application/vnd.oasis.opendocument.text"), formats.OPEN_TEXT),
    "ods": (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), formats.SHEET),
    "wacz": (zipped(**{"pages/pages.jsonl": "{}"}), formats.WACZ),
    "zip": (zipped(a="x"), formats.ARCHIVE),
    "damaged zip": (zipped(a="x")[:30], formats.ARCHIVE),
    "gz": (gzip.compress(REPORT.encode()), formats.ARCHIVE),
    "warc.gz": (gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"), formats.WARC),
    "warc": (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", formats.WARC),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), formats.OFFICE),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), formats.PICTURE),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", formats.PICTURE),
    "gif": (b"GIF89a\x01\x00\x01\x00", formats.PICTURE),
    "bitmap": (b"BM\x5a\x00\x00\x00\x00\x00\x00\x00", formats.BINARY),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><path/></svg>", formats.PICTURE),
    "sqlite": (b"SQLite format 3\x00" + bytes(50), formats.DATABASE),
    "nulls": (b"\x00\x01\x02\x03" * 50, formats.BINARY),
    "mail": (f"{MAIL}Guns fell silent.\n".encode(), formats.MAIL),
    "mail with other headers": (b"Received: from a\n\tby b\nMessage-ID: <1>\nMIME-Version: 1.0\n\nx", formats.MAIL),
    "mbox": (MBOX.encode(), formats.MAILBOX),
    "mhtml": (b"From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\nMIME-Version: 1.0\n\n", formats.MHTML),
    "old mhtml": (b'MIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary="a"\n\n', formats.MHTML),
    "feed": (FEED.format("<item></item>").encode(), formats.FEED),
    "atom": (b"<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'></feed>", formats.FEED),
    "xml": (b"<?xml version='1.0'?>\n<!-- x -->\n<nitf><body/></nitf>", formats.XML),
    "json array": (b'[\n {"headline": "One", "text": "x"}\n]', formats.JSON),
    "pretty json": (b'{\n "articles": [\n {"text": "x"}]\n}', formats.JSON),
    "json of an interface": (b'{"status": "ok", "articles": [{"text": "x"}]}', formats.JSON),
}  # fmt: skip


@pytest.mark.parametrize(("content", "format"), UNREAD.values(), ids=UNREAD)
@pytest.mark.parametrize("name", ["", "report.txt", "report.html"])
def test_it_knows_what_is_no_text_whatever_its_ending(content, format, name):
    assert recognise(content, name=name).format == format


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (REPORT, "report.txt", formats.TEXT),
        (REPORT, "report.htm", formats.TEXT),
        (REPORT, "report", formats.TEXT),
        (REPORT, "Report No. 7", formats.TEXT),
        (f"# {REPORT}", "report.md", formats.MARKDOWN),
        (f"<!DOCTYPE html><p>{REPORT}", "report.txt", formats.PAGE),
        (f"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html><p>{REPORT}", "a.xhtml", formats.PAGE),
        (f"<!-- saved -->\n<p>{REPORT}", "story.php", formats.PAGE),
        (f"{REPORT}<br><br>{REPORT}<p>x</p>", "report.html", formats.PAGE),
        (f'{{"headline": "One", "text": "{REPORT[:17]}"}}\n', "reports.json", formats.JSON_LINES),
        ('{"a": 1}\n{"a": 2}\n', "reports.txt", formats.JSON_LINES),
        ('{"headline": "One", "text": "' + "x" * 70_000, "reports.txt", formats.JSON_LINES),
        ("headline;text\nOne;x\n", "reports.txt", formats.TABLE),
        ("sep=,\nheadline,text\nOne,x\n", "", formats.TABLE),
        ("name,text of it\nOne,x\n", "reports.csv", formats.TABLE),
        ("id\tyear\tcountry\tdeaths\n" + "1\t1998\tAfghanistan\t3\n" * 5, "events.txt", formats.TABLE),
    ],
)
def test_it_knows_what_is_read_by_its_content(content, name, format):
    assert recognise(content.encode(), name=name).format == format


@pytest.mark.parametrize(
    "text",
    [
        "BM forces took the town on Friday.\n",
        "II Corps moved north.\n",
        "GIF89a is the name of a format.\n",
        "From Kabul, our correspondent writes:\nGuns fell silent in 1998\n\nMore.",
        "From: Kabul\n\nGuns fell silent at noon.",
        "Subject: the truce\nGuns fell silent at noon.\n\nMore.",
        "[Text] Kabul, 9 August: guns fell silent.",
        "[1] Guns fell silent at noon.\n",
        "{Editor's note} Guns fell silent.",
        "Kabul | Herat | Mazar\nText, date, place: nothing was said.\n",
        "Body, mind\n\nThe doctor said that both had suffered, in Kabul, in Herat, in Mazar.\n",
        "<Kabul> guns fell silent.\n",
        "The page said <b>stop</b>, and a < b.\n" + REPORT * 20,
        "Dead, wounded, missing\n1, 2, 3\n",
        "The archive writes <body> and </html> round a page.\n" + REPORT * 20,
        "Write to <a@post.example>, <b@post.example>, <a@herald.example> or <p@herald.example>.\n",
    ],
)
def test_a_report_that_looks_a_little_like_another_format_is_text(text):
    assert recognise(text.encode(), name="report.txt").format == formats.TEXT


@pytest.mark.parametrize(("name", "kinds"), [("page.css", ".css files"), ("tool.py", ".py files")])
def test_text_that_is_no_report_is_known_by_its_ending(name, kinds):
    assert recognise(b"body { color: red }\n", name=name).format.plural == kinds


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_mark_or_wide_letters_hide_nothing(encoding):
    assert recognise(f"<html><p>{REPORT}".encode(encoding)).format == formats.PAGE
    assert recognise('{"text": "x"}\n{"text": "y"}'.encode(encoding)).format == formats.JSON_LINES
    assert recognise(REPORT.encode(encoding)).format == formats.TEXT


def test_it_counts_messages_and_entries():
    assert recognise((MBOX * 3).encode()).reason.startswith(
        "holds 3 messages of an mbox file: this format is"
    )
    assert recognise(FEED.format("<item></item>" * 2).encode()).reason.startswith("holds 2 entries of an RSS")
    assert recognise(FEED.format("<item></item>").encode()).reason.startswith("holds 1 entry of an RSS")


def test_a_large_table_is_known_by_its_head(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("headline,text\n" + f"One,{'x' * 100}\n" * 2000)

    assert recognise_file(path).format == formats.TABLE
