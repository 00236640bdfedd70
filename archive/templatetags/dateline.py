"""Template tags and filters of the public pages: dates, counts, signs, bars and the histogram of years."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, cast

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from archive import dates
from archive.kinds import KINDS, PHRASES, all_kinds, any_kind, each_kind
from archive.models.addresses import together_address
from archive.text.localised import counted, grouped, translated

register = template.Library()
register.simple_tag(lambda: KINDS, name="get_kinds")
register.simple_tag(lambda: gettext(all_kinds()), name="all_kinds")
register.simple_tag(lambda: gettext(each_kind()), name="each_kind")
register.simple_tag(lambda: gettext(any_kind()), name="any_kind")
register.simple_tag(together_address)
register.filter(grouped)
register.filter(counted)
register.filter(translated)


QUOTED = re.compile(r"“([^“”„]*)”|„([^“”„]*)“")  # English and German
TAG = re.compile("(<[^<>]*>)")
WORD = re.compile(
    r"&\w{1,8};|&#\w{1,8};|[^\s<>&]+"
)  # a character written as a reference is a piece of its own
MAX_UNBROKEN = 18  # letters; a longer word may not fit a line of a phone

CHART_HEIGHT = 96
CHART_GAP = 0.22  # share of a year's width left empty beside its bar
# A chart has room for at least so many bars; for each number, charts.css limits its width so that none is wider than 24 pixels.
CHART_SLOTS = (6, 12, 18, 24, 31, 39)  # more bars than the last are narrow on any page
TICK_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
MAX_TICKS = 7


@register.simple_tag
def part(name: str, **context) -> str:
    """Render a template of templates/parts, which sees only what it is given here."""
    return mark_safe(engines["parts"].get_template(name).render(context))


@register.simple_tag
def event_link(event) -> str:
    """Link the title of an event, whose date stands beside it, to its page; names must have been withheld in it."""
    return format_html('<a href="{}"><bdi>{}</bdi></a>', event.get_absolute_url(), event_title(event))


@register.simple_tag
def event_title(event) -> str:
    """Show the title of an event beside its date: to the eye without a date at its end that says the same."""
    title, date = _parted_from_its_date(event.title, event.date_label())
    hidden = format_html('<span class="visually-hidden">{}</span>', date) if date else ""
    return format_html("{}{}", unbroken(title), hidden)


def _parted_from_its_date(title: str, date: str) -> tuple[str, str]:
    """Part a title from a date at its end that only repeats its own: "Talks, May 1997", with 27 May 1997 beside it."""
    words, comma, last = title.rpartition(", ")
    return (words, comma + last) if words and date.endswith(last) and last[-1:].isdigit() else (title, "")


# Numbers and words


@register.simple_tag
def kind_words(kind, phrase: str, number: int = 2, url: str = "") -> str:
    """Return a phrase about a kind, from PHRASES, with a number and a link where it has them."""
    one, many = (form.format(key=kind.key, plural=kind.plural, one=kind.one) for form in PHRASES[phrase])
    words = ngettext(one, many, number) if one != many else gettext(one)
    return mark_safe(words.replace("%(number)s", grouped(number)).replace("%(url)s", escape(url)))


@register.filter
def in_short(number) -> str:
    """Format an integer in at most three characters: "950", "1k", "12k"."""
    return str(number) if number < 1000 else f"{number // 1000}k"


@register.filter
def percent(share) -> str:
    """Format a share between 0 and 1 as an SVG length in per cent."""
    return f"{min(max(float(share or 0), 0), 1) * 100:.2f}%"


@register.filter
def isolate_quotes(message) -> str:
    """Escape a sentence and isolate its quotations, so that right-to-left words do not change its order."""
    return mark_safe(QUOTED.sub(_isolated, conditional_escape(message)))


def _isolated(found: re.Match[str]) -> str:
    opening, words, closing = found[0][0], found[0][1:-1], found[0][-1]
    return f"{opening}<bdi>{words}</bdi>{closing}"


@register.filter
def unbroken(heading) -> str:
    """Escape a heading and keep the hyphenated words in it on one line, such as Mazar-i-Sharif; its letters stay as they are."""
    pieces = TAG.split(conditional_escape(heading))
    pieces[::2] = [WORD.sub(_on_one_line, piece) for piece in pieces[::2]]
    return mark_safe("".join(pieces))


def _on_one_line(found: re.Match[str]) -> str:
    word = found[0]
    keep = "-" in word[1:-1] and len(word) <= MAX_UNBROKEN
    return f'<span class="unbroken">{word}</span>' if keep else word


@register.simple_tag
@cache
def sign(kind: str) -> str:
    """Draw the small sign of a kind, which must have a word beside it."""
    return format_html('<span class="sign sign--{}" aria-hidden="true"></span>', kind)


# Dates


@register.filter
def is_plain_date(edtf: str) -> bool:
    """Return whether a date is a plain year, month or day, which machines read without EDTF."""
    return bool(dates.plain_date(edtf))


@register.simple_tag
def report_date(article) -> str:
    """Render the date of a report so that an uncertain one looks uncertain."""
    return macro("date.html", "report_date")(article)


def macro(part: str, name: str) -> Callable[..., str]:
    """Return a macro of one of the parts of pages."""
    engine = cast(Jinja2, engines["parts"])
    return getattr(engine.env.get_template(part).module, name)


def date_state(edtf: str, basis: str) -> str:
    """Return whether a date is exact rather than uncertain or missing.

    A stated day, month or year is exact at its own precision; an inferred, approximate, uncertain, masked or open date or an
    interval is uncertain.
    """
    if not edtf:
        return "undated"
    return "exact" if is_plain_date(edtf) and basis != "inferred" else "uncertain"


# The histogram of years


@register.simple_tag
def histogram(
    chart,
    *,
    label: str = "",
    periods: str = "",
    search_url: str = "",
    height: int = CHART_HEIGHT,
    boxes: str = "",
) -> str:
    """Render a Histogram as a chart with links, and as a list of the same links; `label` is its caption.

    `periods` names what the bars stand for; `boxes` is the field of the form of a search that the list has a box of for each. search_url is where a range dragged over the chart is searched; by default the page itself.
    """
    return part(
        "histogram.html",
        bars=chart.bars,
        earlier=chart.earlier,
        later=chart.later,
        undated=chart.undated,
        peak=chart.peak,
        chosen=any(bar.selected for bar in [*chart.bars, *chart.outside]),
        columns=chart_columns(chart.bars, height=height),
        ticks=chart_ticks(chart.bars),
        spans=chart_spans(chart),
        end=f"{len(chart.bars) * chart_scale(chart.bars):.3f}%",
        slots=chart_slots(chart.bars),
        height=height,
        label=label or gettext("Reports by year"),
        periods=periods or gettext("Years"),
        search_url=search_url,
        boxes=boxes,
    )


class ChartColumn(NamedTuple):
    """A bar of a chart in its slot: x and widths in per cent of the chart, y and height in pixels."""

    bar: Any
    hit_x: str
    hit_width: str
    x: str
    width: str
    y: float
    height: float


def chart_columns(bars, *, height: int = CHART_HEIGHT) -> list[ChartColumn]:
    """Place each period's bar in a chart of this height in pixels."""
    width = chart_scale(bars)
    columns = []
    for place, bar in enumerate(bars):
        tall = max(round(bar.share * height, 1), 2) if bar.share else 0
        left = place * width
        columns.append(
            ChartColumn(
                bar=bar,
                hit_x=f"{left:.3f}%",
                hit_width=f"{width:.3f}%",
                x=f"{left + width * CHART_GAP / 2:.3f}%",
                width=f"{width * (1 - CHART_GAP):.3f}%",
                y=round(height - tall, 1),
                height=tall,
            )
        )
    return columns


