"""Cut a passage out of the body of a report, as cleaning does: it is kept with what was removed, and can be put back."""

from __future__ import annotations

from dataclasses import dataclass

from archive.curation.differences import shortened
from archive.curation.match_again import MatchedAgain, match_again
from archive.models import Article, Step

REASON = "cut by a curator"
CONTEXT = 120  # characters kept of what stood before a piece and after it, to find its place again
PARAGRAPH = "\n\n"


class CutError(Exception):
    """Raised when a passage cannot be cut or put back; the message says why, and what to do."""


@dataclass(frozen=True)
class Cut:
    """The step, what was cut or put back, and what was matched again."""

    step: Step
    text: str
    matched: MatchedAgain


def cut(*, article: Article, words: str, start: int | None = None) -> Cut:
    """Cut words out of the body of a report, in one transaction; who does it is known from the history.

    Args:
        words: exactly as they stand there.
        start: where they were marked; of several places, the nearest to it is meant, otherwise the first.

    Raises:
        CutError: there are none, the body does not have them, or nothing would be left.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    with Step.joined(verb=Step.Verb.EDIT, model="article", record=article.pk) as step:
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        at = _place(stored.body, words, start or 0)
        head, tail = stored.body[:at], stored.body[at + len(words) :]
        body = joined(head, tail)
        if not body.strip():
            raise CutError("Nothing of the report would be left: withdraw or delete it instead.")
        piece = {
            "text": words.strip(),
            "reason": REASON,
            "exactly": words,
            "before": head[-CONTEXT:],
            "after": tail[:CONTEXT],
        }
        step.summary = f"Cut from “{stored.headline}”: “{shortened(piece['text'])}”"
        return _write(step, stored, body, [*stored.removed, piece], piece["text"])


def put_back(*, article: Article, number: int, text: str) -> Cut:
    """Put a piece that a curator cut back where it was, in one transaction.

    Args:
        number: its place among what was removed.
        text: the piece, to be sure that it is the one meant.

    Raises:
        CutError: it is not there any more, was not cut by a curator, or its place is gone.
    """
    with Step.joined(verb=Step.Verb.EDIT, model="article", record=article.pk) as step:
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        piece = stored.removed[number] if 0 <= number < len(stored.removed) else {}
        if not piece or piece["text"] != text.replace("\r\n", "\n"):
            raise CutError("Somebody changed what was removed while you had it open. Check it again.")
        body = with_piece(stored.body, piece)
        removed = [one for place, one in enumerate(stored.removed) if place != number]
        step.summary = f"Put back into “{stored.headline}”: “{shortened(text)}”"
        return _write(step, stored, body, removed, text)


def may_be_put_back(piece: dict) -> bool:
    """Return whether it is known where a piece was."""
    return "exactly" in piece


def still_removed(removed: list[dict], *, before: str, after: str) -> list[dict]:
    """Return what counts as removed once a body was edited: pieces that have come back into it do not."""
    return [piece for piece in removed if piece["text"] not in after or piece["text"] in before]


def _place(body: str, words: str, start: int) -> int:
    """Return where words occur in a body, at the place nearest to `start`."""
    if not words.strip():
        raise CutError("Mark the words to be cut.")
    at = nearest(body, words, start)
    if at < 0:
        raise CutError(
            "The text of the report, as it is stored, does not have these words: save your changes first."
        )
    return at


def nearest(body: str, words: str, start: int) -> int:
    """Return the place of words in a body that is nearest to `start`, -1 if there is none; in linear time."""
    later = body.find(words, start)
    # Searched backwards with find(), as rfind() takes quadratic time.
    until = min(start + len(words), len(body))
    backwards = body[:until][::-1].find(words[::-1])
    earlier = until - backwards - len(words) if backwards >= 0 else -1
    return min(
        (place for place in (later, earlier) if place >= 0), key=lambda place: abs(place - start), default=-1
    )


def joined(head: str, tail: str) -> str:
    """Join what is left: paragraphs stay apart, and two blanks become one."""
    before, after = head.rstrip(), tail.lstrip()
    if not before or not after:
        return before or after
    blank = head[len(before) :] + tail[: len(tail) - len(after)]
    if "\n" in blank:
        return before + PARAGRAPH + after
    return before + (" " if blank else "") + after


def with_piece(body: str, piece: dict) -> str:
    """Return the body with a piece where it was: between what stood on both sides, or else after or before one of them."""
    head, tail, words = piece["before"], piece["after"], piece["exactly"]
    whole = joined(head, tail)
    if not head and not tail:
        raise CutError("The archive does not know where it was: copy it into the text yourself.")
    at = body.find(whole)
    if at >= 0:
        return body[:at] + head + words + tail + body[at + len(whole) :]
    for side, is_before in ((head.strip(), True), (tail.strip(), False)):
        at = body.find(side) if side else -1
        if at >= 0:
            at += len(side) if is_before else 0
            return PARAGRAPH.join(filter(None, (body[:at].rstrip(), words.strip(), body[at:].lstrip())))
    raise CutError("The text around its place has changed: copy it into the text.")


def _write(step: Step, article: Article, body: str, removed: list[dict], text: str) -> Cut:
    article.body, article.removed = body, removed
    article.save(update_fields=["body", "removed"])
    return Cut(step, text, match_again(record=article))
