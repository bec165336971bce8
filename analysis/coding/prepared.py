"""A document's text as the rules see it."""

from __future__ import annotations

from analysis.coding.lexicon import fold
from analysis.document import Document

MASK = "\ue000"  # stands for a character of a search phrase that was spliced into a sentence


def prepared(document: Document) -> str:
    """The text, of the same length: characters folded, spliced search phrases masked."""
    text = fold(document.text)
    for start, end in document.layer("keyword"):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
