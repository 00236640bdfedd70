"""The names of an entity, and its identifiers in other registers."""

from __future__ import annotations

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField, TrigramWordSimilarity
from django.db import connection, models
from django.db.models.functions import Lower

from archive.models.compiled import Compiled
from archive.models.entities import Entity
from archive.models.fields import EdtfField, NameKey, edtf_is_valid
from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.search_triggers import NAME_SEARCH
from archive.models.triggers import COMPARED, SETTLING, kept_in_steps
from archive.models.visibility import is_accepted, is_public, is_published
from archive.text.likeness import name_code, name_keys, word_keys
from archive.text.words import name_key

MIN_SIMILARITY = 0.45
MAX_PERHAPS = 100
PERHAPS = "SELECT id FROM archive_names_like(%s, %s, %s, %s, %s)"


class NameCode(models.Func):
    """The consonants of a folded name: see archive_name_code in archive/sql/names.sql."""

    function = "archive_name_code"
    output_field = models.CharField(max_length=400)


class HasBeginnings(models.Func):
    """Whether each prefix in a tsquery begins a word of a key."""

    arg_joiner = ", ' ')) @@ "
    template = "array_to_tsvector(string_to_array(%(expressions)s::tsquery"
    output_field = models.BooleanField()


# The key of a name without its spaces.
LETTERS = models.Func(
    "key",
    models.Value(" "),
    models.Value(""),
    function="replace",
    output_field=models.CharField(max_length=400),
)


class NameQuerySet(KeyedQuerySet["Name"]):
    def searched(self):
        """Filter to the names used by search and matching."""
        return self.filter(in_search=True)

    def of_public_entities(self):
        return self.filter(is_public("entity__"))

    def beginning(self, typed):
        """Filter to names that begin with what was typed, ignoring case, accents and hyphens."""
        key = name_key(typed)
        return self.filter(key__startswith=key) if key else self.none()

    def with_words(self, typed):
        """Filter to names in which every typed word is the prefix of a word."""
        words = name_key(typed).split()
        begun = " & ".join(f"'{word}':*" for word in words)
        return self.filter(HasBeginnings("key", models.Value(begun))) if words else self.none()

    def with_word(self, word):
        """Filter to names of which a folded word is one."""
        return self.filter(HasBeginnings("key", models.Value(f"'{word}'"))) if word.isalnum() else self.none()

    def similar_to(self, typed):
        """Filter to names spelt similarly to what was typed, nearest first, with their `similarity`."""
        likeness = TrigramWordSimilarity(name_key(typed), "key")
        found = self.annotate(similarity=likeness).filter(similarity__gte=MIN_SIMILARITY)
        return found.order_by("-similarity", "key", "id")

    def perhaps(self, typed):
        """Filter to the names that may be spellings of a typed one, and of which archive.text.likeness is the judge; at most MAX_PERHAPS.

        They are found by their keys, so that it does not matter how many names there are.
        """
        key = name_key(typed)
        words = word_keys(key)
        given = [key, name_code(key), sorted(name_keys(key) - words), sorted(words), MAX_PERHAPS]
        return self.filter(pk__in=models.expressions.RawSQL(PERHAPS, given)) if key else self.none()

    def with_report_counts(self):
        """Add `report_count`, the number of published reports in which each name was found as printed."""
        public = is_accepted("mentions__") & is_published("mentions__article__")
        return self.annotate(report_count=models.Count("mentions__article", filter=public, distinct=True))

    def with_print(self):
        """Add `is_printed`: whether a published report has the name as printed."""
        mentions = apps.get_model("archive", "Mention").objects.in_published().filter(is_accepted())
        return self.annotate(is_printed=models.Exists(mentions.filter(name=models.OuterRef("pk"))))

    def written_as(self, letters):
        """Return {letters: its Names}: those written with these letters, with any spaces or none; each is a key without spaces."""
        rows = BORNE(dict.fromkeys(filter(None, letters)))
        bearers = {row[0]: Entity.from_db(self.db, BEARER, row[: len(BEARER)]) for row in rows}
        models.prefetch_related_objects(list(bearers.values()), "names")
        found: dict[str, list[Name]] = {}
        for bearer, *_, key, pk, text, ambiguous in rows:
            name = Name(id=pk, key=key, text=text, ambiguous=ambiguous, entity=bearers[bearer])
            found.setdefault(key.replace(" ", ""), []).append(name)
        return found

    def with_every_word(self, asked):
        """Return {what was asked: {id of an entity: the keys of its names}} for lists of words, of which each is in some name of it.

        Only searched names of public entities count, and words that are too common in names find nothing.
        """
        with connection.cursor() as cursor:
            cursor.execute(WITH_WORDS, [list(asked), [" ".join(words) for words in asked.values()]])
            found: dict[str, dict[int, list[str]]] = {}
            for key, entity, keys in cursor.fetchall():
                found.setdefault(key, {})[entity] = keys
        return found


WITH_WORDS = """
    SELECT asked.key, found.entity_id, found.keys
    FROM unnest(%s::text[], %s::text[]) AS asked (key, words), archive_names_with_words(string_to_array(asked.words, ' ')) AS found
"""


