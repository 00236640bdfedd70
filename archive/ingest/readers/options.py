"""What somebody says about files that they do not show themselves, and how far reading them has got."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.ingest.readers.columns import ColumnMapping


@dataclass
class Meter:
    """How many bytes of the files given have been read: as many as were yielded of them, unless their reader says how far it is."""

    read: int = 0
    begin: int = 0
    end: int = 0
    base: float = 0
    scale: float = 1
    packing: float = 1
    is_told: bool = False

    def open(self, size: int) -> None:
        """Begin with a file of so many bytes; the one before is read."""
        self.begin = self.read = self.end
        self.end += size
        self.base, self.scale, self.packing, self.is_told = self.begin, 1, 1, False

    def unpack(self, size: int) -> None:
        """Say that the file holds so many bytes unpacked."""
        self.scale = (self.end - self.begin) / size if size else 1

    def enter(self, place: int) -> None:
        """Begin with a member that lies so many bytes into what was unpacked."""
        self.base, self.packing, self.is_told = self.begin + place * self.scale, 1, False
        self._advance(self.base)

    def at(self, place: int) -> None:
        """Say how many bytes of the file or member are read, as what is yielded of it does not show it."""
        self.is_told = True
        self._advance(self.base + place * self.scale)

    def is_packed(self, size: int, unpacked: int) -> None:
        """Say that what is yielded of a file of this size is unpacked, and comes to so many bytes."""
        self.packing = min(1, size / unpacked) if unpacked else 1

    def add(self, size: int) -> None:
        """Count what was yielded."""
        if not self.is_told:
            self._advance(self.read + size * self.scale * self.packing)

    def _advance(self, place: float) -> None:
        self.read = max(self.read, min(round(place), self.end))


@dataclass(frozen=True)
class ReadingOptions:
    """The encoding of files that are not Unicode, what their columns mean, and what was read already."""

    encoding: str = ""
    columns: ColumnMapping = field(default_factory=ColumnMapping)
    attached: set[Path] = field(default_factory=set)
    """The files that were read as the text of a reference, and are not read again on their own."""
    meter: Meter = field(default_factory=Meter)
