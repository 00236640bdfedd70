"""The page of all components is for those who are signed in, and shows what the pages are made of."""

from __future__ import annotations

import re

from django.conf import settings

from archive.presentation import samples

TEMPLATES = settings.BASE_DIR / "templates"
SHOWN = ["search-box--large", "button--fill", "field-error", "chip--not", "pagination", "notice--alarm", "empty", "disclosure",
         "sign--person", "sign--place", "sign--faction", "sign--source", "date--exact", "date--uncertain", "date--undated", "entity-list",
         "report-list", "result", "copies", "facet-value--selected", "facet-value--excluded", "facet-value--none", "facet-depth-3",
         "histogram", "grade--possible", "cited-sources", "cited-unsourced", "choices",
         "dispute", "claim-words", "claim-hedges", "claim-against", "claim-note",
         "question--disputed", "value--disputed", "figures-open", "figures-line--denied", "value-against", "beside", "in-short", "claimants",
         "bar-possible", "bar-events", "lane-span--span", "lane-event", "lane-report", "map-disc", "map-spot", "map-event-disc", "map-event",
         "map-leader", "map-count", "map-label--wide"]  # fmt: skip


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get("/about/design/").headers["Location"].startswith("/admin/login/?next=/about/design/")


def test_every_component_is_shown(admin_client):
    answer = admin_client.get("/about/design/")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    shown = {name for names in re.findall(r'class="([^"]*)"', answer.text) for name in names.split()}
    assert not set(SHOWN) - shown


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
