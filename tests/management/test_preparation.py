from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from archive.hosting import secrets
from archive.management import preparation

pytestmark = pytest.mark.django_db
# Promised by README and CHANGELOG to anyone who starts an archive.
PROMISED = [
    "add_article", "change_article", "publish_article", "withdraw_article", "delete_article", "merge_entity", "protect_entity",
    "view_batch", "view_capture", "change_boilerplaterule", "review_mention",
]  # fmt: skip


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.ARCHIVE_HOME = tmp_path
    return tmp_path


def make_account(name, *, group, **kwargs):
    account = get_user_model().objects.create_user(name, is_staff=True, **kwargs)
    account.groups.set(Group.objects.filter(name=group))
    return account


def groups_of(name):
    return sorted(Group.objects.filter(user__username=name).values_list("name", flat=True))


def test_the_first_account_may_do_all_that_is_promised_and_make_others(home):
    assert preparation.make_first_account() == ""

    editor = get_user_model().objects.get()
    assert editor.username == "editor" and not editor.is_superuser
    assert all(editor.has_perm(f"archive.{right}") for right in PROMISED)
    assert editor.has_perm("auth.add_user") and editor.has_perm("auth.change_user")
    assert preparation.login() == (
        f"as editor, password {secrets.persistent(home / 'editor_password')} (kept in {home / 'editor_password'})"
    )


def test_a_second_start_makes_no_second_account():
    preparation.make_first_account()
    preparation.make_first_account()

    assert get_user_model().objects.count() == 1


def test_the_first_account_of_an_older_archive_keeps_its_name_and_password_and_becomes_an_editor(home):
    password = secrets.persistent(home / "curator_password", length=16)
    make_account("curator", group="Curator", password=password)

    said = preparation.make_first_account()

    assert said == "The account curator is an Editor now: there was none, and nobody else could make one."
    assert groups_of("curator") == ["Curator", "Editor"]
    assert preparation.login().startswith(f"as curator, password {password} ")
    assert not (home / "editor_password").exists()
    assert preparation.make_first_account() == ""


def test_nobody_is_raised_where_there_is_an_editor_or_superuser(home):
    secrets.persistent(home / "curator_password", length=16)
    make_account("curator", group="Curator")
    make_account("chief", group="", is_superuser=True)

    assert preparation.make_first_account() == ""
    assert groups_of("curator") == ["Curator"]


def test_accounts_that_no_start_made_are_left_alone():
    make_account("curator", group="Curator")

    assert preparation.make_first_account() == ""
    assert groups_of("curator") == ["Curator"]
    assert preparation.login() == "with an account of yours"
