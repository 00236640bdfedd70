"""Draw a picture or a PDF anew, from what it shows: what a camera or a program wrote into it beside that is left behind.

Photographs tell where and when they were taken and with which camera; PDFs keep names, earlier versions, scripts, and text under black
bars. In an archive of conflicts that endangers people, so nobody but curators gets the bytes as they came. What came from outside is
drawn in a process of its own (drawing.py): pdfium takes one thread at a time, and no time or memory is certain to be enough.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdfium2 import PdfDocument, PdfiumError

from archive.ingest.raw import in_megabytes

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000  # a page of A4 at 600 dots an inch has 35 million
MAX_PAGES = 20
LARGE, SMALL = 2_000, 480  # the longer side, in pixels
POINTS_AN_INCH, DOTS_AN_INCH = 72, 150
QUALITY = 85
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff", "GIF": "image/gif"}  # fmt: skip
PDF = "application/pdf"
BEGINNINGS = {
    "JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n",), "WEBP": (b"RIFF",), "TIFF": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "GIF": (b"GIF8",),
}  # fmt: skip
KINDS = "a JPEG, PNG, WebP, TIFF or GIF picture or a PDF"

NO_PICTURE = f"This is not {KINDS}, or it is damaged."


class PictureError(Exception):
    """Raised for bytes that are not a picture or PDF, or that cannot be shown; the message says why, and what to do."""


@dataclass(frozen=True)
class Redrawn:
    """A picture or PDF drawn anew, a small picture of it, and the media type of what was given."""

    given_type: str
    media_type: str
    content: bytes
    size: tuple[int, int]
    small: bytes
    small_size: tuple[int, int]
    pages: int = 1

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def draw_anew(content: bytes) -> Redrawn:
    """Return what a picture or PDF shows, at most 2,000 pixels long; its type is told by its content.

    Raises:
        PictureError: it is neither, is damaged, locked or too large.
    """
    return _pdf(content) if type_of(content) == PDF else _picture(content)


def type_of(content: bytes) -> str:
    """Return the media type that a file has by how it begins.

    Raises:
        PictureError: it is neither a picture nor a PDF, or is too large.
    """
    if not content:
        raise PictureError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise PictureError(
            f"The file is larger than {in_megabytes(MAX_BYTES)}: scan or save it with fewer pixels."
        )
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    for kind, signs in BEGINNINGS.items():
        if any(content.startswith(sign) for sign in signs):
            return FORMATS[kind]
    raise PictureError(NO_PICTURE)


def _picture(content: bytes) -> Redrawn:
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(BytesIO(content), formats=list(FORMATS)) as given,
        ):
            if given.width * given.height > MAX_PIXELS:
                raise PictureError(
                    f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels: save it with fewer."
                )
            given_type = FORMATS[given.format or ""]
            given.draft("RGB", (2 * LARGE, 2 * LARGE))  # a large JPEG is not read in full
            upright = ImageOps.exif_transpose(given)
            keeps_lines = given.format in ("PNG", "GIF") and (upright.mode in ("1", "L", "P"))
            shown = _on_white(upright)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(NO_PICTURE) from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureError("The picture is damaged: save it again with a program for pictures.") from error
    large, small = _fitted(shown, LARGE), _fitted(shown, SMALL)
    kind = "PNG" if keeps_lines else "JPEG"
    return Redrawn(
        given_type, FORMATS[kind], _saved(large, kind), large.size, _saved(small, "JPEG"), small.size
    )


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, without palette, profile or anything that came with them; white shows through."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        picture = Image.new("RGBA", over.size, "white")
        picture.alpha_composite(over)
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    pixels = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    plain = Image.new(pixels.mode, pixels.size)
    plain.paste(pixels)
    return plain


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((longest, longest))
    return fitted


def _saved(picture: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    options = {"quality": QUALITY, "optimize": True} if kind == "JPEG" else {"optimize": True}
    picture.save(file, kind, **options)
    return file.getvalue()


def _pdf(content: bytes) -> Redrawn:
    try:
        document = PdfDocument(content)
        try:
            pages = [_page(document, number) for number in range(_count(document))]
        finally:
            document.close()
    except PdfiumError as error:
        raise PictureError("The PDF is damaged or locked with a password: save it without one.") from error
    file = BytesIO()
    pages[0].save(
        file,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DOTS_AN_INCH,
        quality=QUALITY,
        producer="",
        creationDate=None,
        modDate=None,
    )
    small = _fitted(pages[0], SMALL)
    return Redrawn(
        PDF, PDF, file.getvalue(), pages[0].size, _saved(small, "JPEG"), small.size, len(pages),
    )  # fmt: skip


def _count(document: PdfDocument) -> int:
    count = len(document)
    if not count:
        raise PictureError("The PDF has no pages.")
    if count > MAX_PAGES:
        raise PictureError(f"The PDF has {count:,} pages: attach at most {MAX_PAGES} of them.")
    return count


def _page(document: PdfDocument, number: int) -> Image.Image:
    page = document[number]
    longest = max(page.get_size())
    scale = min(DOTS_AN_INCH / POINTS_AN_INCH, LARGE / max(longest, 1))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    return picture
