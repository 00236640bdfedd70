"""Events of data sets on the site: attributed, with the sources cited there; what is private is nowhere."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import DatasetRow, Event, Evidence
from tests.factories import make_article, make_faction, make_passage, make_source
from tests.ingest.datasets.tables import acled, ged, import_rows

pytestmark = pytest.mark.django_db


def page_of(event):
    return Client().get(event.get_absolute_url())


def test_the_page_says_whose_row_it_is_under_which_licence_and_what_it_cites(tmp_path):
    report = make_article(
        headline="Fighting at the bridge", source=make_source(name="Post"), date_edtf="1997-05-29"
    )
    cites = '"Post,1997-05-29,Fighting at the bridge";"Gazette,1997-05-30,Six dead"'
    import_rows(tmp_path, ged(source_article=cites), name="GEDEvent_v23_1.csv")

    page = page_of(Event.objects.get())

    html = page.content.decode()
    assert "UCDP Georeferenced Event Dataset, version 23.1" in html and "CC BY 4.0" in html
    assert "UCDP GED 23.1, as reported by League spokesman" in html and "10 to 20" in html
    assert [(line.words, line.url) for line in page.context["cited"]] == [
        ("Post,1997-05-29,Fighting at the bridge", report.get_absolute_url()),
        ("Gazette,1997-05-30,Six dead", ""),
    ]


def test_a_vanished_row_says_so(tmp_path):
    import_rows(tmp_path, ged(), ged(id="2"))
    import_rows(tmp_path, ged(id="2"), whole=True)
    event = Event.objects.get(identifiers__value="1001")

    assert "no longer in a file of" in page_of(event).content.decode()


def test_a_protected_name_in_what_is_cited_is_withheld(tmp_path):
    make_faction(name="Zhakmar Front", visibility="protected")
    import_rows(tmp_path, ged(source_article='"Post,1997-05-29,Zhakmar Front holds the bridge"'))

    page = page_of(Event.objects.get())

    assert "Zhakmar" not in page.content.decode() and "[name withheld]" in page.context["cited"][0].words


def test_an_event_of_a_private_row_is_nowhere_until_a_report_tells_of_it_and_its_row_never(tmp_path):
    import_rows(tmp_path, acled(notes="Quolvab was seen."), name="acled.csv")
    event = Event.objects.get()
    assert page_of(event).status_code == 404
    for address in ("/events/", "/claims/", "/", f"/search/?q=event:{event.pk}"):
        assert "Fighting between Military Forces" not in Client().get(address).content.decode()

    Evidence.objects.create(event=event, passage=make_passage(words="The road was quiet."))

    html = page_of(event).content.decode()
    assert "Military Forces of Sylvania" in html
    assert (
        "quolvab" not in html.lower()
        and "ACLED" not in html
        and "SYL12" not in html
        and "7 killed" not in html
    )
    assert DatasetRow.objects.public().count() == 0
