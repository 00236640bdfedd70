"""The notices of a search's page in plain sentences, for formats other than pages."""

from __future__ import annotations

from archive.search.page.pending import pending_names
from archive.search.page.words import words_widened

MAX_SPELLINGS = 10


def notices(given):
    """Return the notices of an Answer: names that were widened, are shared or await a curator, repairs, and what was matched."""
    names = given.query.names
    pending = given.budget.counted(lambda: pending_names(given), [])
    return [
        *map(_of_name, names.names), *map(_of_word, words_widened(given)), *map(_of_day, given.query.days), *map(_of_aside, given.query.aside), *map(_of_choice, names.choices), *map(_of_pending, pending), *given.messages(), *(offer.text for offer in given.offers()), *given.not_counted(),
    ]  # fmt: skip


def _of_name(name):
    if not name.on:
        return f"Searched only for “{name.typed}”, not for other spellings of {name.entity.name}."
    read = f"“{name.typed}” was read as {name.entity.name}{name.rule.how}."
    if not name.also:
        return read
    more = " and more" if len(name.also) > MAX_SPELLINGS else ""
    return f"{f'{read} ' if name.rule else ''}Also searched for {', '.join(name.also[:MAX_SPELLINGS])}{more} ({name.entity.name})."


def _of_word(word):
    if not word.on:
        return f"Searched only for “{word.typed}”, not for {', '.join(word.also)}."
    return f"“{word.typed}” was searched as {', '.join(word.also)} too."


def _of_day(day):
    return (
        f"“{day.typed}” was read as a date: {day.label}."
        if day.on
        else f"“{day.typed}” was searched for as words."
    )


def _of_aside(aside):
    return f"“{aside.typed}” was {'not searched for' if aside.on else 'searched for too'}."


def _of_choice(choice):
    options = [f"{option.entity.name} ({option.entity.get_kind_display()})" for option in choice.options]
    if choice.read_as:
        return f"“{choice.typed}” may also mean {_joined(options)}."
    return f"“{choice.typed}” may mean {_joined(options)}: searched for the words alone."


def _of_pending(one):
    reports = "1 more report" if one.reports == 1 else f"{one.reports:,} more reports"
    return f"{reports} may name {one.entity.name}: a curator has yet to decide."


def _joined(parts):
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
