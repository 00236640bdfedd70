"""Settings of the archives that are served here: the real ones, but that a password costs no time."""

from __future__ import annotations

from archive.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
