"""What the embedded PostgreSQL needs beside `archive.database`: its settings, its messages, Django's way to it."""
