from __future__ import annotations

import zipfile
from email.message import EmailMessage

import pytest

from archive.ingest.prepare import prepare
from tests.ingest.readers.files import BODY, FIRST, SECOND, docx, read, reasons, rtf, write, zipped


def message(number: int, *, body: str = BODY, html: str = "", attach: bool = False) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Pressestelle Grenzland <desk@courier.example>"
    mail["To"] = "list@courier.example"
    mail["Subject"] = f"Fwd: Zollposten überrannt {number}"
    mail["Date"] = f"Fri, 24 Feb 2012 0{number}:22:00 +0100"
    mail["Message-ID"] = f"<{number}@courier.example>"
    if body:
        mail.set_content(f"{body}\n\n-- \nPress office\n", cte="quoted-printable")
    if html:
        mail.add_alternative(html, subtype="html") if body else mail.set_content(html, subtype="html")
    if attach:
        mail.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="a.png")
    return mail


@pytest.mark.parametrize("attach", [False, True])
def test_a_message_is_read_and_its_date_is_no_more_than_that_of_the_mail(tmp_path, attach):
    (report,), said = read(write(tmp_path, "a.eml", message(1, html=f"<p>{FIRST}", attach=attach).as_bytes()))

    assert (report.headline, report.text, report.id) == ("Zollposten überrannt 1", BODY, "1@courier.example")
    assert (report.published, report.date_basis) == ("2012-02-24", "inferred")
    assert report.notices == ("its date is that of the mail: check when it was published",) and said == []
    assert (report.byline, report.source) == ("", "")


def test_a_message_with_a_page_alone_and_one_that_is_wrapped_are_read(tmp_path):
    (page,), _ = read(write(tmp_path, "a.eml", message(1, body="", html=f"<html><p>{FIRST}</p>").as_bytes()))
    lines = "> Militiamen seized the customs post at Dorazpul on Friday, lorry\n> drivers said, and turned back a column of forty trucks before\n> noon.\n>\n> - one\n> - two"
    (wrapped,), _ = read(write(tmp_path, "b.eml", message(1, body=lines).as_bytes()))

    assert FIRST in page.html
    assert wrapped.text == f"{FIRST}\n\n- one\n- two"


def dated(report) -> tuple[str, str]:
    """Return the day of a report and what it rests on."""
    fields = prepare(report).fields
    return fields["date_edtf"], fields["date_basis"]


HEADERS = {
    "en": "From: Press Desk <desk@courier.example>\nSent: Friday, February 24, 2012 9:01 AM\nTo: All\nSubject: Customs post overrun\n",
    "de": "Von: Pressestelle\nGesendet: Freitag, 24. Februar 2012 09:01\nAn: Alle\nCc: Redaktion;\n Archiv\nBetreff: Zollposten überrannt\n",
    "fr": "De : Le Bureau\nEnvoyé : vendredi 24 février 2012\nÀ : Tous\nObjet : Le poste de douane\n",
}


@pytest.mark.parametrize(
    "lead",
    [
        "",
        "-----Original Message-----\n",
        "---------- Forwarded message ---------\n",
        "FYI, see below.\nBest, Bo\n\n",
    ],
)
@pytest.mark.parametrize("language", HEADERS)
def test_the_header_of_a_forwarded_message_is_no_part_of_the_report(tmp_path, lead, language):
    (report,), _ = read(
        write(tmp_path, "a.eml", message(1, body=f"{lead}{HEADERS[language]}\n{BODY}").as_bytes())
    )

    assert report.text == BODY
    assert report.headline in HEADERS[language] and "2012" not in report.headline
    assert dated(report) == ("2012-02-24", "inferred")


def test_of_a_message_forwarded_twice_the_day_is_that_of_the_first(tmp_path):
    again = HEADERS["en"].replace("February 24", "February 27")
    twice = f"FYI\n\n{again}\n---------- Forwarded message ---------\n{HEADERS['de']}\n{BODY}"
    (report,), _ = read(write(tmp_path, "a.eml", message(1, body=twice).as_bytes()))

    assert (report.text, report.headline, dated(report)) == (
        BODY,
        "Zollposten überrannt",
        ("2012-02-24", "inferred"),
    )


