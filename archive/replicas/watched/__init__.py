"""Django's way to a replica."""
