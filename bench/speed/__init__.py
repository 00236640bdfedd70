"""The speed of the archive at any size, compared with other tools, on the same reports, in one run."""
