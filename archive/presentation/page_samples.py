"""Made-up values for what only one kind of page has: quotations, sides over time, tables, for the page /about/design/."""

from __future__ import annotations

from archive.models import Event
from archive.presentation.accounts import QuotedWords, ReadAt
from archive.presentation.descent import Branch, Descent
from archive.presentation.for_home import ChangeInWords, ChangeStage, DisputeInWords, QuotedSide
from archive.presentation.lanes import LaneBar, LanesPicture, Mark, SidesLane, TimeMark, Turn
from archive.presentation.samples import HERE, Sample, entity

PERSIAN = "مردم شهر می‌گویند که جنگ تا شب ادامه داشت."
SHADES = [("1996", [0, 1, 0, 0]), ("1997", [2, 3, 4, 0])]


def _said(words: str, language: str = "en") -> QuotedWords:
    return QuotedWords(words, language, False, [ReadAt(HERE, "The Sample Digest", "9 August 1998")])


def dispute() -> DisputeInWords:
    """Make up a dispute of two sides, one in another script."""
    sides = [
        QuotedSide("A spokesman", HERE, "said", _said("The town is ours.")),
        QuotedSide("Residents", "", "denied", _said(PERSIAN, "prs")),
    ]
    event = Event(pk=1, title="The fall of A-Place-i-Sharif, August 1998", date_edtf="1998-08-08")
    behind = "A Movement: 2 independent origins; denied by 1"
    return DisputeInWords("Who held A-Place-i-Sharif, 8 August 1998?", event, HERE, sides, behind)


def change() -> ChangeInWords:
    """Make up a change of side in two stages."""
    before, after = entity("faction", "A Movement"), entity("faction", "An Alliance")
    stages = [
        ChangeStage("in March 1997", "with", before, _said("He leads the Movement.")),
        ChangeStage("from 19 May 1997", "with", after, _said("He has declared for the Alliance.")),
    ]
    return ChangeInWords(entity("person", "A Commander"), before, after, stages)


def spellings() -> Sample:
    """Make up the spellings of a name, more than are shown."""
    spelt = [Sample(url=HERE, text=text) for text in ("Masood", "Massoud", "Masud")]
    return Sample(entity=entity("person", "A Commander"), spellings=spelt, others=4)


def picture() -> LanesPicture:
    """Make up sides over time: ends of every look, passages for and against, a change of side, and the day asked for."""
    for_it, against = Mark("20%", HERE, "1996", False), Mark("30%", HERE, "1997", True)
    first = LaneBar("led", 28, "5%", "40%", "45%", "10%", "25%", "real", "unknown", [for_it, against])
    second = LaneBar("belonged to", 78, "50%", "45%", "95%", "", "", "unknown", "open", [])
    third = LaneBar("belonged to", 128, "20%", "30%", "50%", "25%", "25%", "open", "real", [])
    names = ("A Movement", "An Alliance", "A Party")
    lanes = [
        SidesLane("", entity("faction", name), 18 + at * 50, [bar])
        for at, (name, bar) in enumerate(zip(names, (first, second, third), strict=True))
    ]
    turns = [Turn("change of side", "45%", 33, "50%", 83)]
    return LanesPicture(lanes, turns, [TimeMark("1996", "15%"), TimeMark("1998", "60%")], 180, "55%", "2%")


def descent() -> Descent:
    """Make up a faction that split from one and became part of another."""
    return Descent(
        [
            Branch("split from", entity("faction", "A Party"), "1992", 30, True),
            Branch("became part of", entity("faction", "An Alliance"), "1998", 76, False),
        ],
        118,
    )


def parts() -> list[Sample]:
    """Make up places inside places, one line deeper than another."""
    inner = [Sample(place=entity("place", "A town", count=7), count=7, parts=[])]
    return [
        Sample(place=entity("place", "A province", count=120), count=120, parts=inner),
        Sample(place=entity("place", "Another province", count=3), count=3, parts=[]),
    ]


def legend() -> dict:
    """Make up what the legend of a map is told: sizes of circles and the numbers behind each tint."""
    sizes = [Sample(size=Sample(name=name), circles=[(50, 8, 18), (1, 3, 8)]) for name in ("wide", "narrow")]
    return {"legend": sizes, "tints": [(1, "1–4"), (2, "5–19"), (3, "20–44"), (4, "45–79")]}


def cited() -> list[Sample]:
    """Make up facts that sources state, one of them in doubt and without a source."""
    source = Sample(
        contradicts=False, url=HERE, words="A general, 43.", name="The Sample Digest", date="1997", note=""
    )
    common = {"words": "rank", "lasts": True, "is_dated": True, "note": ""}
    first = {"doubt": "", "value": "general", "period": "first cited 1992", "sources": [source], "unsourced_reason": ""}  # fmt: skip
    other = {"doubt": "possibly", "value": "colonel", "period": "first cited 1990", "sources": [], "unsourced_reason": "From a list."}  # fmt: skip
    return [Sample(**common | first), Sample(**common | other)]


def of_pages() -> dict:
    """Return all of them by the names in the template."""
    return {
        "dispute": dispute(),
        "change": change(),
        "spelt": spellings(),
        "picture": picture(),
        "descent": descent(),
        "parts": parts(),
        "cited": cited(),
        "persian": PERSIAN,
        "shades": SHADES,
        "asked_wrong": Sample(typed="soon", error="“soon” cannot be read as a date."),
        **legend(),
    }
