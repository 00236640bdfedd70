"""Make the saved pages of the trial: invented reports in pages built as sites of today, and of 1998, build them."""

from __future__ import annotations

import html
import json
import quopri
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.dates.vocabulary import MONTHS
from bench.pastes.pages import Filling, Story, others, stories

FOLDER = Path(__file__).resolve().parent
# The parts of the trial to which the layouts of a file belong by turns.
FILES = {
    "open.html": ("open",),
    "kept.html": ("kept",),
    "more.html": ("more-open", "more-kept"),
    "latest.html": ("latest-open", "latest-kept"),
}
HALVES = tuple(half for halves in FILES.values() for half in halves)
PLACE = re.compile(r"\{([A-Za-z]+)(\d*)\}")
NOT_SHOWN = re.compile(r"<(script|style|head)\b.*?</\1>", re.DOTALL)
NO_PERSONS = ("Staff", "Reporters", "La rédaction", "Redacción", "خبرنگار ما")
PAGES_OF_A_LAYOUT = 2
FIRST_HOUR, ENTRY = 6, 2  # when a live blog begins, and of how many paragraphs an entry is


@dataclass(frozen=True)
class SavedPage:
    """One page of the trial as its bytes, and what should be read from it; what is "" should not be read at all."""

    layout: str
    content: bytes
    markup: str
    body: str
    headline: str
    standfirst: str
    byline: str
    day: str
    language: str
    url: str
    is_whole: bool
    foreign: tuple[str, ...]  # titles, teasers and comments that are shown and are not the report


def pages(half: str) -> Iterator[SavedPage]:
    """Yield the pages of a half: each layout with two of the reports in its language that name a writer."""
    pool = others()
    told = [story for story in stories() if story.author not in NO_PERSONS]
    for at, title, markup in _layouts(half):
        name, language, form, *said = (part.strip() for part in title.split("|"))
        choice = [story for story in told if story.language == language]
        wanted = dict(one.split("=", 1) for one in map(str.strip, "|".join(said).split(";")) if one)
        for turn in range(min(PAGES_OF_A_LAYOUT, len(choice))):
            story = choice[(at + turn * 3) % len(choice)]
            filling = _PageFilling(story, pool, form, random.Random(f"{name} {turn}"))
            yield filling.saved(name, markup, {key.strip(): value.strip() for key, value in wanted.items()})


def _layouts(half: str) -> Iterator[tuple[int, str, str]]:
    """Yield the layouts of a half with their number in their file, their title and their markup."""
    file, halves = next((file, halves) for file, halves in FILES.items() if half in halves)
    parts = re.split(r"<!-- === (.+?) -->\n", (FOLDER / file).read_text(encoding="utf-8"))[1:]
    for at, (title, markup) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        if halves[at % len(halves)] == half:
            yield at, title, markup


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("</", "<\\/")


