"""Request every address of the site and the admin, in every format, looking for the names of protected entries.

A report, and everything that belongs to it, has the marker in every field. Only Editors in the admin may see it, and a search for it is
answered like one for an unknown word. An address that cannot be filled in fails the walk: teach it to `fillings`.
"""

from __future__ import annotations

import re
from itertools import cycle, islice, product

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from archive.admin.guide import PAGES
from archive.admin.versions import event_model
from archive.ingest.entities.record import make_record
from archive.models import (
    Article,
    Attachment,
    Batch,
    BoilerplateRule,
    Capture,
    Claim,
    Entity,
    Event,
    EventParty,
    Evidence,
    Passage,
    PublicWording,
    Source,
    Step,
    Story,
    UnsettledRecord,
    VariantWords,
)
from archive.models.claims import ENTITIES as CLAIM_ENTITIES
from archive.models.wordings import WITHHELD
from archive.views.sitemaps import SITEMAPS
from tests.admin.conftest import make_colleague, signed_in
from tests.admin.forms import change
from tests.databases import written_once
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

pytestmark = pytest.mark.django_db

NAME = "Qorban Zhakmarov"
MARKERS = ("zhakmar", "qorban", "جاکمار", "zhqk")
# As long, and certainly unknown: both must get the same answer.
STRANGERS = {"zhakmarov": "vumbelist", "qorban": "wuftig", "zhqk": "vwxq"}
MORE = ("&match=most", "&sort=newest", "&copies=1", "&person=hamid")
SEARCHES = ("search", "search-json", "search-atom", "search-csv", "search-ris", "search-bibtex", "suggest")
LISTED = tuple(
    f"{name}{form}" for name, form in product(("claims", "events"), ("/", ".json", ".csv", ".atom"))
)
MOST_PARTS = 30
SHIPPED = 3
PARTS = {
    "article_id": ("mention", "attachment"),
    "entity_id": ("name", "externalid", "mention"),
    "statement_id": ("evidence",),
    "event_id": ("eventparty", "eventidentifier", "evidence"),
    "claim_id": ("evidence",),
}  # by the column of their record
TOKEN = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"'
)  # letters at random, a short marker sometimes among them
# Parts and misspellings: their results must not spell the name out.
NEARLY = (
    "zhak*", "zha*", "*marov", "zhakmerov~", "zhakmarev", "shakmarow", "jakmarov", "qurban", "kurban zhakmerov", '"qor* zhak*"',
    "event:zhak", "event:freed", "claimant:kin", "topic:control", "claims:says", "freed village", "event:1",
    "freed", '"name withheld"', "withheld", "freed NEAR/5 yesterday", "headline:freed", "byline:withheld", "person:hamid",
)  # fmt: skip


# The archive


