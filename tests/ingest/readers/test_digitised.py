from __future__ import annotations

import pytest

from archive.ingest.raw import PassedOver
from archive.ingest.readers import read_paths
from tests.ingest.readers.files import BODY, FIRST, SECOND, read, reasons, write

HEADER = (
    '<teiHeader><fileDesc><titleStmt><title>{title}</title><author>Ilse Varga</author></titleStmt><publicationStmt><date when="2015">2015</date></publicationStmt>'
    '<sourceDesc><bibl><title level="j">Border Courier</title><date when="2012-02-24">24 February 2012</date></bibl></sourceDesc></fileDesc></teiHeader>'
)


def tei(title: str, body: str) -> str:
    return f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">{HEADER.format(title=title)}<text><body>{body}</body></text></TEI>'


PARAGRAPHS = f"<p>{FIRST}<note>Sic.</note></p><p>{SECOND}</p>"


def test_texts_of_a_corpus_are_read_one_by_one(tmp_path):
    corpus = f'<?xml version="1.0"?><teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>{tei("Post 1", PARAGRAPHS)}{tei("Post 2", PARAGRAPHS)}</teiCorpus>'

    reports, said = read(write(tmp_path, "a.xml", corpus))

    assert said == []
    assert [report.headline for report in reports] == ["Post 1", "Post 2"]
    assert {
        (report.byline, report.source, report.published, report.language, report.text) for report in reports
    } == {("Ilse Varga", "Border Courier", "2012-02-24", "en", BODY)}


def test_what_is_corrected_noted_or_parted_in_a_text_reads_as_one(tmp_path):
    body = (
        '<p>Lorries<note place="foot">Or carts.</note> crossed the <choice><sic>brigde</sic><corr>bridge</corr></choice> at Dora<lb break="no"/>zpul,'
        "<fw>Border Courier</fw> which<pb/>had been <del>shut</del> closed since Friday.</p>"
    )
    (report,), _ = read(write(tmp_path, "a.xml", tei("Post", body)))

    assert report.text == "Lorries crossed the bridge at Dorazpul, which had been closed since Friday."


def test_articles_of_an_issue_are_read_one_by_one(tmp_path):
    divs = "".join(f'<div type="article"><head>Post {n}</head>{PARAGRAPHS}</div>' for n in (1, 2, 3))

    reports, _ = read(write(tmp_path, "a.xml", tei("The issue", divs)))

    assert [(report.headline, report.text, report.source) for report in reports] == [
        (f"Post {n}", BODY, "Border Courier") for n in (1, 2, 3)
    ]


def line(*words: str) -> str:
    return f"<TextLine>{'<SP/>'.join(words)}</TextLine>"


def word(text: str, more: str = "") -> str:
    return f'<String CONTENT="{text}"{more}/>'


