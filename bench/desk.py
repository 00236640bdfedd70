"""What the desk and the lists that it leads to cost in processor time, in an archive with very much waiting.

    ARCHIVE_HOME=/somewhere/empty python -m bench.desk --reports 300000

fills an empty archive with rows as the archive keeps them (by SQL, without triggers; short texts, as no page here reads more than
fifty of them), and opens each page three times. Printed is the least processor time of the three: of the web process and of the
database together, without parallel workers.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import django

FILL = """
    SET session_replication_role = replica;
    INSERT INTO archive_source (id, name, slug, kind, country, url, description)
        SELECT number, 'Paper ' || number || ' of ' || md5(number::text), 'paper-' || number, '', '', '', '' FROM generate_series(1, 300) number;
    INSERT INTO archive_entity (id, kind, name, slug, visibility, lineage, summary, description, place_type, born_edtf, died_edtf,
            faction_type, founded_edtf, dissolved_edtf)
        SELECT number, CASE number %% 3 WHEN 0 THEN 'place' WHEN 1 THEN 'person' ELSE 'faction' END,
            'Entry ' || number, 'entry-' || number, 'public', '{}', '', '', '', '', '', '', '', '' FROM generate_series(1, 20000) number;
    INSERT INTO archive_name (id, entity_id, text, is_primary, ambiguous, note, kind, language, used_from, used_to, in_search)
        SELECT number, number, 'Entry ' || number %% 15000, true, true, '', '', '', '', '', true FROM generate_series(1, 20000) number;
    INSERT INTO archive_batch (id, label, status, options, errors, read_count, created_count, updated_count, duplicate_count, rejected_count)
        SELECT number, 'Import ' || number, 'finished', '{}', '[]', 1000, 1000, 0, 0, number %% 7 FROM generate_series(1, %(reports)s / 1000) number;
    INSERT INTO archive_story (id, uid, note) SELECT number, gen_random_uuid(), '' FROM generate_series(1, %(reports)s / 20) number;
    INSERT INTO archive_article (id, uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language, url, rights, note,
            date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_id, story_decided, linked_digest, batch_id)
        SELECT number, gen_random_uuid(), 1 + number %% 300, '', 'Report ' || number, '', 'A road, a river, a town: ' || number, '', '', 'en', '', '', '',
            '', CASE WHEN number %% 400 = 0 THEN '' ELSE (1990 + number %% 20) || '-05-0' || 1 + number %% 9 END,
            CASE WHEN number %% 400 = 0 THEN '' ELSE 'stated' END,
            CASE WHEN number %% 30 = 0 THEN 'draft' ELSE 'published' END, '', '[]',
            CASE WHEN number %% 10 = 0 THEN number / 20 + 1 END, number %% 10 = 0 AND number > 2000, '', number / 1000 + 1
        FROM generate_series(1, %(reports)s - 1) number;
    INSERT INTO archive_mention (article_id, entity_id, name_id, field, start, "end", text, method, status, rank, certainty)
        SELECT number, named, named, 'body', each, each + 1, 'A', 'names', 'accepted', 0, 'certain'
        FROM generate_series(1, %(reports)s - 1) number, generate_series(3, 5) each,
            -- The first of the three is a place.
            LATERAL (SELECT CASE each WHEN 3 THEN 3 + 3 * (number %% 6000) ELSE 1 + (number * each) %% 20000 END) AS entity (named)
        WHERE number %% 500 <> 0;
    INSERT INTO archive_mention (article_id, entity_id, name_id, field, start, "end", text, method, status, rank, certainty)
        SELECT number, 1 + number %% 5000 + 15000 * rank, 1 + number %% 5000 + 15000 * rank, 'body', 0, 1, 'A', 'names', 'suggested', rank, 'certain'
        FROM generate_series(1, %(suggestions)s / 2) number, generate_series(0, 1) rank WHERE number < %(reports)s AND number %% 5000 + 15000 * rank < 20000;
    INSERT INTO archive_leftover (article_id, name_key, text, field, start, "end", times, kind)
        SELECT 1 + number %% (%(reports)s - 1), 'left over ' || number %% %(leftovers)s, 'Left Over ' || number %% %(leftovers)s, 'body', 0, 4, 1, number %% 4
        FROM generate_series(1, 3 * %(leftovers)s) number ON CONFLICT DO NOTHING;
    INSERT INTO archive_leftovername (key, text, reports, kinds, settled)
        SELECT name_key, min(text), count(*), '{0,1,0}', false FROM archive_leftover GROUP BY name_key;
    INSERT INTO archive_fingerprint (article_id, text_hash, bands) SELECT id, md5(id::text), '{}' FROM archive_article WHERE story_id IS NOT NULL;
    ANALYZE;
    INSERT INTO archive_searchrecord (article_id, record)
        SELECT article.id, archive_pack(article, facet_values) FROM archive_article article, archive_facet_values(article) AS facet_values
        WHERE status = 'published';
    ANALYZE;
