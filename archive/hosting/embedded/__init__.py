"""Django's way to the archive's own server."""
