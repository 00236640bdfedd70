"""The words of the furniture of pages in several languages, and how strongly each says that no report goes on after it.

debris.py tells which single lines are never part of a report; this says what a line means for those around it.
"""

from __future__ import annotations

from functools import lru_cache

from archive.ingest.paragraphs import paragraph_of, without_quotations
from archive.text.patterns import Linear

# After these a report hardly ever goes on.
ENDS = r"""
    (?:view |show |read |load |hide |join |see |post |all |more |the )*(?:\d[\d,.]* )?(?:comments?|replies|responses|discussions?)(?: about this post)?(?: ?\(?\d+\)?)?(?: closed| are closed.*| off)?
    (?:leave|post|add|write) (?:a|your) (?:comment|reply).{0,40} | start (?:a|the) conversation | join the conversation.{0,40}
    \d+ thoughts? on .{1,300} | share what you think | this discussion is now closed.{0,40} | sort by .{3,20} | be the first to comment.{0,40}
    about (?:the|this) (?:author|writer|contributor)s? | author bio | post navigation | (?:recommended|powered) by(?: \w+)?
    -?\s*ends\s*-? | end of (?:report|story|text) | ready for more\? | your email address will not be published.{0,60}
    (?:\d+ )?kommentare?(?: \(?\d+\)?)? | kommentar (?:schreiben|verfassen|hinterlassen) | diskutieren sie mit.{0,30} | über (?:den autor|die autorin) | zur startseite
    (?:\d+ )?(?:commentaires?|réactions?)(?: \(?\d+\)?)? | (?:laisser|ajouter|poster|lire) (?:un|les|des|votre) commentaires?.{0,30} | contribuer | réutiliser ce contenu | à propos de l.auteure? | réagir
    (?:\d+ )?comentarios?(?: \(?\d+\)?)? | deja (?:tu|un) comentario.{0,30} | (?:escribe|añade) (?:tu|un) comentario.{0,30} | sobre (?:la firma|el autor|la autora)
    (?:\d+ )?commenti(?: \(?\d+\)?)? | lascia un commento.{0,20} | deixe (?:um|seu) comentário.{0,20} | (?:\d+ )?reacties(?: \(?\d+\)?)? | (?:\d+ )?комментари(?:и|ев|я|й)(?: \(?\d+\)?)? | yorumlar?(?: \(?\d+\)?)?
    انتهای پیام.{0,10} | نظرات?(?: شما| کاربران| خوانندگان)?(?: \(?\d+\)?)? | ارسال نظر | دیدگاه(?:‌?ها)? | التعليقات | أضف تعليقا?.{0,10} | اترك تعليقا?.{0,10}
    """
# What surrounds the comments of readers, one line at least for each.
MACHINERY = r"""
    reply | report | like | recommend \d+ | click to rate | best rated | worst rated | expand full comment | flag | permalink | restacks | top comments
    (?:\d+|an?|one) (?:second|minute|min|hour|day|week|month|year)s?,? ago | \d+[smhdwy] ago | .{1,60}, \d+ (?:minute|hour|day|week|month|year)s? ago | just now
    \S{1,20}(?: \S{1,20})? (?:says:|said ?(?:\.\.\.|…)|writes:) | \d+ likes? | view \d+ repl(?:y|ies) | in reply to .{1,40} | (?:newest|oldest|top|latest|discussions|see all)
    antworten(?: \(\d+\))? | melden | empfehlen | vor (?:\d+|einer|einem) (?:minute|stunde|tag|monat|jahr)\w* | répondre | signaler | il y a \d+ \w+ | responder | denunciar | hace \d+ \w+
    rispondi | пожаловаться | ответить | پاسخ(?: دادن)? | \d+ (?:دقیقه|ساعت|روز|ماه|سال) پیش | رد | منذ \d+ \w+ | قبل \d+ \w+
    """
