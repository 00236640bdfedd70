"""The order of reports in which a name is written in another script than the one typed."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from archive.reference.languages import SCRIPTS, languages_in_other_scripts
from archive.search import search
from archive.text.scripts import script_of
from tests.factories import make_article, make_faction, make_mention

pytestmark = pytest.mark.django_db

PRINTED = {"fa": "طالبان", "en": "Taliban", "ru": "Талибан"}


@pytest.fixture
def reports():
    """One report in each language, that in English the longest; each names Taliban once or twice."""
    taliban = make_faction(name="Taliban", slug="taliban", names=["Taleban", PRINTED["fa"], PRINTED["ru"]])

    def report(language, body, *names):
        article = make_article(headline="Report", body=body, language=language)
        for name in names:
            make_mention(article=article, entity=taliban, text=name)
        return article.pk

    return {
        "fa": report("fa", "طالبان آمدند.", "طالبان"),
        "en": report(
            "en", "It was said in the town that the Taleban had left the road in the night.", "Taleban"
        ),
        "ru": report("ru", "Талибан, по-английски Taliban, ушел из города.", "Талибан", "Taliban"),
    }


def order(query, **others):
    return [hit.article.pk for hit in search(QueryDict(urlencode({"q": query, **others}))).hits]


def test_a_report_in_another_script_does_not_stand_above_one_in_the_script_typed(reports):
    assert order("taliban") == [reports["ru"], reports["en"], reports["fa"]]
    assert order("taleban")[0] == reports["en"]
    assert order("طالبان")[0] == reports["fa"]
    assert set(order("طالبان")) == set(reports.values())


def test_it_counts_in_full_where_what_was_typed_is_printed_too(reports):
    assert order("taliban")[0] == reports["ru"]  # two of them, in a short report
    assert order("talib") == [] or order("talib")[0] == reports["en"]


def test_phrases_with_a_name_in_them_follow_the_same_rule(reports):
    assert order('"taliban"')[-1] == reports["fa"]


def test_scripts_and_languages_are_told_apart():
    assert [script_of(text) for text in (*PRINTED.values(), "1998", "塔利班", "")] == [
        "ARABIC", "LATIN", "CYRILLIC", "", "CJK", "",
    ]  # fmt: skip
    assert {"fa", "ru", "ja"} <= languages_in_other_scripts(
        "LATIN"
    ) and "uz" not in languages_in_other_scripts("ARABIC")
    assert languages_in_other_scripts("") == languages_in_other_scripts("RUNIC") == frozenset()
    assert "ja" not in languages_in_other_scripts("HIRAGANA") and set(SCRIPTS["ARABIC"]) >= {"fa", "ps"}