def add_archive():
    """Add an archive with the marker in everything that may hold it."""
    person = make_person(
        name=NAME, slug="qorban-zhakmarov", summary=f"{NAME}, a teacher.", names=["Zhakmarov Qorban"]
    )
    make_name(entity=person, text="جاکمار", kind="native")
    make_name(entity=person, text="ZHQK", kind="acronym")
    make_name(entity=person, text="Abu Zhakmar", kind="nom_de_guerre", in_search=False)
    valley = make_place(name="Zhakmar Valley", slug="zhakmar-valley", latitude=35.0, longitude=66.0)
    village = make_place(name="Village", slug="village", parent=valley, latitude=35.1, longitude=66.1)
    front = make_faction(name="Zhakmar Front", slug="zhakmar-front")
    hamid = make_person(
        name="Hamid",
        slug="hamid",
        summary=f"A cousin of {NAME}.",
        description=f"Grew up with {NAME}.",
        names=["Amid"],
    )
    hamid.names.filter(text="Amid").update(note=f"so called by {NAME}")
    source = make_source(name="Post", slug="post", description=f"Its editor was {NAME}.")
    batch = Batch.objects.create(
        label=f"Files of {NAME}", errors=[{"file": f"{NAME}.txt", "line": 1, "reason": f"{NAME} twice"}]
    )
    Batch.objects.create(
        label=f"List of {NAME}",
        status="waiting",
        options={"entities": True, "asked": [[f"Known to {NAME}", "names"]]},
    )
    likely = make_record(
        kind="person", name=NAME, ids=(("opensanctions", "zhqk"),), columns={"summary": f"Not {NAME}"}
    )
    UnsettledRecord.objects.create(
        scheme="opensanctions",
        value="zhqk",
        kind="person",
        name=NAME,
        values=likely.as_values(),
        batch=batch,
        origin="zhakmarov.json",
    )
    capture = Capture.objects.create(
        sha256="a" * 64, content=f"By {NAME}".encode(), origin="zhakmarov.html", batch=batch
    )
    Capture.objects.create(sha256="b" * 64, content=f"By {NAME}".encode(), origin=f"{NAME}.html")
    story = Story.objects.create(note=f"First told by {NAME}")
    everything = {
        "headline": f"{NAME} freed", "standfirst": f"{NAME} was freed yesterday.", "byline": f"By {NAME}", "dateline": "ZHAKMAR VALLEY",
        "body": f"{NAME} was freed yesterday in Zhakmar Valley. Hamid met him. “I am free,” Zhakmarov said. The Zhakmar Front, ZHQK, denied it. جاکمار",
        "rights": f"© {NAME}", "note": f"Ask {NAME}", "date_printed": f"Tuesday, {NAME}",
    }  # fmt: skip
    for number, status in enumerate(("published", "published", "draft", "withdrawn")):
        article = make_article(
            source=source, status=status, story=story, batch=batch, capture=capture,
            source_ref=f"zhakmarov-{number}", url=f"https://example.org/{number}/qorban-zhakmarov", withdrawn_reason=f"{NAME} asked for it",
            removed=[{"reason": "debris", "text": f"More on {NAME}"}], **everything,
        )  # fmt: skip
        make_attachment(article=article, alt=f"{NAME} freed", origin=f"{NAME}.jpg")
        make_mention(article=article, entity=person, text=NAME, method="names")
        make_mention(
            article=article,
            entity=hamid,
            text="Hamid",
            method="names",
            status="accepted" if number else "suggested",
        )
        make_mention(article=article, entity=valley, text="Zhakmar Valley")
        make_mention(article=article, entity=front, text="Zhakmar Front", status="suggested", method="names")
    plain = make_article(
        headline="Plain",
        body="Hamid in the Village.",
        source=source,
        mentions=[(hamid, "Hamid"), (village, "Village")],
    )
    for column in ("alt", "caption", "rights"):
        make_attachment(article=plain, **{column: f"{NAME} in the Village"})
    make_attachment(article=plain, origin="village.jpg")
    make_article(headline="Imported", body="Nobody was there.", source=source, batch=batch)
    BoilerplateRule.objects.create(source=source, kind="line", text=f"By {NAME}", note=f"{NAME} signs so")
    add_statements(person, front, hamid)
    add_context(person, valley, front, hamid, village)
    add_claims(
        Article.objects.filter(headline=everything["headline"]).earliest("pk"),
        person,
        valley,
        front,
        hamid,
        village,
    )
    return [person, valley, front]


def add_statements(person, front, hamid):
    """Add statements about the protected and about others, with the marker in every word that curators write."""
    band, rivals = make_faction(name="Band", slug="band"), make_faction(name="Rivals", slug="rivals")
    dated = make_article(
        headline="Dated", body="Hamid in the Band.", date_edtf="1997-05-20", mentions=[(hamid, "Hamid")]
    )
    told = make_passage(article=dated)
    marked = Article.objects.filter(status="published", headline__contains=NAME).first()
    words = {"role": f"aide to {NAME}", "rank": f"guard of {NAME}", "note": f"As {NAME} said."}
    times = {"first_cited": "1997-05", "start": "1996", "end": "1998", "end_is_real": True}
    passages = [
        told,
        make_passage(article=marked, words="Hamid met him."),
        make_passage(article=marked, words=NAME, start=0, end=len(NAME)),
    ]
    shown = [
        make_statement(subject=hamid, object=band, passages=passages, **words, **times),
        make_statement(subject=band, predicate="fighting", object=rivals, passages=[told], **words, **times),
        make_statement(
            subject=hamid,
            predicate="rank",
            value=f"guard of {NAME}",
            note=f"As {NAME} said.",
            passages=[told],
        ),
        make_statement(subject=hamid, object=rivals, unsourced_reason=f"{NAME} knows.", first_cited="1997"),
    ]
    Evidence.objects.filter(statement__in=shown).update(note=f"Told by {NAME}")
    make_statement(subject=person, object=band, passages=[told], **times)
    make_statement(subject=hamid, predicate="commands", object=front, passages=[told], **times)
    make_statement(subject=front, predicate="part-of", object=band, passages=[told], **times)
    make_statement(subject=band, predicate="split-from", object=front, passages=[told], **times)


