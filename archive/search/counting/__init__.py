"""Filtering, totals, facets, years and order by date, over the records in memory."""
