"""The records of all reports in memory, and how they follow what changes."""
