"""The catalogues of translations: what there is to translate, read from templates, code and tables.

`python -m tests.catalogues` (`make words`) brings locale/*/LC_MESSAGES/django.po up to date and compiles them; nothing but Babel is needed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.reasons import reasons

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LANGUAGES = ("de", "fa")
COMPLETE = ("de",)
ENGLISH = "en_GB"
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the file would change with every run
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")) | {
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
# Where words of readers are said in Python.
PACKAGES = (
    "dates", "disputes", "evidence", "kinds.py", "models", "presentation", "reference", "search", "templatetags", "text", "views",
)  # fmt: skip
# Headings and labels that are said in Python in one place and shown by templates, which translate them.
SAID = (
    "Spellings", "Acronyms", "Former names", "Noms de guerre", "In its original script", "Coordinates", "Population", "Sides over time",
    "The sides that reports cite, and when. A gap means only that nothing is cited.", "Who belonged",
    "As cited in reports, in order of time.", "Allies and enemies", "As cited in reports. A gap means only that nothing is cited.",
    "Splits, mergers and names", "Place", "Kind", "Topic", "Year", "Who says it", "Said or denied", "Known from", "Named with", "May name", "From", "To",
    "Match", "Names", "Dates", "By name", "By number of reports", "Relevance", "Newest first", "Oldest first", "All years", "By decade",
    "By year", "By month", "By day", "The region", "The world", "Part of the map", "How to cite this report", "How to cite this search",
    "certainly", "said", "denied", "confirmed", "doubted", "took back", "predicted", "with", "no longer with", "Headline", "Standfirst", "Statement", "Event", "Claim", "Source", "Printed with the report", "Inferred",
    "Footnote",
)  # fmt: skip
COUNTED = re.compile(r"""\|\s*counted(?::|\()?\s*(?:"([^"]*)")?""")
COUNTED_IN_CODE = re.compile(r"""\bcounted\([^"\n]*, "([a-z, ]+)"\)""")
IN_TAG = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")


