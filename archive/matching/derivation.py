"""Check whether derived data was made by the present server, with its stemmer and folding, and the present code."""

from __future__ import annotations

import hashlib
import logging
from functools import cache
from threading import Thread

from django.db import DEFAULT_DB_ALIAS, Error, connections

from archive.hosting.database.problems import DatabaseUnavailableError
from archive.matching.sketch import sketch
from archive.models import Article
from archive.models.derivation import THE_ROW, Derivation

logger = logging.getLogger(__name__)

# Increase this when derived data changes in a way that the probe answers do not show.
DERIVATION = 2
PASSAGE = (
    "Guns fell silent at noon in Mazar-i-Sharif, and people came out of their cellars to look for bread. " * 4
)
COMMAND = "run `manage.py rebuild`"
OTHERWISE = "until then some words and names are not found"


def fingerprint(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return a digest of what this server and this code make of a few probe words, names, dates and a report."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT archive_telling_answers()")
        (answers,) = cursor.fetchone()
    told = f"{DERIVATION}\n{server_version(using)}\n{answers}\n{_sketched()}"
    return hashlib.md5(told.encode(), usedforsecurity=False).hexdigest()


def server_version(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the version of PostgreSQL, such as 18."""
    connections[using].ensure_connection()
    return str(connections[using].get_database_version()[0])


@cache
def _sketched() -> str:
    made = sketch(PASSAGE)
    return f"{made.text_hash} {made.bands} {made.sample.hex()}"


def rebuild_needed() -> str:
    """Say in a sentence why derived data must be rebuilt; "" if it need not be."""
    row = Derivation.objects.first() or Derivation()
    if row.made_by == fingerprint() or not Article.objects.exists():
        return ""
    if row.rebuilding:
        return f"The search data is being rebuilt, or a rebuild was interrupted: {COMMAND} to resume; {OTHERWISE}."
    here = server_version()
    if not row.made_by:
        return f"It is not known which version made the search data: {COMMAND} once; {OTHERWISE}."
    if row.server != here:
        return f"The search data was made by PostgreSQL {row.server}, but this is PostgreSQL {here}: {COMMAND}; {OTHERWISE}."
    return f"The search data was made by another version of the archive or of its server: {COMMAND}; {OTHERWISE}."


def warn_where_needed() -> None:
    """Log why derived data must be rebuilt, if it must; called when a program starts."""
    try:
        needed = rebuild_needed()
    except (Error, DatabaseUnavailableError):
        return  # whoever needs the database will report it
    if needed:
        logger.warning(needed)


def warn_in_background() -> None:
    """Do so in a separate thread, without waiting for it."""

    def warn() -> None:
        try:
            warn_where_needed()
        finally:
            connections.close_all()

    Thread(target=warn, name="derivation", daemon=True).start()


def sign_empty_archive(using: str = DEFAULT_DB_ALIAS) -> None:
    """Record, in an empty archive, that this server and this code will derive all of its data."""
    if not Article.objects.using(using).exists():
        sign(using)


def sign(using: str = DEFAULT_DB_ALIAS) -> None:
    """Record that the derived data was made by this server and this code."""
    made = {"made_by": fingerprint(using), "server": server_version(using), "rebuilding": "", "reached": 0}
    Derivation.objects.using(using).update_or_create(pk=THE_ROW, defaults=made)
