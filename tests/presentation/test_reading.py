"""The text of a report as it is shown."""

from __future__ import annotations

import re
from html import escape, unescape
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.presentation.reading import DrawnStretch, MarkedText

LINK = re.compile(r"<a .*?</a>", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")


def entity(name="Abdul Rashid Dostum", kind="person"):
    return SimpleNamespace(pk=name, name=name, kind=kind, get_absolute_url=lambda: f"/{kind}/x/")


def mention(start, end, *, certainty="certain", about="", **values):
    return SimpleNamespace(start=start, end=end, entity=entity(**values), certainty=certainty, about=about)


def mark_mentions(text, mentions=(), drawn=()):
    return MarkedText(text, mentions, drawn).whole()


def marked_paragraphs(text, mentions=(), drawn=()):
    return MarkedText(text, mentions, drawn).paragraphs()


def mark_found(text, found, mentions=(), drawn=()):
    marked = MarkedText(text, mentions, drawn, found)
    return marked.whole(marked.last)


def plain(html):
    return unescape(TAG.sub("", html))


PIECES = (
    "Kabul",
    "<",
    ">",
    "<b>",
    "&",
    "&amp;",
    '"',
    "'",
    " ",
    "\n",
    "\r\n",
    "\t",
    "ç–",
    "مزار",
    "\u200f",
    "\u2028",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1).map("".join).filter(bool)


@st.composite
def texts_with_mentions(draw):
    """A text with mentions, most of them inside it; some overlap, some lie outside or have no position."""
    text = draw(TEXTS)
    inside = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)).map(
        lambda at: (at[0], at[0] + at[1])
    )
    anywhere = st.tuples(st.none() | st.integers(-3, 70), st.none() | st.integers(-3, 70))
    return text, [mention(*place) for place in draw(st.lists(inside | anywhere, max_size=8))]


def test_it_links_a_name_and_keeps_the_words():
    html = mark_mentions("General Dostum left.", [mention(8, 14)])
    assert html == (
        'General <a class="mention mention--person" href="/person/x/" data-about="Abdul Rashid Dostum, person">Dostum</a> left.'
    )


def test_it_says_so_where_a_name_is_not_certain():
    html = mark_mentions("Malik", [mention(0, 5, name="Abdul Malik", certainty="possible")])
    assert 'class="mention mention--person mention--unsure"' in html
    assert 'data-about="possibly Abdul Malik, person"' in html


def test_it_escapes_the_text_the_name_and_the_title():
    html = mark_mentions("<b>& Co", [mention(0, 3, name='"><script>', kind="faction")])
    assert "<b>" not in html
    assert "<script>" not in html
    assert plain(html) == "<b>& Co"


def test_of_overlapping_names_the_first_and_longest_is_linked():
    mentions = [mention(5, 11, name="Valley"), mention(0, 11, name="Whole"), mention(0, 4, name="Short")]
    html = mark_mentions("Panj valley fell", mentions)
    assert html.count("<a ") == 1
    assert 'data-about="Whole, person"' in html


def test_two_names_side_by_side_are_both_linked():
    assert mark_mentions("KabulHerat", [mention(5, 10, name="Herat"), mention(0, 5)]).count("<a ") == 2


def test_mentions_without_a_place_or_outside_the_text_are_left_out():
    mentions = [mention(None, None), mention(3, 99), mention(-1, 2), mention(2, 2)]
    assert mark_mentions("Kabul", mentions) == "Kabul"


def test_each_line_is_a_paragraph_and_names_keep_their_places():
    text = "First line of Kabul.\n\n  Second, in Herat.\n"
    start = text.index("Herat")
    (_, first, _), (_, second, _) = marked_paragraphs(
        text, [mention(14, 19), mention(start, start + 5, kind="place")]
    )
    assert plain(first) == "First line of Kabul."
    assert plain(second) == "Second, in Herat."
    assert "mention--place" in second


def test_a_name_that_reaches_over_two_paragraphs_is_left_plain():
    assert [one.text for one in marked_paragraphs("Mazar\nSharif", [mention(0, 12)])] == ["Mazar", "Sharif"]


@given(texts_with_mentions())
def test_the_words_never_change_and_no_tag_of_the_text_survives(text_and_mentions):
    text, mentions = text_and_mentions
    html = mark_mentions(text, mentions)
    assert plain(html) == text
    assert all(tag == "</a>" or tag.startswith('<a class="mention') for tag in TAG.findall(html))
    assert not set("<>\"'") & set(TAG.sub("", html))


@given(texts_with_mentions())
def test_paragraphs_hold_every_word_of_the_text(text_and_mentions):
    text, mentions = text_and_mentions
    shown = "".join(plain(paragraph) for _, paragraph, _ in marked_paragraphs(text, mentions))
    assert "".join(shown.split()) == "".join(text.split())


# What is drawn from a text


@st.composite
def stretches(draw):
    start = draw(st.integers(0, 40))
    return DrawnStretch(start, start + draw(st.integers(1, 20)), draw(st.booleans()))


