"""The trials: each damages an archive and returns lines of a table, what was tried and what happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from archive.hosting.database.server import Cluster
from bench.safety.archive import Archive, Command, TrialError, archive, wait_until, write_reports
from bench.safety.readers import Reading, half_said, longest, token, told, try_password, waits
from tests.hosting.servers import ROOT

Line = tuple[str, str]
WORKING = "SELECT count(*) FROM archive_batch WHERE status = 'running'"
WALKS = ("tests/test_unpublished_walk.py", "tests/test_protected_walk.py")


@contextmanager
def small_archive(*, reports: int) -> Iterator[Archive]:
    """Run an archive with some reports in it."""
    with archive() as hurt, tempfile.TemporaryDirectory() as directory:
        hurt.start()
        done = hurt.manage(*importing(write_reports(Path(directory) / "trial.jsonl", many=reports)))
        if done.returncode:
            raise TrialError(done.stdout)
        yield hurt


def importing(path: Path) -> list[str | Path]:
    """Return the command that imports a file; its records name their source, which is added with the first."""
    return ["ingest", path, "--new-source", "Trial", "--language", "en", "--publish", "--json"]


# Kill


def kill() -> list[Line]:
    """Kill every process in turn during an import, and count afterwards."""
    reports, rounds = 1500, 3
    with archive() as hurt, tempfile.TemporaryDirectory() as directory:
        path = write_reports(Path(directory) / "trial.jsonl", many=reports)
        hurt.start()
        killed = _kill_parts(hurt, path, rounds)
        done = hurt.manage(*importing(path))
        again = json.loads(hurt.manage(*importing(path)).stdout)
        wait_until(lambda: hurt.ask("/healthz").status == 200)
        lines = [
            (
                f"kill -9 during an import of {reports:,} reports: "
                + ", ".join(f"{name} {n}" for name, n in killed.items()),
                f"the import ended with {done.returncode}; {_counted(hurt)}; imported again: {again['created']} created, "
                f"{again['unchanged']:,} unchanged; {hurt.count(WORKING)} imports “running”",
            ),
            (
                "… what is derived, against what it would be (`rebuild --check`)",
                _last(hurt.manage("rebuild", "--check").stdout),
            ),
            ("… 40 words that stand in one report each", f"{_found_once(hurt, reports)} of 40 found once"),
        ]
        return lines


def _kill_parts(hurt: Archive, path: Path, rounds: int) -> Counter[str]:
    chance, killed = random.Random(8), Counter()
    importing_now = hurt.begin(*importing(path))
    for _ in range(rounds):
        for name, choose in PARTS.items():
            time.sleep(chance.uniform(0.5, 2))
            importing_now = _kept_going(hurt, importing_now, path)
            if name == "the import":
                importing_now.kill()
                killed[name] += 1
            else:
                killed[name] += _kill_one(choose(hurt), chance)
            if name == "the supervisor":
                hurt.process.wait()
                hurt.start()
    importing_now.wait_for()
    return killed


def _kept_going(hurt: Archive, command: Command, path: Path) -> Command:
    return hurt.begin(*importing(path)) if command.has_ended else command


def _kill_one(processes: list[psutil.Process], chance: random.Random) -> int:
    with suppress(psutil.NoSuchProcess):
        if processes:
            chance.choice(processes).kill()
            return 1
    return 0


PARTS: dict[str, Callable[[Archive], list[psutil.Process]]] = {
    "a backend": lambda hurt: hurt.of_server("[local]"),
    "the checkpointer": lambda hurt: hurt.of_server("checkpointer"),
    "the log writer": lambda hurt: hurt.of_server("walwriter"),
    "the server": lambda hurt: hurt.server()[:1],
    "a web process": lambda hurt: hurt.web_processes(),
    "gunicorn": lambda hurt: hurt.programs("gunicorn"),
    "the worker": lambda hurt: hurt.programs("manage.py worker"),
    "the import": lambda hurt: [],
    "the supervisor": lambda hurt: [psutil.Process(hurt.process.pid)],
}


def _counted(hurt: Archive) -> str:
    reports = hurt.count("SELECT count(*) FROM archive_article")
    different = hurt.count("SELECT count(DISTINCT source_ref) FROM archive_article")
    captures = hurt.count("SELECT count(*) FROM archive_capture")
    return f"{reports:,} reports, {different:,} different, {captures:,} captures"


def _found_once(hurt: Archive, reports: int) -> int:
    words = [f"marker{number}" for number in random.Random(8).sample(range(reports), 40)]
    return sum(json.loads(hurt.ask(f"/search.json?q={word}").text)["total"] == 1 for word in words)


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["nothing said"])[-1]


# Fill


def fill() -> list[Line]:
    """Fill the disk during an import, send requests meanwhile, make room, and continue."""
    if os.geteuid() or not shutil.which("mount"):
        return [("disk full", "not tried: only root can make a disk that is small enough")]
    try:
        with archive(megabytes=300) as hurt, tempfile.TemporaryDirectory() as directory:
            hurt.start()
            ballast = hurt.home.parent / "ballast"
            ballast.write_bytes(bytes(60_000_000))
            path = write_reports(Path(directory) / "trial.jsonl", many=4000, words=3000)
            return _filled(hurt, ballast, path)
    except subprocess.CalledProcessError:
        return [("disk full", "not tried: no disk can be mounted here")]


def _filled(hurt: Archive, ballast: Path, path: Path) -> list[Line]:
    with Reading(hurt.port, readers=3) as reading:
        done = hurt.manage(*importing(path)[:-1])
        full = time.monotonic()
        time.sleep(5)
        ballast.unlink()
        room = time.monotonic()
        wait_until(lambda: hurt.ask("/healthz").status == 200)
        time.sleep(5)
    before = reading.between(0, full)
    said = _last(done.stdout)
    traceback = "a traceback" if "Traceback" in done.stdout else "no traceback"
    return [
        (
            "disk of 300 MB full in the middle of an import",
            f"the import ended with {done.returncode}, {traceback}: “{said}”",
        ),
        ("… readers until then", told(before)),
        ("… readers while it was full", told(reading.between(full, room))),
        ("… first 200 after there was room again", f"{reading.first_after(room, 200):.1f} s"),
        ("… reports, and imports that say they run", f"{_counted(hurt)}; {hurt.count(WORKING)} “running”"),
        ("… what is derived (`rebuild --check`)", _last(hurt.manage("rebuild", "--check").stdout)),
    ]


# Freeze, cut, lock


def freeze() -> list[Line]:
    """Stop every process of PostgreSQL for 15 seconds."""
    with small_archive(reports=300) as hurt, Reading(hurt.port, readers=8) as reading:
        time.sleep(3)
        begun = time.monotonic()
        hurt.freeze(on=True)
        time.sleep(15)
        hurt.freeze(on=False)
        ended = time.monotonic()
        time.sleep(8)
    frozen = reading.between(begun, ended)
    return [
        ("PostgreSQL frozen (SIGSTOP) for 15 s under 8 readers", told(frozen)),
        ("… first 503 after", f"{reading.first_after(begun, 503):.1f} s"),
        (
            "… /healthz meanwhile",
            f"longest {longest([each for each in reading.health if begun < each.at]):.1f} s",
        ),
        ("… first 200 after it went on", f"{reading.first_after(ended, 200):.1f} s"),
        ("… last answer that was no 200", f"{reading.last_after(ended, but=200):.1f} s after"),
    ]


def cut(*, times: int = 5) -> list[Line]:
    """Stop a separate server for 20 seconds while readers use it, and restart it."""
    from tests.hosting.archives import primary_alone
    from tests.hosting.servers import serving

    lines: list[Line] = []
    with (
        primary_alone() as server,
        serving(server, WEB_CONCURRENCY="2", WEB_THREADS="4") as port,
    ):
        for number in range(1, times + 1):
            with Reading(port, readers=8) as reading:
                time.sleep(1)
                begun = time.monotonic()
                server.end()
                time.sleep(20)
                server.begin()
                ended = time.monotonic()
                time.sleep(8)
            away = reading.between(begun, ended)
            lines.append(
                (
                    f"server stopped for 20 s under 8 readers, no. {number}",
                    f"{told(away)}; first 200 {reading.first_after(ended, 200):.1f} s after it took connections, "
                    f"last other answer {reading.last_after(ended, but=200):.1f} s; /healthz longest {longest(reading.health):.1f} s",
                )
            )
    return lines


def lock() -> list[Line]:
    """Lock the tables that pages need."""
    with small_archive(reports=100) as hurt, psycopg.connect(Cluster(hurt.home).url) as holder:
        holder.execute("LOCK archive_article, archive_source, archive_searchvector IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(10) as pool:
            paths = [
                "/search/?q=column",
                "/search.json?q=column",
                "/sources/",
                "/search.atom",
                "/articles/1/",
            ]
            asked = [pool.submit(hurt.ask, path) for path in paths]
            time.sleep(1)
            health = hurt.ask("/healthz")
            answers = [each.result() for each in asked]
        holder.rollback()
        after = hurt.ask("/sources/")
    return [
        ("tables locked by an idle transaction", told(answers)),
        ("… /healthz meanwhile", f"{health.status} in {health.seconds:.1f} s"),
        ("… after the lock", f"{after.status} in {after.seconds:.1f} s"),
    ]


# Flood


def flood() -> list[Line]:
    """Hold silent and slow connections, then try passwords, and see how long readers wait."""
    with small_archive(reports=300) as hurt:
        _read_for(hurt, 3)  # what is read for the first time takes longer
        quiet = _read_for(hurt, 8)
        with half_said(hurt.port, silent=16, headers=16, bodies=12):
            slow = _read_for(hurt, 8)
        with half_said(hurt.port, silent=400, headers=400, bodies=0):
            many = _read_for(hurt, 8)
        statuses, guessed, seconds = _guess_passwords(hurt)
    return [
        ("4 readers and nobody else", waits(quiet.answers)),
        ("… beside 16 silent connections, 16 with half a header, 12 with half a form", waits(slow.answers)),
        ("… beside 400 silent connections and 400 with half a header", waits(many.answers)),
        (
            f"… beside 8 who guess the password of one account, {sum(statuses.values())} times in {seconds:.0f} s",
            waits(guessed.answers),
        ),
        (
            "… what they are answered",
            ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())),
        ),
    ]


def _read_for(hurt: Archive, seconds: float) -> Reading:
    with Reading(hurt.port, readers=4) as reading:
        time.sleep(seconds)
    return reading


def _guess_passwords(hurt: Archive) -> tuple[Counter[int], Reading, float]:
    mark, begun = token(hurt.port), time.monotonic()
    with Reading(hurt.port, readers=4) as reading, ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lambda _: try_password(hurt.port, "curator", mark), range(200)))
    return statuses, reading, time.monotonic() - begun


# Markers


def markers() -> list[Line]:
    """Search every public address and form for words that nobody may see."""
    walks = [walk for walk in WALKS if (ROOT / walk).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *walks]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return [
        (
            f"every public address and form, with markers in what nobody may see (`{'`, `'.join(walks)}`)",
            _last(done.stdout),
        )
    ]


TRIALS: dict[str, Callable[[], list[Line]]] = {
    "kill": kill,
    "fill": fill,
    "freeze": freeze,
    "cut": cut,
    "lock": lock,
    "flood": flood,
    "markers": markers,
}
