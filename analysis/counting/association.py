"""Which words keep company: collocates of a node within a window, and the network they make.

A window is so many words to the left and right, within the sentence or the paragraph; punctuation takes no place in it.
What is counted are positions: `count` is the number of distinct positions of a word that lie in the window of any node, so
that a word between two nodes counts once and no cell of the table is ever below 0.

                    in a window     outside
    the collocate      count        its others
    other words          …              …
    all              window size     the rest       (the nodes' own positions are neither)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from analysis.coding.lexicon import fold
from analysis.counting.contingency import Contingency, adjusted, log_dice, p_value
from analysis.counting.errors import CountingError
from analysis.counting.frequency import known
from analysis.counting.tokens import carry, words

Within = Literal["sentence", "paragraph"]
Numbered = tuple[pd.DataFrame, np.ndarray, pd.Index, np.ndarray, np.ndarray]
_BOUNDS = {"sentence": ["doc", "layer", "unit"], "paragraph": ["doc", "layer", "paragraph"]}


def collocates(
    tokens: pd.DataFrame,
    node: str | re.Pattern,
    *,
    left: int = 5,
    right: int = 5,
    within: Within = "sentence",
    minimum: int = 2,
    stop: bool = False,
) -> pd.DataFrame:
    """The words in the windows of a node, by logDice, then by the word.

    node        a token, or a compiled expression that whole tokens match
    left, right words to either side; within: the stretch a window does not leave (sentence: the token table's `unit`)
    minimum     the least `count`; stop: list stop words too (they take their places in the window in any case)

    Columns: `node, collocate, count, count_left, count_right` (a position may be left of one node and right of another),
    `nodes` (occurrences of the node that have it in their window), `count_node, count_collocate, window, tokens`,
    `expected`, `log_dice` (of the lesser of `count` and `nodes`, which neither word's frequency can be below: 14 is the
    most), `mi, mi3, t, delta_p` (window → collocate: P(collocate | window) - P(collocate | outside)), `delta_p_back`
    (collocate → window), `g2, p, p_fdr`, `tests`. The p takes words for independent: for ranking, not for proof.

    Raises CountingError for a word that no document has, a window of no words, or an expression no token matches.
    """
    frame = _around(_numbered(tokens, within), node, left, right, minimum, stop)
    notes = {"left": left, "right": right, "within": within, "tests": len(frame)}
    return carry(frame, tokens, node=node if isinstance(node, str) else node.pattern, **notes)


def network(
    tokens: pd.DataFrame,
    node: str,
    *,
    top: int = 20,
    left: int = 5,
    right: int = 5,
    within: Within = "sentence",
    minimum: int = 2,
) -> pd.DataFrame:
    """The edges between a node, its `top` collocates, and these among each other: what a collocation network draws.

    Columns: `source, target` (of an edge among collocates, the first in the order of words), `count, log_dice`,
    `count_source, count_target`, `centre` (whether it is an edge of the node). The node's edges first, by logDice.
    Raises CountingError as `collocates` does.
    """
    (node,), numbered = known(tokens, [node]), _numbered(tokens, within)
    first = _around(numbered, node, left, right, minimum, stop=False).head(top)
    chosen, edges = first["collocate"].tolist(), [first.assign(centre=True)]
    for word in sorted(chosen):
        around = _around(numbered, word, left, right, minimum, stop=False)
        edges.append(around[around["collocate"].isin(chosen) & (around["collocate"] > word)].assign(centre=False))
    frame = pd.concat(edges, ignore_index=True)
    frame = frame.rename(columns={"node": "source", "collocate": "target", "count_node": "count_source"})
    frame = frame.rename(columns={"count_collocate": "count_target"})
    frame = frame.sort_values(["centre", "log_dice", "source", "target"], ascending=[False, False, True, True])
    columns = ["source", "target", "count", "log_dice", "count_source", "count_target", "centre"]
    return carry(frame[columns].reset_index(drop=True), tokens, node=node, left=left, right=right, within=within)


def _around(
    numbered: Numbered, node: str | re.Pattern, left: int, right: int, minimum: int, stop: bool
) -> pd.DataFrame:
    if min(left, right) < 0 or left + right < 1:
        raise CountingError(f"a window of {left} words to the left and {right} to the right has no words in it")
    rows, codes, forms, bound, stops = numbered
    wanted, name = _nodes(rows, node)
    is_node = np.isin(codes, np.flatnonzero(forms.isin(wanted)))
    at = np.flatnonzero(is_node)
    sides, pairs = {"left": np.zeros(len(codes), bool), "right": np.zeros(len(codes), bool)}, []
    for step in [*range(-left, 0), *range(1, right + 1)]:
        place = at + step
        inside = (place >= 0) & (place < len(codes))
        inside[inside] = (bound[place[inside]] == bound[at[inside]]) & ~is_node[place[inside]]
        sides["left" if step < 0 else "right"][place[inside]] = True
        pairs.append(at[inside] * len(forms) + codes[place[inside]])
    counts = {side: np.bincount(codes[marked], minlength=len(forms)) for side, marked in sides.items()}
    covered = sides["left"] | sides["right"]
    counts["both"] = np.bincount(codes[covered], minlength=len(forms))
    holders = np.unique(np.concatenate(pairs)) % len(forms)
    counts["nodes"] = np.bincount(holders, minlength=len(forms))
    frequency = np.bincount(codes[~is_node], minlength=len(forms))
    chosen = np.flatnonzero((counts["both"] >= max(minimum, 1)) & (stop | ~stops))
    frame = pd.DataFrame(
        {
            "node": pd.array([name] * len(chosen), dtype="str"),
            "collocate": pd.array(np.asarray(forms, dtype=object)[chosen], dtype="str"),
            "count": counts["both"][chosen],
            "count_left": counts["left"][chosen],
            "count_right": counts["right"][chosen],
            "nodes": counts["nodes"][chosen],
            "count_node": len(at),
            "count_collocate": frequency[chosen],
            "window": int(covered.sum()),
            "tokens": int((~is_node).sum()),
        }
    )
    return _measured(frame).sort_values(["log_dice", "collocate"], ascending=[False, True], ignore_index=True)


def _numbered(tokens: pd.DataFrame, within: Within) -> Numbered:
    """The words, the number of each one's form, the forms, the number of each one's stretch, and which forms are stop words."""
    if within not in _BOUNDS:
        raise CountingError(f"windows end with the {' or the '.join(_BOUNDS)}, not the {within!r}")
    rows = words(tokens)
    if rows.empty:
        raise CountingError("there are no words in this table; is the text empty, or the layer another one?")
    codes, forms = pd.factorize(rows["token"], sort=True)
    bound = np.zeros(len(rows), dtype=np.int64)
    for column in _BOUNDS[within]:
        change = pd.factorize(rows[column])[0]
        bound[1:] += change[1:] != change[:-1]
    return rows, codes, forms, np.cumsum(bound), forms.isin(rows.loc[rows["stop"], "token"].unique())


def _nodes(rows: pd.DataFrame, node: str | re.Pattern) -> tuple[Iterable[str], str]:
    if isinstance(node, str):
        (node,) = known(rows, [node])
        return [node], node
    forms = rows["token"].drop_duplicates()
    plain = re.compile(fold(node.pattern), node.flags)  # tokens are in simplified characters
    wanted = [form for form in forms if plain.fullmatch(form)]
    if not wanted:
        raise CountingError(f"no token matches {node.pattern!r} as a whole; try .*{node.pattern}.*, or concordance()")
    return wanted, node.pattern


def _measured(frame: pd.DataFrame) -> pd.DataFrame:
    together = np.minimum(frame["count"], frame["nodes"])
    dice = log_dice(together, frame["count_node"], frame["count_collocate"])
    if frame.empty or (frame["window"] == frame["tokens"]).any():  # nothing is outside the windows to compare with
        measured = ("mi", "mi3", "t", "delta_p", "delta_p_back", "g2", "p", "p_fdr")
        frame = frame.assign(expected=np.nan, log_dice=dice, **dict.fromkeys(measured, np.nan), tests=0)
        return frame.astype(dict.fromkeys(("expected", "log_dice", *measured), float))
    table = Contingency.of_pairs(frame["count"], frame["window"], frame["count_collocate"], frame["tokens"])
    forward, back = table.delta_p()
    p = p_value(table.g2())
    return frame.assign(
        expected=table.expected[0],
        log_dice=dice,
        mi=table.mi(),
        mi3=table.mi3(),
        t=table.t_score(),
        delta_p=forward,
        delta_p_back=back,
        g2=table.g2(),
        p=p,
        p_fdr=adjusted(p, "fdr_bh"),
        tests=len(frame),
    )
