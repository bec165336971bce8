"""One script for counting: traditional and simplified texts count the same terms and name the same speakers."""

from __future__ import annotations

from functools import cache

import opencc

from analysis.coding.lexicon import fold


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length, so that offsets into one are offsets into the other.

    By words where `lexicon.fold`, which coding matches with, goes by characters: 乾隆 keeps the 乾 that is 干 elsewhere.
    Where the words would change the length of the text, or it holds halves of characters, it is folded by characters.
    """
    folded = fold(text)
    if folded == text:
        return text
    try:
        converted = _converter().convert(text)
    except UnicodeEncodeError:
        return folded
    return converted if len(converted) == len(text) else folded
