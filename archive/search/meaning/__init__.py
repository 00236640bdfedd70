"""Resolving the words of a search: names in every spelling, fields, dates, forms of words."""
