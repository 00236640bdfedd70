from __future__ import annotations

import gzip
import json
from email.message import EmailMessage

import brotli
import pytest

from archive.ingest.html import read_page
from archive.ingest.readers.wayback import unwrapped
from tests.ingest.readers.files import FIRST, SECOND, read, reasons, write, zipped

ADDRESS = "https://courier.example/world/post?id=7"
PAGE = f"<!doctype html><html><head><title>Customs post taken</title></head><body><h1>Customs post taken</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
TOOLBAR = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp-base'><div id='wm-ipp'><p>14 captures of this page</p></div></div>"
    "<!-- END WAYBACK TOOLBAR INSERT -->"
)


def test_a_page_in_xhtml_is_read(tmp_path):
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n<html xmlns="http://www.w3.org/1999/xhtml">{PAGE[21:]}'

    (report,), said = read(write(tmp_path, "a.xhtml", page))

    assert (FIRST in report.html, said) == (True, [])


# MHTML


def mhtml(
    page: bytes, *, charset: str = "utf-8", encoding: str = "quoted-printable", more: str = ""
) -> bytes:
    import base64
    import quopri

    body = quopri.encodestring(page) if encoding == "quoted-printable" else base64.encodebytes(page)
    head = (
        f"From: <Saved by a browser>\r\nSnapshot-Content-Location: {ADDRESS}\r\nSubject: Customs post taken\r\nDate: Mon, 2 Mar 2020 10:00:00 -0000\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="b"\r\n\r\n\r\n--b\r\nContent-Type: text/html; charset={charset}\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Location: {ADDRESS}\r\n\r\n"
    )
    return (
        head.encode()
        + body
        + f"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n{more}--b--\r\n".encode()
    )


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_page_saved_in_one_file_is_read_with_its_address(tmp_path, encoding):
    path = write(tmp_path, "a.mhtml", mhtml(PAGE.replace("post", "pöst").encode(), encoding=encoding))

    (report,), said = read(path)

    assert (report.url, report.published, said) == (ADDRESS, "", [])
    assert "pösts" not in report.html and "customs pöst" in report.html
    assert report.content == path.read_bytes()


def test_a_page_of_several_megabytes_with_its_pictures_is_read(tmp_path):
    picture = "--b\r\nContent-Type: image/png\r\n\r\n" + ("A" * 76 + "\r\n") * 100_000

    (report,), _ = read(write(tmp_path, "a.mht", mhtml(PAGE.encode(), more=picture)))

    assert FIRST in report.html and len(report.content) > 7_000_000


def saved_in_one(*pages: tuple[str, str]) -> bytes:
    parts = "".join(
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: {at}\r\n\r\n{markup}\r\n"
        for at, markup in pages
    )
    head = f'From: <Saved>\r\nSnapshot-Content-Location: {ADDRESS}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return f"{head}{parts}--b--\r\n".encode()


@pytest.mark.parametrize(
    "pages",
    [
        [("https://ads.example/1", "<html><p>Soap.</p></html>"), (ADDRESS, PAGE)],
        [
            (ADDRESS, '<html><frameset><frame src="menu"><frame src="text"></frameset></html>'),
            (f"{ADDRESS}/menu", "<html><p>Home</p></html>"),
            (f"{ADDRESS}/text", PAGE),
        ],
    ],
)
def test_of_several_pages_in_a_file_the_one_that_was_looked_at_is_read(tmp_path, pages):
    (report,), _ = read(write(tmp_path, "a.mhtml", saved_in_one(*pages)))

    assert FIRST in report.html and report.url == ADDRESS


def test_a_file_without_a_page_is_refused(tmp_path):
    message = EmailMessage()
    message["Snapshot-Content-Location"] = ADDRESS
    message.make_related()
    message.attach(EmailMessage())

    assert "without a page in it" in reasons(read(write(tmp_path, "a.mhtml", message.as_bytes()))[1])[0]


# The Wayback Machine


