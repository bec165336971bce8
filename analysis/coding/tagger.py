"""Parts of speech of words that the lexicon does not have: jieba's tags (dictionary and hidden Markov model)."""

from __future__ import annotations

from functools import cache

import rjieba


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text with jieba's tag of each (v verb, n noun, nr name of a person …)."""
    return _jieba().tag(text)


@cache
def _jieba() -> rjieba.Jieba:
    return rjieba.Jieba()
