"""The WSGI application: what gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
# A page must end in seconds, a command may take its time: settings gives this process a connection pool and a timeout.
os.environ.setdefault("ARCHIVE_PROCESS", "web")

application = get_wsgi_application()
