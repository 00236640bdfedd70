"""Files of every format, cut off and with bytes changed: what cannot be read is refused with a reason, never raised."""

from __future__ import annotations

import gzip
import random

import pytest

from archive.ingest.raw import RawArticle, Refusal
from archive.ingest.readers import FAILED, READERS, read_paths, recognise
from tests.ingest.readers import (
    test_columns,
    test_databases,
    test_digitised,
    test_factiva,
    test_mail_feeds_texts,
    test_pages,
    test_references,
)
from tests.ingest.readers.files import BODY, docx, rtf, write, zipped
from tests.ingest.readers.nexis_files import (
    ENGLISH,
    classic_page,
    classic_text,
    uni_paragraphs,
    uni_rtf,
    uni_word,
)
from tests.ingest.readers.pdf_files import lines, pdf

WARC = b"".join([*test_pages.OTHERS, test_pages.warc(test_pages.ADDRESS, test_pages.PAGE.encode())])
FILES: dict[str, bytes | str] = {
    "text": f"Post taken\n\n{BODY}",
    "page": test_pages.PAGE,
    "mhtml": test_pages.mhtml(test_pages.PAGE.encode()),
    "warc": WARC,
    "warc.gz": gzip.compress(WARC),
    "wacz": test_pages.wacz([*test_pages.OTHERS, test_pages.warc(test_pages.ADDRESS, test_pages.PAGE.encode())], [test_pages.ADDRESS]),
    "json": '[{"text": "one", "title": "a"},\n {"text": "two", "n": [1, {"a": 2}]}]',
    "lines": '{"text": "one"}\n{"text": "two"}\n',
    "table": f'headline,text\nOne,"{BODY}"\nTwo,x\n',
    "wide table": f'headline\ttext\nOne\t"{BODY}"\nTwo\tx\n'.encode("utf-16"),
    "xlsx": test_columns.xlsx([["title", "text"], ["One", BODY]]),
    "xls": (test_columns.CASES / "proquest.xls").read_bytes(),
    "pdf": pdf([lines(BODY), lines(BODY)]),
    "nexis text": classic_text(ENGLISH, 2),
    "nexis page": classic_page(ENGLISH, 2),
    "nexis word": uni_word(ENGLISH, 2),
    "nexis rtf": uni_rtf(ENGLISH, 2),
    **{f"factiva {name}": make() for name, make in test_factiva.FILES.items() if name in ("page", "text", "RTF", "XML")},
    "proquest": test_databases.proquest("English", 2),
    "europresse": "".join(map(test_databases.europresse_new, (1, 2))),
    "trec": "".join(map(test_databases.trec_fbis, (1, 2))),
    "ris": test_references.ris(1, more="N2  - The lead.\n") * 2,
    "bibtex": test_references.bibtex(1, more="abstract = {The lead.},\n"),
    "rdf": test_references.rdf(test_references.rdf_item(1, abstract="The lead.")),
    "mail": test_mail_feeds_texts.message(1, html="<p>x", attach=True).as_bytes(),
    "mbox": b"From a@c.example Fri Feb 24 10:22:00 2012\n" + test_mail_feeds_texts.message(1).as_bytes(),
    "rss": test_mail_feeds_texts.RSS.format("".join(map(test_mail_feeds_texts.rss_item, (1, 2)))),
    "odt": test_mail_feeds_texts.odt(test_mail_feeds_texts.ODT_BODY),
    "word": docx(["Post taken", BODY]),
    "rtf": rtf(["Post taken", BODY]),
    "markdown": test_mail_feeds_texts.MARKDOWN,
    "tei": test_digitised.tei("Post", test_digitised.PARAGRAPHS),
    "alto": test_digitised.ALTO,
    "mets": test_digitised.METS,
    "zip": zipped({"a.txt": BODY, "b/c.docx": uni_word(ENGLISH, 1), "d.zip": zipped({"e.csv": "text\nx\n"})}),
}  # fmt: skip


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file cut off, or with some bytes changed, added or taken away."""
    kind = chance.randrange(4)
    if kind == 0:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(changed) or 1)
        if kind == 1 and changed:
            changed[at] = chance.randrange(256)
        elif kind == 2:
            changed[at:at] = chance.choice(
                (b"\x00", b"<", b"{", b"\\u-1", b"\xff\xfe", b"</w:p>", b'"', b"]", b"\n", b"\\'")
            )
        else:
            del changed[at : at + chance.randrange(1, 50)]
    return bytes(changed)


@pytest.mark.parametrize("name", FILES)
def test_what_is_damaged_is_refused_and_never_raised(tmp_path, monkeypatch, name):
    monkeypatch.setattr("archive.ingest.readers.sheets.MAX_SILENCE", 3)
    content = FILES[name]
    content = content if isinstance(content, bytes) else content.encode()
    chance = random.Random(14)
    for number in range(30):
        path = write(tmp_path, f"{number}.{name.partition(' ')[0]}", damaged(content, chance))
        for item in read_paths([path]):
            assert isinstance(item, RawArticle) or item.reason != FAILED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"{",
        b"[",
        b"<",
        b"From ",
        b"%PDF-",
    ],
)
@pytest.mark.parametrize("name", ["", "a.txt", "a.html", "a.csv", "a.jsonl", "a.docx", "a.zip"])
def test_next_to_nothing_is_refused(tmp_path, content, name):
    for item in read_paths([write(tmp_path, name or "a", content)]):
        assert isinstance(item, RawArticle | Refusal)


def test_every_reader_has_a_file_here():
    known = {
        (found.format, found.within)
        for text in FILES.values()
        if (found := recognise(text if isinstance(text, bytes) else text.encode(), name="a.md"))
    }

    missing = {
        (format.name, within.name if within else "")
        for format, within in READERS
        if (format, within) not in known
    }
    assert missing <= {
        ("a text file", ""), ("a RIS export", "a text file"), ("a BibTeX export", "a text file"), ("a TREC export", "a web page"),
        ("a TREC export", "an XML file"), ("a TREC export", "a text file"), ("a BBC Monitoring export", "a text file"), ("an FBIS export", "a text file"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.pdf",
            pdf([[(60, 40 + 12 * n, 9, line) for n, line in enumerate(uni_paragraphs(ENGLISH, 2)[:60])]]),
        ),
        (
            "a.odt",
            test_mail_feeds_texts.odt(
                "".join(f"<text:p>{line.strip()}</text:p>" for line in uni_paragraphs(ENGLISH, 2))
            ),
        ),
        ("a.mhtml", test_pages.mhtml(classic_page(ENGLISH, 2).encode())),
    ],
)
def test_an_export_in_a_kind_of_file_from_which_none_is_read_is_not_taken_for_one_report(
    tmp_path, name, content
):
    (refusal,) = read_paths([write(tmp_path, name, content)])

    assert refusal.reason.startswith("holds 2 articles of a Nexis export in a")
