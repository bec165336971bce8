"""Speed of the whole coding beside jieba's segmentation of the same text, and whether it is linear.

    python benchmarks/coding.py ../shared/corpora      (the two collections of reports, or any folder of texts)

Prints a table: what, megabytes of UTF-8, seconds, megabytes a second, and the ratio to jieba in the same run. The text is
coded 1, 4 and 16 times over as more documents, and once as a single text without a full stop.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import pandas as pd

from analysis.coding.coded import code
from analysis.coding.lexicon import fold
from analysis.counting.segmenter import Segmenter
from analysis.document import Document


def texts(folder: Path) -> list[str]:
    names = ("government_work_reports.jsonl", "cpc_congress_reports.jsonl")
    found = []
    for path in [folder / name for name in names if (folder / name).exists()] or sorted(folder.glob("*.txt")):
        if path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as lines:
                found += [json.loads(line)["content"] for line in lines]
        else:
            found.append(path.read_text(encoding="utf-8"))
    if not found:
        sys.exit(f"{folder}: no collection of reports and no .txt file there")
    return found


def seconds(run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main(folder: Path) -> None:
    found = texts(folder)
    code(Document("warm", "要建立健全制度。"))
    fold("要")
    jieba = Segmenter(engine="jieba")
    jieba.spans(found[0][:200])
    rows = [("jieba, the same text", found, seconds(lambda: [jieba.spans(text) for text in found]))]
    for times in (1, 4, 16):
        documents = [Document(f"{n}-{i}", text) for n in range(times) for i, text in enumerate(found)]
        rows.append((f"coding, {times} x", found * times, seconds(lambda documents=documents: code(documents))))
    long = ("".join(found).replace("。", "，").replace("\n", "") * 3)[:1_000_000]
    rows.append(("coding, a million characters, no full stop", [long], seconds(lambda: code(Document("long", long)))))
    table = pd.DataFrame(
        [(what, sum(len(text.encode()) for text in part) / 1e6, took) for what, part, took in rows],
        columns=["what", "megabytes", "seconds"],
    )
    table["mb_per_second"] = table["megabytes"] / table["seconds"]
    table["times_jieba"] = table["mb_per_second"] / table["mb_per_second"].iloc[0]
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"))
