from __future__ import annotations

import json

import pytest

from archive.ingest.raw import PassedOver
from archive.ingest.readers import read_paths
from tests.ingest.readers.files import BODY, FIRST, SECOND, read, reasons, write, zipped
from tests.ingest.readers.pdf_files import lines, pdf

PAGE = f"<!doctype html><html><head><title>x</title></head><body><h1>Other headline</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
NOTE = f"{BODY} {BODY}"


def ris(number: int, *, more: str = "") -> str:
    return (
        f"TY  - NEWS\nTI  - Post taken {number}\nAU  - Varga, Ilse\nAU  - Lund, Bo\nT2  - Border Courier\nDA  - 2012/02/24/\nPY  - 2012\nUR  - https://c.example/{number}\n"
        f"LA  - English\n{more}ER  - \n\n"
    )


def bibtex(number: int, *, more: str = "") -> str:
    return (
        f"@article{{varga{number},\n  title = {{Post {{Taken}} {number}}},\n  author = {{Varga, Ilse and Lund, Bo}},\n  journal = {{Border Courier}},\n"
        f"  date = {{2012-02-24}},\n  url = {{https://c.example/{number}}},\n  langid = {{english}},\n{more}}}\n\n"
    )


NAMES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" '
    'xmlns:link="http://purl.org/rss/1.0/modules/link/"'
)


def rdf_item(number: int, *, file: str = "", abstract: str = "") -> str:
    people = "".join(
        f"<rdf:li><foaf:Person><foaf:surname>{last}</foaf:surname><foaf:givenName>{first}</foaf:givenName></foaf:Person></rdf:li>"
        for first, last in (("Ilse", "Varga"), ("Bo", "Lund"))
    )
    link = f'<link:link rdf:resource="#item_{number}0"/>' if file else ""
    attachment = (
        f'<z:Attachment rdf:about="#item_{number}0"><z:itemType>attachment</z:itemType><rdf:resource rdf:resource="{file}"/><dc:title>Snapshot</dc:title>'
        "<link:type>text/html</link:type></z:Attachment>"
        if file
        else ""
    )
    return (
        f'<bib:Article rdf:about="https://c.example/{number}"><z:itemType>newspaperArticle</z:itemType><dcterms:isPartOf><bib:Newspaper><dc:title>Border Courier'
        f"</dc:title></bib:Newspaper></dcterms:isPartOf><bib:authors><rdf:Seq>{people}</rdf:Seq></bib:authors>{link}<dc:title>Post taken {number}</dc:title>"
        f"<dcterms:abstract>{abstract}</dcterms:abstract><dc:date>2012-02-24</dc:date><z:language>en</z:language></bib:Article>{attachment}"
    )


def rdf(*items: str) -> str:
    return f"<rdf:RDF {NAMES}>{''.join(items)}</rdf:RDF>"


def facts(report) -> tuple:
    return (
        report.headline.lower(),
        report.byline,
        report.source,
        report.published,
        report.url,
        report.language,
    )


FACTS = ("post taken 1", "Ilse Varga, Bo Lund", "Border Courier", "2012-02-24", "https://c.example/1", "en")
WITH_FILE = {
    "RIS": lambda file: ris(1, more=f"L1  - {file}\n") + ris(2, more="N2  - The lead.\n"),
    "BibTeX": lambda file: (
        bibtex(1, more=f"  file = {{Full Text:{file}:text/html;Other:nowhere.pdf:application/pdf}},\n")
        + bibtex(2, more="  abstract = {The lead.},\n")
    ),
    "Zotero RDF": lambda file: rdf(rdf_item(1, file=file), rdf_item(2, abstract="The lead.")),
}


@pytest.mark.parametrize("form", WITH_FILE)
@pytest.mark.parametrize("name", ["files/12/x.html", "files/12/x.pdf", "files/12/x.txt"])
def test_references_are_read_with_the_files_attached_to_them(tmp_path, form, name):
    content = {"html": PAGE, "txt": BODY, "pdf": pdf([lines(BODY)])}[name.rpartition(".")[2]]
    write(tmp_path, f"in/{name}", content)
    path = write(tmp_path, "in/export", WITH_FILE[form](name))

    reports, said = read(path)

    assert reasons(said) == []
    assert facts(reports[0]) == FACTS
    assert FIRST in (reports[0].html or reports[0].text) and SECOND in (reports[0].html or reports[0].text)
    assert (reports[1].text, reports[1].notices) == (
        "The lead.",
        ("has no full text: its abstract was taken instead",),
    )


