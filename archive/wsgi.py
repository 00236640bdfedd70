"""The WSGI application: what gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
# A page must finish within seconds, a command may take its time: settings gives this process timeouts.
os.environ.setdefault("ARCHIVE_PROCESS", "web")

application = get_wsgi_application()
