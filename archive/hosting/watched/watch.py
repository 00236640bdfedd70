"""The state of the servers: which of them answer, how far the replicas lag, and the position they have reached.

A position is a place in PostgreSQL's write-ahead log, in bytes. A replica that has replayed up to a position shows everything
committed before it. The state is shared by the threads of a process. It is refreshed on demand, in the background and at most
once in LOOK_SECONDS, so that a server that does not answer delays no reader.
"""

from __future__ import annotations

import functools
import itertools
import logging
import math
import threading
import time
from dataclasses import dataclass, field

import psycopg
from django.conf import settings
from django.db import DatabaseError, connections
from psycopg.abc import RV, PQGen

from archive.hosting.database.problems import DatabaseUnavailableError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1
STALE_SECONDS = 5  # a state older than this is not used before trying to refresh it
ANSWER_SECONDS = 2  # seconds for a replica to connect or to answer: the primary is there as a fallback
PRIMARY_SECONDS = 4  # the same for the primary, which has no fallback
# The write position, not the insert position: that may lie beyond the header of an empty page, which an idle replica never
# reaches. A commit is written before anybody sees it, unless synchronous_commit is off.
PRIMARY_POSITION = "SELECT (pg_current_wal_lsn() - '0/0')::bigint"
REPLICA_POSITION = "SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint"
REPLICA_STATE = """
    SELECT pg_is_in_recovery(), coalesce((pg_last_wal_replay_lsn() - '0/0')::bigint, 0),
           extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8
"""

LOST = (psycopg.Error, DatabaseUnavailableError)


class TimedConnection(psycopg.Connection):
    """A connection that limits how long it waits for an answer."""

    most_seconds: float = ANSWER_SECONDS

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for an operation, and raise an OperationalError if it takes too long."""
        return super().wait(gen, interval, timeout or self.most_seconds)


@dataclass(eq=False)
class Server:
    """A watched server and its state when last checked."""

    alias: str
    problem: str = "has not been checked yet"  # empty while it is well
    answers: bool = False
    position: int = 0
    most_seconds: float = ANSWER_SECONDS  # to connect or to answer
    _connection: TimedConnection | None = field(default=None, repr=False)

    def ask(self, statement: str) -> tuple:
        """Return the only row of a statement; raise one of LOST if the server does not answer in time."""
        try:
            answer = self._asked(statement)
        except LOST as error:
            # A server that refuses a statement or a connection with a reason is alive.
            self.answers = bool(getattr(error, "sqlstate", None)) or "FATAL" in str(error)
            self._forget_connection()
            raise
        self.answers = True
        return answer

    def _asked(self, statement: str) -> tuple:
        if self._connection is None or self._connection.closed:
            return _only_row(self._connect(), statement)
        try:
            return _only_row(self._connection, statement)
        except psycopg.OperationalError:
            if not self._connection.broken:
                raise
            # The old connection was cut, perhaps by a restart, which says nothing about the server now.
            return _only_row(self._connect(), statement)

    def _connect(self) -> TimedConnection:
        options = connections[self.alias].get_connection_params()
        options |= {"connect_timeout": ANSWER_SECONDS, "autocommit": True}
        self._connection = TimedConnection.connect(**options)
        self._connection.most_seconds = self.most_seconds
        return self._connection

    def _forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def tell(self, problem: str) -> None:
        """Record the state of the server, and log it if it has changed."""
        if problem != self.problem:
            logger.warning("%s %s", self.alias, problem or "is well")
        self.problem = problem


def _only_row(connection: TimedConnection, statement: str) -> tuple:
    (row,) = connection.execute(statement)
    return row


@dataclass(eq=False)
class Replica(Server):
    """A replica: a server that may lag behind its primary."""

    lag: float = math.inf  # seconds by which its data may be behind
    _even_at: float = field(default=-math.inf, repr=False)

    def look(self, primary: Server, *, most_lag: float) -> None:
        """Check the replica against an earlier position of the primary."""
        try:
            is_replica, position, since_last = self.ask(REPLICA_STATE)
        except LOST:
            self.tell("does not answer")
            return
        self.position = position
        self._measure_lag(primary, since_last)
        if not is_replica:
            self.tell("is not a replica: it accepts writes")
        else:
            self.tell("" if self.lag <= most_lag else f"lags more than {most_lag} seconds behind")

    def _measure_lag(self, primary: Server, since_last: float | None) -> None:
        # The time since the last replayed transaction overstates the lag if the primary has been idle since.
        now = time.monotonic()
        if primary.position and self.position >= primary.position:
            self._even_at = now
        self.lag = min(now - self._even_at, math.inf if since_last is None else max(since_last, 0.0))

    def has_come_to(self, position: int) -> bool:
        """Ask the replica, over this thread's connection, whether it has replayed up to a position."""
        try:
            with connections[self.alias].cursor() as cursor:
                cursor.execute(REPLICA_POSITION)
                self.position = max(self.position, cursor.fetchone()[0] or 0)
        except DatabaseError:
            connections[self.alias].close()
            return False
        return self.position >= position


