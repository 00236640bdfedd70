from __future__ import annotations

import io
import zipfile

import pytest

from archive.ingest.readers import recognise
from archive.ingest.readers.bundles import BUNDLES, LINES, TAGS, find_bundle

BODY = "Guns fell silent at noon on Friday, drivers said, and people came out to look for bread and for each other."


def nexis(
    number,
    total,
    *,
    of="{} of {} DOCUMENTS",
    length="LENGTH: 58 words",
    loaded="LOAD-DATE: February 25, 2012",
):
    return (
        f"\n{of.format(number, total):>50}\n\n     Border Courier\n\n   February 24, 2012 Friday\n\nTruce {number}\n\n"
        f"{length}\n\n{BODY}\n\n{loaded}\n\nLANGUAGE: ENGLISH\n"
    )


def nexis_page(number):
    return (
        f'<A NAME="DOC_ID_{number}_0"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->'
        f"<DIV><P><SPAN>{number} of 2 DOCUMENTS</SPAN></P></DIV><P><SPAN>L&Auml;NGE: </SPAN><SPAN>58 W&ouml;rter</SPAN></P><P>{BODY}</P>"
    )


def factiva(number, language="en", words="58 words"):
    return (
        f'<div class="article {language}Article"><span class="{language}Headline">Truce</span><div>{words}</div>'
        f'<p class="articleParagraph {language}articleParagraph">{BODY}</p><p>Document BORCOU0020120224e82o0000{number}</p></div>'
    )


def factiva_lines(number):
    return f"HD   Truce\nWC   58 words\nPD   24 February 2012\nLP   {BODY}\nAN   Document BORCOU0020120224e82o0000{number}\n\n"


def europresse(number):
    return (
        '<article><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Courrier</span></div>'
        f'<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Trêve</p></div><p>{BODY}</p>'
        f"<p>Numéro de document : news·20121004·CO·{number}</p>"
    )


def integrum(number):
    return f"<table><td>^ИС:\n Вестник\n<br>^ДТ:\n 09.02.1994\n<br>^ЗГ:\n Пост {number}\n</td></table><pre>{BODY}</pre>"


