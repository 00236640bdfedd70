"""Keep uploaded files of data sets and registers byte for byte, and lay them out as files for their readers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.models import Capture


@contextmanager
def as_file(content: bytes) -> Iterator[Path]:
    """Lay bytes out as a file, which is removed at the end of the block."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(content)
        yield path


def kept_capture(content: bytes, *, name: str, media_type: str, encoding: str = "") -> Capture:
    """Return the capture of an uploaded file, the one there is if the same file was uploaded before."""
    capture, _ = Capture.objects.without_content().get_or_create(
        sha256=sha256(content).hexdigest(),
        origin=name[-1000:],
        position=None,
        defaults={"content": content, "media_type": media_type, "encoding": encoding},
    )
    return capture


@contextmanager
def captured_file(capture_id: int) -> Iterator[Path]:
    """Lay out the file of a capture, as `as_file` does."""
    with as_file(bytes(Capture.objects.get(pk=capture_id).content)) as path:
        yield path
