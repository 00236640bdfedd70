"""Drawing in a process of its own, which ends."""

from __future__ import annotations

import pytest

from archive.ingest import attach as attaching
from archive.ingest.attach import attach, draw_waiting
from archive.ingest.drawing import IN_THE_BACKGROUND, Limits, TooLongError, draw_within
from archive.ingest.pictures import PictureError, draw_anew
from archive.models import Rendition
from tests.factories import make_article
from tests.pictures import heavy_pdf, pdf, picture

State = Rendition.State


@pytest.mark.parametrize("content", [picture(), picture("PNG", mode="L", colour=9), pdf(pages=2)])
def test_it_draws_the_same_as_within_this_process(content):
    assert draw_within(content, IN_THE_BACKGROUND) == draw_anew(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"%PDF-1.7 nothing", "damaged or locked"), (picture()[:300], "damaged"), (b"", "empty")],
)
def test_what_cannot_be_drawn_is_told(content, why):
    with pytest.raises(PictureError, match=why):
        draw_within(content, IN_THE_BACKGROUND)


def test_what_takes_too_long_is_ended():
    with pytest.raises(TooLongError):
        draw_within(heavy_pdf(pages=20), Limits(1, 300.0))


@pytest.mark.django_db
def test_what_waits_is_drawn_in_the_background_and_what_cannot_be_is_told(monkeypatch):
    report = make_article()
    for content in (pdf(pages=2), heavy_pdf(pages=20), b"%PDF-1.7 nothing"):
        attach(article=report, drawn=None, content=content, origin="page.pdf")
    assert set(Rendition.objects.values_list("state", "media_type")) == {(State.WAITING, "")}
    monkeypatch.setattr(attaching, "IN_THE_BACKGROUND", Limits(1, 300.0))

    assert draw_waiting() == {"drawn": 1, "refused": 2}

    drawn, slow, damaged = Rendition.objects.order_by("pk")
    assert (drawn.state, drawn.pages, drawn.media_type) == (State.READY, 2, "application/pdf")
    assert (slow.state, damaged.state) == (State.REFUSED, State.REFUSED)
    assert "takes too long to draw" in slow.problem and "damaged or locked" in damaged.problem