@given(texts_with_mentions(), st.lists(stretches(), max_size=4))
def test_marked_passages_change_no_word_and_tear_no_link(text_and_mentions, drawn):
    text, mentions = text_and_mentions
    html = mark_mentions(text, mentions, drawn)
    assert plain(html) == text
    assert LINK.findall(html) == LINK.findall(mark_mentions(text, mentions))
    assert html.count("<mark") == html.count("</mark>") and html.count("<span") == html.count("</span>")


def test_overlapping_passages_are_marked_once_and_the_one_asked_for_stands_out():
    html = mark_mentions("one two three", [], [DrawnStretch(0, 7), DrawnStretch(4, 13, True)])
    assert html == (
        '<span class="passage">one </span><mark class="passage passage--asked">two</mark>'
        '<mark class="passage passage--asked"> three</mark>'
    )


def test_a_paragraph_says_its_number_and_whether_something_is_drawn_from_it():
    found = marked_paragraphs("One.\n\nTwo.\nThree.", [], [DrawnStretch(4, 8)])
    assert [(one.number, one.is_drawn_from) for one in found] == [(1, False), (2, True), (3, False)]


def test_a_name_says_what_it_is_and_where_somebody_stood_at_the_time():
    about = 'Abdul Rashid Dostum, person, 3 reports. At the time: leads "Junbish" (certainly)'
    html = mark_mentions("General Dostum left.", [mention(8, 14, about=about)])
    assert (
        'data-about="Abdul Rashid Dostum, person, 3 reports. At the time: leads &quot;Junbish&quot; (certainly)">Dostum</a>'
        in html
    )
    assert "title=" not in html


def test_a_name_is_linked_once_in_a_paragraph_and_again_in_the_next():
    first, second = marked_paragraphs(
        "Malik, Malik.\nMalik.", [mention(0, 5), mention(7, 12), mention(14, 19)]
    )
    assert first.text.count("<a ") == 1 and first.text.endswith("</a>, Malik.")
    assert second.text.count("<a ") == 1


def test_a_name_that_is_less_certain_the_second_time_is_linked_twice():
    html = mark_mentions("Malik, Malik.", [mention(0, 5), mention(7, 12, certainty="possible")])
    assert html.count("<a ") == 2 and "possibly" in html


@pytest.mark.parametrize("sign", ["'", "’"])
def test_a_possessive_belongs_to_the_name(sign):
    assert f">Dostum{escape(sign)}s</a> house" in mark_mentions(f"Dostum{sign}s house", [mention(0, 6)])
    assert ">Dostum</a>" in mark_mentions(f"Dostum{sign}sun", [mention(0, 6)])


# What a search found


def test_what_is_found_is_marked_with_links_to_the_one_before_and_after_it():
    html = mark_found("one two one", [(0, 3), (8, 11)])
    assert html == (
        '<mark class="found" id="found-1">one</mark><span class="steps" data-place="1 of 2">'
        '<a href="#found-2" class="step" data-word="Next" aria-label="Next match"></a></span> two '
        '<mark class="found" id="found-2">one</mark><span class="steps" data-place="2 of 2">'
        '<a href="#found-1" class="step" data-word="Previous" aria-label="Previous match"></a></span>'
    )


def test_words_with_only_a_sign_between_them_are_one_match():
    html = mark_found("In Mazar-Sharif, and Mazar.", [(3, 8), (9, 15), (21, 26)])
    assert '<mark class="found" id="found-1">Mazar-Sharif</mark>' in html
    assert html.count('class="found"') == 2


def test_a_match_within_a_name_is_marked_within_its_link_and_its_links_follow():
    html = mark_found("Abdul Rashid Dostum left", [(6, 12)], [mention(0, 19)])
    assert 'Abdul <mark class="found" id="found-1">Rashid</mark> Dostum</a><span class="steps"' in html


def test_two_matches_in_one_name_are_one_stop():
    html = mark_found("Abdul Rashid Dostum left Dostum", [(0, 5), (13, 19), (25, 31)], [mention(0, 19)])
    assert html.count("<mark") == 3 and html.count('id="found-') == 2 and html.count('class="steps"') == 2


def test_a_match_that_begins_before_a_name_is_marked_in_two_pieces_with_one_stop():
    html = mark_found("General Dostum left", [(0, 14)], [mention(8, 14)])
    assert html.startswith('<mark class="found" id="found-1">General </mark><span class="steps"')
    assert '><mark class="found">Dostum</mark></a> left' in html


@given(texts_with_mentions(), st.lists(stretches(), max_size=3), st.lists(st.integers(0, 60), max_size=8))
def test_marked_matches_change_no_word_and_each_number_stands_once(text_and_mentions, drawn, cuts):
    text, mentions = text_and_mentions
    edges = sorted({min(cut, len(text)) for cut in cuts})
    marked = MarkedText(text, mentions, drawn, list(zip(edges[::2], edges[1::2], strict=False)))
    html = marked.whole(marked.last)
    assert plain(html) == text
    numbers = [int(number) for number in re.findall(r'id="found-(\d+)"', html)]
    assert numbers == list(range(1, marked.last + 1))
    assert len(re.findall(r'class="steps"', html)) == marked.last
    for tag in ("a", "mark", "span"):
        assert html.count(f"<{tag} ") == html.count(f"</{tag}>")
