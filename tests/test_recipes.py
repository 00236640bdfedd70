"""Each recipe of docs/recipes.md, followed in a copy of the project with an archive already in use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hosting.archives import copy_database

ROOT = Path(__file__).resolve().parent.parent
MOST_FILES = 4
LAST = max(path.name[:4] for path in (ROOT / "archive/migrations").glob("[0-9]*.py"))
MIGRATION = f"archive/migrations/{int(LAST) + 1:04}_recipes.py"


def before(anchor: str, added: str) -> Callable[[str], str]:
    """Return an edit that inserts lines before the first occurrence of others."""

    def edit(text):
        assert anchor in text, anchor
        return text.replace(anchor, added + anchor, 1)

    return edit


def written(text: str) -> Callable[[str], str]:
    """Return an edit that creates a file."""
    return lambda _: text


FACET = '''class GroundFacet(Facet):
    """How the date of a report is known."""

    name, number = "ground", 9
    label, plural_label = "Known", "How dates are known"
    none_label = "No date"
    unknown = "“{}” is not a way to know a date: write stated or inferred."
    value_sql = "array_position(ARRAY['stated', 'inferred'], article.date_basis::text)"
    WAYS = ("stated", "inferred")

    @staticmethod
    def read_labels(ids):
        return {pk: Label(GroundFacet.WAYS[pk - 1], GroundFacet.WAYS[pk - 1].capitalize()) for pk in ids if pk}

    def look_up(self, slug):
        return (self.WAYS.index(slug) + 1, slug.capitalize()) if slug in self.WAYS else None


'''
KIND = """VESSEL = Kind(
    key="vessel",
    plural="vessels",
    number=10,
    lead="Ships and boats.",
    schema_type="Vehicle",
    field_meaning="Mentions this ship or boat.",
    field_examples=("vessel:aurora",),
    field_synonyms=("ship",),
    type_column="vessel_type",
    types=("ship", "boat"),
    dates=(KindDate("launched_edtf", "Launched", "productionDate"),),
)

"""
COLUMNS = """    vessel_type = models.CharField(max_length=20, choices=VESSEL.type_choices, blank=True)
    launched_edtf = EdtfField("launched")

"""
SIGN = """.sign--vessel,
.mention--vessel {
  --sign: url("../img/sign-vessel.svg");
}

"""
ISSUER = """def _of_issuer(typed, windows):
    return FieldMatches(Article.objects.published().filter(source__kind=typed).values_list("pk", flat=True))


