"""Every list, form, search and choice of the admin opens, and costs no more for more rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst

from archive.admin.records import AuditAdmin
from archive.models import (
    Batch,
    BoilerplateRule,
    BulkChange,
    Capture,
    DatasetActor,
    DatasetRow,
    Entity,
    EventIdentifier,
    EventParty,
    Evidence,
    ExternalId,
    LongText,
    Statement,
    Story,
)
from tests.admin.forms import change
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db

OWN = {"archive", "auth"}
MODELS = sorted(
    (m for m in admin.site._registry if m._meta.app_label in OWN), key=lambda model: model.__name__
)

LISTED = [model for model in MODELS if model not in (Entity, Statement)]
READ = [model for model in MODELS if isinstance(admin.site._registry[model], AuditAdmin)]
NOT_ADDED = {
    "BulkChange",
    "DatasetActor",
    "DatasetRow",
    "LongText",
    "Capture",
    "Batch",
    "Mention",
    "PastSlug",
    "Passage",
}


def fill(number=1):
    """Add some of everything."""
    batch = Batch.objects.create(
        label=f"Import {number}", errors=[{"file": "a.csv", "line": 3, "reason": "no text"}]
    )
    capture = Capture.objects.create(
        sha256=f"{number:064x}", content=b"<p>Hi", origin="page.html", batch=batch, media_type="text/html"
    )
    source = make_source(name=f"The Herald {number}")
    country = make_place(name=f"Land {number}", place_type="country")
    town = make_place(name=f"Town {number}", place_type="town", parent=country, latitude=36.7, longitude=67.1)
    person = make_person(name=f"Person {number}", names=[f"Persona {number}"], born_edtf="1953")
    faction = make_faction(name=f"Faction {number}", faction_type="party")
    ExternalId.objects.create(entity=person, scheme="wikidata", value=f"Q{number}")
    article = make_article(
        headline=f"Fighting near Town {number}", body=f"Person {number} spoke in Town {number}. Faction {number} did not.", source=source,
        date_edtf="1998-08", capture=capture, batch=batch, removed=[{"text": "Share", "reason": "share buttons"}], story=Story.objects.create(),
        mentions=[(person, f"Person {number}"), (town, f"Town {number}")],
    )  # fmt: skip
    make_mention(
        article=article, entity=faction, text=f"Faction {number}", status="suggested", method="names"
    )
    said = make_passage(article=article, words=f"Person {number} spoke")
    make_statement(subject=person, object=faction, passages=[said], first_cited="1998-08")
    make_statement(subject=faction, predicate="fighting", object=make_faction())
    make_statement(subject=person, predicate="born", value="1953", passages=[said])
    event = make_event(title=f"Fighting near Town {number}", place=town, date_edtf="1998-08", passages=[said])
    EventParty.objects.create(event=event, entity=faction, role="side a")
    EventIdentifier.objects.create(event=event, scheme="ucdp-ged", value=str(number))
    EventParty.objects.create(event=event, words=f"Government {number}", role="side b")
    row = DatasetRow.objects.create(
        dataset="ucdp-ged",
        number=str(number),
        version="24.1",
        values={"id": str(number), "best": "3"},
        batch=batch,
    )
    Evidence.objects.create(event=event, dataset_row=row)
    DatasetActor.objects.create(family="ucdp", words=f"League {number}", entity=faction)
    make_claim(event=event, object=town, value_entity=faction, claimant=faction, passages=[said])
    make_claim(
        topic="fate", object=person, state="alive", status="suggested", rule="fate: alive", passages=[said]
    )
    LongText.objects.create(origin="long.txt", content=b"Words", size=5, source=source)
    BulkChange.objects.create(verb="publish", model="article", chosen_count=number)
    BoilerplateRule.objects.create(source=source, kind="line", text=f"Share this {number}")
    return article


@pytest.mark.parametrize("model", READ, ids=lambda model: model.__name__)
def test_a_list_that_is_only_read_is_headed_by_what_it_holds(superuser, model):
    response = superuser.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"))

    assert f"<h1>{capfirst(model._meta.verbose_name_plural)}</h1>" in response.content.decode()


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
def test_every_list_opens_and_searches(superuser, model):
    fill()
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    assert superuser.get(address).status_code == 200
    assert superuser.get(address, {"q": "“Town 1” -(odd"}).status_code == 200


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
def test_every_record_opens_with_its_history(superuser, model):
    fill()
    row = model.objects.first()
    name = model._meta.label_lower.replace(".", "_")
    if model.__name__ not in ("Mention", "Passage"):
        page = superuser.get(reverse(f"admin:{name}_change", args=[row.pk]), follow=True)
        assert page.status_code == 200
    assert superuser.get(reverse(f"admin:{name}_history", args=[row.pk])).status_code == 200


@pytest.mark.parametrize(
    "model", [model for model in LISTED if model.__name__ not in NOT_ADDED], ids=lambda model: model.__name__
)
def test_every_empty_form_opens(superuser, model):
    name = model._meta.label_lower.replace(".", "_")
    assert superuser.get(reverse(f"admin:{name}_add"), {"by_hand": 1}).status_code == 200


def test_the_desk_and_the_pages_of_its_own_open(superuser):
    fill()
    for name in (
        "index",
        "review",
        "review_claims",
        "archive_article_paste",
        "archive_article_deleted",
        "archive_person_deleted",
    ):
        assert superuser.get(reverse(f"admin:{name}")).status_code == 200
    assert superuser.get(reverse("admin:app_list", args=["archive"])).url == reverse("admin:index")


@pytest.mark.parametrize(
    "name",
    [
        "article", "person", "place", "faction", "source", "mention", "boilerplaterule", "variantwords",
        "affiliation", "factionrelation", "fact", "event", "claim", "passage",
    ],
)  # fmt: skip
def test_a_list_costs_no_more_for_more_rows(superuser, name):
    """1 session, 1 user, 1 count, 1 page, and what filters and columns need: never one for each row."""
    address = reverse(f"admin:archive_{name}_changelist")
    fill(1)
    superuser.get(address)
    with CaptureQueriesContext(connection) as few:
        superuser.get(address)
    for number in range(2, 8):
        fill(number)
    with CaptureQueriesContext(connection) as many:
        superuser.get(address)
    assert len(many) <= len(few) <= 12


def test_the_page_of_a_report_costs_no_more_for_more_names(superuser):
    article = fill()
    address = reverse("admin:archive_article_change", args=[article.pk])
    with CaptureQueriesContext(connection) as few:
        superuser.get(address)
    for number in range(20):
        make_mention(article=article, entity=make_person(name=f"Other {number}"))
    with CaptureQueriesContext(connection) as many:
        superuser.get(address)
    assert len(many) <= len(few) <= 25


@pytest.mark.parametrize(
    "field, model, typed, found",
    [
        ("source", "article", "heral", ["The Herald 1"]),
        ("parent", "place", "land", ["Land 1 · place · country"]),
        ("entity", "mention", "persona", ["Person 1 · person"]),
        ("story", "article", "fighting", None),
        ("subject", "affiliation", "persona", ["Person 1 · person"]),
        ("event", "claim", "fighting", ["Fighting near Town 1 · August 1998"]),
        ("event", "claim", "town 1", ["Fighting near Town 1 · August 1998"]),
        ("answers", "claim", "faction 1", None),
    ],
)
def test_choices_are_found_while_typing(superuser, field, model, typed, found):
    fill()
    answer = superuser.get(
        reverse("admin:autocomplete"),
        {"app_label": "archive", "model_name": model, "field_name": field, "term": typed},
    )
    labels = [result["text"] for result in answer.json()["results"]]
    assert labels == found if found else len(labels) == 1


def test_any_spelling_finds_an_entity_in_lists_and_choices(curator):
    mazar = make_place(name="Mazar-i-Sharif", names=["Mazār-e Šarīf"])
    make_place(name="Sharif Abad")
    for typed in ("mazar e sharif", "Mazar- i-Sharif", "sharif mazar", "MAZ SHAR"):
        page = curator.get(reverse("admin:archive_place_changelist"), {"q": typed})
        assert [row.pk for row in page.context["cl"].result_list] == [mazar.pk], typed


def test_only_places_are_offered_for_what_a_place_lies_in(curator):
    make_person(name="Balkhi")
    make_place(name="Balkh")
    answer = curator.get(
        reverse("admin:autocomplete"),
        {"app_label": "archive", "model_name": "place", "field_name": "parent", "term": "balkh"},
    )
    assert [result["text"] for result in answer.json()["results"]] == ["Balkh · place"]


def test_an_entity_leads_on_to_the_form_of_its_kind(curator):
    person = make_person()
    answer = curator.get(reverse("admin:archive_entity_change", args=[person.pk]))
    assert answer.url == reverse("admin:archive_person_change", args=[person.pk])


@pytest.mark.parametrize("filters", ["linked=open", "linked=none", "linked=waiting", "dated=none", "dated=stated", "period=1998", "period=Aug 1998",
    "language=en", "language=unknown", "status__exact=draft", "names=999999", "names=x", "period=nonsense", "q=before:1999"])  # fmt: skip
def test_every_filter_of_reports_works(curator, filters):
    fill()
    assert curator.get(f"{reverse('admin:archive_article_changelist')}?{filters}").status_code == 200


def test_filters_keep_what_they_say(curator):
    august = make_article(headline="In August", date_edtf="1998-08-09")
    undated = make_article(headline="At no time")
    draft = make_article(headline="Not yet", status="draft", date_edtf="1996-23", date_basis="inferred")
    found = {
        "period=August 1998": [august], "dated=none": [undated], "dated=inferred": [draft], "status__exact=draft": [draft],
        "period=1996": [draft], "q=august": [august], "q=yet": [draft],
    }  # fmt: skip
    for query, articles in found.items():
        page = curator.get(f"{reverse('admin:archive_article_changelist')}?{query}")
        assert [row.pk for row in page.context["cl"].result_list] == [article.pk for article in articles], (
            query
        )


def test_drafts_are_found_by_names_in_any_spelling(curator):
    taliban = make_faction(name="Taliban", names=["Taleban"])
    draft = make_article(
        headline="A draft", body="The Taleban came.", status="draft", mentions=[(taliban, "Taleban")]
    )
    page = curator.get(reverse("admin:archive_article_changelist"), {"q": "Taliban"})
    assert [row.pk for row in page.context["cl"].result_list] == [draft.pk]


def test_a_batch_shows_its_refusals_as_a_table(editor):
    fill()
    page = editor.get(reverse("admin:archive_batch_change", args=[Batch.objects.get().pk]), follow=True)
    assert "<td><bdi>a.csv</bdi></td><td>3</td><td>no text</td>" in page.content.decode()


def test_a_batch_is_told_in_words_and_one_that_was_killed_as_soon_as_somebody_looks(editor):
    options = {"paths": ["a.csv"], "new_source": ["Post"], "source": None, "language": "fr", "publish": True}
    batch = Batch.objects.create(
        label="a.csv", options=options, started_at=datetime(1998, 8, 9, 23, 36, tzinfo=UTC)
    )

    page = editor.get(reverse("admin:archive_batch_change", args=[batch.pk]), follow=True).content.decode()

    assert "Interrupted" in page and Batch.objects.get().status == "interrupted"
    for words in (
        "9 August 1998, 23:36",
        "a command",
        "from: a.csv",
        "new source: Post",
        "language: French",
        "published at once",
    ):
        assert words in page
    for words in ("Read count", "{", "p.m."):
        assert words not in page.partition("<main")[2].partition("</main>")[0]


def test_a_capture_is_given_out_as_a_file_and_never_as_a_page(editor):
    fill()
    capture = Capture.objects.get()
    page = editor.get(reverse("admin:archive_capture_change", args=[capture.pk])).content.decode()
    assert "&lt;p&gt;Hi" in page
    file = editor.get(reverse("admin:archive_capture_bytes", args=[capture.pk]))
    assert file.content == b"<p>Hi"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/octet-stream"


def test_an_unknown_record_leads_back_to_the_desk_with_a_message(curator):
    answer = curator.get(reverse("admin:archive_person_change", args=[123456]), follow=True)
    assert "exist" in str(list(answer.context["messages"])[0])


def test_what_no_database_can_hold_is_no_failure(curator):
    article = fill()
    asked = {"app_label": "archive", "model_name": "article", "field_name": "source", "term": "\0herald"}
    assert len(curator.get(reverse("admin:autocomplete"), asked).json()["results"]) == 1
    for address, values in [
        (reverse("admin:review"), {"name": "\0"}),
        (reverse("admin:archive_article_changelist"), {"q": "\0"}),
        (
            reverse("admin:archive_article_changelist"),
            {"language": "\0", "period": "\0", "linked": "\0", "names": "\0"},
        ),
        (reverse("admin:archive_person_changelist"), {"q": "((*\\"}),
    ]:
        assert curator.get(address, values).status_code == 200, address
    answer = change(curator, article, headline="Other", change_reason="a\0b")
    assert answer.status_code == 200
