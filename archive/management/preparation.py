"""Prepare what serving needs: schema, demo, static files, an account to sign in with."""

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
from django.db.models import Q

from archive.hosting import secrets
from archive.models import Article
from archive.text.localised import counted

# The name of the first account, and its name in archives that began with a Curator.
EDITOR, FORMER = "editor", "curator"


def port_is_free(port: int) -> bool:
    """Return whether a server could listen on this port."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def load_demo_once() -> str:
    """Load the demo into an empty archive; later starts keep what was edited.

    Return a line that says what was done, empty if there was nothing to do.
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
    return f"The demo was loaded: {counted(Article.objects.count())}."


def _database_identity() -> str:
    # A new database gets the demo again, even if the mark left by the old one is still there.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier FROM pg_control_system()), oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        return ":".join(map(str, cursor.fetchone()))


def collect_static_files() -> None:
    """Copy and compress the static files if any of them has changed since the last time."""
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
def make_first_account() -> str:
    """Create the first account, an Editor's with a random password, if nobody can sign in yet.

    In older archives the first account was a Curator's, with half of the admin out of reach. If there is no Editor, that
    account becomes one. Return a line that says so, empty otherwise.
    """
    users = get_user_model()
    if not users.objects.exists():
        password = secrets.persistent(password_path(EDITOR), length=16)
        _make_editor(users.objects.create_user(EDITOR, password=password, is_staff=True))
        return ""
    name = first_account()
    if not name or _somebody_may_do_all():
        return ""
    _make_editor(users.objects.get(username=name))
    return f"The account {name} is an Editor now: there was none, and nobody else could make one."


def _make_editor(user) -> None:
    user.groups.add(*Group.objects.filter(name="Editor"))


def _somebody_may_do_all() -> bool:
    able = Q(is_superuser=True) | Q(groups__name="Editor")
    return get_user_model().objects.filter(able, is_active=True, is_staff=True).exists()


def first_account() -> str:
    """Return the name of the account created by the first start, if it is still in use; otherwise empty."""
    for name in (EDITOR, FORMER):
        if password_path(name).exists():
            found = get_user_model().objects.filter(username=name, is_active=True, is_staff=True)
            return name if found.exists() else ""
    return ""


def password_path(name: str) -> Path:
    """Return the file that holds the initial password of the first account."""
    return settings.ARCHIVE_HOME / f"{name}_password"


def login() -> str:
    """Say how to sign in: with the initial password, unless it was changed."""
    name = first_account()
    if not name:
        return "with an account of yours"
    password = secrets.persistent(password_path(name))
    if not get_user_model().objects.get(username=name).check_password(password):
        return f"as {name}, with the password that you chose"
    return f"as {name}, password {password} (kept in {password_path(name)})"
