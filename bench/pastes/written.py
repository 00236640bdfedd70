"""The pages of the trial that were written out whole, each line as a browser copies it, from sites.txt and more_sites.txt.

A page begins with "=== name | language | day | writers"; the first letter of each line says what it is: B of the body, H the headline, S the
standfirst, a full stop anything else.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.pastes.pages import FOLDER, Story, TrialPage

FILES = {"sites.txt": ("sites-open", "sites-kept"), "more_sites.txt": ("more-sites-open", "more-sites-kept")}
HALVES = tuple(half for halves in FILES.values() for half in halves)
PASTE = "paste"  # the only way in which these pages are copied


def written_pages() -> Iterator[TrialPage]:
    """Yield the pages of each file, by turns of its open and of its kept half."""
    for file, halves in FILES.items():
        blocks = (FOLDER / file).read_text(encoding="utf-8").split("=== ")[1:]
        for at, block in enumerate(blocks):
            yield _page(block, halves[at % len(halves)])


def _page(block: str, half: str) -> TrialPage:
    title, *lines = block.splitlines()
    name, language, day, writers = (part.strip() for part in title.split("|"))
    said = {mark: [line[2:] for line in lines if line[0] == mark] for mark in "HSB"}
    story = Story(language, day, writers, *said["H"], " ".join(said["S"]), [], "", said["B"])
    copies = {PASTE: "\n".join(line[2:] for line in lines)}
    return TrialPage(name, half, "", story, said["B"], day, copies)
