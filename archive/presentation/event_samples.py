"""Made-up values for the components of events, timelines and maps, for the page /about/design/. Nothing of an archive is in them."""

from __future__ import annotations

from archive.models import Event
from archive.presentation.accounts import BlockLines, ClaimLine, ClaimLines, QuotedWords, ReadAt, ValueLines
from archive.presentation.atlas import Extent, Frame, MapLabel
from archive.presentation.claimants import ClaimantCell, ClaimantRow, ClaimantTable
from archive.presentation.figures import FigureLine, FiguresPicture, Tick
from archive.presentation.map_drawing import SIZES, Drawing, EventSign, PlaceSign
from archive.presentation.samples import HERE, Sample, report
from archive.presentation.timelines import TimeChart, TimeColumn, TimeLane

EXTENT = Extent(west=60.0, south=29.0, east=75.0, north=39.0)


def _claim(pk: int, who: str, act: str, value: str, *, words: str = "", note: str = "") -> ClaimLine:
    place = QuotedWords(words, "en", False, [ReadAt(HERE, "The Sample Digest", "9 August 1998")])
    return ClaimLine(
        pk=pk, who=who, who_url=HERE if pk == 1 else "", act=act, said="9 August 1998", hedges="", value=value, scope="", note=note, places=[place]
    )  # fmt: skip


SAID = _claim(1, "A spokesman", "said", "30 killed", words="Thirty were killed.")
DENIED = _claim(2, "A rival", "denied", "30 killed", words="Nobody was killed.", note="By telephone.")
SAID_TOO = _claim(3, "Residents", "said", "at least 50 killed", words="At least fifty.")


def questions() -> list[BlockLines]:
    """Make up a disputed question with figures, more than is shown of everything; and one that nobody disputes."""
    values = [
        ValueLines("30 killed", HERE, ["A spokesman (in 2 reports)"], ["A Register"], ClaimLines([SAID], 4, 1), ClaimLines([DENIED]), True),
        ValueLines("at least 50 killed", "", ["residents (1 story)"], [], ClaimLines([SAID_TOO]), ClaimLines([]), True),
    ]  # fmt: skip
    lines = [
        FigureLine(1, "A spokesman: 30", 20, 50, 20, False, False, False),
        FigureLine(2, "A rival: 30", 50, 50, 52, False, False, True),
        FigureLine(3, "Residents: at least 50", 83, 100, 84, False, True, False),
    ]
    picture = FiguresPicture(lines, [Tick("0", 0), Tick("30", 50), Tick("60", 100)], 104, 2)
    of_one_mind = ValueLines("A Movement", HERE, ["A spokesman (in 1 report)"], [], ClaimLines([SAID]), ClaimLines([]), False)  # fmt: skip
    return [
        BlockLines("question-1", "Casualties", "How many people were killed?", 9, values, 2, ClaimLines([SAID_TOO]), True, picture, [SAID, DENIED, SAID_TOO], 2),
        BlockLines("question-2", "Control", "Who held A-Place-i-Sharif?", 1, [of_one_mind], 0, ClaimLines([]), False, None, [], 0),
    ]  # fmt: skip


def claimants() -> ClaimantTable:
    """Make up a table of claimants against time: more than is shown, and a cell without a claim."""
    cells = [ClaimantCell([(1, "30 killed"), (2, "nobody killed")], 1), ClaimantCell([], 0)]
    rows = [ClaimantRow("A Movement", HERE, cells), ClaimantRow("residents", "", cells[::-1])]
    return ClaimantTable(["8 Aug 1998", "undated"], rows, 3)


def timeline() -> TimeChart:
    """Make up a timeline of three periods, with what may belong to one, and a lane of each kind."""
    columns = [
        TimeColumn(
            Sample(url=HERE, value=str(1996 + place), label=str(1996 + place), count=count, certain=certain, events=events),
            f"{place * 33}%", "33%", f"{place * 33 + 4}%", "25%", certain * 10, (count - certain) * 10, events * 10,
        )
        for place, (count, certain, events) in enumerate([(3, 3, 0), (9, 6, 2), (1, 0, 1)])
    ]  # fmt: skip
    event = Event(pk=1, title="Fighting for a town", kind="battle", date_edtf="1997-05")
    return TimeChart(
        columns=columns,
        ticks=[{"x": f"{place * 33 + 16}%", "text": str(1996 + place)} for place in range(3)],
        spans=[TimeLane(Sample(label="between 1996 and 1997", count=2), "0%", "66%", "33%", False)],
        events=[TimeLane(event, "40%", "4%", "42%", True)],
        reports=[TimeLane(report("A report of a day", "1997-05-24"), "44%", "4%", "46%", True)],
        has_events=True,
    )


def drawing() -> Drawing:
    """Make up a map with a sign of each kind: places as dots and discs, events as diamonds and discs, one moved aside."""
    size = SIZES[1]
    middle = MapLabel(90, 70, "middle")
    return Drawing(
        size=size,
        frame=Frame(EXTENT, size.width),
        discs=[PlaceSign(90, 66, 40, "A Province", "A Province", "A Province: 5 reports", HERE, 5, is_wide=True, label=middle)],
        dots=[
            PlaceSign(200, 90, 20, "A Town", "A Town +2", "A Town and 2 places near it: 50 reports", HERE, 50, label=MapLabel(226, 94, "start")),
            PlaceSign(250, 180, 4, "A Village", "A Village", "A Village: 1 report", HERE, 1, label=MapLabel(258, 184, "start")),
            PlaceSign(120, 190, 12, "A Valley", "A Valley", "A Valley: 2 reports", HERE, 2, is_wide=True, label=MapLabel(136, 194, "start")),
        ],
        event_discs=[EventSign(300, 40, 300, 40, 26, 4, "4 events, somewhere in the province", HERE, True, (300, 40))],
        events=[
            EventSign(60, 150, 60, 150, 13, 1, "Fighting for a town", HERE, False),
            EventSign(200, 140, 200, 110, 13, 12, "12 events", HERE, False),
        ],
    )  # fmt: skip
