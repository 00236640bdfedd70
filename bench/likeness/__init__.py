"""Measures of the judge of likeness."""
