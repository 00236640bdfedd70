"""Saved pages as sites of today build them: data in scripts, live blogs, paywalls, standfirsts, writers and days side by side."""

from __future__ import annotations

import json

import pytest

from archive.ingest.html import read_page
from archive.ingest.page_dates import day_in_address
from archive.ingest.prepare import prepare
from archive.ingest.raw import RawArticle

TEXT = (
    "Militiamen who seized the customs post at Dorazpul on Sunday were still in control of it on Tuesday evening, lorry drivers said.",
    "The governor of the province told reporters that the post had never fallen, and that his men had withdrawn to a ridge two miles away.",
    "“They ran before the first shot,” said a driver who had been waiting at the post with a load of flour since Saturday.",
    "Elders from three villages are to meet the governor and the commander of the post on Thursday, a spokesman said.",
)
HEADLINE = "Militiamen hold customs post at Dorazpul"
BODY = "\n\n".join(TEXT)
TEASER = "The company says that fewer people travel between November and March than in any year before, and that it has to save money."


def page(*, head="", above="", text=TEXT, below="", title=f"{HEADLINE} | Border Courier", heading=HEADLINE):
    paragraphs = "".join(f"<p>{line}</p>" for line in text)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><div class=menu>Border Courier</div>"
        f"<article><h1>{heading}</h1>{above}<div class=body>{paragraphs}</div></article>{below}</body></html>"
    )


def ld(**said):
    node = {"@type": "NewsArticle", "headline": HEADLINE} | said
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


# Data in scripts

BLOCKS = [{"type": "paragraph", "text": line} for line in TEXT]
SPANS = [{"_type": "block", "children": [{"text": line[:40]}, {"text": line[40:]}]} for line in TEXT]
IN_HTML = "".join(f"<p>{line}</p>" for line in TEXT)


def drawn(script, *, title=HEADLINE):
    return f"<html><head><title>{title} | Courier</title></head><body><div id=app>Loading</div>{script}</body></html>"


@pytest.mark.parametrize(
    "report",
    [
        {"headline": HEADLINE, "body": BLOCKS},
        {"title": HEADLINE, "content": SPANS},
        {"title": {"rendered": HEADLINE}, "content": {"rendered": IN_HTML}},
        {"seo": {"title": HEADLINE}, "article": {"bodyHtml": IN_HTML}},
        {"headline": HEADLINE, "content": [{"type": "image", "text": "x " * 300}, *BLOCKS]},
    ],
)
def test_the_text_that_a_framework_would_draw_is_read_from_its_data(report):
    other = {"headline": "Ferry company to cut timetable", "body": [{"text": TEASER}] * 9}
    data = json.dumps({"props": {"article": report, "related": [other]}})
    quoted, open_object = json.dumps(data), '{"user":undefined,'
    for script in (
        f'<script id="__NEXT_DATA__" type="application/json">{data}</script>',
        f"<script>var a = {{b: 1}}; window.__STATE__ = {data};</script>",
        f"<script>window.__STATE__ = JSON.parse({quoted});</script>",
        f"<script>window.__STATE__={data.replace('{', open_object, 1)}</script>",
    ):
        assert read_page(drawn(script)).body == BODY


def test_references_in_the_data_are_followed():
    state = {f"Block:{at}": {"__typename": "Block", "text": line} for at, line in enumerate(TEXT)}
    state["Article:1"] = {"headline": HEADLINE, "blocks": [{"__ref": name} for name in state]}

    assert read_page(drawn(f"<script>window.__APOLLO_STATE__={json.dumps(state)}</script>")).body == BODY


def test_the_data_say_who_wrote_it_and_when():
    report = {
        "headline": HEADLINE,
        "body": IN_HTML,
        "authors": [{"name": "Ilse Varga"}],
        "publishedAt": 1574197440000,
    }
    report["updatedAt"] = "2023-01-01"
    found = read_page(drawn(f'<script type="application/json">{json.dumps({"a": report})}</script>'))

    assert (found.byline, found.date.edtf, found.date.basis) == ("Ilse Varga", "2019-11-19", "stated")


