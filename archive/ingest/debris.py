"""Recognise page furniture around a report by its form alone.

These patterns hold for any source. What is known about a single source is in the table of boilerplate rules.
"""

from __future__ import annotations

import re

from archive.ingest.paragraphs import PastedParagraph
from archive.text.patterns import Linear

# Whole lines, ignoring case. A line with anything more is left alone.
LINES = {
    "navigation": (
        r"(?:skip to .{0,60}|menu|home(?:page)?|search|log ?in|sign ?in|register|my account|sections?|"
        r"back to top|next(?: article| post)?|previous(?: article| post)?|contact us|about us|all (?:news|stories)|"
        r"jump to\b.*|go to (?:home|main)\b.*|edition|live|tv|radio|weather|sports?|video|e-?paper|archives?|"
        r"\W*(?:home|news|world|asia|middle east|europe|africa|americas|uk|us|politics|opinion|sport|business|culture)"
        r"(?:\s*[|/>»›·•]\s*[\w &'’-]{2,25})+)"
    ),
    "share buttons": (
        r"(?:share(?: (?:this|on|via|article|story|post)\b.*)?|tweet(?: this)?|(?:(?:facebook|twitter|x|whatsapp|linkedin|"
        r"reddit|telegram|pinterest|instagram|e-?mail|print|copy link|save|bookmark|flipboard|tumblr|messenger|line|"
        r"share|pocket)[\s,|/·•]*)+(?:this|article|story)?|(?:article )?bookmarked?|find your bookmarks\b.*|"
        r"(?:facebook|twitter|whatsapp|email|linkedin) (?:share|icon|button)|click to (?:share|print|email)\b.*|"
        r"\d+ shares?|print this (?:page|article)|listen to this (?:article|story)|\d+ min(?:ute)?s? read|"
        r"follow (?:us|me)\b.{0,60}|follow @?[\w ]{2,30} on (?:facebook|twitter|x|instagram|telegram|youtube)|"
        r"like us on\b.{0,40}|add (?:us )?on google\b.*|join (?:our|us on) (?:whatsapp|telegram).{0,30}|facebook count.{0,10}|send (?:us )?(?:a )?(?:tips?|news tips?)\b.{0,60})"
    ),
    "advertisement": r"(?:advertisements?(?: - .*)?|ad|story continues below.*|article continues (?:after|below).*|"
    r"(?:sponsored|promoted)(?: content| by\b.*| stories)?|(?:sponsor|advertiser|partner) (?:message|content)|(?:a )?message from our sponsors?|paid (?:post|content)|ad content|by sponsor|continue reading.{0,40}|skip ad.*|"
    r"scroll to continue.*)",
    "cookie notice": r"(?:(?:this (?:web)?site|we|our (?:web)?sites?)\b.{0,40}\buses? cookies\b.*|.{0,80}\bcookie (?:policy|"
    r"settings|preferences)\b.{0,80}|(?:accept|reject)(?: all)?(?: cookies)?|manage (?:cookies|consent|preferences)|"
    r"privacy (?:policy|notice|settings)\b.{0,300}|terms (?:of (?:use|service)|and conditions|& conditions).{0,60})",
    "comment form": r"(?:(?:leave|post|add|write) (?:a|your) (?:comment|reply).{0,40}|your e-?mail address will not be "
    r"published.*|required fields are marked.*|save my name,? e-?mail.*|(?:no |\d+ |view |show |read |load |hide )?comments?"
    r"(?: \(?\d+\)?| are closed.*| off.*)?|join (?:our|the) (?:commenting|conversation|discussion|debate|forum).{0,60}|"
    r"join thought-provoking conversations.*|cancel reply|reply|name \*|e-?mail \*|website|post comment|"
    r"(?:log|sign) in to (?:comment|leave|post).{0,40}|be the first to comment.{0,40}|have you been affected by.{0,200})",
    "copyright notice": r"(?:(?:copyright\s*(?:©|\(c\)|\d{4})|©|\(c\)\s*\d{4}).{0,150}|.{0,60}\ball rights reserved\b.{0,150}|"
    r"this (?:material|article|report) may not be (?:published|reproduced|copied).{0,200}|reprinted with permission.{0,100})",
    "newsletter": r"(?:(?:sign up|subscribe)\b.{0,140}|get (?:our|the|all the) .{0,60}(?:newsletter|inbox|alerts?)\b.{0,60}|"
    r"(?:our |the |daily |weekly |morning )*newsletters?|enter your e-?mail.{0,60}|i would like to (?:be )?e-?mailed.{0,200}|"
    r"thank you for (?:signing up|subscribing|reading).{0,80}|already (?:a subscriber|have an account).{0,60}|"
    r"download (?:our|the) (?:app|free app)\b.{0,80})",
    "file number": r"(?:tags?|topics|filed under|categor(?:y|ies)|keywords|related topics)(?:\s*:.{0,160})?|more about.{0,60}",
    "code or controls of the page": (
        r"(?:.{0,200}(?:\{\{|\}\}|<\?php|function\s?\().{0,200}|(?:\d{1,2}:\d\d(?::\d\d)?\s*)+|no media source currently available|"
        r"(?:auto )?(?:\d{3,4}p\s*)+|(?:list )?\d+ of \d+|list of \d+ items?|end of list|direct link|pop-?out player|play(?: video| now)?|"
        r"listen(?: \d+ min\w*)?|embed(?: share)?|the (?:code|url|link) has been copied to (?:your|the) clipboard\W*|(?:normal|larger|smaller|largest) text size|(?:please|try to) (?:refresh|reload|enter|log in|sign in|check your|try again|wait)\b.{0,200}|"
        r"something went wrong.{0,80}|loading\W*.{0,30}|javascript\b.{0,120}|enable javascript.{0,120}|comment speech bubble|"
        r"font size.{0,30}|text size.{0,30}|gift(?: this)? article|(?:want to|to) bookmark\b.{0,120}|view offers|removed from .{0,40}|"
        r"close .{3,200} video|save articles\b.{0,120}|about sharing|accessibility (?:help|links)\b.{0,40})"
    ),
    "words of the archive that it comes from": (
        r"(?:see the article in its original context.{0,160}|a version of this (?:article|story) appear.{0,260}|about the archive|"
        r"this is a digiti[sz]ed version of.{0,400}|.{0,40}\bsubscribers\*? enjoy\b.{0,160}|\W*does not include .{0,80}subscribers.{0,20}|"
        r"this article is more than \d+ (?:years?|months?) old|our standards:.{0,120}|.{0,60}\bmay (?:be compensated|earn (?:a )?"
        r"(?:small )?commission)\b.{0,200}|.{0,60}\bad-free\b.{0,60}|start your .{0,60}(?:subscription|trial)\b.{0,40}|"
        r"register (?:now |here )?(?:for|to)\b.{0,120})"
    ),
    "the page's own clock": r"(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago|just now|(?:last )?updated? (?:\d+|an?) "
    r"(?:minute|hour|day)s? ago",
}
# Headings of lists of links; the titles below them are debris too.
LIST_HEADS = (
    r"(?:(?:you )?(?:may|might) also (?:like|be interested in)|related(?: (?:posts?|articles?|stor(?:y|ies)|news|content|links?|"
    r"coverage|reading|video))?|recommended(?: (?:for you|stories|articles|reading))?|read (?:more|also|next|this next)(?: from\b.*)?|"
    r"more (?:on this(?: story)?|from\b.{0,40}|stories|news|like this|related\b.{0,30})|see also|also read|don['’]t miss|"
    r"most (?:read|popular|viewed|shared|commented|recent)\b.{0,30}|(?:popular|top|latest|trending|featured|other|recent) "
    r"(?:stories|posts|news|articles|headlines|videos?)\b.{0,20}|trending(?: now)?|editors?['’]?s?['’]? picks?|in pictures|"
    r"what to read next|up next|around the web|from the web|breaking news|just in|key stories|explore more|further reading)\W*"
)
LIST_HEADS_ELSEWHERE = (
    r"(?:lesen sie (?:auch|dazu|mehr)|mehr zum thema|auch interessant|(?:à )?lire (?:aussi|également)|sur le même sujet|le[ae] también|más información|leggi anche|leia também|"
    r"lees ook|читайте также|по теме|материалы по теме|اقرأ أيضا?ً?|مواضيع ذات صلة|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|اخبار مرتبط)\W*"
)
# Lines after which the report cannot continue.
ENDS = (
    r"(?:about the authors?|author bio|about (?:this|the) (?:writer|contributor)|(?:leave|post|add|write) (?:a|your) "
    r"(?:comment|reply)\W*|join (?:our|the) (?:commenting forum|conversation|discussion)\W*|comments?(?: \(?\d+\)?)?|"
    r"(?:show|view) comments\W*|most (?:read|popular|viewed)\W*|-?\s*(?:ends|end of (?:report|story|text))\s*-?)"
)
TEASER = (
    r"(?:read(?: more| also| next| the full\b.{0,40})?|related (?:video|article|story|stories)|see also|also read|watch(?: live| now| more)?|listen|recommended|related|"
    r"in pictures|gallery|don['’]t miss)\s*(?:[:|»›>–—-]|→).{3,200}"
)
WIRE = r"(?:AFP|AP|Reuters|UPI|DPA|PA|PTI|IRNA|Xinhua|TASS|Interfax)"
PHOTO = r"(?:AP Photo|Getty(?: Images)?|EPA(?:-EFE)?|EFE|PA (?:Wire|Media)|Rex(?: Features)?|Shutterstock|Anadolu(?: Agency)?|Alamy|Corbis)"
PICTURE = (
    rf".{{0,400}}©.{{0,200}}|provided by .{{2,60}}|(?:photo(?:graph)?s?|pictures?|images?|credits?|illustration)"
    rf"(?: (?:by|credit))?\s*[:/|].{{2,160}}|.{{0,400}}[\[(](?:photo|picture|image|file photo|{WIRE}(?: Photo)?\s?[/:]|{PHOTO})[^)\]]{{0,80}}[)\]]\W*|"
    rf"(?:.{{0,400}}[.–—|(/:\]\"”’\s-]\s*)?(?:(?:{WIRE}|[A-Z][\w .’'-]{{2,40}})\s?[/,]\s?)?{PHOTO}\)?|"
    rf"(?:.{{0,400}}[.–—|(:\]\"”’\s-]\s*)?{WIRE}\s?/\s?(?:{WIRE}|[A-Z][\w .’'-]{{2,40}})\)?|"
    rf".{{0,400}}\s[A-Z][\w .’'-]{{2,40}}\s?/\s?(?:{WIRE}|dpa|EFE|ANSA|TASS)\)?|slideshow\b.{{0,30}}|"
    r".{10,400}\p{L}(?:photograph|photo|picture|illustration) by .{2,60}|"
    r".{10,400}[.!?”)\]|–—-]\s(?:photo(?:graph)?s?|pictures?|images?|pics?)(?:\s?[:/]|\s(?:by|courtesy|credit)\b).{2,60}|"
    r"show all \d+|click to (?:enlarge|zoom|view)\b.{0,30}|\d+ ?(?:/|of) ?\d+(?: .{3,300})?|(?:open|view) (?:image )?(?:in )?(?:gallery|fullscreen)\b.{0,40}|"
    r"(?:file )?(?:photo|picture|image|handout)|enlarge(?: image)?|image caption.{0,200}|image source.{0,100}|media caption.{0,200}"
)
# Credits in other languages, apart: their letters rule out \b.
PICTURE_ELSEWHERE = (
    r".{0,400}(?:\Wcredit\W|credit\.{3}|\| ?(?:foto|photo|bild|image)s?\W|(?:foto|bild(?:quelle)?|imagen|crédits?|fotografía|фото|fot\.|صورة|عکس|منبع تصویر|"
    r"توضیح تصویر)\s?[:،]).{0,120}|.{0,400}[(\[](?:file|[^()\[\]]{2,40}/)[^()\[\]]{0,60}[)\]]\W*"
)
PICTURE_LEAD = r"(?:file|file (?:photo|picture|image)|photo|caption)\s*[:–—-]\s.{3,400}|.{0,400}\b(?:REUTERS|AFP|EPA)/[\w ./-]{2,40}"
SIGNED_OFF = re.compile(rf"(?<=[.!?”\"])(\s*+[–—(\[-]*+\s*+{WIRE}(?:\s?/\s?{WIRE})?\s*[)\]]?\s*)$")
RELAYED = (
    r"(?:(?:[–—-]\s*)?(?:additional|further|with)? ?(?:reporting|editing|writing)(?: and (?:editing|writing|reporting))? by .{3,160}|"
    r"this (?:article|story|report) (?:was|is|has been|first|originally)\b.{0,160}|originally (?:published|posted|appeared)\b.{0,120}|"
    r"source\s*:.{2,120}|.{0,80}\bcontributed to this (?:report|article|story)|(?:via|courtesy of)\s.{2,60})"
)
# Each sign with words of which it contains at least one: searching for a word is quick, for a pattern it is not.
SIGNS_OF_AN_APPEAL = tuple(
    (words, re.compile(pattern))
    for words, pattern in (
        (
            ("our ",),
            r"\bour (?:reporting|reporters|journalists?|journalism|newsroom|coverage|readers|work possible)\b",
        ),
        (("paywall",), r"\bpaywalls?\b"),
        (
            (" journalism",),
            r"\b(?:quality|independent|investigative|fearless|trusted|free|honest) journalism\b",
        ),
        (("donat",), r"\bdonat(?:e|ing|ions?)\b"),
        (("subscri",), r"\bsubscri(?:be (?:now|today|for|to (?:our|read|get))|bers?|ptions?)\b"),
        (("reader",), r"\b(?:readers like you|reader-funded)\b"),
        (
            ("paid for", "as little", "one-off", "per month"),
            r"\b(?:paid for by|from as little as|one-off|per month)\b",
        ),
        (
            ("story",),
            r"\bthe (?:full |whole )?story (?:is|as it) (?:developing|develops|unfold\w*)\b|\bboth sides of the story\b",
        ),
        (("our latest",), r"\bour latest (?:documentary|podcast|film|investigation|video)\b"),
        (("newsletter", "inbox", "sign"), r"\bnewsletters?\b|\byour inbox\b|\bsign(?:ing)? up\b"),
        (("gift", "member"), r"\bgift articles?\b|\bmembership\b|\bmembers? of our\b"),
        (("please",), r"\bplease (?:consider|support|help|give|donate)\b"),
        (("support",), r"\bsupport (?:us|our|the work of)\b"),
    )
)
APPEAL_WORDS = ("your ", "donat", "support us", "become a", "give ", "as little")
APPEAL = re.compile(
    r"\byour (?:support|donation|contribution|subscription|gift|help)\b.{0,80}?\b(?:help|make|allow|power|enable|keep|let|mean|fund|"
    r"count|matter)s?\b|^(?:please )?(?:donate|support us|become a (?:member|supporter|subscriber)|make a donation|"
    r"give (?:today|now))\b|\bfrom as little as (?:£|\$|€)"
)
WE = re.compile(r"\b(?:we|us|our|ours|your?)\b")