@track_changes(exclude=("key", "code"))
class Name(Keyed):
    NATURAL_KEY = ("entity", "text")

    class Kind(models.TextChoices):
        SPELLING = "spelling", "spelling"
        SHORT = "short", "short form"
        ACRONYM = "acronym", "acronym"
        FORMER = "former", "former name"
        NATIVE = "native", "native script"
        NOM_DE_GUERRE = "nom_de_guerre", "nom de guerre"

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200, help_text="Exactly as it is printed.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SPELLING)
    language = models.CharField(
        max_length=3, blank=True, help_text="Two or three letters (ISO 639), such as en or prs."
    )
    used_from = EdtfField(help_text="When the name came into use, in EDTF. Usually empty.")
    used_to = EdtfField(help_text="When the name went out of use, in EDTF. Usually empty.")
    # Kept by the trigger primary_name of Entity, and by name_heads_page.
    is_primary = models.BooleanField("heads the page", default=False, editable=False)
    ambiguous = models.BooleanField(
        default=False,
        help_text="Others share it: in reports, only suggest it, never accept it.",
    )
    in_search = models.BooleanField(
        "searched", default=True, help_text="Untick for a form that would match too much wrongly."
    )
    note = models.CharField(max_length=300, blank=True, help_text="Where the form is used, and by whom.")
    key = models.GeneratedField(
        expression=NameKey(models.F("text")), output_field=models.CharField(max_length=400), db_persist=True
    )

    code = models.GeneratedField(
        expression=NameCode(NameKey(models.F("text"))),
        output_field=models.CharField(max_length=400),
        db_persist=True,
    )

    objects = NameQuerySet.as_manager()

    class Meta:
        ordering = ["-is_primary", Lower("text"), "id"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "text"], name="name_stands_once"),
            models.UniqueConstraint(
                fields=["entity"], condition=models.Q(is_primary=True), name="entity_has_one_primary_name"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="name_has_a_text"),
            models.CheckConstraint(
                condition=models.Q(language__regex=r"^([a-z]{2,3})?$"), name="name_language_is_a_code"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{column: ""}) | edtf_is_valid(column), name=f"name_{column}_is_valid"
                )
                for column in ("used_from", "used_to")
            ),
        ]
        indexes = [
            models.Index(fields=["key"], name="name_key"),
            models.Index(LETTERS, name="name_letters"),
            GinIndex(
                models.Func(
                    "key",
                    models.Value(" "),
                    function="string_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                name="name_words",
                fastupdate=False,
            ),
            GinIndex(
                models.Func(
                    models.Func("key", models.Value(" "), function="string_to_array"),
                    function="array_to_tsvector",
                    output_field=SearchVectorField(),
                ),
                name="name_beginnings",
                fastupdate=False,
            ),
            GinIndex(
                models.Func("key", "code", function="archive_name_keys"), name="name_keys", fastupdate=False
            ),
        ]
        triggers = [
            *NAME_SEARCH,
            pgtrigger.Trigger(
                name="name_heads_page",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
        NEW.is_primary := coalesce(
            (SELECT entity.name = NEW.text FROM archive_entity entity WHERE entity.id = NEW.entity_id), NEW.is_primary);
        RETURN NEW;
        """,
            ),
            *SETTLING,
            *COMPARED,
            *kept_in_steps("name"),
        ]

    def __str__(self):
        return self.text


BEARER = ["id", "kind", "slug", "name", "summary"]
"""The columns read of the entities that have a typed name."""
BORNE = Compiled(
    lambda texts: (
        Name.objects.searched()
        .of_public_entities()
        .alias(letters=LETTERS)
        .filter(letters__in=texts)
        .order_by("ambiguous", "entity__name", "pk")
        .values_list(*(f"entity__{column}" for column in BEARER), "key", "pk", "text", "ambiguous")
    )
)


@track_changes()
class ExternalId(Keyed):
    NATURAL_KEY = ("scheme", "value")

    class Scheme(models.TextChoices):
        WIKIDATA = "wikidata", "Wikidata"
        GEONAMES = "geonames", "GeoNames"
        UCDP_ACTOR = "ucdp_actor", "UCDP actor"
        VIAF = "viaf", "VIAF"
        OPENSANCTIONS = "opensanctions", "OpenSanctions"
        UN_LIST = "un_list", "UN Security Council list"
        OTHER = "other", "other"

    ADDRESSES: dict[str, str] = {
        Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
        Scheme.GEONAMES: "https://www.geonames.org/{}",
        Scheme.UCDP_ACTOR: "https://ucdp.uu.se/actor/{}",
        Scheme.VIAF: "https://viaf.org/viaf/{}",
        Scheme.OPENSANCTIONS: "https://www.opensanctions.org/entities/{}/",
    }

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="external_ids")
    scheme = models.CharField(max_length=20, choices=Scheme)
    value = models.CharField(max_length=200)

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "value"]
        verbose_name = "external identifier"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="external_id_means_one_entity"),
            models.CheckConstraint(condition=~models.Q(value=""), name="external_id_has_a_value"),
        ]
        triggers = [*COMPARED, *kept_in_steps("externalid")]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.value}"

    def url(self):
        """Return the address of the entry in the other register, or an empty string."""
        return self.ADDRESSES.get(self.scheme, "").format(self.value)