def test_data_of_another_report_are_not_taken():
    other = {"headline": "Ferry company to cut timetable", "body": IN_HTML}

    assert (
        TEXT[0] not in read_page(drawn(f'<script type="application/json">{json.dumps(other)}</script>')).body
    )


# Live blogs


def live(times, *, title=f"Live: {HEADLINE}", attribute=""):
    entries = "".join(
        f"<div class=entry><time {attribute.format(at)}>{time}</time><p>{line}</p></div>"
        for at, (time, line) in enumerate(zip(times, TEXT, strict=True))
    )
    return f"<html><head><title>{title}</title></head><body><h1>{HEADLINE}</h1><div>{entries}</div></body></html>"


def test_the_entries_of_a_printed_live_blog_follow_each_other_under_their_times():
    found = read_page(live(["12.40", "12.10", "11.05", "9.30"]))

    assert found.body.split("\n\n") == [
        "9.30", TEXT[3], "11.05", TEXT[2], "12.10", TEXT[1], "12.40", TEXT[0],
    ]  # fmt: skip
    assert any("live blog of 4 entries" in notice for notice in found.notices)


def test_entries_with_days_are_ordered_by_them():
    found = read_page(
        live(
            ["2 hours ago", "3 hours ago", "a day ago", "a day ago"],
            attribute='datetime="2019-11-1{}T10:00:00Z"',
        )
    )

    assert found.body.startswith(f"2019-11-10, 10:00\n\n{TEXT[0]}")


def test_a_page_with_times_that_is_no_live_blog_is_read_as_it_stands():
    found = read_page(live(["12.40", "12.10", "11.05", "9.30"], title=HEADLINE))

    assert not found.notices
    assert found.body.index(TEXT[0]) < found.body.index(TEXT[3])


# Paywalls


@pytest.mark.parametrize(
    "offer",
    [
        "To continue reading this article, subscribe or sign in.",
        "Subscribe to read the full story.",
        "Il vous reste 73 % de cet article à lire. La suite est réservée aux abonnés.",
        "Jetzt weiterlesen mit einem Abo",
        "Para seguir leyendo, suscríbete",
        "Читать далее могут те, у кого есть подписка",
    ],
)
def test_a_page_that_offers_the_rest_says_that_it_holds_only_the_beginning(offer):
    markup = page(
        text=TEXT[:3],
        below=f"<div class=offer><h3>{offer}</h3><p>{TEASER}</p><p>Cancel at any time.</p></div>",
    )
    fields = prepare(RawArticle(html=markup)).fields

    assert fields["body"] == "\n\n".join(TEXT[:3])
    assert [doubt["what"] for doubt in fields["unsure"]] == ["end"]
    assert {offer, "Cancel at any time."} <= {item["text"] for item in fields["removed"]}


@pytest.mark.parametrize(
    "below", ["<p>Subscribe to our newsletter</p>", "<a>Read the full report (PDF)</a>", "<p>Support us</p>"]
)
def test_an_offer_of_something_else_says_nothing_of_the_end(below):
    assert not read_page(page(below=below)).doubts


def test_a_pasted_text_that_is_cut_off_says_so():
    text = "\n\n".join(
        [
            HEADLINE,
            "By Ilse Varga",
            *TEXT[:3],
            "Already a subscriber? Sign in to continue reading.",
            "Cancel at any time.",
        ]
    )
    fields = prepare(RawArticle(text=text)).fields

    assert fields["body"] == "\n\n".join(TEXT[:3])
    assert "end" in {doubt["what"] for doubt in fields["unsure"]}


@pytest.mark.parametrize(("words", "is_doubted"), [(900, True), (90, False), ("about", True)])
def test_a_page_that_is_not_free_is_whole_if_it_has_the_words_that_it_counts(words, is_doubted):
    found = read_page(page(head=ld(isAccessibleForFree=False, wordCount=words)))

    assert bool(found.doubts) == is_doubted


