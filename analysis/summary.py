"""The study's main figures of one coded text, in one table."""

from __future__ import annotations

import pandas as pd

from analysis.coding.coded import Coded
from analysis.counting.script import simplified


def summary(coded: Coded, doc: str | None = None) -> pd.DataFrame:
    """What a text is made of, one figure a row. Columns: `figure`, `value` (as printed).

    The shares are of characters that are not white space; `named` counts statements that say who is to act.
    """
    document = coded.document(doc)
    units = coded.units[coded.units["doc"] == document.id]
    quotes = coded.quotations[coded.quotations["doc"] == document.id]
    statements = coded.statements[coded.statements["doc"] == document.id]
    layers = document.layers.assign(size=[_size(words) for words in document.words(document.layers)])
    page, essay = _size(document.text), int(layers.loc[layers["layer"] == "essay", "size"].sum())
    sizes = pd.Series([_size(words) for words in document.words(units)], index=units.index, dtype="int64")
    labels = units["label"].value_counts()
    own = quotes[quotes["kind"] != "mention"]
    rows = [
        ("characters of the page", f"{page:,}"),
        ("characters of the essay", f"{essay:,} ({essay / page:.0%})"),
        ("injected blocks", f"{(layers['layer'] == 'injected').sum()}"),
        ("spliced search phrases in the essay", f"{_inside(document, 'keyword', 'essay')}"),
        ("rhetorical units", f"{len(units)}"),
        *(
            (
                f"units: {label}",
                f"{count} ({sizes[units['label'] == label].sum() / max(1, sizes.sum()):.0%} of characters)",
            )
            for label, count in labels.items()
        ),
        (
            "quotations",
            f"{len(own)}, by {own.loc[own['speaker'] != '', 'speaker'].map(simplified, na_action='ignore').nunique()} speakers",
        ),
        ("characters quoted", f"{(own['end'] - own['start']).sum():,}"),
        ("mentions in quotation marks", f"{(quotes['kind'] == 'mention').sum()}"),
        ("institutional statements", f"{len(statements)}"),
        ("of them with an actor named", f"{statements['A_start'].notna().sum()}"),
    ]
    return pd.DataFrame(rows, columns=["figure", "value"])


def _size(words: str) -> int:
    return sum(not character.isspace() for character in words)


def _inside(document, inner: str, outer: str) -> int:
    hosts = document.layer(outer)
    return sum(any(a <= start and end <= b for a, b in hosts) for start, end in document.layer(inner))