"""
BOOK = '''"""An e-book as a report: the first line of its text is the headline."""

from __future__ import annotations

import io
import zipfile

from archive.ingest.raw import RawArticle

MEDIA_TYPE = "application/epub+zip"


def read_book(path, origin, told):
    yield reread_book(path.read_bytes(), origin=origin)


def reread_book(content, *, encoding="", origin="", position=None):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        headline, _, text = archive.read("text.txt").decode().partition("\\n\\n")
    return RawArticle(
        headline=headline, text=text, content=content, media_type=MEDIA_TYPE, encoding="utf-8", origin=origin, position=position,
    )
'''
ENDNOTE = '''"""A report as EndNote reads it."""

from __future__ import annotations


def as_endnote(article, *, address):
    return f"%0 Newspaper Article\\n%T {article.headline}\\n%U {address}\\n\\n"
'''
# {recipe: {file of production code: its edit}}
RECIPES: dict[str, dict[str, Callable[[str], str]]] = {
    "a facet": {
        "archive/search/facets.py": lambda text: before("YEAR = YearFacet()", FACET)(text).replace(
            "BasisFacet()]", "BasisFacet(), GroundFacet()]"
        ),
        "archive/search/language/grammar.py": before(
            '    _field(\n        "before",',
            '    _field("ground", ("ground:inferred",), "How its date is known.", kind="entity"),\n',
        ),
        "archive/models/search_triggers.py": before('    "status", "headline",', '    "date_basis",\n'),
        MIGRATION: lambda text: text,
    },
    "an entity kind": {
        "archive/kinds.py": lambda text: before("KINDS: tuple[Kind, ...] =", KIND)(text).replace(
            "(PERSON, PLACE, FACTION)", "(PERSON, PLACE, FACTION, VESSEL)"
        ),
        "archive/models/entities.py": lambda text: before(
            "    objects = EntityQuerySet", COLUMNS
        )(text).replace("KINDS, PLACE, Kind", "KINDS, PLACE, VESSEL, Kind"),
        "static/css/tokens.css": before(".sign--source {", SIGN),
        MIGRATION: lambda text: text,
    },
    "a query field": {
        "archive/search/language/grammar.py": before(
            '    _field(\n        "before",',
            '    _field("rights", ("rights:crown",), "What is said of its rights.", column="rights", mark="#r"),\n',
        ),
        "archive/models/search_triggers.py": before('    "status", "headline",', '    "rights",\n'),
        MIGRATION: lambda text: text,
    },
    "a query field over other tables": {
        "archive/search/language/grammar.py": before(
            '    _field(\n        "before",',
            '    _field("issuer", ("issuer:newspaper",), "What its source is.", kind="context"),\n',
        ),
        "archive/search/meaning/context.py": lambda text: before("ACTS =", ISSUER)(
            before('"event": _of_event', '"issuer": _of_issuer, ')(text)
        ).replace("import Claim,", "import Article, Claim,"),
    },
    "a file format": {
        "archive/ingest/readers/books.py": written(BOOK),
        "archive/ingest/readers/__init__.py": lambda text: before(
            "    Reader(formats.PAGE,",
            "    Reader(formats.BOOK, books.MEDIA_TYPE, books.read_book, books.reread_book, holds_one=True),\n",
        )(text).replace("    archives,\n", "    archives,\n    books,\n", 1),
    },
    "an export": {
        "archive/presentation/endnote.py": written(ENDNOTE),
        "archive/views/exports.py": lambda text: before(
            "from archive.presentation.references", "from archive.presentation.endnote import as_endnote\n"
        )(before('    EntryFormat("bibtex"', '    EntryFormat("endnote", "EndNote", "enw", "text/plain", as_endnote),\n')(text)),
    },
}  # fmt: skip

FILL = """
from archive.models import Article, Source
source = Source.objects.create(name="The Digest", slug="digest", kind="newspaper")
for place, (headline, basis) in enumerate([("Truce holds", "stated"), ("Truce ends", "inferred"), ("Bridge opens", "")]):
    Article.objects.create(
        headline=headline, body="The road was quiet.", source=source, status="published", rights="Crown copyright" if place else "",
        date_edtf="1997-05" if basis else "", date_basis=basis,
    )
