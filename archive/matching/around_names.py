"""Words that stand within and around names: what joins their parts, what precedes them without being part of them, how they end."""

from __future__ import annotations

from archive.kinds import KINDS
from archive.text.ordinary import ordinary_words

# In lower case, these join two parts of a name.
JOINING = "of al el ul ur ud bin ibn e i y o de du da di la van von der ad as"
LINKS = frozenset(JOINING.split())
TWO_LINKS = frozenset({("of", "the"), ("de", "la")})
PREFIXES = frozenset({"al", "el", "as", "ad", "an", "ar", "ol", "ul"})
AFTER_APOSTROPHE = frozenset({"s", "t", "d", "m", "re", "ll", "ve", "n"})
ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those"})
# Capitalised within a run, these show that it is a heading.
IN_HEADINGS = """
    a against after amid and as at before but by for from in into is on or over the to under was with without how why what who next
"""
HEADINGS = frozenset(IN_HEADINGS.split())
# Beside a title they are part of it, and no name by themselves.
IN_TITLES = """
    foreign prime deputy vice acting defence defense interior home assistant senior joint special former chief general secretary
"""
ROLES = frozenset(IN_TITLES.split())

# The number of the kind that each word tells of: before a name, as a title that is not part of it, as its last word or after it.
BEFORE = {word: kind.number for kind in reversed(KINDS) for word in kind.words_before}
TITLES = {word: kind.number for kind in KINDS for word in kind.titles}
LAST_WORDS = {word: kind.number for kind in KINDS for word in kind.last_words}
# With these a name begins: Mullah Omar.
HONORIFICS = (
    frozenset().union(*(kind.words_before for kind in KINDS if kind.titles))
    - TITLES.keys()
    - ordinary_words()
)