# Headings of what other reports there are: lists that stand beside a report or below it.
OTHERS = r"""
    (?:most|today's most) (?:read|popular|viewed|shared|watched|commented|recent)(?: (?:in|on|from|news|stories|videos?)(?:\W.{0,30})?)? | most watched.{0,30}
    (?:top|latest|trending|featured|other|recent|more|best|breaking|all|key|big) (?:stories|posts|news|articles|headlines|videos?|deals|programs|coverage|topics|trends|reads)(?:\W.{0,20})?
    trending(?: now)? | trending(?: news| topics| stories)?: .{3,200} | ad content | hot picks | editors?['’]?s?['’]? picks? | read next | up next | what to read next | around the web | from (?:the|around the) web | visual stories | spotlight
    (?:you )?(?:may|might) also (?:like|be interested in).{0,20} | recommended(?: (?:for you|stories|articles|reading|videos?|from .{2,30}))? | explore more | discover more
    more (?:from|in|by|for)(?:\W.{0,40})? | more .{2,25} | also from this source | popular(?: now.{0,20})? | latest | features | columnists | lists | now on | blog archive | recent comments | archives | blogroll | about me
    related (?:publications|content|posts?) | paid content | sponsored.{0,20} | promoted.{0,20} | today week month | newsletters? | news services | opinion | editorial | latest videos?
    meistgelesen.{0,20} | topmeldungen | top-themen | mehr (?:aus|von) .{2,40} | verwandte (?:artikel|themen|beiträge) | empfohlene? .{0,40} | aus dem archiv | das könnte (?:sie|dich) (?:auch )?interessieren.{0,10} | neueste (?:artikel|meldungen|nachrichten) | verlagsangebot | anzeige
    les plus (?:lus|partagés|populaires|commentés).{0,20} | (?:les )?derni[eè]res (?:actualités|infos|nouvelles) | à la une | sur le même (?:sujet|thème) | dans la même (?:rubrique|catégorie) | nos autres .{2,30} | vous aimerez aussi | la suite après cette publicité
    lo más (?:visto|leído|popular|comentado).{0,20} | las más leídas | últimas? (?:noticias?|hora) | te puede interesar | también te puede .{2,20} | recomendaciones | noticias relacionadas | archivado en | temas relacionados | destacados
    (?:i )?più letti | leggi anche | mais lidas | leia também | meest gelezen | самое (?:читаемое|популярное) | популярное | главное | читайте также | en çok okunanlar | ilgili haberler
    پربازدید(?:ترین)?.{0,12} | پربیننده(?:‌ترین)?.{0,12} | خبرهای مهم | (?:آخرین|تازه‌ترین) (?:اخبار|خبرها) | اخبار مرتبط | مطالب مرتبط | موضوعات مرتبط | گزارش و تحلیل | الأكثر (?:قراءة|مشاهدة).{0,10} | مواضيع ذات صلة | أخبار ذات صلة | اقرأ أيضا?
    """
# Headings and single lines that lead elsewhere in the middle of a report as well.
LINKS = r"""
    share this(?: (?:article|story|post|page))?\W* | related.{0,20} | read (?:more|also|this|too).{0,20} | see also | also read | more on this(?: story)? | don['’]t miss | keep reading | more on: .{2,60} | more for you | top stories | in pictures | recommended
    mehr zum thema.{0,40} | lesen sie (?:auch|mehr).{0,40} | siehe auch.{0,20} | weiterlesen | lire (?:aussi|la suite|également).{0,20} | à lire (?:aussi|également).{0,20} | voir aussi
    más información | lea también.{0,20} | lee también.{0,20} | leer más | ver también | مطالب پیشنهادی | بیشتر بخوانید.{0,10} | پایان مطالب پیشنهادی | از این مطلب بگذرید.{0,40} | اقرأ المزيد
    (?:updated? (?:at|on)? ?)?\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?)? ?(?:gmt|bst|utc|e[ds]?t|ce?st|cet|uhr)? | slideshow.{0,20} | photos? \(\d+\) | \d{3,4}p ?\|.{0,60} | link copied | shop | audio: .{2,60} | cartoon by .{2,40}
    just watched | must watch | replay | more videos\W* | what you need to know | what we know(?: so far)? | (?:the )?key (?:points|takeaways) | at a glance | auf einen blick | das wichtigste in kürze | l.essentiel | lo esencial | show caption | hide caption | list \d+ of \d+ | end of list | listen to this story | enlarge image | image | now playing | read full .{2,20}
    """
