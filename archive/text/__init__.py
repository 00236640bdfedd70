"""Words of texts: folding and excerpts (`words`), likeness of words, linear-time patterns. Pure functions."""
