"""Suggestions: other spellings, names that sound alike."""
