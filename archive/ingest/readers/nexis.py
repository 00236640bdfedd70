"""Exports of Nexis and Lexis: the classic files (text, pages, RTF) and those of Nexis Uni and Lexis+ (Word, RTF, text).

Classic articles begin with “7 of 262 DOCUMENTS”: publication, day, edition, headline, labels in capitals, text, labels. Those of
Nexis Uni end with “End of Document”: headline, publication, day, labels, “Body”, text, “Classification”. A cover with a list of
the articles may precede them. Everything is decided by lines, so that one grammar serves all kinds of file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.dates import DateError, read_printed
from archive.ingest.html import parse as parse_markup
from archive.ingest.html import visible_lines
from archive.ingest.raw import MAX_RECORD_BYTES
from archive.ingest.readers.bundles import NEXIS
from archive.ingest.readers.exports import Cuttings, decoded, export_reader, text_cut
from archive.ingest.readers.formats import PAGE, RTF, TEXT, WORD
from archive.ingest.readers.nexis_labels import (
    BELOW_ALONE,
    BODY_ALONE,
    CLASSIFICATION_ALONE,
    COPYRIGHT,
    COVER,
    END,
    HOLDS,
    OF,
    PAGE_NUMBER,
    label_of,
)
from archive.ingest.readers.paragraphs import RawParagraph
from archive.ingest.readers.rtf import RtfReader, rtf_paragraphs
from archive.ingest.readers.slices import HeldLines, lines_of, slices_of
from archive.ingest.readers.word import paragraphs_in, word_paragraphs
from archive.reference.languages import code_of_name

MAX_HEAD, MAX_DATE = 60, 60  # lines above the text; characters of a date line
# Labels that stand below the text only.
BELOW = ("load_date", "language", "kind", "picture", "classification")
EDITION = re.compile(r".{0,60}\b(?:edition|ausgabe|édition|edición|final|cycle)\b.{0,20}", re.IGNORECASE)
# What may follow the day on its line: "October 8, 2003, Wednesday, BC cycle", "…, Late Edition - Final", "… Correction Appended".
AFTER_DAY = re.compile(
    r"(?<![\s,;])[\s,;]+(?:(?:[abp]m|bc) cycle|(?:[\w-]+ ){0,3}edition\b.{0,20}|final|correction appended)$",
    re.IGNORECASE,
)
BY = re.compile(r"^(?:by|von|par|por|di|door)[: ]\s*(?=\S)", re.IGNORECASE)
INDENTED = re.compile(r"(?: {2,10}|\t)\S")
ANY_LETTER = re.compile(r"[^\W\d_]")
PAGE_MARK = re.compile(rb"<a name=[\"']?doc_id_\d", re.IGNORECASE)
PAGE_COMMENT = re.compile(rb"<!--[^<>]{0,200}<doc number=", re.IGNORECASE)


@dataclass
class _Article:
    """The lines of an article in three parts, and what its labels say."""

    above: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)


# The grammar


def fields_of(blocks: list[str]) -> dict:
    """Return the fields of a report from the paragraphs of its article."""
    blocks = _without_furniture(blocks)
    marked = next((at for at, block in enumerate(blocks) if block.casefold() in BODY_ALONE), None)
    article = _uni(blocks, marked) if marked is not None else _classic(blocks)
    labels = article.labels
    title, publication, day = _title_block(article.above, classic=marked is None)
    found: dict = {
        "headline": labels.get("headline") or title,
        "source": _without_place(publication),
        "published": _without_edition(day),
        "byline": BY.sub("", labels.get("byline", "")),
        "dateline": labels.get("dateline", ""),
        "standfirst": labels.get("highlight", ""),
        "language": code_of_name(labels.get("language", "").partition(";")[0]),
        "text": "\n\n".join(article.body),
    }
    found["notices"] = [
        f"no {what} was found in it: check it"
        for what, value in (("headline", found["headline"]), ("date", day))
        if not value
    ]
    return found


def _without_furniture(blocks: Iterable[str]) -> list[str]:
    """Leave out the numbers of articles and pages, and the headline that is printed again below each of these."""
    kept: list[str] = []
    for block in blocks:
        if (
            block
            and not any(mark.fullmatch(block) for mark in (OF, END, PAGE_NUMBER))
            and block not in kept[-1:]
        ):
            kept.append(block)
    return kept


def _uni(blocks: list[str], marked: int) -> _Article:
    """Read an article in which the text is between “Body” and “Classification” or the last labels."""
    article = _Article()
    for block in _after_cover(blocks[:marked]):
        named = label_of(block)
        if named and article.above:
            article.labels.setdefault(*named)
        elif not COPYRIGHT.fullmatch(block):
            article.above.append(block)
    article.body = blocks[marked + 1 :]
    ends = [at for at, block in enumerate(article.body) if block.casefold() in CLASSIFICATION_ALONE]
    if ends:
        _learn(article.body[ends[-1] :], article.labels)
        article.body = article.body[: ends[-1]]
    _drop_tail(article, in_capitals=False)
    return article


def _classic(blocks: list[str]) -> _Article:
    """Read an article whose labels are in capitals: some above the text, others below it."""
    article = _Article()
    named = [label_of(block, in_capitals=True) for block in blocks]
    start = next((at for at, found in enumerate(named) if found), len(blocks))
    first = named[start] if start < len(blocks) else None
    if first is None or first[0] in BELOW:
        start = _end_of_title(blocks)  # no labels above the text
    article.above = [block for block in blocks[:start] if not COPYRIGHT.fullmatch(block)]
    for at in range(start, len(blocks)):
        found, start = named[at], at + 1
        if found and found[0] == "body":
            article.body = [found[1]] if found[1] else []
            break
        if found:
            article.labels.setdefault(*found)
        elif not COPYRIGHT.fullmatch(blocks[at]):
            start = at
            break
    article.body += blocks[start:]
    _drop_tail(article, in_capitals=True)
    return article


def _end_of_title(blocks: list[str]) -> int:
    """Return where the text begins if no label says so: below the first line that follows the day."""
    day = next((at for at, block in enumerate(blocks) if is_day(block)), 0)
    after = (
        at
        for at in range(day + 1, len(blocks))
        if not (EDITION.fullmatch(blocks[at]) or COPYRIGHT.fullmatch(blocks[at]))
    )
    return next(after, day) + 1


def _drop_tail(article: _Article, *, in_capitals: bool) -> None:
    """Take the labels and the copyright off the end of the text."""
    end = len(article.body)
    while end > 1 and (
        label_of(article.body[end - 1], in_capitals=in_capitals)
        or COPYRIGHT.fullmatch(article.body[end - 1])
        or article.body[end - 1].casefold() in BELOW_ALONE
    ):
        end -= 1
    # A caption may have several paragraphs: everything from the first of the last labels on is below the text.
    for at in range(max(end - 12, 1), end):
        named = label_of(article.body[at], in_capitals=in_capitals)
        if (named and named[0] in ("load_date", "picture", "kind")) or article.body[
            at
        ].casefold() in BELOW_ALONE:
            end = at
            break
    _learn(article.body[end:], article.labels)
    del article.body[end:]


def _learn(blocks: Iterable[str], labels: dict[str, str]) -> None:
    for block in blocks:
        if named := label_of(block):
            labels.setdefault(*named)


def _after_cover(blocks: list[str]) -> list[str]:
    """Return the head of an article without the cover and the list of articles, which precede the first."""
    last = max((at for at, block in enumerate(blocks) if COVER.fullmatch(block)), default=-1)
    if last < 0:
        return blocks
    day = next((at for at in range(len(blocks) - 1, last, -1) if is_day(blocks[at])), None)
    return blocks[max(last + 1, day - 2) :] if day else blocks[last + 1 :]


def is_day(line: str) -> bool:
    """Return whether a line is a date and nothing else but an edition, in any language that the archive reads."""
    return len(line) <= MAX_DATE and any(map(str.isdigit, line)) and bool(_read_day(line))


def _read_day(line: str) -> str:
    try:
        return read_printed(_without_edition(line)).edtf
    except DateError:
        return ""


def _without_edition(day: str) -> str:
    return AFTER_DAY.sub("", day)


def _title_block(above: list[str], *, classic: bool) -> tuple[str, str, str]:
    """Return headline, publication and day from the lines above the labels."""
    days = [at for at, line in enumerate(above) if is_day(line)]
    if not classic:
        at = next((at for at in days if at >= 2), None)
        if at is None:
            return " ".join(above[:1]), " ".join(above[1:2]), above[days[0]] if days else ""
        return " ".join(above[: at - 1]), above[at - 1], above[at]
    if not days or days[0] == 0:
        return (above[-1] if len(above) > 1 else ""), (above[0] if above else ""), above[0] if days else ""
    after = [line for line in above[days[0] + 1 :] if not EDITION.fullmatch(line)]
    return (after[-1] if after else ""), above[0], above[days[0]]


def _without_place(publication: str) -> str:
    return " ".join(publication.split())


# Classic text


def _text_articles(path: Path, cuttings: Cuttings) -> Iterator[bytes | None]:
    """Cut a text at its “7 of 262 DOCUMENTS”, or after each “End of Document”."""
    held, begun, numbered = HeldLines(), False, False
    for line in lines_of(path):
        text = (
            line.decode(cuttings.encoding, errors="replace").strip("\ufeff \t\r\n\f").replace("\u00a0", " ")
        )
        if found := OF.fullmatch(text):
            cuttings.stated = max(cuttings.stated, int(found["all"] or found["all_"]))
            if numbered:
                yield from _unless_empty(held)
            held, begun, numbered = HeldLines(), True, True
            continue
        if holds := HOLDS.fullmatch(text):
            cuttings.stated = int(holds[1])
        held.add(line)
        begun = begun or bool(text)
        if END.fullmatch(text) and not numbered:
            yield from _unless_empty(held)
            begun = False
    if begun:
        yield from _unless_empty(held)


def _unless_empty(held: HeldLines) -> Iterator[bytes | None]:
    article = held.take()
    if article is None or article:
        yield article


def _parse_text(content: bytes, *, encoding: str) -> dict:
    text, _, _ = decoded(content, told=encoding)
    lines = [line.replace("\u00a0", " ").strip() for line in text.lstrip("\ufeff").splitlines()]
    is_uni = any(line.casefold() in BODY_ALONE for line in lines)
    return fields_of(lines if is_uni else joined(_parted(text.splitlines(), lines)))


def _parted(printed: list[str], lines: list[str]) -> list[str]:
    """Part the paragraphs of a text whose first lines are indented, where no empty line parts them."""
    labels = {at: named[0] for at, line in enumerate(lines) if (named := label_of(line, in_capitals=True))}
    first = min(labels, default=len(lines))
    start = next((at for at, name in labels.items() if name == "body"), first)
    below = next((at for at, name in labels.items() if at > start and name in BELOW), len(lines))
    indented = {at for at in range(start + 1, below) if INDENTED.match(printed[at])}
    if all(at in indented for at in range(start + 1, below) if lines[at]):
        return lines
    return [part for at, line in enumerate(lines) for part in (["", line] if at in indented else [line])]


def joined(lines: Iterable[str]) -> list[str]:
    """Join wrapped lines to paragraphs; a label, or a day above the labels, is a paragraph of its own."""
    blocks: list[list[str]] = []
    within = labelled = False
    for line in lines:
        is_label = bool(label_of(line, in_capitals=True))
        alone = not labelled and not is_label and (is_day(line) or bool(COPYRIGHT.fullmatch(line)))
        labelled = labelled or is_label
        if line and within and not (is_label or alone):
            blocks[-1].append(line)
        elif line:
            blocks.append([line])
        within = bool(line) and not alone
    return [" ".join(block) for block in blocks]


# Classic pages


def _cut_page(path: Path, told: str) -> Cuttings:
    with path.open("rb") as file:
        head = file.read(MAX_RECORD_BYTES)
    mark = next((mark for mark in (PAGE_MARK, PAGE_COMMENT) if mark.search(head)), None)
    _, encoding, note = decoded(head, told=told, markup=True)
    return Cuttings(slices_of(path, mark) if mark else [head], encoding, [note] if note else [])


def _parse_page(content: bytes, *, encoding: str) -> dict:
    markup, _, _ = decoded(content, told=encoding, markup=True)
    tree = parse_markup(markup)
    lines = [line.replace("\u00a0", " ") for line in visible_lines(tree)] if tree is not None else []
    return fields_of([line.strip() for line in lines])


# Word and RTF


def _cut_word(path: Path, told: str) -> Cuttings:
    cuttings = Cuttings((), "utf-8")
    cuttings.records = (b"".join(parts) for parts in _articles(word_paragraphs(path), cuttings))
    return cuttings


def _parse_word(content: bytes, *, encoding: str) -> dict:
    return fields_of(_lines_of(paragraphs_in(content)))


def _cut_rtf(path: Path, told: str) -> Cuttings:
    cuttings = Cuttings(())
    cuttings.records = _rtf_articles(path, cuttings)
    return cuttings


def _rtf_articles(path: Path, cuttings: Cuttings) -> Iterator[bytes]:
    with path.open("rb") as file:
        reader = RtfReader(file)
        for parts in _articles(reader.paragraphs(), cuttings):
            yield b"".join([reader.header, *parts])


def _parse_rtf(content: bytes, *, encoding: str) -> dict:
    return fields_of(_lines_of(rtf_paragraphs(content)))


def _lines_of(paragraphs: Iterable[RawParagraph]) -> list[str]:
    lines = (line for paragraph in paragraphs for line in paragraph.text.replace("\u00a0", " ").splitlines())
    return [" ".join(line.split()) for line in lines]


def _articles(paragraphs: Iterable[RawParagraph], cuttings: Cuttings) -> Iterator[list[bytes]]:
    """Group paragraphs into articles: up to “End of Document”, or from one “7 of 262 DOCUMENTS” to the next."""
    held: list[RawParagraph] = []
    numbered, first = False, True
    for paragraph in paragraphs:
        text = " ".join(paragraph.text.replace("\u00a0", " ").split())
        if holds := HOLDS.fullmatch(text):
            cuttings.stated = int(holds[1])
        if found := OF.fullmatch(text):
            cuttings.stated = int(found["all"] or found["all_"])
            if numbered and _has_text(held):
                yield [one.content for one in held]
            held, numbered = [], True
            continue
        held.append(paragraph)
        if END.fullmatch(text) and not numbered:
            yield [one.content for one in (_from_title(held) if first else held)]
            held, first = [], False
    if _has_text(held) and (numbered or first or _is_article(held)):
        yield [one.content for one in (_from_title(held) if first else held)]


def _has_text(held: list[RawParagraph]) -> bool:
    return any(ANY_LETTER.search(one.text) for one in held)


def _is_article(held: list[RawParagraph]) -> bool:
    return any(one.text.strip().casefold() in BODY_ALONE for one in held)


def _from_title(held: list[RawParagraph]) -> list[RawParagraph]:
    """Return the paragraphs of the first article without the cover that precedes it."""
    texts = [" ".join(one.text.split()) for one in held]
    marked = next((at for at, text in enumerate(texts) if text.casefold() in BODY_ALONE), len(texts))
    cover = [at for at in range(marked) if COVER.fullmatch(texts[at])]
    if not cover:
        return held
    filled = [at for at in range(cover[-1] + 1, marked) if texts[at]]
    day = next((place for place in range(len(filled) - 1, 1, -1) if is_day(texts[filled[place]])), None)
    return held[filled[day - 2] :] if day is not None else held[cover[-1] + 1 :]


READERS = (
    export_reader(NEXIS, TEXT, "text/plain; profile=nexis", text_cut(_text_articles), _parse_text),
    export_reader(NEXIS, PAGE, "text/html; profile=nexis", _cut_page, _parse_page),
    export_reader(
        NEXIS, WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document; profile=nexis",
        _cut_word, _parse_word,
    ),
    export_reader(NEXIS, RTF, "application/rtf; profile=nexis", _cut_rtf, _parse_rtf),
)  # fmt: skip
