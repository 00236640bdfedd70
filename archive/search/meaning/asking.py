"""Words of asking at the beginning of a query ("please show me all articles about"), which say nothing of the reports wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.search.language.nodes import And, Node, Word, join_and
from archive.search.parameters.address import Address

REPORTS = r"(?:(?:press|news(?:paper)?)\s+)?(?:articles?|reports?|stories|news|documents?|texts|information|material|coverage|anything|everything)"
SOME = r"(?:(?:all|any|some|every|the|more|of\s+the)\s+)*"
ABOUT = r"(?:about|on|concerning|regarding|of)"
TOLD = (
    r"(?:(?:that|which)\s+(?:describe|discuss|mention|report|say|show|tell|deal|explain|cover|talk)s?"
    r"(?:\s+(?:about|on|of|with))?|describing|discussing|mentioning|dealing\s+with)"
)
ASKING = re.compile(
    rf"""
    (?:please\s+|kindly\s+)?(?:(?:can|could|would)\s+you\s+(?:please\s+)?)?
    (?:
        (?:show|find|give|get|tell)\s+(?:me|us)\s+{SOME}(?:{REPORTS}\s+)?
        | (?:show|find|list|give|search\s+for|look\s+for)\s+{SOME}{REPORTS}\s+
        | (?:i\s+am|i['’]m|we\s+are)\s+(?:looking|searching)\s+for\s+{SOME}(?:{REPORTS}\s+)?
        | i\s+(?:want|need|would\s+like)\s+(?:to\s+(?:find|see|read|know)\s+)?{SOME}(?:{REPORTS}\s+)?
        | (?:(?:is|are)\s+there\s+)?{SOME}{REPORTS}\s+(?=(?:about|on|concerning|regarding)\s|{TOLD}\s)
        | (?:do|would)\s+you\s+have\s+{SOME}(?:{REPORTS}\s+)?(?=(?:{ABOUT}|{TOLD})\s)
        | (?:can|could)\s+i\s+(?:find|see|read)\s+{SOME}(?:{REPORTS}\s+)?
        | what\s+(?:happened|was\s+happening|is\s+known)\s+(?=\S)
    )
    (?:{TOLD}\s+)?(?:{ABOUT}\s+)?(?:(?:how|why|when|where|what|whether)\s+)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
MAX_LENGTH = 200  # characters looked through


@dataclass(frozen=True)
class SetAside:
    """Words of asking that were not searched for; if `on` is false they were."""

    typed: str
    off_url: str
    on: bool = True


def set_aside_asking(tree: Node, *, source: str, address: Address, keep: bool = False):
    """Return (the tree without words of asking at its beginning, SetAsides). Words outside brackets and quotation marks count."""
    lead = len(source) - len(source.lstrip())
    found = ASKING.match(source[: lead + MAX_LENGTH], lead)
    if found is None or not isinstance(tree, And):
        return tree, []
    asking = [node for node in tree.nodes if node.span[1] <= found.end()]
    rest = [node for node in tree.nodes if node.span[0] >= found.end()]
    are_words = all(isinstance(node, Word) and not node.literal for node in asking)
    if not asking or not rest or not are_words or len(asking) + len(rest) < len(tree.nodes):
        return tree, []
    url = str(address.setting("asking", "" if keep else "1"))
    aside = SetAside(source[asking[0].span[0] : asking[-1].span[1]], url, on=not keep)
    return (tree if keep else join_and(rest)), [aside]
