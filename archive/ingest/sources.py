"""Find the source a record belongs to; an unknown one is an error that names the nearest."""

from __future__ import annotations

from difflib import get_close_matches

from django.utils.text import slugify

from archive.ingest.readers.fields import RecordError
from archive.models import PastSource, Source
from archive.models.addresses import slug_of_name
from archive.text.words import name_key


class UnknownSourceError(RecordError):
    """Raised for an unknown source, with the nearest ones."""


class SourceBook:
    """The sources of the archive by slug and by name, read once for each import."""

    def __init__(self, default: Source | None = None):
        self.default = default
        self._sources = {}
        for past in PastSource.objects.select_related("source").order_by("-id"):
            self._sources[past.slug] = self._sources[name_key(past.name)] = past.source
        for source in Source.objects.order_by("-id"):
            self.learn(source)

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
            raise UnknownSourceError(f"The source “{given}” is not known.{self._nearest(given)}")
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

    def _nearest(self, given: str) -> str:
        keys = [slugify(given), name_key(given)]
        near = [match for key in keys for match in get_close_matches(key, self._sources, n=4, cutoff=0.6)]
        named = list(dict.fromkeys(self._sources[match] for match in near))[:4]
        if named:
            listed = ", ".join(f"{source.slug} ({source.name})" for source in named)
            return f" Nearest: {listed}. To add it, use --new-source."
        if self._sources:
            return " The archive has nothing similar. To add it, use --new-source, or add it in the admin."
        return " The archive has no sources yet: add one with --new-source, or in the admin."


def add_source(name: str) -> Source:
    """Return the source of this name, adding it if there is none.

    Raises:
        ValueError: when the name is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise ValueError("A source needs a name of 1 to 200 characters.")
    names = [(source.name, source) for source in Source.objects.all()]
    names += [(past.name, past.source) for past in PastSource.objects.select_related("source")]
    same = [source for own, source in names if name_key(own) == name_key(name)]
    if same:
        return same[0]
    return Source.objects.create(name=name, slug=slug_of_name(name, Source.objects, otherwise="source"))
