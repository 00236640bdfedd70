"""What somebody says about files that they do not show themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.ingest.readers.columns import ToldColumns


@dataclass(frozen=True)
class Told:
    """The encoding of files that are not Unicode, and what their columns mean."""

    encoding: str = ""
    columns: ToldColumns = field(default_factory=ToldColumns)


NOTHING_TOLD = Told()
