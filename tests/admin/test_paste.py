"""Add a report by pasting it: previewed before it is saved."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Article, BoilerplateRule, Capture
from tests.admin.forms import bound_values, messages_on
from tests.factories import make_place, make_source
from tests.ingest.readers.nexis_files import ENGLISH, HEADLINES, uni_word

pytestmark = pytest.mark.django_db

REPORT = """Share
Advertisement

Truce holds in the northern valley

By A. Writer | 9 August 1998

The truce in the northern valley held for a third day on Sunday, elders on both sides of the river said.

Traders from Mazar-i-Sharif came through the checkpoint without being stopped, though nobody could say for how long it would last.

Leave a comment
Your email address will not be published.
"""
PASTE = "admin:archive_article_paste"


def take(client, text=REPORT, source=None, **values):
    """Send the first step."""
    sent = {"step": "take", "text": text, "source": (source or make_source()).pk} | values
    return client.post(reverse(PASTE), sent)


def keep(client, page, step="keep", **values):
    """Send the second step as the page would, with changes."""
    sent = (
        bound_values(page.context["carried"]) | bound_values(page.context["form"]) | {"step": step} | values
    )
    return client.post(reverse(PASTE), sent, follow=True)


def test_adding_a_report_begins_with_pasting(curator):
    answer = curator.get(reverse("admin:archive_article_add"))
    assert answer.url == reverse(PASTE)
    assert curator.get(reverse("admin:archive_article_add"), {"by_hand": 1}).status_code == 200


def test_it_shows_what_is_kept_beside_what_goes_and_writes_nothing(curator):
    page = take(curator)
    kept = page.context["form"].initial
    assert kept["headline"] == "Truce holds in the northern valley"
    assert kept["body"].startswith("The truce in the northern valley held")
    assert (kept["byline"], kept["date_edtf"], kept["date_basis"]) == ("A. Writer", "1998-08-09", "stated")
    html = page.content.decode()
    assert "Leave a comment" in html and "comment form" in html
    assert not Article.objects.exists() and not Capture.objects.exists()


def test_it_keeps_a_draft_with_its_original_and_its_names(curator):
    mazar = make_place(name="Mazar-i-Sharif")
    answer = keep(curator, take(curator))
    article = Article.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:archive_article_change", args=[article.pk])
    assert (article.status, article.headline) == ("draft", "Truce holds in the northern valley")
    assert bytes(article.capture.content).decode() == REPORT
    assert [mention.entity for mention in article.mentions.all()] == [mazar]
    assert "Saved. 1 name was found in it." in messages_on(answer)


def test_what_the_curator_corrects_is_kept_and_told_apart_in_the_history(curator):
    page = take(curator)
    body = page.context["form"].initial["body"]
    answer = keep(curator, page, body=f"{body}\n\nA last paragraph.", date_edtf="1998-08")
    article = Article.objects.get()
    assert article.body.replace("\r\n", "\n").endswith("A last paragraph.")
    assert (article.date_edtf, answer.status_code) == ("1998-08", 200)
    (step,) = curator.get(reverse("admin:archive_article_history", args=[article.pk])).context["steps"]
    assert (step.who, step.why) == ("Anna Kay", "corrected before it was saved")


def test_a_piece_that_is_put_back_no_longer_counts_as_cleaned_away(curator):
    page = take(curator)
    removed = page.context["prepared"].fields["removed"]
    back = removed[-1]["text"]
    keep(curator, page, body=f"{page.context['form'].initial['body']}\n\n{back}")
    article = Article.objects.get()
    assert back in article.body
    assert [piece["text"] for piece in article.removed] == [
        piece["text"] for piece in removed if piece["text"] != back
    ]


def test_who_may_publish_can_do_so_at_once_and_others_cannot(curator, contributor):
    keep(curator, take(curator), step="publish")
    assert Article.objects.get().status == "published"
    keep(contributor, take(contributor, text=REPORT.replace("third", "fourth")), step="publish")
    assert sorted(Article.objects.values_list("status", flat=True)) == ["draft", "published"]


def test_the_same_report_again_is_shown_and_not_added(curator):
    source = make_source()
    keep(curator, take(curator, source=source))
    first = Article.objects.get()
    for text in (REPORT, REPORT.replace("Share\n", "")):
        page = take(curator, text=text, source=source)
        assert page.context["like"].same == first
        assert reverse("admin:archive_article_change", args=[first.pk]) in page.content.decode()
        keep(curator, page)
    assert Article.objects.count() == 1


def test_pasting_over_the_address_of_a_published_report_changes_nothing(curator, contributor):
    source = make_source()
    keep(curator, take(curator, source=source, url="https://example.org/truce"), step="publish")
    known = Article.objects.get()
    page = take(
        contributor, text=REPORT.replace("third", "fourth"), source=source, url="https://example.org/truce"
    )
    assert page.context["like"].same == known
    keep(contributor, page)
    assert list(Article.objects.values_list("pk", "body", "status")) == [(known.pk, known.body, "published")]


def test_the_same_words_of_another_source_become_a_copy(curator):
    keep(curator, take(curator))
    page = take(curator)
    assert page.context["like"].same is None
    assert "The archive has other reports with the same words" in page.content.decode()
    keep(curator, page)
    one, two = Article.objects.all()
    assert one.story == two.story is not None


def test_it_reads_a_file_and_the_source_of_a_page(curator):
    html = (
        "<html><head><title>Truce</title></head><body><article><h1>Truce holds in the valley</h1><p>"
        + "The truce held for a third day on Sunday, elders said. " * 6
        + "</p></article></body></html>"
    )
    page = take(curator, text="", file=SimpleUploadedFile("truce.html", html.encode()))
    assert "The truce held for a third day" in page.context["form"].initial["body"]
    keep(curator, page)
    capture = Capture.objects.get()
    assert (capture.origin, capture.media_type, bytes(capture.content).decode()) == (
        "truce.html",
        "text/html",
        html,
    )
    page = take(curator, text=html)
    assert "<p>" not in page.context["form"].initial["body"]


NEXIS = "".join(
    f"{n} of 2 DOCUMENTS\n\nLENGTH: 58 words\n\n{REPORT}\n\nLOAD-DATE: May 30, 2014\n\n" for n in (1, 2)
)
KIKUZO = f'<table class="topic-detail"><tr><td>x</table><div class="detail001">{REPORT}</div>'
ITEM = f"<item><title>Truce</title><description>{REPORT}</description></item>"
RUSSIAN = (
    "Пост взят\n\nОполченцы заняли таможенный пост в пятницу, рассказали водители грузовиков, и повернули назад колонну из "
    "сорока машин. Губернатор области отрицал, что пост пал, и заявил, что его люди отошли на хребет."
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("%PDF-1.4\n1 0 obj\n/F1 2 0 R", "It is damaged or cut off: download or copy it again."),
        ("%!PS-Adobe-3.0\nGuns fell silent.", "It is a PostScript file: this format is not read yet"),
        (
            '[\n {"headline": "One", "text": "x"}, {"text": "y"}]',
            "It is a JSON file with a report in each object, and this page takes one",
        ),
        (KIKUZO * 2, "It holds 2 articles of a Kikuzo export: this format is not read yet"),
        (
            f"<rss version='2.0'><channel>{ITEM * 2}</channel></rss>",
            "It is an RSS or Atom feed with a report in each entry, and this page takes one",
        ),
        (NEXIS, "It is a Nexis export with a report in each article, and this page takes one"),
        (
            "headline;text\nOne;Guns fell silent.\nTwo;x\n",
            "It is a table with a report in each row, and this page takes one",
        ),
        (
            '{"headline": "One", "text": "x"}\n{"text": "y"}\n',
            "It is a file of JSON lines with a report in each line",
        ),
    ],
)
def test_what_is_no_single_report_is_refused_as_a_paste_and_as_a_file(curator, content, told):
    pasted = take(curator, text=content)
    handed_in = take(curator, text="", file=SimpleUploadedFile("report.txt", content.encode()))

    for page in (pasted, handed_in):
        (error,) = page.context["form"].non_field_errors()
        assert error.startswith(f"This cannot be read. {told}")


def test_a_file_in_letters_that_nothing_names_is_read_and_it_is_told(curator):
    page = take(curator, text="", file=SimpleUploadedFile("a.txt", RUSSIAN.encode("koi8-r")))

    assert any("its letters were read as KOI8-R" in message for message in messages_on(page))
    keep(curator, page)
    article = Article.objects.get()
    assert (article.headline, article.capture.encoding) == ("Пост взят", "koi8-r")
    assert "KOI8-R" in article.batch.options["notices"][0]["reason"]


def test_a_file_that_does_not_show_its_encoding_is_asked_for_it(curator):
    content = REPORT.replace("Truce holds", "Wałęsa speaks").encode("cp1250")

    asked = take(curator, text="", file=SimpleUploadedFile("a.txt", content))
    page = take(curator, text="", encoding="cp1250", file=SimpleUploadedFile("a.txt", content))

    assert "the field “encoding” on the page" in asked.content.decode()
    assert page.context["form"].initial["headline"] == "Wałęsa speaks in the northern valley"
    keep(curator, page)
    assert Article.objects.get().capture.encoding == "cp1250"


def test_a_reason_with_a_subject_of_its_own_is_a_sentence_too(curator):
    page = take(curator, text="Share")

    assert (
        page.context["form"]
        .non_field_errors()[0]
        .startswith("This cannot be read. It holds nothing that reads like")
    )


def test_rules_of_the_source_are_heeded(curator):
    source = make_source()
    BoilerplateRule.objects.create(source=source, kind="prefix", text="The truce in the northern valley held")
    assert take(curator, source=source).context["form"].initial["body"].startswith("for a third day")


@pytest.mark.parametrize(
    "values, told",
    [
        ({"text": ""}, "Paste the text, or choose a file"),
        ({"text": "Share"}, "cannot be read"),
        ({"source": ""}, "required"),
        ({"url": "nonsense"}, "begins with http:// or https://"),
        ({"text": "", "file": SimpleUploadedFile("x.txt", b"\x00\x01\x02\x03" * 50)}, "cannot be read"),
        ({"text": "", "file": SimpleUploadedFile("x.txt", b"x" * 1_600_000)}, "larger than 1.5 MB"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_stays_in_the_form(curator, values, told):
    page = curator.post(reverse(PASTE), {"step": "take", "text": REPORT, "source": make_source().pk} | values)
    assert page.status_code == 200
    assert told in page.content.decode()
    if values.get("text") is None:
        assert page.context["form"]["text"].value() == REPORT


def test_an_ambiguous_date_is_told_and_has_to_be_settled(curator):
    page = take(curator, text=REPORT.replace(" | 9 August 1998", ""), published="08/09/1998")
    assert any("9 August 1998" in message for message in messages_on(page))
    page = keep(curator, page)
    assert page.context["form"].errors["date_edtf"]
    keep(curator, page, date_edtf="1998-09-08")
    assert Article.objects.get().date_edtf == "1998-09-08"


def test_back_gives_the_pasted_text_again(curator):
    page = keep(curator, take(curator), step="back")
    assert page.context["form"].initial["text"] == REPORT


@pytest.mark.parametrize("content", ["", "!!", base64.b64encode(b"\xff\xfe\x00").decode()])
def test_a_broken_second_step_is_no_failure(curator, content):
    page = take(curator)
    answer = keep(curator, page, content=content)
    assert answer.status_code == 200
    assert not Article.objects.exists()


def test_a_draft_is_not_changed_when_an_import_brings_it_again(curator):
    keep(curator, take(curator), headline="My own headline")
    assert Article.objects.get().headline == "My own headline"


@pytest.mark.parametrize("words", ["The truce in", "Traders from"])
def test_a_rule_can_be_tried_before_it_is_saved(curator, words):
    source = make_source()
    keep(curator, take(curator, source=source))
    page = curator.post(
        reverse("admin:archive_boilerplaterule_try"),
        {"source": source.pk, "kind": "prefix", "text": words},
    )
    (trial,) = page.context["trials"]
    assert [piece["text"] for piece in trial.taken] == [words]
    assert not BoilerplateRule.objects.filter(source=source).exists()
    page = curator.post(reverse("admin:archive_boilerplaterule_try"), {"kind": "regex", "text": "(("})
    assert "cannot be read" in page.content.decode()


def test_a_word_file_of_one_article_of_a_press_database_is_taken_and_its_source_named(curator):
    article = uni_word(ENGLISH, 1, cover=False)

    page = take(curator, text="", file=SimpleUploadedFile("export.docx", article))

    assert page.context["form"].initial["headline"] == HEADLINES[0]
    assert page.context["form"].initial["date_edtf"] == "2012-02-24"
    assert any("names its source as “Border Courier”" in message for message in messages_on(page))


def test_a_word_file_of_many_articles_is_refused_with_what_to_do(curator):
    page = take(curator, text="", file=SimpleUploadedFile("export.docx", uni_word(ENGLISH, 2)))

    (error,) = page.context["form"].non_field_errors()
    assert error.startswith(
        "This cannot be read. It is a Nexis export with a report in each article, and this page takes one report: import it"
    )


def test_my_day_says_that_text_was_pasted(curator):
    keep(curator, take(curator))
    (step,) = curator.get(reverse("admin:my_day")).context["page"].object_list
    assert (step.summary[:6], step.reason) == ("Added:", "pasted text")
