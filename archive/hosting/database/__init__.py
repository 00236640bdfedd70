"""The archive's own PostgreSQL server (`server`), with its settings, its accounts and what its messages mean."""
