"""What is shown of a search: hits with passages, facets with labels, lists for exports and feeds."""
