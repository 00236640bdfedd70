"""Print the query plans of the statements that searches ask, in Markdown.

    python -m bench.plans WORD ANOTHER_WORD > docs/query-plans.md

Words are those of the archive in ARCHIVE_HOME; choose one in most reports and one in few. The statements are taken from searches as they run, and the
plans inside functions are those that auto_explain logs, for which the server's superuser asks.
"""

from __future__ import annotations

import os
import re
import sys
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

import psycopg  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from archive.search import search  # noqa: E402
from bench.speed.build import address  # noqa: E402

SEARCHES = (
    ("A rare word", "{rare}"),
    ("A very common word", "{common}"),
    ("Both", "{common} {rare}"),
    ("A phrase", '"{common} {rare}"'),
    ("The beginning of a word", "{rare:.4}*"),
    ("A word in the headline, and a year", "title:{common} year:1999"),
)
LOGGED = """
    LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on; SET auto_explain.log_analyze = on;
    SET auto_explain.log_buffers = off; SET auto_explain.log_timing = on; SET auto_explain.log_level = notice; SET jit = off
"""
NOTICE = re.compile(r"duration: ([\d.]+) ms\s+plan:\s*Query Text: (.*?)\n(?=\S)(.*)", re.DOTALL)
LIST = re.compile(r"'\{[^']{60,}\}'|ARRAY\[[^]]{60,}\]|E?'[^']{120,}'")
COSTS = re.compile(r"  \(cost=\S+ rows=\d+ width=\d+\)")
WIDEST = 170
LEAST = 0.2  # milliseconds, for a statement inside a function


def main(common: str, rare: str) -> None:
    """Print each statement of the searches once, with its plans."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), current_setting('server_version') FROM archive_searchvector")
        count, version = cursor.fetchone()
    print(
        f"# Query plans of the search\n\nOver {count:,} reports, PostgreSQL {version}, everything in memory; a common word is `{common}`, a rare one"
        f" `{rare}`. Made by `python -m bench.plans {common} {rare}`, from the statements that the searches ask: each is printed where it is first asked,"
        " with the plans of the statements inside its functions."
    )
    statements_of("warm")  # what a process reads once
    printed: set[str] = set()
    with psycopg.connect(address(settings.ARCHIVE_HOME), autocommit=True) as explaining:
        explaining.execute(LOGGED)
        for title, query in SEARCHES:
            asked = query.format(common=common, rare=rare)
            print(f"\n## {title}: `{asked}`")
            for statement in statements_of(asked):
                kind = re.sub(r"\d+|'[^']*'", "", statement)[:200]
                if kind not in printed:
                    printed.add(kind)
                    _print(explaining, statement)


def statements_of(query: str) -> list[str]:
    """Return the statements that a search asks, with hits, lists and histogram, as PostgreSQL receives them."""
    statements: list[str] = []

    def note(execute, sql, params, many, context):
        statements.append(context["cursor"].cursor.mogrify(sql, params) if params else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        results = search(QueryDict(urlencode({"q": query})))
        _ = results.hits, results.facets, results.histogram
    return statements


def _print(explaining, statement: str) -> None:
    plans: list[str] = []
    explaining.execute(statement)  # the first run reads from disk
    explaining.add_notice_handler(handler := lambda notice: plans.append(notice.message_primary))
    explaining.execute(statement)
    explaining.remove_notice_handler(handler)
    print(f"\n```sql\n{_short(' '.join(statement.split()))}\n```\n")
    logged = [found for plan in plans if (found := NOTICE.search(plan))]
    inside = {
        found[2]: found for found in logged[:-1] if float(found[1]) >= LEAST
    }  # one of each: some are asked row by row
    for found in [*inside.values(), *logged[-1:]]:
        lines = [
            _short(COSTS.sub("", line))[:WIDEST]
            for line in found[3].splitlines()
            if "Index Searches" not in line
        ]
        print("```\n" + f"{float(found[1]):.2f} ms\n" + "\n".join(lines) + "\n```")


def _short(text: str) -> str:
    return LIST.sub("…", text)[:1200]


if __name__ == "__main__":
    main(*sys.argv[1:3])
