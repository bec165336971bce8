"""Character n-grams of units as sparse counts: anywhere, at the unit's start, at a clause's start, at the unit's end."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from analysis.coding.batch import Batch, Index, key
from analysis.coding.features import Clauses

FIELDS = {"": (1, 2, 3, 4), "^": (1, 2, 3, 4), "|": (1, 2, 3, 4), "$": (2, 3, 4)}
LONGEST = 4  # characters of an n-gram
_SALT = {"": 0, "^": 0x51ED270B0A1F39C1, "|": 0xA24BAED4963EE407, "$": 0x9FB21C651E98DF25}


def gram_key(gram: str) -> int:
    """The key of an n-gram with its field's sign before it: `要`, `^要`, `|要`, `$要`."""
    field = gram[0] if gram[0] in "^|$" and len(gram) > 1 else ""
    return key(gram[len(field) :]) ^ _SALT[field]


def occurrences(units: Batch, parts: Clauses, keys: list[np.ndarray]):
    """For each field and length: (field, length, places on the codes, units, keys) of the n-grams inside units."""
    inside = units.unit_at
    starts = {"^": units.starts, "|": parts.start}
    for field, lengths in FIELDS.items():
        for n in lengths:
            if len(keys[n - 1]) == 0:
                continue
            if field == "":
                at = np.flatnonzero((inside[: len(keys[n - 1])] >= 0) & (inside[: len(keys[n - 1])] == inside[n - 1 :]))
            else:
                at = units.ends - n if field == "$" else starts[field]
                at = at[(at >= 0) & (at + n <= len(inside))]
                at = at[(inside[at] >= 0) & (inside[at] == inside[at + n - 1])]
                if field == "$":
                    at = at[inside[at] == inside[np.minimum(at + n - 1, len(inside) - 1)]]
            yield field, n, at, inside[at], keys[n - 1][at] ^ np.uint64(_SALT[field])


def counts(units: Batch, parts: Clauses, keys: list[np.ndarray], index: Index, size: int) -> sp.csr_matrix:
    """The n-grams of a vocabulary in each unit: a sparse matrix of counts, one row a unit."""
    rows, columns = [], []
    for _, _, _, unit, found in occurrences(units, parts, keys):
        number = index.find(found)
        known = number >= 0
        rows.append(unit[known])
        columns.append(number[known])
    row, column = np.concatenate(rows), np.concatenate(columns)
    # a column's rows come in order, so that by columns first nothing need be sorted
    return sp.csc_matrix((np.ones(len(row), np.float32), (row, column)), shape=(len(units), size)).tocsr()
