"""Short texts that curators wrote, such as titles, searched by their words, in the wording that readers see."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from archive.models.wordings import in_public_words

HOLDS = """
    SELECT to_tsvector('dateline', archive_fold_words(shown)) @@ plainto_tsquery('dateline', archive_fold_words(%s))
    FROM unnest(%s::text[]) WITH ORDINALITY AS given (shown, place) ORDER BY place
"""


class TitleLexemes(models.Func):
    """The words of a short text as lexemes, as those of reports are read."""

    template = "to_tsvector('dateline', archive_fold_words(%(expressions)s))"
    output_field = SearchVectorField()


class HasWords(models.Func):
    """Whether a column has every word of a text; a text without words is nowhere."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()

    def __init__(self, column: str, typed: str | models.Expression) -> None:
        words = models.Func(
            models.Value(typed.replace("\0", "")) if isinstance(typed, str) else typed,
            template="plainto_tsquery('dateline', archive_fold_words(%(expressions)s))",
            output_field=models.TextField(),
        )
        super().__init__(TitleLexemes(column), words)


def with_words_in_public(texts: list[str], typed: str) -> list[str]:
    """Return those of some texts that have every word of another one as readers see them, with protected names withheld."""
    public = in_public_words(texts)
    changed = [(text, shown) for text, shown in zip(texts, public, strict=True) if text != shown]
    if not changed:
        return texts
    with connection.cursor() as cursor:
        cursor.execute(HOLDS, [typed, [shown for _, shown in changed]])
        hidden = {text for (text, _), (holds,) in zip(changed, cursor.fetchall(), strict=True) if not holds}
    return [text for text in texts if text not in hidden]
