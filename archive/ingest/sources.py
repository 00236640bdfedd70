"""Find the source a record belongs to; an unknown one is an error that names the nearest."""

from __future__ import annotations

from collections.abc import Iterable

from archive.ingest.readers.fields import RecordError
from archive.models import PastSource, Source
from archive.models.addresses import slug_of_name
from archive.text.likeness import judge
from archive.text.words import name_key

# From this chance on that two names are spellings of one, a source is offered; from the second on it is not added unasked.
MIN_OFFERED, MIN_SAME = 0.35, 0.8
MAX_OFFERED, MAX_NAME = 4, 200


class UnknownSourceError(RecordError):
    """Raised for an unknown source, with the likely ones; `given` is its name in the record, or "" if it has none."""

    def __init__(self, message: str, *, given: str = "", likely: tuple[Source, ...] = ()):
        super().__init__(message)
        self.given, self.likely = given, likely


class SourceBook:
    """The sources of the archive by slug and by name, read once for each import."""

    def __init__(self, default: Source | None = None, *, same: dict[str, Source] | None = None):
        self.default = default
        self._sources = {}
        for past in PastSource.objects.select_related("source").order_by("-id"):
            self._sources[past.slug] = self._sources[name_key(past.name)] = past.source
        for source in Source.objects.order_by("-id"):
            self.learn(source)
        self._sources |= {name_key(given): source for given, source in (same or {}).items()}
        self._likely: dict[str, list[tuple[float, Source]]] = {}

    def learn(self, source: Source) -> None:
        """Index a source by its slug and its name, ignoring case and accents."""
        self._sources[source.slug] = self._sources[name_key(source.name)] = source

    def find(self, given: str) -> Source:
        """Return the source of this slug or name.

        Raises:
            UnknownSourceError: naming the nearest ones.
        """
        found = self._sources.get(given.strip()) or self._sources.get(name_key(given))
        if found is None:
            likely = tuple(source for _, source in self.likely(given))
            raise UnknownSourceError(
                f"The source “{given}” is not known.{self._nearest(likely)}",
                given=given.strip(),
                likely=likely,
            )
        return found

    def source_of(self, given: str) -> Source:
        """Return the source that a record names, or the import's if it names none.

        Raises:
            UnknownSourceError: for an unknown source, or when none is named at all.
        """
        if given.strip():
            return self.find(given)
        if self.default is None:
            raise UnknownSourceError(
                "It names no source: fill in its source, or name one for the whole import with --source."
            )
        return self.default

    def likely(self, given: str) -> list[tuple[float, Source]]:
        """Return the sources that a name may mean, likeliest first, each with its chance."""
        if given not in self._likely:
            key = name_key(given.removeprefix("www.").rpartition(".")[0] if _is_host(given) else given)
            chances: dict[Source, float] = {}
            # A slug is mostly its name with hyphens, so each is compared once.
            keys = {(other.replace("-", " "), source): None for other, source in self._sources.items()}
            for other, source in keys:
                chance = _chance(key, other)
                chances[source] = max(chance, chances.get(source, 0.0))
            offered = [(chance, source) for source, chance in chances.items() if chance >= MIN_OFFERED]
            self._likely[given] = sorted(offered, key=lambda each: (-each[0], each[1].slug))[:MAX_OFFERED]
        return self._likely[given]

    def add_missing(self, names: Iterable[str]) -> list[Source]:
        """Add the sources of these names that the archive lacks and return them; one that may be a known source is left to be decided."""
        added = []
        for name in dict.fromkeys(" ".join(name.split()) for name in names):
            known = self._sources.get(name) or self._sources.get(name_key(name))
            doubtful = any(chance >= MIN_SAME for chance, _ in self.likely(name))
            if name and len(name) <= MAX_NAME and known is None and not doubtful:
                added.append(add_source(name))
                self.learn(added[-1])
                self._likely.clear()
        return added

    def _nearest(self, likely: tuple[Source, ...]) -> str:
        if likely:
            listed = ", ".join(f"{source.slug} ({source.name})" for source in likely)
            return f" Nearest: {listed}. If it is one of these, say so with --same-source “NAME=SLUG”; to add it, use --new-source."
        if self._sources:
            return " The archive has nothing similar. To add it, use --new-source; --new-sources adds all that are missing."
        return " The archive has no sources yet: add one with --new-source, all with --new-sources, or in the admin."


def _is_host(name: str) -> bool:
    return "." in name and " " not in name.strip()


def _chance(key: str, other: str) -> float:
    """Return the chance that two keys are names of one source: by their letters, or as one holds all words of the other."""
    if key.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    words, others = set(key.split()), set(other.split())
    is_within = bool(words and others) and (words <= others or others <= words)
    return max(judge(key, other).chance, MIN_OFFERED if is_within else 0.0)


def add_source(name: str) -> Source:
    """Return the source of this name, adding it if there is none.

    Raises:
        ValueError: when the name is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        raise ValueError("A source needs a name of 1 to 200 characters.")
    names = [(source.name, source) for source in Source.objects.all()]
    names += [(past.name, past.source) for past in PastSource.objects.select_related("source")]
    same = [source for own, source in names if name_key(own) == name_key(name)]
    if same:
        return same[0]
    return Source.objects.create(name=name, slug=slug_of_name(name, Source.objects, otherwise="source"))
