"""Tables of the world outside the archive: countries."""
