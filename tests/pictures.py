"""Small pictures and PDFs for tests, with what a camera writes into them."""

from __future__ import annotations

import zlib
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


def heavy_pdf(*, pages: int = 1, strokes: int = 300_000) -> bytes:
    """Return a PDF of a few kilobytes that takes long to draw: long dashed lines across each page."""
    stream = zlib.compress(b"[1 1] 0 d 3 w\n" + b"0 0 m 600 800 l S 600 0 m 0 800 l S\n" * (strokes // 2))
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 4 + pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R >>"] * pages,
    ]
    written = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1)
    )
    return written + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)


def make_attachment(*, article, content: bytes | None = None, origin="page.jpg", **values) -> Attachment:
    """Attach a picture to a report, for readers to see."""
    content = content or picture(size=(60 + Attachment.objects.count(), 40))
    shown = {"alt": "A bridge", "caption": "The bridge", "rights": "© The Gazette", "is_for_readers": True}
    return attach(article=article, drawn=draw_anew(content), content=content, origin=origin, **shown | values)
