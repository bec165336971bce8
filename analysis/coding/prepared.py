"""A document's text as the rules see it."""

from __future__ import annotations

import re

from analysis.coding.lexicon import fold
from analysis.document import Document

MASK = "\ue000"  # stands for a character of a search phrase that was spliced into a sentence
_BREAK = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # line ends that are no \n


def prepared(document: Document) -> str:
    """The text, of the same length: characters folded, other line ends as \\n, spliced search phrases masked."""
    text = _BREAK.sub("\n", fold(document.text))
    for start, end in document.layer("keyword"):
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