@pytest.mark.parametrize(
    "page",
    [
        f"<!-- saved from url=(0061)https://web.archive.org/web/20050301120000/{ADDRESS} -->\n{PAGE}",
        PAGE.replace(
            "<head>",
            f'<head><script>__wm.wombat("{ADDRESS}","20050301120000","https://web.archive.org/");</script>',
        ),
    ],
)
def test_a_copy_gives_the_first_address_and_the_day_of_the_copy_without_the_toolbar(tmp_path, page):
    page = page.replace("<body>", f"<body>{TOOLBAR}").replace(
        "</h1>", '</h1><a href="https://web.archive.org/web/20050301120000/http://courier.example/b">More</a><img src="/web/20050301120000im_/http://courier.example/c.png">'
    )  # fmt: skip

    (report,), _ = read(write(tmp_path, "a.html", page))

    assert (report.url, report.copied_at) == (ADDRESS, "2005-03-01T12:00:00+00:00")
    assert "captures of this page" not in report.html and "/web/2005" not in report.html
    assert (
        'href="http://courier.example/b"' in report.html
        and 'src="http://courier.example/c.png"' in report.html
    )
    assert read_page(report.html).body == f"{FIRST}\n\n{SECOND}"


def test_the_day_of_a_copy_is_read_from_its_last_comment():
    copy = unwrapped(
        f"{PAGE}<!--\n     FILE ARCHIVED ON 12:00:05 Mar 01, 2005 AND RETRIEVED FROM https://web.archive.org ON 10:00:00 Mar 02, 2020.\n-->"
    )

    assert (copy.address, copy.copied_at) == ("", "2005-03-01T12:00:05+00:00")


def test_a_canonical_address_of_a_copy_loses_what_the_machine_put_before_it():
    page = PAGE.replace(
        "<head>",
        f'<head><link rel="canonical" href="https://web.archive.org/web/20050301120000/{ADDRESS}">{TOOLBAR}',
    )

    assert read_page(unwrapped(page).markup).url == ADDRESS


def test_a_toolbar_that_a_browser_saved_without_its_comments_goes_too():
    page = PAGE.replace(
        "<body>",
        '<body><div id="wm-ipp-base" lang="en"><div><div>About this capture</div></div></div>web.archive.org',
    )

    assert "About this capture" not in unwrapped(page).markup and FIRST in unwrapped(page).markup


def test_an_address_that_a_browser_wrote_into_a_saved_page_counts_if_the_page_names_none(tmp_path):
    saved = f"<!-- saved from url=(0031){ADDRESS} -->\n"

    assert unwrapped(saved + PAGE).address == ADDRESS
    assert (
        unwrapped(
            saved + PAGE.replace("<head>", '<head><link rel="canonical" href="https://courier.example/7">')
        ).address
        == ""
    )


def test_a_page_that_only_speaks_of_the_machine_is_left_alone():
    page = PAGE.replace("lorry drivers", "https://web.archive.org says, lorry drivers")

    assert unwrapped(page) == (page, "", "")


# WARC and WACZ


def warc(
    address: str,
    body: bytes,
    *,
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    more: str = "",
    of: str = "response",
) -> bytes:
    block = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
        if of == "response"
        else body
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: {of}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{abs(hash(address))}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


OTHERS = [
    warc("https://courier.example/", b"software: x", of="warcinfo"),
    warc("https://courier.example/a.png", b"\x89PNG\r\n\x1a\n", kind="image/png"),
    warc("https://courier.example/moved", b"Moved", status="301 Moved"),
    warc("https://courier.example/empty", b"<html><body><script>" + b"x" * 1000 + b"</script></body></html>"),
    warc("https://ads.example/frame", PAGE.encode()),
]
CHUNKED = f"{len(PAGE.encode()):x}\r\n".encode() + PAGE.encode() + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_web_archive_are_read(tmp_path, packed):
    records = [
        *OTHERS[:4],
        warc(ADDRESS, PAGE.encode()),
        warc("https://courier.example/2", gzip.compress(PAGE.encode()), more="Content-Encoding: gzip\r\n"),
        warc("https://courier.example/3", CHUNKED, more="Transfer-Encoding: chunked\r\n"),
        warc(
            "https://courier.example/4",
            PAGE.replace("post", "пост").encode("cp1251"),
            kind="text/html; charset=windows-1251",
        ),
    ]
    content = b"".join(gzip.compress(record) if packed else record for record in records)

    reports, said = read(write(tmp_path, "a.warc.gz" if packed else "a.warc", content))

    assert [report.url for report in reports] == [
        ADDRESS,
        *(f"https://courier.example/{n}" for n in (2, 3, 4)),
    ]
    assert all(SECOND in report.html for report in reports[:3]) and "customs пост" in reports[3].html
    assert {report.copied_at for report in reports} == {"2020-03-02T10:00:00Z"}
    assert (
        reports[0].content.startswith(b"WARC/1.0\r\nWARC-Type: response")
        and PAGE.encode() in reports[0].content
    )
    assert reasons(said) == []
    assert reasons(said, notices=True)[0].startswith("3 of its records are not pages with a text")


