"""The records of an import that its trial has judged before, asked for a lot at a time: an import of any size takes the memory of one lot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from archive.ingest.same_words import Particulars, Words
from archive.models import Batch, ImportRecord
from archive.models.among import among

State = ImportRecord.State
# Of these nothing will come, or it is not known yet what.
NOT_COMING = (State.AGAIN, State.LEFT_OUT, State.REFUSED, State.LACKING)


@dataclass(frozen=True)
class EarlierRecords:
    """The records of an import that are kept already; `but` is the number of one that is judged anew."""

    batch: Batch
    but: int | None = None

    def identities(self, uids: Collection[UUID]) -> set[UUID]:
        """Return which of these identities one of them has."""
        found = self._coming().filter(uid__in=among({*uids}, "uuid"))
        return {uid for uid in found.values_list("uid", flat=True) if uid}

    def with_words(self, words: Collection[Words]) -> Iterator[tuple[Words, Particulars]]:
        """Yield those to be added with some of these words, in their order, with what distinguishes each."""
        hashes = among({text_hash for _, text_hash in words if text_hash}, "text")
        found = self._coming().filter(state=State.NEW, words__in=hashes).order_by("number")
        for source, text_hash, telling in found.values_list("source_id", "words", "telling"):
            yield (source, text_hash), Particulars(*telling)

    def _coming(self):
        return self.batch.records.exclude(number=self.but or 0).exclude(state__in=NOT_COMING)
