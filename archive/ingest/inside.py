"""Take out of the report what the page had printed between its paragraphs or right below them: links, captions, what the publisher says
about itself and the writer. In a text with little around it only rows of titles are taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from archive.ingest.debris import APPEAL_REASON, CAPTION
from archive.ingest.extent import stems_of
from archive.ingest.furniture import asks_readers, cost_of, speaks_of_itself
from archive.ingest.head import BODY, REMOVED, Piece, in_words
from archive.ingest.paragraphs import paragraph_of
from archive.ingest.rules import REASON as OF_A_RULE
from archive.text.patterns import Linear

FURNITURE, OTHER_TITLES, LINK = "furniture of the page", "titles of other reports", "related links"
TWICE, ABOUT = "occurs elsewhere on the page too", "about the writer or the publisher"
MIN_TITLE, LONG_TITLE, MAX_QUESTION = 4, 9, 15
LONG_IN_CAPITALS = 6  # words: a subheading in capitals is shorter, a link to another report is not
MIN_REPEATED, MAX_REPEATED = 5, 30
# So many consecutive lines without a full stop are titles of other reports; in the middle of a page fewer are enough.
ROW, ROW_IN_PAGE = 3, 2
# A paragraph of so many different words that shares fewer than this part of them with the rest.
MIN_TO_JUDGE, MAX_STRANGER, FEW_SHARED = 5, 40, 0.04
STRANGER = "shares no words with the report"
TEASER = Linear(
    r"[\W_]*(?:read (?:more|also|this|next)|more|related(?: (?:article|story|video|news))?|see also|also read|watch(?: now| live| more)?|don['’]t miss|"
    r"analysis|opinion|explainer|listen|gallery|in pictures|continue reading|recommended|lesen sie (?:auch|mehr|hier)|mehr zum thema|siehe auch|auch interessant|lire aussi|"
    r"à lire(?: aussi| également)?|voir aussi|lire (?:aussi )?\(.{2,20}\)|lea (?:también|más)|le[eé] también|le(?:er|a) más|ver también|te puede interesar|leggi anche|"
    r"leia (?:também|mais)|lees ook|читайте также|ayrıca oku|بیشتر بخوانید|مطلب مرتبط|همچنین بخوانید|اقرأ أيضا?ً?)\s*(?:[:|»›>–—/-]|→|\d+/).{3,200}",
    ignore_case=True,
)
MAX_AT_END = 4  # paragraphs
MAX_ANNOUNCED = 8  # words
RULE = re.compile(r"_{2,40}")
MAX_BELOW_RULE, MAX_NOTE = 3, 60  # paragraphs, words
# The share of a report that stands above the heading of other reports, what that heading costs at least, the share of known words in one.
ENOUGH_ABOVE, HEADS_OTHERS, FEW_KNOWN = 0.6, 18, 0.2
BOXES = (APPEAL_REASON, "newsletter")
MAX_BOX_TITLE, MAX_BUTTON, MAX_BUTTONS = 4, 2, 3  # words, words, lines


def clean_inside(
    pieces: Sequence[Piece], *, above: Sequence[Piece] = (), below: Sequence[Piece] = (), is_page: bool
) -> list[Piece]:
    """Return the pieces of a report, those that are not part of it removed.

    Args:
        pieces: from the first paragraph to the last.
        above: what stands above them.
        below: and what below.
        is_page: it was a page with its menus.
    """
    result = list(pieces)
    if is_page:
        result = [_without_furniture(piece) for piece in result]
        result = _without_repeated(result, above, below)
        result = _without_links(result)
        result = _without_boxes(result)
        result = _without_strangers(result)
        result = without_ends(result)
    return _without_rows(result, ROW_IN_PAGE if is_page else ROW)


def without_appeals(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a known report, those in which its publisher asks readers to subscribe or pay removed, unless it is all of them."""
    result = [
        _drop(piece, APPEAL_REASON) if piece.kind == BODY and asks_readers(piece.text) else piece
        for piece in pieces
    ]
    return result if any(piece.kind == BODY for piece in result) else list(pieces)


def without_links_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a known report without the lines that lead to others, and the furniture above and below its paragraphs."""
    prose = [
        at for at, piece in enumerate(pieces) if piece.kind == BODY and paragraph_of(piece.text).is_prose
    ]
    if not prose:
        return list(pieces)
    return [
        _without_furniture(piece)
        if (at < prose[0] or at > prose[-1] and cost_of(piece.text)) or TEASER.fullmatch(piece.text)
        else piece
        for at, piece in enumerate(pieces)
    ]


def without_furniture(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a page read as copied without its furniture, wherever it stands, unless that is all of them."""
    result = [_without_furniture(piece) for piece in pieces]
    return result if any(piece.kind == BODY for piece in result) else list(pieces)


