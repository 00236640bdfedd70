"""What views, exports and the admin show alike of a report or a name: text, dates, citations, references, maps."""