"""
TABLES = ("source", "entity", "name", "batch", "story", "article", "mention", "leftover")
PAGES = (
    ("the desk", "admin:index", ""),
    ("names to review", "admin:review", ""),
    ("passages of a name", "admin:review", "name=entry 7"),
    ("names left over", "admin:leftovers", ""),
    ("names left over, of people", "admin:leftovers", "kind=person"),
    ("reports", "admin:archive_article_changelist", ""),
    ("drafts", "admin:archive_article_changelist", "status__exact=draft"),
    ("undated", "admin:archive_article_changelist", "dated=none&status__exact=published"),
    ("without a place", "admin:archive_article_changelist", "missing=place&status__exact=published"),
    ("naming nobody", "admin:archive_article_changelist", "linked=none&status__exact=published"),
    ("copies that differ", "admin:archive_story_changelist", "words=differ"),
    ("possible duplicates", "admin:duplicates", ""),
    ("my day", "admin:my_day", ""),
)
TIMES = 3


def fill(reports: int, suggestions: int, leftovers: int) -> None:
    """Fill an empty archive, and let its sequences go on after what was added."""
    import psycopg
    from django.core.management import call_command
    from django.db import connection

    from archive.models import Article
    from bench.speed.build import address

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Article.objects.exists():
        return
    size = {"reports": reports, "suggestions": suggestions, "leftovers": leftovers}
    statements = FILL % {name: str(number) for name, number in size.items()}
    with psycopg.connect(address(Path(os.environ["ARCHIVE_HOME"])), autocommit=True) as superuser:
        superuser.execute(statements)
        for table in TABLES:
            superuser.execute(
                f"SELECT setval(pg_get_serial_sequence('archive_{table}', 'id'), coalesce(max(id), 1)) FROM archive_{table}"
            )
    connection.close()


def spent(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(client, url: str, pid: int) -> float:
    """Return the seconds of processor time that a page takes, of this process and its connection."""
    began = time.process_time() + spent(pid)
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return time.process_time() + spent(pid) - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=300_000)
    parser.add_argument("--suggestions", type=int, default=100_000)
    parser.add_argument("--leftovers", type=int, default=50_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()
    fill(asked.reports, asked.suggestions, asked.leftovers)

    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from archive.models import Article, LeftoverName, Mention

    print(
        f"{Article.objects.count():,} reports, {Mention.objects.count():,} mentions, of them"
        f" {Mention.objects.suggested().count():,} suggested, {LeftoverName.objects.open().count():,} names left over\n"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    clients = {}
    for name in ("Curator", "Editor"):
        user, _ = User.objects.get_or_create(username=f"bench-{name}", is_staff=True)
        user.groups.set(Group.objects.filter(name=name))
        clients[name] = Client(SERVER_NAME="localhost")
        clients[name].force_login(user)
    print("| page | " + " | ".join(f"{name}, ms" for name in clients) + " |\n|---|---|---|")
    for label, name, query in PAGES:
        url = f"{reverse(name)}{'?' if query else ''}{query}"
        least = [min(measure(client, url, pid) for _ in range(TIMES)) for client in clients.values()]
        print(f"| {label} | " + " | ".join(f"{seconds * 1000:.0f}" for seconds in least) + " |")


if __name__ == "__main__":
    main()