def public_templates() -> Iterator[Path]:
    """Return the templates that readers see; the page of components is for those who are signed in."""
    every = ((path, path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html")))
    return (path for path, name in every if "admin" not in name.parts and not name.match("pages/*design*"))


def messages() -> dict[str, str]:
    """Return everything there is to translate, with its plural or ""."""
    found: dict[str, str] = {}
    for one, many in (*in_templates(), *in_code(), *in_tables()):
        if one and (many or one not in found):
            found[one] = many
    return found


def in_templates() -> Iterator[tuple[str, str]]:
    """Return the messages of templates."""
    for path in public_templates():
        source = path.read_text()
        for noun in COUNTED.findall(source):
            yield counted_message(noun)
        yield from in_part(path) if path.parent.name == "parts" else in_page(path)


def in_part(path: Path) -> Iterator[tuple[str, str]]:
    """Return the messages of a part, rendered by Jinja2."""
    options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
    for _line, found, *_ in extract_from_file("jinja2.ext:babel_extract", path, KEYWORDS, options=options):
        yield (found[0], found[1]) if isinstance(found, tuple) else (found, "")


def in_page(path: Path) -> Iterator[tuple[str, str]]:
    """Return the messages of a template of Django."""
    from django.template.base import Template
    from django.template.engine import Engine
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    template = Template(path.read_text(), engine=Engine.get_default())
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        words = node.filter_expression.var
        yield (words if isinstance(words, str) else words.literal or ""), ""
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        one = node.render_token_list(node.singular)[0]
        yield (one, node.render_token_list(node.plural)[0]) if node.plural else (one, "")
    for double, single in IN_TAG.findall(path.read_text()):
        yield double or single, ""


def in_code() -> Iterator[tuple[str, str]]:
    """Return the messages of Python."""
    for path in public_modules():
        for _line, found, *_ in extract_from_file("python", path, KEYWORDS):
            yield (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        for noun in COUNTED_IN_CODE.findall(path.read_text()):
            yield counted_message(noun)


def public_modules() -> Iterator[Path]:
    """Return the modules in which words of readers are said."""
    for package in PACKAGES:
        place = ROOT / "archive" / package
        yield from [place] if place.suffix else sorted(place.rglob("*.py"))


def counted_message(noun: str) -> tuple[str, str]:
    """Return the message of a number with its noun, as archive/text/localised.py makes it."""
    single, _, plural = (noun or "report").partition(",")
    return f"{{number}} {single}", f"{{number}} {plural or single + 's'}"


def in_tables() -> Iterator[tuple[str, str]]:
    """Return the words of tables, which are translated where they are shown."""
    from archive import kinds

    for kind in kinds.KINDS:
        for one, many in kinds.PHRASES.values():
            forms = [form.format(key=kind.key, plural=kind.plural, one=kind.one) for form in (one, many)]
            yield forms[0], forms[1] if forms[1] != forms[0] else ""
        yield from ((words, "") for words in (kind.label, kind.plural_label, kind.lead, *kind.types))
        yield from ((date.label, "") for date in kind.dates)
    yield from ((words(), "") for words in (kinds.any_kind, kinds.all_kinds, kinds.each_kind))
    yield from ((words, "") for words in table_words())


def table_words() -> Iterator[str]:
    """Return the words of the other tables."""
    from archive.dates.labels import _ordinal as ordinal
    from archive.dates.vocabulary import MONTHS, SEASONS, SHORT_MONTHS, WEEKDAYS
    from archive.evidence.on_day import DOUBTS, HEADINGS
    from archive.hosting.trouble import AWAY, BUSY, FULL, READ_ONLY, SLOW
    from archive.ingest.single import PASTED
    from archive.kinds import KINDS
    from archive.models.claims import Claim
    from archive.models.events import Event, EventParty
    from archive.models.names import ExternalId
    from archive.models.sources import Source
    from archive.models.statements import Statement
    from archive.reference.event_kinds import EVENT_KINDS
    from archive.reference.languages import LANGUAGES as NAMES_OF_LANGUAGES
    from archive.reference.languages import STEMMERS
    from archive.reference.predicates import PREDICATES
    from archive.reference.topics import TOPICS
    from archive.search.facets import CHOSEN_FROM, FACETS
    from archive.search.language.grammar import CONSTRUCTS, FIELD, FIELD_TABLE
    from archive.search.meaning.fields import none_called
    from archive.search.meaning.readings import HOW
    from archive.search.page.facets import left_out_label
    from archive.search.parameters.fields import no_such_entity

    yield from (
        *filter(None, MONTHS),
        *filter(None, SHORT_MONTHS),
        *SEASONS.values(),
        *WEEKDAYS,
        *map(ordinal, range(1, 22)),
    )
    yield from (PASTED, *sorted(reasons()))
    yield from (*HEADINGS.values(), *DOUBTS.values(), *NAMES_OF_LANGUAGES.values(), *SAID)
    yield from (stemmer.capitalize() for stemmer in STEMMERS.values())
    for facet in CHOSEN_FROM.values():
        yield from (facet.label, facet.plural_label, facet.none_label, f"All {facet.plural_label.lower()}")
        yield from (facet.unknown, facet.not_called, left_out_label(facet))
    yield from (f"no {name}" for name in FACETS if name not in ("basis", "written"))
    yield from (none_called(kind.key) for kind in KINDS)
    yield from (
        no_such_entity(),
        *HOW.values(),
        *(one.sentence for one in (AWAY, BUSY, FULL, READ_ONLY, SLOW)),
    )
    for kind in EVENT_KINDS:
        yield from (kind.label, kind.group)
    for predicate in PREDICATES:
        yield from (predicate.words, predicate.inverse)
    for topic in TOPICS:
        yield from (topic.label, topic.question)
    for model in (Claim, Event, EventParty, ExternalId, Source, Statement):
        for field in model._meta.fields:
            yield from (str(words) for _value, words in field.flatchoices)
    for construct in CONSTRUCTS:
        yield from (construct.name, construct.meaning)
    for field in FIELD_TABLE:
        yield field.meaning
    for construct in (*CONSTRUCTS, FIELD, *FIELD_TABLE):
        yield from construct.repairs.values()


def catalogue_of(language: str) -> Path:
    """Return the file of the translations into a language."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return the translations into a language."""
    path = catalogue_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def brought_up_to_date(language: str) -> Catalog:
    """Return a catalogue with all messages there are, translated where they were."""
    known = read(language)
    made = Catalog(
        locale=language,
        charset="utf-8",
        project="Dateline",
        fuzzy=False,
        revision_date=UNDATED,
        creation_date=UNDATED,
    )
    for one, many in sorted(messages().items()):
        old = known.get(one)
        words = old.string if old else ""
        if many and not isinstance(words, tuple):
            words = (words,) * made.num_plurals if words else ("",) * made.num_plurals
        if not many and isinstance(words, tuple):
            words = words[0]
        flags = {"python-brace-format"} if "{" in one else ()
        made.add((one, many) if many else one, words, flags=flags)
    return made


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    kept = Catalog(
        locale=catalogue.locale, charset="utf-8", fuzzy=False, revision_date=UNDATED, creation_date=UNDATED
    )
    for message in catalogue:
        if message.id and translation_of(message):  # one without a translation would be shown as nothing
            kept.add(message.id, message.string)
    file = BytesIO()
    write_mo(file, kept)
    return file.getvalue()


def english() -> Catalog:
    """Return the English catalogue: what Django says, in the words of the glossary, and every message as it is.

    A message that no catalogue has is looked up in seven, one after another, which takes five times as long: a tenth of a page.
    """
    made = read(ENGLISH)
    for one, many in messages().items():
        made.add((one, many) if many else one, (one, many) if many else one)
    return made


def main() -> None:
    """Bring every catalogue up to date and compile it."""
    catalogue_of(ENGLISH).with_suffix(".mo").write_bytes(compiled(english()))
    for language in LANGUAGES:
        path = catalogue_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = brought_up_to_date(language)
        with path.open("wb") as file:
            write_po(file, made, width=0, omit_header=False, sort_output=True, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(read(language)))
        missing = [str(message.id) for message in made if message.id and not translation_of(message)]
        print(f"{language}: {len(made)} messages, {len(missing)} not translated")


def translation_of(message) -> bool:
    """Return whether a message is translated, in each of its forms."""
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(words)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    main()
