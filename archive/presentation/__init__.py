"""What views, exports and the admin say of a report or a name in the same way: text, dates, citations, references, maps."""
