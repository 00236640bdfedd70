"""Imports of reports as the admin makes them: files arrive, are read and looked through, and are then written."""
