from __future__ import annotations

import pytest

from archive.ingest.readers import recognise
from tests.ingest.readers.files import BODY, CASES, FIRST, SECOND, read, reasons, rtf, write

LANGUAGES = {
    "en": ("58 words", "24 February 2012", "By Ilse Varga", "English", "Document"),
    "de": ("58 Wörter", "24. Februar 2012", "Von Ilse Varga", "Deutsch", "Dokument"),
    "fr": ("58 mots", "24 février 2012", "Par Ilse Varga", "Français", "Document"),
    "es": ("58 palabras", "24 febrero 2012", "Por Ilse Varga", "Español", "Documento"),
    "ru": ("58 слов", "24 февраля 2012", "Ilse Varga", "Русский", "Документ"),
}


def page(language: str, number: int, *, clock: bool = False) -> str:
    words, day, by, written, document = LANGUAGES[language]
    lines = [
        "World",
        words,
        day,
        *(["10:22 AM"] if clock else []),
        "Border Courier",
        "BORCOU",
        "7",
        written,
        "(c) 2012 Border Courier",
    ]
    divs = "".join(f"<div>{line}</div>" for line in lines[1:])
    return (
        f'<div id="article-BORCOU0020120224e82o0000{number}" class="article"><div class="article {language}Article"><p></p><div>World</div>'
        f'<div id="hd"><span class="{language}Headline">Post taken {number}</span></div><div class="author">{by}</div>{divs}<p></p>'
        f'<p class="articleParagraph {language}articleParagraph">{FIRST}</p><p class="articleParagraph {language}articleParagraph">{SECOND}</p>'
        f"<p>{document} BORCOU0020120224e82o0000{number}</p></div></div>"
    )


def whole_page(language: str, **options) -> str:
    articles = "".join(page(language, number, **options) for number in (1, 2, 3))
    return f'<!DOCTYPE html><html><head><meta charset="UTF-8"/><title>Factiva</title></head><body><h1>Dow Jones Factiva</h1>{articles}</body></html>'


def coded(number: int) -> list[str]:
    return ["HD", f"Post taken {number}", "BY", "By Ilse Varga", "WC", "58 words", "PD", "24 February 2012", "SN", "Border Courier", "SC", "BORCOU", "PG", "7",
            "LA", "English", "CY", "(c) 2012 Border Courier", "LP", FIRST, "", "TD", SECOND, "", "IN", "i1 : War", "NS", "gwar : War", "AN",
            f"Document BORCOU0020120224e82o0000{number}", ""]  # fmt: skip


def on_one_line(lines: list[str]) -> list[str]:
    """Put each code and its value on one line, as the text export does."""
    joined, at = [], 0
    while at < len(lines):
        if len(lines[at]) == 2:
            joined.append(f"{lines[at]}   {lines[at + 1]}")
            at += 1
        else:
            joined.append(lines[at])
        at += 1
    return joined


def xml(number: int) -> str:
    return (
        f"<DistDoc><article><reference>distdoc:archive/ArchiveDoc::Article/BORCOU0020120224e82o0000{number}</reference>"
        f"<accessionNo>BORCOU0020120224e82o0000{number}</accessionNo><baseLanguage>en</baseLanguage><byline>By Ilse Varga</byline>"
        f"<headline><paragraph>Post taken {number}</paragraph></headline><leadParagraph><paragraph>{FIRST}</paragraph></leadParagraph>"
        f"<publicationDate><date>2012-02-24</date></publicationDate><sourceCode>BORCOU</sourceCode><sourceName>Border Courier</sourceName>"
        f"<tailParagraphs><paragraph>{SECOND}</paragraph></tailParagraphs><wordCount>58</wordCount></article></DistDoc>"
    )


FILES = {
    "page": lambda: whole_page("en"),
    "page with a time": lambda: whole_page("en", clock=True),
    **{f"page in {code}": (lambda code=code: whole_page(code)) for code in ("de", "fr", "es", "ru")},
    "text": lambda: "\n".join(line for n in (1, 2, 3) for line in coded(n)),
    "text on one line": lambda: "\n".join(line for n in (1, 2, 3) for line in on_one_line(coded(n))),
    "RTF": lambda: rtf([line for n in (1, 2, 3) for line in coded(n)]),
    "RTF on one line": lambda: rtf([line for n in (1, 2, 3) for line in on_one_line(coded(n))]),
    "XML": lambda: f'<?xml version="1.0" encoding="UTF-8"?>\n<PerformContentSearchResponse>{"".join(map(xml, (1, 2, 3)))}</PerformContentSearchResponse>',
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_it_reads_every_article_of_an_export(tmp_path, kind):
    reports, said = read(write(tmp_path, "a", FILES[kind]()))

    assert reasons(said) == [] and reasons(said, notices=True) == []
    assert [report.headline for report in reports] == [f"Post taken {n}" for n in (1, 2, 3)]
    assert [report.id for report in reports] == [f"BORCOU0020120224e82o0000{n}" for n in (1, 2, 3)]
    assert {(report.source, report.byline, report.text) for report in reports} == {
        ("Border Courier", "Ilse Varga", BODY)
    }
    assert {report.published for report in reports} <= {
        "2012-02-24",
        *(words[1] for words in LANGUAGES.values()),
    }
    assert {report.language for report in reports} == {kind[-2:] if kind.startswith("page in") else "en"}


def test_the_case_is_read():
    one, two = read(CASES / "02-factiva.html")[0]

    assert (one.headline, one.byline, one.published, one.source, one.id) == (
        "Militiamen take customs post", "Ilse Varga", "24 February 2012", "Border Courier", "BORCOU0020120224e82o00001",
    )  # fmt: skip
    assert one.text == BODY
    assert (two.headline, two.byline, two.published, two.source, two.id) == (
        "Grain store burns in shelling", "", "26 February 2012", "Plain Gazette", "PLAGAZ0020120226e82q00001",
    )  # fmt: skip


def test_a_headline_that_is_a_date_and_words_in_the_text_are_no_lines_without_names(tmp_path):
    text = whole_page("en").replace("Post taken 1", "1 March 2012").replace(SECOND, "24 February 2013")

    reports, _ = read(write(tmp_path, "a.html", text))

    assert (reports[0].headline, reports[0].published) == ("1 March 2012", "24 February 2012")


def test_xml_with_entities_of_its_own_is_refused(tmp_path):
    text = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>\n{xml(1)}{xml(2).replace("Post", "<!ENTITY a>")}'

    reports, said = read(write(tmp_path, "a.xml", text))

    assert len(reports) == 1 and "declares entities of its own" in reasons(said)[0]


def test_one_article_is_recognised():
    assert recognise("\n".join(coded(1)).encode()).format.name == "a Factiva export"