# What stands above headlines: what a paper says of itself, what kind of text follows.
ABOVE = r"""
    (?:log|sign) in, (?:register|subscribe).{0,80} | (?:.{0,60} )?save (?:articles?|stories) for later.{0,40} | download (?:as )?pdf.{0,40} | print(?:er)?[- ]friendly.{0,40} | (?:get|view|open) pdf
    (?:notre |de notre )?(?:envoyée?s? spéciale?s?|correspondante?)(?: (?:à|en|au|aux|dans) .{2,40})? | (?:dal|dalla) nostr[oa] (?:inviat[oa]|corrispondente) | (?:de )?nuestr[oa] (?:enviad[oa] especial|corresponsal)(?: en .{2,30})?
    available in(?: \p{Lu}?[\w’-]+){1,12} | read in \w+ | leer en \w+ | lire en \w+ | auf (?:englisch|deutsch) lesen | serving .{3,60} since \d{4} | (?:.{2,40}\W )?(?:since|established(?: in)?|est\.?|founded(?: in)?) \d{4} | gegründet \d{4} | seit \d{4} | (?:fondé|fundado) en \d{4} | (?:основан\w*|издаётся с) .{0,4}\d{4}(?: года)?
    an official (?:web ?site|site) of .{3,60} | here.s how you know | why you can trust .{2,40} | today['’]?s (?:paper|edition|issue).{0,30} | .{2,30} edition | édition d[ue] .{2,20} | (?:our|from our) (?:own |special |foreign |staff )*(?:correspondents?|reporters?|staff)
    (?:for immediate release|(?:news and )?press (?:release|statement|note)s?|news release|media advisory|pressemitteilung|communiqué(?: de presse)?|nota de prensa|comunicado(?: de prensa)?|пресс-релиз|بيان صحفي|تصريح صحفي)(?:\W{1,3}(?:no|nr|n°|№)?\W{0,2}[\d/.-]+)?
    (?:partager|compartir|condividi|teilen|поделиться) (?:sur|par|via|cet|en|por|su|auf|в)(?:\W.{0,160})? | ajouter à (?:vos|ma|mes).{0,160} | auf einer seite lesen | (?:به‌?\s?روز ?شده|به‌?روزرسانی|آخرین به‌?روزرسانی)(?: در)?\W.{0,30} | artikel anhören | (?:s.abonner|abonnez-vous).{0,60} | suscríbete.{0,60} | free for \d.{0,30} | (?:free|only|just) .{0,20}(?:a|per|for one|one|first) (?:month|week|year) | click here to .{2,40} | available for everyone.{0,60}
    (?:.{2,40} )?(?:avec|with|mit|con) (?:l['’])?(?:afp|ap|reuters|dpa|efe|ansa|agences?|agencies|agenturen|agencias|agenturmaterial)(?:\W{1,3}(?:et|and|und|y)?\W?(?:afp|ap|reuters|dpa|efe|agences?|agencies))?
    eds: .{3,200} | (?:adds?|updates?|recasts?|corrects?|with) .{3,120}; .{3,80} throughout | (?:breaking|developing|exclusive|live|analysis|explainer|opinion|feature|commentary|interview)s?
    (?:breaking(?: news)?|última hora|urgente?|eilmeldung|dernière minute|ultim.ora|срочно|молния|عاجل|فوری)\W.{3,160} | به گزارش .{2,60} | کد خبر.{0,20} | (?:news )?provided by.{0,60} | (?:live|news) (?:ticker|feed|wire) | лента новостей | شريط الأخبار | новости партн[её]ров | news (?:of|from) (?:our )?partners | partner news
    """
