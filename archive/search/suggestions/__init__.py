"""What else may have been meant: other spellings, names that sound alike."""
