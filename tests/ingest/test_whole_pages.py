"""Whole pages copied in a browser, menus and all: the report has one beginning, one end, one headline and one day, or none is said."""

from __future__ import annotations

from textwrap import fill

import pytest

from archive.ingest.clean import clean
from archive.ingest.days import days_in
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle

MENU = "Skip to content\nSign in\nHome\nWorld\nPolitics\nSport\nWeather\nMore\nSearch\n"
HEADLINE = "Militiamen hold customs post at Dorazpul for third day"
BODY = (
    "Militiamen who seized the customs post at Dorazpul on Sunday were still in control of it on Tuesday evening, lorry drivers "
    "said, and had begun to collect a toll from each vehicle that was let through.",
    "The governor of the province told reporters that the post had never fallen, and that his men had withdrawn to a ridge two miles away.",
    "“They ran before the first shot,” said a driver who had been waiting at the post with a load of flour since Saturday.",
    "Others paid the toll: between thirty and forty dollars, according to four drivers who were asked separately.",
    "Elders from three villages are to meet the governor and the commander of the post on Thursday.",
)
TEASERS = (
    "Ferry company to cut winter timetable\nThe company says that fewer people travel between November and March than in any year before.\n3 hours ago\n"
    "Minister resigns over lost laptop\nShe says that she knew nothing of the letter and will not stand again in the autumn.\n5 hours ago\n"
    "Heatwave: how to keep your dog cool\nBridge closed until spring\nGold price falls for fifth day\n"
)
FOOT = "About us\nContact us\nTerms of use\nPrivacy policy\n© 2021 The Border Courier. All rights reserved.\n"
TEXT = "\n\n".join(BODY)


def page(*, above=f"{HEADLINE}\nIlse Varga\n19 November 2019\n", between="", below=""):
    first, rest = BODY[0], "\n\n".join(BODY[1:])
    return f"{MENU}{above}{first}\n\n{between}{rest}\n\n{below}Latest news\n{TEASERS}{FOOT}"


def test_the_report_is_found_among_menus_and_other_reports():
    cleaned = clean(page())

    assert cleaned.body == TEXT
    assert (cleaned.headline, cleaned.published) == (HEADLINE, "19 November 2019")


@pytest.mark.parametrize(
    "between",
    [
        "Read more: Ferry company to cut winter timetable\n\n",
        "RELATED ARTICLES\nFerry company to cut winter timetable\nMinister resigns over lost laptop\n\n",
        "Lorries wait on the road to the customs post at Dorazpul on Tuesday\n\n",
        "Sign up to the morning newsletter\n\n",
        "Bridge closed until spring\nIs it time to close the ferry?\n\n",
        "Lire aussi : La suite du conflit\n\n",
        "Mehr zum Thema\nDie Fähre, die niemand mehr fährt\n\n",
        "Sponsor Message\n\n",
        "Related Articles\nFerry company to cut winter timetable\n12 May 2010\nMinister resigns over lost laptop\n3 April 2010\nThe last caravan\n\n",
        "SHARE THIS ARTICLE\nPrevious\nNext\nMinister resigns over lost laptop\n\n",
    ],
)
def test_what_stands_between_its_paragraphs_is_taken_out(between):
    assert clean(page(between=between)).body == TEXT


@pytest.mark.parametrize(
    "below",
    [
        "Comments (2)\nKestrel\n5 years ago\nI was there in the nineties and nothing at all has changed since then, believe me.\nReply\n"
        "oldsailor\n4 years ago\nSo who pays these people? Nobody ever asks that, and nobody ever will as long as it goes on.\nReply\n",
        "Reach Ilse Varga at varga@courier.example. Support local journalism: subscribe to the Courier today.\n",
        "Ilse Varga is a reporter for the Courier, based in the capital.\n",
        "Reporting by Ilse Varga; Editing by Bo Lund\n",
        "The Border Courier is the largest independent newspaper on the river.\n",
        "This website contains only a part of what is offered to subscribers of the Courier. Please contact us for subscription.\n",
        "If you want other stories on this topic, search the Archives at courier.example.\n",
    ],
)
def test_what_stands_below_it_is_no_part_of_it(below):
    assert clean(page(below=below)).body == TEXT


