from __future__ import annotations

from dataclasses import replace

import pghistory
import pytest
from django.db import connection

from archive.ingest.load import load
from archive.ingest.raw import Notice, RawArticle, Refusal
from archive.models import (
    Article,
    Batch,
    BoilerplateRule,
    Capture,
    Mention,
    SearchRecord,
    SearchVector,
    Story,
)
from tests.factories import make_article, make_name, make_person, make_place, make_source

pytestmark = pytest.mark.django_db

TEXT = (
    "Guns fell silent at noon in Riverton, and people came out of their cellars to look for bread and for each other. "
    "General Malik, who had held the bridge, was seen to leave with some forty men, residents said by radio."
)


def record(number=1, *, text=TEXT, **values):
    values = {
        "id": str(number),
        "headline": f"Truce {number}",
        "origin": "a.jsonl",
        "position": number,
    } | values
    content = repr((text, sorted(values.items()))).encode()
    return RawArticle(text=text, content=content, media_type="application/x-ndjson", **values)


def other_text(number):
    return TEXT.replace("noon", f"{number} o'clock").replace("forty", f"{number} hundred")


def load_into(source, *raws, **options):
    return load(raws, label="test", source=source, **options)


def counts(outcome):
    return outcome.read, outcome.created, outcome.updated, outcome.duplicate, outcome.rejected


# The stored parts of a record


def test_it_keeps_the_report_its_bytes_and_its_batch():
    source = make_source()
    raw = record(byline="Anna Writer", url="https://post.example/1", published="9 August 1998", language="en")

    outcome = load_into(source, raw, publish=True)

    article = Article.objects.get()
    assert counts(outcome) == (1, 1, 0, 0, 0)
    assert (article.headline, article.body, article.byline) == ("Truce 1", TEXT, "Anna Writer")
    assert (article.date_printed, article.date_edtf, article.date_basis) == (
        "9 August 1998",
        "1998-08-09",
        "stated",
    )
    assert (article.source, article.source_ref, article.url) == (source, "1", "https://post.example/1")
    assert (article.status, article.batch.status, article.batch.created_count) == ("published", "finished", 1)
    assert bytes(article.capture.content) == raw.content
    assert (article.capture.origin, article.capture.position) == ("a.jsonl", 1)


def test_a_report_is_a_draft_unless_it_is_to_be_published():
    load_into(make_source(), record())

    assert Article.objects.get().status == "draft"
    assert not SearchRecord.objects.exists()


def test_what_was_cleaned_away_is_kept_beside_the_report():
    source = make_source()
    BoilerplateRule.objects.create(source=source, kind="line", text="Riverton’s own paper")

    load_into(source, record(text=f"{TEXT}\n\nRIVERTON'S own paper\n\nShare this article"))

    article = Article.objects.get()
    assert article.body == TEXT
    assert [item["text"] for item in article.removed] == ["RIVERTON'S own paper", "Share this article"]


def test_a_rule_of_another_source_does_not_touch_it():
    BoilerplateRule.objects.create(source=make_source(), kind="line", text="Riverton’s own paper")

    load_into(make_source(), record(text=f"{TEXT}\n\nRiverton's own paper"))

    assert Article.objects.get().body.endswith("own paper")


def test_a_report_without_a_headline_gets_its_first_words_in_brackets():
    load_into(make_source(), record(headline=""))

    headline = Article.objects.get().headline
    assert headline.startswith("[Guns fell silent at noon in Riverton") and headline.endswith("…]")


