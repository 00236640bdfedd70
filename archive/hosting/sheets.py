"""Static files as they are served: each sheet with the parts that it imports, so that a page asks for few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import "([^"]+\.css)";$', re.MULTILINE)


class SheetStorage(CompressedManifestStaticFilesStorage):
    """Put the parts of our sheets into them, then name every file by its contents and compress it."""

    def post_process(self, paths: dict, *, dry_run: bool = False, **options) -> Iterator:
        """Process the files at `paths` once the sheets among them are whole; see Django's method."""
        if not dry_run:
            paths = paths | {name: (self, self._written(name)) for name in paths if self._is_sheet(name)}
        return super().post_process(paths, dry_run=dry_run, **options)

    def _is_sheet(self, name: str) -> bool:
        return PurePosixPath(name).match("css/*.css") and len(PurePosixPath(name).parts) == 2

    def _written(self, name: str) -> str:
        path = Path(self.path(name))
        path.write_text(whole_sheet(path), encoding="utf-8")
        return name


def whole_sheet(path: Path) -> str:
    """Return the text of a sheet with every sheet that it imports in place of the import."""
    text = path.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: whole_sheet(path.parent / found[1]), text)