def test_a_subheading_and_short_sentences_stay():
    cleaned = clean(page(between="A toll of forty dollars\n\n"))

    assert "A toll of forty dollars" in cleaned.body


def test_in_a_page_a_line_of_the_menu_is_no_headline():
    cleaned = clean(page(above=""))

    assert cleaned.headline == ""


@pytest.mark.parametrize(
    "above",
    [
        f"Home › World › {HEADLINE}\n{HEADLINE}\n",
        f"{HEADLINE}\nLorries wait at the customs post of Dorazpul (A Person/Agency)\nIlse Varga\n19 November 2019\n",
        f"Free for one month\n{HEADLINE}\nLorry drivers wait on both sides.\nBy Ilse Varga\n",
        f"BREAKING\nFerry company to cut winter timetable\n{HEADLINE}\nBy Ilse Varga November 19, 2019 | 4:20am\n",
        f"You are here: Home / Customs post / Governor\nIssued: 19 November 2019\n{HEADLINE}\n",
        f"Serving the drivers of the province since 1911\n{HEADLINE}\nBy Ilse Varga\n",
        f"Toll > Governor > Customs post\n{HEADLINE}\nBy Ilse Varga\n",
        f"HomeWorld{HEADLINE}\nWorld\n{HEADLINE}\nBy Ilse Varga\n",
        f"{HEADLINE}\nILSE VARGA\nSan Dorazpul del Río\n19 November 2019\n",
        f"{HEADLINE}\n- Lorry drivers pay a toll at Dorazpul\n- Governor says that the post never fell\nBy Ilse Varga\n",
    ],
)
def test_the_headline_is_told_from_paths_captions_and_offers(above):
    assert clean(page(above=above)).headline == HEADLINE


@pytest.mark.parametrize(
    "above",
    [
        "Two held after raid on warehouse\nIlse Varga\n19 November 2019\n",
        "Compartir en WhatsappCompartir en Facebook\n19 November 2019\n",
        "Free for one month\nBy Ilse Varga\n",
        "Lorries wait on the road. (Reuters: A. Person)\n19 November 2019\n",
        "Lorries wait on the road. | ARCHIVES\n19 November 2019\n",
    ],
)
def test_a_line_that_shares_nothing_with_the_report_is_no_headline_even_above_the_day(above):
    assert clean(page(above=above)).headline == ""


@pytest.mark.parametrize("label", ["News Provided By", "نشر في"])
def test_what_announces_the_day_is_no_writer(label):
    assert clean(page(above=f"{HEADLINE}\n{label}\n19 November 2019\n")).byline == ""


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (
            "By Ilse Varga November 19, 2019 | 4:20am | Updated November 22, 2019 | 9:07am",
            "November 19, 2019",
        ),
        ("PUBLISHED: 00:01, Tue, Nov 19, 2019 | UPDATED: 08:12, Wed, Nov 20, 2019", "Tue, Nov 19, 2019"),
        ("Publié le 19 novembre 2019 à 21h04, modifié le 20 novembre 2019 à 08h41", "19 novembre 2019"),
        ("Published On 19 Nov 201919 Nov 2019", "19 Nov 2019"),
        ("Last updated: 20 November 2019\nFirst published: 19 November 2019", "19 November 2019"),
        ("۲۸ آبان ۱۳۹۸", "۲۸ آبان ۱۳۹۸"),
        ("Thu., 19.Nov.2019", "19.Nov.2019"),
        ("November 19,2019", "November 19,2019"),
        ("4 مارس/آذار 2017", "4 مارس/آذار 2017"),
        (f"{HEADLINE} in pictures. Picture: A. Person, 2 March 2001\n19 November 2019", "19 November 2019"),
    ],
)
def test_the_day_of_publication_is_read_off_its_line(line, day):
    assert clean(page(above=f"{HEADLINE}\n{line}\n")).published == day


