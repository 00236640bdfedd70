"""What must be there before the archive can be served: schema, demo, static files, somebody who can sign in."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction

from archive import secrets
from archive.models import Article

CURATOR = "curator"


def port_is_free(port: int) -> bool:
    """Tell whether a server could listen on the port of this machine."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def load_demo_once() -> str:
    """Load the demo into an archive that holds nothing yet; later starts keep what was edited.

    Return a line that says what was done, empty where there was nothing to do.
    """
    mark = settings.ARCHIVE_HOME / "demo_loaded"
    this = _database_identity()
    if mark.exists() and mark.read_text().strip() == this:
        return ""
    if not [found for directory in settings.FIXTURE_DIRS for found in directory.glob("demo.*")]:
        return "There are no demo fixtures here, so the archive starts empty."
    if Article.objects.exists():
        return ""
    call_command("loaddata", "demo", verbosity=0)
    mark.write_text(f"{this}\n")
    return f"The demo was loaded: {Article.objects.count()} reports."


def _database_identity() -> str:
    # A database that is made anew gets the demo again, even where the mark of the old one is still there.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        return ":".join(map(str, cursor.fetchone()))


def collect_static_files() -> None:
    """Copy and compress the static files where any of them has changed since the last time."""
    mark = settings.STATIC_ROOT / ".collected"
    now = _static_state()
    if mark.exists() and mark.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(now)


def _static_state() -> str:
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            found = Path(storage.path(path)).stat()
            state.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return state.hexdigest()


@transaction.atomic
def make_first_curator() -> None:
    """Make the demo curator, with a password of its own, in an archive where nobody can sign in yet."""
    users = get_user_model()
    if users.objects.exists():
        return
    curator = users.objects.create_user(
        CURATOR, password=secrets.kept(password_path(), length=16), is_staff=True
    )
    curator.groups.set(Group.objects.filter(name="Curator"))


def password_path() -> Path:
    """Name the file that keeps the demo curator's first password."""
    return settings.ARCHIVE_HOME / "curator_password"


def login() -> str:
    """Say how to sign in: with the first password, as long as it was not changed."""
    curator = get_user_model().objects.filter(username=CURATOR, is_active=True).first()
    if curator is None or not password_path().exists():
        return "with an account of yours"
    password = secrets.kept(password_path())
    if not curator.check_password(password):
        return f"as {CURATOR}, with the password that you chose"
    return f"as {CURATOR}, password {password} (kept in {password_path()})"
