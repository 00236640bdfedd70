"""Files as press databases and programs write them, made for the tests: small, and nobody's words but ours."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

from archive.ingest.raw import Notice, RawArticle, Refusal
from archive.ingest.readers import read_paths, reread

CASES = Path(__file__).resolve().parent.parent.parent / "data" / "intake"
FIRST = (
    "Militiamen seized the customs post at Dorazpul on Friday, lorry drivers said, and turned back a column of forty trucks before "
    "noon."
)
SECOND = "The governor of the province denied that the post had fallen and said that his men had withdrawn to a ridge two miles away."
BODY = f"{FIRST}\n\n{SECOND}"


def write(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **options) -> tuple[list[RawArticle], list[Refusal]]:
    """Return the reports in a file and what else is said, after reading every capture again: it must give the same."""
    items = list(read_paths([path], **options))
    reports = [item for item in items if isinstance(item, RawArticle)]
    for report in reports:
        again = reread(
            report.content,
            media_type=report.media_type,
            encoding=report.encoding,
            origin=report.origin,
            position=report.position,
            columns=report.columns,
        )
        assert again == report
    return reports, [item for item in items if isinstance(item, Refusal)]


def reasons(lines: list[Refusal], *, notices: bool = False) -> list[str]:
    """Return the refusals, or the notices, as they are printed."""
    return [line.reason for line in lines if isinstance(line, Notice) == notices]


def docx(paragraphs: list[str], *, headings: tuple[str, ...] = (), head: str = "") -> bytes:
    """Return a Word file with these paragraphs; "\\n" is a line break within one."""
    space = 'xml:space="preserve"'
    made = []
    for text in paragraphs:
        style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if text in headings else ""
        runs = f"</w:t><w:br/><w:t {space}>".join(escape(part) for part in text.split("\n"))
        made.append(f"<w:p>{style}<w:r><w:t {space}>{runs}</w:t></w:r></w:p>")
    space_name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{space_name}"><w:body>{"".join(made)}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def rtf(paragraphs: list[str], *, code_page: str = "1252") -> bytes:
    """Return an RTF file with these paragraphs, letters other than ASCII as \\u with a replacement."""
    lines = "".join(f"{{\\pard\\plain {rtf_text(text)}\\par }}\n" for text in paragraphs)
    fonts = "{\\fonttbl{\\f0\\froman Times;}{\\f1\\fswiss\\fcharset204 Arial Cyr;}}{\\colortbl;\\red0\\green0\\blue0;}"
    return f"{{\\rtf1\\ansi\\ansicpg{code_page}\\deff0{fonts}{{\\info{{\\title Export}}}}\n{lines}}}".encode(
        "ascii"
    )


def rtf_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}").replace("\n", "\\line ")
    units = escaped.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    return "".join(
        chr(code) if code < 128 else f"\\u{code - 65536 if code > 32767 else code}?" for code in codes
    )


def zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a zip archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
