"""Parsing a query into a tree of words. Pure: no Django, no database."""