@pytest.mark.parametrize(
    ("above", "doubt"),
    [
        (f"Tuesday, November 19, 2019\n{HEADLINE}\nIlse Varga\n", "above the headline"),
        (f"{HEADLINE}\nIlse Varga\nUpdated 9:04 PM ET, Tue November 19, 2019\n", "of a later change"),
    ],
)
def test_a_day_that_may_be_another_is_inferred_and_says_why(above, doubt):
    prepared = prepare(RawArticle(text=page(above=above)))

    assert (prepared.fields["date_edtf"], prepared.fields["date_basis"]) == ("2019-11-19", "inferred")
    assert any(doubt in notice for notice in prepared.notices)


def test_without_a_headline_the_clock_of_the_page_is_not_its_day():
    assert clean(page(above="")).published == ""
    assert clean(f"Sunday, June 2, 2024\n{page(above='Sport' + chr(10))}").published == ""


def test_the_day_below_a_report_counts_where_the_line_says_so_and_none_is_printed_above():
    above = f"{HEADLINE}\nBy Ilse Varga\n"
    posted = prepare(RawArticle(text=page(above=above, below="Posted: 19 November 2019\n")))

    assert (posted.fields["date_edtf"], posted.fields["date_basis"]) == ("2019-11-19", "inferred")
    assert any("below the report" in notice for notice in posted.notices)
    assert clean(page(above=above, below="Last updated: 20 November 2019\n")).published == ""
    assert (
        clean(page(above=f"{above}19 November 2019\n", below="Posted: 1 May 2020\n")).published
        == "19 November 2019"
    )


def test_the_fields_and_buttons_around_an_appeal_go_with_it():
    between = "Morning letter\nSign up for our newsletter and get the day in your inbox.\nYour email\nOK\n\n"

    assert clean(page(between=between)).body == TEXT


def test_figures_are_read_by_the_language_of_the_report():
    german = (
        "Die Waffenruhe hat nach Angaben von Bewohnern nur bis in den Vormittag gehalten, und es war die vierte seit dem Frühjahr. "
        "Beide Seiten werfen einander vor, zuerst geschossen zu haben, und in den Dörfern packen die Menschen wieder."
    )
    prepared = prepare(RawArticle(text=f"Waffenruhe hält nur neun Stunden\n04.09.2015\n\n{german}"))

    assert prepared.fields["language"] == "de"
    assert (prepared.fields["date_edtf"], prepared.fields["date_basis"]) == ("2015-09-04", "inferred")


@pytest.mark.parametrize(
    "lines",
    [
        "19 November 2019\nIlse Varga",
        "Ilse Varga\n5,120\n19 November 2019",
        "19 November 2019\nShare\nIlse Varga\nPrint",
        "19 November 2019\nIlse Varga\nILSE VARGA",
        "dal nostro inviato Ilse Varga\n19 November 2019",
    ],
)
def test_a_name_alone_beside_the_day_is_the_writer(lines):
    assert clean(page(above=f"{HEADLINE}\n{lines}\n")).byline == "Ilse Varga"


def test_the_post_that_a_writer_holds_may_follow_the_name():
    cleaned = clean(page(above=f"{HEADLINE}\n19 November 2019\nIlse Varga, Staff Reporter\n"))
    assert cleaned.byline == "Ilse Varga, Staff Reporter"


@pytest.mark.parametrize(
    "line", ["Download PDF", "Unlock unlimited access to our stories\nCourier One Package", "۲۰ مه ۲۰۱۳"]
)
def test_what_is_offered_and_a_day_in_other_figures_are_no_writers(line):
    assert clean(page(above=f"{HEADLINE}\n19 November 2019\n{line}\n")).byline == ""


def test_a_name_that_the_text_has_or_one_of_several_is_no_writer():
    assert clean(page(above=f"{HEADLINE}\n19 November 2019\nDorazpul Customs\n")).byline == ""
    assert clean(page(above=f"{HEADLINE}\n19 November 2019\nCentral Asia\nIlse Varga\n")).byline == ""


