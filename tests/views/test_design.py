"""The page of all components is for those who are signed in, and shows what the pages are made of."""

from __future__ import annotations

import re

from django.conf import settings

from archive.presentation import samples
from tests.presentation.test_sheets import rules

TEMPLATES = settings.BASE_DIR / "templates"
CSS = settings.BASE_DIR / "static" / "css"
OF_ALL_PAGES = {
    "error.css",
    "print.css",
    "home.css",
}  # the home page has one of each of its parts, and its quotations are shown
# What only arranges the parts of a page, whatever these are.
ARRANGES = {
    "article-layout", "between", "cite-layout", "cite-part", "company", "coverage-columns", "draft-banner", "entity-head", "entity-layout",
    "entity-path", "entity-side", "entity-text", "entity-years", "event-head", "event-layout", "event-lead", "event-main", "event-list",
    "facet-find", "facet-page-find", "help-layout", "index", "index-choices", "index-find", "index-head", "index-notice", "index-tools",
    "listed-facets", "listed-layout", "map-areas", "map-bar", "map-chips", "map-closer", "map-events", "map-figure", "map-foot", "map-layout",
    "map-lists", "map-stage", "map-time", "map-views", "map-ways", "missing", "near", "near-all", "on-day", "others-head", "overview",
    "place-inside", "place-trees", "report-beside", "report-foot", "report-side", "reports-more", "search-head", "search-help",
    "search-layout", "search-main", "search-side", "search-top", "search-ways", "side-part", "sides", "standing", "state", "states",
    "states-commands", "states-count", "states-others", "story-text", "timeline-beside", "timeline-undated", "timeline-ways", "way-back",
    "with-aside", "company-note", "entity-empty", "cited-lead", "cited-more", "origins-note", "grammar", "hash", "attached", "attached-one",
}  # fmt: skip
# What scripts add to a page, or only a page with the files of an archive can have: a logo, an outline, the sheet of filters that is the
# whole window.
ADDED = {
    "drag-range", "is-told", "label", "suggest-wrap", "suggestions", "map--moving", "map--waiting", "map-hint", "map-how", "map-slider",
    "map-slider-range", "logo", "desk-bar-said", "map--narrow", "map--wide", "map-border", "map-lake", "map-locator", "map-province-lines",
    "map-world", "coverage-map", "step", "steps", "facet-way", "facet-ways--sent", "filters-open", "to-facets", "sheet-body", "sheet-foot",
    "sheet-head", "other-views", "year-check", "date-end", "date-filter", "date-pair",
}  # fmt: skip
# One of a scale whose others are shown.
OF_A_SCALE = {
    "facet-depth-4", "facet-depth-5", "histogram--12", "histogram--18", "histogram--31", "histogram--39",
    "facet-values--columns", "facet--turned", "lane-span--event", "spellings", "bar", "cited-reason",
}  # fmt: skip


def classes_of_components() -> set[str]:
    """Return the classes that the sheets give a look."""
    sheets = (sheet.read_text() for sheet in CSS.rglob("*.css") if sheet.name not in OF_ALL_PAGES)
    selectors = (rule.selector for sheet in sheets for rule in rules(sheet))
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/about/design/").headers["Location"].startswith("/admin/login/?next=/about/design/")


def test_every_component_is_shown(admin_client):
    answer = admin_client.get("/about/design/")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    shown = {name for names in re.findall(r'class="([^"]*)"', answer.text) for name in names.split()}
    exempt = ARRANGES | ADDED | OF_A_SCALE
    assert not classes_of_components() - shown - exempt
    assert not exempt & shown, "shown now: no exception any more"
    assert not exempt - classes_of_components(), "gone from the sheets"


def test_every_token_is_shown_with_its_value(admin_client):
    text = admin_client.get("/about/design/").text
    for token in [*samples.tokens(), *samples.tokens("--size-"), *samples.tokens("--space-")]:
        assert f"<code>{token.name}</code>" in text
        assert token.value in text
    assert ("--paper", "#fbfaf6", "#171512") in samples.tokens()


def test_every_include_of_the_public_pages_is_used(admin_client):
    text = (TEMPLATES / "pages" / "design.html").read_text()
    frame = {
        "_contact.html",
        "_desk_bar.html",
        "_facets.html",
        "_icon.html",
        "_nav.html",
        "_nav_link.html",
        "_languages.html",
        "_list_said.html",
        "_to_facets.html",
    }
    assert {path.name for path in (TEMPLATES / "includes").glob("*.html")} - frame == set(
        re.findall(r"includes/(_\w+\.html)", text)
    )


def test_every_part_is_used(admin_client):
    text = (TEMPLATES / "pages" / "design.html").read_text()
    imported = {"cited.html", "claims.html", "facet_head.html", "facet_values.html"}  # macros of the others
    elsewhere = {"cited_facts.html", "date.html", "entity_link.html", "reports_naming.html", "histogram.html"}
    parts = {path.name for path in (TEMPLATES / "parts").glob("*.html")}
    assert parts - imported - elsewhere == set(re.findall(r'part "(\w+\.html)"', text))
