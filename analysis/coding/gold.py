"""Gold codings of units with the texts they code, read from JSON Lines."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.coding.lexicon import fold
from analysis.coding.model import LABELS, Described, describe
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.places import DATA

SHORT_NAMES = {"government_work_reports": "gwr", "cpc_congress_reports": "cpc"}
MORE_GOLD = ("press", "reports", "mixed")  # codings in data/gold of documents of the collections
READ_TWICE = 1.5  # the weight of codings that were read a second time beside those that were read once


class GoldError(ValueError):
    """Gold codings that cannot be used; the message names file, line and remedy."""


class Gold(NamedTuple):
    """Coded documents, all their units, and the labels of those that gold codes (-1 elsewhere)."""

    documents: list[str]
    units: list[list[tuple[int, int]]]
    described: Described
    label: np.ndarray
    weight: np.ndarray
    characters: np.ndarray
    folder: list[str]


def gold_folders(gold: Path) -> list[Path]:
    """The folder of gold codings that a command names, and the study's own codings of other documents."""
    return [Path(gold), *(DATA / "gold" / name for name in MORE_GOLD)]


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


def read_gold(gold_dirs: Sequence[Path], texts_dir: Path) -> Gold:
    """The gold codings of several folders (`units.jsonl` each), with the texts of their documents, described.

    Raises GoldError where a folder has no codings, a label is unknown, or a document is coded in two folders.
    """
    rows, folder = defaultdict(dict), {}
    for directory in sorted({Path(d) for d in gold_dirs}, key=lambda d: (d.name, d.as_posix())):
        path = directory / "units.jsonl"
        if not path.exists():
            raise GoldError(f"{directory.name}: no units.jsonl there; GOLD is a folder of codings")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            row = json.loads(line)
            if row["label"] not in LABELS:
                raise GoldError(
                    f"{path.name}, line {number}: no label {row['label']!r}; it is one of {', '.join(LABELS)}"
                )
            if folder.setdefault(row["doc"], directory.name) != directory.name:
                raise GoldError(
                    f"{directory.name}/{path.name}, line {number}: {row['doc']} is coded in {folder[row['doc']]} too"
                )
            rows[row["doc"]][row["start"], row["end"]] = LABELS.index(row["label"])
    documents = sorted(rows)
    originals = read_texts(texts_dir, documents)
    texts = [fold(originals[doc]) for doc in documents]
    units = [segment(text) for text in texts]
    quotations = [
        find_quotations(text, spans, originals[doc]) for doc, text, spans in zip(documents, texts, units, strict=True)
    ]
    label = np.array([rows[doc].get(span, -1) for doc, spans in zip(documents, units, strict=True) for span in spans])
    characters = np.array(
        [len("".join(text[s:e].split())) for text, spans in zip(texts, units, strict=True) for s, e in spans]
    )
    described = describe(texts, units, quotations)
    # scores count characters; the square root lets long units weigh more without drowning the short ones
    weight = np.sqrt(characters / 40)
    twice = np.array([folder[doc] not in MORE_GOLD for doc in documents])[described.units.document]
    weight = np.where(twice, READ_TWICE, 1.0) * weight
    return Gold(documents, units, described, label, weight, characters, [folder[doc] for doc in documents])
