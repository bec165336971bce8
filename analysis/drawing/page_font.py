"""A font for pages, with just the Chinese characters that stand on them, for readers whose machine has none.

It stands beside the pages, is named before the system's fonts and draws Chinese only (`unicode-range`). Named after them
it would be fetched only where it is needed, but Chromium then leaves boxes in what it had drawn before it came.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fontTools import subset
from matplotlib import font_manager

from analysis.drawing import style

FAMILY = "Study Chinese"
FILE = "chinese.woff"
FIRST = "\u2e80"  # what comes before, every machine draws
SPANS = "U+2E80-9FFF, U+F900-FAFF, U+FE30-FFEF, U+20000-2FA1F"
SHOWN = (".html", ".js")


def rule(address: str = FILE) -> str:
    """The style rule that names the font, for a style sheet from which `address` leads to it."""
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{address}") format("woff"); font-display: swap; '
        f"unicode-range: {SPANS}; }}\n"
    )


def characters(paths: Iterable[Path]) -> set[str]:
    """The characters of pages and scripts that the font has to draw."""
    found: set[str] = set()
    for path in paths:
        if path.suffix in SHOWN:
            found |= {character for character in path.read_text(encoding="utf-8") if character >= FIRST}
    return found


def write(shown: set[str], path: Path) -> None:
    """Writes the font with these characters (those it has) to `path`; the same characters give the same bytes."""
    options = subset.Options(
        flavor="woff", layout_features=[], hinting=False, recalc_timestamp=False, name_IDs=[0, 1, 2, 13, 14]
    )
    options.drop_tables += ["BASE", "vhea", "vmtx", "VORG"]  # upright lines, and nothing that only vertical ones need
    with _quietly("fontTools"):
        font = subset.load_font(font_manager.findfont(style.chinese_font()), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted(map(ord, shown)))
        subsetter.subset(font)
        subset.save_font(font, path, options)


@contextmanager
def _quietly(name: str) -> Iterator[None]:
    """Without what a library reports of each step, where somebody (Sphinx) has turned all reports on."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
