"""Parts of pages rendered by Jinja2: they show their arguments, all escaped."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from jinja2 import UndefinedError

from archive.models import Article, Entity, Source
from archive.search.page.facets import FacetPanel, FacetValue, OtherWay
from archive.search.page.histogram import Histogram, PeriodBar
from archive.search.page.hits import Hit

HOSTILE = """<script>alert("1")</script>' onclick='x' &amp;"""


def shown(source, **context):
    return Template("{% load dateline %}" + source).render(Context(context))


def article(**values):
    values = {"pk": 7, "headline": "Truce", "date_edtf": "1997-05", "date_basis": "stated"} | values
    return Article(source=Source(name="The Digest", slug="digest"), **values)


def facet_value(**values):
    return FacetValue(
        **{"value": "kabul", "label": "Kabul", "count": 3, "selected": False, "url": "/search/"} | values
    )


def is_harmless(html):
    return "<script" not in html and "onclick='" not in html and '"1"' not in html and "&amp;amp;" in html


def test_what_a_report_is_called_is_escaped_wherever_it_stands():
    report = article(headline=HOSTILE, dateline=HOSTILE, language=HOSTILE)
    report.source.name = HOSTILE
    named = [Entity(kind=kind, slug=HOSTILE, name=HOSTILE) for kind in ("person", "place", "faction")]
    hit = Hit(article=report, headline=HOSTILE, snippet=HOSTILE, beside=named, copies=[article(), report])
    assert is_harmless(shown('{% part "results.html" hits=hits %}', hits=[hit]))
    assert is_harmless(shown('{% part "report_list.html" articles=articles %}', articles=[report]))


def test_values_of_a_facet_are_escaped():
    value = facet_value(label=HOSTILE, url=f"/search/?q={HOSTILE}")
    ways = {"other_join": OtherWay(HOSTILE, 2), "leave_url": HOSTILE}
    facet = FacetPanel(name=HOSTILE, label=HOSTILE, values=[value], none=value, more_url=HOSTILE, **ways)
    assert is_harmless(shown('{% part "facets.html" facets=facets %}', facets=[facet]))


def test_years_are_escaped():
    bars = [PeriodBar(str(year), HOSTILE, 2, False, HOSTILE, 1.0, HOSTILE, own=2) for year in (1997, 1998)]
    chart = Histogram(bars, facet_value(url=HOSTILE))
    assert is_harmless(shown("{% histogram chart label=label %}", chart=chart, label=HOSTILE))


def test_marks_in_a_headline_stay_marks():
    snippet = Template("<mark>truce</mark>").render(Context())
    hit = Hit(article=article(), headline="Truce", snippet=snippet)
    html = shown('{% part "results.html" hits=hits %}', hits=[hit])
    assert "<mark>truce</mark>" in html
    assert 'href="/articles/7-truce/"' in html
    assert "copies" not in html
    assert "entity-inline" not in html


def test_a_value_that_is_left_out_can_be_taken_in_again():
    value = facet_value(excluded=True, url="/search/?back", count=7)
    html = shown(
        '{% part "facet_values.html" values=values without=None of="place" leaves_out=False %}',
        values=[value],
    )
    assert 'href="/search/?back"' in html
    assert "(left out)" in html
    assert "with: 7" in html
    assert "facet-value--excluded" in html
    assert "facet-value--none" not in html


def test_having_none_is_offered_only_where_some_report_has_none():
    def offered(count):
        facet = FacetPanel("place", "Places", [facet_value()], facet_value(value="none", count=count))
        return "facet-value--none" in shown('{% part "facets.html" facets=facets %}', facets=[facet])

    assert offered(2)
    assert not offered(0)


def test_a_facet_without_values_is_not_shown():
    assert not shown(
        '{% part "facets.html" facets=facets %}', facets=[FacetPanel("place", "Places", [])]
    ).strip()


def test_what_a_part_was_not_given_is_an_error_and_no_gap():
    with pytest.raises(UndefinedError):
        shown('{% part "facets.html" %}')
