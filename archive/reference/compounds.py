"""Which words are also written in two words or with a hyphen (airstrike, air strike, air-strike), by their beginnings and ends.

Most words that could be parted never are ("present" is not "pre sent"), so each list takes what newspapers do part.
"""

from __future__ import annotations

# Nouns and adjectives before another word: air strike, checkpoint, long-range.
OPENERS = frozenset([
    "after", "air", "arms", "back", "battle", "bomb", "border", "box", "bread", "bridge", "camp", "cease", "check", "city", "clan", "coast", "cold",
    "country", "court", "cross", "day", "dead", "death", "drug", "earth", "eye", "farm", "field", "fire", "fish", "flag", "flash", "flood", "foot",
    "front", "fuel", "full", "gas", "grave", "grain", "grass", "ground", "guest", "gun", "half", "hand", "hard", "head", "heart", "heavy", "high",
    "hill", "home", "horse", "hospital", "house", "human", "ice", "iron", "land", "law", "life", "light", "line", "long", "machine", "main", "market",
    "master", "mine", "missile", "money", "moon", "motor", "mountain", "neighbour", "news", "night", "oil", "peace", "pipe", "police", "policy",
    "post", "power", "prison", "rail", "rain", "rear", "river", "road", "rock", "rocket", "safe", "school", "sea", "shell", "ship", "shop", "short",
    "side", "sky", "snow", "soft", "south", "north", "space", "spring", "steam", "stock", "stone", "store", "street", "strong", "summer", "sun",
    "sword", "tank", "tax", "team", "time", "top", "trade", "train", "tribes", "truck", "village", "wall", "war", "watch", "water", "way", "weapon",
    "week", "wheat", "wheel", "wild", "wind", "winter", "wood", "work",
])  # fmt: skip
# Nouns after another one: gunfire, peacekeeper, birthplace.
CLOSERS = frozenset([
    "base", "blade", "board", "boat", "book", "bound", "box", "boy", "breaker", "breaking", "bridge", "broken", "building", "catcher", "craft",
    "field", "fight", "fighter", "fire", "fold", "front", "girl", "ground", "holder", "house", "hunt", "keeper", "keeping", "killer", "line",
    "loader", "maker", "making", "master", "mine", "monger", "owner", "path", "piece", "place", "plane", "post", "power", "proof", "road", "room",
    "runner", "ship", "shop", "side", "smith", "stone", "storm", "strike", "teacher", "time", "town", "track", "trooper", "wall", "water", "weapon",
    "wide", "worker", "yard",
])  # fmt: skip
# Before any word, with a hyphen or without: anti-tank, non-state, post-war.
PREFIXES = frozenset(["anti", "counter", "mid", "multi", "non", "post", "semi", "ultra"])
# Before these words alone, given by their beginnings: pre-war, under way.
PREFIXED = {
    "inter": ("afghan", "african", "agency", "american", "arab", "clan", "communal", "connect", "continental", "cultural", "dependen", "ethnic", "european",
              "factional", "faith", "generation", "governmental", "korean", "link", "ministerial", "operab", "parliamentary", "party", "racial", "region",
              "related", "religious", "service", "state", "tribal", "war"),
    "over": ("burden", "emphas", "estimat", "exploit", "fish", "fl", "kill", "land", "populat", "power", "produc", "rid", "run", "simplif", "stretch", "time"),
    "pre": ("arranged", "colonial", "condition", "date", "dawn", "determined", "election", "emin", "empt", "existing", "industrial", "islamic", "planned",
            "recorded", "requisite", "revolution", "school", "suppos", "trial", "war"),
    "pro": ("active", "american", "communist", "democra", "govern", "independence", "iran", "pakistan", "russia", "soviet", "taliban", "west"),
    "sub": ("clan", "command", "committee", "commission", "continent", "contract", "district", "division", "group", "human", "machine", "national",
            "office", "region", "saharan", "standard", "tribe", "unit", "zero"),
    "super": ("gun", "power", "state"),
    "trans": ("afghan", "atlantic", "border", "boundary", "caspian", "continental", "national", "shipment", "siberian"),
    "under": ("age", "cover", "current", "develop", "employ", "equipped", "estimat", "foot", "fund", "manned", "nourish", "paid", "privileged", "represent",
              "secretar", "staff", "strength", "water", "way", "world"),
}  # fmt: skip
# A verb with a particle is one word as a noun: crackdown, pull-out, take over.
VERBS = frozenset([
    "back", "black", "blow", "break", "build", "burn", "call", "carry", "change", "check", "clamp", "clean", "clear", "close", "come", "count",
    "cover", "crack", "cut", "drop", "fall", "flare", "follow", "get", "give", "hand", "hang", "hide", "hold", "knock", "lay", "lead", "left", "let",
    "line", "lock", "look", "make", "mark", "melt", "mop", "pass", "pay", "phase", "pull", "push", "roll", "round", "run", "sell", "send", "set",
    "shake", "shoot", "show", "shut", "sit", "sleep", "slow", "speed", "spill", "spin", "stand", "start", "stay", "stick", "stop", "strip", "switch",
    "take", "tip", "top", "trade", "try", "turn", "walk", "warm", "wash", "wind", "wipe",
])  # fmt: skip
PARTICLES = frozenset(["away", "back", "down", "off", "out", "over", "through"])
# No word of their own, but how one ends: "working" is not "work ing".
ENDINGS = frozenset([
    "able", "ably", "age", "ages", "alism", "ally", "ard", "arded", "arding", "ardment", "ation", "ations", "cast", "casts", "edly", "ened", "ening",
    "ent", "ern", "ers", "ery", "est", "ets", "ful", "fully", "holm", "hood", "hoods", "ial", "ian", "ible", "ical", "ically", "icals", "ics", "ing",
    "ings", "ion", "ions", "ior", "ish", "ism", "isms", "ist", "ists", "ities", "ity", "ive", "ively", "ization", "ize", "ized", "led", "less", "ley",
    "ling", "lings", "man", "men", "ment", "ments", "ming", "ness", "nesses", "ning", "ological", "ology", "oring", "ors", "ped", "ping", "ral",
    "rant", "ray", "red", "rent", "ring", "row", "ry", "ship", "ships", "some", "son", "sons", "tain", "tained", "tainer", "taining", "tains", "ted",
    "ten", "ter", "tering", "ters", "ting", "ton", "tons", "tor", "tors", "ture", "ure", "ward", "wardness", "wards", "woman", "women", "yer", "yers",
])  # fmt: skip
# Words with such a beginning and end that are never parted, given by their beginnings.
WHOLE = (
    "afternoon", "alongsid", "around", "background", "campaign", "campbell", "campus", "confront", "counteract", "countermand", "counterpart",
    "declin", "determine", "displac", "earthquake", "examine", "facebook", "famine", "flagged", "handle", "hardens", "headlin", "holdings",
    "homeland", "housewi", "humankind", "iceland", "inclin", "mainten", "manifold", "maritime", "midwi", "multilateral", "multipl", "multitud",
    "nightmare", "nonethe", "nonsense", "outlin", "outsid", "pastime", "postal", "postpon", "postur", "rearm", "semin", "semit", "sometime", "sunday",
    "sunder", "sundry", "sunni", "ward", "warfar", "warmed", "warmer", "warrant", "warsaw",
)  # fmt: skip


def is_parted(first: str, last: str) -> bool:
    """Return whether a word of these two parts is also written as two words; both are folded."""
    if last in ENDINGS or (first + last).startswith(WHOLE):
        return False
    if first in PREFIXED:
        return last.startswith(PREFIXED[first])
    if first in OPENERS or first in PREFIXES or (first in VERBS and last.removesuffix("s") in PARTICLES):
        return True
    return last in CLOSERS or last.removesuffix("s") in CLOSERS
