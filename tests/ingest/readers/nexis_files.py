"""Exports of Nexis in four languages, as the classic pages and Nexis Uni write them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

from tests.ingest.readers.files import FIRST, SECOND, docx, rtf


@dataclass(frozen=True)
class Language:
    """How the pages in one language name things."""

    of: str
    byline: str
    section: str
    length: str
    highlight: str
    load_date: str
    language: str
    kind: str
    body: str
    classification: str
    end: str
    documents: str
    cover: tuple[str, ...]
    days: tuple[str, str]
    loaded: str
    written_in: str


ENGLISH = Language(
    "{} of {} DOCUMENTS", "Byline", "Section", "Length: 58 words", "Highlight", "Load-Date", "Language", "Publication-Type", "Body",
    "Classification", "End of Document", "Documents", ("User Name: READER", "Date and Time: Friday, March 2, 2012 10:11:12 AM", "Job Number: 1"),
    ("February 24, 2012 Friday", "February 26, 2012 Sunday 11:21 AM GMT"), "February 25, 2012", "ENGLISH",
)  # fmt: skip
GERMAN = Language(
    "Dokument {} von {}", "Autor", "Rubrik", "Länge: 58 Wörter", "Zusammenfassung", "Update", "Sprache", "Publication-Type", "Textkörper",
    "Klassifizierung", "Ende des Dokuments", "Dokumente", ("Benutzername: READER", "Datum und Uhrzeit: Freitag, 2. März 2012", "Auftragsnummer: 1"),
    ("24. Februar 2012 Freitag", "26. Februar 2012 Sonntag"), "25. Februar 2012", "GERMAN; DEUTSCH",
)  # fmt: skip
FRENCH = Language(
    "Document {} de {}", "Auteur", "Rubrique", "Longueur: 58 mots", "Encadré", "Date-Chargement", "Langue", "Type-Publication", "Corps",
    "Classification", "Fin du document", "Documents", ("Nom d'utilisateur: READER", "Date et heure: vendredi 2 mars 2012", "Numéro de travail: 1"),
    ("24 février 2012 vendredi", "dimanche 26 Février 2012"), "25 février 2012", "FRENCH; FRANÇAIS",
)  # fmt: skip
SPANISH = Language(
    "Documento {} de {}", "Autor", "Sección", "Longitud: 58 palabras", "Destacado", "Fecha-Carga", "Idioma", "Tipo-Publicación", "Cuerpo",
    "Clasificación", "Fin del documento", "Documentos", ("Nombre de usuario: READER", "Fecha y hora: viernes, 2 de marzo de 2012", "Número de trabajo: 1"),
    ("24 de febrero de 2012 viernes", "26 febrero 2012 domingo"), "25 de febrero de 2012", "SPANISH; ESPAÑOL",
)  # fmt: skip
DUTCH = Language(
    "{} van {} DOCUMENTEN", "Byline", "Sectie", "Lengte: 58 woorden", "Samenvatting", "Laaddatum", "Taal", "Type publicatie", "Hoofdtekst",
    "Classificatie", "Einde van document", "Documenten", ("Gebruikersnaam: READER", "Datum en tijd: vrijdag 2 maart 2012", "Taaknummer: 1"),
    ("24 februari 2012 vrijdag", "zondag 26 februari 2012"), "25 februari 2012", "DUTCH; NEDERLANDS",
)  # fmt: skip
ITALIAN = Language(
    "{} di {} DOCUMENTI", "Autore", "Sezione", "Lunghezza: 58 parole", "In evidenza", "Data-caricamento", "Lingua", "Tipo-pubblicazione", "Corpo",
    "Classificazione", "Fine del documento", "Documenti", ("Nome utente: READER", "Data e ora: venerdì 2 marzo 2012", "Numero lavoro: 1"),
    ("24 febbraio 2012 venerdì", "26 febbraio 2012 domenica"), "25 febbraio 2012", "ITALIAN; ITALIANO",
)  # fmt: skip
LANGUAGES = {
    "English": ENGLISH,
    "German": GERMAN,
    "French": FRENCH,
    "Spanish": SPANISH,
    "Dutch": DUTCH,
    "Italian": ITALIAN,
}

HEADLINES = ("Section 7: militiamen take customs post", "Grain store burns in shelling of 24 February 2012")
PUBLICATIONS = ("Border Courier", "Plain Gazette (London)")


def classic_lines(language: Language, number: int, total: int, *, wrapped: bool = True) -> list[str]:
    """Return the lines of a classic article; the first of two has every label, the second few."""
    first = number % 2 == 1
    of = language.of.format(number, total)
    lines = [
        of,
        "",
        PUBLICATIONS[0 if first else 1],
        "",
        language.days[0 if first else 1],
        "Final Edition" if first else "",
        "",
    ]
    headline = HEADLINES[0] if first else f"{HEADLINES[1]}, {number}"
    lines += [headline, ""]
    if first:
        lines += [
            f"{language.byline.upper()}: Ilse Varga",
            "",
            f"{language.section.upper()}: WORLD; Pg. 7",
            "",
        ]
    label, _, value = language.length.partition(": ")
    lines += [f"{label.upper()}: {value}", ""]
    if first:
        lines += [f"{language.highlight.upper()}: What the lorry drivers saw", ""]
    for text in (f"{FIRST} {number}.", "", SECOND):
        lines += textwrap.wrap(text, 78) if wrapped and text else [text]
        lines += [""] if text else []
    lines += [
        "",
        f"{language.load_date.upper()}: {language.loaded}",
        "",
        f"{language.language.upper()}: {language.written_in}",
        "",
    ]
    lines += [
        f"{language.kind.upper()}: Newspaper",
        "",
        "Copyright 2012 Border Courier Ltd",
        "All Rights Reserved",
        "",
    ]
    return lines


def classic_text(language: Language, total: int) -> str:
    """Return a classic text file, centred and wrapped as they are, with a cover."""
    lines = [
        "Download Request: Selected Items",
        "Time Of Request: Friday, March 2, 2012  10:11:12",
        "",
        "Terms: (customs post)",
        "",
    ]
    for number in range(1, total + 1):
        of, *rest = classic_lines(language, number, total)
        lines += [f"{of:>50}", *(f"{line:>45}" if at < 5 and line else line for at, line in enumerate(rest))]
    return "\n".join(lines)


def classic_page(language: Language, total: int) -> str:
    """Return a classic page: the classes of its spans change from export to export."""
    articles = []
    for number in range(1, total + 1):
        blocks = [line for line in classic_lines(language, number, total, wrapped=False) if line]
        spans = "".join(
            f'<DIV CLASS="c3"><P CLASS="c4"><SPAN CLASS="c7">{escape(block)}</SPAN></P></DIV>\n'
            for block in blocks
        )
        articles.append(
            f'<A NAME="DOC_ID_{number - 1}_0"></A><!-- Hide XML section from browser\n<DOC NUMBER={number}>\n<DOCFULL> -->{spans}'
        )
    return f"<HTML><HEAD><TITLE>Nexis</TITLE></HEAD><BODY><P>List of articles</P>{'<HR>'.join(articles)}</BODY></HTML>"


def uni_paragraphs(language: Language, total: int, *, cover: bool = True) -> list[str]:
    """Return the paragraphs of a file of Nexis Uni: line breaks precede many labels."""
    lines: list[str] = []
    if cover:
        lines += [*language.cover, f"{language.documents} ({total})"]
        for number in range(1, total + 1):
            lines += [
                f"{number}. {HEADLINES[(number - 1) % 2]}",
                "Client/Matter: -None-",
                "Search Terms: customs post",
            ]
        lines += [""]
    for number in range(1, total + 1):
        first = number % 2 == 1
        lines += [
            HEADLINES[0] if first else f"{HEADLINES[1]}, {number}",
            PUBLICATIONS[0 if first else 1],
            language.days[0 if first else 1],
        ]
        lines += ["\nCopyright 2012 Border Courier Ltd All Rights Reserved"]
        if first:
            lines += [f"\n{language.section}: WORLD; Pg. 7"]
        lines += [language.length]
        if first:
            lines += [f"{language.byline}: Ilse Varga", f"{language.highlight}: What the lorry drivers saw"]
        lines += [language.body, "", f"{FIRST} {number}.", "", "", SECOND]
        if first:
            lines += [
                language.classification,
                f"\n{language.language}: {language.written_in}",
                f"\n{language.kind}: Newspaper",
                "Subject: WAR (90%)",
            ]
        lines += [f"\n{language.load_date}: {language.loaded}", f"\n{language.end}", ""]
    return lines


def uni_word(language: Language, total: int, **options) -> bytes:
    return docx(uni_paragraphs(language, total, **options))


def uni_rtf(language: Language, total: int, **options) -> bytes:
    return rtf(uni_paragraphs(language, total, **options))


def uni_text(language: Language, total: int, **options) -> str:
    return "\n".join(line for line in uni_paragraphs(language, total, **options))
