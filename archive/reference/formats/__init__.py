"""Formats of dates, times and numbers that differ from Django's own, by language (FORMAT_MODULE_PATH)."""
