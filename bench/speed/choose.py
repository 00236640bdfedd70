"""Choose the questions of a run from the data of an archive: for each kind, three disjoint sets.

One set warms up, one is measured, one is asked by several concurrent readers. The seed is fixed.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.speed.material import BANDS, SHORTEST, WORD, Material, Sampled, gather
from bench.speed.plan import Plan
from bench.speed.question import Question, Term
from bench.speed.world import SEED

SETS = ("measured", "warm-up", "readers")
TRIES = 400  # for each question that is wanted
CONTROLS = 6  # questions of a kind whose answers are compared between tools
DEEP_PAGES = (50, 500)
Maker = Callable[[Material, random.Random], Question | None]


def choose(size: int, number: int) -> dict[str, list[dict]]:
    """Return the sets of questions, and control questions with words alone or filters alone."""
    material = gather(size)
    sets: dict[str, list[Question]] = {name: [] for name in SETS}
    for kind, make in kinds().items():
        made = distinct(kind, make, material, 3 * number)
        share = min(number, -(-len(made) * 2 // 3))  # most of the few very common words are measured
        rest = (len(made) - share + 1) // 2
        for name, first, last in zip(
            SETS, (0, share, share + rest), (share, share + rest, None), strict=True
        ):
            sets[name] += made[first:last]
    sets["suggestions"] = distinct("suggestion", _suggestion, material, 10 * number)
    found = {name: [question.as_json() for question in questions] for name, questions in sets.items()}
    return found | {"controls": [question.as_json() for question in controls(sets["measured"])]}


def controls(questions: list[Question]) -> list[Question]:
    """Return questions on whose counts all tools must agree: one word, or filters alone."""
    kinds = {*(f"{band} word" for band in BANDS), "filters alone", "dates alone", "word and place"}
    asked: dict[str, list[Question]] = {}
    for question in questions:
        if question.kind in kinds and question.page == 1:
            asked.setdefault(question.kind, []).append(question)
    return [question for group in asked.values() for question in group[:CONTROLS]]


def distinct(kind: str, make: Maker, material: Material, number: int) -> list[Question]:
    """Make up to a number of different questions of a kind."""
    chance = random.Random(f"{SEED} {kind}")
    made: dict[str, Question] = {}
    for _ in range(number * TRIES):
        question = make(material, chance)
        if question:
            made.setdefault(question.query, question)
        if len(made) == number:
            break
    return list(made.values())


def kinds() -> dict[str, Maker]:
    """Return how each kind of question is made."""
    made: dict[str, Maker] = {f"{band} word": _word(f"{band} word", band) for band in BANDS}
    made |= {"two words": _words("two words", 2), "three words": _words("three words", 3)}
    for band in ("rare", "middling", "common"):
        made[f"phrase of {band} words"] = _phrase(f"phrase of {band} words", band)
    made |= {"name": _name, "beginning of a word": _beginning}
    made |= {f"word and {name}": _word_and(f"word and {name}", name) for name in FILTERS}
    made |= {"filters alone": _filters_alone, "dates alone": _dates_alone, "no words": _no_words}
    made |= {f"page {page}": _deep(page) for page in DEEP_PAGES}
    return made | {"newest first": _newest}


def _word(kind: str, band: str) -> Maker:
    def make(material: Material, chance: random.Random) -> Question:
        return Question(kind, (Term("word", chance.choice(material.words[band])),))

    return make


def _words(kind: str, number: int) -> Maker:
    """Words of one report, middling to very common, so that something is found."""

    def make(material: Material, chance: random.Random) -> Question | None:
        report = chance.choice(material.reports)
        known = sorted({word for word in report.words if material.band_of.get(word, "rare") != "rare"})
        words = chance.sample(known, min(number, len(known)))
        return Question(kind, tuple(Term("word", word) for word in words)) if len(words) == number else None

    return make


def _phrase(kind: str, band: str) -> Maker:
    """Two or three consecutive words of some report; the rarest of them is in the band."""

    def make(material: Material, chance: random.Random) -> Question | None:
        words = WORD.findall(chance.choice(material.reports).text)
        length = chance.choice((2, 3))
        start = chance.randrange(len(words) - length)
        phrase = words[start : start + length]
        bands = [material.band_of.get(word) for word in phrase]
        fits = None not in bands and min(bands, key=list(BANDS).index) == band
        return Question(kind, (Term("phrase", " ".join(phrase)),)) if fits else None

    return make


def _name(material: Material, chance: random.Random) -> Question:
    """A name in either spelling: every other one from a report, so that frequent names are frequent."""
    if chance.random() < 0.5:
        return Question("name", (Term("name", chance.choice(material.names)),))
    return Question("name", (Term("name", chance.choice(chance.choice(material.reports).entities)[2]),))


def _beginning(material: Material, chance: random.Random) -> Question | None:
    word = chance.choice(material.words[chance.choice(("middling", "common"))])
    length = chance.randint(SHORTEST, 6)
    return (
        Question("beginning of a word", (Term("beginning", word[:length]),)) if len(word) > length else None
    )


# Filters, with the values of some report


def _entity(kind: str) -> Callable[[Sampled, random.Random], tuple | None]:
    def choose_one(report: Sampled, chance: random.Random) -> tuple | None:
        slugs = [slug for of_kind, slug, _ in report.entities if of_kind == kind]
        return ((kind, chance.choice(slugs)),) if slugs else None

    return choose_one


def _dates(report: Sampled, chance: random.Random) -> tuple | None:
    """A year, or days from the year of the report to some years after it."""
    year = report.date[:4]
    if not year:
        return None
    if chance.random() < 0.5:
        return (("year", year),)
    return (
        ("from", f"{year}-0{chance.randint(1, 9)}-15"),
        ("to", f"{int(year) + chance.randint(1, 9)}-06-30"),
    )


def _language(report: Sampled, chance: random.Random) -> tuple | None:
    return (("language", report.language),) if report.language else None


FILTERS: dict[str, Callable[[Sampled, random.Random], tuple | None]] = {
    "person": _entity("person"),
    "place": _entity("place"),
    "source": lambda report, chance: (("source", report.source),),
    "dates": _dates,
    "language": _language,
}


def _word_and(kind: str, name: str) -> Maker:
    def make(material: Material, chance: random.Random) -> Question | None:
        report = chance.choice(material.reports)
        words = [word for word in report.words if material.band_of.get(word) in ("middling", "common")]
        chosen = FILTERS[name](report, chance)
        return Question(kind, (Term("word", chance.choice(words)),), chosen) if words and chosen else None

    return make


def _filters_alone(material: Material, chance: random.Random) -> Question | None:
    """One value, or two of different facets, of one report."""
    report = chance.choice(material.reports)
    names = chance.sample(("person", "place", "source", "language"), chance.choice((1, 1, 2)))
    chosen = [FILTERS[name](report, chance) for name in names]
    return Question("filters alone", filters=sum(chosen, ())) if all(chosen) else None


def _dates_alone(material: Material, chance: random.Random) -> Question | None:
    chosen = _dates(chance.choice(material.reports), chance)
    return Question("dates alone", filters=chosen) if chosen else None


def _no_words(material: Material, chance: random.Random) -> Question:
    page = 1 if chance.random() < 0.3 else chance.randint(2, 40)
    return Question("no words", page=page, sort=chance.choice(("", "oldest")))


def _deep(page: int) -> Maker:
    def make(material: Material, chance: random.Random) -> Question:
        word = chance.choice(material.words[chance.choice(("common", "very common"))])
        return Question(f"page {page}", (Term("word", word),), page=page)

    return make


def _newest(material: Material, chance: random.Random) -> Question:
    band = chance.choice(("middling", "common", "very common"))
    return Question("newest first", (Term("word", chance.choice(material.words[band])),), sort="newest")


def _suggestion(material: Material, chance: random.Random) -> Question:
    """The first letters of a name, as typed."""
    name = chance.choice(material.names)
    return Question("suggestion", (Term("word", name[: chance.randint(1, min(8, len(name)))].strip()),))


def measure(plan: Plan) -> None:
    """Store the questions of this size for all parts."""
    import django

    django.setup()
    plan.keep("questions", {"number": plan.questions, "sets": choose(plan.size, plan.questions)})
