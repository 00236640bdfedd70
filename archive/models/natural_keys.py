"""Natural keys, by which fixtures name rows."""

from __future__ import annotations


def loaded_after(*models: str):
    """Decorate a natural key that names rows of other models: in a fixture those come first."""

    def decorate(natural_key):
        natural_key.dependencies = list(models)
        return natural_key

    return decorate
