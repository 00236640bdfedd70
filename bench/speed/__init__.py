"""How fast the archive is at any size, beside other tools, on the same reports, in one run."""
