"""The user that runs the embedded server, and its access to the files it needs."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from archive.hosting.database.problems import DatabaseUnavailableError

SERVER_USER = "dateline-db"


def server_account() -> pwd.struct_passwd | None:
    """Return the system user for the server if root runs the archive, creating it if missing.

    PostgreSQL refuses to run as root. Any other user runs it directly: None.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    try:
        _run_useradd()
    except (OSError, subprocess.CalledProcessError) as error:
        if SERVER_USER not in {entry.pw_name for entry in pwd.getpwall()}:  # unless another archive did
            raise DatabaseUnavailableError(
                f"PostgreSQL does not run as root, and the system user {SERVER_USER} could not be created: "
                "run the archive as an ordinary user, or create that user."
            ) from error
    return pwd.getpwnam(SERVER_USER)


def _run_useradd() -> None:
    options = ("--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false")
    subprocess.run(["useradd", *options, SERVER_USER], check=True, capture_output=True)


def open_way(*paths: Path) -> None:
    """Let the server traverse the directories above its files, which lets nobody list or read them."""
    above = {directory for path in paths for directory in path.parents}
    closed = sorted(directory for directory in above if not directory.stat().st_mode & 0o001)
    for directory in closed:
        directory.chmod(directory.stat().st_mode | 0o001)
    if closed:
        names = ", ".join(map(str, closed))
        print(
            f"Other users may now pass through {names} (mode o+x): {SERVER_USER} runs the database.",
            file=sys.stderr,
        )


def open_programs(postgres: Path) -> None:
    """Let the server read its own programs, which may have been installed under a strict umask."""
    if postgres.stat().st_mode & 0o005 == 0o005:
        return
    for path in _installed(postgres.parents[2]):
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _installed(wheel: Path) -> Iterator[Path]:
    for directory in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        yield directory
        yield from (path for path in directory.rglob("*") if not path.is_symlink())


def user_name(user: int) -> str:
    """Return the name of a user, or the number if it has none."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"number {user}"
