"""Codings read from files: a folder of gold, or what the command line printed, as the study's tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.checking.gold import TABLES, Gold, GoldError, essay_gold
from analysis.coding.coded import COMPONENTS


def read_gold(folder: Path) -> Gold:
    """A gold coding from a folder with units, quotations and, where there are any, statements: .csv or .jsonl.

    Raises GoldError for a folder without units, and for a line that is no row of its table.
    """
    if (folder / "units.csv").exists():
        return essay_gold(folder)
    if not (folder / "units.jsonl").exists():
        raise GoldError(f"{folder.name}/ has neither units.jsonl nor units.csv; name a folder with a gold coding")
    return Gold(*(_rows(kind, _lines(folder / f"{kind}s.jsonl")) for kind in ("unit", "quotation", "statement")))


def read_coded(path: Path) -> Gold:
    """A coding as `python -m analysis code … --format jsonl` prints it. Raises GoldError for a line that is no row."""
    lines = list(_lines(path))
    kinds = ("unit", "quotation", "statement")
    return Gold(*(_rows(kind, [line for line in lines if line[1].get("type") == kind]) for kind in kinds))


def join(codings: Iterable[Gold]) -> Gold:
    """Several gold codings as one."""
    codings = list(codings)
    return Gold(*(pd.concat([getattr(c, name) for c in codings], ignore_index=True) for name in TABLES))


def _lines(path: Path) -> Iterable[tuple[str, dict]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield f"{path.name}, line {number}", json.loads(line)
                except json.JSONDecodeError as error:
                    raise GoldError(f"{path.name}, line {number}: not JSON ({error.msg}); restore the line") from None


def _rows(kind: str, lines: Iterable[tuple[str, dict]]) -> pd.DataFrame:
    edges = [f"{component}_{edge}" for component in COMPONENTS for edge in ("start", "end")]
    columns = {
        "unit": ["doc", "start", "end", "label"],
        "quotation": ["doc", "start", "end", "kind", "speaker", "source"],
        "statement": ["doc", "unit_start", "unit_end", *edges],
    }[kind]
    made = []
    for place, row in lines:
        if kind == "statement":
            spans = [row.get(component) or (None, None) for component in COMPONENTS]
            row = {**row, **dict(zip(edges, (edge for span in spans for edge in span), strict=True))}
        try:
            made.append([(row.get(c) or "") if c in ("speaker", "source") else row[c] for c in columns])
        except KeyError as error:
            raise GoldError(f"{place}: no {error.args[0]!r}; a {kind} needs {', '.join(columns[:4])}") from None
    table = pd.DataFrame(made, columns=columns)
    whole = [c for c in columns if c in ("start", "end", "unit_start", "unit_end")]
    return table.astype({**dict.fromkeys(whole, "int64"), **{c: "Int64" for c in columns if c in edges}})
