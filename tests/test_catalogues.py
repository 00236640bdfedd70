"""Everything that readers see is marked for translation, and the German of it is complete."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from archive import dates
from tests import catalogues

PHRASES = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% trans .*?{% endtrans %}|{% translate .*?%}|{%.*?%}|{{.*?}}|{#.*?#}",
    re.S,
)
ATTRIBUTES = re.compile(r"""\s(?:aria-label|title|placeholder|alt|data-label)="([^"]*)\"""", re.S)
DESCRIPTION = re.compile(r"""<meta name="description" content="([^"]*)\"""", re.S)
TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[^>]*>", re.S)
NAMES = {"CSL", "JSON", "UTC", "Natural", "Earth", "GeoNames", "GeoJSON", "SHA"}  # the same in every language


def unmarked(source: str) -> list[str]:
    """Return the words of a template that are not marked for translation."""
    plain = PHRASES.sub(" ", source)
    words = [*ATTRIBUTES.findall(plain), *DESCRIPTION.findall(plain), TAGS.sub(" ", plain)]
    return [word for text in words for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES]


def test_words_that_are_not_marked_are_noticed():
    assert unmarked('<p title="Plain">Words {{ x }} {% translate "not these" %}</p>') == ["Plain", "Words"]


@pytest.mark.parametrize(
    "path", list(catalogues.public_templates()), ids=lambda path: str(path.relative_to(catalogues.TEMPLATES))
)
def test_every_word_of_a_template_is_marked(path):
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_catalogue_is_what_there_is_to_translate(language):
    made, kept = catalogues.brought_up_to_date(language), catalogues.read(language)
    assert {message.id for message in made} == {message.id for message in kept}, "run make words"
    assert catalogues.catalogue_of(language).with_suffix(".mo").read_bytes() == catalogues.compiled(kept), (
        "run make words"
    )


@pytest.mark.django_db
def test_what_django_says_of_signing_in_has_the_words_of_the_glossary(client):
    kept = catalogues.catalogue_of(catalogues.ENGLISH).with_suffix(".mo").read_bytes()
    assert kept == catalogues.compiled(catalogues.english()), "run make words"
    told = client.post("/admin/login/", {"username": "nobody", "password": "x"}).content.decode()
    assert 'value="Sign in"' in told and "do not belong to an account" in told
    assert not re.search(r"\blog(?:ged)? ?(?:in|out)\b", TAGS.sub(" ", told), re.I)


@pytest.mark.parametrize("language", catalogues.COMPLETE)
def test_a_catalogue_is_complete_and_keeps_what_is_filled_in(language):
    filled_in = re.compile(r"%\(\w+\)s|\{\w*\}")
    for message in catalogues.read(language):
        if not message.id:
            continue
        assert catalogues.translation_of(message), f"not translated: {message.id}"
        forms = (message.id, message.string)
        last = [form[-1] if isinstance(form, tuple) else form for form in forms]
        assert set(filled_in.findall(last[0])) == set(filled_in.findall(last[1])), message.id


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1998-08-09", "9. August 1998"),
        ("1997-05", "Mai 1997"),
        ("1996-23", "Herbst 1996"),
        ("199X", "1990er Jahre"),
        ("1998-08-09/1998-08-12", "zwischen 9. und 12. August 1998"),
        ("1985/..", "seit 1985"),
    ],
)
def test_dates_are_said_in_the_language_in_use_and_no_other(edtf, words):
    english = dates.label(edtf)
    with translation.override("de"):
        assert dates.label(edtf) == words
    assert dates.label(edtf) == english != words


# Words that docs/glossary.md has others for, and phrases that its last section rules out.
RULED_OUT = re.compile(
    r"\blog(?:ged)? (?:in|out)\b|\bby now\b|\bis no (?:date|name|report)\b|\barticles?\b(?! about)|\bnewspaper story\b|\bentit(?:y|ies)\b"
    r"|\b\w+i[sz]ation\b(?<!isation)|\b(?:color|center|recogniz|organiz)\w*|\blately\b|\bwritten so\b|\bstands at\b",
    re.I,
)
ALLOWED = {
    "the article <bdi>": "the grammatical one",
    "There is no date.": "nothing was typed where a date belongs",
    "belongs to only one entity": "the idea, where it is explained",
}


def test_messages_use_the_words_of_the_glossary():
    assert all(map(RULED_OUT.search, ("Log in", "This article", "Added lately", "“x” is no date")))
    found = {
        message: RULED_OUT.findall(message)
        for message in catalogues.messages()
        if RULED_OUT.search(message) and not any(words in message for words in ALLOWED)
    }
    assert found == {}
