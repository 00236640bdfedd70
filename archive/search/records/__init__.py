"""The records of all reports in memory, and keeping them up to date."""
