"""Tags and filters of the public pages."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import mark_safe

from archive.search.page.facets import FacetValue
from archive.search.page.histogram import Histogram, PeriodBar
from archive.templatetags.dateline import (
    chart_columns,
    chart_slots,
    chart_ticks,
    counted,
    date_state,
    event_title,
    grouped,
    percent,
    unbroken,
)


def bars(**counts):
    """Return the bars of all years from the first one given to the last."""
    known = {int(year[1:]): count for year, count in counts.items()}
    return [
        bar(str(year), known.get(year, 0), max(known.values())) for year in range(min(known), max(known) + 1)
    ]


def bar(value, count, largest, tick=""):
    return PeriodBar(value, value, count, False, f"?year={value}", count / largest, tick or value, own=count)


def shown(source, **context):
    return Template("{% load dateline %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 reports"), (1, "1 report"), (2300, "2,300 reports"), (None, "0 reports")]
)
def test_it_counts_in_words(number, text):
    assert counted(number) == text


def test_a_noun_may_have_an_odd_plural():
    assert counted(1, "copy,copies") == "1 copy"
    assert counted(3, "copy,copies") == "3 copies"


def test_thousands_are_grouped():
    assert grouped(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("share", "length"), [(0.375, "37.50%"), (1.7, "100.00%"), (-1, "0.00%"), (None, "0.00%")]
)
def test_a_share_is_a_length_that_stays_inside(share, length):
    assert percent(share) == length


@pytest.mark.parametrize(
    ("edtf", "basis", "state"),
    [
        ("1998-08-09", "stated", "exact"),
        ("1998-08", "stated", "exact"),
        ("1998", "inferred", "uncertain"),
        ("1997~", "stated", "uncertain"),
        ("199X", "stated", "uncertain"),
        ("1997-05/1997-07", "stated", "uncertain"),
        ("", "", "undated"),
    ],
)
def test_an_uncertain_date_does_not_look_exact(edtf, basis, state):
    assert date_state(edtf, basis) == state


def test_a_plain_date_is_readable_to_machines_and_others_are_not():
    article = SimpleNamespace(date_edtf="1998-08-09", date_basis="stated", date_label=lambda: "9 August 1998")
    assert '<time class="date date--exact" datetime="1998-08-09">9 August 1998</time>' in shown(
        "{% report_date article %}", article=article
    )
    about = SimpleNamespace(date_edtf="1997~", date_basis="stated", date_label=lambda: "about 1997")
    assert shown("{% report_date article %}", article=about).strip() == (
        '<span class="date date--uncertain">about 1997</span>'
    )


def test_a_season_is_no_month():
    season = SimpleNamespace(date_edtf="1996-23", date_basis="stated", date_label=lambda: "autumn 1996")
    shown = Template("{% load dateline %}{% report_date article %}").render(Context({"article": season}))
    assert "autumn 1996" in shown
    assert "datetime" not in shown


def test_bars_stand_in_the_place_of_their_year_with_gaps_left_open():
    columns = chart_columns(bars(y1990=5, y1991=10, y2002=0, y2009=1, y2013=0))
    assert [columns[place].hit_x for place in (0, 1, 12, 23)] == ["0.000%", "4.167%", "50.000%", "95.833%"]
    assert [columns[place].height for place in (0, 1, 5, 19)] == [48.0, 96.0, 0, 9.6]


def test_the_smallest_count_can_still_be_seen():
    assert chart_columns(bars(y1990=1, y1991=5000))[0].height == 2


def test_few_years_do_not_fill_the_picture():
    assert chart_columns(bars(y1998=4))[0].hit_width == "16.667%"


@pytest.mark.parametrize("number", range(1, 50))
def test_no_bar_is_wider_than_24_pixels(number):
    css = (settings.BASE_DIR / "static" / "css" / "parts" / "charts.css").read_text()
    slot = re.search(r"--chart-slot: (\d+)px", (settings.BASE_DIR / "static/css/tokens.css").read_text())[1]
    columns = bars(**{f"y{1900 + year}": 1 for year in range(number)})
    slots = chart_slots(columns)
    limit = re.search(rf"\.histogram--{slots} {{\s+--most: calc\((\d+) \* var\(--chart-slot\)\)", css)
    page = 74 * 16  # --page: the widest that a chart can be
    room = int(limit[1]) * int(slot) if limit else page
    assert room * float(chart_columns(columns)[0].width.rstrip("%")) / 100 <= 24


def test_ticks_are_round_years_and_few():
    assert [tick["text"] for tick in chart_ticks(bars(y1979=1, y2021=1))] == [
        "1980",
        "1990",
        "2000",
        "2010",
        "2020",
    ]
    assert [tick["text"] for tick in chart_ticks(bars(y1996=1, y1999=1))] == ["1996", "1997", "1998", "1999"]
    days = [bar(f"1998-08-{day:02}", 1, 1, tick=str(day)) for day in range(1, 32)]
    assert [tick["text"] for tick in chart_ticks(days)] == ["1", "6", "11", "16", "21", "26", "31"]


def test_a_histogram_is_a_picture_and_the_same_list_of_links():
    chart = Histogram(bars(y1997=2, y1998=3), FacetValue("none", "Undated", 4, False, "?year=none"))
    html = shown("{% histogram chart %}", chart=chart)
    assert html.count('href="?year=1998"') == 2
    assert 'href="?year=none"' in html
    assert "<title>1998: 3 reports</title>" in html


def test_a_histogram_of_nothing_draws_nothing():
    html = shown("{% histogram chart %}", chart=Histogram())
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("Fall of Mazar-i-Sharif", 'Fall of <span class="unbroken">Mazar-i-Sharif</span>'),
        (
            "A & B-C <x-y>",
            'A &amp; <span class="unbroken">B-C</span> &lt;<span class="unbroken">x-y</span>&gt;',
        ),
        (
            mark_safe('<mark class="a-b">Mazar</mark>-i-Sharif'),
            '<mark class="a-b">Mazar</mark><span class="unbroken">-i-Sharif</span>',
        ),
        ("a - b -c d- —", "a - b -c d- —"),
        ("x-" * 12, "x-" * 12),
    ],
)
def test_a_hyphenated_word_of_a_heading_is_kept_whole_and_its_letters_as_they_are(heading, shown):
    assert unbroken(heading) == shown


@pytest.mark.parametrize(
    ("title", "date", "shown"),
    [
        ("Talks, August 1998", "8 August 1998", 'Talks<span class="visually-hidden">, August 1998</span>'),
        ("Talks, Doha, 1998", "about 1998", 'Talks, Doha<span class="visually-hidden">, 1998</span>'),
        ("Talks, May 1997", "28 June 1997", "Talks, May 1997"),
        ("Talks, Doha", "undated", "Talks, Doha"),
        ("1998", "1998", "1998"),
        ("A <b>, 1998", "1998", 'A &lt;b&gt;<span class="visually-hidden">, 1998</span>'),
    ],
)
def test_a_title_beside_its_date_is_seen_without_it(title, date, shown):
    assert event_title(SimpleNamespace(title=title, date_label=lambda: date)) == shown
