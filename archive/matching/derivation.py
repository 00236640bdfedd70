"""Whether the derived data was made by what makes it now: this server, its stemmer and folding, and this code."""

from __future__ import annotations

import hashlib
import logging
from functools import cache
from threading import Thread

from django.db import DEFAULT_DB_ALIAS, Error, connections

from archive.hosting.database.problems import DatabaseUnavailable
from archive.matching.sketch import sketch
from archive.models import Article
from archive.models.derivation import THE_ROW, Derivation

logger = logging.getLogger(__name__)

# To be counted up where derived data changes in a way that the telling answers do not show.
DERIVATION = 1
PASSAGE = (
    "Guns fell silent at noon in Mazar-i-Sharif, and people came out of their cellars to look for bread. " * 4
)
COMMAND = "run `manage.py rebuild`"
OTHERWISE = "until then some words and names are not found"


def fingerprint(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return a digest of what this server and this code make of a few telling words, names, dates and a report."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT archive_telling_answers()")
        (answers,) = cursor.fetchone()
    told = f"{DERIVATION}\n{server_version(using)}\n{answers}\n{_sketched()}"
    return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()


def server_version(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the version of PostgreSQL, such as 18."""
    connections[using].ensure_connection()
    return str(connections[using].pg_version // 10000)


@cache
def _sketched() -> str:
    made = sketch(PASSAGE)
    return f"{made.text_hash} {made.bands} {made.sample.hex()}"


def rebuild_needed() -> str:
    """Say in a sentence why derived data has to be made anew; "" where it has not."""
    row = Derivation.objects.first() or Derivation()
    if row.made_by == fingerprint() or not Article.objects.exists():
        return ""
    if row.rebuilding:
        return f"What searches rest on is being made anew, or that was interrupted: {COMMAND}, which goes on; {OTHERWISE}."
    here = server_version()
    if not row.made_by:
        return f"Nobody knows which version made what searches rest on: {COMMAND} once; {OTHERWISE}."
    if row.server != here:
        return f"What searches rest on was made by PostgreSQL {row.server}, and this is PostgreSQL {here}: {COMMAND}; {OTHERWISE}."
    return f"What searches rest on was made by another version of the archive or of its server: {COMMAND}; {OTHERWISE}."


def warn_where_needed() -> None:
    """Log why derived data has to be made anew, where it has; a program that starts says so."""
    try:
        needed = rebuild_needed()
    except (Error, DatabaseUnavailable):
        return  # who needs the database will tell
    if needed:
        logger.warning(needed)


def warn_in_background() -> None:
    """Do so in a thread of its own; nobody waits for it."""

    def warn() -> None:
        try:
            warn_where_needed()
        finally:
            connections.close_all()

    Thread(target=warn, name="derivation", daemon=True).start()


def sign_empty_archive(using: str = DEFAULT_DB_ALIAS) -> None:
    """Note that this server and this code will have derived all data of an archive that holds nothing yet."""
    if not Article.objects.using(using).exists():
        sign(using)


def sign(using: str = DEFAULT_DB_ALIAS) -> None:
    """Note that the derived data was made by this server and this code."""
    made = {"made_by": fingerprint(using), "server": server_version(using), "rebuilding": "", "reached": 0}
    Derivation.objects.using(using).update_or_create(pk=THE_ROW, defaults=made)
