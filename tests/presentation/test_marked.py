"""Words that readers see are marked for translation where Python and scripts put them together, not only in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests import catalogues

ARCHIVE = catalogues.ROOT / "archive"
SCRIPTS = sorted((catalogues.ROOT / "static" / "js").glob("*.js"))
MARKS = {*catalogues.KEYWORDS}

# What is not said to readers of pages, or is the same in every language. Everything below archive/ in catalogues.PACKAGES but these.
NOT_SAID = {
    "evidence/about_events.py": "reasons for curators, in the admin",
    "evidence/propose_events.py": "reasons for curators, in the admin",
    "evidence/event_profile.py": "words of events that are compared, never shown",
    "evidence/telling.py": "words in English reports, and reasons for curators",
    "evidence/figures.py": "patterns of figures in English reports",
    "evidence/suggest": "rules that read claims in English reports",
    "dates/vocabulary.py": "words of dates in many languages, as printed",
    "dates/calendars.py": "words of dates in many languages, as printed; its sentences are marked",
    "kinds.py": "words among which names stand in reports; labels and phrases are in the catalogue by their tables",
    "models/": "labels and help for curators, in the admin; words of choices are in the catalogue by their tables",
    "presentation/citation.py": "citations are the same for every reader",
    "presentation/coverage_data.py": "data for programs",
    "presentation/linked_data.py": "data for programs",
    "presentation/references.py": "files for reference managers",
    "presentation/samples.py": "samples for those who change the design",
    "presentation/event_samples.py": "samples for those who change the design",
    "presentation/page_samples.py": "samples for those who change the design",
    "presentation/styles.py": "styles of citations",
    "reference/compounds.py": "words in reports",
    "reference/countries.py": "names of countries as registers have them, read by imports",
    "reference/datasets.py": "what data sets ask to be cited as",
    "reference/dataset_columns.py": "columns of data sets",
    "reference/event_kinds.py": "words of data sets; labels are in the catalogue by their table",
    "reference/peoples.py": "words in reports that are not names",
    "reference/variant_words.py": "words in reports",
    "search/declared.py": "labels of declarations for those who program",
    "search/records/": "memory of the process",
    "search/counting/holdings.py": "names of what is counted, for the log",
    "reference/languages.py": "languages by their names in many languages, as typed; names are in the catalogue by their table",
    "search/language/grammar.py": "a table, in the catalogue as a whole",
    "text/ordinary.py": "ordinary English words",
    "text/patterns.py": "faults of patterns of curators, in the admin",
    "views/claim_files.py": "files for programs",
    "views/event_files.py": "files for programs",
    "views/design.py": "the page for those who change the design",
    "views/exports.py": "files for programs",
    "views/feeds.py": "feeds for programs",
    "views/geojson.py": "data for programs",
    "views/health.py": "for those who run the archive",
    "views/notices.py": "headers of files for programs",
    "views/sign_in.py": "the admin, which is English",
}
SAME_EVERYWHERE = re.compile(
    r"<[a-z/!]|\\[bsdw(.|\]]|\(\?|\bSELECT\b|\bFROM\b|\bCASE\b|\bCREATE\b|\bUNION ALL\b|\bLOCK TABLE\b|::|https?:|^[\w./-]+$|charset=|^noindex|%s|[{}]=|^#|[a-z]\.[a-z]+\(|;\s*$"
)
SENTENCE = re.compile(
    r"[A-Za-z’]{2,}[,:;]? (?:[A-Za-z’“]|\{\})|\{\}[,:]? ?[a-z’]{2,}|[a-z]{2,} \{\}|^[A-Z][a-z]+: "
)
# Strings that are no words to readers though they look like it.
NO_WORDS = {
    "dates/labels.py": ("{}th",),  # in the catalogue by its table
    "search/facets.py": ("No {} ", "The facets {} and {}"),  # in the catalogue by the table of facets; for those who program
    "search/counting/counter.py": ("copies kept",),
    "search/counting/selection.py": ("copies kept",),
    "search/matches/phrases.py": ("common words",),  # keys of what is kept in memory
    "search/matches/posting_lists.py": ("frequent words",),
    "search/relevance/feedback.py": ("too common to feed back",),
    "search/meaning/context.py": tuple(f"{act} " for act in ("asserts", "denies", "confirms", "doubts", "retracts", "predicts")),
    "search/meaning/fields.py": ("No {} in the archive is called",),  # in the catalogue by the table of kinds
    "search/meaning/known_forms.py": ("variant words", "stemmed languages"),
    "search/page/coverage.py": ("undated reports", "gaps of sources"),
    "search/page/facets.py": ("Not {}",),  # in the catalogue by the table of facets
    "search/page/warm.py": ("The search could not be warmed up",),
    "search/parameters/choices.py": ("All of the words", "Most of the words"),  # labels of a form that no page draws
    "search/parameters/fields.py": ("No {} in this archive has",),
    "search/parameters/filters.py": (
        "Names and words as typed", "Dates as words", "Words of asking too", "List of which", "All numbers", "Copies separately",
        "All of the chosen",
    ),
    "search/relevance/bm25.py": ("length normalisation",),
    "search/relevance/rarity.py": ("Plan Rows",),
    "text/likeness/weights.py": ("",),  # words of names
    "views/faceted.py": ("No {} in this archive has",),  # in the catalogue by the table of kinds
    "views/cite.py": ("all reports", "{} results", "1 result", "Search: {}"),  # citations are English
}  # fmt: skip


def said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return the line and text of every string of a module that is not marked, raised to programmers, logged or documentation."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Raise) and not _is_told(node.exc):
            continue
        if isinstance(node, ast.Call) and _name(node.func) in MARKS | {
            "compile",
            "info",
            "warning",
            "exception",
        }:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values),
            )
            yield from (
                found for part in node.values if isinstance(part, ast.FormattedValue) for found in said(part)
            )
        else:
            yield from said(node)


def _is_told(error: ast.expr | None) -> bool:
    """Return whether the sentence of an error is told to readers."""
    return isinstance(error, ast.Call) and _name(error.func) in ("DateError", "ValidationError")


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def unmarked(source: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Return the strings of a module that look like words to readers and are neither marked nor in the catalogue."""
    return [
        text
        for _line, text in said(ast.parse(source))
        if text not in known and SENTENCE.search(text) and not SAME_EVERYWHERE.search(text)
    ]


