"""Variant words: forms of one common word, of which a search for one finds all."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from archive.models.history import track_changes
from archive.models.natural_keys import Keyed, KeyedQuerySet
from archive.models.triggers import after_statement, kept_in_steps
from archive.text.words import name_key


class VariantWordsQuerySet(KeyedQuerySet["VariantWords"]):
    def with_any_of(self, words):
        """Filter to the entries that contain one of these words, whatever its case, accents and hyphens."""
        return self.filter(keys__overlap=[name_key(word) for word in words])


@track_changes(exclude=("keys",))
class VariantWords(Keyed):
    """A word and its other forms. Inflected forms need not be listed, as words are stemmed.

    The database refuses a word that another entry has, unless one of the two says that it is shared (archive/sql/variants.sql).
    """

    NATURAL_KEY = ("word",)

    class Kind(models.TextChoices):
        SPELLING = "spelling", "British and American spelling"
        TRANSLITERATION = "transliteration", "word of another language"
        COMPOUND = "compound", "written in one word or two"
        FORM = "form", "irregular form"
        OTHER = "other", "other"

    word = models.CharField(max_length=100, unique=True, help_text="The usual form, such as mujahideen.")
    others = ArrayField(
        models.CharField(max_length=100),
        verbose_name="other forms",
        help_text="With commas between them: mujahedin, mujahidin. Of one word, or of two (air strike).",
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    shared = models.BooleanField(
        default=False,
        help_text="Tick if another entry may have one of these words too. A search for that word then finds the forms of both.",
    )
    note = models.CharField(max_length=300, blank=True)
    # The words folded, by the trigger variant_words_are_apart.
    keys = ArrayField(models.CharField(max_length=120), editable=False, default=list)

    objects = VariantWordsQuerySet.as_manager()

    class Meta:
        ordering = ["word", "id"]
        verbose_name = verbose_name_plural = "variant words"
        constraints = [
            models.CheckConstraint(condition=~models.Q(word=""), name="variant_words_have_a_word"),
            models.CheckConstraint(condition=models.Q(others__len__gt=0), name="variant_words_have_others"),
        ]
        triggers = [
            *kept_in_steps("variantwords"),
            pgtrigger.Trigger(
                name="variant_words_are_apart",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="NEW := archive_variant_words_apart(NEW); RETURN NEW;",
            ),
            # Processes that hold the words in memory read them again.
            after_statement(
                "variant_words_changed",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                "PERFORM archive_note_change('{}');",
            ),
        ]

    def __str__(self):
        return f"{self.word}: {', '.join(self.others)}"

    @property
    def forms(self):
        """Return all its words."""
        return [self.word, *self.others]

    def clean(self):
        """Refuse a word that stands twice, here or in another entry that is not shared."""
        keys = [name_key(word) for word in self.forms]
        for word, key in zip(self.forms, keys, strict=True):
            if not key:
                raise ValidationError({"others": f"“{word}” has no letters."})
            if len(key.split()) > MAX_WORDS:
                raise ValidationError({"others": f"“{word}” has more than {MAX_WORDS} words."})
        if len(set(self.forms)) < len(self.forms):
            raise ValidationError({"others": "A word is given twice: remove one of them."})
        if self.shared:
            return
        other = VariantWords.objects.with_any_of(self.forms).exclude(pk=self.pk).filter(shared=False).first()
        if other:
            common = next(word for word in other.forms if name_key(word) in keys)
            raise ValidationError(
                {
                    "others": f"“{common}” already belongs to “{other}”. Add these forms there, or tick “shared” to keep it in both."
                }
            )


MAX_WORDS = 3
