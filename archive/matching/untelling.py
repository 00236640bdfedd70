"""Words of a name that do not identify its bearer: ordinary words, titles and particles.

In a report that contains a protected name its single words are withheld too, except these. The database has the same list:
archive_untelling_words().
"""

from __future__ import annotations

from archive.kinds import PERSON
from archive.text.ordinary import ordinary_words

PARTICLES = """
    abu agha akhund al bani ben bibi bin bint da dal das de del della den der di dos du el hojatoleslam ibn imam jan junior khalifa
    lieutenant maj malik mawlavi mawlawi molla moulvi mufti mulla mullah ould pir qari qazi sergeant sahib senior
    sheik shaykh sir st ter the ul umm ur ust van von za
"""


def untelling_words() -> frozenset[str]:
    """Return the folded words that stay in a report even though they are part of a protected name."""
    return ordinary_words() | PERSON.words_before | frozenset(PARTICLES.split())
