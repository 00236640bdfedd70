"""Checks of an archive with an added kind of entity: test_recipes.py runs them in a copy that has vessels."""

from __future__ import annotations

import csv
import io
import re

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from archive.curation.merge import merge
from archive.models import MODEL_OF, Article, Entity, Mention, Name, Source

reader, curator = Client(), Client()


def page(address, *, client=reader):
    """Return the text of a page."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def counts(name):
    """Return the counts of a facet over the reports that name a vessel or a faction here."""
    found = reader.get("/search.json?source=gazette").json()["facets"][name]
    return {value["value"]: value["count"] for value in found}


def headlines(query):
    """Return the headlines that a search finds in the Gazette, in alphabetical order."""
    found = reader.get(f"/search.json?source=gazette&{query}").json()
    return sorted(report["headline"] for report in found["results"])


def report(headline, body, **named):
    """Publish a report that names entities, each by these words."""
    article = Article.objects.create(
        headline=headline, body=body, source=Source.objects.get(slug="gazette"), status="published"
    )
    for slug, words in named.items():
        Mention.objects.create(
            article=article, entity=Entity.objects.get(slug=slug), field="body", start=body.index(words),
            end=body.index(words) + len(words), status="accepted", method="curator",
        )  # fmt: skip
    return article


def refused(constraint, **values):
    """Return whether the database refuses an entity for this reason."""
    try:
        with transaction.atomic():
            Entity.objects.create(name="Nothing", slug="nothing", **values)
    except IntegrityError as error:
        return constraint in str(error)
    return False


# Two ships, one of them named by two reports, which a faction is named by too

Source.objects.create(name="The Gazette", slug="gazette", kind="newspaper")
aurora = MODEL_OF["vessel"].objects.create(
    name="Aurora", slug="aurora", vessel_type="ship", launched_edtf="1900"
)
Name.objects.create(entity=aurora, text="Avrora")
MODEL_OF["vessel"].objects.create(name="Beagle", slug="beagle")
Entity.objects.create(kind="faction", name="Red Guard", slug="guard")
shot = report("A shot", "Aurora fired. Red Guard ran.", aurora="Aurora", guard="Red Guard")
report("A berth", "The Avrora was moored.", aurora="Avrora")
report("Quiet", "Nothing happened.")

# Its pages

assert '<a href="/vessels/">Vessels</a>' in page("/")
assert 'href="/vessels/aurora/"' in page("/vessels/") and "Ships and boats." in page("/vessels/")
assert "Find a vessel by any spelling" in page("/vessels/")
own = page("/vessels/aurora/")
assert "<span>ship</span>" in own and "<dt>Launched</dt>" in own and "name this vessel." in own
assert '"@type": "Vehicle"' in own and '"productionDate": "1900"' in own
assert "No report names this vessel yet" in page("/vessels/beagle/")
assert reader.get("/vessels/kon-tiki/").status_code == 404
assert "people, places, factions and vessels" in page("/about/")

# A facet and a query field of its own, counted as no other kind

assert counts("vessel") == {"aurora": 2, "none": 1}
assert counts("faction") == {"guard": 1, "none": 2}
assert headlines("vessel=aurora&faction=-guard") == ["A berth"]
assert headlines("vessel=none") == ["Quiet"]
for query in ("vessel:avrora", "ship:aurora", "avrora"):
    assert headlines(f"q={query}") == ["A berth", "A shot"], query
assert "Mentions this ship or boat." in page("/help/")
assert "No vessel in this archive" in page("/search/?vessel=kon-tiki")

# Tables, sitemaps, suggestions, texts

table = csv.DictReader(io.StringIO(page("/search.csv?vessel=aurora").lstrip("\ufeff")))
assert {row["headline"]: (row["vessels"], row["factions"]) for row in table} == {
    "A shot": ("Aurora", "Red Guard"),
    "A berth": ("Aurora", ""),
}
assert "/vessels/aurora/" in page("/sitemap-vessels.xml") and "/vessels/" in page("/sitemap-pages.xml")
assert reader.get("/suggest.json?q=avr").json()[0]["kind"] == "vessel"
assert "mention--vessel" in page(shot.get_absolute_url())
assert "sign--vessel" in page("/search/?q=fired")

# Curators, by the rights of their group

user = get_user_model().objects.create_user("cora", is_staff=True)
user.groups.set([Group.objects.get(name="Curator")])
curator.force_login(user)
assert "Add a vessel" in page("/admin/", client=curator)
form = page("/admin/archive/vessel/add/", client=curator)
assert 'name="vessel_type"' in form and 'name="launched_edtf"' in form and 'name="born_edtf"' not in form
parts = re.findall(r'name="([\w-]+)-TOTAL_FORMS"', form)
typed = {f"{part}-{key}": 0 for part in parts for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
typed |= {"name": "Kon-Tiki", "slug": "", "vessel_type": "boat", "visibility": "public"}
assert curator.post("/admin/archive/vessel/add/", typed).status_code == 302
made = Entity.objects.get(name="Kon-Tiki")
assert (made.kind, made.slug, made.vessel_type) == ("vessel", "kon-tiki", "boat")
assert "Kon-Tiki" in page("/admin/archive/vessel/?vessel_type=boat", client=curator)
assert "Kon-Tiki" not in page("/admin/archive/faction/", client=curator)

# The database keeps its columns to it

assert refused("only_vessels_have_vessel_columns", kind="faction", launched_edtf="1900")
assert refused("only_people_have_person_columns", kind="vessel", born_edtf="1900")
assert refused("entity_launched_edtf_is_valid", kind="vessel", launched_edtf="soon")
assert refused("entity_kind_is_known", kind="storm")

# Names are matched, doubles are merged, all of it is dumped

launch = report("A launch", "Beagle left harbour.")
call_command("match", "--entity", "vessel/beagle", stdout=io.StringIO())
assert launch.mentions.get(entity__slug="beagle").status == "accepted"
other = MODEL_OF["vessel"].objects.create(name="Avrora of Kronstadt", slug="avrora")
merge(kept=aurora, others=[other], user=None, reason="One ship.", choices={"name": aurora.pk})
assert reader.get("/vessels/avrora/").headers["Location"] == "/vessels/aurora/"
call_command("dumpdata", "archive.entity", stdout=(dumped := io.StringIO()))
assert '"vessel_type": "ship"' in dumped.getvalue()
