"""Small pictures and PDFs for tests, with what a camera writes into them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from archive.ingest.attach import attach
from archive.ingest.pictures import draw_anew
from archive.models import Attachment

SECRET = "Zharkamera"  # in the metadata of each


def picture(kind: str = "JPEG", *, size=(60, 40), mode="RGB", colour: object = "darkred", **options) -> bytes:
    """Return a picture of one colour; a JPEG was taken in the north by a camera held sideways."""
    file = BytesIO()
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, SECRET
        exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 42.0, 0.0), 3: "E", 4: (67.0, 6.0, 0.0)})
        options = {"exif": exif, "comment": SECRET.encode()} | options
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def pdf(*, pages: int = 1) -> bytes:
    """Return a PDF with an author."""
    sheets = [Image.new("RGB", (60, 80), "white") for _ in range(pages)]
    file = BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], author=SECRET, title=SECRET)
    return file.getvalue()


def make_attachment(*, article, content: bytes | None = None, origin="page.jpg", **values) -> Attachment:
    """Attach a picture to a report, for readers to see."""
    content = content or picture(size=(60 + Attachment.objects.count(), 40))
    shown = {"alt": "A bridge", "caption": "The bridge", "rights": "© The Gazette", "is_for_readers": True}
    return attach(article=article, drawn=draw_anew(content), content=content, origin=origin, **shown | values)
