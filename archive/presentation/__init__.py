"""Presentation of reports and names shared by views, exports and the admin: text, dates, citations, references, maps."""