EXPORTS = {
    "Nexis text": ("a Nexis export", lambda n: nexis(n, 262)),
    "Nexis text in German": (
        "a Nexis export",
        lambda n: nexis(n, 9, of="Dokument {} von {}", length="LÄNGE: 1.285 Wörter", loaded="UPDATE: 28. Februar 2012"),
    ),
    "Nexis text in French": (
        "a Nexis export",
        lambda n: nexis(n, 9, of="Document {} de {}", length="LONGUEUR: 355 mots", loaded="DATE-CHARGEMENT: 25 février 2012"),
    ),
    "Nexis Uni text": (
        "a Nexis export",
        lambda n: f"Truce {n}\nBorder Courier\nMay 30, 2014 Friday\nLength: 58 words\nBody\n{BODY}\nLoad-Date: May 30, 2014\nEnd of Document\n",
    ),
    "Nexis page": ("a Nexis export", nexis_page),
    "Factiva page": ("a Factiva export", factiva),
    "Factiva page in German": ("a Factiva export", lambda n: factiva(n, "de", "58 Wörter")),
    "Factiva text": ("a Factiva export", factiva_lines),
    "Factiva XML": ("a Factiva export", lambda n: f"<DistDoc><article><accessionNo>x</accessionNo><headline>{n}</headline></article></DistDoc>"),
    "Europresse": ("a Europresse export", europresse),
    "ProQuest": (
        "a ProQuest export",
        lambda n: f"{'_' * 60}\n\nDocument {n} of 2\n\nTruce\n\nFull text: {BODY}\n\nProQuest document ID: 123{n}\n",
    ),
    "TREC": ("a TREC export", lambda n: f"<DOC>\n<DOCNO> FBIS3-{n} </DOCNO>\n<TEXT>\n{BODY}\n</TEXT>\n</DOC>\n"),
    "FBIS": (
        "an FBIS export",
        lambda n: f"Document Number: FTS1998080900045{n}\nCity/Source: Tehran IRNA\nReport Type: Daily Report\n\n{BODY}\n\n",
    ),
    "BBC Monitoring": (
        "a BBC Monitoring export",
        lambda n: f"Truce {n}\n\n{BODY}\n\nSource: Border Radio, Riverton, in Dari 1530 gmt 15 Aug 21\n\n",
    ),
    "Integrum": ("an Integrum export", integrum),
    "Kikuzo": ("a Kikuzo export", lambda n: f'<table class="topic-detail"><tr><td>{n}</table><div class="detail001">{BODY}</div>'),
    "Yomidasu": (
        "a Yomidasu export",
        lambda n: f'<div id="heiseiDetailArea"><table class="contentsTable"><tr><th>{n}</table><p class="mb10">{BODY}</p></div>',
    ),
    "RIS": ("a RIS export", lambda n: f"TY  - NEWS\nTI  - Truce {n}\nER  - \n\n"),
    "BibTeX": ("a BibTeX export", lambda n: f"@article{{a{n},\n title = {{Truce}},\n year = {{1998}}\n}}\n\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "one"), EXPORTS.values(), ids=EXPORTS)
def test_an_export_is_known_and_its_reports_are_counted(name, one):
    format, count = find_bundle("".join(map(one, (1, 2))))

    assert (format.name, count) == (name, 2)


def test_a_long_export_is_counted_to_the_end():
    found = recognise("".join(nexis(number, 262) for number in range(1, 263)).encode(), name="a.txt")

    assert found.reason == (
        "holds 262 articles of a Nexis export: this format is not read yet. Save each article as a text file of its own, or make "
        "a table of them, one in each row (CSV or JSON lines)"
    )


def test_an_export_of_one_article_is_an_export_too():
    assert recognise(nexis(1, 1, of="{} of {} DOCUMENT").encode()).reason.startswith(
        "holds 1 article of a Nexis"
    )


def test_a_part_of_an_export_is_counted_by_what_is_there():
    format, count = find_bundle(nexis(7, 262) + nexis(8, 262) + nexis(9, 262))

    assert (format.name, count) == ("a Nexis export", 3)


def test_an_export_is_found_in_word_and_rtf_too():
    word = io.BytesIO()
    lines = "".join(nexis(number, 2) for number in (1, 2)).splitlines()
    with zipfile.ZipFile(word, "w") as archive:
        runs = "".join(
            f"<w:p><w:r><w:t>{line[:9]}</w:t></w:r><w:r><w:t>{line[9:]}</w:t></w:r></w:p>" for line in lines
        )
        archive.writestr("word/document.xml", f"<w:document>{runs}</w:document>")
    rich = "{\\rtf1\\ansi " + "\\par ".join(lines) + "}"

    assert recognise(word.getvalue()).reason.startswith("holds 2 articles of a Nexis export in a Word file")
    assert recognise(rich.encode()).reason.startswith("holds 2 articles of a Nexis export in an RTF file")


@pytest.mark.parametrize(
    "quoted",
    [
        "1 of 2 DOCUMENTS",
        "LENGTH: 58 words",
        "End of Document",
        "Document 1 of 2",
        "58 words",
        "Document BORCOU0020120224e82o00001",
        "Source: Border Radio, Riverton, in Dari 1530 gmt 15 Aug 21",
        "_" * 60,
        "TY  - NEWS",
        "Accession Number: 12",
    ],
)
def test_a_report_that_quotes_a_mark_is_a_report(quoted):
    assert find_bundle(f"Truce in Riverton\n\n{BODY}\n\n{quoted}\n\n{BODY}") is None


def test_marks_inside_a_sentence_are_none():
    assert (
        find_bundle(f"{BODY} 1 of 2 DOCUMENTS, LENGTH: 58 words, LOAD-DATE: May 30, 2014. {BODY}\n" * 3)
        is None
    )


def test_each_mark_belongs_to_an_export():
    named = {mark for bundle in BUNDLES for mark in (*bundle.each, *bundle.also)}

    assert named == LINES.keys() | TAGS.keys()
