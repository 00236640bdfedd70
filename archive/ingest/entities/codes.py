"""The codes by which GeoNames says in which province and district a place lies: AF.05.2301."""

from __future__ import annotations

from archive.ingest.entities.record import Id


class AdminCodes:
    """The GeoNames numbers of countries, provinces and districts by their codes, as the files of an import give them."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def learn(self, code: str, number: str) -> None:
        """Note the number of an area; the first one of a code stays."""
        if code and number:
            self._numbers.setdefault(code, number)

    def above(self, code: str) -> list[Id]:
        """Return the identifiers of the areas with this code and those around it, innermost first."""
        found = []
        while code:
            if number := self._numbers.get(code):
                found.append(("geonames", number))
            code = code.rpartition(".")[0]
        return found
