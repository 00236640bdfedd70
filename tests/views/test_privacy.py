"""Pages that depend on being signed in are cached nowhere; public ones may be."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    """Return the client of somebody who may do everything."""
    client.force_login(get_user_model().objects.create_superuser("editor"))
    return client


def test_the_page_of_a_draft_is_kept_nowhere(editor):
    draft = make_article(status="draft")

    response = editor.get(draft.get_absolute_url())

    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/archive/article/",
        "/admin/archive/source/add/",
        "/admin/jsi18n/",
        "/admin/archive/article/paste/",
    ],
)
def test_the_admin_is_kept_nowhere(editor, path):
    response = editor.get(path)

    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_that_a_report_is_a_draft_is_not_kept_for_others(client):
    response = client.get(make_article(status="draft").get_absolute_url())

    assert response.status_code == 404
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("path", ["/", "/search/", "/search.json", "/people/", "/sources/", "/about/"])
def test_public_pages_may_be_kept_and_what_programs_read_is_the_same_for_everybody(client, editor, path):
    """Pages differ by the cookie of the language, and for whoever is signed in by the bar: tests/views/test_desk_bar.py."""
    make_source(slug="gazette")
    stranger, signed_in = (visitor.get(path) for visitor in (type(client)(), editor))

    assert "private" not in stranger.get("Cache-Control", "")
    for response in (stranger, signed_in):
        assert ("Cookie" in response.get("Vary", "")) == (not path.endswith(".json"))
    if path.endswith(".json"):
        assert stranger.content == signed_in.content
        assert "private" not in signed_in.get("Cache-Control", "")
