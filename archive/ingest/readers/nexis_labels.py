"""The labels of Nexis and Lexis in the languages of their pages, as they are printed before a colon or on a line of their own."""

from __future__ import annotations

import re

# field -> its labels, in lower case
LABELS = {
    "length": "length|länge|laenge|longueur|longitud|extensión|extension|lengte|lunghezza|comprimento|tamanho|extensão",
    "section": "section|rubrik|ressort|rubrique|sección|seccion|sectie|rubriek|sezione|seção|secção",
    "byline": "byline|author|authors|autor|autoren|verfasser|auteur|auteurs|autora|autores|signature|firma|autore|autori|by-line|naamregel",
    "dateline": "dateline|datumszeile|ortsmarke|ort|lieu|origine|provenance|date de lieu|lugar|línea de fecha|fecha y lugar|data y lugar|"
    "datumregel|plaats|luogo|luogo e data|local e data",
    "highlight": "highlight|highlights|zusammenfassung|hervorhebung|resümee|résumé|encadré|accroche|point fort|points forts|"
    "resumen|destacado|destacados|lo más destacado|samenvatting|hoogtepunt|in evidenza|sommario|destaque|resumo",
    "headline": "headline|überschrift|ueberschrift|schlagzeile|titel|titre|gros-titre|titular|título|titulo|encabezado|kop|titolo",
    "body": "body|text|textkörper|textkoerper|haupttext|volltext|corps|corps du texte|corps de l'article|texte|cuerpo|"
    "cuerpo del texto|texto|hoofdtekst|tekst|corpo|corpo del testo|testo|corpo do texto",
    "load_date": "load-date|load date|update|ladedatum|date-chargement|date de chargement|mise-à-jour|mise à jour|fecha-carga|"
    "fecha de carga|fecha de actualización|laaddatum|laad-datum|data-caricamento|data di caricamento|data de carga|data de carregamento",
    "language": "language|sprache|langue|idioma|taal|lingua|língua",
    "kind": "publication-type|publication type|publikationstyp|publikationsart|type-publication|type de publication|"
    "tipo-publicación|tipo de publicación|zeitungs-code|journal-code|journal code|code-journal|code journal|código de la publicación|"
    "type publicatie|publicatietype|tipo di pubblicazione|tipo-pubblicazione|tipo de publicação",
    "picture": "graphic|graphics|grafik|bild|graphique|illustration|gráfico|imagen|photo|foto|afbeelding|grafiek|immagine|grafico|imagem",
    "classification": "classification|klassifizierung|klassifikation|clasificación|clasificacion|classificatie|classificazione|classificação",
    "publication": "publication|zeitung|quelle|journal|publicación|publicacion|source|fuente|periódico|publicatie|bron|fonte|pubblicazione",
    "other": "subject|industry|geographic|person|organization|organisation|company|ticker|country|city|state|type|series|name|"
    "column|distribution|correction-date|correction|acc-no|document-type|doc-type|isbn|issn|pub-type|rated|thema|schlagwort|"
    "schlagworte|branche|firma|unternehmen|geographie|sujet|secteur|entreprise|personne|pays|ville|asunto|tema|industria|"
    "empresa|país|ciudad|notes|note|enhancement|copyright|edition|ausgabe|édition|edición|total pages|page|pages|seite|página|"
    "onderwerp|bedrijf|land|editie|soggetto|paese|edizione|assunto|edição",
}  # fmt: skip
# Words on a line of their own.
BODY_ALONE = {
    "body",
    "textkörper",
    "haupttext",
    "corps",
    "corps du texte",
    "corps de l'article",
    "cuerpo",
    "cuerpo del texto",
    "hoofdtekst",
    "corpo",
    "corpo del testo",
    "corpo do texto",
}
CLASSIFICATION_ALONE = {
    "classification",
    "klassifizierung",
    "klassifikation",
    "clasificación",
    "classificatie",
    "classificazione",
    "classificação",
}
# What stands on a line of its own below the text: the picture, a later correction.
BELOW_ALONE = {
    "graphic",
    "graphics",
    "notes",
    "note",
    "correction",
    "link to image",
    "link to original source",
    "grafik",
    "anmerkungen",
    "graphique",
    "notas",
}
# "Page 1 of 4", as a file is printed.
PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina) \d{1,5} (?:of|von|de|sur|van|di) \d{1,6}", re.IGNORECASE
)
END = re.compile(
    r"end of document|ende des dokuments|dokumentende|fin du document|fin de document|fin del documento|final del documento"
    r"|fine del documento|einde van (?:het )?document|fim do documento",
    re.IGNORECASE,
)
# "7 of 262 DOCUMENTS", "Dokument 7 von 262", "Document 7 de 262", "7 de 262 DOCUMENTOS"
OF = re.compile(
    r"(?P<this>\d{1,5}) (?:of|von|de|sur|van|di) (?P<all>\d{1,6}) (?:documents?|dokumente?n?|documentos?|documenten|documenti)"
    r"|(?:dokument|documento?|document) (?P<this_>\d{1,5}) (?:of|von|de|sur|van|di) (?P<all_>\d{1,6})",
    re.IGNORECASE,
)
# "Documents (2)" on the cover
HOLDS = re.compile(r"(?:documents?|dokumente|documentos?|documenten|documenti) ?\((\d{1,6})\)", re.IGNORECASE)
COVER = re.compile(
    r"(?:user name|date and time|job number|client/matter|search terms|search type|narrowed by|content type|"
    r"benutzername|datum und uhrzeit|auftragsnummer|mandant/akte|mandant/angelegenheit|suchbegriffe|suchtyp|eingegrenzt nach|"
    r"nom d.utilisateur|date et heure|numéro de (?:tâche|travail)|client/(?:dossier|affaire)|termes? de recherche|"
    r"termes recherchés|type de recherche|affiné par|nombre de usuario|fecha y hora|número de trabajo|cliente/asunto|"
    r"términos de búsqueda|tipo de búsqueda|filtrado por|gebruikersnaam|datum en tijd|taaknummer|cliënt/zaak|zoektermen|zoektype|"
    r"nome utente|data e ora|numero lavoro|cliente/pratica|termini di ricerca|tipo di ricerca|"
    r"nome do usuário|data e hora|número do trabalho|termos de pesquisa|tipo de pesquisa) ?:.*|"
    r"(?:documents?|dokumente|documentos?|documenten|documenti) ?\(\d{1,6}\)",
    re.IGNORECASE | re.DOTALL,
)
COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|derechos de autor|droits d.auteur|urheberrecht)\b.{0,150}\b(?:19|20)\d\d\b.{0,300}"
    r"|copyright.{0,60}|(?:© ?|\(c\) ?).{1,100}"
    r"|(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados).{0,60}",
    re.IGNORECASE | re.DOTALL,
)


def _by_label() -> dict[str, str]:
    by_label: dict[str, str] = {}
    for name, labels in LABELS.items():
        for label in labels.split("|"):
            by_label.setdefault(label, name)
    return by_label


FIELD_OF = _by_label()
MAX_LABEL = max(map(len, FIELD_OF))


def label_of(line: str, *, in_capitals: bool = False) -> tuple[str, str] | None:
    """Return the field that a line names and what follows its colon; None if it is a line of prose.

    Args:
        line: a line, without blanks around it.
        in_capitals: only labels in capitals count, as in the classic files, where prose may begin with “Section: ”.
    """
    label, colon, value = line[: MAX_LABEL + 3].partition(":")
    label = label.strip()
    if not colon or (in_capitals and label != label.upper()):
        return None
    field = FIELD_OF.get(label.casefold())
    return (field, line.partition(":")[2].strip()) if field else None
