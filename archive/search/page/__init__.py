"""Presenting a search: hits with snippets, facets with labels, lists for exports and feeds."""
