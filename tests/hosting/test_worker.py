"""The worker ends when its work does, whatever its look for jobs of killed workers is waiting for."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.testing import InMemoryConnector

from archive.management.commands import worker


@pytest.fixture
def lost_database(monkeypatch):
    """Fail the worker, and the look for jobs of killed workers, which waits for a connection and does not let itself be cancelled."""

    async def wait_for_a_connection(**kwargs):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.2)
        raise ConnectorException

    async def fail(**kwargs):
        await asyncio.sleep(0.1)
        raise ConnectorException

    with app.replace_connector(InMemoryConnector()):
        monkeypatch.setattr(app.job_manager, "get_stalled_jobs", wait_for_a_connection)
        monkeypatch.setattr(app, "run_worker_async", fail)
        yield


def test_a_worker_that_loses_the_database_ends(lost_database):
    async def work():
        task = asyncio.create_task(worker._work())
        done, _ = await asyncio.wait({task}, timeout=20)
        assert done, "the worker waits for ever"
        return task.exception()

    # In a thread of its own: a browser of another test may have left an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert isinstance(thread.submit(lambda: asyncio.run(work())).result(), ConnectorException)