def add_context(person, valley, front, hamid, village):
    """Add events and claims with the marker in everything that curators write, and some that name the three themselves."""
    reports = Article.objects.filter(status="published")
    told = [
        make_passage(article=article, words="I am free") for article in reports.filter(body__contains="free")
    ]
    plain = make_passage(article=reports.get(headline="Plain"), words="in the Village")
    words = {
        "title": f"{NAME} freed",
        "note": f"{NAME} was there",
        "date_printed": f"Tuesday, {NAME}",
        "place_words": f"by {NAME}",
    }
    event = make_event(**words, date_edtf="1998-08-08", place=village, passages=[*told, plain])
    make_event(**words, place=valley, passages=[plain])
    make_event(**words, part_of=event, passages=[plain])
    for entity, role in ((person, "side a"), (front, "side b"), (hamid, "acts")):
        EventParty.objects.create(event=event, entity=entity, role=role, words=NAME)
    EventParty.objects.create(event=event, words=NAME, role="civilians")
    said = {
        "claimant_words": f"kin of {NAME}", "words": f"{NAME} left", "scope_words": f"all of {NAME}’s men", "note": f"Ask {NAME}",
        "hedges": [f"{NAME} is said to"],
    }  # fmt: skip
    for values in (
        {"topic": "control", "object": village, "value_entity": hamid},
        {"topic": "control", "object": village, "state": "contested", "claimant": hamid},
        {"topic": "casualties", "state": "killed", "low": 3, "high": 9},
        {"topic": "casualties", "state": "killed", "low": 30, "high": 90},
        {"topic": "other"},
        {"topic": "other", "event": None},
        {"topic": "control", "object": valley, "value_entity": front},
        {"topic": "fate", "object": person, "state": "alive", "claimant": person},
    ):
        make_claim(**{"event": event} | said | values, passages=[*told, plain])


def add_claims(report, person, valley, front, hamid, village):
    """Add events and claims that are about the protected entries, name them in their words, or quote words that do."""
    plain = make_article(
        headline="Plain too", body="Hamid was seen in the Village with 30 men.", mentions=[hamid, village]
    )
    clean, named = (
        make_passage(article=plain, words="Hamid was seen"),
        make_passage(article=report, words="Zhakmarov said"),
    )
    by_hand = make_passage(article=report, words="Hamid met him")
    seen = make_event(title="Seen in the Village", place=village, date_edtf="1998", passages=[clean])
    EventParty.objects.create(event=seen, role="side a", entity=front)
    EventParty.objects.create(event=seen, role="side b", entity=hamid)
    make_event(title="Talks in the valley", place=valley, passages=[clean])
    make_event(title=f"Capture of {NAME}", note=f"Ask {NAME}", place=village, passages=[clean])
    for column in CLAIM_ENTITIES:
        values = {"topic": "other", "words": "It was so", "event": seen, "passages": [clean]}
        make_claim(**values | {column: person})
        make_claim(**values | {column: valley, "status": "suggested", "rule": "other: asserts"})
    make_claim(
        topic="other",
        words=f"{NAME} is free",
        claimant_words=f"a cousin of {NAME}",
        note=f"Ask {NAME}",
        event=seen,
        passages=[clean],
    )
    make_claim(topic="other", words="He is free", event=seen, passages=[named, by_hand])
    make_claim(topic="other", words="He is free", status="suggested", rule="other: asserts", passages=[named])
    make_claim(
        topic="fate", object=hamid, state="alive", event=seen, claimant_words="two men", passages=[clean]
    )


@pytest.fixture(scope="module")
def editor(protected_once):
    return protected_once[1]


