"""Spellings on which nothing was tuned before: of places in 19 countries, of provinces, of people, and made by rule.

Halves are by another hash than those of pairs.py: one to tune on, one that is looked at once. A spelling of a register counts if at least
three fifths of its letters agree, in order, with those of a spelling that the archive has: others are other names.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

from rapidfuzz import fuzz

from archive.text.words import name_key
from bench.likeness.pairs import PERSONS, PLACES, Typed, _rows
from bench.likeness.respellings import dressed, respelt

PROVINCES = "geonames/admin1_admin2_world.tsv"
PEOPLE = "names/petrarch_actor_aliases.csv"
SALT = "places, provinces, people"
COUNTRIES = (
    "IQ",
    "IR",
    "SY",
    "YE",
    "LY",
    "LB",
    "PS",
    "SD",
    "SO",
    "SS",
    "ET",
    "ML",
    "TJ",
    "UZ",
    "KG",
    "TM",
    "KZ",
    "PK",
    "UA",
)
# Those of a second draw: with two in which nothing was tuned, and of the others places that the first did not have.
COUNTRIES_AGAIN = ("IN", "IL", *COUNTRIES)
SALT_AGAIN = "places drawn again"
PROVINCES_OF = (*COUNTRIES, "AF", "MM", "LK", "RU", "GE", "AM", "AZ", "TD", "NE", "DZ", "JO", "EG")
LATIN = re.compile(r"[A-Z\u00c0-\u024f\u1e00-\u1eff][^\u0370-\uffff]{2,}")
SORT_OF_PLACE = re.compile(
    r"\b(district|province|region|governorate|oblast|raion|rayon|state|division|county|municipality|tumani|markaz|zone|ville de|cercle de|cercle"
    r"|shahrestan-e)\b",
    re.IGNORECASE,
)
SORT_OF_ARABIC = re.compile(
    r"\b(al|abd|abdul|muham|moham|ahm|hus+e?[iay]|ali|hasan|hassan|khan|rahm|ullah|din)", re.IGNORECASE
)
SORT_OF_SLAVIC = re.compile(r"(ov|ova|ev|eva|sky|skiy|enko|chuk|vich|yev|in)$", re.IGNORECASE)
MOST_OF_COUNTRY, MOST_PROVINCES, MOST_PEOPLE, MOST_TYPED = 45, 25, 500, 2
LEAST_AGREEING = 60


def half_of(text: str, salt: str = SALT) -> int:
    """Return the half, 0 or 1, that a number or name belongs to."""
    return sha256((salt + text).encode()).digest()[0] % 2


def _drawn(texts, most, salt=SALT):
    """Return at most so many, by their hash: the same ones each time, in no order of the register."""
    return sorted(texts, key=lambda text: sha256((salt + str(text)).encode()).digest())[:most]


def _agrees(typed: str, names) -> bool:
    letters = name_key(typed).replace(" ", "")
    return any(fuzz.ratio(letters, name_key(name).replace(" ", "")) >= LEAST_AGREEING for name in names)


def spelt_places(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({place: half of its spellings, with the first}, some of the others), of GeoNames."""
    return _spelt(_places_of(folder, COUNTRIES), SALT)