def test_a_reply_keeps_its_own_words_and_lines_with_colons_are_no_header(tmp_path):
    answer = f"{FIRST} {SECOND} {FIRST}"
    (reply,), _ = read(
        write(tmp_path, "a.eml", message(1, body=f"{answer}\n\n{HEADERS['en']}\n{SECOND}").as_bytes())
    )
    (letter,), _ = read(
        write(tmp_path, "b.eml", message(1, body=f"From: the river\nTo: the ridge\n\n{FIRST}").as_bytes())
    )

    assert reply.text == f"{answer}\n\n{SECOND}"
    assert reply.headline == "Zollposten überrannt 1" and not reply.published.startswith("Friday")
    assert letter.text.startswith("From: the river")


def test_the_last_short_sentence_of_a_message_that_is_a_page_stays(tmp_path):
    html = f"<html><body><p>{FIRST}</p><p>{SECOND}</p><p>Lorries crossed first.</p></body></html>"
    (report,), _ = read(write(tmp_path, "a.eml", message(1, body="", html=html).as_bytes()))

    assert prepare(report).body.endswith("\n\nLorries crossed first.")


def test_a_digest_gives_each_of_its_messages(tmp_path):
    digest = EmailMessage()
    digest["From"], digest["To"], digest["Subject"], digest["MIME-Version"] = (
        "list@c.example",
        "me@c.example",
        "Digest",
        "1.0",
    )
    digest["Content-Type"] = 'multipart/digest; boundary="b"'
    digest.set_payload("".join(f"--b\n\n{message(n).as_string()}\n" for n in (1, 2)) + "--b--\n")

    reports, said = read(write(tmp_path, "a.eml", digest.as_bytes()))

    assert [report.headline for report in reports] == [
        "Zollposten überrannt 1",
        "Zollposten überrannt 2",
    ] and said == []


def test_a_mailbox_is_read_message_by_message(tmp_path):
    box = b"".join(
        b"From desk@courier.example Fri Feb 24 10:22:00 2012\n"
        + message(n, body=f"From the post.\n\n{BODY}").as_bytes()
        + b"\n"
        for n in (1, 2, 3)
    )

    reports, said = read(write(tmp_path, "a.mbox", box))

    assert [report.id for report in reports] == [f"{n}@courier.example" for n in (1, 2, 3)] and said == []
    assert {report.text for report in reports} == {f"From the post.\n\n{BODY}"}


def test_a_message_without_a_text_is_refused(tmp_path):
    mail = message(1, body="", html="")
    mail.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="a.png")

    assert "is a message without a text" in reasons(read(write(tmp_path, "a.eml", mail.as_bytes()))[1])[0]


# Feeds

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Border Courier – World</title><link>https://c.example</link><language>en-gb</language>{}</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Border Courier</title>{}</feed>"""


def rss_item(number: int, *, full: bool = True) -> str:
    content = f"<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded>" if full else ""
    return (
        f"<item><title>Post &amp; mill {number}</title><link>https://c.example/{number}</link><guid isPermaLink='false'>g{number}</guid><dc:creator>Ilse Varga</dc:creator>"
        f"<pubDate>Fri, 24 Feb 2012 10:22:00 GMT</pubDate><description>&lt;p&gt;The lead.&lt;/p&gt;</description>{content}</item>"
    )


def atom_entry(number: int) -> str:
    return (
        f'<entry><title>Post &amp; mill {number}</title><link href="https://c.example/{number}"/><id>g{number}</id><author><name>Ilse Varga</name></author>'
        f"<published>2012-02-24T10:22:00Z</published><updated>2013-01-01T00:00:00Z</updated><content type='html'>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</content></entry>"
    )


@pytest.mark.parametrize(
    "feed", [RSS.format("".join(map(rss_item, (1, 2)))), ATOM.format("".join(map(atom_entry, (1, 2))))]
)
def test_a_feed_is_read_entry_by_entry(tmp_path, feed):
    reports, said = read(write(tmp_path, "a.xml", feed))

    assert said == []
    assert [(report.headline, report.url, report.id) for report in reports] == [
        (f"Post & mill {n}", f"https://c.example/{n}", f"g{n}") for n in (1, 2)
    ]
    assert {(report.byline, report.text, report.language, report.published[:4]) for report in reports} == {
        ("Ilse Varga", BODY, "en", reports[0].published[:4])
    }


def test_an_entry_without_a_day_of_its_own_has_that_of_its_last_change_and_says_so(tmp_path):
    changed = atom_entry(1).replace("<published>2012-02-24T10:22:00Z</published>", "")

    (report,), _ = read(write(tmp_path, "a.xml", ATOM.format(changed)))

    assert (report.published[:10], report.notices) == (
        "2013-01-01",
        ("states only when it was last changed: check when it was published",),
    )


