"""The words of the archive, for endings, similar spellings and suggestions."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Left, Length, Reverse


class LexiconWordQuerySet(models.QuerySet["LexiconWord"]):
    def ending_in(self, text):
        """Filter to words with this ending."""
        return self.alias(reversed=Reverse("word")).filter(reversed__startswith=text[::-1])

    def each_once(self):
        """Return the words in order of addition, in which common words come early."""
        return (
            self.values("word")
            .annotate(first=models.Min("id"))
            .order_by("first")
            .values_list("word", flat=True)
        )


class LexiconWord(models.Model):
    """A lexeme that some published report has or once had, in the form of the search vectors.

    The triggers vector_added and vector_changed of SearchVector add words; those of a withheld name are removed. Concurrent
    writers may add a word twice, so readers ask for distinct ones. A word that no report has any more finds nothing.
    """

    word = models.TextField()

    objects = LexiconWordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(OpClass("word", "text_pattern_ops"), name="lexicon_word"),
            models.Index(OpClass(Reverse("word"), "text_pattern_ops"), name="lexicon_ending"),
            models.Index(Left("word", 1), Length("word"), "word", name="lexicon_shape"),
            models.Index(models.Func("word", function="dmetaphone"), name="lexicon_sound"),
            models.Index(models.Func("word", function="archive_skeleton"), name="lexicon_skeleton"),
        ]

    def __str__(self):
        return self.word
