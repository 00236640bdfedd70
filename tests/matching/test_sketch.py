"""Fingerprints of copies."""

from __future__ import annotations

import random

import pytest

from archive.matching.sketch import COPY_FROM, are_apart, fingerprint, passages, shared, sketch, words_of

VOCABULARY = [
    first + rest
    for first in ("ka", "mo", "ti", "re", "su", "pa")
    for rest in ("ban", "lor", "nith", "sel", "dra", "vem")
]


def text_of(words, *, seed):
    chance = random.Random(seed)
    return " ".join(chance.choices(VOCABULARY, k=words))


def altered(text, *, share, seed):
    chance = random.Random(seed)
    return " ".join("changed" if chance.random() < share else word for word in text.split())


def alike(first, second):
    return shared(passages(words_of(first)), passages(words_of(second)))


def test_it_gives_one_fingerprint_to_texts_that_differ_in_print_only():
    text = text_of(100, seed=1)
    assert fingerprint(text) == fingerprint(text.upper().replace(" ", "\n\n", 5).replace("ban", "b\u00adán"))


def test_it_gives_the_same_fingerprint_on_every_machine():
    text_hash, bands = fingerprint("one two three four five six seven eight " * 8)
    assert text_hash == "8d46239ba510546a3fb71f1d2f3566a99cd948ec6ce18a9cbe2a4ca063c43e7b"
    assert bands[:2] == [2729435727430315951, -3463007500319385325]


def test_it_gives_bands_that_the_database_can_keep():
    _, bands = fingerprint(text_of(400, seed=2))
    assert len(bands) == 20
    assert all(-(2**63) <= band < 2**63 for band in bands)


@pytest.mark.parametrize(
    ("words", "has_hash", "has_bands"),
    [(7, False, False), (8, True, False), (39, True, False), (40, True, True)],
)
def test_it_does_not_sketch_short_texts(words, has_hash, has_bands):
    text_hash, bands = fingerprint(text_of(words, seed=3))
    assert (bool(text_hash), bool(bands)) == (has_hash, has_bands)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("make", [
    lambda text, seed: altered(text, share=0.05, seed=seed),
    lambda text, seed: " ".join(text.split()[:200]),
    lambda text, seed: text_of(180, seed=seed + 1000) + " " + text,
    lambda text, seed: text_of(60, seed=seed + 2000) + " " + " ".join(text.split()[:250]),
])  # fmt: skip
def test_it_knows_a_copy_that_was_changed_cut_or_extended(make, seed):
    text = text_of(400, seed=seed)
    copy = make(text, seed)
    assert set(fingerprint(text)[1]) & set(fingerprint(copy)[1])
    assert alike(text, copy) >= COPY_FROM


def test_it_takes_no_two_reports_on_one_thing_for_copies():
    assert alike(text_of(400, seed=5), text_of(400, seed=6)) < 0.1
    half = " ".join(text_of(400, seed=5).split()[:180]) + " " + text_of(220, seed=7)
    assert alike(text_of(400, seed=5), half) < COPY_FROM


def test_it_compares_texts_without_words():
    assert fingerprint("") == ("", [])
    assert alike("", "one two three four five six") == 0


# Samples


def halves(shared_words, own, *, seed):
    """Return two texts with a number of words in common, and a number of their own each."""
    common = text_of(shared_words, seed=seed)
    return [sketch(f"{common} {text_of(own, seed=seed + at)}") for at in (1000, 2000)]


def test_the_sample_says_how_many_passages_there_are_and_is_small():
    assert sketch("one two").sample == b"\0" * 4
    assert len(sketch(text_of(3_000, seed=1)).sample) == 4 + 4 * 128
    assert int.from_bytes(sketch(text_of(3_000, seed=1)).sample[:4], "little") == 2_996


@pytest.mark.parametrize("seed", range(40))
def test_no_copies_are_taken_for_others_by_their_samples(seed):
    text = text_of(500, seed=seed)
    for copy in (text, altered(text, share=0.05, seed=seed), " ".join(text.split()[seed : seed + 150])):
        assert not are_apart(sketch(text).sample, sketch(copy).sample)
    first, second = halves(320, 200, seed=seed)  # six tenths in common
    assert shared(first.passages, second.passages) > COPY_FROM
    assert not are_apart(first.sample, second.sample)


def test_most_texts_with_a_third_in_common_are_told_apart_by_their_samples():
    told = sum(are_apart(*(made.sample for made in halves(150, 300, seed=seed))) for seed in range(100))
    assert told > 85


def test_short_texts_are_not_told_apart_by_their_samples():
    assert not are_apart(sketch(text_of(30, seed=1)).sample, sketch(text_of(30, seed=2)).sample)
    assert are_apart(sketch(text_of(400, seed=1)).sample, sketch(text_of(400, seed=2)).sample)
