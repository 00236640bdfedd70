"""Ingest: readers (text, HTML, JSON lines, tables) -> RawArticle -> clean -> load."""
