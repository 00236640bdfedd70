"""How fast files of each format are read, and in how much memory.

    python -m bench.formats [--megabytes 2] [--load] [FORMAT ...]

A file of about that size is generated for each format, from words of a fixed list, and read in a process of its own, as
`manage.py ingest` reads it: cut into records, decoded, checked. With --load the records are also loaded as drafts, in a transaction that
is rolled back, into the archive of ARCHIVE_HOME or DATABASE_URL. Peak memory is that of the process, Python and Django included (about
120 MB before it reads anything).
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = [
    "convoy",
    "road",
    "bridge",
    "post",
    "militia",
    "governor",
    "driver",
    "baker",
    "clinic",
    "ridge",
    "river",
    "town",
    "grain",
    "store",
    "shell",
    "truce",
    "market",
    "column",
    "truck",
    "noon",
    "morning",
    "radio",
    "report",
    "deny",
    "seize",
    "hold",
    "withdraw",
    "cross",
    "burn",
    "wound",
    "ask",
    "wait",
    "say",
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "was",
    "had",
    "from",
    "with",
    "that",
    "by",
    "on",
    "at",
]
WORDS_IN_REPORT = 350
SEED = 14


def reports() -> Iterator[tuple[int, str, list[str]]]:
    """Yield number, headline and paragraphs of reports without end."""
    chance = random.Random(SEED)
    number = 0
    while True:
        number += 1
        words = chance.choices(WORDS, k=WORDS_IN_REPORT)
        sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14)]
        yield (
            number,
            f"Report {number} {words[0]} {words[1]}",
            [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)],
        )


def until(size: int, pieces: Iterator[bytes], file) -> None:
    """Write pieces until the file has a size."""
    written = 0
    for piece in pieces:
        file.write(piece)
        written += len(piece)
        if written >= size:
            return


def csv_rows() -> Iterator[bytes]:
    yield b"id,headline,published,url,text\n"
    for number, headline, paragraphs in reports():
        text = "\n\n".join(paragraphs)
        yield f'{number},{headline},2012-02-{number % 28 + 1:02},https://c.example/{number},"{text}"\n'.encode()


def objects() -> Iterator[dict]:
    for number, headline, paragraphs in reports():
        yield {
            "id": number,
            "title": headline,
            "publish_date": "2012-02-24",
            "url": f"https://c.example/{number}",
            "text": "\n\n".join(paragraphs),
        }


def json_lines() -> Iterator[bytes]:
    return (json.dumps(record).encode() + b"\n" for record in objects())


def json_array() -> Iterator[bytes]:
    yield b'{"status": "ok", "articles": [\n'
    for record in objects():
        yield json.dumps(record, indent=1).encode() + b",\n"


def page(headline: str, paragraphs: list[str]) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in WORDS)
    return f"<!doctype html><html><head><title>{headline}</title></head><body><ul>{menu}</ul><article><h1>{headline}</h1>{body}</article></body></html>"


def warc_records() -> Iterator[bytes]:
    for number, headline, paragraphs in reports():
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page(headline, paragraphs)}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://c.example/{number}\r\nWARC-Date: 2020-03-02T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        yield head.encode() + block + b"\r\n\r\n"


def nexis_text() -> Iterator[bytes]:
    for number, headline, paragraphs in reports():
        body = "\n\n".join(paragraphs)
        yield (
            f"\n{number} of 99999 DOCUMENTS\n\nBorder Courier\n\nFebruary 24, 2012 Friday\n\n{headline}\n\nLENGTH: {WORDS_IN_REPORT} words\n\n{body}\n\n"
            "LOAD-DATE: February 25, 2012\n\nLANGUAGE: ENGLISH\n"
        ).encode()


def nexis_word(path: Path, size: int) -> None:
    def paragraphs() -> Iterator[bytes]:
        yield b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        for _, headline, texts in reports():
            lines = [
                headline,
                "Border Courier",
                "February 24, 2012 Friday",
                "Length: 350 words",
                "Body",
                *texts,
                "Load-Date: February 25, 2012",
                "End of Document",
            ]
            yield "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines).encode()

    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as file,
    ):
        until(size, paragraphs(), file)
        file.write(b"</w:body></w:document>")


def factiva_pages() -> Iterator[bytes]:
    for number, headline, paragraphs in reports():
        body = "".join(
            f'<p class="articleParagraph enarticleParagraph">{paragraph}</p>' for paragraph in paragraphs
        )
        yield (
            f'<div class="article enArticle"><span class="enHeadline">{headline}</span><div>350 words</div><div>24 February 2012</div><div>Border Courier</div>'
            f"<div>BORCOU</div><div>English</div>{body}<p>Document BORCOU0020120224e82o{number % 100000:05}</p></div>\n"
        ).encode()


def mailbox() -> Iterator[bytes]:
    for number, headline, paragraphs in reports():
        text = "\n\n".join(paragraphs)
        yield (
            f"From a@c.example Fri Feb 24 10:22:00 2012\nFrom: a@c.example\nTo: b@c.example\nSubject: {headline}\nDate: Fri, 24 Feb 2012 10:22:00 +0000\n"
            f"Message-ID: <{number}@c.example>\n\n{text}\n\n"
        ).encode()


def references() -> Iterator[bytes]:
    for number, headline, paragraphs in reports():
        yield f"TY  - NEWS\nTI  - {headline}\nT2  - Border Courier\nDA  - 2012/02/24\nAN  - {number}\nN2  - {' '.join(paragraphs)}\nER  - \n\n".encode()


def streamed(pieces: Callable[[], Iterator[bytes]], end: bytes = b"") -> Callable[[Path, int], None]:
    def write(path: Path, size: int) -> None:
        with path.open("wb") as file:
            until(size, pieces(), file)
            if end:
                file.seek(-2, os.SEEK_CUR)
                file.write(end)

    return write


def packed(path: Path, size: int) -> None:
    """Write a WARC file of which each record is compressed, of so many bytes unpacked."""
    with path.open("wb") as file:
        written = 0
        for record in warc_records():
            file.write(gzip.compress(record, 1))
            written += len(record)
            if written >= size:
                return


FORMATS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "CSV": ("a.csv", streamed(csv_rows)),
    "JSON lines": ("a.jsonl", streamed(json_lines)),
    "JSON list": ("a.json", streamed(json_array, b"]}")),
    "WARC": ("a.warc", streamed(warc_records)),
    "WARC, compressed": ("a.warc.gz", packed),
    "Nexis text": ("a.txt", streamed(nexis_text)),
    "Nexis Word": ("a.docx", nexis_word),
    "Factiva pages": ("a.html", streamed(factiva_pages)),
    "mbox": ("a.mbox", streamed(mailbox)),
    "RIS": ("a.ris", streamed(references)),
}


def read(path: Path, *, load: bool) -> dict:
    """Read a file in this process, and return how many reports it held, how long it took, and the peak of memory in bytes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    from archive.ingest.raw import RawArticle
    from archive.ingest.readers import read_paths

    began = time.perf_counter()
    if load:
        count = _load(read_paths([path]))
    else:
        count = sum(isinstance(item, RawArticle) for item in read_paths([path]))
    seconds = time.perf_counter() - began
    return {
        "reports": count,
        "seconds": seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _load(items) -> int:
    from django.db import transaction

    from archive.ingest.load import load
    from archive.ingest.sources import add_source

    with transaction.atomic():
        add_source("Border Courier")
        outcome = load(items, label="bench", source=add_source("Bench"), link=False)
        transaction.set_rollback(True)
    return outcome.created


def measured(name: str, size: int, *, load: bool) -> str:
    """Generate a file, read it in a process of its own, and return a row of the table."""
    file, write = FORMATS[name]
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        path = Path(folder, file)
        write(path, size)
        command = [sys.executable, "-m", "bench.formats", "--read", str(path), *(["--load"] if load else [])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        megabytes = path.stat().st_size / 1e6
    rate = found["reports"] / found["seconds"]
    return f"| {name} | {megabytes:,.0f} MB | {found['reports']:,} | {rate:,.0f} | {found['peak'] / 1e6:,.0f} MB |"


def main() -> None:
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "formats", nargs="*", metavar="FORMAT", help=f"Of {', '.join(FORMATS)}; all if none is named."
    )
    parser.add_argument(
        "--megabytes", type=float, default=2, help="The size of each file, before it is compressed."
    )
    parser.add_argument(
        "--load", action="store_true", help="Load the records too, in a transaction that is rolled back."
    )
    parser.add_argument(
        "--read", type=Path, help="Read this file in this process; used by the command itself."
    )
    options = parser.parse_args()
    if options.read:
        print(json.dumps(read(options.read, load=options.load)))
        return
    print("| format | file | reports | reports a second | peak memory |\n|---|---:|---:|---:|---:|")
    for name in options.formats or FORMATS:
        print(measured(name, int(options.megabytes * 1e6), load=options.load), flush=True)


if __name__ == "__main__":
    main()
