"""Repeat the trials of docs/safety.md: kill, fill, freeze, cut, lock, flood, markers."""
