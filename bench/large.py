"""Large inputs, read and written to the end: memory, progress, stop and resume.

    python -m bench.large --kind warc --bytes 2G --home /somewhere/empty [--written 200M] [--lot 500]

generates a file of a kind from the words of bench.formats and reads it whole, as `manage.py ingest` does, in a process of its own. Then a
file of the size given by --written (the same size if it is not given) is loaded into the archive in --home: interrupted by SIGINT when a
quarter of its records are there, killed by SIGKILL at half, begun again until it ends, and loaded once more. What the archive holds at the
end is compared with what the reader yields: each record once, none lost. Printed is a row of the table in docs/ingest.md. The files are
removed. Memory is the largest of the process (VmHWM), Python and Django included, the database not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench.formats import (
    ROOT,
    csv_rows,
    json_array,
    json_lines,
    mailbox,
    nexis_text,
    page,
    reports,
    streamed,
    until,
)

UNITS = {"K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
SEED = 14
# Between two articles of the web archive: a picture and a script of so many bytes each, and pages without a text.
OTHERS, BYTES_A_PICTURE, BYTES_A_SCRIPT = 3, 250_000, 80_000
SECONDS_BETWEEN_LOOKS = 0.2
# As manage.py, with another number of records in one transaction.
IN_LOTS = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
from archive.ingest import lots
lots.BATCH_SIZE = int(sys.argv[1])
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[2:]])
"""


def warc_file(path: Path, size: int) -> None:
    """Write a web archive, most of it pictures and scripts: some addresses copied again as they were, some changed, some as a revisit."""
    chance = random.Random(SEED)
    with path.open("wb") as file:
        written = 0
        for number, headline, paragraphs in reports():
            for record in _visits(number, headline, paragraphs, chance):
                written += file.write(gzip.compress(record, 1))
            if written >= size:
                return


