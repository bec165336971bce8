"""Looking quotations up in a canon, beside rapidfuzz's scan of the whole canon in the same run.

    python benchmarks/canon.py ../shared/corpora/mao_xuanji.jsonl      (or any folder or file of texts)

Quotations are stretches of the canon with one character in ten replaced, dropped or preceded by another. Prints, for each
length: how many were found where they stand, or where the same words do, and how many were given any source; milliseconds
a quotation, median and slowest; how many the scan found and how many times as long it takes. The scan compares windows of
the quotation's own length and gives no verdict. Times are of the processor, so that other work on it does not count.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path
from statistics import median

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))

import pandas as pd
from rapidfuzz import fuzz

from analysis.checking.canon import Canon, read_canon
from analysis.checking.canon_index import BREAK, Index, reduce_short
from analysis.checking.verdicts import check

LENGTHS = (4, 8, 15, 30, 60)
TRIED, SCANNED = 300, 40  # quotations looked up, and of these scanned for: a scan is slow


def edited(text: str, dice: random.Random, letters: str) -> str:
    made = []
    for character in text:
        change = dice.randrange(30)  # 0 replaced, 1 preceded by another, 2 dropped: one in ten together
        made += [dice.choice(letters)] if change < 2 else []
        made += [character] if change not in (0, 2) else []
    return "".join(made)


def quotations(index: Index, length: int, dice: random.Random) -> list[tuple[int, str]]:
    letters = index.text.replace(BREAK, "")
    found = []
    while len(found) < TRIED:
        start = dice.randrange(index.size - length)
        original = index.text[start : start + length]
        if BREAK not in original:
            found.append((start, edited(original, dice, letters)))
    return found


def here(canon: Canon, start: int, length: int, quote: str) -> tuple[bool, bool]:
    """Whether the passage named for a quotation is the one it was made of, and whether it was named at all."""
    index = canon.index
    work, first, last = canon.works[index.work_at(start)], index.place(start), index.place(start + length - 1)
    finding = check(quote, canon)
    same = any(p.work is work and p.start <= last and p.end > first for p in finding.passages)
    original = index.text[start : start + length]
    alike = any(reduce_short(p.work.text[p.start : p.end])[0] == original for p in finding.passages)
    return same or alike, bool(finding.passages)


def main(path: Path) -> None:
    canon = read_canon(path)
    began = time.process_time()
    index = canon.index
    built = time.process_time() - began
    print(f"{canon!r}: index over {index.size:,} letters in {built:.2f} s")
    dice, rows = random.Random(0), []
    for length in LENGTHS:
        made = quotations(index, length, dice)
        times, found, named = [], 0, 0
        for start, quote in made:
            began = time.process_time()
            check(quote, canon)
            times.append(time.process_time() - began)
            right, any_named = here(canon, start, length, quote)
            found, named = found + right, named + any_named
        scans, scanned = [], 0
        for start, quote in made[:SCANNED]:
            began = time.process_time()
            best = fuzz.partial_ratio_alignment(quote, index.text)
            scans.append(time.process_time() - began)
            scanned += best is not None and best.dest_start < start + length and best.dest_end > start
        rows.append(
            (
                *(length, found / TRIED, named / TRIED, 1e3 * median(times), 1e3 * max(times)),
                *(scanned / SCANNED, 1e3 * median(scans), median(scans) / median(times)),
            )
        )
    columns = ["letters", "found", "named", "median ms", "slowest ms", "found by scan", "scan ms", "scan / index"]
    print(pd.DataFrame(rows, columns=columns).to_string(index=False, float_format="{:.3g}".format))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).exists():
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
