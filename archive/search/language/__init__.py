"""What was typed, as a tree of words. Pure: no Django, no database."""