class Watch:
    """The primary of this process's archive, and its replicas."""

    def __init__(self, aliases: list[str], *, most_lag: float) -> None:
        self.primary = Server("default", problem="", answers=True, most_seconds=PRIMARY_SECONDS)
        self.replicas = [Replica(alias) for alias in aliases]
        self._most_lag = most_lag
        self._looked_at = -math.inf
        self._looking: threading.Thread | None = None
        self._lock = threading.Lock()
        self._turns = itertools.count()

    def choose(self, position: int) -> str | None:
        """Return a replica that has replayed up to a position, in turn; None if the primary has to answer."""
        self.look()
        turn = next(self._turns)
        able = [replica for replica in self.replicas if not replica.problem]
        able = [able[(turn + step) % len(able)] for step in range(len(able))]
        known = (replica for replica in able if replica.position >= position)
        asked = (replica for replica in able if replica.has_come_to(position))
        return next((replica.alias for replica in itertools.chain(known, asked)), None)

    def doubt(self, alias: str) -> None:
        """Exclude a replica that failed until the next check finds it well."""
        replica = self._replica(alias)
        replica.tell(replica.problem or "failed to answer")
        self._looked_at = min(self._looked_at, time.monotonic() - LOOK_SECONDS)

    def has_lost(self, alias: str) -> bool:
        """Return whether a server did not answer when last checked."""
        self.look()
        server = self.primary if alias == self.primary.alias else self._replica(alias)
        return not server.answers

    def note(self, alias: str, position: int) -> None:
        """Record that a replica has reached a position."""
        replica = self._replica(alias)
        replica.position = max(replica.position, position)

    def _replica(self, alias: str) -> Replica:
        return next(replica for replica in self.replicas if replica.alias == alias)

    def look(self) -> None:
        """Check the servers if the last check was some time ago; wait for the result only after a long pause."""
        age = time.monotonic() - self._looked_at
        if age >= LOOK_SECONDS:
            started = self._start_looking()
            if started and age >= STALE_SECONDS:
                started.join(ANSWER_SECONDS)

    def _start_looking(self) -> threading.Thread | None:
        with self._lock:
            if self._looking and self._looking.is_alive():
                return None
            self._looking = threading.Thread(target=self._look, name="watch", daemon=True)
            self._looking.start()
            return self._looking

    def _look(self) -> None:
        try:
            (self.primary.position,) = self.primary.ask(PRIMARY_POSITION)
            self.primary.tell("")
        except LOST:
            self.primary.tell("does not answer")
        for replica in self.replicas:
            replica.look(self.primary, most_lag=self._most_lag)
        self._looked_at = time.monotonic()


@functools.cache
def watch() -> Watch:
    """Return the process's watch over the servers named in the settings."""
    return Watch(settings.REPLICAS, most_lag=settings.REPLICA_LAG_SECONDS)