def _visits(number: int, headline: str, paragraphs: list[str], chance: random.Random) -> Iterator[bytes]:
    address, day = f"https://c.example/{number}", f"2020-03-{number % 20 + 1:02}"
    markup = page(headline, paragraphs).encode()
    yield warc_record("response", address, f"{day}T10:00:00Z", answer(markup, chunked=number % 2 == 0))
    for other in range(OTHERS):
        picture = chance.randbytes(BYTES_A_PICTURE)
        yield warc_record(
            "response", f"{address}/{other}.jpg", f"{day}T10:00:01Z", answer(picture, "image/jpeg")
        )
    script = b"let a = 0;\n" * (BYTES_A_SCRIPT // 11)
    yield warc_record("response", f"{address}/a.js", f"{day}T10:00:02Z", answer(script, "text/javascript"))
    yield warc_record(
        "response",
        f"{address}/list",
        f"{day}T10:00:03Z",
        answer(b"<html><body><p>Contents</p></body></html>"),
    )
    yield warc_record(
        "response", f"{address}/gone", f"{day}T10:00:04Z", answer(markup, status="404 Not Found")
    )
    if number % 3 == 0:
        changed = page(headline, [*paragraphs, f"Corrected on the {number}th."]).encode()
        yield warc_record("response", address, f"{day}T18:00:00Z", answer(changed))
    if number % 5 == 0:
        yield warc_record("response", address, f"{day}T20:00:00Z", answer(markup, chunked=True))
    if number % 7 == 0:
        yield warc_record("revisit", address, f"{day}T22:00:00Z", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
                          **{"WARC-Refers-To-Target-URI": address, "WARC-Refers-To-Date": f"{day}T10:00:00Z",
                             "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"})  # fmt: skip


def answer(
    body: bytes, kind: str = "text/html; charset=utf-8", *, status: str = "200 OK", chunked: bool = False
) -> bytes:
    """Return the answer of a server."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
    if not chunked:
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    parts = (body[at : at + 4_000] for at in range(0, len(body), 4_000))
    packed = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + packed + b"0\r\n\r\n"


def warc_record(kind: str, address: str, moment: str, block: bytes, **more: str) -> bytes:
    """Return a record of a web archive."""
    number = hashlib.md5(f"{kind}{address}{moment}".encode(), usedforsecurity=False).hexdigest()
    said = {"WARC-Type": kind, "WARC-Target-URI": address, "WARC-Date": moment, "WARC-Record-ID": f"<urn:uuid:{number}>",
            "Content-Type": "application/http; msgtype=response", "Content-Length": str(len(block))} | more  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def zip_file(path: Path, size: int) -> None:
    """Write an archive of saved pages, of so many bytes unpacked."""
    written = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, headline, paragraphs in reports():
            markup = page(headline, paragraphs)
            archive.writestr(f"{number % 50}/{number}.html", markup)
            written += len(markup)
            if written >= size:
                return


def numbered(path: Path, size: int) -> None:
    """Write Nexis articles in blocks of 500, as it exports them, each saying how many it holds."""
    with path.open("wb") as file:
        until(size, nexis_text(), file)


@dataclass(frozen=True)
class Kind:
    """A file to generate: its name, and what writes it to a size in bytes."""

    name: str
    write: Callable[[Path, int], None]


KINDS = {
    "warc": Kind("a.warc.gz", warc_file),
    "csv": Kind("a.csv", streamed(csv_rows)),
    "jsonl": Kind("a.jsonl", streamed(json_lines)),
    "json": Kind("a.json", streamed(json_array, b"]}")),
    "nexis": Kind("a.txt", numbered),
    "mbox": Kind("a.mbox", streamed(mailbox)),
    "zip": Kind("a.zip", zip_file),
}


@dataclass
class Found:
    """What there is of records: how many, and a sum of their hashes, which does not depend on their order."""

    number: int = 0
    hashes: int = 0

    def add(self, digest: str) -> None:
        self.number += 1
        self.hashes ^= int(digest, 16)


def read(path: Path) -> dict:
    """Read a file in this process."""
    _set_up()
    from archive.ingest.raw import RawArticle
    from archive.ingest.readers import read_paths

    began, found, refused = time.perf_counter(), Found(), 0
    for item in read_paths([path]):
        if isinstance(item, RawArticle):
            found.add(item.sha256)
        else:
            refused += 1
    return {"number": found.number, "hashes": f"{found.hashes:x}", "others": refused,
            "seconds": time.perf_counter() - began, "peak": peak_of(os.getpid())}  # fmt: skip


def kept() -> dict:
    """Return what the archive keeps of what was received."""
    _set_up()
    from archive.models import Article, Capture

    captures, reports = Found(), Found()
    for digest in Capture.objects.values_list("sha256", flat=True).iterator():
        captures.add(digest)
    moments = Capture.objects.exclude(copied_again=[]).values_list("sha256", "copied_again")
    said = Article.objects.values_list("uid", "headline", "url", "date_edtf", "body", "capture__sha256")
    for row in chain(moments.iterator(), said.iterator(chunk_size=500)):
        reports.add(hashlib.sha256(repr(row).encode()).hexdigest())
    return {
        "number": captures.number,
        "hashes": f"{captures.hashes:x}",
        "reports": Article.objects.count(),
        "said": f"{reports.hashes:x}",
    }


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()


def peak_of(pid: int) -> int:
    """Return the largest memory of a process so far, in bytes; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def in_a_process(*arguments: str, home: str) -> dict:
    """Run a part of this command by itself."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.large", *arguments],
        cwd=ROOT, env=os.environ | {"ARCHIVE_HOME": home}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


class Loads:
    """Loads of one file into one archive, one after the other."""

    def __init__(self, path: Path, home: str, lot: int):
        self.path, self.home, self.lot = path, home, lot
        self.peak, self.seconds, self.steps = 0, 0.0, list[str]()

    def state(self) -> tuple[int, int]:
        """Return how many reports and captures there are; the connection also keeps the server."""
        from archive.models import Article, Capture

        return Article.objects.count(), Capture.objects.count()

    def run(self, *, sign: signal.Signals | None = None, after: int = 0) -> dict:
        """Load the file; send a signal once the archive holds so many captures. Return what the command printed."""
        began, log, sent = time.perf_counter(), Path(self.home, "large.log"), False
        with log.open("w") as told:
            process = subprocess.Popen(
                [sys.executable, "-c", IN_LOTS, str(self.lot), "ingest", str(self.path), "--json", "--new-source", "Bench", "--new-sources", "--language", "en"],
                cwd=ROOT, env=os.environ | {"ARCHIVE_HOME": self.home}, stdout=told, stderr=subprocess.STDOUT,
            )  # fmt: skip
        while process.poll() is None:
            self.peak = max(self.peak, peak_of(process.pid))
            if sign and not sent and self.state()[1] >= after:
                process.send_signal(sign)
                sent = True
            time.sleep(SECONDS_BETWEEN_LOOKS)
        self.seconds = time.perf_counter() - began
        printed = log.read_text()
        self.steps.append(
            f"{sign.name if sent and sign else 'to the end'}: exit {process.returncode}, {self.seconds:.0f} s, {self.state()[1]:,} captures"
        )
        print(f"  {self.steps[-1]}", file=sys.stderr, flush=True)
        start = printed.find("{\n")
        return json.loads(printed[start:]) if start >= 0 else {"told": printed[-500:]}


def loaded_at_once(path: Path, home: str) -> dict:
    """Return what an archive keeps of a file that was loaded without interruption."""
    other = f"{home}/at-once"
    made = os.environ | {"ARCHIVE_HOME": other}
    for arguments in (["migrate", "-v0"], ["ingest", str(path), "--new-source", "Bench", "--language", "en"]):
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=made, stdout=subprocess.DEVNULL
        )
    return in_a_process("--kept", home=other)


def load(path: Path, home: str, *, lot: int, is_compared: bool) -> None:
    """Load a file with two interruptions, to the end, and once more; print what came of it.

    Args:
        lot: the records of one transaction.
        is_compared: not every record is kept as it came, so the archive is compared with another, loaded without interruption.
    """
    expected = in_a_process("--read", str(path), home=home)
    loads = Loads(path, home, lot)
    began = time.perf_counter()
    loads.run(sign=signal.SIGINT, after=expected["number"] // 4)
    loads.run(sign=signal.SIGKILL, after=expected["number"] // 2)
    last = loads.run()
    whole = time.perf_counter() - began
    before = loads.state()
    again = loads.run()
    found = in_a_process("--kept", home=home)
    is_same = (found["number"], found["hashes"]) == (expected["number"], expected["hashes"])
    if is_compared:
        is_same = found == loaded_at_once(path, home)
    print(json.dumps({
        "file": path.name, "bytes": path.stat().st_size, "records": expected["number"], "seconds with two interruptions": round(whole),
        "peak": f"{loads.peak / 1e6:.0f} MB", "each record once": is_same, "found": found, "expected": expected, "steps": loads.steps,
        "end": {name: last.get(name) for name in ("read", "created", "updated", "duplicate", "unchanged", "rejected")},
        "again": {name: again.get(name) for name in ("read", "created", "updated", "duplicate", "unchanged", "rejected")},
        "again writes nothing": loads.state() == before and not again.get("created") and not again.get("updated"),
        "seconds again": round(loads.seconds), "refusals": last.get("refusals", [])[:3],
    }, indent=1, default=str), flush=True)  # fmt: skip


def bytes_of(text: str) -> int:
    """Return a size such as 300M in bytes."""
    return int(float(text[:-1]) * UNITS[text[-1].upper()]) if text[-1:].upper() in UNITS else int(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument(
        "--bytes", type=bytes_of, default=300_000_000, help="Such as 300M or 2G; 0 leaves the reading out."
    )
    parser.add_argument(
        "--written", type=bytes_of, help="The size of the file that is also loaded; 0 for none."
    )
    parser.add_argument("--lot", type=int, default=500, help="The records written in one transaction.")
    parser.add_argument("--home", default="", help="An empty folder for the archive, and for the files.")
    parser.add_argument(
        "--read", type=Path, help="Read this file in this process; used by the command itself."
    )
    parser.add_argument(
        "--kept", action="store_true", help="Count what the archive keeps; used by the command itself."
    )
    asked = parser.parse_args()
    if asked.read or asked.kept:
        print(json.dumps(read(asked.read) if asked.read else kept()))
        return
    home, kind = Path(asked.home).resolve(), KINDS[asked.kind]
    home.mkdir(parents=True, exist_ok=True)
    os.environ["ARCHIVE_HOME"] = str(home)
    path = home / kind.name
    if asked.bytes:
        kind.write(path, asked.bytes)
        found = in_a_process("--read", str(path), home=str(home))
        print(
            f"{asked.kind}: {path.stat().st_size / 1e6:,.0f} MB read whole: {found['number']:,} records, {found['seconds']:.0f} s, {found['peak'] / 1e6:.0f} MB",
            flush=True,
        )
    written = asked.bytes if asked.written is None else asked.written
    if written:
        if written != asked.bytes:
            kind.write(path, written)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=ROOT,
            env=os.environ | {"ARCHIVE_HOME": str(home)},
            check=True,
        )
        _set_up()
        load(path, str(home), lot=asked.lot, is_compared=asked.kind == "warc")
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
