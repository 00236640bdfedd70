"""How gunicorn serves the archive; it reads this file from the directory it starts in."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os

from archive.hosting.environment import number

wsgi_app = "archive.wsgi:application"
bind = f"127.0.0.1:{number('PORT', 8000, least=1, most=65535)}"
worker_class = "archive.hosting.buffered.BufferedWorker"
workers = number("WEB_CONCURRENCY", 2, least=1)
threads = number("WEB_THREADS", 4, least=1)
timeout = 60  # the database ends a statement long before that
graceful_timeout = 10
control_socket_disable = True  # it would be created in the home directory of whoever starts the archive
# Threads share two memory arenas, so that one can reuse what another frees: with an arena each, a process with a million reports
# grows by a tenth more. A glibc setting (mallopt(3), M_ARENA_MAX), inherited by the web processes.
with contextlib.suppress(AttributeError, OSError):
    ctypes.CDLL(None).mallopt(-8, 2)
# Nearly all objects of a page are freed by reference counting, and Python would look for cycles after every 700 of them.
OBJECTS_BETWEEN_COLLECTIONS = 10_000
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # the heartbeat needs no disk
loglevel = "warning"


def post_worker_init(worker) -> None:
    """Let each web process read what searches need before it is asked."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    from archive.search import warm_up_in_background

    warm_up_in_background()
    if worker.age == 1:  # once is enough
        from archive.matching.derivation import warn_in_background

        warn_in_background()
