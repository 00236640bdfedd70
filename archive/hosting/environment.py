"""Readers of environment variables: an invalid value stops the start and says how to correct it."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off"}
MAX_NAME_LENGTH = 60  # characters
MAX_PICTURE_BYTES = 200_000  # bytes
# The beginning of each kind of picture, its media type, and how its name ends.
PICTURES = (
    (rb"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (rb"RIFF....WEBP", "image/webp", "webp"),
    (rb"(?:<\?xml[^>]*>|(?><!--.*?-->)|<!DOCTYPE[^>]*>|\s)*+<svg[\s>]", "image/svg+xml", "svg"),
)


class VariableError(Exception):
    """Raised when an environment variable is invalid; the message says what it should be."""


def text(name: str, default: str = "") -> str:
    """Read a text; an empty variable counts as absent."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Read a whole number within bounds."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
        bounds = f"from {least} to {most}" if most is not None else f"of {least} or more"
        raise VariableError(
            f"{name}={value} is not a whole number {bounds}: set it to one, or leave it out for {default}."
        )
    return int(value)


def flag(name: str, *, default: bool = False) -> bool:
    """Read yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in YES | NO:
        raise VariableError(f"{name}={value} is neither yes nor no: set it to one of them.")
    return value in YES


def listed(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def path_prefix(name: str) -> str:
    """Read the path below which all addresses are, without a final slash; empty if they begin at the root."""
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"(/[\w.~-]+)+", value, re.ASCII):
        raise VariableError(f"{name}={value} is not a path: write one such as /dateline, or leave it out.")
    return value


@dataclass(frozen=True)
class Contact:
    """Where readers can write to: the text shown and the address it links to."""

    label: str
    address: str

    def about(self, page: str, *, subject: str) -> str:
        """Return the address at which to report a problem with a page: its own address is filled in."""
        if self.address.startswith("mailto:"):
            filled = {"subject": subject, "body": f"The page: {page}\n\nWhat is wrong: "}
            return f"{self.address}?{urlencode(filled, quote_via=quote)}"
        parts = urlsplit(self.address)
        query = "&".join(filter(None, [parts.query, urlencode({"page": page})]))
        return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True)
class Picture:
    """A picture that the archive serves: its bytes, media type, and a name that changes with the bytes."""

    content: bytes = field(repr=False)
    media_type: str
    name: str


def one_line(name: str, default: str) -> str:
    """Read a short text on one line."""
    value = text(name, default)
    if len(value) > MAX_NAME_LENGTH or not value.isprintable():
        raise VariableError(f"{name} must be one line of at most {MAX_NAME_LENGTH} characters: shorten it.")
    return value


def picture(name: str) -> Picture | None:
    """Read the picture in the file at a path; None if not set."""
    value = text(name)
    if not value:
        return None
    try:
        with Path(value).expanduser().open("rb") as file:
            content = file.read(MAX_PICTURE_BYTES + 1)
    except OSError as error:
        raise VariableError(
            f"{name}={value} cannot be read ({error.strerror}): write the path of a picture, or leave it out."
        ) from error
    for beginning, media_type, ending in PICTURES:
        if len(content) <= MAX_PICTURE_BYTES and re.match(beginning, content, re.DOTALL):
            digest = hashlib.sha256(content).hexdigest()[:12]
            return Picture(content, media_type, f"logo-{digest}.{ending}")
    raise VariableError(
        f"{name}={value} must be an SVG, PNG or WebP of at most {MAX_PICTURE_BYTES // 1000} kB: convert it, or leave it out."
    )


def contact(name: str) -> Contact | None:
    """Read an e-mail address, or the address of a page; None if not set."""
    value = text(name)
    if not value:
        return None
    if re.fullmatch(r"[^\s@:/<>\"]+@[^\s@:/<>\"]+\.[^\s@:/<>\".]+", value):
        return Contact(value, f"mailto:{value}")
    if re.fullmatch(r"https?://[^\s<>\"]+", value):
        return Contact(re.sub(r"^https?://|/$", "", value), value)
    raise VariableError(
        f"{name}={value} is neither an e-mail address nor the address of a page: write editors@archive.example, "
        "or https://archive.example/contact, or leave it out."
    )
