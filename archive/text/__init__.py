"""Words of texts: folding and excerpts (`words`), likeness of words, patterns that take linear time. Pure functions."""