def test_a_date_alone_just_below_the_report_is_its_day_where_none_is_printed_above():
    above = f"{HEADLINE}\nBy Ilse Varga\n"
    fields = prepare(RawArticle(text=page(above=above, below="19 November 2019\n"))).fields

    assert (fields["date_edtf"], fields["date_basis"]) == ("2019-11-19", "inferred")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("Posted\n20 Nov 2019\nOriginally published\n19 Nov 2019", "19 Nov 2019"),
        ("Last updated\n20 Nov 2019\nPublished\n19 Nov 2019", "19 Nov 2019"),
        ("Updated 20 November 2019. First published 19 November 2019", "19 November 2019"),
    ],
)
def test_a_label_on_the_line_above_says_what_day_it_is(lines, day):
    assert clean(page(above=f"{HEADLINE}\n{lines}\n")).published == day


@pytest.mark.parametrize(
    ("standfirst", "writer"),
    [
        ("Who holds the post matters to everybody on the river. Ilse Varga reports", "Ilse Varga"),
        (
            "Who holds the post matters to everybody on the river. Ilse Varga reports from Dorazpul.",
            "Ilse Varga",
        ),
        ("Who holds the post matters to everybody, as the governor reports.", ""),
    ],
)
def test_the_writer_may_be_named_at_the_end_of_the_standfirst(standfirst, writer):
    assert clean(page(above=f"{HEADLINE}\n{standfirst}\n19 November 2019\n")).byline == writer


def test_paragraphs_that_end_with_german_quotation_marks_are_prose():
    quoted = "Anderthalb Monatslöhne hat der Zöllner gezahlt, sagt der Bürgermeister. »Wir haben nicht gefeilscht.«"
    cleaned = clean(page(between=f"{quoted}\n\n"))

    assert quoted in cleaned.body


def test_a_link_in_capitals_is_taken_out_and_a_subheading_in_capitals_stays():
    cleaned = clean(page(between="TOWN'S LOST DOG FOUND GUARDING AN ORCHARD\n\n"))
    assert cleaned.body == TEXT
    assert "FORTY DOLLARS" in clean(page(between="FORTY DOLLARS\n\n")).body


def test_a_sentence_holds_no_day():
    assert days_in("He said on 9 August 1998 that " + "it would not last, and it did not; " * 12) == []


def test_lines_of_equal_width_leave_the_head_apart():
    wrapped = "\n\n".join(fill(paragraph, 72) for paragraph in BODY)
    cleaned = clean(f"Valley Independent Online\n{HEADLINE}\nBy Ilse Varga\n{wrapped}")

    assert (cleaned.headline, cleaned.byline) == (HEADLINE, "Ilse Varga")
    assert cleaned.body == TEXT


def test_what_is_not_certain_is_kept_with_the_report_and_told():
    prepared = prepare(RawArticle(text=page(above="Tuesday, November 19, 2019\nIlse Varga\n")))

    assert "headline" in [doubt["what"] for doubt in prepared.fields["unsure"]]
    assert any(notice.startswith("its headline is not certain") for notice in prepared.notices)


def test_a_second_text_below_the_end_is_told():
    other = (
        "The ferry company says that fewer people travel between November and March than in any year since it was founded.\n\n"
        "Its boats will leave twice a day in winter, and none of them will call at the smaller islands before Easter.\n\n"
        "Islanders asked for a subsidy last month, which the council refused by eleven votes to nine after a long debate.\n\n"
    )
    prepared = prepare(
        RawArticle(text=page(below=f"Top stories\nTrending now\nUp next\nFeatured stories\n{other}"))
    )

    assert prepared.fields["body"] == TEXT
    assert [doubt["what"] for doubt in prepared.fields["unsure"]] == ["end"]


# Where no headline was copied


def doubts(text):
    return {doubt["what"]: doubt["why"] for doubt in prepare(RawArticle(text=text)).fields["unsure"]}


