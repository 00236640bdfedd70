"""Make the pages of the trial: invented reports in layouts with what real pages put around a report, and how a browser copies them."""

from __future__ import annotations

import html
import random
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# The parts of the trial to which the layouts of a file belong by turns.
FILES = {
    "layouts.html": ("open", "kept"),
    "later.html": ("later",),
    "fresh.html": ("fresh-open", "fresh-kept"),
    "latest.html": ("latest-open", "latest-kept"),
}
CHROMIUM = "/usr/bin/chromium"
PAGES_OF_A_LAYOUT = 2
STYLE = "<style>.i li{display:inline-block;margin-right:.5em} td{vertical-align:top}</style>"
PLACE = re.compile(r"\{([A-Za-z]+)(\d?)\}")
NAMES = ("Kestrel", "J. Marlow", "oldsailor42", "Ruth Penn", "Tariq B", "M. Osei", "Lena", "Igor Vesely")
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
}
DAYS = {"es": "lunes martes miércoles jueves viernes sábado domingo"}
SOLAR = {"2001-11-13": (1380, 8, 22), "2009-05-04": (1388, 2, 14)}
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True)
class Story:
    """One invented report."""

    language: str
    day: str
    author: str
    headline: str
    standfirst: str
    related: list[str]
    caption: str
    paragraphs: list[str]


@dataclass(frozen=True)
class TrialPage:
    """One page of the trial, and what should be read from a copy of it; `day` is "" where it prints no certain day."""

    layout: str
    half: str
    markup: str
    story: Story
    body: list[str]
    day: str
    copies: dict[str, str] = field(default_factory=dict)


def stories() -> list[Story]:
    """Return the reports of stories.txt."""
    found = []
    for block in _sections("stories.txt"):
        title, *lines = block.splitlines()
        about, author = (part.strip() for part in title.split("|"))
        language, day = about.split()
        said = {line[0]: line[3:].strip() for line in lines[:4]}
        related = [part.strip() for part in said["R"].split("|")]
        found.append(Story(language, day, author, said["H"], said["S"], related, said["K"], lines[4:]))
    return found


def others() -> dict[tuple[str, str], list[str]]:
    """Return the titles, teasers and comments of other reports, by language and kind."""
    found = {}
    for block in _sections("others.txt"):
        title, *lines = block.splitlines()
        language, kind = title.split()
        found[language, kind] = lines
    return found


def pages() -> Iterator[TrialPage]:
    """Yield the pages, each layout with two of the reports in its language.

    Every other layout of the first file was held back; those of the second were written once rules and weights stood.
    """
    text, pool = stories(), others()
    for at, half, title, markup in _layouts():
        name, language, form = (part.strip() for part in title.split("|", 2))
        told = [story for story in text if story.language == language]
        for turn in range(min(PAGES_OF_A_LAYOUT, len(told))):
            story = told[(at + turn * 5) % len(told) if len(told) > 2 else turn]
            yield Filling(story, pool, form, random.Random(f"{name} {turn}")).page(name, half, markup)


def _layouts() -> Iterator[tuple[int, str, str, str]]:
    """Yield the layouts with their number, their part of the trial, their title and their markup."""
    for file, halves in FILES.items():
        parts = re.split(r"<!-- === (.+?) -->\n", (FOLDER / file).read_text(encoding="utf-8"))[1:]
        for at, (title, markup) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
            yield at, halves[at % len(halves)], title, markup


def _sections(file: str) -> list[str]:
    text = (FOLDER / file).read_text(encoding="utf-8")
    return [block.strip() for block in text.split("=== ") if block.strip()]


