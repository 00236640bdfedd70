from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from edtf import parse_edtf

from archive.reference.predicates import AFFILIATIONS, RELATIONS

DEMO = Path(__file__).resolve().parent.parent / "fixtures" / "demo"
KINDS = ("places", "people", "factions")
EVIDENCED = ("events", "claims", "statements")
MINIMUM = {"sources": 4, "places": 60, "people": 40, "factions": 25}


def load(name: str) -> list[dict]:
    """Read one JSON list of the demo content."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def reports() -> list[dict]:
    """Read the demo reports, one from each line."""
    lines = (DEMO / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("name", "least"), MINIMUM.items())
def test_it_holds_enough_of_each_kind_under_unique_slugs(name, least):
    slugs = Counter(row["slug"] for row in load(name))
    assert len(slugs) >= least
    assert [slug for slug, count in slugs.items() if count > 1] == []


@pytest.mark.parametrize("name", KINDS)
def test_it_starts_each_list_of_names_with_the_primary_one_and_repeats_none(name):
    for row in load(name):
        texts = [spelling["text"] for spelling in row["names"]]
        assert texts[0] == row["name"]
        assert len(texts) == len(set(texts)), row["slug"]


def test_it_marks_a_name_that_several_bear_as_ambiguous():
    bearers = defaultdict(list)
    for name in KINDS:
        for row in load(name):
            for spelling in row["names"]:
                bearers[spelling["text"].casefold()].append((row["slug"], spelling.get("ambiguous", False)))
    shared = {text: found for text, found in bearers.items() if len({slug for slug, _ in found}) > 1}
    assert "malik" in shared
    assert [text for text, found in shared.items() if not all(marked for _, marked in found)] == []


def test_it_puts_every_place_inside_one_country():
    places = {place["slug"]: place for place in load("places")}
    for place in places.values():
        seen = set()
        while place["parent"]:
            assert place["slug"] not in seen
            seen.add(place["slug"])
            place = places[place["parent"]]
        assert place["place_type"] == "country"


def test_it_gives_every_place_a_point_on_the_globe():
    for place in load("places"):
        assert -90 <= place["latitude"] <= 90
        assert -180 <= place["longitude"] <= 180


def test_it_gives_each_external_id_to_one_entity():
    found = Counter(
        (external["scheme"], external["value"])
        for name in KINDS
        for row in load(name)
        for external in row["external_ids"]
    )
    assert [key for key, count in found.items() if count > 1] == []


def test_it_writes_every_date_as_edtf():
    fields = ("born_edtf", "died_edtf", "founded_edtf", "dissolved_edtf", "date_edtf")
    rows = [*load("people"), *load("factions"), *reports()]
    dates = {row[field] for row in rows for field in fields if row.get(field)}
    assert len(dates) > 100
    for text in dates:
        parse_edtf(text)


def test_it_says_where_the_date_of_a_report_comes_from_unless_it_has_none():
    for report in reports():
        assert report["date_basis"] in (("stated", "inferred") if report["date_edtf"] else ("",))
        # Dates that were not printed are inferred.
        assert report["date_printed"] or not report["date_edtf"] or report["date_basis"] == "inferred"
    undated = [report for report in reports() if not report["date_edtf"]]
    assert len(undated) >= 5


def test_it_holds_at_least_80_reports_of_120_to_400_words_under_known_digests():
    sources = {source["slug"] for source in load("sources")}
    rows = reports()
    assert len(rows) >= 80
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert 120 <= len(row["text"].split()) <= 400, row["id"]
        assert row["source"] in sources
        assert row["headline"]


def test_it_holds_copies_of_one_story_under_several_digests():
    stories = defaultdict(set)
    for row in reports():
        if row["story"]:
            stories[row["story"]].add(row["source"])
    assert len(stories) >= 3
    assert [story for story, digests in stories.items() if len(digests) < 2] == []


@pytest.mark.parametrize("name", EVIDENCED)
def test_it_rests_each_statement_event_and_claim_on_words_that_stand_in_a_report(name):
    fields = {"body": "text", "headline": "headline", "standfirst": "standfirst"}
    texts = {row["id"]: row for row in reports()}
    for row in load(name):
        assert row["passages"], row
        for quoted in row["passages"]:
            text = texts[quoted["report"]][fields[quoted.get("field", "body")]]
            assert quoted["words"] in text, (row.get("key"), quoted)


def test_it_holds_enough_affiliations_relations_events_and_claims():
    statements = Counter(row["predicate"] for row in load("statements"))
    assert sum(statements[key] for key in AFFILIATIONS) >= 60
    assert sum(statements[key] for key in RELATIONS) >= 20
    assert len(load("events")) >= 25
    assert len(load("claims")) >= 80
    acts = Counter(row["act"] for row in load("claims"))
    assert min(acts[act] for act in ("asserts", "denies", "confirms", "doubts", "retracts", "predicts")) > 0


def test_its_titles_of_events_tell_no_outcome_and_no_figure():
    outcome = re.compile(
        r"\b(fall|falls|fell|taken|captured?|victory|defeat|killed|dead|death|massacre)\b", re.IGNORECASE
    )
    for event in load("events"):
        title = event["title"]
        assert not outcome.search(title), title
        dates = re.compile(r"\b(\d{1,2} (?=[A-Z]))?([A-Z][a-z]+ )?(19|20)\d\d$")
        assert not re.search(r"\d", dates.sub("", title)), title


def test_its_claims_of_the_report_itself_name_no_other_claimant():
    for claim in load("claims"):
        named = claim.get("claimant") or claim.get("claimant_words")
        assert bool(named) == (claim["claimant_sort"] != "journalist"), claim["key"]


def test_its_rows_of_data_sets_hold_facts_alone():
    rows = 0
    for path in DEMO.glob("ged*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not re.search("headline|source_art", lines[0]), path
        rows += len(lines) - 1
    assert rows >= 30
