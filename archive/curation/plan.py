"""The plan for taking a step back, collected piece by piece, and its wording."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps

from archive.curation.differences import listed, shortened
from archive.curation.journal import JournalRow
from archive.models import Step

NOUNS = {
    "source": ("source", "sources"),
    "entity": ("entry", "entries"),
    "name": ("name", "names"),
    "externalid": ("identifier", "identifiers"),
    "nameverdict": ("decision about a name", "decisions about names"),
    "apart": ("pair told apart", "pairs told apart"),
    "apartsources": ("pair told apart", "pairs told apart"),
    "pastslug": ("redirect", "redirects"),
    "pastsource": ("redirect", "redirects"),
    "boilerplaterule": ("cleaning rule", "cleaning rules"),
    "variantwords": ("group of words", "groups of words"),
    "story": ("group of copies", "groups of copies"),
    "article": ("report", "reports"),
    "attachment": ("picture or file", "pictures and files"),
    "mention": ("mention", "mentions"),
    "leftover": ("name left over", "names left over"),
    "passage": ("passage", "passages"),
    "datasetrow": ("row of a data set", "rows of data sets"),
    "datasetactor": ("actor of a data set", "actors of data sets"),
    "statement": ("statement", "statements"),
    "event": ("event", "events"),
    "eventparty": ("party to an event", "parties to events"),
    "eventidentifier": ("identifier of an event", "identifiers of events"),
    "claim": ("claim", "claims"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "unrelatedreport": ("report found not to be about an event", "reports found not to be about an event"),
    "refusalverdict": ("decision about a refusal", "decisions about refusals"),
}


class TakeBackError(Exception):
    """Raised when a step cannot be taken back; the message says why, `first` is the step to take back before it."""

    def __init__(self, text: str, first: Step | None = None):
        super().__init__(text)
        self.first = first


@dataclass
class Plan:
    """What would be done: rows whose values are restored, rows restored or removed, and conflicts with later work.

    `as_left` are the rows of each model to which nothing has happened since. It is found before anything is written, as writing
    changes derived columns.
    """

    step: Step
    as_left: dict[str, list[int]] = field(default_factory=dict)
    restore: dict[str, dict[int, dict]] = field(default_factory=dict)
    insert: dict[str, list[dict]] = field(default_factory=dict)
    remove: dict[str, list[int]] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add_restore(self, row: JournalRow, values: dict) -> None:
        if values:
            self.restore.setdefault(row.model, {})[row.pk] = values
            self.counts[row.model] += 1

    def add_insert(self, model: str, values: dict) -> None:
        self.insert.setdefault(model, []).append(values)
        self.counts[model] += 1

    @property
    def lines(self) -> list[str]:
        """Say how many of each kind are restored."""
        return [
            f"{count:,} {NOUNS[model][count != 1]}"
            for model, count in self.counts.items()
            if count and model not in ("pastslug", "pastsource", "leftover")
        ]

    @property
    def in_words(self) -> str:
        return listed(self.lines)

    @property
    def digest(self) -> str:
        """Return a short text that differs if the plan does."""
        text = "\n".join([*self.told, *self.lines])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def tell_count(plan: Plan, count: int, sentence: str, one: str, many: str) -> None:
    """Add a sentence about a number of things, in the singular or the plural."""
    if count:
        plan.told.append(
            sentence.format(
                f"{count:,} {one if count == 1 else many}", "it stays" if count == 1 else "they stay"
            )
        )


# In words


def title(row: JournalRow) -> str:
    """Name a row as a reader of the plan would."""
    values = row.now or row.before or row.after
    if row.before and not row.now:
        values = row.before if "id" in row.before else _last_known(row)
    if row.model in ("entity", "source"):
        return values.get("name") or "an entry"
    words = (
        values.get("text")
        or values.get("title")
        or values.get("words")
        or values.get("headline")
        or values.get("value")
        or values.get("slug")
        or values.get("caption")
        or values.get("alt")
        or ""
    )
    return f"The {NOUNS[row.model][0]} “{shortened(words)}”" if words else f"A {NOUNS[row.model][0]}"


def _last_known(row: JournalRow) -> dict:
    """Return the last values of a deleted row, from the history."""
    model = apps.get_model("archive", row.model)
    event = apps.get_model("archive", f"{model.__name__}Event").objects.filter(pgh_obj_id=row.pk)
    last = event.order_by("-pgh_id").first()
    return {name: getattr(last, name, "") for name in ("text", "value", "slug", "name")} if last else {}


def label(row: JournalRow, column: str) -> str:
    """Return the label of a column."""
    model = apps.get_model("archive", row.model)
    found = next((field for field in model._meta.concrete_fields if field.attname == column), None)
    return str(found.verbose_name).capitalize() if found else column


def in_words(row: JournalRow, column: str, value) -> str:
    """Put a value of a column into words."""
    if value in (None, ""):
        return "empty"
    model = apps.get_model("archive", row.model)
    found = next(field for field in model._meta.concrete_fields if field.attname == column)
    if found.is_relation:
        other = found.related_model._base_manager.filter(pk=value).first()
        return f"“{other}”" if other else "a record that no longer exists"
    return f"“{shortened(str(dict(found.flatchoices or ()).get(value, value)))}”"
