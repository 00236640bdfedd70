"""Reports that may be about an event: those of its days that name its place and its parties, and give its figures. docs/datasets.md has the rule.

What tells it from other events there in the same days is in telling.py; a report whose telling sentence fits another event of the archive better
is left to that one.

Worked out when asked; curators accept or reject, and what they rejected does not come again. The work is bounded: the reports of the
days around an event are read, at most MAX_READ of them, the nearest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from django.db.backends.postgresql.psycopg_any import DateRange

from archive.dates import label, to_range
from archive.evidence.citations import citations_of, cited_reports
from archive.evidence.event_profile import Profile, figures_agree, profile_of
from archive.evidence.telling import (
    KILLED,
    days_told,
    is_beside,
    share_of,
)
from archive.models import Article, DatasetRow, Event, Mention
from archive.text.sentences import sentences
from archive.text.words import excerpt, fold

BEFORE, AFTER = 1, 21  # days around an event in which it is reported
MAX_READ = 2_000
WEIGHTS = {"date": 0.25, "place": 0.4, "parties": 0.15, "figures": 0.2}
CITED = 1.0
# A day of the event in a sentence on its place, or only other days; the words of its title, or none of them.
ITS_DAY, OTHER_DAYS = 0.1, -0.15
ITS_WORDS, OTHER_WORDS = 0.15, -0.1
MIN_SCORE = 0.57
MAX_RIVALS, MARGIN = 10, 0.05
EARLY = 10  # how much more a day before an event counts than one after it
SLOW = 5.0  # days in which the weight of a date falls to a third
# Of a place that the headline, the standfirst and the beginning do not name: beside a word of violence, or only in passing.
FURTHER_DOWN, PASSING = 0.4, 0.25
BEGINNING = 300  # characters
MIN_PLACE = 0.3
SAME_PLACE = 0.7


@dataclass(frozen=True)
class Likely:
    """A report that may be about an event: how likely, why, and the words that tell of it best."""

    article: Article
    score: float
    reasons: tuple[str, ...]
    field: str
    start: int
    end: int
    is_cited: bool = False

    @property
    def words(self) -> str:
        return getattr(self.article, self.field)[self.start : self.end]


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
        key=lambda one: (not one.is_cited, -one.score, one.article.pk),
    )
    return _one_a_story(_not_of_rivals(found, event, profile, mentions))[:most]


def _not_of_rivals(found: list[Likely], event: Event, profile: Profile, mentions) -> list[Likely]:
    """Return those whose telling sentence does not fit another event at the place better."""
    rivals = [rival for one in _rivals(event, profile) if (rival := profile_of(one))] if found else []

    def is_of_a_rival(one: Likely) -> bool:
        if one.is_cited:
            return False
        named = mentions.get(one.article.pk, {})
        weighed = (weigh(one.article, rival, named, is_cited=False) for rival in rivals)
        return any(
            other
            and other.score > one.score + MARGIN
            and (other.field, other.start) == (one.field, one.start)
            for other in weighed
        )

    return [one for one in found if not is_of_a_rival(one)]


def _rivals(event: Event, profile: Profile) -> list[Event]:
    """Return other events at its place around its days, the nearest first, without its own parts.

    An event of a data set and one of the archive's own may be the same, so neither takes reports from the other.
    """
    places = [pk for pk, weight in profile.places.items() if weight >= SAME_PLACE]
    days = DateRange(profile.first - timedelta(AFTER), profile.last + timedelta(AFTER), "[]")
    others = Event.objects.filter(place__in=places, date_range__overlap=days)
    others = others.exclude(pk=event.pk).exclude(part_of=event.pk).exclude(status=Event.Status.REJECTED)
    others = (
        others.filter(identifiers__isnull=not event.identifiers.exists()).distinct().select_related("place")
    )
    return sorted(others.oldest_first()[: 10 * MAX_RIVALS], key=lambda other: _apart(other, profile))[
        :MAX_RIVALS
    ]


def _apart(other: Event, profile: Profile) -> int:
    first, last = to_range(other.date_edtf)
    return abs((first - profile.first).days) + abs((last - profile.last).days) if first and last else 10**6


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
    words, title = _weigh_words(profile, article, text)
    if not (place >= MIN_PLACE or (figures == 1.0 and parties >= 0.5) or is_cited):
        return None
    parts = {"date": day, "place": place, "parties": parties, "figures": figures}
    score = (
        sum(WEIGHTS[name] * weight for name, weight in parts.items())
        + CITED * is_cited
        + best.on_days
        + words
    )
    reasons = (["cited by the data set"] if is_cited else []) + [when, where, who, many]
    reasons += ["names a day of it"] if best.on_days > 0 else []
    found = tuple(filter(None, [*reasons, title]))
    return Likely(article, round(score, 3), found, best.field, best.start, best.end, is_cited)


def _weigh_date(article: Article, profile: Profile) -> tuple[float, str]:
    first, last = to_range(article.date_edtf)
    if first is None or last is None:
        return 0.0, ""
    gap = max((first - profile.last).days, EARLY * (profile.first - last).days, 0)
    width = (last - first).days + (profile.last - profile.first).days / 2
    weight = exp(-gap / SLOW) / (1 + width / 30)
    return weight, f"printed {label(article.date_edtf)}" + (
        f", {gap} days later" if gap > 1 and first > profile.last else ""
    )


def _weigh_words(profile: Profile, article: Article, text: str) -> tuple[float, str]:
    share = share_of(profile.title_words, text)
    if share:
        return ITS_WORDS * share, "has words of its title"
    return (
        OTHER_WORDS if profile.title_words and article.language == "en" else 0.0
    ), ""  # titles are English


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
    on_days: float = 0.0


def best_sentence(article: Article, profile: Profile, named: Mapping[int, list]) -> TellingSentence:
    """Return the sentence with most of an event: its place, its parties, its figures, a word for the dead; the headline if none has any.

    A report is about a place that its headline, its standfirst or its beginning names, less so about one named beside a word for what happened.
    """
    best = TellingSentence("headline", 0, len(article.headline), 0.0, (0.0, ""))
    figures, told, days = (0.0, ""), PASSING, DaysTold.of(article, profile)
    for name in ("body", "standfirst", "headline"):
        for sentence in sentences(getattr(article, name)):
            folded = fold(sentence.text)
            place = _place_in(sentence, folded, name, profile, named)
            party = 0.4 if any(_is_in(named.get(pk, []), name, sentence) for pk in profile.parties) else 0.0
            kills = bool(KILLED.search(folded))
            agreed = figures_agree(folded, profile) if kills else (0.0, "")
            figures = max(figures, agreed)
            day = days.weigh(sentence.text, counts=place >= MIN_PLACE)
            if place and (name != "body" or sentence.start < BEGINNING):
                told = 1.0
            elif place and profile.told_by.search(folded):
                told = max(told, FURTHER_DOWN)
            words = share_of(profile.title_words, folded)
            weight = max(place, party) + 0.3 * kills + 0.6 * agreed[0] + 0.6 * words + 2 * day
            if weight > best.weight:
                best = TellingSentence(name, sentence.start, sentence.end, weight, (0.0, ""))
    return TellingSentence(best.field, best.start, best.end, best.weight, figures, told, days.weight)


@dataclass
class DaysTold:
    """Which days the sentences of a report on the place of an event name; none are read where report or event has no day."""

    printed: date | None
    first: date
    last: date
    has_its: bool = False
    has_others: bool = False

    @classmethod
    def of(cls, article: Article, profile: Profile) -> DaysTold:
        first, last = to_range(article.date_edtf)
        printed = first if first == last and profile.has_days else None
        return cls(printed, profile.first, profile.last)

    def weigh(self, text: str, *, counts: bool) -> float:
        """Return what the days that a sentence names say for the event; remember them if it `counts`."""
        found = list(days_told(text, self.printed)) if self.printed else []
        its = any(self.first <= day <= self.last for day in found)
        others = bool(found) and not its
        if counts:
            self.has_its |= its
            self.has_others |= others
        return ITS_DAY * its + OTHER_DAYS * others

    @property
    def weight(self) -> float:
        return ITS_DAY if self.has_its else OTHER_DAYS if self.has_others else 0.0


def _place_in(sentence, folded: str, name: str, profile: Profile, named: Mapping[int, list]) -> float:
    """Return how much of the place of an event a sentence names, other than to date something else by it."""
    here = [
        weight
        for pk, weight in profile.places.items()
        for field, start in named.get(pk, ())
        if field == name
        and sentence.start <= start < sentence.end
        and not is_beside(sentence.text, start - sentence.start)
    ]
    here += [
        weight
        for word, weight in profile.place_names.items()
        if _has_words(folded, word) and not is_beside(folded, folded.find(word))
    ]
    return max(here, default=0.0)


def _is_in(spots: list[tuple[str, int]], name: str, sentence) -> bool:
    return any(field == name and sentence.start <= start < sentence.end for field, start in spots)


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
