"""Natural keys, by which fixtures refer to rows."""

from __future__ import annotations


def loaded_after(*models: str):
    """Decorate a natural key that refers to rows of other models, which come first in a fixture."""

    def decorate(natural_key):
        natural_key.dependencies = list(models)
        return natural_key

    return decorate