@pytest.mark.parametrize("printed", ["08/09/1998", "Monday", "sometime in the war"])
def test_a_date_that_cannot_be_read_for_certain_is_kept_as_printed_and_not_guessed(printed):
    outcome = load_into(make_source(), record(published=printed))

    article = Article.objects.get()
    assert (article.date_printed, article.date_edtf, article.date_basis) == (printed, "", "")
    assert "kept as printed and left undated" in outcome.notices[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "1998-08-09T23:30:00-05:00",
        "19980809T233000Z",
        "1998-08-09 23:30:00.123+0000",
        "1998-08-09",
        "19980809",
    ],
)
def test_a_date_that_a_program_wrote_is_a_date_and_no_print(text):
    load_into(make_source(), record(published=text))

    article = Article.objects.get()
    assert (article.date_printed, article.date_edtf, article.date_basis) == ("", "1998-08-09", "stated")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            {"published": "1998-08-09T10:00:00Z", "date_printed": "9 Aug. 1998"},
            ("9 Aug. 1998", "1998-08-09", ""),
        ),
        (
            {"published": "0001-01-01", "date_printed": "9 Aug. 1998"},
            ("9 Aug. 1998", "1998-08-09", "placeholder"),
        ),
        (
            {"published": "2019-05-05", "date_printed": "9 Aug. 1998"},
            ("9 Aug. 1998", "1998-08-09", "not what was printed"),
        ),
        ({"published": "1998-08-09", "date_printed": "last Sunday"}, ("last Sunday", "1998-08-09", "")),
        ({"published": "August 1998", "date_edtf": "1998-08"}, ("August 1998", "1998-08", "")),
    ],
)
def test_what_a_program_wrote_and_what_was_printed_stand_together_where_they_agree(given, kept):
    outcome = load_into(make_source(), record(**given))

    article = Article.objects.get()
    assert (article.date_printed, article.date_edtf) == kept[:2]
    assert kept[2] in " ".join(notice.reason for notice in outcome.notices)
    assert bool(kept[2]) is bool(outcome.notices)


def test_a_date_in_edtf_is_taken_as_it_is_given():
    load_into(make_source(), record(date_edtf="1996-23", date_printed="autumn 1996", date_basis="inferred"))

    article = Article.objects.get()
    assert (article.date_printed, article.date_edtf, article.date_basis) == (
        "autumn 1996",
        "1996-23",
        "inferred",
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT, "en"),
        ("گزارشی از کابل " * 30, ""),
        ("Les combats ont repris dans la ville. " * 10, "fr"),
        ("Kur pran mel dosa vin tel. " * 10, ""),
        ("Short.", ""),
    ],
)
def test_a_language_is_filled_in_only_where_it_is_certain(text, language):
    load_into(make_source(), record(text=text))

    assert Article.objects.get().language == language


def test_the_language_of_the_import_holds_for_records_that_do_not_say_theirs():
    load_into(make_source(), record(1), record(2, text=other_text(2), language="fr"), language="prs")

    assert list(Article.objects.order_by("id").values_list("language", flat=True)) == ["prs", "fr"]


def test_a_page_is_read_with_the_address_that_it_states():
    markup = f'<html><head><link rel="canonical" href="https://post.example/a"></head><body><h1>Truce</h1><p>{TEXT}</p>'

    load_into(
        make_source(),
        RawArticle(html=markup, content=markup.encode(), media_type="text/html", origin="a.html"),
    )

    article = Article.objects.get()
    assert (article.headline, article.body, article.url) == ("Truce", TEXT, "https://post.example/a")


# Names and copies


def test_names_are_linked_with_the_report_and_can_be_searched_at_once():
    place = make_place(name="Riverton")
    malik = make_person(name="Abdul Malik")
    make_name(entity=malik, text="General Malik")

    load_into(make_source(), record(), publish=True)

    mentions = Mention.objects.order_by("start")
    assert [(mention.entity_id, mention.text) for mention in mentions] == [
        (place.pk, "Riverton"),
        (malik.pk, "General Malik"),
    ]
    assert f"'#e{place.pk}'" in SearchVector.objects.get().vector
    assert Article.objects.get().linked_digest


def writes_of_search_records():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'archive_searchvector'"
        )
        return cursor.fetchone() or (0, 0)


def test_each_report_is_indexed_once():
    make_place(name="Riverton")
    words = ["bread", "river", "bridge", "cellar", "gun", "truce", "elder", "pass", "doctor", "bazaar"]
    texts = [" ".join(words[at:] + words[:at]) + f" in Riverton {'and so on ' * at}" for at in range(5)]
    before = writes_of_search_records()

    load_into(make_source(), *(record(at, text=text) for at, text in enumerate(texts)), publish=True)

    after = writes_of_search_records()
    assert (after[0] - before[0], after[1] - before[1]) == (5, 0)
    assert Mention.objects.count() == 5


