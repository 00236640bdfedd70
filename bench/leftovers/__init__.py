"""Names left over: how many are right, and what they cost an import."""
