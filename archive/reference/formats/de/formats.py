"""What templates print as it is are lengths of drawings, which SVG reads with a point alone; archive/text/localised.py writes numbers for readers."""

from __future__ import annotations

DECIMAL_SEPARATOR = "."
