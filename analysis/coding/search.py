"""Looking for thousands of words in one pass over a text (Aho and Corasick 1975)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

_HALVES = re.compile("[\ud800-\udfff]")  # halves of characters: in no sound text, but JSON can bring them


def finder(words: Iterable[str], overlapping: bool = False) -> AhoCorasick:
    """What finds the words; where some overlap, the one that starts first, then the longest, or all of them."""
    return AhoCorasick(list(words), matchkind=MatchKind.Standard if overlapping else MatchKind.LeftmostLongest)


def found(words: AhoCorasick, text: str, overlapping: bool = False) -> list[tuple[int, int, int]]:
    """The number of each word found, its start and its end in code points, in order."""
    try:
        return words.find_matches_as_indexes(text, overlapping=overlapping)
    except UnicodeEncodeError:
        return words.find_matches_as_indexes(_HALVES.sub("\ufffd", text), overlapping=overlapping)
