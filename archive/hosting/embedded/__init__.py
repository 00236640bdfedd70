"""The Django database backend of the archive's own server."""