def without_note_of_agency(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a report without what an agency adds below its rule "___": who helped to report, where to read on."""
    for rule in (at for at, piece in enumerate(pieces) if RULE.fullmatch(piece.text.strip())):
        below = [piece for piece in pieces[rule:] if piece.kind == BODY]
        if (
            len(below) <= MAX_BELOW_RULE
            and sum(paragraph_of(piece.text).length for piece in below) <= MAX_NOTE
        ):
            return [_drop(piece, ABOUT) if at > rule else piece for at, piece in enumerate(pieces)]
    return list(pieces)


def without_others_below(pieces: Sequence[Piece], lines: Sequence[str]) -> list[Piece]:
    """Return the pieces of a known report without paragraphs that its page prints below the heading of a list of others, and that share
    hardly a word with those above.

    Args:
        pieces: of the report as found, with whatever stood below it.
        lines: those of the page, in which it stands.
    """
    places = _places(pieces, lines)
    end = _end_of_report(pieces, places, lines)
    if end is None:
        return list(pieces)
    known = {
        stem
        for piece, at in zip(pieces, places, strict=True)
        if at < end
        for stem in stems_of(paragraph_of(piece.text))
    }
    return [
        _drop(piece, OTHER_TITLES) if at > end and piece.kind == BODY and _is_strange(piece, known) else piece
        for piece, at in zip(pieces, places, strict=True)
    ]


def _places(pieces: Sequence[Piece], lines: Sequence[str]) -> list[int]:
    """Return on which line of the page each piece stands; one that is not found, with the one before it."""
    numbers: dict[str, int] = {}
    for at, line in enumerate(lines):
        numbers.setdefault("".join(line.split()), at)
    places, last = [], -1
    for piece in pieces:
        last = (
            numbers.get("".join(piece.text.removeprefix("- ").split()), last) if piece.kind == BODY else last
        )
        places.append(last)
    return places


def _end_of_report(pieces: Sequence[Piece], places: Sequence[int], lines: Sequence[str]) -> int | None:
    """Return the line of the page that heads a list of other reports, with nearly all of this one above it."""
    words = [paragraph_of(piece.text).length if piece.kind == BODY else 0 for piece in pieces]
    least = ENOUGH_ABOVE * sum(words)
    above, enough = 0, None
    for count_of, place in zip(words, places, strict=True):
        above += count_of
        if above >= least:
            enough = place
            break
    if enough is None or enough < 0:
        return None
    return next((at for at in range(enough + 1, max(places)) if cost_of(lines[at]) >= HEADS_OTHERS), None)


def _is_strange(piece: Piece, known: set[str]) -> bool:
    stems = stems_of(paragraph_of(piece.text))
    return sum(stem in known for stem in stems) < FEW_KNOWN * max(1, len(stems))


def _without_furniture(piece: Piece) -> Piece:
    if piece.kind != BODY:
        return piece
    paragraph = paragraph_of(piece.text)
    if cost_of(piece.text):
        return _drop(piece, FURNITURE)
    if not paragraph.is_prose and TEASER.fullmatch(piece.text):
        return _drop(piece, LINK)
    if asks_readers(piece.text):
        return _drop(piece, APPEAL_REASON)
    if piece.text.isupper() and _is_title(piece) and paragraph.length >= LONG_IN_CAPITALS:
        return _drop(piece, LINK)
    if _is_title(piece) and paragraph.length >= LONG_TITLE and not piece.text.endswith(("”", "»", '"')):
        return _drop(piece, CAPTION)
    return piece


def _without_repeated(pieces: list[Piece], above: Sequence[Piece], below: Sequence[Piece]) -> list[Piece]:
    """Remove short lines that the page has elsewhere too: titles of other reports, captions, quotations set apart."""
    seen = {in_words(piece.text) for piece in above}
    counted = Counter(in_words(piece.text) for piece in (*above, *pieces, *below))
    result = []
    for piece in pieces:
        words, paragraph = in_words(piece.text), paragraph_of(piece.text)
        is_short = MIN_REPEATED <= paragraph.length <= MAX_REPEATED
        if piece.kind == BODY and is_short and counted[words] > 1:
            # Of a repeated paragraph of prose the first is kept, unless it is in the head already.
            if not paragraph.is_prose or words in seen:
                piece = _drop(piece, TWICE)
            seen.add(words)
        result.append(piece)
    return result


def _without_links(pieces: list[Piece]) -> list[Piece]:
    """Remove the titles below a heading such as "More for you", up to the next paragraph of prose."""
    result: list[Piece] = []
    listing = False
    for piece in pieces:
        if piece.kind == REMOVED:
            listing = piece.reason == FURNITURE or (listing and piece.reason != APPEAL_REASON)
        elif listing and _is_title(piece):
            piece = _drop(piece, LINK)
        else:
            listing = False
        result.append(piece)
    return result


def _without_boxes(pieces: list[Piece]) -> list[Piece]:
    """Remove the title above an appeal to readers, and the fields and buttons below it: "Your email", "OK"."""
    result = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.reason not in BOXES:
            continue
        if at and _is_short_line(result[at - 1], MAX_BOX_TITLE):
            result[at - 1] = _drop(result[at - 1], FURNITURE)
        for below in range(at + 1, min(at + 1 + MAX_BUTTONS, len(pieces))):
            if not _is_short_line(result[below], MAX_BUTTON):
                break
            result[below] = _drop(result[below], FURNITURE)
    return result


def _is_short_line(piece: Piece, most: int) -> bool:
    paragraph = paragraph_of(piece.text)
    return piece.kind == BODY and not paragraph.has(most + 1) and not paragraph.ends_a_sentence


def _without_strangers(pieces: list[Piece]) -> list[Piece]:
    """Remove short paragraphs alone between lines of the page that share hardly a word with the report.

    What a rule of the archive cuts may be the beginning of a paragraph rather than a whole line of the page.
    """
    prose = [piece.kind == BODY and paragraph_of(piece.text).is_prose for piece in pieces]
    own = [
        stems_of(paragraph_of(piece.text)) if is_prose else frozenset()
        for piece, is_prose in zip(pieces, prose, strict=True)
    ]
    counted = Counter(stem for stems in own for stem in stems)
    result = list(pieces)
    of_report = [is_prose or piece.reason == OF_A_RULE for is_prose, piece in zip(prose, pieces, strict=True)]
    for at, stems in enumerate(own):
        alone = not any(of_report[max(0, at - 1) : at] + of_report[at + 1 : at + 2])
        if not (at and prose[at] and alone and MIN_TO_JUDGE <= len(stems) <= MAX_STRANGER):
            continue
        if sum(counted[stem] > 1 for stem in stems) < FEW_SHARED * len(stems):
            result[at] = _drop(pieces[at], STRANGER)
    return result


def without_ends(pieces: Sequence[Piece]) -> list[Piece]:
    """Remove the last paragraphs as long as they speak of the writer or the publisher, or announce what does not follow: "Find this at:"."""
    result, dropped = list(pieces), 0
    for at in range(len(result) - 1, -1, -1):
        piece = result[at]
        if piece.kind != BODY:
            continue
        prose = paragraph_of(piece.text).is_prose
        announces = piece.text.endswith(":") and not paragraph_of(piece.text).has(MAX_ANNOUNCED + 1)
        if prose and not announces and (dropped == MAX_AT_END or not speaks_of_itself(piece.text)):
            break
        if prose or not _ends(piece):
            result[at] = _drop(piece, ABOUT)
            dropped += prose
    return result if any(piece.kind == BODY for piece in result) else list(pieces)


def _ends(piece: Piece) -> bool:
    return paragraph_of(piece.text).ends_a_sentence


def _without_rows(pieces: list[Piece], least: int) -> list[Piece]:
    """Remove rows of titles of other reports; a single line is a subheading of the report, and one after ":" a list."""
    result: list[Piece] = []
    row: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.kind == BODY and (_is_title(piece) or (row and _is_question(piece))):
            row.append(piece)
            continue
        introduced = bool(result) and result[-1].text.endswith(":")
        foreign = len(row) >= least and not introduced
        result += [_drop(title, OTHER_TITLES) for title in row] if foreign else row
        row = []
        if piece is not None:
            result.append(piece)
    return result


def _is_title(piece: Piece) -> bool:
    paragraph = paragraph_of(piece.text)
    return paragraph.is_title_like and paragraph.length >= MIN_TITLE and not piece.text[:1].islower()


def _is_question(piece: Piece) -> bool:
    return piece.text.endswith("?") and not paragraph_of(piece.text).has(MAX_QUESTION + 1)


def _drop(piece: Piece, reason: str) -> Piece:
    return piece if piece.kind == REMOVED else Piece(piece.text, REMOVED, reason)