class _PageFilling(Filling):
    """Fill the places of a page: those of a paste, and what is written for machines."""

    def __init__(self, story: Story, pool: dict, form: str, chance: random.Random):
        super().__init__(story, pool, form, chance)
        self.paragraphs = [paragraph.removeprefix("## ") for paragraph in story.paragraphs]
        self.entries = self._entries()
        self.foreign: list[str] = []

    def saved(self, name: str, markup: str, wanted: dict[str, str]) -> SavedPage:
        """Return the page, with what should be read from it as the title of its layout says."""
        filled = "<!doctype html>\n" + PLACE.sub(self._fill, markup)
        shown = NOT_SHOWN.sub("", filled)
        dated = re.search(r"\{(?:D|ISO|YMD|DAY|Y)\d?\}", markup)
        body = wanted.get("body", "")
        names = re.search(r"\{j?A\}", markup) and self.story.author
        return SavedPage(
            name,
            _encoded(filled, wanted),
            filled,
            self._live() if body == "live" else "\n".join(self.paragraphs[: int(body or 0) or None]),
            self.story.headline,
            self.story.standfirst if wanted.get("standfirst") == "yes" else "",
            self._byline(wanted.get("byline", "plain"), names or ""),
            self.story.day if dated else "",
            wanted.get("language", self.story.language),
            PLACE.sub(self._fill, wanted.get("url", "")),
            wanted.get("whole") != "no",
            tuple(text for text in self.foreign if html.escape(text) in shown),
        )

    def _byline(self, said: str, author: str) -> str:
        return author if said in ("plain", "By") else said.replace("{A}", author)

    def _fill(self, found: re.Match) -> str:
        place, number = found[1], found[2]
        if (made := self._for_machines(place)) is not None:
            return made
        if place == "TE":
            return "".join(self._card(at) for at in range(int(number)))
        if place == "brP":
            return "<br><br>".join(html.escape(line.removeprefix("## ")) for line in self._take(0))
        if place == "hlive":
            return "".join(
                f'<div class="entry"><time>{hour:02}.10</time><h3>{html.escape(title)}</h3>{"".join(f"<p>{html.escape(line)}</p>" for line in lines)}</div>'
                for hour, title, lines in reversed(self.entries)
            )
        if place in ("T", "E", "C"):
            self.foreign.append(self.pools[place].pop())
            return html.escape(self.foreign[-1])
        return super()._fill(found)

    def _card(self, at: int) -> str:
        self.foreign += [self.pools["T"].pop(), self.pools["E"].pop()]
        title, teaser = (html.escape(text) for text in self.foreign[-2:])
        return f'<div class="card"><a href="/{at}"><h4>{title}</h4></a>{f"<p>{teaser}</p>" if at % 2 else ""}</div>'

    def _for_machines(self, place: str) -> str | None:
        """Return what stands for a place in JSON, in an address or as a time for programs; None for other places."""
        story, day = self.story, self.story.day
        year, month, date = day.split("-")
        in_html = "".join(f"<p>{html.escape(line)}</p>" for line in self.paragraphs)
        values = {
            "jH": _in_json(story.headline),
            "jS": _in_json(story.standfirst),
            "jA": _in_json(story.author),
            "jK": _in_json(story.caption),
            "jbody": _in_json("\n\n".join(self.paragraphs)),
            "jflat": _in_json(" ".join(self.paragraphs)),
            "jhtml": _in_json(in_html).replace("<", "\\u003c"),
            "jblocks": self._blocks(lambda line: {"type": "paragraph", "text": line}),
            "jdeep": self._blocks(_portable),
            "jlive": self._updates(),
            "ISO": f"{day}T21:04:00+00:00",
            "ISO2": "2023-06-01T08:00:00+00:00",
            "DAY": day,
            "YMD": day.replace("-", "/"),
            "Y": year,
            "m": month,
            "d": date,
            "U": re.sub(r"\W+", "-", story.headline.lower())[:40].strip("-")
            if story.headline.isascii()
            else "482113",
            "DE": f"{int(date)} {MONTHS[int(month)]} 21:04",
        }
        if place == "flat":
            return json.dumps(self._flat(), ensure_ascii=False)
        return _in_json(json.dumps(self._state(in_html))) if place == "qstate" else values.get(place)

    def _blocks(self, made) -> str:
        return ",".join(json.dumps(made(line), ensure_ascii=False) for line in self.paragraphs)

    def _state(self, in_html: str) -> dict:
        others = [
            {"title": self.pools["T"].pop(), "teaserHtml": f"<p>{self.pools['E'].pop()}</p>"}
            for _ in range(5)
        ]
        return {
            "session": None,
            "page": {"story": {"title": self.story.headline, "bodyHtml": in_html}},
            "list": others,
        }

    def _flat(self) -> list:
        """Return the report as a flat list, in which values are places."""
        texts = [f"<p>{html.escape(line)}</p>" for line in self.paragraphs]
        head = [["ShallowReactive", 1], {"data": 2}, {"story": 3}, {"title": 4, "publishedAt": 5, "body": 6}]
        places = list(range(len(head) + 3, len(head) + 3 + len(texts)))
        return [*head, self.story.headline, f"{self.story.day}T21:04:00Z", places, *texts]

    def _entries(self) -> list[tuple[int, str, list[str]]]:
        lines = [self.paragraphs[at : at + ENTRY] for at in range(0, len(self.paragraphs), ENTRY)]
        return [(FIRST_HOUR + at, self.pools["T"].pop(), entry) for at, entry in enumerate(lines)]

    def _updates(self) -> str:
        return ",".join(
            json.dumps(
                {
                    "@type": "BlogPosting",
                    "headline": title,
                    "datePublished": f"{self.story.day}T{hour:02}:10:00Z",
                    "dateModified": f"{self.story.day}T23:10:00Z",
                    "articleBody": "\n".join(lines),
                    "author": {"@type": "Person", "name": "Desk Hand"},
                },
                ensure_ascii=False,
            )
            for hour, title, lines in reversed(self.entries)
        )

    def _live(self) -> str:
        return "\n".join(line for _, title, lines in self.entries for line in (title, *lines))


def _portable(line: str) -> dict:
    half = line.find(" ", len(line) // 2) + 1
    spans = [{"_type": "span", "text": line[:half]}, {"_type": "span", "marks": ["em"], "text": line[half:]}]
    return {"_type": "block", "style": "normal", "children": spans}


def _encoded(markup: str, wanted: dict[str, str]) -> bytes:
    """Return a page as bytes in its encoding, or as a browser saves it in one file."""
    content = markup.encode(wanted.get("encoding", "utf-8"), errors="xmlcharrefreplace")
    if wanted.get("form") != "mhtml":
        return content
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://saved.example/x\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n------B\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://saved.example/x\r\n\r\n"
    )
    return head.encode() + quopri.encodestring(content) + b"\r\n------B--\r\n"