def test_microdata_say_that_a_page_is_not_free():
    found = read_page(page(head='<meta itemprop="isAccessibleForFree" content="false">'))

    assert [what for what, _ in found.doubts] == ["end"]


# The head

SUMMARY = "Lorry drivers are stranded on both sides of the river as talks break down again."


@pytest.mark.parametrize(
    "above",
    [
        f'<p class="story__standfirst">{SUMMARY}</p>',
        f'<div class="article-dek"><span>{SUMMARY}</span></div><p>By Ilse Varga</p>',
        f"<h2>{SUMMARY}</h2><p>By Ilse Varga</p>",
        f'<p class="lead">{SUMMARY}</p><p>19 November 2019</p>',
        f'<p class="chapo">{SUMMARY}</p>',
        f"<p><strong>{SUMMARY}</strong></p><p>By Ilse Varga, 19 November 2019</p>",
    ],
)
def test_the_standfirst_is_found_by_its_mark_and_its_place(above):
    found = read_page(page(above=above))

    assert (found.standfirst, found.body) == (SUMMARY, BODY)


@pytest.mark.parametrize(
    "above",
    [
        f"<figure><img><figcaption>{SUMMARY}</figcaption></figure>",
        f'<p>By Ilse Varga</p><p class="wp-caption-text">{SUMMARY}</p>',
    ],
)
def test_a_caption_is_no_standfirst(above):
    assert read_page(page(above=above)).standfirst == ""


def test_the_first_paragraph_is_no_standfirst_because_the_page_describes_itself_by_it():
    head = f'<meta name="description" content="{TEXT[0]}">'

    assert (found := read_page(page(head=head))).standfirst == ""
    assert found.body == BODY


@pytest.mark.parametrize(
    "above",
    [
        "<div><span>Ilse Varga</span><span>19 November 2019</span><span>Updated: 3 May 2021</span></div>",
        "<div><a>Ilse Varga</a> | <time>19 November 2019</time></div>",
        "<div>Updated 3 May 2021</div><div><span>By</span><b>Ilse Varga</b><i>19 November 2019</i></div>",
        "<p>By Ilse Varga</p><p>Published on 19 November 2019, updated on 3 May 2021</p>",
    ],
)
def test_writer_and_day_are_told_apart_that_stand_side_by_side(above):
    fields = prepare(RawArticle(html=page(above=above))).fields

    assert (fields["byline"], fields["date_edtf"], fields["body"]) == ("Ilse Varga", "2019-11-19", BODY)


def test_a_place_alone_below_the_headline_is_no_writer():
    assert read_page(page(above="<div>Dorazpul</div>", heading=HEADLINE)).byline == ""
    assert read_page(page(above="<div>Customs Post</div>")).byline == ""


def test_the_writer_on_a_card_is_read_by_its_label():
    head = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ilse Varga">'

    assert read_page(page(head=head)).byline == "Ilse Varga"
    assert read_page(page(head=head.replace("Written by", "Est. reading time"))).byline == ""


@pytest.mark.parametrize(
    "title", [f"{HEADLINE} - World - The Courier", f"{HEADLINE} | Courier Online - Asia"]
)
def test_of_a_title_the_part_that_is_printed_is_the_headline(title):
    markup = page(title=title).replace("h1>", "div>")

    assert read_page(markup).headline == HEADLINE


def test_rdfa_states_the_day_but_that_of_a_comment_does_not_count():
    day = '<span property="{}" content="2019-11-19T10:00:00Z">a while ago</span>'

    assert read_page(page(above=day.format("datePublished"))).date.edtf == "2019-11-19"
    assert read_page(page(above=day.format("schema:datePublished"))).date.edtf == "2019-11-19"
    assert read_page(page(above=day.format("dateModified"))).date.edtf == ""
    assert read_page(page(below=f"<div class=comments>{day.format('datePublished')}</div>")).date.edtf == ""


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2019/11/19/post-held", "2019-11-19"),
        ("/world/2019/nov/19/post-held", "2019-11-19"),
        ("/2019-11-19-post-held.html", "2019-11-19"),
        ("/post-held-2019-11-19", "2019-11-19"),
        ("/news/20191119/post", "2019-11-19"),
        ("/2019/xyz/19/post", ""),
        ("/news/20193119/post", ""),
        ("/news/1234520191119/post", ""),
        ("/2019-11-19/2020-01-02/", ""),
        ("/a?day=/2019/11/19/", ""),
    ],
)
def test_the_day_in_an_address(path, day):
    assert day_in_address(f"https://courier.example{path}") == day


