"""Addresses that readers may follow: http and https alone, whatever writes them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from archive.models import Article, Source
from archive.models.fields import NO_WEB_ADDRESS
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

BAD = ["javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x", "ftp://archive.example/", "//archive.example/",
       "/news/1", "www.archive.example", "http:///x", "x\nhttp://archive.example/"]  # fmt: skip
GOOD = ["", "http://archive.example/", "HTTPS://archive.example/news?id=1"]


@pytest.mark.parametrize("address", BAD)
def test_no_other_address_gets_in_by_bulk_or_sql(address):
    report, source = make_article(), make_source()
    for writes in (
        lambda: Article.objects.filter(pk=report.pk).update(url=address),
        lambda: Source.objects.filter(pk=source.pk).update(url=address),
        lambda: Source.objects.bulk_create([Source(slug="bulk", name="Bulk", url=address)]),
        lambda: connection.cursor().execute("UPDATE archive_article SET url = %s", [address]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            writes()


@pytest.mark.parametrize("address", GOOD)
def test_addresses_of_the_web_do(address):
    assert make_article(url=address).url == address
    assert make_source(url=address).url == address


@pytest.mark.parametrize("address", BAD)
def test_a_form_says_what_to_write(address):
    source = make_source()
    source.url = address

    with pytest.raises(ValidationError) as refusal:
        source.full_clean()

    assert NO_WEB_ADDRESS in refusal.value.message_dict["url"]
