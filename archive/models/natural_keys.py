"""Natural keys, by which fixtures refer to rows, and a cache of them for loading fixtures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models

Row = TypeVar("Row", bound="Keyed", covariant=True)
Key = tuple[Any, ...]

MAX_KEYS = 500_000  # of a model held in memory, some 200 MB; beyond that each is looked up in the database
MAX_READINGS = 5  # of all keys of a model, if a fixture does not group its rows by model
BATCH_SIZE = 100


class KeyedQuerySet(models.QuerySet[Row]):
    """Finds rows by their natural keys."""

    def get_by_natural_key(self, *key):
        """Return the row with a natural key; while keys are held in memory, with only its id loaded."""
        if memory := _memory.get():
            return memory.find(self.model, key)
        return self.get(**dict(zip(lookups(self.model), key, strict=True)))


class Keyed(models.Model):
    """A model whose rows are identified by these columns; a foreign key means the natural key of its row."""

    NATURAL_KEY: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def natural_key(self) -> Key:
        """Return the natural key of this row for fixtures, in the order of `lookups`."""
        key: list[Any] = []
        for name in self.NATURAL_KEY:
            column = self._meta.get_field(name)
            if column.is_relation:
                key += _key_behind(self, column)
            else:
                value = getattr(self, name)
                key.append(str(value) if isinstance(value, UUID) else value)
        return tuple(key)


def lookups(model: type[Keyed]) -> list[str]:
    """Return the lookups that find a row of a model by the parts of its natural key."""
    found = []
    for name in model.NATURAL_KEY:
        related = model._meta.get_field(name).related_model
        if related and issubclass(related, Keyed):
            found += [f"{name}__{part}" for part in lookups(related)]
        else:
            found.append(name)
    return found


def _key_behind(row: models.Model, column: Any) -> Key:
    pk = getattr(row, column.attname)
    if pk is None:
        return (None,) * len(lookups(column.related_model))
    if (memory := _memory.get()) and (key := memory.key_of(column.related_model, pk)):
        return key
    return getattr(row, column.name).natural_key()


# The cache of a load


@dataclass
class _Known:
    """The known natural keys of a model, in both directions: all of them, or those looked up so far."""

    is_all: bool
    ids: dict[Key, Any] = field(default_factory=dict)
    keys: dict[Any, Key] = field(default_factory=dict)
    fresh_ids: list[Any] = field(default_factory=list)

    def learn(self, pk: Any, key: Key) -> None:
        self.ids[key], self.keys[pk] = pk, key


class KeyMemory:
    """The natural keys of each model in a load, read once instead of row by row.

    Args:
        settle: writes the pending rows of all models but this one; triggers may then add rows to this one.
    """

    def __init__(self, using: str, settle: Callable[[type[Keyed]], None]) -> None:
        self.using = using
        self._settle = settle
        self._known: dict[type[Keyed], _Known] = {}
        self._readings: Counter[type[Keyed]] = Counter()

    def find(self, model: type[Keyed], key: Key) -> models.Model:
        """Return the row with this key, with only its id loaded; raises DoesNotExist of the model."""
        pk = self._of(model).ids.get(key)
        if pk is None:
            self._settle(model)
            pk = self._of(model).ids.get(key)
        known = self._of(model)
        if pk is None and not known.is_all:
            named = dict(zip(lookups(model), key, strict=True))
            if pk := self._rows(model).filter(**named).values_list("pk", flat=True).first():
                known.learn(pk, key)
        if pk is None:
            raise model.DoesNotExist(f"There is no {model._meta.verbose_name} {key}.")
        return model.from_db(self.using, [model._meta.pk.attname], [pk])

    def key_of(self, model: type[Keyed], pk: Any) -> Key | None:
        """Return the natural key of a row, if known."""
        return self._of(model).keys.get(pk)

    def add(self, row: Keyed) -> None:
        """Register a row that is about to be written, and give it an id if it has none."""
        known = self._of(type(row))
        if row.pk is None:
            known.fresh_ids = known.fresh_ids or self._fresh_ids(row)
            row.pk = known.fresh_ids.pop()
        known.learn(row.pk, row.natural_key())

    def forget_what_follows(self, model: type[Keyed]) -> None:
        """Forget the keys of models that refer to this one: writing its rows may have fired triggers that changed them."""
        for other in list(self._known):
            if other is not model and any(column.related_model is model for column in other._meta.fields):
                del self._known[other]

    def _of(self, model: type[Keyed]) -> _Known:
        concrete = model._meta.concrete_model
        model = concrete if concrete and issubclass(concrete, Keyed) else model
        if model not in self._known:
            self._settle(model)
            self._known[model] = self._read(model)
        return self._known[model]

    def _read(self, model: type[Keyed]) -> _Known:
        self._readings[model] += 1
        if self._readings[model] > MAX_READINGS:
            return _Known(is_all=False)
        rows = list(self._rows(model).values_list("pk", *lookups(model))[: MAX_KEYS + 1])
        if len(rows) > MAX_KEYS:
            return _Known(is_all=False)
        known = _Known(is_all=True)
        for pk, *key in rows:
            known.learn(pk, tuple(str(part) if isinstance(part, UUID) else part for part in key))
        return known

    def _rows(self, model: type[Keyed]) -> models.QuerySet:
        return model._base_manager.using(self.using)

    def _fresh_ids(self, row: models.Model) -> list[Any]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s) ORDER BY 1 DESC",
                [row._meta.db_table, row._meta.pk.column, BATCH_SIZE],
            )
            return [pk for (pk,) in cursor.fetchall()]


_memory: ContextVar[KeyMemory | None] = ContextVar("natural keys", default=None)


@contextmanager
def keys_in_memory(
    settle: Callable[[type[Keyed]], None], using: str = DEFAULT_DB_ALIAS
) -> Iterator[KeyMemory]:
    """Hold natural keys in memory within the block."""
    memory = KeyMemory(using, settle)
    token = _memory.set(memory)
    try:
        yield memory
    finally:
        _memory.reset(token)
