"""What somebody says about files that they do not show themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.ingest.readers.columns import ColumnMapping


@dataclass(frozen=True)
class ReadingOptions:
    """The encoding of files that are not Unicode, what their columns mean, and what was read already."""

    encoding: str = ""
    columns: ColumnMapping = field(default_factory=ColumnMapping)
    attached: set[Path] = field(default_factory=set)
    """The files that were read as the text of a reference, and are not read again on their own."""