@pytest.fixture
def protected(protected_once, db):
    return protected_once[0]


@pytest.fixture(scope="module")
def protected_once(django_db_setup, django_db_blocker):
    """Add the archive and an editor, once for all tests here."""
    with written_once(django_db_blocker):
        with django_db_blocker.unblock():
            editor = signed_in(make_colleague("edith", group="Editor", is_superuser=True))
            entities = protect(add_archive(), editor)
        yield entities, editor


def protect(archive, editor):
    """Protect three entries that were public until now; correct, delete and edit away what names them."""
    person, valley, front = archive
    for entity in archive:
        change(editor, entity, visibility="protected")
    gone = make_person(name="Old Zhakmarov", slug="old-zhakmarov", visibility="protected")
    Entity.objects.filter(pk=gone.pk).delete()
    edited = make_article(headline=f"{NAME} again", body="A word.", status="draft")
    change(editor, edited, headline="Nobody again")
    deleted = make_article(headline=f"{NAME} deleted")
    editor.post(reverse("admin:archive_article_delete", args=[deleted.pk]), {"post": "yes"})
    Entity.objects.filter(pk=person.pk).update(slug="zhakmarov")  # leaves an old address
    told = make_claim(topic="other", words=f"{NAME} was seen", object=Entity.objects.get(slug="hamid"))
    Claim.objects.filter(pk=told.pk).update(words="Somebody was seen")
    make_claim(topic="other", words=f"{NAME} fled", claimant_words="two men").delete()
    make_statement(subject=person, predicate="born", value="1953").delete()
    return archive


def everything_but_protect():
    """Sign in somebody with every right of the archive, save the one to know of protected entries."""
    user = make_colleague("all", group="Editor")
    rights = Permission.objects.exclude(codename="protect_entity").exclude(
        content_type__app_label="procrastinate"
    )
    user.groups.clear()
    user.user_permissions.set(rights)
    return signed_in(user)


# The addresses


def routes(resolver, before="", namespace=""):
    """Yield (name, route, parameters) of every address that has a name and no pattern of letters; `unwalked` are the others."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from routes(
                pattern, route, namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            )
        elif pattern.name and "^" not in route:
            yield namespace + pattern.name, route, list(pattern.pattern.converters)


def unwalked(resolver, before=""):
    """Yield the routes of all addresses that `routes` leaves out."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from unwalked(pattern, route)
        elif not pattern.name or "^" in route:
            yield route


def ids(model):
    """Return the ids of rows: of variant words, hundreds of which come with the schema, the first ones."""
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    return list(rows[:SHIPPED] if model is VariantWords else rows)


def model_of(name):
    """Return the model that an address of the admin is about."""
    return apps.get_model(*re.match(r"admin:(\w+?)_([a-z]+)_", name).groups())


