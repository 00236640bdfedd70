"""The groups that come with the migrations."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

pytestmark = pytest.mark.django_db


def rights_of(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_each_group_may_do_what_the_one_before_it_may():
    contributor, curator, editor = map(rights_of, ("Contributor", "Curator", "Editor"))
    assert contributor < curator < editor


@pytest.mark.parametrize(
    "right, groups",
    [
        ("add_article", ["Contributor", "Curator", "Editor"]),
        ("publish_article", ["Curator", "Editor"]),
        ("review_mention", ["Curator", "Editor"]),
        ("change_person", ["Curator", "Editor"]),
        ("withdraw_article", ["Editor"]),
        ("merge_entity", ["Editor"]),
        ("protect_entity", ["Editor"]),
        ("delete_article", ["Editor"]),
        ("change_capture", []),
        ("change_group", []),
    ],
)
def test_it_gives_a_right_to_these_groups_alone(right, groups):
    assert (
        list(Group.objects.filter(permissions__codename=right).order_by("id").values_list("name", flat=True))
        == groups
    )