def places_again(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return the same of other places, of more countries."""
    before = {number for bearers in [spelt_places(folder)[0]] for number in bearers}
    by_country = _places_of(folder, COUNTRIES_AGAIN)
    return _spelt(
        {
            country: {number: texts for number, texts in places.items() if number not in before}
            for country, places in by_country.items()
        },
        SALT_AGAIN,
    )


def _places_of(folder: Path, countries) -> dict[str, dict[str, list[str]]]:
    """Return {country: {place: its spellings in Latin letters, the first one first}}."""
    by_country: dict[str, dict[str, list[str]]] = {country: {} for country in countries}
    for row in _rows(folder / PLACES, "\t"):
        texts = {
            name_key(text): text
            for text in [*row["alternatenames"].split("|"), row["name"]]
            if LATIN.fullmatch(text) and not text.isupper()
        }
        if row["countrycode"] in by_country and len(texts) > 2 and LATIN.fullmatch(row["name"]):
            by_country[row["countrycode"]][row["geonameid"]] = [
                row["name"],
                *(text for key, text in sorted(texts.items()) if key != name_key(row["name"])),
            ]
    return by_country


def _spelt(by_country, salt: str) -> tuple[dict[str, list[str]], list[Typed]]:
    bearers: dict[str, list[str]] = {}
    typed: list[Typed] = []
    for places in by_country.values():
        for number in _drawn(places, MOST_OF_COUNTRY, salt):
            first, *rest = places[number]
            bearers[number] = [first, *(text for text in rest if half_of(number + name_key(text), salt))]
            others = [
                text
                for text in rest
                if not half_of(number + name_key(text), salt) and _agrees(text, bearers[number])
            ]
            typed += [Typed(text, number, half_of(number, salt)) for text in _drawn(others, MOST_TYPED, salt)]
    return _unambiguous(bearers, typed)


def places_by_rule(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({province or district: its name}, spellings of it made by rule); none bears the name of a town in the other set."""
    towns = {key for key, _ in _names_of_towns(folder)}
    by_country: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in _rows(folder / PROVINCES, "\t"):
        country, bare = row["geonames_code"][:2], " ".join(SORT_OF_PLACE.sub("", _plain(row["name"])).split())
        if (
            country in PROVINCES_OF
            and LATIN.fullmatch(row["name"])
            and len(bare) > 2
            and name_key(bare) not in towns
        ):
            by_country[country].setdefault(name_key(bare), (row["geonameid"], row["name"]))
    bearers: dict[str, list[str]] = {}
    typed: list[Typed] = []
    for country in PROVINCES_OF:
        for key in _drawn(by_country[country], MOST_PROVINCES):
            number, name = by_country[country][key]
            bearers[number] = [name]
            chance = random.Random(SALT + number)
            bare = " ".join(SORT_OF_PLACE.sub("", _plain(name)).split())
            for rules in (1, 2):
                text, reasons = respelt(bare, country, chance, rules=rules)
                if reasons:
                    typed.append(
                        Typed(
                            dressed(text, chance) if chance.random() < 0.25 else text, number, half_of(number)
                        )
                    )
    return _unambiguous(bearers, typed)


def _names_of_towns(folder: Path) -> set[tuple[str, str]]:
    """Return (key, country) of all names of towns, with and without their article."""
    names = set()
    for row in _rows(folder / PLACES, "\t"):
        if row["countrycode"] in COUNTRIES:
            names |= {
                (name_key(text), row["countrycode"])
                for text in [row["name"], *row["alternatenames"].split("|")]
            }
    return names


def _plain(name: str) -> str:
    """Return a name without the signs of transliteration, but with its apostrophes."""
    return " ".join(
        "".join(char if char in "‘’'`ʻ-" else name_key(char) for char in word) for word in name.split()
    )


def spelt_people(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({person: a name}, other spellings of it), of lists of actors."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in _rows(folder / PEOPLE, ","):
        if _is_persons(row["name"]) and _is_persons(row["alias"]) and _agrees(row["alias"], [row["name"]]):
            aliases[row["name"].title()].append(row["alias"].title())
    bearers = {name: [name] for name in _drawn(aliases, MOST_PEOPLE)}
    typed = [
        Typed(text, name, half_of(name))
        for name in bearers
        for text in _drawn(dict.fromkeys(aliases[name]), MOST_TYPED)
    ]
    return _unambiguous(bearers, typed)


NO_PERSON = re.compile(
    r"\b(the|of|and|de la|party|army|front|minister|president|state|court|university|bank|republic|city|group|forces|secretary|island|islands"
    r"|governor|council|union|national|committee|department|office|movement|agency|police|province|organization|association|leader|kingdom)\b",
    re.IGNORECASE,
)


def _is_persons(name: str) -> bool:
    return (
        2 <= len(name.split()) <= 5
        and name.replace(" ", "").replace("-", "").replace("'", "").isalpha()
        and not NO_PERSON.search(name)
    )


def people_by_rule(folder: Path) -> tuple[dict[str, list[str]], list[Typed]]:
    """Return ({person: the name}, spellings of it made by rule), of those in lists of actors without other names."""
    rows = list(_rows(folder / PEOPLE, ","))
    named = {row["name"] for row in rows if row["alias"]} | {
        row["name_a"] for row in _rows(folder / PERSONS, ",")
    }
    families = {}
    for row in rows:
        name = row["name"]
        if _is_persons(name) and name not in named:
            if SORT_OF_ARABIC.search(name):
                families[name.title()] = "AF"
            elif SORT_OF_SLAVIC.search(name) and len(name.split()) < 4:
                families[name.title()] = "UA"
    bearers, typed = {}, []
    for name in _drawn(families, MOST_PEOPLE):
        chance = random.Random(SALT + name)
        bearers[name] = [name]
        text, reasons = respelt(name, families[name], chance, rules=chance.choice((1, 2, 3)))
        if reasons:
            typed.append(Typed(text, name, half_of(name)))
    return _unambiguous(bearers, typed)


def _unambiguous(
    bearers: dict[str, list[str]], typed: list[Typed]
) -> tuple[dict[str, list[str]], list[Typed]]:
    """Leave out bearers of a name that another has, and what is typed that somebody is known by."""
    owner: dict[str, str] = {}
    kept = {}
    for bearer, names in bearers.items():
        if not any(owner.get(name_key(name), bearer) != bearer for name in names):
            kept[bearer] = names
            owner |= {name_key(name): bearer for name in names}
    seen: set[tuple[str, str]] = set()
    chosen = []
    for one in typed:
        key = name_key(one.text)
        if one.bearer in kept and key and key not in owner and (key, one.bearer) not in seen:
            seen.add((key, one.bearer))
            chosen.append(one)
    return kept, chosen


def strangers(folder: Path) -> list[str]:
    """Return names of places in countries of which the archive has none: what is offered for them is wrong."""
    names = {
        row["name"]: row["countrycode"]
        for row in _rows(folder / PLACES, "\t")
        if LATIN.fullmatch(row["name"])
    }
    return _drawn([name for name, country in names.items() if country in ("IN", "IL", "CD")], 400)
