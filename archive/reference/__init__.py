"""Reference data from outside the archive: countries."""
