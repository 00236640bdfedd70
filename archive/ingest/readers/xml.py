"""Parse pieces of XML from outside: without entities of their own, without the network, however damaged."""

from __future__ import annotations

import re

from lxml import etree

from archive.ingest.readers.fields import RecordError

ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
DECLARATION = re.compile(rb"\A\s*<\?xml[^>]{0,200}\?>")


def xml_tree(content: bytes, *, encoding: str = "") -> etree._Element:
    """Return the tree of a document or a piece of one; what follows its root is dropped.

    Raises:
        RecordError: when it declares entities, or holds no element.
    """
    if ENTITY.search(content):
        raise RecordError("declares entities of its own, as no export does: it was not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False, remove_comments=True,
        encoding=encoding or None,
    )  # fmt: skip
    try:
        tree = etree.fromstring(content, parser=parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise RecordError(f"is damaged XML ({str(error)[:80]}): export it again") from error
    if tree is None:
        raise RecordError("is damaged XML: export it again")
    return tree


def local_name(element) -> str:
    """Return the name of an element without its namespace or prefix, however it is written; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
