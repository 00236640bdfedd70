"""Django's default formats for dates and times, the same as on the pages."""