def fillings(name, parameters):
    """Return the values for the parameters of an address: every existing row, and every event with its own row and with another."""
    if not parameters:
        return [()]
    match parameters:
        case ["name"]:
            return [(facet,) for facet in ("person", "place", "faction", "source", "language")]
        case ["section"]:
            return [(section,) for section in SITEMAPS]
        case ["slug"] if name == "admin:guide_page":
            return [(page.slug,) for page in PAGES]
        case ["slug"]:
            slugs = [*Entity.objects.values_list("slug", flat=True), "post"]
            return [(slug,) for slug in slugs if not any(marker in slug for marker in MARKERS)]
        case ["pk"] if name == "story":
            return [(pk,) for pk in ids(Story)]
        case ["one", "other"]:
            keys = [f"{kind}-{slug}" for kind, slug in Entity.objects.values_list("kind", "slug")]
            keys = [key for key in keys if not any(marker in key for marker in MARKERS)]
            return [*product(keys, repeat=2), ("person-nobody", keys[0])]
        case ["pk"] if name in ("event", "event-json", "admin:event_reports"):
            return [(pk,) for pk in [*ids(Event), 0]]
        case ["pk"] if name in (
            "admin:dataset_batch_step",
            "admin:entity_batch_step",
            "admin:entity_columns",
        ):
            return [(pk,) for pk in ids(Batch)]
        case ["pk"] if name.startswith("article") or name == "cite-report":
            return [(pk,) for pk in [*ids(Article), 0]]
        case ["pk", "slug"] if name == "event-detail":
            return [(pk, slug) for pk in ids(Event) for slug in ("any", "name-withheld-freed")]
        case ["pk", "slug"]:
            return [(pk, slug) for pk in ids(Article) for slug in ("any", "name-withheld-freed")]
        case ["pk"] if name == "admin:merge_made":
            return [(pk,) for pk in ids(Step)]
        case ["pk", "attachment", "ending"]:
            return [(*key, "jpg") for key in Attachment.objects.values_list("article", "pk")]
        case ["pk", "attachment"] | ["object_id", "number"]:
            return list(Attachment.objects.values_list("article", "pk"))
        case ["pk", *more] if name.startswith("admin:import_"):
            each = {"way": ("publish", "draft", "withdraw", "back"), "place": (0,), "number": (0, 1)}
            return list(product(ids(Batch), *(each[parameter] for parameter in more)))
        case ["pk"] if name == "admin:propose_rules":
            return [(pk,) for pk in ids(Source)]
        case ["model"] if name == "admin:save_search":
            return [("article",), ("person",)]
        case ["pk"] if name == "admin:forget_search":
            return [(0,)]
        case ["pk"] if name == "admin:split":
            return [(pk,) for pk in ids(Entity)]
        case ["object_id"] | ["id"] | ["pk"]:
            return [(pk,) for pk in ids(model_of(name))]
        case ["event_id"]:
            return [(event,) for event, _ in events(model_of(name), "pgh_obj_id")]
        case ["object_id", "event_id"]:
            model = model_of(name)
            return [
                (pk, event) for event, own in events(model, "pgh_obj_id") for pk in with_another(own, model)
            ]
        case ["object_id", "part", "event_id"]:
            model = model_of(name)
            owner = f"{model._meta.concrete_model._meta.model_name}_id"
            parts = [
                (part, *event)
                for part in PARTS.get(owner, ())
                for event in events(apps.get_model("archive", part), owner)
                if event[1] is not None
            ]
            return [
                (pk, part, event)
                for part, event, own in parts[:MOST_PARTS]
                for pk in with_another(own, model)
            ]
    raise AssertionError(f"The walk does not know what to put into {name} for {parameters}.")


def events(model, owner):
    """Return (event, the row that it belongs to) of a model's history."""
    rows = event_model(model).objects.order_by("pk").values_list("pk", owner)
    return list(rows[:SHIPPED] if model is VariantWords else rows)


def with_another(pk, model):
    return [pk, *[other for other in ids(model) if other != pk][:1]]


def addresses():
    """Yield every address, filled with everything that it can lead to."""
    for name, route, parameters in routes(get_resolver()):
        for values in fillings(name, parameters):
            filled = route
            for parameter, value in zip(parameters, values, strict=True):
                filled = re.sub(rf"<(\w+:)?{parameter}>", str(value), filled)
            yield "/" + filled


