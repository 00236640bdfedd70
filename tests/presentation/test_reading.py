"""The text of a report as it is shown."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from archive.presentation.reading import DrawnStretch, mark_mentions, marked_paragraphs

LINK = re.compile(r"<a .*?</a>", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")


def entity(name="Abdul Rashid Dostum", kind="person"):
    return SimpleNamespace(name=name, kind=kind, get_absolute_url=lambda: f"/{kind}/x/")


def mention(start, end, *, certainty="certain", side="", **values):
    return SimpleNamespace(start=start, end=end, entity=entity(**values), certainty=certainty, side=side)


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
        'General <a class="mention mention--person" href="/person/x/" title="Abdul Rashid Dostum, person">Dostum</a> left.'
    )


def test_it_says_so_where_a_name_is_not_certain():
    html = mark_mentions("Malik", [mention(0, 5, name="Abdul Malik", certainty="possible")])
    assert 'class="mention mention--person mention--unsure"' in html
    assert 'title="possibly Abdul Malik, person"' in html


def test_it_escapes_the_text_the_name_and_the_title():
    html = mark_mentions("<b>& Co", [mention(0, 3, name='"><script>', kind="faction")])
    assert "<b>" not in html
    assert "<script>" not in html
    assert plain(html) == "<b>& Co"


def test_of_overlapping_names_the_first_and_longest_is_linked():
    mentions = [mention(5, 11, name="Valley"), mention(0, 11, name="Whole"), mention(0, 4, name="Short")]
    html = mark_mentions("Panj valley fell", mentions)
    assert html.count("<a ") == 1
    assert 'title="Whole, person"' in html


def test_two_names_side_by_side_are_both_linked():
    assert mark_mentions("KabulHerat", [mention(5, 10), mention(0, 5)]).count("<a ") == 2


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


def test_a_name_says_where_somebody_stood_at_the_time():
    html = mark_mentions("General Dostum left.", [mention(8, 14, side='leads "Junbish" (certainly)')])
    assert (
        'data-side="Abdul Rashid Dostum, person. At the time: leads &quot;Junbish&quot; (certainly)">Dostum</a>'
        in html
    )
    assert "title=" not in html
