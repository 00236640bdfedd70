"""Small made-up values for every state of every component, for the page /about/design/. Nothing of an archive is in them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Sample
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.utils.safestring import mark_safe

from archive.kinds import KINDS
from archive.models import Article, Entity, Source

HERE = "#top"
DECLARED = re.compile(r"^  (--[a-z0-9-]+): ([^;]+);$", re.MULTILINE)
COLOURED = re.compile(r"light-dark\((#\w+), (#\w+)\)")


class StyleToken(NamedTuple):
    """A token of the sheets; of a colour both values."""

    name: str
    value: str
    dark: str = ""


@cache
def tokens(start: str = "") -> list[StyleToken]:
    """Return the tokens of tokens.css whose names begin with `start`, in its order; without it, the colours."""
    text = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    found = dict(DECLARED.findall(text.partition("@supports")[0]))
    if start:
        return [StyleToken(name, value) for name, value in found.items() if name.startswith(start)]
    coloured = {
        name: COLOURED.match(value) for name, value in re.findall(r"^    (--[a-z-]+): (.+);$", text, re.M)
    }
    return [StyleToken(name, *both.groups()) for name, both in coloured.items() if both]


def source(name: str = "The Sample Digest") -> Source:
    """Make up a source."""
    return Source(name=name, slug="sample-digest")


def report(
    headline: str, edtf: str, *, basis: str = "stated", language: str = "en", dateline: str = ""
) -> Article:
    """Make up a report of no text."""
    return Article(
        pk=1, headline=headline, date_edtf=edtf, date_basis=basis if edtf else "", language=language,
        dateline=dateline, source=source(),
    )  # fmt: skip


def entity(kind: str, name: str, *, count: int | None = None, summary: str = "") -> Entity:
    """Make up one of a kind, with a number of reports if asked for."""
    made = Entity(kind=kind, name=name, slug="sample", summary=summary)
    made.article_count = count  # type: ignore[attr-defined]
    return made


def entities() -> list[Entity]:
    """Make up one of each kind, and one of a long name and one in another script."""
    some = [entity(kind.key, f"A {kind.key}", count=1234 // kind.number, summary=kind.lead) for kind in KINDS]
    long = entity(KINDS[-1].key, "A Name that Needs More than One Line of a Narrow Column", count=1)
    return [*some, long, entity(KINDS[0].key, "یک نام")]


def reports() -> list[Article]:
    """Make up reports with a date of each look."""
    return [
        report("A day, a month and a year are stated", "1998-08-09"),
        report("Only a month is stated", "1997-05"),
        report("The date is uncertain", "1997-05~"),
        report("A curator inferred the date", "1980/1989", basis="inferred"),
        report("No date is known", ""),
        report("سرخط گزارش", "2001", language="prs"),
    ]


def hits() -> list[Sample]:
    """Make up results: with marked words and copies, in another script, with nothing but a headline."""
    marked = mark_safe("Troops entered the <mark>town</mark> at noon, and its <mark>council</mark> fled.")
    copy = report("A copy", "1998-08-10")
    common = {
        "copies": [],
        "on_different_days": False,
        "story_url": HERE,
        "url": HERE,
        "unlisted": 0,
        "beside": [],
    }
    first = report("The town changes hands", "1998-08-09", dateline="Mazar-i-Sharif")
    persian, last = report("سرخط گزارش", "1997-05~", language="prs"), report("A headline alone", "")
    return [
        Sample(**common | {"article": first, "headline": mark_safe("The <mark>town</mark> changes hands"), "snippet": marked,
               "beside": entities()[:3], "unlisted": 4, "copies": [copy], "url_of": lambda _: HERE}),
        Sample(**common, article=persian, headline=persian.headline, snippet="متن کوتاه گزارش در این جا است."),
        Sample(**common, article=last, headline=last.headline, snippet=""),
    ]  # fmt: skip


def facet_value(label: str, count: int, **state) -> Sample:
    """Make up a value of a list: plain unless its state says otherwise."""
    plain = {
        "selected": False,
        "excluded": False,
        "depth": 0,
        "value": label.lower().replace(" ", "-"),
        "url": HERE,
    }
    return Sample(label=label, count=count, **plain | state)


def facets() -> list[Sample]:
    """Make up lists: open with a value of every look, turned round, and closed."""
    values = [
        facet_value("Chosen", 12, selected=True),
        facet_value("Left out", 3, excluded=True),
        facet_value("A country", 1234),
        facet_value("A province", 120, depth=1),
        facet_value("A town", 7, depth=2),
        facet_value("A quarter", 1, depth=3),
    ]
    common = {"wants_all": False, "other_join": None, "leave_url": HERE, "more_url": HERE, "none": None}
    nothing = facet_value("None named", 9, value="none")
    one, two, three = ({"name": kind.key, "label": kind.plural.capitalize()} for kind in KINDS)
    plain = common | {"is_chosen": False, "values": values[2:3]}
    return [
        Sample(**common | one | {"open": True, "leaves_out": False, "is_chosen": True, "values": values, "none": nothing,
               "other_join": Sample(url=HERE, count=2)}),
        Sample(**plain | two, open=True, leaves_out=True),
        Sample(**plain | three, open=False, leaves_out=False),
    ]  # fmt: skip


def chart(
    first: int, counts: list[int], *, chosen: int | None = None, undated: Sample | None = None
) -> Sample:
    """Make up a histogram of years, of which one may be chosen."""
    largest = max(counts)
    bars = [
        Sample(value=str(year), label=str(year), tick=str(year), count=count, own=count, share=count / largest, url=HERE,
               selected=year == chosen, inside=False, is_offered=bool(count))
        for year, count in enumerate(counts, start=first)
    ]  # fmt: skip
    spans = [(chosen - first, chosen - first + 1)] if chosen else []
    peak = max(bars, key=lambda bar: bar.own)
    return Sample(bars=bars, undated=undated, spans=spans, peak=peak, earlier=[], later=[], outside=[])


def charts() -> dict[str, Sample]:
    """Make up histograms: of many years, of few with one chosen, and of one alone."""
    undated = facet_value("Undated", 4, value="none")
    return {
        "many": chart(
            1979, [3, 2, 0, 5, 8, 1, 0, 0, 2, 4, 6, 12, 9, 3, 1, 0, 2, 7, 16, 11, 4, 2, 1], undated=undated
        ),
        "few": chart(
            1996, [2, 9, 4], chosen=1997, undated=facet_value("Undated", 4, value="none", selected=True)
        ),
        "one": chart(1997, [3]),
    }


def graded() -> list[Sample]:
    """Make up what is cited of one faction on a day, by its grades."""
    line = Sample(
        doubt="",
        is_of_other=False,
        words="belonged to",
        other=None,
        value="A Movement",
        role="commander",
        rank="",
        reason="",
    )
    doubted = Sample(**vars(line) | {"doubt": "doubtful", "role": "", "reason": "cited a year before"})
    heads = [("certain", "Cited"), ("possible", "Possible"), ("not known", "Not known"), ("no", "No longer")]
    return [
        Sample(grade=grade, heading=heading, lines=[line, doubted][: 2 if grade == "certain" else 1], left_out=grade == "no")
        for grade, heading in heads
    ]  # fmt: skip


def statements() -> list[Sample]:
    """Make up statements: with two dates, with one, with none; with passages, against it, and without a source."""
    quoted = Sample(
        contradicts=False, url=HERE, words="He led it.", name="The Sample Digest", date="1997", note=""
    )
    against = Sample(**vars(quoted) | {"contradicts": True, "words": "He did not.", "note": "A note"})
    common = {"is_of_other": False, "words": "leads", "other": None, "value": "A Movement", "role": "", "rank": "", "note": "",
              "certainty": "certain", "sources": [], "unsourced_reason": "", "period": "19 May 1997", "lasts": False,
              "is_dated": True, "has_role": False, "is_cited": False}  # fmt: skip
    lasting = {"lasts": True, "first_cited": "1992", "last_cited": "20 May 1997", "start": "1992", "end": "", "role": "founder",
               "rank": "general", "has_role": True, "is_cited": True, "start_is_real": True, "end_is_real": False, "sources": [quoted, against], "note": "He denied it."}  # fmt: skip
    return [
        Sample(**common | lasting),
        Sample(**common | {"words": "fought", "certainty": "probable"}),
        Sample(
            **common
            | {"words": "was held by", "is_dated": False, "unsourced_reason": "From a list of names."}
        ),
    ]


def pages() -> dict:
    """Make up the links to the pages of a list, from its middle."""
    links = [Sample(label=str(number), url=HERE, current=number == 5) for number in (1, 4, 5, 6, 20)]
    links.insert(1, Sample(label="…", url="", current=False))
    return {"pages": 20, "page_links": links, "previous_url": HERE, "next_url": HERE}


def chips() -> list[Sample]:
    """Make up filters that are chosen, and one that is left out."""
    chosen = [Sample(kind=kind.key.capitalize(), label=f"A {kind.key}", url=HERE) for kind in KINDS]
    return [*chosen, Sample(kind=f"Not {KINDS[0].key}", label="یک نام", url=HERE, is_left_out=True)]


# Claims


def _words(words: str, language: str = "en", *, contradicts: bool = False) -> Sample:
    reading = Sample(url=HERE, source="The Sample Digest", date="9 August 1998")
    return Sample(words=words, language=language, first=reading, readings=[reading], contradicts=contradicts)


def disputes() -> list[Sample]:
    """Make up a question with sides that contradict each other, one in a script that runs from right to left."""
    sides = [
        Sample(
            label="A Movement", origins=2, who="A spokesman", place=_words("We hold the town."), others=1
        ),
        Sample(
            label="denied: A Movement", origins=1, who="A rival", place=_words("شهر در دست ما است.", "fa"), others=0
        ),
        Sample(label="a third side, without words", origins=1, who="Residents", place=None, others=0),
    ]  # fmt: skip
    event = Sample(title="Fighting for a town", get_absolute_url=lambda: HERE)
    return [Sample(url=HERE, question="Who held A-Place-i-Sharif?", sides=sides, event=event)]


def claims() -> list[Sample]:
    """Make up claims: with and without an event, hedged, noted, and with words that speak against one."""
    event = Sample(title="Fighting for a town", get_absolute_url=lambda: HERE)
    plain = {"pk": 1, "who": "A spokesman", "who_url": HERE, "act": "said", "value": "30 killed", "said": "", "scope": "", "hedges": "",
             "note": "", "places": [_words("Thirty were killed.")]}  # fmt: skip
    hedged = plain | {"pk": 2, "who": "Residents", "who_url": "", "act": "denied", "said": "10 August 1998", "scope": "the town", "hedges": "about",
                      "note": "By telephone.", "places": [_words("About ten."), _words("Nobody.", contradicts=True)]}  # fmt: skip
    return [
        Sample(question="How many people were killed?", event=event, line=Sample(**plain)),
        Sample(question="How many people were killed?", event=None, line=Sample(**hedged)),
    ]
