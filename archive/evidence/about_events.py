"""Reports that may be about an event: those of its days that name its place and its parties, and give its figures. docs/datasets.md has the rule.

Worked out when asked; curators accept or reject, and what they rejected does not come again. The work is bounded: the reports of the
days around an event are read, at most MAX_READ of them, the nearest first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp

from django.db.backends.postgresql.psycopg_any import DateRange

from archive.dates import label, to_range
from archive.evidence.citations import citations_of, cited_reports
from archive.models import Article, DatasetRow, Entity, Event, Mention
from archive.reference.earth import box_around, km_between
from archive.text.patterns import Linear
from archive.text.sentences import sentences
from archive.text.words import excerpt, fold

BEFORE, AFTER = 1, 21  # days around an event in which it is reported
MAX_READ = 2_000
WEIGHTS = {"date": 0.25, "place": 0.4, "parties": 0.15, "figures": 0.2}
CITED = 1.0
MIN_SCORE = 0.57
SLOW = 5.0  # days in which the weight of a date falls to a third
# Of a place that the headline, the standfirst and the beginning do not name: beside a word of violence, or only in passing.
FURTHER_DOWN, PASSING = 0.4, 0.25
BEGINNING = 300  # characters
MIN_PLACE = 0.3
RADIUS_KM = {"exact": 10, "near": 25, "district": 25}

SORT_WORDS = Linear(
    r"\s+(?:village|town|city|province|governorate|district|region|area|county|oblast|state)$",
    ignore_case=True,
)
KILLED = re.compile(
    r"\b(?:kill|dead|death|die[ds]?\b|slain|casualt|fatalit|bod(?:y|ies)\b|martyr|murder|massacre)",
    re.IGNORECASE,
)
VIOLENT = re.compile(
    KILLED.pattern
    + r"|fight|fought|battle|attack|clash|shell|bomb|raid|rocket|captur|seiz|storm|offensive|fell\b|falls?\b|fallen|took\b|taken|siege"
    r"|ambush|explo|strike|struck|troops|gun|assault|rout|resist|retreat|advanc",
    re.IGNORECASE,
)
FIGURE = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,7})(?![\w]|[.,]\d)")
UP_TO_TWENTY = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
TENS = {
    "dozen": 12,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
IN_WORDS: Mapping[str, int] = TENS | {word: number for number, word in enumerate(UP_TO_TWENTY.split())}
WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Likely:
    """A report that may be about an event: how likely, from 0 to 2, why, and the words that tell of it best."""

    article: Article
    score: float
    reasons: tuple[str, ...]
    field: str
    start: int
    end: int

    @property
    def words(self) -> str:
        return getattr(self.article, self.field)[self.start : self.end]


@dataclass
class Profile:
    """What of an event can be found again in a report."""

    first: date
    last: date
    places: dict[int, float] = field(default_factory=dict)
    """Entities that are its place, lie in it or hold it, and how much naming one says."""
    place_names: dict[str, float] = field(default_factory=dict)
    """Folded names of its place, where it has no entry, and how much each says."""
    parties: dict[int, str] = field(default_factory=dict)
    party_names: dict[str, str] = field(default_factory=dict)
    figures: set[int] = field(default_factory=set)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)


def likely_reports(event: Event, *, user, most: int = 5) -> list[Likely]:
    """Return the reports that may be about an event, the likeliest first, one of each story; none for an event without a date.

    Reports that it rests on already, and those that a curator found not to be about it, are left out, as are reports that this
    person may not open.
    """
    profile = profile_of(event)
    if profile is None:
        return []
    articles = _reports_of_days(event, profile, user)
    mentions = _mentions(articles)
    cited = _cited(event, user)
    weighed = (
        weigh(article, profile, mentions.get(article.pk, {}), is_cited=article.pk in cited)
        for article in articles
    )
    found = sorted(
        (one for one in weighed if one and one.score >= MIN_SCORE),
        key=lambda one: (-one.score, one.article.pk),
    )
    return _one_a_story(found)[:most]


def profile_of(event: Event) -> Profile | None:
    """Return what of an event can be found again; None without days, or with one side open."""
    first, last = to_range(event.date_edtf) if event.date_edtf else (None, None)
    if first is None or last is None:
        return None
    profile = Profile(first, last)
    _add_places(event, profile)
    for party in event.parties.exclude(role="civilians").select_related("entity"):
        if party.entity:
            profile.parties[party.entity.pk] = party.entity.name
        elif not party.words.startswith("Government of"):
            profile.party_names[fold(party.words)] = party.words
    for low, high, words in event.claims.filter(topic="casualties").values_list("low", "high", "words"):
        profile.figures |= {number for number in (low, high, *_figures(words)) if number}
        if low is not None and high is not None and low < high:
            profile.ranges.append((low, high))
    return profile


def _add_places(event: Event, profile: Profile) -> None:
    place = event.place
    if place:
        profile.places = {place.pk: 1.0} | dict.fromkeys(
            Entity.objects.within(place).values_list("pk", flat=True), 0.8
        )
        for depth, outer in enumerate(reversed(place.ancestors())):
            profile.places[outer.pk] = 0.1 if outer.place_type == "country" else 0.4 / (depth + 1)
    point, radius = event.point, RADIUS_KM.get(event.place_precision, 0)
    if point and radius:
        for near in (
            Entity.objects.places()
            .on_the_map()
            .exclude(pk__in=profile.places)
            .filter(**box_around(point, radius))
        ):
            if near.point and km_between(point, near.point) <= radius:
                profile.places[near.pk] = 0.7
    if not place or place.place_type == "country":
        for depth, part in enumerate(event.place_words.split(", ")[:-1] or [event.place_words]):
            bare = SORT_WORDS.sub("", part).strip()
            if len(bare) > 2:
                profile.place_names.setdefault(fold(bare), max(1.0 - 0.4 * depth, 0.2))
    profile.names = dict(Entity.objects.filter(pk__in=profile.places).values_list("pk", "name"))


def _reports_of_days(event: Event, profile: Profile, user) -> list[Article]:
    window = DateRange(profile.first - timedelta(BEFORE), profile.last + timedelta(AFTER), "[]")
    reports = (
        Article.objects.open_to(user)
        .exclude(status=Article.Status.WITHDRAWN)
        .filter(date_range__overlap=window)
    )
    reports = reports.exclude(passages__evidence__event=event).exclude(unrelated_events__event=event)
    return list(reports.select_related("source").defer("removed", "note").oldest_first()[:MAX_READ])


def _mentions(articles: Sequence[Article]) -> dict[int, dict[int, list[tuple[str, int]]]]:
    """Return report -> entity -> where it is named: field and start."""
    found: dict[int, dict[int, list[tuple[str, int]]]] = {}
    rows = Mention.objects.accepted().told().filter(article__in=[article.pk for article in articles])
    for article, entity, name, start in rows.values_list("article", "entity", "field", "start"):
        found.setdefault(article, {}).setdefault(entity, []).append(
            (name, start if start is not None else -1)
        )
    return found


def _cited(event: Event, user) -> set[int]:
    """Return the reports that the rows of an event cite."""
    cited = [one for row in DatasetRow.objects.of_event(event) for one in citations_of(row)]
    return {report.pk for report in cited_reports(cited, Article.objects.open_to(user)).values()}


def weigh(article: Article, profile: Profile, named: Mapping[int, list], *, is_cited: bool) -> Likely | None:
    """Return how likely a report is about an event, and why; None if it tells of neither its place nor, with its figures, its parties."""
    text = fold(f"{article.headline}\n{article.standfirst}\n{article.body}")
    place, where = _weigh_place(profile, named, text)
    parties, who = _weigh_parties(profile, named, text)
    if not (place or parties or is_cited):
        return None
    day, when = _weigh_date(article, profile)
    best = best_sentence(article, profile, named)
    figures, many = best.figures
    place *= best.told
    if not (place >= MIN_PLACE or (figures == 1.0 and parties >= 0.5) or is_cited):
        return None
    parts = {"date": day, "place": place, "parties": parties, "figures": figures}
    score = sum(WEIGHTS[name] * weight for name, weight in parts.items()) + CITED * is_cited
    reasons = (["cited by the data set"] if is_cited else []) + [when, where, who, many]
    return Likely(article, round(score, 3), tuple(filter(None, reasons)), best.field, best.start, best.end)


def _weigh_date(article: Article, profile: Profile) -> tuple[float, str]:
    first, last = to_range(article.date_edtf)
    if first is None or last is None:
        return 0.0, ""
    gap = max((first - profile.last).days, (profile.first - last).days, 0)
    width = (last - first).days + (profile.last - profile.first).days
    weight = exp(-gap / SLOW) / (1 + width / 30)
    return weight, f"printed {label(article.date_edtf)}" + (
        f", {gap} days later" if gap > 1 and first > profile.last else ""
    )


def _weigh_place(profile: Profile, named: Mapping[int, list], text: str) -> tuple[float, str]:
    by_entity = [(weight, profile.names[pk]) for pk, weight in profile.places.items() if pk in named]
    by_name = [(weight, name) for name, weight in profile.place_names.items() if _has_words(text, name)]
    weight, name = max([*by_entity, *by_name], default=(0.0, ""))
    return weight, f"names {name}" if name else ""


def _weigh_parties(profile: Profile, named: Mapping[int, list], text: str) -> tuple[float, str]:
    found = [name for pk, name in profile.parties.items() if pk in named]
    found += [words for folded, words in profile.party_names.items() if _has_words(text, folded)]
    every = len(profile.parties) + len(profile.party_names)
    return (len(found) / every, f"names {', '.join(found)}") if found else (0.0, "")


@dataclass(frozen=True)
class TellingSentence:
    """The sentence that tells most of an event, how its figures agree, and how far the report is about its place: 0 to 1."""

    field: str
    start: int
    end: int
    weight: float
    figures: tuple[float, str]
    told: float = PASSING


def best_sentence(article: Article, profile: Profile, named: Mapping[int, list]) -> TellingSentence:
    """Return the sentence with most of an event: its place, its parties, its figures, a word for the dead; the headline if none has any.

    A report is about a place that its headline, its standfirst or its beginning names, less so about one named beside a word of violence.
    """
    best = TellingSentence("headline", 0, len(article.headline), 0.0, (0.0, ""))
    figures, told = (0.0, ""), PASSING
    for name in ("body", "standfirst", "headline"):
        for sentence in sentences(getattr(article, name)):
            folded = fold(sentence.text)
            place = _place_in(sentence, folded, name, profile, named)
            party = 0.4 if any(_is_in(named.get(pk, []), name, sentence) for pk in profile.parties) else 0.0
            kills = bool(KILLED.search(folded))
            agreed = figures_agree(folded, profile) if kills else (0.0, "")
            figures = max(figures, agreed)
            if place and (name != "body" or sentence.start < BEGINNING):
                told = 1.0
            elif place and VIOLENT.search(folded):
                told = max(told, FURTHER_DOWN)
            weight = max(place, party) + 0.3 * kills + 0.6 * agreed[0]
            if weight > best.weight:
                best = TellingSentence(name, sentence.start, sentence.end, weight, (0.0, ""))
    return TellingSentence(best.field, best.start, best.end, best.weight, figures, told)


def _place_in(sentence, folded: str, name: str, profile: Profile, named: Mapping[int, list]) -> float:
    """Return how much of the place of an event a sentence names."""
    here = [
        weight for pk, weight in profile.places.items() if pk in named and _is_in(named[pk], name, sentence)
    ]
    here += [weight for word, weight in profile.place_names.items() if _has_words(folded, word)]
    return max(here, default=0.0)


def _is_in(spots: list[tuple[str, int]], name: str, sentence) -> bool:
    return any(field == name and sentence.start <= start < sentence.end for field, start in spots)


def figures_agree(text: str, profile: Profile) -> tuple[float, str]:
    """Return how figures of a folded text agree with those of an event: the same number, or one within its range."""
    numbers = _figures(text)
    same = [number for number in numbers if number in profile.figures and number > 1]
    if same:
        return 1.0, f"gives the figure {max(same):,}"
    within = [number for number in numbers for low, high in profile.ranges if low <= number <= high]
    return (0.6, f"gives {max(within):,}, within its range") if within else (0.0, "")


def _figures(text: str) -> list[int]:
    found = [int(number.replace(",", "")) for number in FIGURE.findall(text)]
    return found + [IN_WORDS[word] for word in WORD.findall(text) if word in IN_WORDS]


def _has_words(text: str, words: str) -> bool:
    """Return whether a folded text has these folded words, not inside longer ones."""
    place = text.find(words)
    while place >= 0:
        end = place + len(words)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            return True
        place = text.find(words, place + 1)
    return False


def _one_a_story(found: list[Likely]) -> list[Likely]:
    seen: set[int] = set()
    kept = []
    for one in found:
        story = one.article.story_id
        if story is None or story not in seen:
            kept.append(one)
        if story:
            seen.add(story)
    return kept


def in_short(one: Likely) -> str:
    """Return the words that tell of an event best, shortened for a list."""
    return excerpt(one.words, 400)
