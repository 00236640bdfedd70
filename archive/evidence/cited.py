"""What is cited of entities: statements that readers may see, each with what it rests on, in the wording that readers get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.utils.functional import cached_property

from archive.models import Entity, Evidence, Statement
from archive.models.fields import EdtfRange
from archive.models.statements import Grade, StatementQuerySet
from archive.models.wordings import withhold_names
from archive.reference.predicates import AFFILIATIONS, FACTS, PREDICATE_OF, PREDICATES, RELATIONS

ORDER = {one.key: place for place, one in enumerate(PREDICATES)}
WORDS_OF_CURATORS = ("role", "rank", "value", "note", "unsourced_reason")


@dataclass(frozen=True)
class Cited:
    """A statement seen from one of its two entities, with the evidence for and against it, oldest report first.

    Its `grade` says how surely it held on the day that was asked for; None if none was.
    """

    statement: Statement
    seen_from: int
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_outgoing(self) -> bool:
        """Whether it is said of the entity that it is seen from."""
        return self.statement.subject_id == self.seen_from

    @property
    def other(self) -> Entity | None:
        """The entity at its other end; None for a fact."""
        return self.statement.object if self.is_outgoing else self.statement.subject

    @property
    def words(self) -> str:
        """Its relation in this direction: "commands for", "led by"; what is said of a person is not turned round."""
        about = self.statement.about
        return about.words if self.is_outgoing or self.is_of_other else about.inverse

    @property
    def is_of_other(self) -> bool:
        """Whether its words are said of the other entity, so that its name comes first: a person of whom a faction is the side."""
        return self.is_affiliation and not self.is_outgoing

    @property
    def grade(self) -> Grade | None:
        found = getattr(self.statement, "grade", None)
        return Grade(found) if found else None

    @property
    def is_affiliation(self) -> bool:
        return self.statement.predicate in AFFILIATIONS

    @property
    def is_relation(self) -> bool:
        return self.statement.predicate in RELATIONS

    @property
    def is_fact(self) -> bool:
        return self.statement.predicate in FACTS


def cited_of(entity: Entity, *, on: str = "") -> list[Cited]:
    """Return what is cited of an entity, in order of time, graded on a day or span in EDTF if one is given. Three to five statements."""
    return _cited(entity, Statement.objects.about(entity), on)


def other_than_members(faction: Entity, *, on: str = "") -> list[Cited]:
    """Return what is cited of a faction apart from who belonged to it, as `cited_of` does."""
    return _cited(faction, Statement.objects.about(faction).exclude(predicate__in=AFFILIATIONS), on)


def _cited(entity: Entity, statements: StatementQuerySet, on: str) -> list[Cited]:
    rows = _read(statements, on)
    evidence = evidence_of(rows)
    return [Cited(row, entity.pk, tuple(evidence[row.pk])) for row in rows]


class Members:
    """Who belonged to a faction, as cited: their statements in order of time, of which few are read, as there may be thousands."""

    def __init__(self, faction: Entity, *, on: str = "") -> None:
        self.faction, self.on = faction, on
        rows = Statement.objects.about(faction).affiliations().public().in_order_of_time()
        self._rows = rows.graded(EdtfRange(Value(on))) if on else rows

    @cached_property
    def ids(self) -> list[int]:
        """The ids of all statements, in order of time."""
        return list(self._rows.values_list("pk", flat=True))

    @cached_property
    def by_grade(self) -> dict[Grade, list[int]]:
        """The ids by grade on the day asked for: as the registry has the relations, then by name."""
        found: dict[Grade, list[int]] = defaultdict(list)
        rows = self._rows.values_list("predicate", "subject__name", "pk", "grade") if self.on else ()
        for _, _, pk, grade in sorted(rows, key=lambda row: (ORDER[row[0]], *row[1:3])):
            found[Grade(grade)].append(pk)
        return found

    def read(self, ids: Iterable[int], *, with_evidence: bool) -> dict[int, Cited]:
        """Return {id: statement} of some of them, in order of time."""
        rows = _read(Statement.objects.filter(pk__in=set(ids)), self.on) if ids else []
        evidence = evidence_of(rows) if with_evidence else {}
        return {row.pk: Cited(row, self.faction.pk, tuple(evidence.get(row.pk, ()))) for row in rows}


def cited_of_each(entities: Iterable[Entity], *, on: str) -> dict[int, list[Cited]]:
    """Return {id of an entity: what is cited of it, without the evidence}, facts apart, graded on a day or span in EDTF."""
    ids = {entity.pk for entity in entities}
    asked = Statement.objects.exclude(predicate__in=FACTS).filter(Q(subject__in=ids) | Q(object__in=ids))
    found: dict[int, list[Cited]] = defaultdict(list)
    for row in _read(asked, on):
        for entity in (row.subject, row.object):
            if entity and entity.pk in ids:
                found[entity.pk].append(Cited(row, entity.pk))
    return found


def factions_cited(*, on: str) -> tuple[set[int], set[int]]:
    """Return (the ids of the factions of which anything that lasts is cited on a day or span in EDTF; of those of which it is at any time)."""
    lasting = [key for key in (*AFFILIATIONS, *RELATIONS) if PREDICATE_OF[key].lasts]
    asked = Statement.objects.public().filter(predicate__in=lasting)
    return _ends(asked.touching(on)), _ends(asked)


def _ends(statements: StatementQuerySet) -> set[int]:
    return {pk for pair in statements.order_by().values_list("subject", "object") for pk in pair}


def sides_of_each(people: Iterable[Entity], *, on: str) -> dict[int, list[Cited]]:
    """Return {id of a person: the sides that are cited of them, without the evidence}, graded on a day or span in EDTF."""
    ids = {person.pk for person in people}
    found: dict[int, list[Cited]] = defaultdict(list)
    for row in _read(Statement.objects.affiliations().filter(subject__in=ids), on) if ids else ():
        found[row.subject_id].append(Cited(row, row.subject_id))
    return found


def _read(statements: StatementQuerySet, on: str) -> list[Statement]:
    """Read the public ones of these statements, with their entities, in the wording that readers get."""
    asked = statements.public().select_related("subject", "object").in_order_of_time()
    if on:
        asked = asked.graded(EdtfRange(Value(on)))
    rows = list(asked)
    withhold_names(rows, *WORDS_OF_CURATORS)
    return rows


def evidence_of(statements: Iterable[Statement]) -> dict[int, list[Evidence]]:
    """Return {id of a statement: its public evidence, that of reports first, the oldest first}."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    ids = [statement.pk for statement in statements]
    if ids:
        reports = F("passage__article__date_range").asc(nulls_last=True)
        rows = Evidence.objects.public().filter(statement__in=ids).with_reports().order_by(reports, "pk")
        withhold_names(rows, "note")
        for row in rows:
            found[row.statement_id].append(row)
    return found


def in_order_of_predicates(found: Iterable[Cited]) -> list[Cited]:
    """Order by relation as the registry has them, then by the name at the other end."""
    return sorted(
        found, key=lambda one: (ORDER[one.statement.predicate], one.other.name if one.other else "")
    )
