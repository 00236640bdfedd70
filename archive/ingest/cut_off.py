"""Recognise where a text was cut off because the rest is for subscribers, in several languages."""

from __future__ import annotations

from archive.ingest.paragraphs import paragraph_of, without_quotations
from archive.text.patterns import Linear

GOES_ON = "a line below it says that the rest is for subscribers: the text is only the beginning"
WITHIN = 12  # lines below the text in which this may be said
MAX_LINE, MAX_WORDS = 300, 40
# What stands where the text is cut off. A general invitation to subscribe says nothing of that.
CUT_OFF = Linear(
    r".*(?:(?:subscribe|sign up|log ?in|sign in|register|join|pay|subscription)\W(?:.{0,60}\W)?to (?:(?:continue|keep|finish) reading|continue\W*|read (?:on|more|the (?:full|rest|whole|entire) (?:article|story|text|piece)|this (?:article|story)))"
    r"|to (?:continue|keep|finish) reading(?: (?:this|the|your)| with| for|,|\W(?:.{0,40}\W)?(?:subscribe|sign|log|register|become))|(?:continue|keep) reading (?:this|the full|with|for)\W"
    r"|unlock (?:this|the)(?: full| whole| entire| rest of the)? (?:article|story|report|text)|(?:this|the) (?:article|story|content|report) is (?:\w+ )?(?:exclusive(?:ly)?|reserved|only|available|for)\W(?:.{0,40}\W)?(?:subscribers|members)"
    r"|(?:rest|remainder) of (?:this|the) (?:article|story|report) .{0,40}(?:subscri|members)|you have reached .{0,40}(?:limit|free (?:articles?|stories))"
    r"|(?:artikel|beitrag|text)\W(?:.{0,30}\W)?weiterlesen|(?:jetzt|hier|mit .{1,30}) weiterlesen|weiterlesen (?:mit|als|nach)\W|(?:nur|exklusiv) für (?:unsere )?abonnent|(?:ganzen|vollständigen|kompletten) (?:artikel|text|beitrag) (?:zu )?lesen"
    r"|il vous reste (?:encore )?\d|la suite (?:est|de cet article est) réservée|(?:article|contenu|suite) (?:est )?(?:réservée?|exclusi(?:f|ve)ment) (?:aux|pour) (?:nos )?(?:abonné|membre)|pour (?:lire la suite|continuer (?:à lire|votre lecture))|abonnez-vous pour lire"
    r"|para (?:seguir|continuar) leyendo|(?:contenido|artículo|noticia) (?:exclusiv[oa]|solo) para (?:suscriptor|soci|abonad)|suscríbete para (?:seguir|leer|continuar)|sigue leyendo con"
    r"|per (?:continuare a leggere|leggere l.articolo)|contenuto (?:riservato|esclusivo)|para continuar (?:a ler|lendo)|(?:conteúdo|artigo) exclusivo para assinantes|(?:verder|hele artikel) lezen\W.{0,30}(?:abonn|log|account)"
    r"|(?:читать|чтение|прочитать) (?:далее|полностью|дальше) .{0,40}подпис|доступ(?:ен|на|но) (?:только )?(?:по подписке|подписчикам)|для подписчиков|devamını oku.{0,20}abone|dostęp(?:ny|ne) (?:tylko )?dla (?:prenumerator|subskrybent)"
    r"|(?:للاطلاع على|لقراءة|لمتابعة قراءة) .{0,30}(?:اشترك|المشترك)|(?:مخصص|متاح|حصري)\w* للمشتركين|ادامه .{0,20}(?:مشترک|اشتراک)).*",
    ignore_case=True,
)


def says_it_goes_on(line: str) -> bool:
    """Return whether a line says that a report goes on for those who subscribe, outside quotations."""
    if len(line) > MAX_LINE or paragraph_of(line).has(MAX_WORDS):
        return False
    return bool(CUT_OFF.fullmatch(without_quotations(line)))
