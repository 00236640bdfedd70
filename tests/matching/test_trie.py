"""Names found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.matching.name_forms import NameRow
from archive.matching.trie import NameTrie

NAMES = {
    "taliban": ["Taliban", "Taleban"],
    "mazar": ["Mazar-i-Sharif", "Mazar-e-Sharif", "Mazar"],
    "wahdat": ["Hezb-e Wahdat"],
    "malik": ["Abdul Malik Pahlawan", "Malik"],
    "other malik": ["Malik"],
    "usa": ["US"],
    "health": ["WHO"],
    "isi": ["ISI"],
    "alliance": ["Northern Alliance"],
    "kabul": ["Kabul"],
    "university": ["Kabul University"],
    "omar": ["Mohammed Omar"],
    "ali": ["Ali"],
    "sanaa": ["Sana'a"],
    "most": ["Most"],
    "taliban in dari": ["طالبان"],
    "army": ["US Army"],
}
BEARERS = dict(enumerate(NAMES))


@pytest.fixture(scope="module")
def trie():
    rows = [(bearer, text) for bearer, who in BEARERS.items() for text in NAMES[who]]
    return NameTrie(NameRow(number, bearer, text) for number, (bearer, text) in enumerate(rows))


def found(trie, text):
    return [(hit.text, *(BEARERS[c.entity_id] for c in hit.candidates)) for hit in trie.find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("in Mazar- i-Sharif", [("Mazar- i-Sharif", "mazar")]),
        ("MAZAR-E-SHARIF, (AP)", [("MAZAR-E-SHARIF", "mazar")]),
        ("Mazar‑i\u00a0Sharif fell", [("Mazar‑i\u00a0Sharif", "mazar")]),
        ("Mazar-\ni-Sharif", [("Mazar-\ni-Sharif", "mazar")]),
        ("the Taliban's men", [("Taliban", "taliban")]),
        ("of Hézb‑e Wahdat’s men", [("Hézb‑e Wahdat", "wahdat")]),
        ("the “Taleban”", [("Taleban", "taliban")]),
        ("difference.THE TALIBAN army", [("TALIBAN", "taliban")]),
        ("Moham-med Omar fled", [("Moham-med Omar", "omar")]),
        ("Moham\u00admed Omar fled", [("Moham\u00admed Omar", "omar")]),
        ("Sanaa, Sana’a and Sanʿaʾ", [("Sanaa", "sanaa"), ("Sana’a", "sanaa")]),
        ("حركة طالبان في", [("طالبان", "taliban in dari")]),
    ],
)
def test_it_finds_a_name_however_it_is_printed(trie, text, hits):
    assert found(trie, text) == hits


def test_it_takes_the_longest_name_and_reads_on_behind_it(trie):
    text = "Kabul University and Kabul, then Abdul Malik Pahlawan and Malik."
    assert found(trie, text) == [
        ("Kabul University", "university"),
        ("Kabul", "kabul"),
        ("Abdul Malik Pahlawan", "malik"),
        ("Malik", "malik", "other malik"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "in Kabul. University men",
        "Kabul, University",
        "Kabul\n\nUniversity",
        "Kabul -- University",
        "Kabul — University",
    ],
)
def test_it_reads_no_name_across_the_end_of_a_sentence(trie, text):
    assert found(trie, text) == [("Kabul", "kabul")]


def test_it_reads_a_name_across_the_dot_of_an_abbreviation(trie):
    assert found(trie, "the U.S. Army left") == [("U.S. Army", "army")]


@pytest.mark.parametrize(
    "text",
    [
        "the taliban way",
        "in kabul now",
        "he told us who it is",
        "Most of them",
        "MOST OF THEM",
        "Who is us",
        "Isi",
        "ali",
        "ALI",
    ],
)
def test_it_takes_no_ordinary_word_for_a_name(trie, text):
    assert [hit for hit in trie.find(text) if not hit.candidates[0].ordinary] == []


def test_it_marks_a_name_that_is_an_ordinary_word(trie):
    (hit,) = trie.find("Most of them")
    assert hit.candidates[0].ordinary


def test_it_reads_acronyms_as_they_are_kept(trie):
    text = "The US, the U.S. and the WHO told us who Ali is, said ISI."
    assert found(trie, text) == [
        ("US", "usa"),
        ("U.S.", "usa"),
        ("WHO", "health"),
        ("Ali", "ali"),
        ("ISI", "isi"),
    ]


def test_it_takes_no_word_of_a_headline_in_capitals_for_an_acronym(trie):
    assert found(trie, "MAN WHO TOLD US ALL: ISI CHIEF LEAVES KABUL") == [("ISI", "isi"), ("KABUL", "kabul")]


@pytest.mark.parametrize(
    ("kept", "printed", "hits"),
    [
        ("KAMAL BEN MAOELDI", "said Kamal Ben Maoeldi.", 1),
        ("KAMAL BEN MAOELDI", "said KAMAL BEN MAOELDI.", 1),
        ("MASSOUD", "said Massoud.", 1),
        ("MASSOUD", "the massoud way", 0),
        ("UNICEF", "said Unicef.", 1),
        ("UNHCR", "said Unhcr.", 0),
        ("U S A", "u s a", 0),
        ("Baʿqubah", "in Ba'qubah and Baqubah and Baʿqubah.", 3),
        ("Ba'qubah", "in Ba'qubah and Baqubah and Baʿqubah.", 3),
    ],
)
def test_capitals_and_signs_of_a_kept_name_do_not_keep_it_from_being_found(kept, printed, hits):
    assert len(NameTrie([NameRow(1, 7, kept)]).find(printed)) == hits


def test_a_long_ordinary_word_kept_in_capitals_is_no_acronym():
    (hit,) = NameTrie([NameRow(1, 7, "VICTORY")]).find("A great Victory")
    assert hit.candidates[0].ordinary


def test_it_marks_a_longer_name_all_in_small_letters(trie):
    (small,), (printed,) = trie.find("the northern alliance"), trie.find("the Northern alliance")
    assert small.lowered
    assert not printed.lowered


def test_it_gives_the_spelling_that_is_most_like_what_is_printed():
    trie = NameTrie(
        [
            NameRow(1, 7, "Mazar-I-Sharif"),
            NameRow(2, 7, "Mazar-i-Sharif", is_primary=True),
            NameRow(3, 7, "Mázar-i-Sharif"),
        ]
    )
    chosen = {
        text: trie.find(text)[0].candidates[0].name_id
        for text in ("Mazar-I-Sharif", "MAZAR-I-SHARIF", "Mázar-i-Sharif")
    }
    assert chosen == {"Mazar-I-Sharif": 1, "MAZAR-I-SHARIF": 2, "Mázar-i-Sharif": 3}


def test_it_finds_a_word_in_small_letters_where_the_name_is_kept_so():
    assert [hit.text for hit in NameTrie([NameRow(1, 1, "daesh")]).find("men of daesh and Daesh")] == [
        "daesh",
        "Daesh",
    ]


def test_it_looks_for_no_single_letter():
    names = NameTrie([NameRow(1, 1, "I"), NameRow(2, 2, "I-Sharif"), NameRow(3, 3, "京")])
    assert [hit.text for hit in names.find("I said I-Sharif, 京")] == ["I-Sharif", "京"]


def test_it_finds_nothing_without_names():
    assert NameTrie().find("The Taliban took Mazar-i-Sharif.") == []


@given(
    st.lists(
        st.sampled_from(
            [
                "Mazar",
                "-",
                "‑",
                " ",
                "i",
                "Sharif",
                "Moham",
                "med",
                "Omar",
                "’s",
                "Taliban",
                "\u00ad",
                "\n",
                ".",
                "é",
                "U.S.",
            ]
        )
    ),
)
@settings(deadline=None)
def test_it_gives_back_the_printed_text_at_its_offsets(trie, pieces):
    text = "".join(pieces)
    hits = trie.find(text)
    assert all(text[hit.start : hit.end] == hit.text and hit.candidates for hit in hits)
    assert all(before.end <= after.start for before, after in zip(hits, hits[1:], strict=False))


@given(st.text(), st.text())
@settings(deadline=None)
def test_it_finds_a_name_between_any_texts(trie, before, after):
    text = f"{before}\n\nTaliban\n\n{after}"
    hits = trie.find(text)
    assert "Taliban" in [hit.text for hit in hits]
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)