@pytest.mark.parametrize(
    "above",
    [
        "Ilse Varga\n19 November 2019\n",
        "The Border Courier On-Line\nBy Ilse Varga\n19 November 2019\n",
        "19 November 2019\nShare\nA lorry at the customs post of Dorazpul, seen from the ridge\n",
        "19 November 2019\nLorries wait on the road to the customs post on Tuesday\n",
        "By Ilse Varga\n19 November 2019\nLorries wait at Dorazpul customs post (Wire Photo)\n",
        "19 November 2019\nLorries wait at Dorazpul customs post\nA PERSON/REUTERS\n",
        "18:51 Militiamen stop lorry drivers\nIlse Varga\n19 November 2019\n",
        "Breaking: militiamen stop lorry drivers\n19 November 2019\n",
        "Militiamen\n19 November 2019\n",
        "dorazpul.example\n19 November 2019\n",
        "Ilse Varga in Dorazpul\n19 November 2019\n",
        "Par Ilse Varga (Dorazpul, envoyée spéciale)\n19 November 2019\n",
        "19 November 2019\nSummary\nMilitiamen collect a toll from lorry drivers\nGovernor denies that the post fell\n",
        "19 November 2019\nStory highlights\nGovernor denies that the post fell\nBy Ilse Varga\n",
        "Published\n19 November 2019\nShare\nclose panel\nMen warm their hands beside a lorry\nImage source, Agency Pictures\nImage caption,\nDrivers at the post say they paid a toll\nBy Ilse Varga\n",
        "19 November 2019\nBy Ilse Varga\nclose Drivers at the customs post Video\nDrivers at the customs post\n",
        "Lorry drivers are stranded on both sides of the river as talks between the two break down again.\nIlse Varga\n19 November 2019\n"
        "Lorry drivers at the customs post\n",
    ],
)
def test_no_line_is_made_a_headline_where_none_was_copied(above):
    text = page(above=above)
    fields = prepare(RawArticle(text=text)).fields

    assert fields["headline"].startswith("[Militiamen who seized")
    assert "in brackets" in doubts(text)["headline"]


@pytest.mark.parametrize(
    "above",
    [
        "How a customs post became the front line\nBy Ilse Varga\n19 November 2019\n",
        f"19 November 2019\n{HEADLINE}\n",
        f"19 November 2019\nPress release\n{HEADLINE}\n",
        "Bitter harvest of the lost years\nBy Ilse Varga\n19 November 2019\n",
        f"{HEADLINE}\nThe post has two owners this week. Drivers who wait there have met neither of them, nor anybody else\ndi Ilse Varga\n",
        # Buttons between it and the writer, and little in common with the text.
        "Published July 9, 2019 8:12am EDT\nCustoms men pack lunch and wait for winter\nFacebook\nTwitter\nComments\nPrint\nEmail\nBy Ilse Varga\n",
    ],
)
def test_a_headline_that_was_copied_is_still_found(above):
    assert clean(page(above=above)).headline in above


def test_a_headline_for_which_little_speaks_is_said_to_be_uncertain():
    assert (
        "only likely"
        in doubts(page(above="Bitter harvest of the lost years\nBy Ilse Varga\n19 November 2019\n"))[
            "headline"
        ]
    )
    assert "headline" not in doubts(page())


def test_a_first_line_by_itself_is_the_headline_of_a_plain_text_and_among_other_lines_uncertain():
    assert "headline" not in doubts(f"Bitter harvest\n\n{TEXT}")
    assert (
        "in the place of a headline"
        in doubts(f"Bitter harvest of the lost years\nPremium\n\n{TEXT}")["headline"]
    )
    assert "headline" not in doubts(f"By Ilse Varga\n\n{HEADLINE}\n\n{TEXT}")


def test_a_headline_that_is_given_settles_it():
    fields = prepare(RawArticle(text=page(above="19 November 2019\n"), headline=HEADLINE)).fields

    assert "headline" not in {doubt["what"] for doubt in fields["unsure"]}
