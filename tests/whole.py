"""An archive with something of everything, and its answers: for tests that take archives apart and rebuild them."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import QueryDict

from archive.ingest.load import load
from archive.ingest.raw import RawArticle
from archive.models import (
    Apart,
    ApartSources,
    Article,
    Batch,
    BoilerplateRule,
    ColumnMemory,
    DatasetActor,
    DatasetRow,
    Entity,
    EventIdentifier,
    EventParty,
    Evidence,
    ExternalId,
    Mention,
    NameVerdict,
    SavedSearch,
    UnrelatedReport,
    UnsettledRecord,
)
from archive.search import search
from tests.factories import (
    make_article,
    make_claim,
    make_event,
    make_faction,
    make_mention,
    make_name,
    make_passage,
    make_person,
    make_place,
    make_source,
    make_statement,
)
from tests.pictures import make_attachment

TEXT = "Guns fell silent at noon in Riverton. General Malik had left the bridge, the League said by radio on Sunday."
ENDINGS = ("", " It added nothing.", "", " Nothing was said of Hérat, they added.")
SEARCHES = (
    *(
        "malik",
        "riverton",
        '"guns fell"',
        "added",
        "sil*",
        "place:land",
        "league -malik",
        "ملک",
        "herat",
        "silent~",
    ),
    *("on:1998", "source:post", ""),
)


def fill() -> None:
    """Add sources, names, reports with their bytes, mentions of every kind, an old address, rules, imports and an editor."""
    land = make_place(name="Land", slug="land")
    town = make_place(name="Rivertown", slug="rivertown", parent=land, names=["Riverton"])
    malik = make_person(name="Malik", slug="malik", born_edtf="1955~")
    league = make_faction(name="League", slug="league")
    make_name(entity=malik, text="ملک", kind="native", language="prs")
    ExternalId.objects.create(entity=town, scheme="geonames", value="1")
    Entity.objects.filter(pk=league.pk).update(slug="the-league")  # leaves its old address behind
    post, gazette = make_source(slug="post", name="Post"), make_source(slug="gazette", name="Gazette")
    BoilerplateRule.objects.create(kind="line", text="Share this")
    BoilerplateRule.objects.create(source=post, kind="prefix", text="POST")
    load([_raw(1), _raw(2)], label="first", source=post, publish=True)
    load([_raw(3), _raw(4)], label="second", source=gazette, publish=True)  # the third is a copy of the first
    draft = make_article(headline="Draft", body="On Malik.", source=post, status="draft", date_edtf="1997?")
    make_article(headline="Gone", source=post, status="withdrawn", withdrawn_reason="A hoax.")
    make_mention(article=draft, entity=malik, status="suggested")  # without a place in the text
    tell(malik, league, town, Article.objects.get(headline="Truce 1"))
    editor = get_user_model().objects.create_user("editor", password="a word for tests")
    SavedSearch.objects.create(user=editor, label="Undated", model="article", query="date=none")
    editor.groups.set(Group.objects.filter(name="Editor"))
    Mention.objects.filter(entity=malik).update(reviewed_by=editor)
    Mention.objects.filter(article__source=gazette, entity=league).update(status="rejected")
    Batch.objects.filter(label="first").update(user=editor)
    Article.objects.filter(pk=draft.pk).update(note="Ask again.")
    gazette.slug = "the-gazette"  # leaves its old address behind too
    gazette.save()


def tell(person, faction, place, report) -> None:
    """Add a statement, an event of a data set with a part and parties, and claims for and against, each with its passage."""
    said = make_passage(article=report, words="Malik had left the bridge, the League said")
    lost = make_passage(article=report, words="Malik stayed")  # words that the report does not have
    make_attachment(article=report)
    make_statement(subject=person, object=faction, first_cited="1998-05", passages=[said, lost])
    fight = make_event(title="Fighting at the bridge", place=place, date_edtf="1998-05-01", passages=[said])
    make_event(title="The truce", kind="agreement", part_of=fight, status="suggested")
    EventParty.objects.create(event=fight, entity=faction, role="acts")
    EventIdentifier.objects.create(event=fight, scheme="ucdp-ged", value="615")
    row = DatasetRow.objects.create(dataset="ucdp-ged", number="615", values={"best": 3})
    Evidence.objects.create(event=fight, dataset_row=row)
    DatasetActor.objects.create(family="ucdp", words="The League", entity=faction, within_edtf="1998")
    NameVerdict.objects.create(text="Koran", verdict="no name")
    Apart.objects.create(one=person, other=make_person(name="Malek", slug="malek"))
    ApartSources.objects.create(one=report.source, other=make_source(name="The Post", slug="the-post"))
    UnsettledRecord.objects.create(
        scheme="wikidata",
        value="Q1",
        kind="faction",
        name="Leage",
        values={"name": "Leage"},
        decision="same",
        entity=faction,
    )
    UnrelatedReport.objects.create(event=fight, article=Article.objects.get(headline="Draft"))
    ColumnMemory.objects.create(header_key="0" * 64, labels=["Titel"], columns=[["Titel", "headline"]])
    claim = make_claim(event=fight, object=place, value_entity=faction, claimant=faction, passages=[said])
    make_claim(
        event=fight,
        object=place,
        act="denies",
        answers=claim,
        hedges=["if confirmed"],
        claimant_words="residents",
    )


def _raw(number: int) -> RawArticle:
    return RawArticle(
        text=TEXT + ENDINGS[number - 1], content=b"\xff\x00\n\\." + TEXT.encode() + bytes([number]), media_type="text/plain",
        headline=f"Truce {number}", id=str(number), origin="a.txt", position=number, published=f"{number} May 1998",
    )  # fmt: skip


def answers() -> dict[str, list[str]]:
    """Run several searches, and return the headlines of the results."""
    found = {}
    for query in SEARCHES:
        params = QueryDict(mutable=True)
        params.update({"q": query, "copies": "1"})
        found[query] = [hit.article.headline for hit in search(params).hits]
    return found
