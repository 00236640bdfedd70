"""Build an archive as the bench does, in a world small enough for a test; index words as large archives do."""

from __future__ import annotations

import os
import sys

REPORTS, SAMPLE = 300, 150


def main(home: str, speeches: str) -> None:
    """Build the archive in `home`; the engine begins to learn words at half of the reports."""
    os.environ |= {"ARCHIVE_HOME": home, "DJANGO_SETTINGS_MODULE": "archive.settings"}
    import django

    django.setup()
    from archive.search import engine
    from bench.speed import build, world

    world.PEOPLE, world.COUNTRIES, world.PROVINCES, world.TOWNS, world.FACTIONS = 60, 4, 10, 60, 20
    build.SAMPLE = SAMPLE
    with engine.using(learnt_from=SAMPLE // 2, common_from=SAMPLE // 2):
        build.main(home, speeches, str(REPORTS))


if __name__ == "__main__":
    main(*sys.argv[1:3])
