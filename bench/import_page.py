"""What the pages of a large import cost: time and memory, before it is written and after.

    ARCHIVE_HOME=/somewhere/empty python -m bench.import_page --records 100000

fills an empty archive with two imports of so many records (by SQL, without triggers): a trial that is looked through, and one that was
written, with its reports. Each page is opened five times. Printed are the median of the time that the answer took, the least processor time of the process and its
connection together, and how much the process grew over all five; the last line is its largest memory (VmHWM).
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from statistics import median

from bench.desk import spent
from bench.large import peak_of

FILL = """
    SET session_replication_role = replica;
    INSERT INTO archive_source (id, name, slug, kind, country, url, description)
        SELECT number, 'Paper ' || number || ' of ' || md5(number::text), 'paper-' || number, '', '', '', '' FROM generate_series(1, 300) number;
    INSERT INTO archive_batch (id, label, status, options, errors, read_count, created_count, updated_count, duplicate_count, rejected_count)
        VALUES (1, 'trial.csv', 'finished', '{"phase": "look", "dry_run": true, "headers": [["headline", "text", "source"]]}', '[]', %(records)s, 0, 0, 0, 0),
               (2, 'written.csv', 'finished', '{"phase": "done", "dry_run": false}', '[]', %(records)s, %(records)s, 0, 0, 0);
    INSERT INTO archive_importrecord (batch_id, number, state, is_unsure, origin, position, headline, date_edtf, source_id, given_source, unsure,
            reason, uid, words, telling, content, said, edits)
        SELECT 1, number,
            CASE number %% 20 WHEN 0 THEN 'refused' WHEN 1 THEN 'lacking' WHEN 2 THEN 'same' WHEN 3 THEN 'changed' ELSE 'new' END,
            number %% 7 = 0, 'trial.csv', number + 1, 'Report ' || number, '1998-08-09', CASE WHEN number %% 20 <> 1 THEN 1 + number %% 300 END,
            CASE WHEN number %% 20 = 1 THEN 'Lacking ' || number %% 500 ELSE '' END,
            CASE WHEN number %% 7 = 0 THEN '[{"what": "day", "why": "it is printed in figures"}]'::jsonb ELSE '[]' END,
            CASE WHEN number %% 20 = 0 THEN 'has no text' ELSE '' END, gen_random_uuid(), md5(number::text), '["", "", "", ""]',
            convert_to(repeat('The road to the river was quiet. ', 60), 'UTF8'),
            jsonb_build_object('text', repeat('The road to the river was quiet on day ' || number || '. ', 60), 'source', 'paper-1'), '{}'
        FROM generate_series(1, %(records)s) number;
    INSERT INTO archive_article (id, uid, source_id, source_ref, headline, standfirst, body, byline, dateline, language, url, rights, note,
            date_printed, date_edtf, date_basis, status, withdrawn_reason, removed, story_decided, linked_digest, batch_id, unsure)
        SELECT number, gen_random_uuid(), 1 + number %% 300, '', 'Report ' || number, '', repeat('A road, a river, a town. ', 80), '', '', 'en', '', '', '',
            '', '1998-08-09', 'stated', CASE WHEN number %% 2 = 0 THEN 'draft' ELSE 'published' END, '', '[]', false, '', 2,
            CASE WHEN number %% 7 = 0 THEN '[{"what": "day", "why": "it is printed in figures"}]'::jsonb ELSE '[]' END
        FROM generate_series(1, %(records)s) number;
    INSERT INTO archive_importrecord (batch_id, number, state, is_unsure, origin, position, headline, date_edtf, source_id, given_source, unsure,
            reason, uid, words, telling, content, said, edits, article_id)
        SELECT 2, number, CASE WHEN number %% 20 = 0 THEN 'refused' ELSE 'added' END, number %% 7 = 0, 'written.csv', number + 1, 'Report ' || number,
            '1998-08-09', 1 + number %% 300, '', '[]', '', gen_random_uuid(), md5(number::text), '["", "", "", ""]', '', '{}', '{}',
            CASE WHEN number %% 20 <> 0 THEN number END
        FROM generate_series(1, %(records)s) number;
    SELECT setval(pg_get_serial_sequence('archive_batch', 'id'), 2);
    SELECT setval(pg_get_serial_sequence('archive_source', 'id'), 300);
    SELECT setval(pg_get_serial_sequence('archive_article', 'id'), %(records)s);
    ANALYZE;
"""
TIMES = 5


def fill(records: int) -> None:
    """Fill an empty archive."""
    import psycopg
    from django.core.management import call_command
    from django.db import connection

    from archive.models import Batch
    from bench.speed.build import address

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Batch.objects.exists():
        return
    with psycopg.connect(address(Path(os.environ["ARCHIVE_HOME"])), autocommit=True) as superuser:
        for statement in (FILL % {"records": str(records)}).split(";\n"):
            superuser.execute(statement)
    connection.close()


def pages(records: int) -> list[tuple[str, str, str, dict | None]]:
    """Return what is opened: a label, the method, the address, what is sent."""
    from django.urls import reverse

    trial, written = (reverse("admin:import_made", args=[pk]) for pk in (1, 2))
    one = reverse("admin:import_record", args=[1, records // 2])
    last = records // 50 * 16 // 20
    return [
        ("the list of imports", "get", reverse("admin:imports"), None),
        ("a trial", "get", trial, None),
        ("its records to be added, first page", "get", f"{trial}?list=new", None),
        ("its records to be added, last page", "get", f"{trial}?list=new&page={last}", None),
        ("how far it is, as JSON", "json", trial, None),
        ("a record", "get", one, None),
        ("a record left out", "post", one, {"step": "leave"}),
        ("a record taken in again", "post", one, {"step": "take"}),
        ("an import that was written", "get", written, None),
        ("its records, last page", "get", f"{written}?list=added&page={records // 50 * 19 // 20}", None),
        (
            "publishing it, before it is confirmed",
            "get",
            reverse("admin:import_all", args=[2, "publish"]),
            None,
        ),
        (
            "taking it back, before it is confirmed",
            "get",
            reverse("admin:import_all", args=[2, "back"]),
            None,
        ),
    ]


def opened(client, method: str, url: str, sent: dict | None, pid: int) -> tuple[float, float]:
    """Return the seconds and the seconds of processor time that an answer took."""
    began, worked = time.perf_counter(), time.process_time() + spent(pid)
    if method == "post":
        answer = client.post(url, sent)
    else:
        answer = client.get(url, headers={"Accept": "application/json"} if method == "json" else None)
    assert answer.status_code in (200, 303), (url, answer.status_code)
    return time.perf_counter() - began, time.process_time() + spent(pid) - worked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    fill(asked.records)
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    user, _ = User.objects.get_or_create(username="bench-Editor", is_staff=True)
    user.groups.set(Group.objects.filter(name="Editor"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    print("| page | ms | processor, ms | grew by, MB |\n|---|---:|---:|---:|")
    for label, method, url, sent in pages(asked.records):
        before = peak_of(os.getpid())
        found = [opened(client, method, url, sent, pid) for _ in range(TIMES)]
        grown = (peak_of(os.getpid()) - before) / 1e6
        whole, worked = median(each for each, _ in found), min(each for _, each in found)
        print(f"| {label} | {whole * 1000:.0f} | {worked * 1000:.0f} | {grown:.1f} |", flush=True)
    print(f"\nThe process had {peak_of(os.getpid()) / 1e6:.0f} MB at most; load {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
