"""PDF files made for the tests: text at places of a page, in the order in which it is drawn."""

from __future__ import annotations

WIDTH, HEIGHT = 595, 842


def pdf(pages: list[list[tuple[float, float, float, str]]], *, title: str = "", trailer: str = "") -> bytes:
    """Return a PDF file; each page is a list of (x, y, size, text), y from the top."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<</Title({title})/Producer(x)>>",
    ]
    kids = []
    for texts in pages:
        drawn = "".join(
            f"BT /F1 {size} Tf {x} {HEIGHT - y} Td ({_escaped(text)}) Tj ET\n" for x, y, size, text in texts
        )
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>\nstream\n{drawn}endstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    content = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R{trailer}>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + end.encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def lines(
    text: str, *, x: float = 60, y: float = 100, size: float = 11, width: int = 80, spacing: float = 14
) -> list[tuple[float, float, float, str]]:
    """Return paragraphs, parted by blank lines, as wrapped lines below each other."""
    import textwrap

    placed = []
    for paragraph in text.split("\n\n"):
        for line in textwrap.wrap(paragraph, width, break_on_hyphens=False):
            placed.append((x, y, size, line))
            y += spacing
        y += spacing * 0.7
    return placed