def asked():
    """Yield addresses with their numeric parameters."""
    people = [*ids(Entity), 0]
    for pk in people:
        yield f"{reverse('admin:archive_article_changelist')}?names={pk}"
        yield f"{reverse('admin:review')}?entity={pk}"
        yield f"{reverse('admin:merge')}?ids={pk},{people[0]},{people[1]}"
    for pk in ids(Article):
        yield from (
            f"/articles/{pk}/?q={words}&hit=1"
            for words in ("freed", "hamid", "person:hamid", '"name withheld"')
        )
        yield f"/articles/{pk}/cite/?paragraph=1"
    for on in ("1997-05-20", "1997", "2021", "soon"):
        yield from (
            f"{path}?on={on}"
            for path in ("/people/hamid/", "/factions/band/", "/factions/rivals/", "/factions/")
        )
    for name, form in product(("claims", "events"), ("/", ".json", ".csv", ".atom")):
        yield from (f"/{name}{form}?{query}" for query in ("on=1997", "from=1990&to=2021", "year=none"))
    yield from asked_of_lists()
    for faction, page in product(
        ("band", "rivals"), ("/search/", "/search.json", "/search.csv", "/search.atom")
    ):
        yield f"{page}?q=side:{faction}"
    for pk in ids(Article):
        yield f"{reverse('admin:review')}?article={pk}"
        yield f"{reverse('admin:review_claims')}?article={pk}"
        for what, words in product(("claim", "statement", "event"), ("Hamid", "said", "Zhak")):
            yield f"{reverse('admin:archive_article_draw', args=[pk])}?what={what}&words={words}"
        yield f"{reverse('admin:archive_article_withdraw')}?ids={pk}"
    lists = [route for name, route, _ in routes(get_resolver()) if name.endswith(("_changelist", "_export"))]
    for route, typed in product(lists, ("freed", "zhak", "q", "hamid", "post")):
        yield f"/{route}?q={typed}"
    yield from asked_of_the_desk()
    for field, model in (
        ("entity", "mention"),
        ("story", "article"),
        ("source", "article"),
        ("parent", "place"),
        ("subject", "affiliation"),
        ("claimant", "claim"),
        ("event", "claim"),
        ("answers", "claim"),
        ("place", "event"),
        ("part_of", "event"),
        ("article", "passage"),
    ):
        for term in ("", "zhak", "qor", "first", "freed"):
            yield f"{reverse('admin:autocomplete')}?app_label=archive&model_name={model}&field_name={field}&term={term}"


def asked_of_lists():
    """Yield public lists, overviews and pages of records with what can be chosen there."""
    searches = (
        "q=freed",
        "q=name+withheld&match=most",
        "person=hamid",
        "place=village",
        "with=person-hamid",
        "copies=1&sort=oldest",
    )
    pages = (
        "map/",
        "map.geojson",
        "timeline/",
        "timeline.json",
        "timeline.csv",
        "search/cite/",
        "search.ris",
        "search.bib",
    )
    for page, query in product(pages, searches):
        yield f"/{page}?{query}"
    for by, form in product(("month", "day", "source", "place", "faction"), ("/", ".json", ".csv")):
        yield f"/timeline{form}?by={by}&person=hamid"
    narrowed = {
        "claims": ("place=village", "claimant=hamid", "topic=control", "topic=other", "year=1998", "page=2"),
        "events": (
            "q=freed",
            "q=name",
            "place=village",
            "party=hamid",
            "source=reports",
            "year=1998",
            "page=2",
        ),
    }
    for name, form in product(narrowed, ("/", ".json", ".csv", ".atom")):
        yield from (f"/{name}{form}?{query}" for query in narrowed[name])
    yield from (
        f"/claims{form}?claim={pk}" for form in ("/", ".json", ".csv", ".atom") for pk in [*ids(Claim), 0]
    )
    yield from (f"/stories/{pk}/?against={other}" for pk in ids(Story) for other in [*ids(Article), 0])
    yield from (f"/articles/{pk}/?passage={passage}" for pk in ids(Article) for passage in [*ids(Passage), 0])
    for page in ("people", "places", "factions", "sources"):
        yield from (
            f"/{page}/?{query}"
            for query in ("sort=reports", "view=tree", "letter=Z", "letter=Q", "q=village")
        )
    for page in ("people/hamid/", "factions/band/", "places/village/", "sources/post/"):
        yield from (
            f"/{page}?{query}" for query in ("sort=oldest", "sort=newest", "members=0&on=1997", "page=2")
        )
    # Nothing stands there: the pages that say so may suggest what does.
    yield from (
        f"/{page}/freed-qorb/" for page in ("people", "places", "factions", "sources", "events", "nothing")
    )


def asked_of_the_desk():
    """Yield lists of the desk with what can be chosen there."""
    for pk in ids(Claim):
        yield f"{reverse('admin:review_claims')}?claim={pk}"
    for kind in ("person", "place", "faction", "source"):
        yield f"{reverse('admin:duplicates')}?kind={kind}"
    for pk in ids(Batch):
        yield from (
            f"{reverse('admin:refusals')}?batch={pk}&state={state}" for state in ("", "open", "set_aside")
        )
        yield f"{reverse('admin:leftovers')}?batch={pk}"
    for pk in ids(Source):
        yield f"{reverse('admin:leftovers')}?source={pk}"
    for words in ("Zhakm", "Hamid", "Zhakmar Front"):
        yield f"{reverse('admin:leftovers')}?name={words[:4].lower()}"
    for page in ("my_day", "decisions"):
        yield f"{reverse(f'admin:{page}')}?who=all"


