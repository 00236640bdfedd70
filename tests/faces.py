"""Cut the typefaces of the pages: `python -m tests.faces FOLDER` with the originals, from which it writes static/fonts anew.

The originals are the variable faces of the packages @fontsource-variable/source-serif-4 and @fontsource-variable/source-sans-3
(`npm install` puts them into node_modules); FOLDER is searched with all folders in it. A cut has the letters of one range, the
weights that the sheets use, and one optical size: with every size between 8 and 60 the face for reading alone weighs 80 KB. So there
are two cuts of the Latin letters, for text and for titles. What a cut leaves out, readers' own faces show.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
# What is changed must not bear the names of the originals, which their makers keep to themselves.
FAMILIES = {"source-serif-4": "Reading Serif", "source-sans-3": "Reading Sans"}
FEATURES = ["ccmp", "locl", "liga", "kern", "mark", "mkmk", "pnum", "tnum", "lnum"]
WEIGHTS = (400, 700)
TEXT_SIZE, TITLE_SIZE = 20, 40

# West European letters with their marks, punctuation, arrows, signs; what romanised names need; and Russian.
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC, *range(0x2010, 0x2028),
         *range(0x2030, 0x203B), 0x2044, 0x20AC, 0x2122, 0x2191, 0x2193, 0x2212]  # fmt: skip
EXTENDED = [*range(0x100, 0x180), 0x18F, *range(0x1CD, 0x1DD), *range(0x218, 0x21C), 0x259, 0x2BD, 0x2BE, 0x2BF,
            *range(0x1E00, 0x1EFA), *range(0x300, 0x30D), *range(0x323, 0x332)]  # fmt: skip
CYRILLIC = [0x301, *range(0x400, 0x460), 0x490, 0x491, 0x4B0, 0x4B1, 0x2116]


class Cut(NamedTuple):
    """What is cut from one original."""

    original: str
    letters: list[int]
    optical_size: int | None = None  # the sans has none


CUTS = {
    "serif-latin": Cut("source-serif-4-latin-opsz-normal", LATIN, TEXT_SIZE),
    "serif-latin-title": Cut("source-serif-4-latin-opsz-normal", LATIN, TITLE_SIZE),
    "serif-extended": Cut("source-serif-4-latin-ext-opsz-normal", EXTENDED, TEXT_SIZE),
    "serif-cyrillic": Cut("source-serif-4-cyrillic-wght-normal", CYRILLIC),
    "serif-latin-italic": Cut("source-serif-4-latin-wght-italic", LATIN),
    "sans-latin": Cut("source-sans-3-latin-wght-normal", LATIN),
    "sans-extended": Cut("source-sans-3-latin-ext-wght-normal", EXTENDED),
    "sans-cyrillic": Cut("source-sans-3-cyrillic-wght-normal", CYRILLIC),
}


def face(path: Path, cut: Cut) -> TTFont:
    """Return what a cut takes from the original at a path."""
    font = TTFont(path)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=["*"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.letters)
    cutter.subset(font)
    axes = {"wght": WEIGHTS} | ({"opsz": cut.optical_size} if cut.optical_size else {})
    font = instancer.instantiateVariableFont(font, axes)
    rename(font, next(name for start, name in FAMILIES.items() if cut.original.startswith(start)))
    font.flavor = "woff2"
    return font


def rename(font: TTFont, family: str) -> None:
    """Give a face the name of its family here."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for number, text in (
        (1, family),
        (2, "Regular"),
        (3, f"{family}, cut"),
        (4, family),
        (6, family.replace(" ", "")),
    ):
        table.setName(text, number, 3, 1, 0x409)


def unicode_range(points: list[int]) -> str:
    """Return letters as a sheet writes them: U+0020-007E, U+00A0."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{start:04X}" + (f"-{end:04X}" if end > start else "") for start, end in runs)


def main(folder: str) -> None:
    """Write every cut, and say what each weighs."""
    for name, cut in CUTS.items():
        path = next(Path(folder).rglob(f"{cut.original}.woff2"), None)
        if path is None:
            sys.exit(f"{folder} has no {cut.original}.woff2.")
        face(path, cut).save(FONTS / f"{name}.woff2")
        print(f"{name}: {(FONTS / f'{name}.woff2').stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