# What a page lays over its report, or prints around it

CONSENT = (
    "We and our 842 partners store and/or access information on a device, such as cookies and process personal data, such as unique "
    "identifiers and standard information sent by a device for personalised advertising and content."
)


@pytest.mark.parametrize(
    "dialog",
    [
        f'<div id="onetrust-consent-sdk"><div role="alertdialog"><h2>We value your privacy</h2><p>{CONSENT}</p></div></div>',
        f'<div class="qc-cmp2-container"><p>{CONSENT}</p><p>You may click to change your mind at any time before you leave this page for another.</p></div>',
        f'<div role="dialog"><p>{TEASER}</p><p>{TEASER}</p><p>{TEASER}</p></div>',
        f"<div><p>{CONSENT}</p></div>",
    ],
)
def test_a_question_for_consent_is_no_part_of_a_report(dialog):
    fields = prepare(
        RawArticle(
            html=page(text=TEXT, below=dialog).replace("<article>", "<div>").replace("</article>", "</div>")
        )
    ).fields

    assert (fields["headline"], fields["body"]) == (HEADLINE, BODY)


def test_a_dialog_that_holds_the_report_is_read():
    markup = (
        page().replace("<article>", '<div role="dialog"><article>').replace("</article>", "</article></div>")
    )

    assert read_page(markup).body == BODY


def test_an_aid_agency_may_speak_of_its_partners():
    spoken = "We and our partners have reached forty villages along the river with tents, blankets and clean water since Sunday."

    assert read_page(page(text=(*TEXT, spoken))).body == f"{BODY}\n\n{spoken}"


def test_joiners_within_words_are_kept():
    text = [f"{line} می‌گویند کوه‌ها" for line in TEXT]

    assert read_page(page(text=text)).body == "\n\n".join(text)


def pushed(*rows):
    chunks = "".join(rows)
    half = len(chunks) // 2
    parts = (chunks[:half], chunks[half:])
    return "".join(f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in parts)


@pytest.mark.parametrize(
    "report",
    [
        {"story": {"title": HEADLINE, "bodyHtml": IN_HTML}},
        {"story": {"title": HEADLINE, "bodyHtml": "$1f"}},
        ["$", "main", None, {"article": {"headline": HEADLINE, "body": BLOCKS}}],
    ],
)
def test_the_text_in_a_stream_of_rows_is_read(report):
    long_text = f"1f:T{len(IN_HTML.encode()):x},{IN_HTML}"
    rows = pushed('2:I[97,[],""]\n', long_text, f"a:{json.dumps(report)}\n", "b:null\n")

    assert read_page(drawn(rows)).body == BODY


def test_the_text_in_a_flat_list_is_read():
    places = list(range(4, 4 + len(TEXT)))
    flat = [
        ["ShallowReactive", 1],
        {"title": 2, "body": 3},
        HEADLINE,
        places,
        *(f"<p>{line}</p>" for line in TEXT),
    ]
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'

    assert read_page(drawn(script)).body == BODY


@pytest.mark.parametrize("flat", [[[0]], [{"a": 0}], [["Ref", 0]], [{"title": 99}], [{"title": -1}]])
def test_a_flat_list_that_refers_to_itself_or_to_nothing_is_no_report(flat):
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'

    assert read_page(drawn(script)).body == ""


