"""Finding the matching reports: posting lists, prefixes, phrases, and the common words learnt for them."""
