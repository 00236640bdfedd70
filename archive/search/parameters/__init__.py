"""The state of a search in its address, and the filters that it holds."""
