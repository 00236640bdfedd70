"""The words by which claims are recognised: verbs of reporting, hedges, words for control, casualties, sides, fate and agreement.

In the patterns a name is one letter of those below, in place of its words: see `masked` in archive/evidence/suggest_reading.py.
"""

from __future__ import annotations

import re

FACTION, PERSON, PLACE = "\ue000", "\ue001", "\ue002"
LETTERS = {"faction": FACTION, "person": PERSON, "place": PLACE}
SOMEBODY = f"[{FACTION}{PERSON}]"


def words(*patterns: str) -> re.Pattern[str]:
    """Return a pattern of whole words in any case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


# Who says it, and what they do in saying it

ACTS: dict[str, str] = {
    "denies": r"denie[sd]|deny|(?:is|are|was|were) denying|rejects?|rejected|dismiss(?:es|ed)?|disputes?|disputed|refutes?|refuted",
    "confirms": r"confirms?|confirmed|admits?|admitted|acknowledges?|acknowledged|concedes?|conceded",
    "doubts": r"doubts?|doubted|questions|questioned|(?:casts?|threw) doubt on",
    "retracts": r"retracts?|retracted|takes? back what|took back what|withdrew (?:his|her|its|their) (?:claim|statement|report)",
    "predicts": r"predicts?|predicted|vow(?:s|ed)|forecasts?|warns?|warned",
    "asserts": r"says?|said|claims?|claimed|reports?|reported|announces?|announced|declares?|declared|states|stated|adds|added|insists?|insisted|"
    r"maintains|maintained|alleges?|alleged|asserts?|asserted|estimates?|estimated|thinks?|thought|believes?|believed|tells|told|writes|wrote|"
    r"speaks? of|spoke of|puts?|counts?|counted|had it|pointed out|points out|noted|argues?|argued|reckons?|reckoned|recall(?:s|ed)|boast(?:s|ed)|"
    r"accuses?|accused|blames?|blamed|hears?|heard|gives?|gave",
}
ACT_OF: list[tuple[str, re.Pattern[str]]] = [(act, words(pattern)) for act, pattern in ACTS.items()]
REPORTING = words(*ACTS.values())
# Verbs that report only with a figure or a reply after them: "put the number at", "gave the dead as".
WEAK = words(
    "puts?",
    "counts?",
    "counted",
    "gives?",
    "gave",
    "hears?",
    "heard",
    "reports?",
    "states",
    "questions",
    "claim(?:s|ed)?",
    "rejects?",
    "rejected",
    "dismiss(?:es|ed)?",
    "disputes?",
    "disputed",
    "estimates?",
    "doubts?",
)
NUMBER_OF = re.compile(
    r"^\s+(?:the |its |their |his |her )?(?:number|toll|dead|losses|figure|casualties|strength|total|count)\b",
    re.IGNORECASE,
)
ACCORDING_TO = re.compile(r"\b(?:according to|by the (?:count|figures|reckoning|account) of|in the words of|by(?= (?:the )?\S+ (?:figures|count|reckoning|account)\b))\s+", re.IGNORECASE)  # fmt: skip
# Before a verb these make it something else: a passive, an infinitive, a negation.
NO_REPORT = re.compile(r"\b(?:is|are|was|were|be|been|being|to|would|could|can|may|might|should|must|did|does|do|not|never|nobody|no one|nothing|if|no|any|little)\s*(?:\w{1,20}ly\s*)?$", re.IGNORECASE)  # fmt: skip
CALLED_FALSE = re.compile(
    r"\b(?:called|calls|described|describes)\s+(?:that|this|it|them|all that|all this|the (?:report|claim|story|charge|figure|account)s?)\s+(?:as\s+)?"
    r"(?:an?\s+|the\s+)?(?:\w+\s+)?(?:slander|lies?|nonsense|propaganda|talk|rumours?|untrue|false|baseless|invention|fabrication|fairy tales?)\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(r"(?:\s|^)(?:has|have|had|also|later|yesterday|today|now|since|again|then|already|however|himself|themselves|still|once|at first|at last|on \w{1,9}day|\w{1,20}ly)$", re.IGNORECASE)  # fmt: skip
CLAUSE_EDGE = re.compile(r",(?!\d)|[;:“”\"()–—]|\s-\s|\b(?:and|but|while|as|because|after|before|(?<!of )that|when|whereas|although|though|if|so|which|who|where|what)\b(?=\s)", re.IGNORECASE)  # fmt: skip
NO_CLAIMANT = words(
    "it",
    "which",
    "who",
    "that",
    "there",
    "what",
    "this",
    "these",
    "nobody",
    "no one",
    "nothing",
    "neither",
    "none",
    "today",
    "yesterday",
    "what",
    "if",
)

HEDGES = words(
    r"if confirmed", r"if (?:it is )?true", r"not confirmed", r"unconfirmed", r"reportedly", r"allegedly", r"apparently", r"supposedly", r"presumably",
    r"appear(?:s|ed)?(?: to)?", r"seem(?:s|ed)?(?: to)?", r"(?:is|are|was|were|been) (?:said|reported|believed|thought|understood|rumoured|feared|alleged) to",
    r"(?:was|were) later reported to", r"it is (?:said|reported|believed|thought)", r"some (?:say|said|accounts|reports)", r"one account", r"rumours?", r"perhaps", r"possibly", r"probably", r"believed", r"may have",
)  # fmt: skip

# Sorts of claimants, by a word in their description; the first that fits.

SORTS: list[tuple[str, re.Pattern[str]]] = [
    ("aid agency", words("red cross", "relief", "aid", "agenc(?:y|ies)", "united nations", "un", "unhcr", "icrc", "doctors?", "hospitals?", "charit(?:y|ies)", "monitors?", "observatory", "human rights")),
    ("witness", words("residents?", "witness(?:es)?", "travellers?", "refugees?", "shopkeepers?", "merchants?", "drivers?", "people", "villagers?", "survivors?", "traders?", "neighbours?", "women", "men", "prisoners?", "bus passengers?")),
    ("official", words("spokes(?:man|men|woman|person|people)", "officials?", "minist(?:er|ry)", "ambassador", "governor", "president", "general", "delegates?", "radio", "government", "secretary", "embassy", "police", "army", "planners", "figures", "mayor", "chief")),
    ("unnamed", words("sources?", "reports?", "rumours?", "diplomats?", "accounts?", "observers?", "analysts?", "some", "others", "they", "he", "she")),
]  # fmt: skip

# Things that are claimed

GENERIC_PLACE = (
    r"\b(?:(?:the|this|that|a|an|its|their|his|most|much|all|almost|half|parts|of|first|last|three|two|four|several|provincial|\w{1,12}ern|\w{1,12}est) ){0,6}"
    r"(?:cit(?:y|ies)|towns?|capitals?|provinces?|districts?|valleys?|villages?|airports?|airfields?|bases?|garrisons?|territory|countr(?:y|ies)|areas?|sites|strongholds?|corner of \ue002)"
)
MEN = r"(?:troops|forces|fighters|soldiers|men|militia|units|commanders|guerrillas|insurgents|rebels|militants|army|columns?|movement|alliance)"
AUXILIARIES = r"(?:has|have|had|is|are|was|were|been|being|said|reported|believed|thought|claimed|to|would|will|be|then|now|later|never|again|already|also|all|only|once|still|\w{1,20}ly)"
COUNTED_AS: list[tuple[str, re.Pattern[str]]] = [
    ("children", words("child(?:ren)?", "schoolchildren", "boys", "girls", "pupils")),
    ("women", words("women", "woman", "wives", "widows")),
    ("civilians", words("civilians?", "villagers?", "residents?", "inhabitants", "farmers", "passers-by", "worshippers", "shoppers", "bystanders", "townspeople")),
    ("fighters", words("fighters?", "soldiers?", "troops", "militants?", "guerrillas?", "rebels?", "insurgents?", "gunmen", "policem[ea]n", "police officers?", "militiamen", "combatants?", "mujahedin", "mujahideen", "conscripts", "guards", "officers?", "recruits", "commandos", "terrorists?", "marines", "airmen", "taliban", "defenders", "attackers")),
    ("foreigners", words("foreigners?", "americans?", "britons?", "diplomats?", "journalists?", "aid workers?", "advisers?", "pakistanis?", "arabs", "iranians?", "russians?")),
]  # fmt: skip
PEOPLE = words(
    "people", "persons?", "men", "dead", "victims", "refugees", "prisoners", "captives", "agitators", "saboteurs", "hostages", "families", "hazaras", "uzbeks", "tajiks",
    "pashtuns", "afghans", "iraqis", "syrians", "members", "bodies", "students", "passengers", "demonstrators", "protesters", "patients", "casualties", "others", "workers",
    "of them", "of his men", "of their number", "governors?", "officials?", "commanders?", "generals?", "clerics", "lives", "dead", "wounded", "killed", "shias?", "sunnis", "teachers", "drivers",
    *(pattern.pattern[5:-3] for _, pattern in COUNTED_AS),
)  # fmt: skip
THINGS = words(
    "tanks?", "rockets?", "shells?", "bombs?", "missiles?", "aircraft", "planes?", "helicopters?", "vehicles?", "trucks?", "lorr(?:y|ies)", "guns?", "rifles?", "weapons?", "miles?", "kilomet(?:er|re)s?",
    "km", "met(?:er|re)s?", "feet", "years?", "months?", "weeks?", "days?", "hours?", "minutes?", "per cent", "percent", "dollars?", "pounds?", "tons?", "tonnes?", "villages?", "towns?", "districts?",
    "provinces?", "houses?", "homes?", "buildings?", "positions?", "posts?", "checkpoints?", "strikes?", "sorties", "airstrikes?", "times?", "points?", "mines?", "boats?", "oil", "mosques?", "schools?", "hospitals?", "clinics?",
    "targets?", "units?", "sites?", "o'clock", "euros?", "million euros?", "countries", "gates", "camels?", "sheep", "goats?", "horses?", "pieces", "mortars?", "bunkers?", "crossings?", "bridges?", "battalions?", "brigades?", "shops?", "seats?",
)  # fmt: skip
STATES: dict[str, str] = {
    "killed": r"killed|kill|killing|kills|dead|died|die|dying|slain|slaughtered|massacred|executed|lost their lives|lost his life|shot dead|death toll|deaths|deaths|fatalities|murdered|beheaded|hanged|bodies|corpses|perished",
    "wounded": r"wounded|injured|hurt|maimed|wounding|injuring",
    "captured": r"captured|taken prisoner|took prisoner|taken captive|arrested|detained|imprisoned|rounded up|prisoners|captives|held|seized|capturing|arresting|hostages",
    "displaced": r"displaced|refugees|fled|driven from their homes|homeless|uprooted|left their homes|have left|fleeing|evacuated|brought",
    "defected": r"defected|deserted|deserting|deserters|surrendered|gone over|went over|laid down their arms|changed sides|switched sides|surrender",
}
STATE = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{state}>{pattern})' for state, pattern in STATES.items())})\b", re.IGNORECASE
)
# What stands where an intention, a condition or a wish is told rather than something that happened.
INTENDED = re.compile(
    r"\b(?:(?<!said )(?<!reported )(?<!claimed )(?<!believed )(?<!thought )(?<!continue )(?<!continues )(?<!continued )to|could|might|may|should|can|must|cannot|fail(?:s|ed)? to|unless|until)\s+(?:\w{1,20}ly\s+|be\s+)*$",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|would|is going to|are going to|shall)\s+(?:\w{1,20}ly\s+|be\s+)*$", re.IGNORECASE
)
CONDITION = re.compile(r"\b(?:even if|if(?! confirmed| true)|unless|in case|whether|how)\b", re.IGNORECASE)
CLAUSES = re.compile(r"[,;:]")


def is_not_so(text: str, at: int) -> bool:
    """Return whether what stands at this place is intended, possible or a condition rather than said to be so."""
    clause = CLAUSES.split(text[max(0, at - 120) : at])[-1]
    return bool(CONDITION.search(clause) or INTENDED.search(clause))


def is_to_come(text: str, at: int) -> bool:
    """Return whether what stands at this place is said to come."""
    return bool(FUTURE.search(text[max(0, at - 40) : at]))
