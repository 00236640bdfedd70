"""How good the order of results is: the archive's own search beside BM25 and ts_rank, on judged questions."""

from __future__ import annotations
