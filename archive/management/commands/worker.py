"""Run background jobs until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from archive.matching.derivation import warn_where_needed
from archive.models import Batch

logger = logging.getLogger(__name__)

STALLED_SECONDS = 60  # without a heartbeat, after which a worker is considered dead
BETWEEN_LOOKS = 10  # seconds
STOP_SECONDS = 10  # for jobs under way, once asked to stop


class Command(BaseCommand):
    """Run the job queue's worker, and retry jobs of workers that were killed."""

    help = "Run background jobs until stopped (Ctrl-C or SIGTERM)."

    def handle(self, *args, **options) -> None:
        """Run until a signal comes, first marking killed imports as interrupted."""
        Batch.objects.mark_abandoned()
        warn_where_needed()
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector):
            asyncio.run(_work())


async def _work() -> None:
    ended = asyncio.Event()
    async with app.open_async():
        rescuer = asyncio.create_task(_rescue_jobs(until=ended))
        try:
            await app.run_worker_async(shutdown_graceful_timeout=STOP_SECONDS, delete_jobs="successful")
        finally:
            ended.set()
            await rescuer


async def _rescue_jobs(*, until: asyncio.Event) -> None:
    # It is told to end, not cancelled: a wait for a connection of the pool may swallow that, and the worker would never end.
    while not until.is_set():
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                await app.job_manager.retry_job(job)
        except ConnectorException as error:
            logger.warning("Could not look for jobs of killed workers: %s", error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), BETWEEN_LOOKS)
