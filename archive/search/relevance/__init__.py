"""The order of hits by BM25 and nearness, and near misses."""
