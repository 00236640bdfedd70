"""Names left over, compared with passages labelled by hand."""
