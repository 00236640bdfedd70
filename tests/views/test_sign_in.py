"""Signing in, and trying to too often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.db.models import F
from django.test import Client
from django.urls import resolve, reverse

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RIGHT, WRONG = "a word for tests", "another word"


@pytest.fixture(autouse=True)
def accounts() -> None:
    """Let an editor and a curator have accounts."""
    for name in ("editor", "curator"):
        get_user_model().objects.create_superuser(name, password=RIGHT)


def sign_in(name: str = "editor", password: str = RIGHT, *, address: str = "192.0.2.1", leading_to: str = ""):
    form = {"username": name, "password": password} | ({"next": leading_to} if leading_to else {})
    return Client(REMOTE_ADDR=address).post(LOGIN, form)


def fail(times: int, **whose: str) -> list[int]:
    return [sign_in(password=WRONG, **whose).status_code for _ in range(times)]


def test_who_fails_ten_times_has_to_wait_and_the_page_says_how_long():
    assert fail(9) == [200] * 9
    assert fail(1) == [429]

    refused = sign_in()

    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert (
        "Too many attempts to sign in to this account have failed. Try again in 15 minutes."
        in refused.content.decode()
    )
    assert "<form" in refused.content.decode()
    assert "sessionid" not in refused.cookies


def test_a_stranger_keeps_nobody_out_who_comes_from_elsewhere():
    fail(12)

    assert sign_in(address="198.51.100.7").status_code == 302
    assert sign_in("curator").status_code == 302


def test_what_a_visitor_claims_of_the_own_address_counts_for_nothing():
    for number in range(12):
        answer = Client(REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": f"203.0.113.{number}"}).post(
            LOGIN, {"username": "editor", "password": WRONG}
        )

    assert answer.status_code == 429


def test_trying_on_does_not_make_the_wait_longer_and_after_it_all_is_well():
    fail(10)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert fail(3) == [429] * 3
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))

    assert sign_in().status_code == 302


def test_no_address_is_remembered_after_the_wait():
    fail(3)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=16))

    fail(1, address="198.51.100.7")

    assert list(AccessAttempt.objects.values_list("ip_address", flat=True)) == ["198.51.100.7"]


@pytest.mark.parametrize(
    "leading_to", ["", "//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_whoever_signed_in_comes_to_a_page_that_exists(leading_to):
    assert sign_in(leading_to=leading_to)["Location"] == reverse("admin:index")


def test_whoever_signed_in_comes_back_to_where_they_were():
    there = sign_in(leading_to="/admin/archive/article/")["Location"]

    assert there == "/admin/archive/article/"
    assert resolve(there)
