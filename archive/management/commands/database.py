"""Manage the embedded database."""

from __future__ import annotations

import shutil
import signal
import subprocess

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.hosting.database import server
from archive.hosting.environment import text


class Command(BaseCommand):
    """Start, stop, inspect or enter the archive's own PostgreSQL."""

    help = "Start or stop the archive's own PostgreSQL, say how it is, print its address, or open psql on it."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        """Add the subcommand, and arguments for psql."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="start|stop|status|url|psql")
        actions.add_parser("start", help="Start the server and leave it running when this command ends.")
        stop = actions.add_parser("stop", help="Stop the server.")
        stop.add_argument("--force", action="store_true", help="Even while other processes use it.")
        actions.add_parser("status", help="Say whether the server is running.")
        actions.add_parser("url", help="Print the address for tools that take a PostgreSQL URL.")
        psql = actions.add_parser("psql", help="Open psql; the server runs at least until it ends.")
        psql.add_argument("arguments", nargs="*", help="Passed on to psql; put -- before them.")

    def handle(self, *args, action: str, **options) -> None:
        """Run the subcommand."""
        given = text("DATABASE_URL")
        if given and action in {"start", "stop", "status"}:
            raise CommandError(
                "DATABASE_URL is set, so the archive uses that server and starts or stops none."
            )
        self.cluster = server.Cluster(settings.ARCHIVE_HOME)
        self.url = given or self.cluster.url
        getattr(self, f"_{action}")(**options)

    def _start(self, **options) -> None:
        with self.cluster.lock():
            self.cluster.start(stay=True)
        self._status()

    def _stop(self, *, force: bool, **options) -> None:
        with self.cluster.lock():
            if not self.cluster.process:
                return self._status()
            if self.cluster.is_held and not force:
                raise CommandError(
                    "Other processes use the database (perhaps `make run`): end them, or add --force."
                )
            self.cluster.stop()
        return self._status()

    def _status(self, **options) -> None:
        process = self.cluster.process
        if process:
            stays = "until it is stopped" if self.cluster.stays else "as long as a process uses it"
            self.stdout.write(f"running as process {process}, {stays}, in {self.cluster.data}")
        elif self.cluster.exists:
            self.stdout.write(f"stopped, in {self.cluster.data}")
        else:
            self.stdout.write(f"not created yet; it will be in {self.cluster.data}")

    def _url(self, **options) -> None:
        self.stdout.write(self.url)

    def _psql(self, *, arguments: list[str], **options) -> None:
        if text("DATABASE_URL"):
            program = shutil.which("psql")
        else:
            program = str(server.binary("psql"))
            server.ensure(settings.ARCHIVE_HOME)
        if not program:
            raise CommandError(
                "psql is not installed here: install PostgreSQL's client (on Debian postgresql-client)."
            )
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to psql: it cancels a statement
        done = subprocess.run([program, self.url, *arguments], preexec_fn=_take_interrupts)
        if done.returncode:
            raise CommandError("psql ended with an error.", returncode=done.returncode)


def _take_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
