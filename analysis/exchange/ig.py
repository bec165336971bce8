"""Institutional statements in IG Script, the notation of Frantz and Siddiki's Institutional Grammar 2.0."""

from __future__ import annotations

import pandas as pd

from analysis.coding.coded import COMPONENTS, Coded
from analysis.coding.ig_script import ig_script
from analysis.coding.statements import Statement


def scripts(coded: Coded, *, stringency: bool = False) -> pd.Series:
    """A line of IG Script a statement, under the index of `coded.statements`.

    stringency  writes the deontic's force beside it: `D[stringency=obligation](要)`
    """
    lines = []
    for row in coded.statements.itertuples():
        spans = {name: _span(getattr(row, f"{name}_start"), getattr(row, f"{name}_end")) for name in COMPONENTS}
        statement = Statement(row.unit_start, row.unit_end, **spans, force=row.force, reason=row.reason)
        lines.append(ig_script(coded.document(row.doc).text, statement, stringency=stringency))
    return pd.Series(lines, index=coded.statements.index, name="ig_script", dtype=object)


def _span(start: object, end: object) -> tuple[int, int] | None:
    return None if pd.isna(start) else (int(start), int(end))