APPEAL_REASON, CAPTION = "appeal to readers", "picture credit or caption"
MAX_LINE, MIN_CAPTION = 60, 5
MAX_APPEAL = 140
MAX_QUESTION = 15


def _whole(pattern: str) -> Linear:
    return Linear(rf"\W*(?:{pattern})\W*", ignore_case=True, across_lines=True)


WHOLE_LINES = tuple((_whole(pattern), reason) for reason, pattern in LINES.items())
TEASER_LINE, RELAYED_LINE = _whole(TEASER), _whole(RELAYED)
# "The bridge at Marwen. A. PERSON"
CREDIT_IN_CAPITALS = Linear(r".{10,400}(?:[\p{Ll})][.”)] |[.”)] ?\| ?)\p{Lu}[\p{Lu}. ]{0,3}[\p{Lu} /.]{4,40}")
PICTURE_LINE_ELSEWHERE = Linear(PICTURE_ELSEWHERE, ignore_case=True)
PICTURE_LINE, PICTURE_LEAD_LINE = Linear(PICTURE, ignore_case=True), _whole(PICTURE_LEAD)
# "3/20 Fighters at the gate" begins an item of a gallery, which may end with just the agency's name.
GALLERY_COUNT = Linear(r"\d{1,3} ?/ ?\d{1,3}\b.{0,120}")
CAPTION_LABEL = Linear(
    r"\W*(?:image|media|photo|picture|video) caption\W*|\W*(?:bildunterschrift|légende(?: de l.image)?|pie de foto|leyenda de la imagen|didascalia|подпись к фото|توضیح تصویر|شرح تصویر|تعليق الصورة)\W*",
    ignore_case=True,
)
CREDIT_ALONE = Linear(rf"\W*(?:{WIRE}|{PHOTO})(?:\s?/\s?[\w .-]{{2,40}})?\W*", ignore_case=True)
LIST_HEAD_LINES, END_LINE = (_whole(LIST_HEADS), _whole(LIST_HEADS_ELSEWHERE)), _whole(ENDS)