def test_a_cell_that_holds_the_whole_report_is_read_in_its_paragraphs():
    inside = "<br><br>".join(TEXT)
    markup = f"<html><head><title>{HEADLINE}</title></head><body><table><tr><td><h1>{HEADLINE}</h1></td></tr><tr><td class=storybody>{inside}</td></tr></table></body></html>"

    assert read_page(markup).body == BODY


def test_teasers_below_a_heading_of_other_reports_are_no_part_of_one():
    below = (
        f"<div class=story-list><h2>Recommended Stories</h2><p>{TEASER}</p><p>{TEASER}</p></div></article>"
    )

    assert read_page(page().replace("</article>", below)).body == BODY


def test_what_an_agency_adds_below_its_rule_is_no_part_of_a_report():
    note = (
        "___",
        "Lund reported from Riverton.",
        "___",
        "Follow Agency’s coverage of the river at https://hub.example/river",
    )

    assert read_page(page(text=(*TEXT, *note))).body == BODY


def test_a_line_that_leads_to_another_report_is_no_part_of_one():
    text = (
        TEXT[0],
        "Lire aussi : Comment la ville est tombée",
        TEXT[1],
        "Read more: Who holds the post",
        *TEXT[2:],
    )

    assert read_page(page(text=text)).body == BODY


def test_who_created_a_report_wrote_it_if_only_an_organisation_is_its_author():
    nobody = {"@type": "Organization", "name": "Planet Report"}
    person = {"@type": "Person", "name": "Ilse Varga"}

    assert read_page(page(head=ld(creator=person))).byline == "Ilse Varga"
    assert read_page(page(head=ld(author=nobody, creator=person))).byline == "Ilse Varga"
    assert read_page(page(head=ld(author=nobody))).byline == "Planet Report"


def test_a_weblog_names_its_writer_below_the_text():
    below = '<div class="post-footer"><span class="post-author vcard">Posted by <span class="fn">Ilse Varga</span></span></div>'

    assert read_page(page(below=below)).byline == "Ilse Varga"


@pytest.mark.parametrize("name", ["pdate", "article:published", "publication_date"])
def test_a_day_that_a_page_states_under_an_older_name_is_read(name):
    head = f'<meta name="{name}" content="20191119">'

    assert read_page(page(head=head)).date.edtf == "2019-11-19"


STANDFIRST = "Lorry drivers are stranded on both sides of the river as talks break down again."


@pytest.mark.parametrize(
    "above",
    [
        f"<time>19 November 2019</time><figure></figure><div class=summary><p>{STANDFIRST}</p></div><div class=share>Share</div>",
        f"<header><span>By Ilse Varga, 19 November 2019</span><p class=article-IntroText>{STANDFIRST}</p></header>",
    ],
)
def test_a_marked_paragraph_in_a_container_of_its_own_is_the_standfirst_below_the_day_as_well(above):
    found = read_page(page(above=above))

    assert (found.standfirst, found.body) == (STANDFIRST, BODY)


@pytest.mark.parametrize(
    "above",
    [
        "<table align=right><tr><td><img src=a></td></tr><tr><td>A lorry waits on the road to the customs post</td></tr></table>",
        "<div><span>Ilse Varga</span><time>January 11, 2018</time> · 4 min read</div>",
        "<div class=box><h2>What you need to know</h2></div><div>19 November 2019</div>",
    ],
)
def test_what_stands_below_a_headline_may_be_no_standfirst(above):
    assert read_page(page(above=above)).standfirst == ""


def test_an_offer_above_the_text_does_not_hide_the_one_below_it():
    text = (
        "Article réservé aux abonnés",
        *TEXT[:3],
        "Il vous reste 73 % de cet article à lire.",
        "Lire le Quotidien",
        "Abonnez-vous pour 1 € le premier mois.",
    )
    markup = f"<html lang=fr><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1>{''.join(f'<p>{line}</p>' for line in text)}</body></html>"
    found = read_page(markup)

    assert found.body == "\n\n".join(TEXT[:3])
    assert "end" in {what for what, _ in found.doubts}
