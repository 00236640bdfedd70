"""Ranking by BM25 and proximity, and near misses."""
