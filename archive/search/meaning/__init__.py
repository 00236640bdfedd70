"""What the words of a search mean: names in every spelling, fields, dates, forms of words."""