def chart_ticks(bars) -> list[dict]:
    """Choose labels under the chart, few enough for a narrow screen: round years, otherwise every so many periods."""
    width = chart_scale(bars)
    step = next((s for s in TICK_STEPS if (len(bars) - 1) / s < MAX_TICKS), TICK_STEPS[-1])
    numbers = [int(bar.value) if bar.value.isdecimal() else place for place, bar in enumerate(bars)]
    places = [place for place, number in enumerate(numbers) if number % step == 0] or [0]
    return [{"text": bars[place].tick, "x": f"{(place + 0.5) * width:.3f}%"} for place in places if bars]


def chart_spans(chart) -> list[dict]:
    """Place the chosen stretches of a chart: x and width in per cent."""
    width = chart_scale(chart.bars)
    return [
        {"x": f"{start * width:.3f}%", "width": f"{(end - start) * width:.3f}%"} for start, end in chart.spans
    ]


def chart_slots(bars) -> int:
    """Return for how many bars a chart has room at least; 0 if they are narrow however wide it is."""
    return next((slots for slots in CHART_SLOTS if len(bars) <= slots), 0)


def chart_scale(bars) -> float:
    """Return the width of one period in per cent; a few do not fill the page."""
    return 100 / max(chart_slots(bars), len(bars))
