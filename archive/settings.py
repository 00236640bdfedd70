"""Settings, read from the environment; docs/deployment.md lists every variable."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.functional import SimpleLazyObject

from archive.hosting import secrets
from archive.hosting.database import server
from archive.hosting.environment import (
    VariableError,
    contact,
    flag,
    listed,
    number,
    one_line,
    path_prefix,
    picture,
    text,
)

BASE_DIR = Path(__file__).resolve().parent.parent
# Detects a machine that has vanished; libpq's default would wait for many minutes. Unix sockets ignore it.
NOTICING_SILENCE = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,  # milliseconds
}


def database_from_url(url: str, variable: str = "DATABASE_URL") -> dict:
    """Convert postgresql://user:password@host:port/name?option=value to Django's form."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise VariableError(f"{variable} must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "archive.hosting.watched",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": NOTICING_SILENCE | options,
    }


def web_limits(settings: dict, *, seconds: int, more: str = "") -> dict:
    """Return the database options of web processes: the statement timeout in seconds; the lock timeout is half of it."""
    given = settings["OPTIONS"].get("options", "")
    limits = f"{given} -c statement_timeout={seconds * 1000} -c lock_timeout={seconds * 500} {more}".strip()
    # One connection a thread rather than a pool: after an outage a pool waits ever longer before it tries again.
    return {
        "OPTIONS": settings["OPTIONS"] | {"options": limits},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "WATCHED": seconds + 5,
    }


def replica_database(url: str, *, seconds: int) -> dict:
    """Describe a replica that serves pages; the statement timeout is in seconds."""
    settings = database_from_url(url, "DATABASE_REPLICA_URLS")
    limits = web_limits(settings, seconds=seconds, more="-c default_transaction_read_only=on")
    # No health check before use: a statement that fails is repeated on the primary.
    return settings | limits | {"CONN_HEALTH_CHECKS": False}


def embedded_database(home: Path) -> dict:
    """Describe the archive's own server, which starts when something connects."""
    settings = database_from_url(server.Cluster(home).url)
    return settings | {"ENGINE": "archive.hosting.embedded", "ARCHIVE_HOME": home}


# Paths

ARCHIVE_HOME = Path(text("ARCHIVE_HOME", str(BASE_DIR / "var"))).expanduser().resolve()
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = ARCHIVE_HOME / "static"
URL_PREFIX = path_prefix("URL_PREFIX")
FORCE_SCRIPT_NAME = URL_PREFIX or None
STATIC_URL = f"{URL_PREFIX}/static/"

# Hosts and security

DEBUG = flag("DEBUG")
SECRET_KEY = text("SECRET_KEY") or SimpleLazyObject(lambda: secrets.persistent(ARCHIVE_HOME / "secret_key"))
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: somebody who has tried too often is refused
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# Signing in. Ten failures for one account from one address block that address for a quarter of an hour. The account stays open
# from elsewhere, so that no stranger can lock an editor out. The address is forgotten after that time.

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "archive.views.sign_in.too_often"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Whose archive it is: its name, its logo, what it says of itself, and how readers get in touch

ARCHIVE_NAME = one_line("ARCHIVE_NAME", "Dateline")
ARCHIVE_LOGO = picture("ARCHIVE_LOGO")
ARCHIVE_ABOUT = text("ARCHIVE_ABOUT")
ARCHIVE_CONTACT = contact("ARCHIVE_CONTACT")

# The application

INSTALLED_APPS = [
    "archive.apps.ArchiveConfig",
    "archive.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "archive.views.languages.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "archive.views.middleware.PrivateMiddleware",
    "axes.middleware.AxesMiddleware",
    "archive.views.middleware.WholeMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.views.middleware.identity",
                "archive.views.languages.languages",
                "archive.views.desk_bar.for_page",
            ]
        },
    },
    {
        "NAME": "parts",  # parts of pages, rendered by the tag `part`
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "parts"],
        "OPTIONS": {"environment": "archive.templatetags.parts.environment"},
    },
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "archive.hosting.sheets.SheetStorage"},
}

# The database. A page must finish within seconds; a command may take its time.

IS_WEB = text("ARCHIVE_PROCESS") == "web"
DATABASES = {
    "default": database_from_url(text("DATABASE_URL"))
    if text("DATABASE_URL")
    else embedded_database(ARCHIVE_HOME)
}
if IS_WEB:
    seconds = number("STATEMENT_TIMEOUT_SECONDS", 15, least=1)
    DATABASES["default"] |= web_limits(DATABASES["default"], seconds=seconds)

# Replicas may serve readers' pages. Commands, the worker and tests use only the primary.

REPLICA_URLS = listed("DATABASE_REPLICA_URLS")
REPLICA_LAG_SECONDS = number("REPLICA_LAG_SECONDS", 10, least=1)
REPLICAS = [f"replica-{place}" for place in range(1, len(REPLICA_URLS) + 1)] if IS_WEB else []
if REPLICA_URLS and not text("DATABASE_URL"):
    raise VariableError("DATABASE_REPLICA_URLS needs DATABASE_URL, the address of their primary: set both.")
if REPLICAS:
    replicas = [replica_database(url, seconds=seconds) for url in REPLICA_URLS]
    DATABASES |= dict(zip(REPLICAS, replicas, strict=True))
    DATABASES["default"]["ENGINE"] = "archive.hosting.replicas"
    MIDDLEWARE.insert(
        2, "archive.hosting.replicas.middleware.ReadingMiddleware"
    )  # before anything queries the database
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SERIALIZATION_MODULES = {"json": "archive.management.exact_json"}

# Search: memory of each web process for the records of all reports and the hits of recent queries

# So many days after somebody last touched a trial of an import, its files and records are removed; 0 keeps them.
IMPORT_TRIAL_DAYS = number("IMPORT_TRIAL_DAYS", 30, most=36_500)
SEARCH_CACHE_BYTES = number("SEARCH_CACHE_MEGABYTES", 512) * 1_000_000

# Seconds that a search has for the numbers beside its results; a page without them offers to count them.
SEARCH_COUNTING_SECONDS = 0.5

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("fa", "فارسی")]
# Those offered to readers and chosen by their browsers; others are shown to whoever asks for them in an address.
LANGUAGES_OFFERED = ("en-gb", "de")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "archive.reference.formats"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_PATH = f"{URL_PREFIX}/"
USE_TZ = True

# What browsers may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{URL_PREFIX}/"
CSRF_COOKIE_HTTPONLY = True
if flag("BEHIND_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

# Subdomains and preload lists are for their owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# The history records who made a change, so only requests that may change something look up the user

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# Background jobs

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "archive.matching.jobs",
    "archive.curation.jobs",
    "archive.search.matches.jobs",
    "archive.ingest.jobs",
    "archive.ingest.datasets.jobs",
    "archive.ingest.entities.jobs",
    "archive.ingest.imports.jobs",
    "archive.ingest.imports.expire",
    "archive.admin.bulk_jobs",
]

# Logging for operators

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"terse": {"()": "archive.hosting.trouble.Terse"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["terse"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "psycopg": {"level": "ERROR"},  # its warnings about lost connections are raised as well
        "psycopg.pool": {"level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # requests often wait for a thread
    },
}
