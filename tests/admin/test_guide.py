"""The guide: open to everybody who works here, true to the admin, offered where it helps."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image

from archive.admin.guide import PAGES, PHONE_PICTURE_SIZE, PICTURE_SIZE
from tests.factories import make_article, make_person
from tests.guide.scenes import SCENES

pytestmark = pytest.mark.django_db

MOST_BYTES, MOST_WORDS = 60_000, 420
SLUGS = [page.slug for page in PAGES]
GUIDE = reverse("admin:guide")


class Read(HTMLParser):
    """What a page of the guide has inside #content: links, pictures, words."""

    def __init__(self, answer) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[dict] = []
        self.variants: list[dict] = []
        self.words: list[str] = []
        _, _, content = answer.content.decode().partition('id="content"')
        self.feed(content.partition("</main>")[0])

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.pictures.append(values)
        if tag == "source":
            self.variants.append(values)

    def handle_data(self, data):
        self.words += data.split()


def read(client, slug) -> Read:
    answer = client.get(reverse("admin:guide_page", args=[slug]))
    assert answer.status_code == 200, slug
    return Read(answer)


def test_the_guide_has_ten_pages_and_one_for_whoever_runs_the_archive():
    assert SLUGS == [
        "report", "cleaning", "names", "review", "merge", "dates", "claims", "imports", "protection", "taking-back", "running",
    ]  # fmt: skip


@pytest.mark.parametrize("group", ["contributor", "curator", "editor"])
def test_everybody_who_works_here_reads_every_page(group, request):
    client = request.getfixturevalue(group)
    listed = Read(client.get(GUIDE)).links
    for page in PAGES:
        assert page.url in listed
        read(client, page.slug)


def test_nobody_else_reads_it():
    for address in (GUIDE, PAGES[0].url):
        answer = Client().get(address)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("admin:login"))


def test_an_address_that_is_no_page_is_told(curator):
    assert curator.get(reverse("admin:guide_page", args=["no-such"])).status_code == 404


def test_a_page_says_who_may_and_leads_there_only_those(contributor, editor):
    there = f'<a href="{reverse("admin:duplicates")}">Go there</a>'
    for client, may in ((contributor, False), (editor, True)):
        answer = client.get(reverse("admin:guide_page", args=["merge"])).content.decode()
        assert "Open to Editors." in answer
        assert (there in answer) is may
        assert ("ask one of them" in answer) is not may
    dates = contributor.get(reverse("admin:guide_page", args=["dates"])).content.decode()
    assert "Open to Contributors, Curators and Editors." in dates


def test_every_link_leads_somewhere(superuser):
    links = {link for slug in SLUGS for link in read(superuser, slug).links}
    links |= set(Read(superuser.get(GUIDE)).links)
    assert len(links) > 2 * len(SLUGS)
    for link in links:
        if link.startswith("/static/"):
            assert finders.find(link.removeprefix("/static/")), link
        else:
            assert superuser.get(link).status_code == 200, link


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_has_one_light_picture_that_is_described(slug, superuser):
    (picture,) = read(superuser, slug).pictures
    path = Path(finders.find(picture["src"].removeprefix("/static/")))
    assert path.stat().st_size <= MOST_BYTES
    with Image.open(path) as drawn:
        assert drawn.format == "WEBP"
        assert drawn.size == PICTURE_SIZE == (int(picture["width"]), int(picture["height"]))
    assert len(picture["alt"].split()) >= 12


@pytest.mark.parametrize("slug", SLUGS)
def test_a_phone_and_the_dark_get_pictures_of_their_own(slug, superuser):
    sizes = {}
    for variant in read(superuser, slug).variants:
        path = Path(finders.find(variant["srcset"].removeprefix("/static/")))
        assert path.stat().st_size <= MOST_BYTES, path.name
        with Image.open(path) as drawn:
            sizes[variant["media"]] = drawn.size
    narrow, dark = "(max-width: 40rem)", "(prefers-color-scheme: dark)"
    on_phone = tuple(2 * length for length in PHONE_PICTURE_SIZE)
    assert sizes == {f"{narrow} and {dark}": on_phone, narrow: on_phone, dark: PICTURE_SIZE}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_is_short(slug, superuser):
    assert len(read(superuser, slug).words) <= MOST_WORDS


def test_every_page_is_followed_in_a_browser():
    assert list(SCENES) == SLUGS


def test_numbers_are_those_in_force(superuser, settings):
    settings.AXES_FAILURE_LIMIT = 7
    assert "After 7 wrong passwords" in " ".join(read(superuser, "running").words)


def test_a_page_is_offered_on_every_page_that_it_names():
    known = set(get_resolver().url_patterns and _names(get_resolver()))
    for page in PAGES:
        assert page.helps
        assert set(page.helps) <= known, page.slug


def _names(resolver) -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        found += _names(pattern) if hasattr(pattern, "url_patterns") else [pattern.name]
    return found


def test_the_admin_offers_the_guide_where_it_helps(superuser):
    report, person = make_article(), make_person(name="Abdul Malik")
    offered = {
        reverse("admin:archive_article_paste"): ["report", "cleaning"],
        reverse("admin:archive_article_change", args=[report.pk]): ["names", "dates"],
        reverse("admin:archive_article_draw", args=[report.pk]): ["claims"],
        reverse("admin:archive_person_change", args=[person.pk]): ["names", "protection"],
        reverse("admin:archive_person_history", args=[person.pk]): ["taking-back"],
        reverse("admin:review"): ["review"],
        reverse("admin:imports"): ["imports"],
        reverse("admin:split", args=[person.pk]): ["merge"],
        reverse("admin:auth_user_add"): ["running"],
        reverse("admin:archive_source_changelist"): [],
    }
    for address, slugs in offered.items():
        answer = superuser.get(address)
        content = answer.content.decode()
        assert f'<a href="{GUIDE}">Guide</a>' in content
        assert [page.slug for page in PAGES if f'href="{page.url}"' in content] == slugs, address
