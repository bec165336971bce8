"""Paragraphs of other origin among the author's, told by their form."""

from __future__ import annotations


def injected(paragraphs: list[str], phrases: tuple[str, ...], authors: list[bool]) -> list[bool]:
    """Whether each paragraph of a page's body is of other origin. For the time being: none."""
    return [False] * len(paragraphs)