def wacz(records: list[bytes], pages: list[str]) -> bytes:
    lines = [
        {"format": "json-pages-1.0", "id": "pages"},
        *({"url": url, "title": "x", "ts": "2020-03-02T10:00:00Z"} for url in pages),
    ]
    listed = "".join(json.dumps(line) + "\n" for line in lines)
    packed = b"".join(map(gzip.compress, records))
    return zipped(
        {
            "archive/data.warc.gz": packed,
            "pages/pages.jsonl": listed,
            "datapackage.json": "{}",
            "indexes/index.cdx": "",
        }
    )


def test_the_pages_in_the_list_of_a_wacz_file_are_read_and_no_others(tmp_path):
    content = wacz([*OTHERS, warc(ADDRESS, PAGE.encode())], [ADDRESS.replace("https://", "http://www.")])

    (report,), said = read(write(tmp_path, "a.wacz", content))

    assert (report.url, report.origin) == (ADDRESS, "a.wacz/archive/data.warc.gz")
    assert reasons(said) == []


def test_a_page_that_a_listed_address_leads_on_to_is_read(tmp_path):
    moved = warc("https://courier.example/old", b"", status="301 Moved", more=f"Location: {ADDRESS}\r\n")
    content = wacz([moved, *OTHERS[:2], warc(ADDRESS, PAGE.encode())], ["https://courier.example/old#top"])

    (report,), _ = read(write(tmp_path, "a.wacz", content))

    assert report.url == ADDRESS


def test_pages_packed_with_brotli_are_read_and_damaged_or_unknown_packing_is_told(tmp_path):
    packed = brotli.compress(PAGE.encode())
    records = [
        warc(ADDRESS, packed, more="Content-Encoding: br\r\n"),
        warc(
            "https://courier.example/2", packed[:20] + b"xxxx" + packed[24:], more="Content-Encoding: br\r\n"
        ),
        warc("https://courier.example/3", b"(\xb5/\xfd", more="Content-Encoding: zstd\r\n"),
    ]

    (report,), said = read(write(tmp_path, "a.warc", b"".join(records)))

    assert SECOND in report.html
    assert [reason.split(",")[0] for reason in reasons(said)] == [
        "is a damaged record of a web archive",
        "is packed with zstd",
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.warc", b"".join(OTHERS[:3]), "holds no page with a text"),
        ("a.warc", warc(ADDRESS, PAGE.encode())[:-300], "is damaged or cut off here"),
        ("a.warc.gz", gzip.compress(warc(ADDRESS, PAGE.encode())) + gzip.compress(warc(ADDRESS, PAGE.encode()))[:-120], "is damaged or cut off here"),
        ("a.warc", warc(ADDRESS, PAGE.encode()).replace(b"Content-Length: ", b"Content-Length: 9999999"), "is damaged or cut off here"),
        ("a.wacz", zipped({"pages/pages.jsonl": "{}"}), "is a WACZ file without web archives in it"),
    ],
)  # fmt: skip
def test_bad_web_archives_are_refused_or_read_as_far_as_they_go(tmp_path, name, content, reason):
    _, said = read(write(tmp_path, name, content))

    assert reason in " ".join(reasons(said))
