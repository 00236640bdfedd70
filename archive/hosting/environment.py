"""Readers of environment variables: an invalid value stops the start and says how to correct it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off"}


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