def said(response):
    """Return all that an answer says: its body and its headers, without regard to case."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n{body.decode(errors='replace')}".casefold()


def met(client, address):
    """Return the markers that an answer tells."""
    words = TOKEN.sub("", said(client.get(address)))
    return [marker for marker in MARKERS if marker in words]


# The walks


def test_no_address_is_left_out_of_the_walk_but_those_of_django_that_only_lead_on():
    leading_on = re.compile(
        r"admin/\w+/\w+/<path:object_id>/|admin/\(\?P<url>\.\*\)\$|admin/\^\(\?P<app_label>[\w|]+\)/\$"
    )
    assert [route for route in unwalked(get_resolver()) if not leading_on.fullmatch(route)] == []


def test_the_archive_holds_the_marker_wherever_it_can(protected):
    assert PublicWording.objects.count() == 4
    wording = PublicWording.objects.first()
    for column in PublicWording.WORDS - {"url"}:
        assert WITHHELD in getattr(wording, column), column
        assert not any(marker in getattr(wording, column).casefold() for marker in MARKERS), column
    assert wording.url == ""


@pytest.mark.parametrize("who", ["nobody", "contributor", "everything but protect_entity"])
def test_nobody_meets_a_protected_name(protected, who):
    client = Client()
    if who == "contributor":
        client = signed_in(make_colleague("carla", group="Contributor"))
    elif who != "nobody":
        client = everything_but_protect()
    client.raise_request_exception = True
    # Of public pages, those of reports say most to whoever works here.
    below = ("/admin/", "/articles/") if who == "contributor" else "/"
    found = [
        (address, told)
        for address in [*addresses(), *asked()]
        if address.startswith(below) and "logout" not in address and (told := met(client, address))
    ]
    assert found == []


@pytest.mark.parametrize("who", ["nobody", "everything but protect_entity"])
@pytest.mark.parametrize("name", SEARCHES)
def test_no_search_spells_a_protected_name_out(protected, name, who):
    client = Client() if who == "nobody" else everything_but_protect()
    asked_for = [*product(NEARLY, [""]), *product(("freed", "*marov"), MORE)]
    for typed, more in asked_for:
        response = client.get(f"{reverse(name)}?q={typed}{more}")
        words = said(response)
        told = [marker for marker in MARKERS if marker in words.replace(typed.casefold().strip('"*~'), "")]
        assert told == [], (typed, more)


@pytest.mark.parametrize("name", SEARCHES)
def test_a_protected_name_is_answered_as_an_unknown_word_is(protected, name):
    client = Client()
    forms = (
        "event:{}", "claimant:{}", "event:freed {}",
        "{}", "={}", '"{}"', "{}*", "{}~", "*{}", "-{} freed", "person:{}", "place:{}", "faction:{}", "side:{}", "headline:{}", "byline:{}",
        "freed NEAR/3 {}", "freed OR {}", "freed {}", '"{} freed"', "freed {} yesterday hamid",
    )  # fmt: skip
    asked_for = [*product(forms, [""]), *product(["{}"], (*MORE, "&person={}"))]
    if name in ("search", "search-json", "suggest"):
        words = product(STRANGERS.items(), asked_for)
    else:  # these list what a search finds: one of the words for each form, another in each format
        turns = islice(cycle(STRANGERS.items()), SEARCHES.index(name) % len(STRANGERS), None)
        words = zip(turns, asked_for, strict=False)
    for (word, stranger), (form, more) in words:
        answers = []
        for typed in (word, stranger):
            response = client.get(f"{reverse(name)}?q={form.format(typed)}{more.format(typed)}")
            answers.append(said(response).replace(typed, "…"))
        assert steady(answers[0]) == steady(answers[1]), (word, form, more)


def steady(words):
    """Return an answer without the time at which it was given."""
    return re.sub(r"<updated>.*?</updated>", "", words)


@pytest.mark.parametrize(
    "facet, slug",
    [
        ("person", "qorban-zhakmarov"),
        ("person", "zhakmarov"),
        ("place", "zhakmar-valley"),
        ("faction", "zhakmar-front"),
    ],
)
def test_the_address_of_a_protected_entry_is_that_of_nobody(protected, facet, slug):
    client, nobody = Client(), "x" * len(slug)
    route = {"person": "people", "place": "places", "faction": "factions"}[facet]
    for address in (
        f"/{route}/{{}}/",
        f"/together/{facet}-{{}}/person-hamid/",
        f"/search/?{facet}={{}}",
        f"/search.json?with={facet}-{{}}",
        f"/search.json?{facet}=-{{}}",
        f"/search/person/?{facet}={{}}",
        f"/{route}/{{}}.json",
        f"/{route}/{{}}/cite/",
        *(f"/{page}?{query}={{}}" for page, query in product(LISTED, ("place", "claimant", "party", "q"))),
    ):
        one, other = (said(client.get(address.format(value))) for value in (slug, nobody))
        assert steady(one).replace(slug, nobody).replace(slug.replace("-", " "), nobody) == steady(other)
    assert client.get(f"/{route}/{slug}/").status_code == 404


def test_an_old_address_of_a_report_leads_on_without_the_name(protected):
    article = Article.objects.filter(status="published", headline__contains=NAME).first()
    response = Client().get(f"/articles/{article.pk}-qorban-zhakmarov-freed/")
    assert response.status_code == 301
    assert response["Location"] == f"/articles/{article.pk}-name-withheld-freed/"


def test_editors_read_all_of_it_in_the_admin(protected, editor):
    person = protected[0]
    article = Article.objects.filter(status="published", headline__contains=NAME).first()
    pages = [
        reverse("admin:archive_article_changelist"),
        f"{reverse('admin:archive_article_changelist')}?q=zhakmarov",
        f"{reverse('admin:archive_article_changelist')}?names={person.pk}",
        reverse("admin:archive_article_change", args=[article.pk]),
        reverse("admin:archive_article_history", args=[person.pk]),
        reverse("admin:archive_person_changelist"),
        reverse("admin:archive_person_change", args=[person.pk]),
        reverse("admin:archive_person_history", args=[person.pk]),
        reverse("admin:archive_mention_changelist"),
        reverse("admin:archive_capture_change", args=[article.capture_id]),
        reverse("admin:index"),
    ]
    del pages[4]
    for page in pages:
        assert "zhakmar" in met(editor, page), page


def test_what_was_just_protected_is_gone_at_the_next_page(protected, editor):
    client, entities = Client(), Entity.objects.filter(pk__in=[entity.pk for entity in protected])
    entities.update(visibility="public")
    assert "zhakmar" in met(client, "/search/?q=freed")
    assert client.get("/search.json?q=zhakmarov").json()["total"] == 1
    for entity in entities:
        change(editor, entity, visibility="protected")
    assert met(client, "/search/?q=freed") == []
    assert client.get("/search.json?q=zhakmarov").json()["total"] == 0
    assert client.get("/search.json?q=freed").json()["total"] == 1
    entities.update(visibility="public")
    assert client.get("/search.json?q=zhakmarov").json()["total"] == 1


@pytest.mark.parametrize("name", ["people", "places", "factions", "search-facet"])
def test_no_index_knows_a_protected_name(protected, name):
    client = Client()
    address, parameter = (
        (reverse(name, args=["person"]), "find") if name == "search-facet" else (reverse(name), "q")
    )
    for word, stranger in STRANGERS.items():
        answers = [
            said(client.get(f"{address}?{parameter}={typed}")).replace(typed, "…")
            for typed in (word, stranger)
        ]
        assert answers[0] == answers[1]


def test_what_is_cited_of_others_is_shown_without_the_name(protected):
    client = Client()
    html = client.get("/people/hamid/?on=1997-05-20").content.decode()
    for words in (
        "aide to [name withheld]",
        "guard of [name withheld]",
        "Told by [name withheld]",
        "/factions/band/",
    ):
        assert words in html, words
    assert "name-withheld-freed/#p1" in html
    assert client.get("/search.json?q=side:band").json()["messages"] == [
        "Cited with Band at the time: Hamid."
    ]