# Labels and buttons at the foot of a report.
FOOT = r"""
    (?:article )?(?:tags?|topics|labels|filed under|tagged|posted in|categor(?:y|ies)|keywords|related topics|trending topics)(?:\W.{0,160})? | mehr lesen über | schlagw[oö]rter.{0,60} | themen(?: zu diesem beitrag)?(?:\W.{0,60})? | mots-clés.{0,60} | etiquetas?(?:\W.{0,60})? | temas?(?:\W.{0,40})? | برچسب‌?ها.{0,40} | الكلمات المفتاحية.{0,20} | теги.{0,60}
    share or comment on this article.{0,300} | reuse this content | hier können sie die rechte .{0,60} | rechte (?:an diesem artikel )?erwerben | (?:order )?reprints?.{0,40} | request reprint.{0,80} | license this content | feedback | (?:submit )?corrections?.{0,60}
    comparte esta noticia | partager.{0,60} | (?:artikel )?teilen | اشتراک گذاری | written by .{2,40} | posted by .{2,60} | \d+ followers | follow | temps de lecture.{0,20} | lesezeit.{0,20} | tiempo de lectura.{0,20} | \d+ mi?n\.? | \d+ min(?:ute)?s? read\W*.{0,20}
    (?:terms|privacy|cookies?|impressum|datenschutz|kontakt|mentions légales|aviso legal|contact(?: us)?|about(?: us)?|careers|help|sitemap|site index|sections)(?:\W.{0,60})? | back to top | copyright(?:\W.{0,160})? | ©.{0,200}
    published (?:in|on)(?:\W.{0,80})? | a version of this article.{0,260} | source ?: .{2,60} | quelle ?: .{2,60} | source [A-Z].{2,60} | region / country | primary country | footer links | choose your membership | sign up.{0,60} | subscribe.{0,60} | get started | give now | donate.{0,20}
    """
IN_TEXT = frozenset(
    ("advertisement", "share buttons", "picture credit or caption", "no words", "code or controls of the page", "credit")
)  # fmt: skip


# The cost of a line in words of prose: so much of it must follow before a report is taken to go on.
def _lines(words: str) -> Linear:
    parts = (part.strip() for line in words.strip().splitlines() for part in line.split(" | "))
    return Linear(rf"\W*(?:{'|'.join(parts)})\W*", ignore_case=True)


LEADS_ELSEWHERE = _lines(LINKS)
COSTS = (
    (60, _lines(ENDS)),
    (22, _lines(MACHINERY)),
    (18, _lines(OTHERS)),
    (4, LEADS_ELSEWHERE),
    (12, _lines(FOOT)),
    (4, _lines(ABOVE)),
)
MAX_LINE = 300


@lru_cache(maxsize=4096)
def cost_of(line: str) -> int:
    """Return how many words of prose speak against a report going on after this line; 0 if it is not known as furniture."""
    if len(line) > MAX_LINE or (
        line.endswith(":") and line.lower().startswith(("he ", "she ", "they ", "the ", "a "))
    ):
        return 0
    return next((cost for cost, pattern in COSTS if pattern.fullmatch(line)), 0)


def leads_elsewhere(line: str) -> bool:
    """Return whether a line heads links to other reports, as they are printed in the middle of one."""
    return len(line) <= MAX_LINE and bool(LEADS_ELSEWHERE.fullmatch(line))