def why_debris(paragraph: PastedParagraph) -> str:
    """Return why this paragraph is not part of a report, or an empty string."""
    if paragraph.has_no_words:
        return "no words"
    if not paragraph.has(MAX_LINE + 1) and (reason := _line_reason(paragraph)):
        return reason
    if is_appeal(paragraph):
        return APPEAL_REASON
    return ""


def why_plain_appeal(sentence: PastedParagraph) -> str:
    """Return why this sentence, on its own an appeal for support, is debris, or an empty string."""
    return APPEAL_REASON if asks_plainly(sentence) else ""


def may_ask(paragraph: PastedParagraph) -> bool:
    """Return whether the sentences of this paragraph are worth searching for a request."""
    return _has_one(APPEAL_WORDS, paragraph.lowered)


def asks_plainly(paragraph: PastedParagraph) -> bool:
    """Return whether a publisher asks for support explicitly, outside quotations."""
    return may_ask(paragraph) and bool(APPEAL.search(paragraph.own_words.strip()))


def _has_one(words: tuple[str, ...], text: str) -> bool:
    return any(map(text.__contains__, words))


def heads_a_list(paragraph: PastedParagraph) -> bool:
    """Return whether links to other reports follow."""
    return not paragraph.has(9) and any(line.fullmatch(paragraph.text) for line in LIST_HEAD_LINES)


