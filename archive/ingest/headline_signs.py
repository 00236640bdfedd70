"""What tells headlines from the other lines that stand above reports, by their words and signs: captions, credits, names of papers, menus."""

from __future__ import annotations

import re

from archive.text.patterns import Linear

ARTICLES = frozenset(
    ("the", "a", "an", "der", "die", "das", "den", "dem", "ein", "eine", "einen", "einem", "einer", "le", "la", "les", "un", "une", "el", "los", "las", "una")
    + ("il", "lo", "gli", "uno", "o", "os", "as", "um", "uma", "het", "een")
)  # fmt: skip
ASKING = frozenset(
    (
        "how",
        "why",
        "what",
        "when",
        "who",
        "where",
        "wie",
        "warum",
        "was",
        "wer",
        "comment",
        "pourquoi",
        "cómo",
        "por",
        "qué",
        "quién",
        "come",
        "perché",
    )
)
CAPTION = Linear(
    r"(?:.*\W)?(?:seen from|in (?:a|this|an) (?:\w+ )?(?:picture|photo|photograph|image)|pictured|in the (?:background|foreground)|im (?:hinter|vorder)grund|auf diesem (?:bild|foto)"
    r"|(?:au premier|à l.arrière)[ -]plan|en (?:la|esta) (?:imagen|foto)|al fondo|nella foto|file photo|archivfoto|photo d.archives"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month|year)|\((?:left|right|cent(?:re|er)|l|r)\))(?:\W.*)?",
    ignore_case=True,
)
CREDIT = Linear(
    r".*\W(?:photo|picture|foto|image|photograph|bild|file|archiv|archives|imago|reuters|getty)\W?(?:\W.*)?",
    ignore_case=True,
)
HEADS_A_SUMMARY = Linear(
    r"(?:(?:story|report) )?(?:summary|highlights|in brief|in short)|(?:the )?key (?:points|takeaways|facts|developments)|at a glance|what (?:you need )?to know|what we know(?: so far)?"
    r"|the (?:gist|essentials)|in kürze|auf einen blick|das wichtigste(?: in kürze)?|zusammenfassung|l[.’']essentiel|en bref|en résumé|lo esencial|en (?:resumen|breve|claves)|las claves|in (?:sintesi|breve)|кратко|главное|خلاصه(?: خبر)?|ملخص|أبرز النقاط",
    ignore_case=True,
)
AROUND_A_VIDEO = Linear(
    r"\W*(?:(?:close|watch|play|now playing|video|\d{1,2}:\d{2})\W*){1,3}", ignore_case=True
)
CREDIT_LINE = re.compile(r"[A-Z][A-Z .'’-]{1,40}/[A-Z][A-Z .'’-]{1,40}")  # A PERSON/AGENCY
WRITER_IN_PLACE = re.compile(r"([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,2}),? in (?:[A-Z][\w’'-]+(?:,? |$)){1,3}")
PLACE_NAME = Linear(
    r"\p{Lu}[\w’'-]+(?:,? (?:\p{Lu}[\w’'-]+|(?:de|del|de la|of|the|la|el|al|an der|am|en|in|sur|sul|di)))*"
    r"(?:,? \p{Lu}[\w’'-]+)?"
)
WEB_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
IN_BRACKETS = re.compile(r"\([^()]{3,30}\)$")
BULLET = re.compile(r"[-–—•·*▪●] ")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}\s")
PAPER = Linear(
    r"(?:The )?(?:\p{Lu}[\w’'.&-]* ){0,4}(?:Courier|Herald|Times|Post|Tribune|Gazette|Journal|Observer|Chronicle|Bulletin|Sentinel|Telegraph|Examiner|Standard|Daily|Zeitung|Anzeiger|Bote)"
    r"(?:[ -](?:On-?[Ll]ine|News|Daily|Weekly|Digital|Sunday))?(?: \p{Lu}[\w-]*)?"
)
QUOTES = re.compile(r"[\"“”«»„‘]|(?:^|\s)['’]")
SENTENCES = re.compile(r"\w\w[.!?] [^\W\d_]")
GLUED = re.compile(r"[^\W\d_A-Z][A-Z]")
GLUED_ARABIC = re.compile("[\u0600-\u06ff\u200c]{22}")
SEPARATED = re.compile(r"[|›»>/•·\[\]]")
# "Home > World > Rivers", "You are here: Home / Press office"
PATH = re.compile(
    r"(?: [›»>/→] ).{1,40}(?: [›»>/→] )|^(?:you are here|sie sind hier|vous êtes ici|estás? aquí)\b",
    re.IGNORECASE,
)