def test_what_is_attached_to_a_reference_is_not_read_again_with_its_folder(tmp_path):
    write(tmp_path, "in/files/12/x.html", PAGE)
    write(tmp_path, "in/export.rdf", rdf(rdf_item(1, file="files/12/x.html")))

    one, two = read_paths([tmp_path / "in"])

    assert one.headline == "Post taken 1"
    assert isinstance(two, PassedOver) and two.reason == "was read with the reference it is attached to"


@pytest.mark.parametrize("name", ["../secret.html", "/etc/passwd", "files/../../secret.html"])
def test_no_file_outside_the_folder_is_attached(tmp_path, name):
    write(tmp_path, "secret.html", PAGE)

    reports, said = read(write(tmp_path, "in/export.ris", ris(1, more=f"L1  - {name}\n")))

    assert reports == [] and "has no text" in reasons(said)[0]


def test_a_single_record_of_each_format_is_known(tmp_path):
    for number, text in enumerate(
        (
            ris(1, more="AB  - The lead.\n"),
            bibtex(1, more="abstract = {The lead.},\n"),
            rdf(rdf_item(1, abstract="The lead.")),
        )
    ):
        (report,), _ = read(write(tmp_path, f"{number}", text))
        assert facts(report) == FACTS


def test_a_full_text_in_the_notes_of_ris_is_taken_and_told(tmp_path):
    (report,), _ = read(
        write(
            tmp_path,
            "a.ris",
            ris(1, more=f"AB  - The lead.\nN1  - Copyright\nN1  - {NOTE.replace(chr(10), ' ')}\n"),
        )
    )

    assert report.text == NOTE.replace("\n", " ")
    assert report.notices == ("its text was taken from its notes: check it",)


def test_letters_that_bibtex_writes_with_signs_are_read(tmp_path):
    (report,), _ = read(
        write(
            tmp_path,
            "a.bib",
            '@string{bc = "x"}\n' + bibtex(1, more="  abstract = {Caf{\\'e} \\& mill in M{\\\"u}nchen.},\n"),
        )
    )

    assert report.text == "Café & mill in München."


def test_csl_json_is_read(tmp_path):
    item = {
        "id": "varga1", "type": "article-newspaper", "title": "Post taken 1", "author": [{"family": "Varga", "given": "Ilse"}, {"family": "Lund", "given": "Bo"}],
        "container-title": "Border Courier", "issued": {"date-parts": [[2012, 2, 24]]}, "URL": "https://c.example/1", "abstract": "The lead.", "language": "en",
    }  # fmt: skip

    (report,), _ = read(write(tmp_path, "a.json", json.dumps([item])))

    assert facts(report) == FACTS and report.text == "The lead." and report.id == "varga1"


def test_an_export_with_its_files_in_a_zip_is_read(tmp_path):
    content = zipped(
        {"export/export.rdf": rdf(rdf_item(1, file="files/12/x.html")), "export/files/12/x.html": PAGE}
    )

    reports, said = read(write(tmp_path, "a.zip", content))

    assert [facts(report) for report in reports] == [FACTS] and SECOND in reports[0].html
    assert reasons(said) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ris(1), "has no text: neither a file beside it, nor notes, nor an abstract"),
        (bibtex(1, more="  note = {x"), "is a BibTeX entry that cannot be read"),
        (rdf(rdf_item(1)), "has no text"),
        (f'<!DOCTYPE x [<!ENTITY a "b">]>{rdf(rdf_item(1))}', "declares entities of its own"),
    ],
)
def test_references_without_a_text_are_refused_with_what_to_do(tmp_path, text, reason):
    reports, said = read(write(tmp_path, "a", text))

    assert reports == [] and reasons(said)[0].startswith(reason)
