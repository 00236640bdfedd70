"""ProQuest, Europresse, BBC Monitoring, FBIS and TREC."""

from __future__ import annotations

import pytest

from tests.ingest.readers.files import BODY, FIRST, SECOND, read, reasons, write

# ProQuest

PROQUEST = {
    "English": ("Document {} of {}", "Author", "Full text", "Title", "Publication title", "Publication date", "Language of publication", "ProQuest document ID",
                "Document URL", "Feb 24, 2012", "English"),
    "German": ("Dokument {} von {}", "Autor", "Volltext", "Titel", "Publikationstitel", "Publikationsdatum", "Publikationssprache", "ProQuest-Dokument-ID",
               "Dokument-URL", "24. Februar 2012", "German"),
    "French": ("Document {} de {}", "Auteur", "Texte intégral", "Titre", "Titre de la publication", "Date de publication", "Langue de la publication",
               "ID du document ProQuest", "URL du document", "24 février 2012", "French"),
    "Spanish": ("Documento {} de {}", "Autor", "Texto completo", "Título", "Título de publicación", "Fecha de publicación", "Idioma de la publicación",
                "ID de documento de ProQuest", "URL del documento", "24 de febrero de 2012", "Spanish"),
}  # fmt: skip
CODES = {"English": "en", "German": "de", "French": "fr", "Spanish": "es"}


def proquest(language: str, total: int, *, text: str = BODY) -> str:
    of, author, full_text, title, publication, day, written, number, address, date, name = PROQUEST[language]
    articles = [
        f"{'_' * 60}\n\n{of.format(n, total)}\n\nPost taken {n}\n\n{author}: Varga, Ilse\n\nPublication info: Border Courier ; Dorazpul {date}: A7.\n\n"
        f"http://search.example/{n}\n\nAbstract: The lead.\n\nLinks: http://x.example\n\n{full_text}: {text}\n\nSubject: War; Peace\n\nTitle: x\n\n{title}: Post taken {n}\n\n"
        f"{author}: Varga, Ilse\n\n{publication}: Border Courier\n\n{day}: {date}\n\n{written}: {name}\n\n{number}: 12{n}\n\n{address}: http://search.example/{n}\n\n"
        "Copyright: (c) 2012 Border Courier\n\n"
        for n in range(1, total + 1)
    ]
    return "".join(articles).replace("Title: x\n\n", "") + f"{'_' * 60}\n\nContact us at: http://x.example\n"


@pytest.mark.parametrize("language", PROQUEST)
def test_proquest_is_read_article_by_article(tmp_path, language):
    reports, said = read(write(tmp_path, "a.txt", proquest(language, 3)))

    assert said == []
    assert [(report.headline, report.id, report.url) for report in reports] == [
        (f"Post taken {n}", f"12{n}", f"http://search.example/{n}") for n in (1, 2, 3)
    ]
    assert {(report.source, report.byline, report.text, report.language) for report in reports} == {
        ("Border Courier", "Varga, Ilse", BODY, CODES[language])
    }
    assert {report.published for report in reports} == {PROQUEST[language][-2]}


def test_proquest_without_a_full_text_gives_the_abstract_and_says_so(tmp_path):
    (report,), _ = read(write(tmp_path, "a.txt", proquest("English", 1, text="")))

    assert (report.text, report.notices) == (
        "The lead.",
        ("has no full text: its abstract was taken instead",),
    )


def test_what_proquest_puts_for_nothing_is_no_text_and_a_paper_has_its_name_alone(tmp_path):
    text = (
        proquest("English", 2).replace(BODY, "Not available.", 1).replace("The lead.", "None available.", 1)
    )
    text = text.replace("Border Courier", "Border Courier (1923-Current file); Riverton")

    (report,), said = read(write(tmp_path, "a.txt", text))

    assert reasons(said) == ["has neither a full text nor an abstract: look at it in ProQuest"]
    assert (report.position, report.source) == (2, "Border Courier")


# Europresse


def europresse_new(number: int) -> str:
    return (
        '<article><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Courrier, no. 21003</span></div>'
        '<span class="DocHeader">Monde, jeudi 4 octobre 2012, p. 7</span>'
        f'<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Trêve {number}</p></div><p class="sm-margin-bottomNews">Ilse Varga</p>'
        f'<div class="docOcurrContainer"><p>{FIRST}</p><p>{SECOND}</p></div>'
        f"<footer>© 2012 Le Courrier. Tous droits réservés.</footer><p>Numéro de document : news·20121004·CO·{number}</p><p>Certificat émis le 2 mars 2020</p></article>"
    )


def europresse_old(number: int) -> str:
    return (
        f'<span class="DocPublicationName">Le Courrier</span><span class="DocHeader">Monde, jeudi 4 octobre 2012, p. 7</span><br>'
        f'<p class="TitreArticleVisu">Trêve {number}</p><br><br>{FIRST}<br><br>{SECOND}<br><br>© 2012 Le Courrier ; CEDROM-SNi inc.<br>'
        f"Numéro de document : news·20121004·CO·{number}<hr>"
    )


@pytest.mark.parametrize("make", [europresse_new, europresse_old])
def test_europresse_is_read_article_by_article_whatever_it_declares(tmp_path, make):
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></head><body><h1>Europresse</h1>{"".join(map(make, (1, 2, 3)))}'

    reports, said = read(write(tmp_path, "a.html", page))

    assert reasons(said) == []
    assert [(report.headline, report.id) for report in reports] == [
        (f"Trêve {n}", f"news·20121004·CO·{n}") for n in (1, 2, 3)
    ]
    assert {(report.source, report.text, report.published) for report in reports} == {
        ("Le Courrier", BODY, "jeudi 4 octobre 2012")
    }
    assert {report.byline for report in reports} == {"Ilse Varga" if make is europresse_new else ""}