class Filling:
    """Fill the places of a layout with one report and with whatever surrounds it."""

    def __init__(self, story: Story, pool: dict, form: str, chance: random.Random):
        self.story, self.form, self.chance = story, form, chance
        self.left = list(story.paragraphs)
        self.pools = {}
        for kind, place in (("titles", "T"), ("teasers", "E"), ("comments", "C")):
            lines = list(pool[story.language, kind])
            chance.shuffle(lines)
            self.pools[place] = lines * 20
        self.pools["N"] = chance.sample(NAMES, len(NAMES)) * 5

    def page(self, name: str, half: str, markup: str) -> TrialPage:
        filled = PLACE.sub(self._fill, markup)
        day = self.story.day if re.search(r"\{D\d?\}", markup) and self._states_a_day(markup) else ""
        markup = f"<!doctype html><meta charset=utf-8>{STYLE}<body dir=auto>{filled}"
        body = [paragraph.removeprefix("## ") for paragraph in self.story.paragraphs]
        return TrialPage(name, half, markup, self.story, body, day)

    def _states_a_day(self, markup: str) -> bool:
        """Return whether what is printed can be read with certainty: with a year, the day and month told apart."""
        moment = datetime.fromisoformat(self.story.day)
        numeric = re.match(r"%[dm][/-]%[dm][/-]%Y", self.form)
        return not (
            (numeric and self.story.language == "en" and moment.day <= 12 and moment.day != moment.month)
            or "%Y" not in self.form
            and not self.form.startswith("fa-")
        )

    def _fill(self, found: re.Match) -> str:
        place, number = found[1], found[2]
        story = self.story
        if place == "P" or place == "p":
            return self._paragraphs(place, int(number or 0))
        if place == "pb":
            return "<br><br>".join(_marked(line.removeprefix("## ")) for line in self._take(0))
        if place == "pre":
            return "\n\n".join(
                html.escape(textwrap.fill(line.removeprefix("## "), 72)) for line in self._take(0)
            )
        if place == "D":
            return self._date(number)
        if place == "R":
            return html.escape(story.related[int(number) - 1])
        single = {"H": story.headline, "S": story.standfirst, "A": story.author, "K": story.caption}
        if place in single:
            return html.escape(single[place] if number != "2" else story.caption.split(",")[0])
        return html.escape(self.pools[place].pop())

    def _take(self, count: int) -> list[str]:
        count = count or len(self.left)
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def _paragraphs(self, place: str, count: int) -> str:
        if place == "p":
            return _marked(self._take(1)[0])
        return "".join(
            f"<h2>{_marked(line[3:])}</h2>" if line.startswith("## ") else f"<p>{_marked(line)}</p>"
            for line in self._take(count)
        )

    def _date(self, number: str) -> str:
        moment = datetime.fromisoformat(self.story.day) + timedelta(hours=21, minutes=4)
        if self.form.startswith("fa-"):
            year, month, day = SOLAR[self.story.day]
            written = (
                f"{year}/{month:02}/{day:02}"
                if self.form.endswith("numeric")
                else f"{day} {MONTHS['fa'].split()[month - 1]} {year}"
            )
            return written.translate(PERSIAN_DIGITS)
        form = {
            "2": "%a %-d %b %Y %H.%M GMT",
            "3": "%B %-d, %Y",
            "4": "%b %-d, %Y",
        }.get(number, self.form)
        if number == "2":
            moment += timedelta(days=2)
        language = self.story.language
        if language in MONTHS:
            form = form.replace("%B", MONTHS[language].split()[moment.month - 1])
            form = form.replace("%b", MONTHS[language].split()[moment.month - 1][:3])
            form = form.replace("%A", DAYS.get(language, "- " * 7).split()[moment.weekday()])
        return moment.strftime(form)


def _marked(text: str) -> str:
    return html.escape(text)


def copied(made: list[TrialPage]) -> list[TrialPage]:
    """Return the pages with their texts as Chromium gives them: everything selected, and the page's innerText."""
    from playwright.sync_api import sync_playwright

    result = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        for page in made:
            tab.set_content(page.markup)
            tab.evaluate("document.getSelection().selectAllChildren(document.body)")
            page.copies["selected"] = tab.evaluate("window.getSelection().toString()")
            page.copies["inner"] = tab.evaluate("document.body.innerText")
            result.append(page)
        browser.close()
    return result
