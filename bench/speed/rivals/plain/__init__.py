"""A Django app as the tutorial would have it: reports with their sources and entities, and a search vector."""
