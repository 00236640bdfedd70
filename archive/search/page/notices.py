"""The notices of a search's page in plain sentences, for formats other than pages."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from archive.search.meaning.readings import read_as
from archive.search.page.pending import pending_names
from archive.search.page.words import words_widened
from archive.text.localised import either, grouped

MAX_SPELLINGS = 10


def notices(given):
    """Return the notices of an Answer: names that were widened, are shared or await a curator, repairs, and what was matched."""
    names = given.query.names
    pending = given.budget.counted(lambda: pending_names(given), [])
    return [
        *map(_of_name, names.names), *map(_of_word, words_widened(given)), *map(_of_day, given.query.days), *map(_of_aside, given.query.aside), *map(_of_choice, names.choices), *map(_of_pending, pending), *given.messages(), *dict.fromkeys(offer.text for offer in given.offers()), *given.not_counted(),
    ]  # fmt: skip


def _of_name(name):
    if not name.on:
        only = gettext("Searched only for “{typed}”, not for other spellings of {name}.")
        return only.format(typed=name.typed, name=name.entity.name)
    read = read_as(name.typed, name.entity.name, name.rule)
    if not name.also:
        return read
    also = gettext("Also searched for {spellings} ({name}).")
    if len(name.also) > MAX_SPELLINGS:
        also = gettext("Also searched for {spellings} and more ({name}).")
    said = also.format(spellings=", ".join(name.also[:MAX_SPELLINGS]), name=name.entity.name)
    return f"{read} {said}" if name.rule else said


def _of_word(word):
    if not word.on:
        only = gettext("Searched only for “{typed}”, not for {forms}.")
        return only.format(typed=word.typed, forms=", ".join(word.also))
    return gettext("“{typed}” was searched as {forms} too.").format(
        typed=word.typed, forms=", ".join(word.also)
    )


def _of_day(day):
    if day.on:
        return gettext("“{typed}” was read as a date: {label}.").format(typed=day.typed, label=day.label)
    return gettext("“{typed}” was searched for as words.").format(typed=day.typed)


def _of_aside(aside):
    said = (
        gettext("“{typed}” was not searched for.") if aside.on else gettext("“{typed}” was searched for too.")
    )
    return said.format(typed=aside.typed)


def _of_choice(choice):
    options = [
        f"{option.entity.name} ({gettext(option.entity.get_kind_display())})" for option in choice.options
    ]
    said = gettext("“{typed}” may mean {options}: searched for the words alone.")
    if choice.read_as:
        said = gettext("“{typed}” may also mean {options}.")
    return said.format(typed=choice.typed, options=either(options))


def _of_pending(one):
    said = ngettext(
        "{number} report may name {name}: a curator has yet to decide.",
        "{number} reports may name {name}: a curator has yet to decide.",
        one.reports,
    )
    return said.format(number=grouped(one.reports), name=one.entity.name)
