"""Pictures and PDFs drawn anew: what they show stays, what a camera or a program wrote beside it does not."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from archive.ingest import pictures
from archive.ingest.pictures import PictureError, draw_anew
from tests.pictures import SECRET, pdf, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_photograph_keeps_what_it_shows_and_nothing_of_the_camera():
    given = picture(size=(60, 40))
    assert SECRET.encode() in given and dict(opened(given).getexif().get_ifd(0x8825))

    drawn = draw_anew(given)

    shown = opened(drawn.content)
    assert (drawn.given_type, drawn.media_type) == ("image/jpeg", "image/jpeg")
    assert shown.size == drawn.size == (40, 60), "turned upright, as the camera said"
    red, green, blue = shown.getpixel((20, 30))
    assert red > 120 and max(green, blue) < 20
    for content in (drawn.content, drawn.small):
        assert not dict(opened(content).getexif()) and "comment" not in opened(content).info
        assert SECRET.encode() not in content


@pytest.mark.parametrize(
    ("kind", "mode", "given_type", "media_type"),
    [
        ("PNG", "1", "image/png", "image/png"),
        ("PNG", "P", "image/png", "image/png"),
        ("PNG", "RGBA", "image/png", "image/jpeg"),
        ("PNG", "I;16", "image/png", "image/jpeg"),
        ("GIF", "P", "image/gif", "image/png"),
        ("TIFF", "L", "image/tiff", "image/jpeg"),
        ("TIFF", "1", "image/tiff", "image/jpeg"),
        ("WEBP", "RGB", "image/webp", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg", "image/jpeg"),
    ],
)
def test_every_kind_is_drawn_as_browsers_show_it(kind, mode, given_type, media_type):
    drawn = draw_anew(picture(kind, mode=mode, colour=0))

    assert (drawn.given_type, drawn.media_type) == (given_type, media_type)
    assert opened(drawn.small).format == "JPEG"


def test_what_is_transparent_is_shown_on_white():
    drawn = draw_anew(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))

    assert opened(drawn.content).getpixel((5, 5)) == (255, 255, 255)


def test_text_in_a_png_is_left_behind():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", SECRET)

    assert SECRET.encode() not in draw_anew(picture("PNG", mode="L", colour=9, pnginfo=told)).content


def test_a_large_picture_is_fitted():
    drawn = draw_anew(picture("PNG", mode="L", size=(5_000, 1_000), colour=9))

    assert (drawn.size, drawn.small_size) == ((2_000, 400), (480, 96))


def test_a_pdf_is_made_of_pictures_of_its_pages():
    given = pdf(pages=3)
    assert b"/Author" in given

    drawn = draw_anew(given)

    assert (drawn.media_type, drawn.pages, drawn.small_size[1]) == ("application/pdf", 3, 167)
    again = PdfDocument(drawn.content)
    assert len(again) == 3 and not any(again.get_metadata_dict().values())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "is not a JPEG"),
        (b"<!doctype html><script>alert(1)</script>", "is not a JPEG"),
        (b"GIF89a" + b"<script>" * 9, "damaged"),
        (picture()[:300], "damaged"),
        (b"%PDF-1.7 nothing", "damaged or locked"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(content, why):
    with pytest.raises(PictureError, match=why):
        draw_anew(content)


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 2_000)
    with pytest.raises(PictureError, match="pixels"):
        draw_anew(picture(size=(60, 40)))
    monkeypatch.setattr(pictures, "MAX_PAGES", 2)
    with pytest.raises(PictureError, match="3 pages"):
        draw_anew(pdf(pages=3))
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(PictureError, match="MB"):
        draw_anew(picture())
