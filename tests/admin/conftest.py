"""Members of the three groups, and clients signed in as them."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client


def make_colleague(name, *, group=None, **values):
    """Add somebody who may use the admin, in one of the groups."""
    if group and not Group.objects.filter(name=group).exists():
        # A test that empties the database, as browser tests do, deletes the groups too.
        (make_groups,) = importlib.import_module("archive.migrations.0004_groups").Migration.operations
        make_groups.code(apps, connection.schema_editor())
    user = get_user_model().objects.create_user(name, password="x", is_staff=True, **values)
    user.groups.set(Group.objects.filter(name=group))
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def contributor(db):
    return signed_in(make_colleague("carla", group="Contributor"))


@pytest.fixture
def curator(db):
    return signed_in(make_colleague("anna", group="Curator", first_name="Anna", last_name="Kay"))


@pytest.fixture
def other_curator(db):
    return signed_in(make_colleague("boris", group="Curator"))


@pytest.fixture
def editor(db):
    return signed_in(make_colleague("edith", group="Editor"))


@pytest.fixture
def superuser(db):
    return signed_in(make_colleague("root", is_superuser=True))
