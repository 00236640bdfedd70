"""The state of a search in its address, and its filters."""
