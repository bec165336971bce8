"""A coding as rows: JSON Lines in the study's own form, and CSV tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.coding.coded import COMPONENTS, Coded

TABLES = ("layers", "units", "quotations", "statements")
_JSON = {
    "units": ["start", "end", "label", "confidence"],
    "quotations": ["start", "end", "kind", "speaker", "cue_start", "cue_end", "source"],
    "layers": ["start", "end", "layer"],
}


def objects(coded: Coded) -> Iterator[dict]:
    """One dict an annotation, with `type` and `doc`: a document's layers, units, quotations, then its statements.

    A component of a statement is `[start, end]`; what is absent is left out.
    """
    tables = {name: dict(iter(getattr(coded, name).groupby("doc", sort=False))) for name in TABLES}
    for document in coded.documents:
        for name in TABLES:
            rows = tables[name].get(document.id)
            if rows is not None:
                make = _statement if name == "statements" else _plain
                yield from (make(row, name) for row in rows.to_dict("records"))


def jsonl(coded: Coded) -> Iterator[str]:
    """The objects as lines of JSON, without line ends."""
    return (json.dumps(row, ensure_ascii=False) for row in objects(coded))


def flat(coded: Coded) -> pd.DataFrame:
    """All annotations as one table: `type, doc, start, end`, then every column that any type has, and `words`."""
    parts = []
    for name in TABLES:
        part = getattr(coded, name).copy()
        part.insert(0, "type", name.removesuffix("s"))
        part["words"] = coded.words(part)
        parts.append(part)
    return pd.concat([part.astype(object) for part in parts], ignore_index=True)


def write_csv(coded: Coded, folder: Path) -> list[Path]:
    """Writes layers.csv, units.csv, quotations.csv and statements.csv, each row with its words; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in TABLES:
        rows = getattr(coded, name)
        paths.append(folder / f"{name}.csv")
        rows.assign(words=coded.words(rows)).to_csv(paths[-1], index=False, encoding="utf-8", lineterminator="\n")
    return paths


def _plain(row: dict, name: str) -> dict:
    made = {"type": name.removesuffix("s"), "doc": row["doc"]}
    for column in _JSON[name]:
        value = row[column]
        if not pd.isna(value):
            made[column] = round(value, 4) if isinstance(value, float) else value
    return made


def _statement(row: dict, name: str) -> dict:
    made = {"type": "statement", "doc": row["doc"], "unit_start": row["unit_start"], "unit_end": row["unit_end"]}
    for component in COMPONENTS:
        if not pd.isna(row[f"{component}_start"]):
            made[component] = [int(row[f"{component}_start"]), int(row[f"{component}_end"])]
    if row["force"]:
        made["force"] = row["force"]
    return made
