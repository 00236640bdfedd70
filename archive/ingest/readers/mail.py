"""Mail: a message (.eml), a digest of several, or an mbox file. The date in its header is that of the mail, and marked as inferred.

A message that forwards another, with a few words above it at most, has the day and the subject of the other: they are printed in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from archive.ingest.raw import MAX_FILE_BYTES, TOO_LARGE, RawArticle, Refusal, in_megabytes
from archive.ingest.readers.fields import MAX_LENGTH, UNPRINTABLE, RecordError
from archive.ingest.readers.options import ReadingOptions
from archive.ingest.readers.slices import slices
from archive.ingest.readers.wrapped import unwrapped_lines

MEDIA_TYPE = "message/rfc822"
FROM_LINE = re.compile(rb"^From \S+[^\n]{5,80}\d{4}[ \t\r]*\n(?=[A-Za-z-]{2,40}:)", re.MULTILINE)
MAX_MESSAGE = 25_000_000
REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv) ?:\s*)+", re.IGNORECASE)
SIGNATURE = re.compile(r"\n-- ?\n")
# The header that programs print above a message which is forwarded, in their own language.
LABELS = {
    "from": "from|von|de|da|od|от|kimden",
    "sent": "sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|data|дата|отправлено|tarih",
    "to": "to|cc|reply-to|an|à|para|a|кому|копия|kime|bcc|cci|kopie",
    "subject": "subject|betreff|objet|asunto|oggetto|assunto|тема|konu",
}
HEADER_LINE = re.compile(
    "|".join(rf"\*?(?P<{name}>{labels})\s?:\*?(?:[ \t].*)?" for name, labels in LABELS.items()), re.IGNORECASE
)
FORWARDED = re.compile(
    r"[-_ >]*(?:begin )?(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|message transféré|message d.origine"
    r"|mensaje (?:reenviado|original)|messaggio (?:inoltrato|originale)|пересылаемое сообщение|пересланное сообщение|iletilen mesaj)[-_: ]*|_{10,}",
    re.IGNORECASE,
)
MIN_LABELS, MAX_HEADER, MAX_NOTE = 3, 12, 40  # kinds of labels, lines, words above
DATE_OF_MAIL = "its date is that of the mail: check when it was published"
DATE_OF_FORWARDED = "its date is that of the mail that was forwarded: check when it was published"
DAMAGED = "is a damaged message: save it again from the mail program"


def read_mail(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read a message as one report, and each message in a digest as one."""
    with path.open("rb") as file:
        content = file.read(MAX_MESSAGE + 1)
    if len(content) > MAX_MESSAGE:
        yield Refusal(
            origin,
            None,
            f"is a message larger than {in_megabytes(MAX_MESSAGE)}: save its words alone as plain text",
        )
        return
    inner = _digest(content)
    if not inner:
        yield _report(content, origin, None)
    for number, message in enumerate(inner, start=1):
        yield _report(message, origin, number)


def read_mailbox(path: Path, origin: str, options: ReadingOptions) -> Iterator[RawArticle | Refusal]:
    """Read each message of an mbox file as one report."""
    with path.open("rb") as file:
        for number, content in enumerate(_messages(file), start=1):
            yield Refusal(origin, number, TOO_LARGE) if content is None else _report(content, origin, number)


def reread_mail(
    content: bytes, *, encoding: str = "", origin: str = "", position: int | None = None
) -> RawArticle:
    """Return the report in a message.

    Raises:
        RecordError: when it has no text.
    """
    message = _parsed(FROM_LINE.sub(b"", content, count=1) if content.startswith(b"From ") else content)
    body = message.get_body(preferencelist=("plain", "html"))
    text, html, forwarded = _text_of(body)
    if not (text or html):
        raise RecordError(
            "is a message without a text: save what is attached to it, and import that by itself"
        )
    sent = forwarded.get("sent") or _sent(message)
    subject = forwarded.get("subject") or str(message["Subject"] or "")
    headline = " ".join(REPLY.sub("", subject).split())
    return RawArticle(
        headline=_printable(headline)[: MAX_LENGTH["headline"]],
        text=text,
        html=html,
        published=sent,
        date_basis="inferred" if sent else "",
        id=_printable(str(message["Message-ID"] or "")).strip().strip("<>")[: MAX_LENGTH["id"]],
        notices=(DATE_OF_FORWARDED if forwarded.get("sent") else DATE_OF_MAIL,) if sent else (),
        content=content,
        media_type=MEDIA_TYPE,
        encoding="",
        origin=origin,
        position=position,
    )


