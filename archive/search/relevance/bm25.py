"""BM25 with weighted fields: its parameters, and its parts that do not depend on a query.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the weights of fields folded into
the frequency (BM25F, simple form). The parameters are near those in common use; how they were chosen stands in docs/relevance.md.
"""

from __future__ import annotations

import numpy as np

K1, B = 1.5, 0.75
# What one place in a field counts: A is the headline, B the standfirst, C the lead and D the rest. archive_frequencies counts the lead
# like the rest.
FIELD_WEIGHTS = {"A": 2.0, "B": 1.5, "C": 1.2, "D": 1.0}


def saturated(frequency, fair):
    """Return what a frequency contributes, from 0 to K1 + 1, in a report with this length normalisation."""
    return frequency * (K1 + 1) / (frequency + fair)


def fair(snapshot):
    """Return the length normalisation of each row: the length of its text relative to the mean of all reports."""

    def make():
        return (K1 * (1 - B + B * snapshot.columns.lengths / snapshot.mean_length)).astype(np.float32)

    return snapshot.remembered("length normalisation", make)
