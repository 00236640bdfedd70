"""A small archive for the browser: every kind of page has something to show.

It is committed and served once for all tests of a module that only read it; what writes has an archive of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from archive.models import Capture, EventParty, Story
from tests.committed import committed
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)
from tests.watched_pages import watched_page

ENDLESS = "abcdefghij" * 19  # a word that fits no line


@contextmanager
def served(django_db_blocker, build) -> Iterator[SimpleNamespace]:
    """Serve what `build` writes; give its address, and as `archive` what `build` returned."""
    with committed(django_db_blocker, build) as archive:
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        try:
            yield SimpleNamespace(address=server.url, archive=archive)
        finally:
            server.stop()
            server._live_server_modified_settings.disable()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Serve the archive to all tests of a module."""
    with served(django_db_blocker, build) as site:
        yield site


@pytest.fixture
def archive(site, db) -> SimpleNamespace:
    return site.archive


@pytest.fixture
def page(browser: Browser, site, db) -> Iterator[Page]:
    """Open a page of the archive that is served once; fail at the end if it broke a rule."""
    with watched_page(browser, site.address) as page:
        yield page


@pytest.fixture
def own_page(browser: Browser, live_server) -> Iterator[Page]:
    """Open a page of an archive that the test fills; fail at the end if it broke a rule."""
    with watched_page(browser, live_server.url) as page:
        yield page


def build() -> SimpleNamespace:
    """Publish reports with names, uncertain dates, a copy, two scripts and something cleaned away."""
    source = make_source(name="The Northern Digest", slug="digest")
    country = make_place(name="Afghanistan", slug="afghanistan", place_type="country")
    city = make_place(name="Mazar-i-Sharif", slug="mazar", parent=country, latitude=36.7, longitude=67.1)
    dostum = make_person(name="Abdul Rashid Dostum", slug="dostum", names=["Dostam", "عبدالرشید دوستم"])
    taliban = make_faction(name="Taliban", slug="taliban", names=["Taleban"], summary="An armed movement")
    for number in range(12):
        person = make_person(name=f"Commander {number}", slug=f"commander-{number}")
        make_article(
            headline=f"Convoy {number} halted",
            body=f"Taliban fighters stopped Commander {number}.",
            source=source,
            date_edtf=f"{1988 + number}",
            mentions=[(taliban, "Taliban"), (person, f"Commander {number}")],
        )
    story = Story.objects.create()
    capture = Capture.objects.create(
        sha256="cd" * 32, content=b"x", media_type="text/html", origin="digest.html"
    )
    event = make_event(title="Fighting for Mazar", date_edtf="1997-05", place=city, passages=["They fought."])
    EventParty.objects.create(event=event, entity=taliban, role="acts")
    for number, claimant in enumerate(
        ("residents", "a spokesman of a very long name in the north", "مردم شهر"), start=1
    ):
        figures = {"topic": "casualties", "state": "killed", "low": 30 * number, "high": 40 * number}
        make_claim(event=event, claimant_words=claimant, passages=[f"They fought, {number}."], **figures)
        control = {"topic": "control", "object": city, "claimant": taliban if number == 1 else dostum}
        make_claim(
            event=event, **control, value_entity=control["claimant"], passages=[f"They held it, {number}."]
        )
    make_statement(subject=dostum, predicate="detained-by", object=taliban, passages=["He was held."])
    report = make_article(
        headline="Taleban enter Mazar",
        standfirst="Dostum said to have left",
        body="The Taleban were said to be in Mazar-i-Sharif.\n\nGeneral Dostam denied it.",
        dateline="Islamabad",
        byline="By our correspondent",
        date_edtf="1997-05~",
        date_printed="late May",
        source=source,
        story=story,
        capture=capture,
        removed=[{"text": "Subscribe now", "reason": "appeal for money"}],
        mentions=[(taliban, "Taleban"), (city, "Mazar-i-Sharif")],
    )
    make_mention(article=report, entity=dostum, text="Dostam", certainty="probable")
    add_statements(dostum, taliban, make_passage(article=report, words="Dostam denied it"))
    make_article(headline="Taleban enter Mazar", source=make_source(name="Another Paper"), story=story)
    persian = make_article(
        headline="سقوط مزار شریف", body="طالبان وارد شهر شدند.", language="prs", source=source
    )
    denial = make_passage(article=persian, words="طالبان وارد شهر شدند.")
    make_claim(
        event=event, topic="control", object=city, value_entity=taliban, act="denies", passages=[denial]
    )
    withdrawn = make_article(
        headline="Rumour", status="withdrawn", withdrawn_reason="Taken back.", source=source
    )
    endless = make_person(name=ENDLESS, slug="endless", names=[f"{ENDLESS}k"])
    fields = {"headline": ENDLESS, "body": f"{ENDLESS} came.", "byline": ENDLESS, "dateline": ENDLESS}
    wide = make_article(**fields, mentions=[(endless, ENDLESS)])
    return SimpleNamespace(event=event, report=report, withdrawn=withdrawn, endless=[endless, wide])


def add_statements(person, faction, passage):
    """Cite sides, a relation, a split and facts, certain and not, dated and not."""
    junbish = make_faction(name="Junbish", slug="junbish")
    known = {"passages": [passage]}
    make_statement(
        subject=person, predicate="leads", object=junbish, role="founder", rank="general", start="1992", start_is_real=True,
        last_cited="1997-05-20", note="He denied it.", **known,
    )  # fmt: skip
    make_statement(subject=person, object=faction, first_cited="1997-05-25", certainty="probable", **known)
    make_statement(subject=person, predicate="detained-by", object=faction, **known)
    make_statement(
        subject=faction, predicate="fighting", object=junbish, first_cited="1997-05", end="2001/..", **known
    )
    make_statement(subject=junbish, predicate="split-from", object=faction, first_cited="1992", **known)
    make_statement(subject=person, predicate="rank", value="general", first_cited="1992", **known)
