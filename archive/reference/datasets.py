"""The data sets on conflicts that the archive reads: who makes them, under which terms, and how they are cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Dataset:
    """One data set: its key (the scheme of its events' identifiers), its names, its terms of use and its literature."""

    key: str
    name: str
    short: str
    """The name by which its claims are signed: UCDP GED."""
    publisher: str
    url: str
    licence: str
    licence_url: str
    citation: str
    papers: Mapping[str, str] = field(default_factory=dict)
    """The paper that its makers ask to be cited for a version."""
    why_private: str = ""
    """Why its rows are shown to curators alone; empty if readers may see them."""

    @property
    def is_private(self) -> bool:
        return bool(self.why_private)


@dataclass(frozen=True)
class Attribution:
    """What has to be said wherever something of a data set is shown: who made it, how to cite it, under which licence."""

    text: str
    citation: str
    licence: str
    licence_url: str
    url: str


UCDP = "Uppsala Conflict Data Program"


def _of_ucdp(
    key: str, name: str, short: str, citation: str, papers: Mapping[str, str] = MappingProxyType({})
) -> Dataset:
    """Describe a data set of UCDP: its makers and terms of use are those of all of them."""
    return Dataset(
        key, name, short, f"{UCDP}, Department of Peace and Conflict Research, Uppsala University", "https://ucdp.uu.se/downloads/",
        "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", citation, papers,
    )  # fmt: skip


# The cover of UCDP's codebook of actors 22.1 asks for the paper of its year; that of the GED codebook 22.1 for Sundberg and Melander, and
# "when appropriate" for the codebook. Titles, authors and issues of the other years are as the journal has them.
ORGANISED_VIOLENCE: Mapping[str, str] = MappingProxyType(
    {
        "19.1": "Pettersson, Therése, Stina Högbladh & Magnus Öberg (2019). Organized violence, 1989–2018 and peace agreements. "
        "Journal of Peace Research 56(4).",
        "21.1": "Pettersson, Therése, Shawn Davies, Amber Deniz, Garoun Engström, Nanar Hawach, Stina Högbladh, Margareta Sollenberg & "
        "Magnus Öberg (2021). Organized violence 1989–2020, with a special emphasis on Syria. Journal of Peace Research 58(4).",
        "22.1": "Davies, Shawn, Therése Pettersson & Magnus Öberg (2022). Organized violence 1989–2021 and drone warfare. "
        "Journal of Peace Research 59(4).",
        "23.1": "Davies, Shawn, Therése Pettersson & Magnus Öberg (2023). Organized violence 1989–2022, and the return of "
        "conflict between states. Journal of Peace Research 60(4).",
        "24.1": "Davies, Shawn, Garoun Engström, Therése Pettersson & Magnus Öberg (2024). Organized violence 1989–2023, and "
        "the prevalence of organized crime groups. Journal of Peace Research 61(4).",
        "25.1": "Davies, Shawn, Therése Pettersson, Margareta Sollenberg & Magnus Öberg (2025). Organized violence 1989–2024, and the "
        "challenges of identifying civilian victims. Journal of Peace Research 62(4).",
    }
)

DATASETS: tuple[Dataset, ...] = (
    _of_ucdp(
        "ucdp-ged", "UCDP Georeferenced Event Dataset", "UCDP GED",
        "Sundberg, Ralph & Erik Melander (2013). Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace Research 50(4).",
        ORGANISED_VIOLENCE,
    ),
    _of_ucdp(
        "ucdp-dyadic", "UCDP Dyadic Dataset", "UCDP Dyadic",
        "Harbom, Lotta, Erik Melander & Peter Wallensteen (2008). Dyadic dimensions of armed conflict, 1946–2007. "
        "Journal of Peace Research 45(5).",
        ORGANISED_VIOLENCE,
    ),
    _of_ucdp(
        "ucdp-actor", "UCDP Actor Dataset", "UCDP Actor",
        "UCDP Actor Dataset, Department of Peace and Conflict Research, Uppsala University.",
    ),
    Dataset(
        "acled", "Armed Conflict Location & Event Data", "ACLED", "ACLED", "https://acleddata.com/",
        licence="ACLED’s terms of use", licence_url="https://acleddata.com/eula",
        citation="Raleigh, Clionadh et al. (2010). Introducing ACLED: an armed conflict location and event dataset. "
        "Journal of Peace Research 47(5).",
        why_private="ACLED’s terms of use forbid passing its rows on, so they, their events and their claims are shown to curators "
        "alone; an event becomes public when a report of the archive tells of it",
    ),
)  # fmt: skip
DATASET_OF: Mapping[str, Dataset] = MappingProxyType({dataset.key: dataset for dataset in DATASETS})

# GEDEvent_v24_1, GEDEvent_v26_0_7, ged231, ucdp-actor-221
VERSION = re.compile(
    r"(?:v|ged|actor-?|dyadic-?|brd-?)(?:(\d{2})[_.](\d{1,2})(?:[_.](\d{1,2}))?|(\d{2})(\d))(?!\d)",
    re.IGNORECASE,
)


def attribution_of(dataset: str, version: str = "") -> Attribution | None:
    """Return what has to be said wherever something of a data set is shown; None for a data set that is not known.

    Args:
        dataset: its key, as DatasetRow and EventIdentifier have it.
        version: the version of the row: 24.1, or for ACLED the day on which it was received.
    """
    known = DATASET_OF.get(dataset)
    if known is None:
        return None
    when = "accessed" if known.is_private else "version"
    named = f"{known.name}, {when} {version}" if version else known.name
    cited = " ".join(filter(None, [known.papers.get(version, ""), known.citation]))
    return Attribution(f"{named}. {known.publisher}.", cited, known.licence, known.licence_url, known.url)


def family_of(dataset: str) -> str:
    """Return the family of a data set, whose members share one list of actors: ucdp, acled."""
    return dataset.partition("-")[0]


def signature_of(dataset: str, version: str = "") -> str:
    """Return the words by which a data set signs its claims: UCDP GED 24.1. The day of access is left out."""
    known = DATASET_OF[dataset]
    return known.short if known.is_private or not version else f"{known.short} {version}"


def side_in_words(side: str) -> str:
    """Return what a figure is for, where its side has no entry."""
    return f"on the side of {side}"[:200]


def version_in(name: str) -> str:
    """Return the version that the name of a UCDP file gives: 24.1 for GEDEvent_v24_1.csv and ged241.csv; empty if none."""
    found = VERSION.search(name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return ".".join(part for part in found.groups() if part) if found else ""


def version_line(version: str) -> str:
    """Return the line that a version belongs to: "candidate" for the monthly 24.0.5, otherwise "yearly"."""
    return "candidate" if version.split(".")[1:2] == ["0"] else "yearly"
