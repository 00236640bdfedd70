"""A report in the formats of reference managers: RIS, BibTeX and CSL-JSON. No date is given more precision than is known."""

from __future__ import annotations

import re

from django.conf import settings

from archive import dates

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"21": 1, "22": 2, "23": 3, "24": 4}
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufffe\uffff]+")
BIBTEX_SIGNS = re.compile(r"[@{}]")  # begin an entry wherever they occur
BY = re.compile(r"^by\s+", re.IGNORECASE)
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # As commands: BibTeX counts braces even after a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)


# Dates


def year_of(edtf: str) -> str:
    """Return the only year that a date can be in, in four digits; otherwise empty. For a winter it is the first."""
    if not edtf:
        return ""
    parsed = dates.parse_edtf(edtf)
    if parsed.lower is None or parsed.upper is None:
        return ""
    is_one = parsed.lower.year == parsed.upper.year or parsed.precision == "season"
    return f"{parsed.lower.year:04}" if is_one else ""


def date_words(article) -> str:
    """Return the date in words if a plain one would claim too much, otherwise empty."""
    is_exact = dates.plain_date(article.date_edtf) and article.date_basis != "inferred"
    return "" if is_exact or not article.date_edtf else article.date_label()


# Formats


def as_ris(article, *, address: str) -> str:
    """Return a report as an entry in RIS. A date that is not plain follows its year in words."""
    year = year_of(article.date_edtf)
    _, month, day = [*dates.plain_date(article.date_edtf).split("-"), "", ""][:3]
    words = date_words(article)
    fields = [
        ("TY", "NEWS"),
        ("ID", f"dateline{article.pk}"),
        ("TI", article.headline),
        ("AU", author(article)),
        ("T2", article.source.name),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/{words}" if year else ""),
        ("LA", article.language),
        ("AN", article.source_ref),
        ("N1", f"Date: {words}" if words else "Undated" if not article.date_edtf else ""),
        ("DB", one_line(settings.ARCHIVE_NAME)),
        ("UR", address),
    ]
    lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def as_bibtex(article, *, address: str) -> str:
    """Return a report as an entry in BibTeX. `date` is EDTF, which biblatex reads; `year` serves older styles."""
    plain = dates.plain_date(article.date_edtf)
    words = date_words(article)
    writer = author(article)
    # BibTeX's article requires an author, which most agency reports lack.
    kind, printed_in = ("article", "journal") if writer else ("misc", "howpublished")
    fields = {
        "title": braced(f"{{{tex(article.headline)}}}"),
        "author": braced(f"{{{tex(writer)}}}") if writer else "",
        printed_in: braced(tex(article.source.name)),
        "date": braced(article.date_edtf) if article.date_edtf else "",
        "year": braced(year_of(article.date_edtf) or tex(words) or "n.d."),
        "month": MONTHS[int(plain[5:7]) - 1] if len(plain) > 4 else "",
        "note": braced(f"Date: {tex(words)}") if words else "",
        "language": braced(article.language) if article.language else "",
        "url": braced(address),
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{dateline{article.pk},", *lines, "}", "", ""])


def bibtex_comment(sentences) -> str:
    """Return sentences as lines before the first entry, which BibTeX parsers ignore."""
    lines = [f"% {BIBTEX_SIGNS.sub('', one_line(sentence))}" for sentence in sentences]
    return "\n".join([*lines, "", ""]) if lines else ""


def as_csl(article, *, address: str) -> dict:
    """Return a report as an item of CSL-JSON."""
    item = {
        "id": f"dateline{article.pk}",
        "type": "article-newspaper",
        "title": one_line(article.headline),
        "container-title": article.source.name,
        "author": [{"literal": author(article)}] if article.byline else [],
        "issued": csl_date(article.date_edtf, article.date_label()),
        "note": f"Date: {date_words(article)}" if date_words(article) else "",
        "language": article.language,
        "archive": settings.ARCHIVE_NAME,
        "URL": address,
    }
    return {key: value for key, value in item.items() if value}


def csl_date(edtf: str, words: str) -> dict:
    """Return a date in CSL-JSON; what that cannot express is given in words."""
    if not edtf:
        return {}
    parsed = dates.parse_edtf(edtf)
    first, is_marked = parsed.lower, parsed.uncertain or parsed.approximate
    if first is None:
        return {"literal": words}
    if parsed.precision == "season" and not is_marked:
        return {"date-parts": [[first.year]], "season": SEASONS[edtf[5:7]]}
    if parsed.precision not in dates.ISO_LENGTHS:
        return {"literal": words}
    parts = [first.year, first.month, first.day][: dates.ISO_LENGTHS[parsed.precision] // 3]
    return {"date-parts": [parts]} | ({"circa": True} if is_marked else {})


# Parts of entries


def author(article) -> str:
    """Return the printed byline of a report without its "By"."""
    return one_line(BY.sub("", article.byline))


def one_line(text) -> str:
    """Return a text on one line, without unprintable characters."""
    return BLANK.sub(" ", str(text)).strip()


def tex(text: str) -> str:
    """Return a text on one line, escaped for TeX."""
    return one_line(text).translate(TEX)


def braced(text: str) -> str:
    """Put a BibTeX value in braces."""
    return f"{{{text}}}"
