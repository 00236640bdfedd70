"""The quality of ranking: the archive's own search compared with BM25 and ts_rank, on judged questions."""

from __future__ import annotations
