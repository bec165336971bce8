"""Looking for thousands of words: in one pass over a text (Aho and Corasick 1975), or as part of a regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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


def alternation(forms: Iterable[str] | Mapping[str, str]) -> str:
    """A regular expression that takes the longest of the forms, folded into a tree by common beginnings.

    Python tries the branches of an alternation one by one; in a tree it tries one branch a character, so that a lexicon
    of a thousand words costs little more than one of ten; the fullest branches come first, being the likeliest. A mapping
    gives for each form what may not follow it, parted by spaces: the beginnings that make another word of it (更 is no
    connective before 新, since 更新 is "renew").
    """
    guards = forms if isinstance(forms, Mapping) else dict.fromkeys(forms, "")
    tree: dict = {}
    for form, unless in guards.items():
        node = tree
        for character in form:
            node = node.setdefault(character, {})
        node[""] = f"(?!{alternation(unless.split())})" if unless else ""
    # one branch a character, even where a form ends with it: a search then skips what begins no form
    return _either([re.escape(key) + _below(tree[key]) for key in _ordered(tree)])


def _below(tree: dict) -> str:
    """The tree below a node as a pattern; the key "" marks that a form ends here and holds its guard."""
    keys = _ordered(tree)
    leaves = [key for key in keys if tree[key] == {"": ""}]
    branches = [re.escape(key) + _below(tree[key]) for key in keys if key not in leaves]
    if leaves:
        branches.append(f"[{''.join(map(re.escape, leaves))}]" if len(leaves) > 1 else re.escape(leaves[0]))
    if "" in tree:
        branches.append(tree[""])
    return _either(branches)


def _either(branches: list[str]) -> str:
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _ordered(tree: dict) -> list[str]:
    return sorted((key for key in tree if key), key=lambda key: (-_size(tree[key]), key))


def _size(tree: dict) -> int:
    """How many forms end below a node."""
    return sum(1 if key == "" else _size(below) for key, below in tree.items())