HYPHEN = '<HYP CONTENT="-"/>'
FIRST_PART, SECOND_PART = (f' SUBS_TYPE="HypPart{n}" SUBS_CONTENT="customs"' for n in (1, 2))
BLOCKS = [
    line(word("The"), word("cus", FIRST_PART) + HYPHEN) + line(word("toms", SECOND_PART), word("post")),
    line(word("was"), word("ta") + HYPHEN) + line(word("ken"), word("at"), word("noon.")),
    line(word("Soap"), word("sold"), word("here.")),
]
ALTO = (
    '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace>'
    + "".join(f'<TextBlock ID="B{n}">{block}</TextBlock>' for n, block in enumerate(BLOCKS, start=1))
    + "</PrintSpace></Page></Layout></alto>"
)
METS = (
    '<?xml version="1.0"?><mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<mets:dmdSec ID="I"><mets:mdWrap><mets:xmlData><mods:mods><mods:titleInfo><mods:title>Border Courier</mods:title></mods:titleInfo><mods:originInfo>'
    "<mods:dateIssued>2012-02-24</mods:dateIssued></mods:originInfo></mods:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>"
    '<mets:dmdSec ID="A1"><mets:mdWrap><mets:xmlData><mods:mods><mods:titleInfo><mods:title>Post taken</mods:title></mods:titleInfo><mods:language>'
    "<mods:languageTerm>en</mods:languageTerm></mods:language></mods:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>"
    '<mets:fileSec><mets:fileGrp><mets:file ID="P1"><mets:FLocat xlink:href="file://./alto/p1.xml"/></mets:file></mets:fileGrp></mets:fileSec>'
    '<mets:structMap TYPE="LOGICAL"><mets:div TYPE="Newspaper" DMDID="I"><mets:div TYPE="ARTICLE" DMDID="A1" LABEL="Post"><mets:div TYPE="BODY"><mets:fptr>'
    '<mets:area FILEID="P1" BEGIN="B1"/><mets:area FILEID="P1" BEGIN="B2"/></mets:fptr></mets:div></mets:div><mets:div TYPE="ADVERTISEMENT"><mets:fptr>'
    '<mets:area FILEID="P1" BEGIN="B3"/></mets:fptr></mets:div></mets:div></mets:structMap></mets:mets>'
)


def test_articles_of_a_mets_file_are_put_together_from_their_pages(tmp_path):
    write(tmp_path, "in/alto/p1.xml", ALTO)
    (report,), said = read(write(tmp_path, "in/a.mets.xml", METS))
    one, two = read_paths([tmp_path / "in"])

    assert said == []
    assert (report.headline, report.source, report.published, report.language) == (
        "Post taken",
        "Border Courier",
        "2012-02-24",
        "en",
    )
    assert report.text == "The customs post\n\nwas taken at noon."
    assert one.text == report.text and isinstance(two, PassedOver)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("file://./alto/p1.xml", "alto\\p1.xml"),
        ('TYPE="LOGICAL"', 'TYPE="logical_structmap"'),
        (
            '<mets:area FILEID="P1" BEGIN="B1"/>',
            '<mets:area FILEID="P1" BEGIN="B1"/><mets:area FILEID="I1" COORDS="1,2,3,4"/>',
        ),
        (
            '<mets:area FILEID="P1" BEGIN="B1"/><mets:area FILEID="P1" BEGIN="B2"/>',
            '<mets:area FILEID="P1" BEGIN="C1"/>',
        ),
    ],
)
def test_mets_files_of_other_programs_give_the_same_article(tmp_path, old, new):
    together = ALTO.replace('<TextBlock ID="B1">', '<ComposedBlock ID="C1"><TextBlock ID="B1">')
    together = together.replace('<TextBlock ID="B3">', '</ComposedBlock><TextBlock ID="B3">')
    write(tmp_path, "in/alto/p1.xml", together)

    (report,), said = read(write(tmp_path, "in/a.mets.xml", METS.replace(old, new)))

    assert (report.text, said) == ("The customs post\n\nwas taken at noon.", [])


def test_a_mets_file_without_its_pages_is_refused(tmp_path):
    assert "does not lie beside it" in reasons(read(write(tmp_path, "a.xml", METS))[1])[0]


def test_a_page_alone_is_read_and_says_what_is_not_told_apart(tmp_path):
    (report,), _ = read(write(tmp_path, "p1.xml", ALTO))

    assert (
        report.text.endswith("Soap sold here.")
        and "does not say where its articles begin and end" in report.notices[0]
    )


@pytest.mark.parametrize("text", [ALTO, METS, tei("x", PARAGRAPHS)])
def test_entities_of_its_own_refuse_a_file(tmp_path, text):
    start = text.index("<", 1) if text.startswith("<?") else 0

    reports, said = read(
        write(tmp_path, "a.xml", f'{text[:start]}<!DOCTYPE x [<!ENTITY a "b">]>{text[start:]}')
    )

    assert reports == [] or text.startswith("<TEI")