# BBC Monitoring


def test_bbc_monitoring_gives_the_real_source_and_says_how_it_read_the_year(tmp_path):
    one = f"Truce holds in Riverton\n\nText of report by Border Radio on 15 August\n\n{FIRST}\n\n{SECOND}\n\nSource: Border Radio, Riverton, in Dari 1530 gmt 15 Aug 21\n\nBBC Mon SA1 SAsPol ab\n\n"
    two = f"Truce ends\n\n{FIRST}\n\n{SECOND} Source: Herald website, Riverton, in English 0400 gmt 3 Sep 98\n\n"

    three = one.replace("Truce holds in", "Truce fails in").replace("15 Aug 21", "16 Aug 2021")

    reports, said = read(write(tmp_path, "a.txt", one + two + three))

    assert reasons(said) == []
    assert [(report.headline, report.source, report.published) for report in reports] == [
        ("Truce holds in Riverton", "Border Radio, Riverton", "15 Aug 2021"), ("Truce ends", "Herald website, Riverton", "3 Sep 1998"),
        ("Truce fails in Riverton", "Border Radio, Riverton", "16 Aug 2021"),
    ]  # fmt: skip
    assert [report.text for report in reports] == [BODY] * 3
    assert reports[0].standfirst == "Text of report by Border Radio on 15 August"
    assert reports[0].notices == ("its year is written “21” and was read as 2021",)


def test_reports_whose_sources_state_no_hour_are_cut_too(tmp_path):
    one = f"Truce holds in Riverton\nBBC Monitoring South Asia\nAugust 15, 2021 Sunday\n\nText of report by Border Radio on 15 August\n\n{FIRST}\n\n{SECOND}\n\nSource: Border Radio, Riverton, in Dari 1530 gmt 15 Aug 21\n\nBy BBC Monitoring\n\n"
    two = f"Truce ends\n\nExcerpt from report by Herald website\n\n{FIRST}\n\n{SECOND}\n\nSource: Herald website, Riverton, in English 3 Sep 98\n\nBBC Mon Alert SA1 ab\n"

    reports, said = read(write(tmp_path, "a.txt", one + two))

    assert reasons(said) == []
    assert [(report.headline, report.source, report.published, report.text) for report in reports] == [
        ("Truce holds in Riverton", "Border Radio, Riverton", "15 Aug 2021", BODY),
        ("Truce ends", "Herald website, Riverton", "3 Sep 1998", BODY),
    ]
    (alone,), _ = read(write(tmp_path, "b.txt", one))
    assert (alone.source, alone.text) == ("Border Radio, Riverton", BODY)


# TREC and FBIS


def trec_fbis(number: int) -> str:
    return (
        f'<DOC>\n<DOCNO> FBIS3-{number} </DOCNO>\n<HT>    "drafr040_a_9400{number}" </HT>\n\n<HEADER>\n<AU>   FBIS-AFR-94-040 </AU>\nDocument Type:Daily Report \n'
        f"<DATE1>  1 Mar 1994 </DATE1>\n\n</HEADER>\n\n<F P=100> BORDER </F>\n<H3> <TI>   Post Taken {number} </TI></H3>\n<F P=101> AB0203 Riverton Border Radio in English 1705 GMT "
        f"1 Mar 94 </F>\n\n<TEXT>\nLanguage: <F P=105> English </F>\nArticle Type:BFN \n\n  [Text] {FIRST.replace('lorry ', 'lorry' + chr(10))}\n\n  {SECOND} &amp; more\n\n</TEXT>\n\n</DOC>\n\n"
    )


def trec_paper(number: int) -> str:
    return (
        f"<DOC>\n<DOCNO> FT911-{number} </DOCNO>\n<DATE>\n<P>\nMarch 1, 1994, Tuesday, Final Edition\n</P>\n</DATE>\n<HEADLINE>\n<P>\nPost Taken {number}\n</P>\n</HEADLINE>\n"
        f"<BYLINE>\n<P>\nBy ILSE VARGA\n</P>\n</BYLINE>\n<TEXT>\n<P>\n{FIRST}\n</P>\n<P>\n{SECOND} &amp; more\n</P>\n</TEXT>\n</DOC>\n"
    )


@pytest.mark.parametrize(
    ("make", "day"), [(trec_fbis, "1 Mar 1994"), (trec_paper, "March 1, 1994, Tuesday, Final Edition")]
)
def test_trec_is_read_document_by_document(tmp_path, make, day):
    reports, said = read(write(tmp_path, "fb394001", "".join(map(make, (1, 2)))))

    assert reasons(said) == []
    assert [report.headline for report in reports] == ["Post Taken 1", "Post Taken 2"]
    assert {(report.text, report.published) for report in reports} == {(f"{BODY} & more", day)}
    assert [report.id.split("-")[1] for report in reports] == ["1", "2"]
    assert {report.language for report in reports} == ({"en"} if make is trec_fbis else {""})


def test_fbis_of_the_world_news_connection_is_read(tmp_path):
    one = "Document Number: FTS1998080900045{}\nCity/Source: Tehran IRNA\nReport Type: Daily Report\nReport Date: 9 August 1998\nHeadline: Post Taken {}\n\n[Text] {}\n\n{}\n\n"

    reports, said = read(write(tmp_path, "a.txt", "".join(one.format(n, n, FIRST, SECOND) for n in (1, 2))))

    assert reasons(said) == []
    assert [
        (report.headline, report.id, report.source, report.published, report.text) for report in reports
    ] == [(f"Post Taken {n}", f"FTS1998080900045{n}", "Tehran IRNA", "9 August 1998", BODY) for n in (1, 2)]
