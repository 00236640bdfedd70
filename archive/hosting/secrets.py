"""Secrets generated once and stored in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def persistent(path: Path, *, length: int = 50) -> str:
    """Read the secret in a file, or generate a random one and store it there; two processes starting at once agree."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(length)[:length] + "\n")
    try:
        os.link(made, path)  # fails if another process was first
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text().strip()
