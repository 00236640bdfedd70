"""All texts here were written for these tests, in the form of what people paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.clean import clean
from archive.ingest.paragraphs import PastedParagraph
from archive.ingest.rules import DEFAULT_RULES, Rule, RuleError, checked

FIRST = (
    "Shells fell on the bazaar of the river town for a third night, and families who had cellars shared them."
)
SECOND = "A doctor at the small hospital said that he had counted eleven dead, although nobody could reach the far bank."
LAST = (
    "The council of elders is to meet again on Friday, if the road from the pass can be kept open until then."
)
REPORT = f"{FIRST}\n\n{SECOND}\n\n{LAST}"
DEFAULTS = tuple(Rule(row["kind"], row["text"]) for row in DEFAULT_RULES)


def unspaced(text):
    return "".join(text.split())


def reasons(cleaned):
    return {item["text"]: item["reason"] for item in cleaned.removed}


# What a report is


def test_a_report_and_nothing_else_stays_as_it_is():
    cleaned = clean(REPORT)

    assert cleaned.body == REPORT
    assert (cleaned.headline, cleaned.byline, cleaned.published, cleaned.removed) == ("", "", "", [])


def test_it_finds_headline_standfirst_byline_and_date_above_the_text():
    cleaned = clean(
        "Third night of shelling in river town\n\nThe far bank can be reached by no one, doctors say.\n\n"
        f"By Anna Writer in Riverton | 9 August 1998 10:30\n\n{REPORT}"
    )

    assert cleaned.headline == "Third night of shelling in river town"
    assert cleaned.standfirst == "The far bank can be reached by no one, doctors say."
    assert cleaned.byline == "Anna Writer in Riverton"
    assert cleaned.published == "9 August 1998"
    assert cleaned.body == REPORT


def test_it_takes_a_line_without_full_stop_under_the_headline_for_the_standfirst():
    cleaned = clean(f"River town shelled again\nElders to meet as guns on far bank open up\n{REPORT}")

    assert (cleaned.headline, cleaned.standfirst) == (
        "River town shelled again",
        "Elders to meet as guns on far bank open up",
    )


@pytest.mark.parametrize(
    "head",
    [
        "Do not show me this again\n{}\nSunday 09 August 1998\nA note on how we count",
        "Herald of the Two Rivers\nAll the news from the valley\n{}\nAnna Writer",
        "Posted on August 9, 1998 by admin\n{}\nNext in this series tomorrow",
    ],
)
def test_the_headline_is_the_line_whose_words_come_again_in_the_text(head):
    cleaned = clean(head.format("Shells fall on river town bazaar") + f"\n{REPORT}")

    assert cleaned.headline == "Shells fall on river town bazaar"
    assert cleaned.body == REPORT


def test_the_date_on_a_line_that_says_published_counts_wherever_it_stands():
    cleaned = clean(f"Posted on August 9, 1998 by admin\nShells fall on river town bazaar\n{REPORT}")

    assert cleaned.published == "August 9, 1998"


def test_one_word_can_be_a_headline():
    assert clean(f"Truce\n\n{REPORT}").headline == "Truce"


def test_a_first_line_that_is_a_sentence_is_no_headline():
    cleaned = clean(f"The town was shelled.\n{REPORT}")

    assert cleaned.headline == ""
    assert cleaned.body.startswith("The town was shelled.")


def test_a_date_above_the_headline_may_be_that_of_the_day_it_was_saved():
    cleaned = clean(f"Friday, 21 November 2025\nRiver town shelled for third night\n{REPORT}")

    assert cleaned.published == ""
    assert "the day the page was saved" in cleaned.removed[0]["reason"]


def test_the_date_of_a_change_is_not_that_of_the_report():
    cleaned = clean(
        f"River town shelled for third night\nUpdated 10 August 1998\nPublished 9 August 1998\n{REPORT}"
    )

    assert cleaned.published == "9 August 1998"


def test_the_dateline_is_read_and_stays_in_the_text():
    cleaned = clean(f"RIVERTON, Aug 9, 1998 (Agency) - {REPORT}")

    assert (cleaned.dateline, cleaned.published) == ("RIVERTON", "Aug 9, 1998")
    assert cleaned.body.startswith("RIVERTON, Aug 9, 1998 (Agency) - Shells")


def test_a_dateline_without_a_year_gives_no_date():
    assert clean(f"RIVERTON, Aug 9 (Agency) - {REPORT}").published == ""


@pytest.mark.parametrize(
    "line",
    [
        "The other side",
        "“We heard it all night,” she said.",
        "He fled.",
        "- eleven dead on the near bank",
        "The commander, in a message to the elders, said:",
        "Nobody who was asked could say who had fired first or why the truce that had held for nine days was broken that night",
        "“Your support makes a difference to my men,” he told a crowd.",
        "Your Majesty, the elders wrote, must help.",
        "Food provided by the neighbours ran out.",
        "He told Reuters",
        "By Monday the town had fallen.",
        "The road was closed at 3/4 of its length.",
        "A file on the matter: none was kept.",
        "They were loading carts.",
    ],
)
def test_a_line_inside_the_report_stays(line):
    assert line in clean(f"{FIRST}\n\n{line}\n\n{LAST}").body.split("\n\n")


def test_short_sentences_after_the_last_long_one_stay():
    assert clean(f"{REPORT}\n\nShe did not say when.\n\nShare").body == f"{REPORT}\n\nShe did not say when."


def test_misprints_and_odd_joins_are_left_as_they_were_printed():
    odd = "The gov-ernment of Mazar- i-Sharif hadno answer,and none was expected before the end of the month of May."

    assert clean(f"{odd}\n{REPORT}").body.startswith(odd)


def test_lines_of_equal_width_are_joined_to_paragraphs():
    wrapped = (
        "Shells fell on the bazaar of the river town for a third night, and\n"
        "families who had cellars shared them with those who had come over the\n"
        "pass with what they could carry and had nowhere to go.\n\n"
        "A doctor at the small hospital said that he had counted eleven dead,\n"
        "although nobody could reach the far bank and the telephone was dead.\n"
    )

    assert clean(wrapped).body.split("\n\n") == [" ".join(part.split()) for part in wrapped.split("\n\n")]


def test_a_text_of_short_lines_alone_is_kept():
    cleaned = clean("Truce signed in Riverton\nGuns silent")

    assert (cleaned.headline, cleaned.body) == ("Truce signed in Riverton", "Guns silent")


def test_an_empty_text_gives_an_empty_report():
    assert clean(" \n\t").pieces == ()


# Debris by its form


@pytest.mark.parametrize(
    "debris",
    [
        "Home | World | Middle East",
        "Share this article",
        "Facebook Twitter WhatsApp Email",
        "Advertisement",
        "Read more: Minister opens bridge that nobody can cross",
        "We use cookies to make this site work better for you.",
        "Sign up for our morning newsletter",
        "Please donate so that our reporters can go on. Our journalism has no paywall.",
        "Your gift helps us to send our reporters where others do not go.",
        "A boy looks at the ruined bridge in Riverton – AFP/Getty Images",
        "© Provided by The Riverton Post A bridge",
        "(Photo by A. Picture/Agency)",
        "FILE PHOTO: Men carry a door over the bridge. REUTERS/A. Picture",
        "Men carry a door over the bridge in Riverton, Friday, Aug. 9, 1998. (AP Photo/A. Picture)",
        "This article is more than 20 years old",
        "{{#errors}}{{message}}{{/errors}}",
        "Please refresh the page or log in again",
        "Leave a comment",
        "Your email address will not be published. Required fields are marked *",
        "3 hours ago",
        "* * *",
        "Additional reporting by A. Helper in Riverton",
        "© 2021 Riverton Post. All rights reserved.",
    ],
)
@pytest.mark.parametrize("where", ["above", "inside", "below"])
def test_it_drops_what_has_the_form_of_debris(debris, where):
    text = {
        "above": f"{debris}\n\n{REPORT}",
        "inside": f"{FIRST}\n\n{debris}\n\n{SECOND}\n\n{LAST}",
        "below": f"{REPORT}\n\n{debris}",
    }[where]

    cleaned = clean(text)

    assert cleaned.body == REPORT
    assert reasons(cleaned)


def test_it_drops_the_captions_of_a_gallery_and_not_what_follows():
    gallery = (
        "Show all 20\n1/20 The bridge\nMen carry what is left of the shop over the bridge, which has been closed to carts\n"
        "AFP/Getty Images\n2/20 The hospital\nA nurse stands at the door.\nReuters"
    )

    assert clean(f"{FIRST}\n{gallery}\n{SECOND}\n{LAST}").body == REPORT


def test_it_drops_the_titles_under_a_heading_of_related_links():
    cleaned = clean(
        f"{FIRST}\n\nRelated\nMinister opens bridge\nHarvest late in southern valleys this year\n\n{SECOND}\n\n{LAST}"
    )

    assert cleaned.body == REPORT
    assert reasons(cleaned)["Minister opens bridge"] == "related links"


def test_it_drops_titles_in_a_row_but_keeps_a_list_that_is_introduced():
    titles = "Minister opens new bridge\nHarvest late in southern valleys\nTeam wins cup in rain"

    assert clean(f"{FIRST}\n{titles}\n{SECOND}\n{LAST}").body == REPORT
    assert "Team wins cup in rain" in clean(f"{FIRST}\nThe papers of the day wrote:\n{titles}\n{LAST}").body


def test_it_ends_at_the_comment_form():
    cleaned = clean(
        f"{REPORT}\nAbout the author\nAnna Writer has written from the river for many years, and lives there."
    )

    assert cleaned.body == REPORT


def test_a_line_that_ends_reports_does_not_end_one_that_has_hardly_begun():
    assert clean(f"River town shelled for third night\nComments\n{REPORT}").body == REPORT


APPEAL = (
    "Your gift helps us to report\n"
    "From harvests to floods, our reporters are there when the story is developing, and we know what it costs.\n"
    "In days like these we have to be on the ground with all that we have.\n"
    "Your gift makes it possible."
)


@pytest.mark.parametrize("joint", ["", " ", "\n"])
def test_it_drops_an_appeal_also_where_it_is_joined_to_the_first_sentence(joint):
    cleaned = clean(
        f"River town shelled for third night\n{APPEAL.replace('possible', 'count')}{joint}{REPORT}"
    )

    assert cleaned.headline == "River town shelled for third night"
    assert cleaned.body == REPORT


def test_it_takes_off_a_button_that_is_joined_to_the_last_sentence():
    assert clean(f"{REPORT}Follow us on Telegram").body == REPORT
    assert clean(f"{REPORT} - Reuters").body == REPORT


# Where the headline came beside the text


def test_with_a_known_headline_only_plain_debris_is_removed():
    text = f"River town shelled\n\nA short line\n\n{REPORT}\n\nRiverton\n\nShare"

    cleaned = clean(text, headline="River town shelled")

    assert cleaned.body == f"A short line\n\n{REPORT}\n\nRiverton"
    assert reasons(cleaned) == {"River town shelled": "the headline again", "Share": "share buttons"}


def test_a_text_that_is_nothing_but_its_headline_is_kept():
    assert clean("Truce signed", headline="Truce signed").body == "Truce signed"


# Rules of curators


@pytest.mark.parametrize(
    ("rule", "text", "body"),
    [
        (Rule("line", "The river’s own paper"), f"{REPORT}\nTHE RIVER'S  own paper", REPORT),
        (Rule("prefix", "Our paper lives on you."), f"Our paper lives on you.{REPORT}", REPORT),
        (
            Rule("from_here", "Letters to"),
            f"{REPORT}\nLetters to the editor\n{FIRST}\n{SECOND}\n{LAST}\n{LAST}",
            REPORT,
        ),
        (
            Rule("regex", r"page \d+ of .*"),
            f"{FIRST}\nPage 3 of the Friday edition, printed.\n{SECOND}\n{LAST}",
            REPORT,
        ),
        (Rule("regex", r"bazaar"), REPORT, REPORT),
        (Rule("from_here", "Shells"), REPORT, REPORT),
    ],
)
def test_a_rule_of_the_table_is_followed(rule, text, body):
    assert clean(text, rules=[rule]).body == body


def test_without_the_rule_the_line_would_stay():
    assert clean(f"Our paper lives on you.{REPORT}").body != REPORT


def test_a_pattern_that_cannot_be_read_is_named():
    with pytest.raises(RuleError, match="Correct it in the admin"):
        checked([Rule("regex", "(")])


def test_the_default_rules_can_be_read_and_leave_a_report_alone():
    assert clean(REPORT, rules=checked(DEFAULTS)).body == REPORT


# Nothing is lost

WORDS = st.sampled_from(
    [
        *[
            "Related",
            "Share",
            "Comments",
            "Menu",
            "-",
            "*",
            "|",
            "©",
            "Kabul",
            "Reuters",
            "AFP/Getty",
            "1998",
            "9",
            "August",
            "the",
            "of",
            "By",
            "Anna",
            "you",
            "We",
            "donate",
        ],
        "Your support makes all the difference.",
        "said.Follow us on Twitter",
        FIRST,
        "Read more: a title",
        "About the author",
        "“quoted",
        "مزار شريف",
        "KABUL, Aug 9 -",
        "\n",
        "\n\n",
        "\u2028",
        "\u00a0",
        "\x0c",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))


@given(TEXTS, st.sampled_from(["", "River town shelled"]))
def test_every_character_is_kept_or_listed_as_removed_in_order(text, headline):
    cleaned = clean(text, headline=headline, rules=DEFAULTS)

    assert unspaced("".join(piece.text for piece in cleaned.pieces)) == unspaced(text)
    removed = [unspaced(piece.text) for piece in cleaned.pieces if piece.kind == "removed"]
    assert [unspaced(item["text"]) for item in cleaned.removed] == removed
    assert all(item["reason"] for item in cleaned.removed)
    bodies = "".join(unspaced(piece.text) for piece in cleaned.pieces if piece.kind == "body")
    assert unspaced(cleaned.body) == bodies


# Paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "on " * 70,
        "circumnavigations " * 70,
        "reconnoitred " * 70,
        "one—two, it’s 3½ … " * 30,
        "گزارش " * 70,
        "報告" * 90,
        "",
    ],
)
def test_a_paragraph_has_as_many_words_as_it_is_long(text):
    asked = PastedParagraph(text)
    for words in (61, 40, 9, 69, 70, 71, 1, 141):
        assert asked.has(words) == (PastedParagraph(text).length >= words)
