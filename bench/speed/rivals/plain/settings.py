"""Settings of the ordinary Django app: a separate database on the archive's server."""

from __future__ import annotations

import os
from pathlib import Path

from archive.hosting.database.server import Cluster

DATABASE = "rival_django"
INSTALLED_APPS = ["django.contrib.postgres", "bench.speed.rivals.plain"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": "dateline",
        "HOST": str(Cluster(Path(os.environ["ARCHIVE_HOME"])).socket_directory),
        "PORT": "5432",
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
