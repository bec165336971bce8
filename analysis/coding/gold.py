"""Gold codings of units with the texts they code, read from JSON Lines, and the essay's from its table."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.coding.codings import ESSAY, MORE_GOLD, GoldError, read_texts
from analysis.coding.lexicon import fold
from analysis.coding.model import LABELS, Described, describe
from analysis.coding.prepared import prepared
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.coding.training_quotations import held_out_judges
from analysis.places import DATA
from analysis.reading import read

PAGE = "page"  # the document of the essay's coding
READ_TWICE = 1.5  # the weight of codings that were read a second time beside those that were read once
SETTLED = 4.0  # the weight of the essay's units: coded twice, independently, the differences settled, and few


class Gold(NamedTuple):
    """Coded documents, all their units, and the labels of those that gold codes (-1 elsewhere)."""

    documents: list[str]
    units: list[list[tuple[int, int]]]
    described: Described
    label: np.ndarray
    weight: np.ndarray
    characters: np.ndarray
    source: np.ndarray  # the folder that codes a unit, "" where none does


def _rows(directory: Path) -> Iterator[tuple[str, dict]]:
    """The rows of a folder's units, each with its place for messages."""
    if (table := directory / "units.csv").exists():
        with table.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), 2):
                yield f"{directory.name}/units.csv, line {number}", row
        return
    path = directory / "units.jsonl"
    if not path.exists():
        raise GoldError(f"{directory.name}: no units.jsonl there; GOLD is a folder of codings")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            yield f"{directory.name}/units.jsonl, line {number}", json.loads(line)


def read_gold(gold_dirs: Sequence[Path], texts_dir: Path) -> Gold:
    """The gold codings of several folders (`units.jsonl` or `units.csv` each), with the texts of their documents, described.

    Raises GoldError where a folder has no codings, a label is unknown, or a document is coded in two folders.
    """
    rows, folder = defaultdict(dict), {}
    for directory in sorted({Path(d) for d in gold_dirs}, key=lambda d: (d.name, d.as_posix())):
        for place, row in _rows(directory):
            if row["label"] not in LABELS:
                raise GoldError(f"{place}: no label {row['label']!r}; it is one of {', '.join(LABELS)}")
            other = folder.setdefault(row["doc"], directory.name)
            if other != directory.name and not {other, directory.name} <= set(MORE_GOLD):
                raise GoldError(f"{place}: {row['doc']} is coded in {other} too")
            rows[row["doc"]][int(row["start"]), int(row["end"])] = LABELS.index(row["label"]), directory.name
    documents = sorted(rows)
    originals = read_texts(texts_dir, set(documents) - {PAGE})
    texts, units = [], []
    for doc in documents:
        if doc == PAGE:  # only the author's layer of the page is coded, and all of it
            page = read(DATA / "page" / "page.txt")
            originals[doc] = page.text
            texts.append(prepared(page))
            units.append(sorted(rows[doc]))
        else:
            texts.append(fold(originals[doc]))
            units.append(segment(texts[-1]))
    judges = held_out_judges(gold_dirs, texts_dir)
    quotations = [
        find_quotations(text, spans, originals[doc], judges.get(doc))
        for doc, text, spans in zip(documents, texts, units, strict=True)
    ]
    coded = [rows[doc].get(span, (-1, "")) for doc, spans in zip(documents, units, strict=True) for span in spans]
    label, source = np.array([number for number, _ in coded]), np.array([name for _, name in coded])
    characters = np.array(
        [len("".join(text[s:e].split())) for text, spans in zip(texts, units, strict=True) for s, e in spans]
    )
    described = describe(texts, units, quotations)
    # scores count characters; the square root lets long units weigh more without drowning the short ones
    weight = np.sqrt(characters / 40)
    weight *= np.select([np.isin(source, MORE_GOLD), source == ESSAY], [1.0, SETTLED], READ_TWICE)
    return Gold(documents, units, described, label, weight, characters, source)
