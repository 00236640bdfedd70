"""Settings of the tests: a separate archive below var/test, without costs for the sake of safety."""

from __future__ import annotations

import os
from pathlib import Path

# Read by archive.settings when it is imported below. The user's own archive is never touched.
_home = os.environ.get("ARCHIVE_HOME") or Path(__file__).resolve().parent.parent / "var"
os.environ.setdefault(
    "ARCHIVE_TEST_HOME", str(Path(_home) / "test")
)  # set already in the workers of pytest-xdist
os.environ["ARCHIVE_HOME"] = os.environ["ARCHIVE_TEST_HOME"]
os.environ.setdefault("SECRET_KEY", "of the tests alone")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the test

from archive.settings import *  # noqa: E402, F403
from archive.settings import DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MIDDLEWARE = [
    name for name in MIDDLEWARE if "whitenoise" not in name
]  # the live server finds static files itself
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Concurrent runs must not clash, so each creates a database named after its process id.
DATABASES["default"]["TEST"] = {"NAME": f"test_dateline_{os.getpid()}"}
SEARCH_COUNTING_SECONDS = 600  # a busy machine must not change what a page says