"""
RENEW = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("rebuild", verbosity=0)
"""
ASK = """
import csv, io, json, zipfile
from pathlib import Path
from django.core.management import call_command
from django.test import Client
from archive.ingest.single import raw_from
from archive.models import Article

client = Client()
def get(address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()
def data(query):
    return json.loads(get(f"/search.json?{query}"))
def counts(name, query=""):
    return {value["value"]: value["count"] for value in data(query)["facets"][name]}
def rows(query):
    return list(csv.DictReader(io.StringIO(get(f"/search.csv?{query}").lstrip(chr(0xFEFF)))))
told = {}
one = Article.objects.get(headline="Truce holds")

told["facet"] = [counts("ground"), data("ground=inferred")["total"], data("q=ground:stated")["total"], data("q=truce+-ground:stated")["total"]]
told["facet"] += [[row["headline"] for row in rows("ground=none")], "How dates are known" in get("/search/"), "Inferred" in get("/search/ground/")]
Article.objects.filter(headline="Bridge opens").update(date_edtf="1998", date_basis="stated")
told["facet"].append(counts("ground"))

told["field"] = [data("q=rights:crown")["total"], data("q=crown")["total"], "rights:crown" in get("/help/")]
Article.objects.filter(pk=one.pk).update(rights="Crown copyright")
told["field"].append(data("q=rights:crown")["total"])

told["context"] = [data(f"q={query}")["total"] for query in ("issuer:newspaper", "truce+-issuer:newspaper", "issuer:agency")]
source = one.source
source.kind = "agency"
source.save()
told["context"] += [data("q=issuer:agency")["total"], "issuer:newspaper" in get("/help/")]
source.kind = "newspaper"
source.save()

book = Path("book.epub")
with zipfile.ZipFile(book, "w") as archive:
    archive.writestr("META-INF/container.xml", "<container/>")
    archive.writestr("text.txt", "Convoy halted\\n\\n"
        "Forty lorries stood at the pass on Monday, and their drivers said that they had been turned back at noon.\\n")
call_command("ingest", str(book), "--source", "digest", "--publish", verbosity=0)
loaded = Article.objects.get(headline="Convoy halted")
told["format"] = [loaded.capture.media_type, data("q=lorries")["total"], raw_from(book.read_bytes(), origin="book.epub").headline]
out = io.StringIO()
call_command("derive", "--source", "digest", "--dry-run", stdout=out)
told["format"].append("Convoy" in out.getvalue())

told["export"] = [get("/search.enw?q=ground:inferred"), get(f"/articles/{one.pk}.enw"), "/search.enw?q=truce" in get("/search/?q=truce")]
told["export"] += [f"/articles/{one.pk}.enw" in get(one.get_absolute_url()), "/articles/*.enw" in get("/robots.txt")]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def copy():
    """Make a directory for the copy and its archive, which the system user of its database can reach."""
    path = Path(tempfile.mkdtemp(prefix="dateline-recipes-", dir="/tmp"))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def manage(copy):
    """Fill an archive, follow all recipes, migrate and rebuild it, and return a function that runs commands in it."""
    for name in ("archive", "templates", "static"):
        shutil.copytree(ROOT / name, copy / name)  # with what is compiled already
    (copy / "tests").mkdir()
    for name in ("manage.py", "tests/__init__.py", "tests/settings.py"):
        shutil.copy(ROOT / name, copy / name)

    def manage(*arguments):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVE_", "DJANGO_"))
        }
        environment |= {"ARCHIVE_HOME": str(copy / "var"), "PYTHONPATH": str(copy)}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments, "--settings", "tests.settings"],
            cwd=copy, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    copy_database(copy / "var" / "test")
    manage("shell", "-v0", "-c", FILL)
    for edits in RECIPES.values():
        for name, edit in edits.items():
            if name != MIGRATION:
                path = copy / name
                path.write_text(edit(path.read_text() if path.exists() else ""))
    manage("makemigrations", "archive", "--name", "recipes", "-v0")
    migration = copy / MIGRATION
    made = migration.read_text()
    assert "    operations = [\n" in made
    operations, end, _ = made.rpartition("    ]")
    migration.write_text(
        "from archive.migrations._rights import give_rights, rights_of_kind\n"
        "from archive.search.declared import declared_sql\n"
        f"{operations}        migrations.RunSQL(declared_sql()),\n        give_rights(rights_of_kind('vessel')),\n{end}\n"
    )
    manage("shell", "-v0", "-c", RENEW)
    return manage


@pytest.fixture(scope="module")
def told(manage):
    """Return the answers of the archive."""
    return json.loads(manage("shell", "-v0", "-c", ASK).splitlines()[-1])


def test_each_recipe_touches_few_files_and_the_page_names_them():
    page = (ROOT / "docs/recipes.md").read_text()
    for recipe, edits in RECIPES.items():
        assert len(edits) <= MOST_FILES
        _, _, rest = page.partition(f"## Add {recipe}\n")
        section = rest.partition("\n## ")[0]
        for name in edits:
            # New files and migrations are named freely.
            known = name if (ROOT / name).exists() else f"{Path(name).parent}/"
            assert f"`{known}`" in section, (recipe, known)


def test_a_facet_is_counted_filtered_searched_and_exported(told):
    *asked, again = told["facet"]
    assert asked == [{"stated": 1, "inferred": 1, "none": 1}, 1, 1, 1, ["Bridge opens"], True, True]
    assert again == {"stated": 2, "inferred": 1}


def test_a_kind_is_kept_like_any_other(manage):
    manage("shell", "-v0", "-c", (ROOT / "tests/vessels.py").read_text())


def test_a_query_field_finds_its_words_alone(told):
    assert told["field"] == [2, 0, True, 3]


def test_a_query_field_over_other_tables_follows_them_at_once(told):
    assert told["context"] == [3, 0, 0, 3, True]


def test_a_format_is_read_by_the_command_and_the_paste_page_and_read_again(told):
    assert told["format"] == ["application/epub+zip", 1, "Convoy halted", False]


def test_an_export_is_offered_of_searches_and_reports(told):
    search, report, *offered = told["export"]
    assert search.startswith("%0 Newspaper Article\n%T Truce ends\n%U http://testserver/articles/")
    assert "%T Truce holds\n" in report
    assert offered == [True, True, True]
