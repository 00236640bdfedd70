"""Triggers: docs/triggers.md shows every one, and none misses a column."""

from __future__ import annotations

import re
from pathlib import Path

import pgtrigger
import pytest
from django.db import connection

from archive.curation.journal import ORDER
from archive.models.search_triggers import INDEXED, WORDED

PAGE = (Path(__file__).parents[2] / "docs/triggers.md").read_text()
DECLARED = {
    trigger.name: model._meta.model_name
    for model, trigger in pgtrigger.registered()
    if model._meta.app_label == "archive"
}


def test_every_trigger_is_on_it():
    assert {"article_added", "place_lineage", "step_changed", "changed_update"} <= DECLARED.keys()
    assert [name for name in DECLARED if not re.search(rf"\b{name}\b", PAGE)] == []


def test_every_function_on_it_is_in_a_file_of_sql():
    files = "".join(path.read_text() for path in (Path(__file__).parents[2] / "archive/sql").glob("*.sql"))
    named = set(re.findall(r"\barchive_\w+", PAGE))
    assert len(named) > 8
    assert [name for name in sorted(named) if f"{name}(" not in files and f"TABLE {name} " not in files] == []


def columns_read(*functions):
    """Return the columns of a report that functions of the database read."""
    found = set()
    for name in functions:
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [name])
            found |= set(re.findall(r"\barticle\.(\w+)", cursor.fetchone()[0]))
    return found


@pytest.mark.django_db
def test_whatever_a_vector_or_a_record_is_made_of_has_its_report_indexed():
    read = columns_read("archive_vector", "archive_pack", "archive_own_values", "archive_field_words")
    assert {"headline", "source_id", "date_range"} <= read
    assert read - {"id"} <= set(INDEXED)


@pytest.mark.django_db
def test_whatever_may_hold_a_protected_name_has_its_report_reworded():
    assert columns_read("archive_texts") == set(WORDED)


def test_every_table_that_steps_record_is_on_it_in_the_order_of_restoring():
    recorded = {
        model._meta.model_name for model, trigger in pgtrigger.registered() if trigger.name == "step_added"
    }
    told = re.search(r"in which their rows can be restored:\n(.*?)\.\n", PAGE, re.S)[1]
    assert re.split(r",\s+", told) == list(ORDER)
    assert set(ORDER) == recorded