# A paragraph in which whoever publishes or writes speaks of itself to readers, outside quotations; each of these is enough at the end
# of a report, the strong ones anywhere in a page.
STRONG = Linear(
    r".*(?:to continue reading|continue reading (?:this|your)|already (?:a subscriber|have an account)|start (?:a|your) free trial|unlimited access to|"
    r"(?:available|reserved|only) (?:to|for) (?:our )?subscribers|(?:register|subscribe|log in|sign in) to (?:read|continue|keep reading)|to read the (?:full|rest)|"
    r"jetzt weiterlesen|(?:artikel|beitrag) weiterlesen|réservée? aux abonnés|il vous reste \d|para seguir leyendo|exclusivo para suscriptores|"
    r"join .{0,40}(?:whatsapp|telegram) channel|(?:updates|stories|news|newsletter|straight|directly|delivered|sent|every \w+|each \w+)(?:\W.{0,40})?\W(?:to|in|into) your inbox|(?:may|might) be using cookies|cookies and other technologies|"
    r"(?:may|might) (?:earn|get) a .{0,12}commission|datenschutzerklärung|newsletter (?:in den tag|anmelden)|"
    r"(?:dans|directement dans) (?:votre|ta) (?:bo[iî]te|messagerie)|(?:en|a) tu (?:correo|bandeja)|in ihr(?:em|en)? (?:e-mail-)?postfach|if you (?:notice|find|see|spot) an? (?:error|mistake|typo)|"
    r"(?:если вы |нашли |заметили |увидели )+(?:ошибку|опечатку)|ctrl ?\+ ?enter|reader-supported publication|(?:free or|or a) paid subscri|to receive new posts|подписывайтесь на|подпишитесь на|читайте нас в|تابعونا على|اشترك في|ما را در .{2,20} دنبال کنید|"
    r"thanks for reading .{2,60}subscri|subscribe (?:for free )?to receive|sign up (?:to|for) .{0,60}(?:newsletter|alerts?|briefing|updates|email)|"
    r"(?:morning|evening|daily|weekly|email) (?:briefing|rundown|newsletter)(?:\W.{0,80})?(?:subscribe|sign up|inbox)|tax[- ]deductible|download (?:the|our) .{0,30}app|"
    r"newsletter (?:abonnieren|bestellen)|je m['’]abonne|abonnez-vous|suscríbete|(?:empfohlener|externer) (?:redaktioneller )?inhalt|an dieser stelle finden sie|"
    r"click here to (?:subscribe|sign up|read|follow)|(?:like|follow) (?:[@\w&-]+ ){1,6}on (?:facebook|twitter|x|instagram)\W.{0,120}(?:updates|stories|news)|follow (?:us|me) on (?:twitter|facebook|instagram|linkedin|x|telegram)).*",
    ignore_case=True,
)
AT_END = Linear(
    r".*(?:supporting us|support us|small favou?r|our (?:\w+ )?journalism|funded by (?:our )?readers|available for everyone|views expressed|opinions expressed|[\w.+-]+@[\w-]+\.\w{2,}|https?://\S+|support (?:local|independent|our) journalism|follow (?:\w+[’']s? (?:full )?coverage|me|us|\w+ \w+|coverage|our|the|all)\W.{0,80}|"
    r"our (?:goal|community|readers|guidelines|terms|newsletter|privacy|mission)|community guidelines|terms of (?:use|service)|privacy policy|post(?:ing)? (?:a )?comments?|"
    r"(?:is|was|has been) an? .{0,60}(?:writer|reporter|correspondent|editor|journalist|columnist|contributor|author|professor|fellow)(?:\W.{0,160})?|"
    r"(?:writes|reports|blogs|tweets) (?:about|on|for|at) .{0,100}|i (?:write|cover|report on) .{0,160}|(?:he|she|they) (?:can be (?:reached|found|followed)|tweets)\W.{0,80}|"
    r"your (?:gift|donation|support|subscription|inbox|comments?)|contributed to this|(?:contact|write to) us for (?:a )?subscription|(?:offered|available) to (?:its |our )?subscribers|search (?:the|our) archives?|\w\.(?:com|org|net)/\w.{0,80}|^(?:[\w.’'-]+ ){1,4}(?:reported|contributed|contributed reporting) from [^.]{2,60}\.?$|this (?:story|article|report) (?:was|has been|is) .{0,120}|"
    r"journalists report .{0,40}in \d+ languages|^(?:the )?(?:[\w.’'/-]+ ){1,5}is (?:an?|the) (?:[\w-]+,? ){0,5}(?:news (?:agency|organi[sz]ation|service|network|site|outlet|portal)|newspaper|broadcaster)\W.{0,300}|sigue toda la|suivez(?:-nous| toute)|folgen sie|abonn|es corresponsal|est (?:journaliste|correspondant)|ist (?:redakteur|korrespondent|autor)|"
    r"über dieses thema berichtete|alle rechte|tous droits|todos los derechos|all rights|copyright|©|reprodu).*",
    ignore_case=True,
)
# How a page asks for consent to cookies, in its own words. "We and our partners" alone is how an aid agency speaks.
PARTNERS = (
    r"(?:(?:we|us) (?:and|,) (?:our |up to )*(?:\d[\d,.]* )?(?:carefully selected |trusted |third[- ]party |tcf |advertising )*(?:partners|vendors)|"
    r"(?:(?:wir|uns) und unsere|(?:mit|von) unseren) (?:[\w.]+ )?partnern?|(?:nous et|avec) nos (?:[\w.]+ )?partenaires|(?:nosotros y|con) nuestros (?:[\w.]+ )?socios|(?:noi e|con) i nostri (?:[\w.]+ )?partner|"
    r"(?:nós e|com) os nossos (?:[\w.]+ )?parceiros|wij en onze (?:[\w.]+ )?partners)"
)
PRIVATE = r"(?:cookies?|on (?:a|your) device|verarbeiten wir daten|personal data|personali[sz]ed|consent|personenbezogene|ihrem gerät|données personnelles|traceurs|datos personales|dati personali|dados pessoais|persoonsgegevens)"
CONSENT = Linear(
    rf".*(?:{PARTNERS}\W.{{0,200}}{PRIVATE}|store and/or access information on|access (?:to )?information on your device|(?:click(?:ing)?|tap) .{{0,40}}to consent|"
    r"you(?:r)? consent to (?:our|the use of|the processing|cookies)|(?:change|manage|managing|withdraw) your (?:privacy|consent|cookie)|(?:change|managing) your preferences before consenting|"
    r"your privacy (?:choices|is important|matters)|we (?:value|care about) your privacy|(?:we|(?:this|our) (?:web ?)?(?:site|page)s?) (?:also )?uses? (?:\w+ )?cookies|cookies help us|"
    r"ihre privatsphäre ist|(?:wir|diese (?:seite|website)) (?:verwende[nt]|nutze?n?t?) (?:\w+ )?cookies|nous (?:utilisons|déposons) des cookies|en poursuivant votre navigation|"
    r"(?:utilizamos|usamos|este sitio (?:web )?(?:utiliza|usa)) cookies|(?:utilizziamo|questo sito utilizza) (?:i )?cookie|wij gebruiken cookies|"
    r"мы используем (?:файлы )?(?:cookie|куки)|(?:ما )?از کوکی‌?ها? استفاده|نستخدم ملفات تعريف).*",
    ignore_case=True,
)
MAX_ABOUT, MAX_CONSENT = 90, 250  # words


def asks_readers(text: str) -> bool:
    """Return whether a paragraph asks its readers for something, wherever it stands: to subscribe, to follow, to pay, to consent."""
    paragraph = paragraph_of(text)
    if paragraph.has(MAX_CONSENT):
        return False
    own = _own_words(text)
    return bool(CONSENT.fullmatch(own)) or (not paragraph.has(MAX_ABOUT) and bool(STRONG.fullmatch(own)))


def speaks_of_itself(text: str) -> bool:
    """Return whether a paragraph is about its writer or publisher, if it stands at the end."""
    return not paragraph_of(text).has(MAX_ABOUT) and bool(AT_END.fullmatch(_own_words(text)))


def _own_words(text: str) -> str:
    return without_quotations(text.lower())