def could_be_a_link(paragraph: PastedParagraph) -> bool:
    """Return whether this may be the title of another report: not a sentence, or a short question."""
    return paragraph.is_title_like or (
        paragraph.text.endswith(("?", "!")) and not paragraph.has(MAX_QUESTION + 1)
    )


def ends_the_report(paragraph: PastedParagraph) -> bool:
    """Return whether the report cannot continue after this line."""
    return not paragraph.has(9) and bool(END_LINE.fullmatch(paragraph.text))


def counts_pictures(paragraph: PastedParagraph) -> bool:
    """Return whether an item of a picture gallery begins here."""
    return bool(GALLERY_COUNT.fullmatch(paragraph.text))


def announces_a_caption(paragraph: PastedParagraph) -> bool:
    """Return whether this announces the caption of a picture on the next line."""
    return bool(CAPTION_LABEL.fullmatch(paragraph.text))


def credits_alone(paragraph: PastedParagraph) -> bool:
    """Return whether this is an agency's name and nothing else."""
    return bool(CREDIT_ALONE.fullmatch(paragraph.text))


def is_appeal(paragraph: PastedParagraph) -> bool:
    """Return whether a publisher asks its readers for money or their address, in its own words and not in a quotation."""
    lowered = paragraph.lowered
    likely = [sign for words, sign in SIGNS_OF_AN_APPEAL if _has_one(words, lowered)]
    if (len(likely) < 2 and not may_ask(paragraph)) or paragraph.has(MAX_APPEAL + 1):
        return False
    if asks_plainly(paragraph):
        return True
    if len(likely) < 2 or not speaks_for_itself(paragraph):
        return False
    return sum(bool(sign.search(paragraph.own_words)) for sign in likely) >= 2


def speaks_for_itself(paragraph: PastedParagraph) -> bool:
    """Return whether the writer says "we" outside quotations, as appeals do and reports hardly ever do."""
    return bool(WE.search(paragraph.own_words))


def _line_reason(paragraph: PastedParagraph) -> str:
    for pattern, reason in WHOLE_LINES:
        if pattern.fullmatch(paragraph.text):
            return reason
    if heads_a_list(paragraph) or (TEASER_LINE.fullmatch(paragraph.text) and not paragraph.is_prose):
        return "related links"
    if RELAYED_LINE.fullmatch(paragraph.text):
        return "credit"
    if PICTURE_LEAD_LINE.fullmatch(paragraph.text):
        return CAPTION
    if not paragraph.ends_a_sentence and (
        PICTURE_LINE.fullmatch(paragraph.text)
        or PICTURE_LINE_ELSEWHERE.fullmatch(paragraph.text)
        or (paragraph.has(MIN_CAPTION) and CREDIT_IN_CAPITALS.fullmatch(paragraph.text))
        or CREDIT_ALONE.fullmatch(paragraph.text)
    ):
        return CAPTION
    return "about the author" if ends_the_report(paragraph) else ""
