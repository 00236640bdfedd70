"""Every component in every state is for everybody, fits a phone, and shows the keyboard where it is."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.browser.test_accessibility import (
    PHONE,
    WIDE,
    assert_axe_finds_nothing,
    assert_every_stop_of_the_keyboard_shows_where_it_is,
    assert_it_fits,
)


@pytest.fixture
def signed_in(own_page, live_server, admin_client):
    """Open a page as somebody who has signed in."""
    session = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    own_page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    return own_page


def test_every_component_is_for_everybody(signed_in):
    for size in (WIDE, PHONE):
        signed_in.set_viewport_size(size)
        signed_in.goto("/about/design/")
        assert_it_fits(signed_in, size)
        assert_axe_finds_nothing(signed_in)
    signed_in.set_viewport_size(WIDE)
    assert_every_stop_of_the_keyboard_shows_where_it_is(signed_in)
