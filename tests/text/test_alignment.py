"""Two texts laid beside each other word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.text.alignment import PASSAGES, aligned, blocks_of


def marked(text, other):
    """Return the stretches in short: [left out], {added}, the rest as in the other text."""
    return "".join(
        one.other
        if one.same
        else (f"[{one.text}]" if one.words else "") + (f"{{{one.other}}}" if one.other_words else "")
        for one in aligned(text, other)
    )


def test_words_left_out_added_and_changed_are_told_apart():
    assert (
        marked("The town fell at noon on Sunday.", "The town fell on Sunday.")
        == "The town fell [at noon ]on Sunday."
    )
    assert marked("The town fell.", "The old town fell.") == "The {old }town fell."
    assert marked("At least 30 died.", "At least 40 died.") == "At least [30 ]{40 }died."


def test_capitals_accents_and_punctuation_make_no_difference():
    text, other = "MAZAR-I-SHARIF: Hérat fell.", "Mazar i Sharif. Herat fell"
    assert [one.same for one in aligned(text, other)] == [True]


def test_the_stretches_of_each_text_are_the_whole_of_it():
    text, other = "“One,” he said.\n\nTwo three.", "He said one. Four!\n"
    found = aligned(text, other)
    assert "".join(one.text for one in found) == text
    assert "".join(one.other for one in found) == other


def test_texts_without_a_word_are_laid_beside_each_other_too():
    assert [(one.text, one.other, one.same) for one in aligned("…", "—")] == [("…", "—", False)]
    assert marked("", "New words.") == "{New words.}"


def test_a_paragraph_that_was_moved_is_left_out_in_one_place_and_added_in_the_other():
    first, second = " ".join(f"a{n}" for n in range(60)), " ".join(f"b{n}" for n in range(50))
    assert marked(f"{first} {second}", f"{second} {first}") == f"{{{second} }}{first}[{second}]"


def test_a_long_text_in_other_words_has_nothing_in_common():
    text, other = (" ".join(f"{letter}{n}" for n in range(500)) for letter in "ab")
    assert [(one.same, one.words, one.other_words) for one in aligned(text, other)] == [(False, 500, 500)]


def test_words_that_occur_often_are_matched_where_they_stand():
    refrain = "he said that "
    text = "".join(f"{refrain}w{n} " for n in range(300))
    other = "".join(f"{refrain}w{n} " for n in range(300) if n != 150)
    left_out = [one.text.split() for one in aligned(text, other) if not one.same]
    assert [sorted(words) for words in left_out] == [["he", "said", "that", "w150"]]


words = st.lists(st.sampled_from(["a", "b", "c", "d", *(f"w{n}" for n in range(40))]), max_size=120)


@given(words, words)
def test_blocks_cover_both_and_the_same_ones_are_the_same(ours, theirs):
    blocks = blocks_of(ours, theirs)
    at, there = 0, 0
    for block in blocks:
        assert (block.start, block.other_start) == (at, there)
        at, there = block.end, block.other_end
        assert not block.same or ours[block.start : block.end] == theirs[block.other_start : block.other_end]
    assert (at, there) == (len(ours), len(theirs))
    assert all(one.same != after.same for one, after in zip(blocks, blocks[1:], strict=False))


@given(words, st.data())
def test_a_copy_from_which_words_were_cut_adds_nothing_where_all_words_differ(given_words, data):
    ours = [f"{word}{place}" for place, word in enumerate(given_words)]
    kept = data.draw(st.lists(st.booleans(), min_size=len(ours), max_size=len(ours)))
    theirs = [word for word, is_kept in zip(ours, kept, strict=True) if is_kept]
    same = sum(block.end - block.start for block in blocks_of(ours, theirs) if block.same)
    assert same == len(theirs)


def test_passages_become_shorter():
    assert sorted(PASSAGES, reverse=True) == list(PASSAGES)
    assert PASSAGES[-1] == 1