def test_words_that_are_not_marked_are_noticed():
    """A sentence, a sentence put together, words after a value; not what is marked, documentation, or an error of a program."""
    source = '''
"""Not this one."""
SAID = "No report contains it."
def say(number, names, error):
    """Nor this one."""
    if error:
        raise DateError("Write the month too.")
    if number:
        raise ValueError("not told to readers")
    return [gettext("marked as it should be"), f"{number:,} reports", f"in {names}", f"said: {'no longer' if number else 'not'} here"]
'''
    assert unmarked(source) == [
        "No report contains it.",
        "Write the month too.",
        "{} reports",
        "in {}",
        "said: {} here",
        "no longer",
    ]
    assert unmarked(source, frozenset({"No report contains it."}))[0] == "Write the month too."


def modules() -> list[str]:
    names = [path.relative_to(ARCHIVE).as_posix() for path in catalogues.public_modules()]
    return [name for name in names if not name.startswith(tuple(NOT_SAID))]


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return frozenset(catalogues.messages())


@pytest.mark.parametrize("name", modules())
def test_words_put_together_in_python_are_marked(name, known):
    """Write gettext("… {name} …").format(name=…), or ngettext with a number; then `make words`, and translate."""
    found = unmarked((ARCHIVE / name).read_text(), known)
    allowed = NO_WORDS.get(name, ())
    assert [text for text in found if not text.startswith(allowed)] == []


def test_every_exception_is_still_one():
    names = [path.relative_to(ARCHIVE).as_posix() for path in catalogues.public_modules()]
    assert [start for start in NOT_SAID if not any(name.startswith(start) for name in names)] == []


# Scripts: their words are in attributes of the page.
LITERALS = re.compile(r'"([^"\\\n]*)"|`([^`]*)`')
NO_LITERALS = re.compile(
    r"/\*.*?\*/|(?<![:\"'])//[^\n]*|className = \"[^\"]*\"|new Error\(\"[^\"]*\"\)", re.S
)
IN_SCRIPT = re.compile(r"^[A-Z][a-z]+ [a-z]|[a-z]{2,} [a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+\.$")


def words_of_script(source: str) -> list[str]:
    """Return the strings of a script that look like words to readers."""
    plain = NO_LITERALS.sub(" ", source)
    return [text for found in LITERALS.findall(plain) if IN_SCRIPT.search(text := "".join(found))]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_take_their_words_from_the_page(path):
    assert words_of_script(path.read_text()) == []


def test_words_of_a_script_are_noticed():
    source = (
        'say("Copied."); say(`${n} names match here`); list.className = "suggest wrap"; // Not this comment'
    )
    assert words_of_script(source) == ["Copied.", "${n} names match here"]