def test_copies_in_other_sources_are_kept_and_grouped():
    first, second = make_source(), make_source()

    load_into(first, record())
    load_into(second, record(2, text=TEXT + " More is not known."))

    stories = set(Article.objects.values_list("story", flat=True))
    assert Article.objects.count() == 2
    assert len(stories) == 1 and None not in stories


def test_records_that_name_their_story_are_grouped_by_it():
    load_into(
        make_source(),
        record(1, story="a"),
        record(2, text=other_text(2), story="a"),
        record(3, text="Else. " * 9),
    )

    assert [a.story_id is not None for a in Article.objects.order_by("source_ref")] == [True, True, False]
    assert Story.objects.count() == 1


# Again


def test_running_it_again_changes_nothing():
    source = make_source()
    raws = [record(number, text=other_text(number)) for number in range(5)]
    load_into(source, *raws)
    before = list(Article.objects.order_by("pk").values())

    outcome = load_into(source, *raws)

    assert counts(outcome) == (5, 0, 0, 5, 0) and outcome.unchanged == 5
    assert list(Article.objects.order_by("pk").values()) == before
    assert Capture.objects.count() == 5


def test_a_record_that_came_with_other_content_brings_its_report_in_line():
    source = make_source()
    load_into(source, record(), publish=True)
    article = Article.objects.get()

    outcome = load_into(source, record(text=TEXT + " The truce holds."))

    article.refresh_from_db()
    assert counts(outcome) == (1, 0, 1, 0, 0)
    assert article.body.endswith("The truce holds.")
    assert article.status == "published"
    assert Capture.objects.count() == 2
    assert article.batch_id == outcome.batch_id


def test_it_is_the_bytes_that_tell_whether_a_report_came_before_and_not_the_file():
    source = make_source()
    raw = replace(record(), id="", url="")
    load_into(source, raw)

    outcome = load_into(source, replace(raw, origin="another-name.jsonl", position=77))

    assert counts(outcome) == (1, 0, 0, 1, 0)


def test_a_record_whose_bytes_changed_but_not_its_report_changes_nothing():
    source = make_source()
    load_into(source, record())

    outcome = load_into(source, replace(record(), content=b"columns in another order"))

    assert counts(outcome) == (1, 0, 0, 1, 0)
    assert Capture.objects.count() == 1


def test_what_a_curator_edited_is_not_overwritten():
    source = make_source()
    load_into(source, record())
    with pghistory.context(reason="corrected by hand"):
        article = Article.objects.get()
        article.headline = "A truce"
        article.save()

    outcome = load_into(source, record(text=TEXT + " The truce holds."))

    assert counts(outcome) == (1, 0, 0, 0, 1)
    assert "was edited in the archive" in outcome.refusals[0].reason
    assert Article.objects.get().body == TEXT


def test_publishing_is_no_edit_of_the_text():
    source = make_source()
    load_into(source, record())
    Article.objects.update(status="published")

    assert counts(load_into(source, record(text=TEXT + " The truce holds."))) == (1, 0, 1, 0, 0)


def test_an_update_by_an_import_is_no_edit_by_hand():
    source = make_source()
    load_into(source, record())
    load_into(source, record(text=TEXT + " The truce holds."))

    assert counts(load_into(source, record(text=TEXT + " The truce is over."))) == (1, 0, 1, 0, 0)


def test_a_report_that_was_typed_in_is_found_by_its_number_or_address_and_kept():
    source = make_source()
    make_article(source=source, source_ref="1", body="Typed.")
    make_article(source=source, url="https://post.example/2", body="Typed too.")

    outcome = load_into(source, record(1), record(2, id="", url="https://post.example/2", text=other_text(2)))

    assert counts(outcome) == (2, 0, 0, 0, 2)
    assert Article.objects.count() == 2


