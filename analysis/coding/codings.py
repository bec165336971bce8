"""Folders of gold codings and the texts they code: names, places, and folds over documents."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from analysis.places import DATA

SHORT_NAMES = {"government_work_reports": "gwr", "cpc_congress_reports": "cpc"}
# codings in data/gold to train on, beside the first gold set
MORE_GOLD = ("press", "reports", "mixed", "drawn", "widened")
ESSAY = "essay"  # the essay's settled coding: units.csv, of the page in the repository
APART = "apart"  # codings in data/gold that nothing is trained on
FOLDS = 5


class GoldError(ValueError):
    """Gold codings that cannot be used; the message names file, line and remedy."""


def gold_folders(gold: Path) -> list[Path]:
    """The folder of gold codings that a command names, and the study's own codings of other documents."""
    return [Path(gold), *(DATA / "gold" / name for name in (*MORE_GOLD, ESSAY))]


def read_texts(texts_dir: Path, wanted: Iterable[str]) -> dict[str, str]:
    """The texts of documents from the JSON Lines collections of a folder, by name (`collection:row`, or field `doc`).

    Raises GoldError where a document is in none of them.
    """
    wanted, found = set(wanted), {}
    collections = {doc.split(":")[0] for doc in wanted}
    for path in sorted(Path(texts_dir).glob("*.jsonl")):
        name = SHORT_NAMES.get(path.stem, path.stem)
        if name not in collections:
            continue
        with path.open(encoding="utf-8") as lines:
            for row, line in enumerate(lines):
                record = json.loads(line)
                doc = record.get("doc") or f"{name}:{row}"
                if doc in wanted:
                    found[doc] = record.get("text") or record["content"]
    missing = sorted(wanted - found.keys())
    if missing:
        raise GoldError(
            f"{Path(texts_dir).name}: no text of {', '.join(missing[:5])} in the collections (*.jsonl) there"
        )
    return found


def document_folds(documents: Sequence[str], seed: int, always: Sequence[bool] | None = None) -> np.ndarray:
    """A fold a document, even within each collection; -1 for documents that are always in training."""
    generator, folds, number = np.random.default_rng(seed), np.full(len(documents), -1), 0
    groups = defaultdict(list)
    for position, doc in enumerate(documents):
        if always is None or not always[position]:
            groups[doc.split(":")[0]].append(position)
    for collection in sorted(groups):
        for position in generator.permutation(groups[collection]).tolist():
            folds[position], number = number % FOLDS, number + 1
    return folds
