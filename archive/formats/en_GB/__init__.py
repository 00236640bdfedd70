"""English of Britain."""