def test_an_entry_with_a_summary_alone_says_so(tmp_path):
    (report,), _ = read(write(tmp_path, "a.rss", RSS.format(rss_item(1, full=False))))

    assert (report.text, report.notices) == (
        "The lead.",
        ("holds only its summary: the text is on its page",),
    )


def test_a_feed_with_entities_of_its_own_is_refused(tmp_path):
    feed = RSS.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss').format(rss_item(1))

    reports, said = read(write(tmp_path, "a.xml", feed))

    assert reports == [] and "declares entities of its own" in reasons(said)[0]


# Texts of word processors


def odt(body: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text",
                   "content.xml": f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body></office:document-content>"})  # fmt: skip


ODT_BODY = (
    f'<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h text:outline-level="1">Post<text:s/>taken</text:h><text:p>{FIRST[:20]}<text:span>{FIRST[20:]}'
    f"</text:span><text:note><text:note-body><text:p>A note</text:p></text:note-body></text:note></text:p><text:p/><text:p>{SECOND}</text:p>"
)
MARKDOWN = f'---\ntitle: "Post taken"\nauthor: Ilse Varga\ndate: 2012-02-24\nurl: https://c.example/1\nlang: en\ntags:\n  - war\n---\n\n**{FIRST[:10]}**{FIRST[10:]}\n\n> {SECOND}\n'
TEXTS = {
    "a.docx": docx(["Post taken", FIRST, "", SECOND], headings=("Post taken",)),
    "a.odt": odt(ODT_BODY),
    "a.md": ("# Post taken\n\n" + MARKDOWN.partition("---\n\n")[2]).encode(),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_read_with_their_headline(tmp_path, name):
    (report,), said = read(write(tmp_path, name, TEXTS[name]))

    assert (report.headline, report.text, said) == ("Post taken", f"Post taken\n\n{BODY}", [])


def test_the_block_before_a_markdown_text_is_read(tmp_path):
    (report,), _ = read(write(tmp_path, "a.md", MARKDOWN))

    assert (report.headline, report.byline, report.published, report.url, report.language, report.text) == (
        "Post taken", "Ilse Varga", "2012-02-24", "https://c.example/1", "en", BODY,
    )  # fmt: skip


def test_an_rtf_text_is_read(tmp_path):
    (report,), said = read(write(tmp_path, "a.rtf", rtf(["Post taken", FIRST, SECOND])))

    assert (report.text, said) == (f"Post taken\n\n{BODY}", [])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", docx([]), "holds no text"),
        ("a.docx", docx(["x"], head='<!DOCTYPE d [<!ENTITY a "a">]>'), "declares a document type of its own"),
        ("a.docx", docx(["<" * 10]).replace(b"PK\x05\x06", b"PK\x05\x07"), "is damaged or cut off"),
        ("a.odt", odt("<!DOCTYPE x [<!ENTITY a 'b'>]>"), "declares entities of its own"),
        ("a.odt", odt(""), "holds no text"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 2_000, "is nested too deeply"),
    ],
)  # fmt: skip
def test_bad_texts_are_refused_with_what_to_do(tmp_path, name, content, reason):
    reports, said = read(write(tmp_path, name, content))

    assert reports == [] and reason in reasons(said)[0]


def test_comments_contents_and_boxes_of_an_open_text_are_left_out_and_a_title_may_have_a_style_of_its_own(
    tmp_path,
):
    names = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    body = (
        "<text:table-of-content><text:p>Contents 1</text:p></text:table-of-content>"
        f'<style:style {names} style:name="P1" style:parent-style-name="Title"/><text:p text:style-name="P1">Post<text:line-break/>taken</text:p>'
        f"<text:p><draw:text-box {names}><text:p>A box</text:p></draw:text-box>{FIRST}<office:annotation><text:p>Check.</text:p></office:annotation></text:p>"
    )
    (report,), _ = read(write(tmp_path, "a.odt", odt(body)))

    assert (report.headline, report.text) == ("Post taken", f"Post taken\n\n{FIRST}")


def test_a_word_file_that_unpacks_to_a_mountain_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.ingest.readers.texts.MAX_CONTENT", 100_000)

    (refusal,) = read(write(tmp_path, "a.docx", docx(["x" * 200_000])))[1]

    assert refusal.reason.startswith("unpacks to far more than its size")


def test_a_word_file_made_by_another_program_is_read_whatever_its_compression(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(
            "word/document.xml",
            zipfile.ZipFile(write(tmp_path, "b.docx", docx([FIRST]))).read("word/document.xml"),
        )

    assert [report.text for report in read(path)[0]] == [FIRST]