def _report(content: bytes, origin: str, position: int | None) -> RawArticle | Refusal:
    if len(content) > MAX_FILE_BYTES:
        return Refusal(origin, position, TOO_LARGE)
    try:
        return reread_mail(content, origin=origin, position=position)
    except RecordError as error:
        return Refusal(origin, position, str(error))


def _messages(file) -> Iterator[bytes | None]:
    for content in slices(file, FROM_LINE, most=MAX_MESSAGE):
        if content is None or content.strip():
            yield content


def _digest(content: bytes) -> list[bytes]:
    """Return the messages in a digest, none if it is an ordinary message."""
    try:
        message = _parsed(content)
        if message.get_content_type() != "multipart/digest" and not any(
            part.get_content_type() == "multipart/digest" for part in message.walk()
        ):
            return []
        inner = [
            part.get_payload(0) for part in message.walk() if part.get_content_type() == "message/rfc822"
        ]
        return [one.as_bytes() for one in inner if isinstance(one, Message)]
    except (RecordError, RecursionError, ValueError, LookupError, IndexError, TypeError):
        return []


def _parsed(content: bytes) -> EmailMessage:
    try:
        return message_from_bytes(content, policy=policy.default)
    except (RecursionError, ValueError, LookupError) as error:
        raise RecordError(DAMAGED) from error


def _text_of(body) -> tuple[str, str, dict[str, str]]:
    """Return the text of a message, or its page, and what the header of the message that it forwards says."""
    if body is None:
        return "", "", {}
    try:
        text = _printable(body.get_content())
    except (LookupError, ValueError, RecursionError, KeyError):
        content = body.get_payload(decode=True) or b""
        text = _printable(content.decode("utf-8", errors="replace"))
    if body.get_content_type() == "text/html":
        return "", text if text.strip() else "", {}
    text, forwarded = parted_from_headers(SIGNATURE.split(text.replace("\r\n", "\n"))[0])
    return unwrapped_lines(text).strip(), "", forwarded


def parted_from_headers(text: str) -> tuple[str, dict[str, str]]:
    """Return (the text of a message without the header lines of those that it forwards, what the last header above the text says).

    The few words above the first header go too. More of them are an answer, of which nothing is forwarded: then nothing is said.
    """
    lines, kept, said, at, is_first = text.split("\n"), list[str](), dict[str, str](), 0, True
    while at < len(lines):
        end = _end_of_header(lines, at) if HEADER_LINE.fullmatch(lines[at].strip("> \t")) else 0
        if not end:
            kept.append(lines[at])
            at += 1
            continue
        while kept and (not kept[-1].strip("> \t") or FORWARDED.fullmatch(kept[-1].strip())):
            kept.pop()
        if is_first and len(kept) <= MAX_NOTE and len(" ".join(kept).split()) <= MAX_NOTE:
            kept.clear()
        if not any(line.strip() for line in kept):
            said = _said_in(lines[at:end])
        kept.append("")
        at, is_first = end, False
    return "\n".join(kept), said


def _said_in(header: list[str]) -> dict[str, str]:
    """Return what a header says by the kind of its label, the first of each kind."""
    said: dict[str, str] = {}
    for line in header:
        if match := HEADER_LINE.fullmatch(line.strip("> \t")):
            said.setdefault(str(match.lastgroup), line.partition(":")[2].strip(" *\t"))
    return said


def _end_of_header(lines: list[str], start: int) -> int:
    """Return the line after the header that begins here, or 0 if it is none."""
    found = set()
    for at in range(start, min(start + MAX_HEADER, len(lines))):
        line = lines[at].strip("> \t")
        if match := HEADER_LINE.fullmatch(line):
            found.add(match.lastgroup)
        elif not line or not lines[at][:1].isspace():
            return at if len(found) >= MIN_LABELS and "from" in found else 0
    return 0


def _sent(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"] or "")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _printable(text: str) -> str:
    return UNPRINTABLE.sub(" ", text)
