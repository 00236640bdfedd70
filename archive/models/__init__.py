"""The domain: one module for each concept, each QuerySet beside its model."""

from __future__ import annotations

from archive.models.articles import Article
from archive.models.attachments import Attachment, Rendition
from archive.models.batches import Batch
from archive.models.bulk_changes import BulkChange, BulkRow
from archive.models.captures import Capture
from archive.models.claim_readings import ClaimReading
from archive.models.claims import Claim
from archive.models.cleaning import BoilerplateRule
from archive.models.column_memory import ColumnMemory
from archive.models.datasets import DatasetActor, DatasetRow
from archive.models.derivation import Derivation
from archive.models.duplicates import Apart, ApartSources, LikelyPair, PendingComparison
from archive.models.entities import MODEL_OF, Entity, PastSlug
from archive.models.events import Event, EventIdentifier, EventParty
from archive.models.evidence import Evidence, UnrelatedReport
from archive.models.import_records import ImportRecord, Standing
from archive.models.leftovers import Leftover, LeftoverName, NameVerdict
from archive.models.lexicon import LexiconWord
from archive.models.long_texts import LongText
from archive.models.mentions import Mention
from archive.models.names import ExternalId, Name
from archive.models.passages import Passage
from archive.models.records import (
    CommonWord,
    SearchChange,
    SearchRecord,
    SearchSignature,
    SearchVector,
)
from archive.models.refusals import RefusalVerdict
from archive.models.saved_searches import SavedSearch
from archive.models.sources import PastSource, Source
from archive.models.statements import Affiliation, Fact, FactionRelation, Grade, Statement
from archive.models.steps import Step, StepRow
from archive.models.stories import Fingerprint, Story
from archive.models.unsettled import UnsettledRecord
from archive.models.variants import VariantWords
from archive.models.wordings import PublicWording

__all__ = [
    "MODEL_OF",
    "Affiliation",
    "Apart",
    "ApartSources",
    "Article",
    "Attachment",
    "Batch",
    "BoilerplateRule",
    "BulkChange",
    "BulkRow",
    "Capture",
    "Claim",
    "ClaimReading",
    "CommonWord",
    "PendingComparison",
    "DatasetActor",
    "DatasetRow",
    "Derivation",
    "Entity",
    "Event",
    "EventIdentifier",
    "EventParty",
    "Evidence",
    "ExternalId",
    "Fact",
    "FactionRelation",
    "Fingerprint",
    "Grade",
    "ImportRecord",
    "Leftover",
    "LeftoverName",
    "LexiconWord",
    "LikelyPair",
    "ColumnMemory",
    "LongText",
    "Mention",
    "Name",
    "NameVerdict",
    "Passage",
    "PastSlug",
    "PastSource",
    "PublicWording",
    "RefusalVerdict",
    "Rendition",
    "SavedSearch",
    "SearchChange",
    "SearchRecord",
    "SearchSignature",
    "SearchVector",
    "Source",
    "Standing",
    "Statement",
    "Step",
    "StepRow",
    "Story",
    "UnrelatedReport",
    "UnsettledRecord",
    "VariantWords",
]
