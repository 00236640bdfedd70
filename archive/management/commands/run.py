"""Run the whole archive: database, web server and worker, until Ctrl-C."""

from __future__ import annotations

import sys
import time
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from archive.hosting.database import server
from archive.hosting.database.problems import DatabaseUnavailableError
from archive.hosting.environment import flag, number, text
from archive.hosting.supervision import Program, ProgramError, StoppedError, stopping_on_signals, supervise
from archive.management import preparation
from archive.matching.derivation import rebuild_needed
from archive.models import Batch

START_SECONDS = 60
PORT_SECONDS = 12  # a web server whose supervisor was killed first finishes its responses, within ten seconds


class Command(BaseCommand):
    """Prepare what is missing, then serve."""

    help = "Prepare the archive where needed, and serve it on 127.0.0.1 (PORT, 8000 by default) until Ctrl-C."
    requires_system_checks = ()
    problem = ""  # with the database, as last reported

    def handle(self, *args, **options) -> None:
        """Run everything; whatever was started has ended when this returns."""
        self.port = number("PORT", 8000, least=1, most=65535)
        if not self._await_port():
            raise CommandError(
                f"Port {self.port} of this machine is taken: end what uses it, or choose another, as in PORT={self.port + 1} make run."
            )
        try:
            with stopping_on_signals():
                self._prepare()
                self.programs = self._programs()
                supervise(self.programs, ready=self._announce, every_second=self._keep_database)
        except StoppedError:
            self._say("Stopping.")
        except ProgramError as failure:
            raise CommandError(str(failure)) from failure
        finally:
            connection.close()
            server.release(settings.ARCHIVE_HOME)
        self._say("Everything has stopped.")

    def _await_port(self) -> bool:
        if preparation.port_is_free(self.port):
            return True
        self._say(
            f"Port {self.port} is taken: waiting a few seconds, in case what was killed is still letting go of it."
        )
        end = time.monotonic() + PORT_SECONDS
        while not (is_free := preparation.port_is_free(self.port)) and time.monotonic() < end:
            time.sleep(0.1)
        return is_free

    def _prepare(self) -> None:
        self._say("Starting the database." if self._is_embedded else "Using the database of DATABASE_URL.")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        Batch.objects.mark_abandoned()
        if flag("DEMO", default=True) and (done := preparation.load_demo_once()):
            self._say(done)
        if needed := rebuild_needed():
            self._say(needed)
        if done := preparation.make_first_account():
            self._say(done)
        preparation.collect_static_files()
        self.login = preparation.login()
        connection.close()

    def _programs(self) -> list[Program]:
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "gunicorn.conf.py")]
        worker = [sys.executable, "manage.py", "worker"]
        return [
            Program("web server", gunicorn, settings.BASE_DIR),
            Program("worker", worker, settings.BASE_DIR),
        ]

    def _announce(self) -> None:
        address = f"http://127.0.0.1:{self.port}{settings.URL_PREFIX}/"
        self._wait_for_answer()
        self._say(f"\n{settings.ARCHIVE_NAME} is at  {address}")
        self._say(f"Sign in at  {address}admin/  {self.login}")
        self._say(f"Accounts for others, as Contributor, Curator or Editor:  {address}admin/auth/user/add/")
        self._say("Ctrl-C stops everything.\n")

    def _wait_for_answer(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not any(program.has_ended for program in self.programs):
            web = HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                web.request("GET", reverse("health"))
                web.getresponse()
            except (OSError, HTTPException):
                time.sleep(0.1)
            else:
                return  # it answers; /healthz reports anything that is wrong
            finally:
                web.close()
        raise ProgramError("The archive did not start; the reason should be above.")

    def _keep_database(self) -> None:
        if not self._is_embedded or server.Cluster(settings.ARCHIVE_HOME).is_ready:
            return
        try:
            server.ensure(settings.ARCHIVE_HOME)
        except DatabaseUnavailableError as error:
            # Meanwhile pages say so, and it is tried again: a disk may have room in a minute.
            if str(error) != self.problem:
                self._say(f"The database has stopped and cannot be restarted: {error}")
            self.problem = str(error)
        else:
            self._say("The database had stopped and was restarted.")
            self.problem = ""

    @property
    def _is_embedded(self) -> bool:
        return not text("DATABASE_URL")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