def test_one_number_with_two_texts_in_one_import_is_refused():
    outcome = load_into(make_source(), record(1), record(1, text=other_text(1)))

    assert counts(outcome) == (2, 1, 0, 0, 1)
    assert "give each its own" in outcome.refusals[0].reason


# Refusals


def test_a_bad_record_is_refused_and_the_others_are_kept():
    outcome = load_into(
        make_source(),
        record(1),
        Refusal("a.jsonl", 2, "is not JSON"),
        record(3, date_edtf="1998-13"),
        record(4, text="Share"),
        record(5, text=other_text(5)),
        Notice("a.jsonl", 6, "the column x is not known"),
    )

    assert counts(outcome) == (5, 2, 0, 0, 3)
    assert [(refusal.file, refusal.line) for refusal in outcome.refusals] == [
        ("a.jsonl", 2),
        ("a.jsonl", 3),
        ("a.jsonl", 4),
    ]
    batch = Batch.objects.get()
    assert [row["line"] for row in batch.errors] == [2, 3, 4]
    assert batch.options["notices"][0]["line"] == 6
    assert (batch.read_count, batch.created_count, batch.rejected_count) == (5, 2, 3)


def test_a_record_that_the_database_refuses_does_not_take_others_with_it(monkeypatch):
    good = [record(number, text=other_text(number)) for number in range(1, 8)]
    bad = record(8, text=other_text(8), byline="x" * 400)

    outcome = load_into(make_source(), *good[:3], bad, *good[3:])

    assert counts(outcome) == (8, 7, 0, 0, 1)
    assert outcome.refusals[0].line == 8 and "refused by the database" in outcome.refusals[0].reason


def test_a_source_that_is_not_known_is_refused_with_the_nearest_ones():
    make_source(slug="riverton-post", name="Riverton Post")

    outcome = load_into(None, record(1, source="rivertn post"), record(2), record(3, source="Riverton Post"))

    assert counts(outcome) == (3, 1, 0, 0, 2)
    assert "Nearest: riverton-post (Riverton Post)" in outcome.refusals[0].reason
    assert "names no source" in outcome.refusals[1].reason


# Dry runs and interruptions


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    source = make_source()
    load_into(source, record(1))
    batches = Batch.objects.count()

    outcome = load_into(
        source,
        record(1),
        record(2, text=other_text(2)),
        record(2, text=other_text(2)),
        dry_run=True,
        publish=True,
    )

    assert counts(outcome) == (3, 1, 0, 2, 0)
    assert (Article.objects.count(), Batch.objects.count(), Capture.objects.count()) == (1, batches, 1)


def test_an_interrupted_import_keeps_what_was_read_and_goes_on_later():
    source = make_source()
    raws = [record(number, text=other_text(number)) for number in range(6)]
    answers = iter([False, False, True])

    first = load_into(source, *raws, stop=lambda: next(answers))
    second = load_into(source, *raws)

    assert first.interrupted and counts(first) == (3, 3, 0, 0, 0)
    assert counts(second) == (6, 3, 0, 3, 0)
    assert list(Batch.objects.order_by("id").values_list("status", flat=True)) == ["interrupted", "finished"]


def test_a_batch_is_marked_as_interrupted_when_reading_breaks_down():
    def raws():
        yield record(1)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        load(raws(), label="test", source=make_source())

    assert Batch.objects.get().status == "interrupted"


def test_what_was_read_is_let_go_once_it_is_written(monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 2)
    held = []

    def look(outcome):
        held.append(len(outcome.settled))

    load_into(make_source(), *(record(n, text=other_text(n)) for n in range(1, 6)), progress=look)

    assert held == [0, 0, 0]


def test_progress_is_told_after_each_lot(monkeypatch):
    monkeypatch.setattr("archive.ingest.lots.BATCH_SIZE", 2)
    seen = []

    load_into(
        make_source(),
        *(record(number, text=other_text(number)) for number in range(5)),
        progress=lambda outcome: seen.append(outcome.created),
    )

    assert seen == [2, 4, 5]
