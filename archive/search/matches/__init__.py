"""Which reports match: posting lists, prefixes, phrases, and the common words learnt for them."""
