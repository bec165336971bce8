"""Scores: by hand on small codings, and the same numbers as the reference scorer on the gold."""

import importlib.util
import json
import math
import random

import numpy as np
import pandas as pd
import pytest

from analysis.checking.codings import join, read_coded, read_gold
from analysis.checking.gold import Gold, GoldError, essay_gold
from analysis.checking.scoring import collection, counts, pairs, score
from analysis.places import DATA
from tests.shared import SHARED, needs_shared, records

LABELS = ["claim", "evidence", "exhortation", "heading", "prescription", "question", "quotation"]


def coding(units, quotations=(), statements=()):
    """A coding from rows; a statement is (doc, unit_start, unit_end, {component: (start, end)})."""
    edges = [f"{c}_{e}" for c in ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex", "O") for e in ("start", "end")]
    rows = []
    for doc, start, end, parts in statements:
        cells = {f"{c}_{e}": at for c, span in parts.items() for e, at in zip(("start", "end"), span, strict=True)}
        rows.append((doc, start, end, *(cells.get(edge) for edge in edges)))
    table = pd.DataFrame(rows, columns=["doc", "unit_start", "unit_end", *edges])
    return Gold(
        pd.DataFrame(units, columns=["doc", "start", "end", "label"]),
        pd.DataFrame(quotations, columns=["doc", "start", "end", "kind", "speaker"]),
        table.astype(dict.fromkeys(edges, "Int64")),
    )


def values(table):
    return {f"{row.layer} {row.measure}": row.value for row in table.itertuples()}


def test_units_are_scored_by_characters():
    gold = coding([("a", 0, 10, "claim"), ("a", 10, 20, "evidence")])
    coded = coding([("a", 0, 12, "claim"), ("a", 12, 20, "evidence")])
    found = values(score(gold, coded))
    assert found["units accuracy"] == pytest.approx(0.9)
    assert found["units F1 claim"] == pytest.approx(2 * 10 / (12 + 10))
    assert found["units F1 evidence"] == pytest.approx(2 * 8 / (8 + 10))
    assert found["units macro F1"] == pytest.approx((20 / 22 + 16 / 18) / 2)
    assert found["units boundary F1"] == pytest.approx(0.5)


def test_white_space_does_not_count_where_texts_are_known():
    gold = coding([("a", 0, 10, "claim"), ("a", 10, 20, "evidence")])
    coded = coding([("a", 0, 12, "claim"), ("a", 12, 20, "evidence")])
    assert values(score(gold, coded, {"a": "一二三四五六七八九十 \n三四五六七八九十"}))["units accuracy"] == 1
    assert pairs(gold, coded, {"a": " " * 20}).empty


def test_what_is_not_coded_is_wrong():
    gold = coding([("a", 0, 10, "claim"), ("b", 0, 10, "claim")])
    coded = coding([("a", 0, 10, "claim")])
    found = values(score(gold, coded))
    assert found["units accuracy"] == pytest.approx(0.5)
    assert found["units F1 claim"] == pytest.approx(2 / 3)


def test_coding_outside_the_excerpt_does_not_count():
    gold = coding([("a", 10, 20, "claim")])
    coded = coding(
        [("a", 0, 10, "evidence"), ("a", 10, 20, "claim"), ("a", 20, 40, "evidence")], [("a", 2, 5, "mention", "")]
    )
    table = score(gold, coded)
    assert values(table)["units accuracy"] == values(table)["units boundary F1"] == 1
    assert math.isnan(values(table)["quotations exact F1"])


def test_quotations_are_scored_by_span_kind_and_speaker():
    units = [("a", 0, 100, "quotation")]
    gold = coding(
        units,
        [
            ("a", 1, 9, "direct", "毛泽东"),
            ("a", 20, 22, "mention", ""),
            ("a", 30, 34, "mention", ""),
            ("a", 40, 60, "indirect", "文章"),
        ],
    )
    coded = coding(
        units,
        [
            ("a", 1, 9, "direct", "邓小平"),
            ("a", 20, 22, "partial", ""),
            ("a", 70, 75, "mention", ""),
            ("a", 48, 60, "indirect", ""),
        ],
    )
    found = values(score(gold, coded))
    assert found["quotations exact F1"] == pytest.approx(2 * 2 / 6)
    assert found["quotations kind accuracy"] == pytest.approx(0.5)
    assert found["quotations quote-or-mention F1"] == pytest.approx(2 / 3)
    assert found["quotations speaker accuracy"] == 0
    assert found["quotations indirect F1"] == 1
    less = coding(units, [("a", 52, 60, "indirect", "")])
    assert values(score(gold, less))["quotations indirect F1"] == 0


def test_an_indirect_quotation_is_matched_once():
    units = [("a", 0, 100, "quotation")]
    gold = coding(units, [("a", 0, 20, "indirect", ""), ("a", 30, 50, "indirect", "")])
    coded = coding(units, [("a", 0, 20, "indirect", ""), ("a", 1, 20, "indirect", "")])
    assert values(score(gold, coded))["quotations indirect F1"] == pytest.approx(0.5)


def test_statements_are_scored_by_the_characters_of_their_components():
    units = [("a", 0, 50, "prescription"), ("a", 50, 90, "prescription")]
    gold = coding(units, statements=[("a", 0, 50, {"D": (5, 6), "I": (6, 10), "Bdir": (10, 20)})])
    coded = coding(units, statements=[("a", 0, 50, {"I": (6, 8), "Bdir": (10, 20)}), ("a", 50, 90, {"I": (60, 62)})])
    found = values(score(gold, coded))
    assert found["statements F1 D"] == 0
    assert found["statements F1 I"] == pytest.approx(2 * 2 / (2 + 4))
    assert found["statements F1 Bdir"] == 1
    assert math.isnan(found["statements F1 A"])


def test_a_coding_agrees_with_itself():
    gold = essay_gold()
    table = score(gold, gold)
    there = table[table["gold"] > 0]
    assert set(there["value"]) == {1.0}
    assert table.loc[table["gold"] == 0, "value"].isna().all()


def made_up(documents, seed):
    draw = random.Random(seed)
    gold, coded = [], []
    for number in range(documents):
        for start in range(0, 200, 10):
            label = draw.choice(LABELS[:4])
            gold.append((f"made:{number}", start, start + 10, label))
            coded.append(
                (f"made_{number}", start, start + 10, draw.choice(LABELS[:4]) if draw.random() < 0.3 else label)
            )
    return coding(gold), coding(coded)


def test_intervals_hold_the_score_shrink_with_documents_and_repeat():
    few, many = (score(*made_up(n, 5)) for n in (6, 60))
    for table in (few, many):
        known = table.dropna(subset="low")
        assert (known["low"] <= known["value"] + 1e-12).all()
        assert (known["value"] <= known["high"] + 1e-12).all()
    width = [table.loc[0, "high"] - table.loc[0, "low"] for table in (few, many)]
    assert 0 < width[1] < width[0]
    pd.testing.assert_frame_equal(few, score(*made_up(6, 5)))


def test_scores_by_collection_are_those_of_its_documents():
    gold, coded = made_up(4, 2)
    gold.units["doc"] = ["one:" + d[-1] if d < "made:2" else "two:" + d[-1] for d in gold.units["doc"]]
    coded.units["doc"] = gold.units["doc"].str.replace(":", "_")
    table = score(gold, coded, by_collection=True, resamples=0)
    assert sorted(set(table["collection"])) == ["one", "two"]
    alone = coding(gold.units[gold.units["doc"].map(collection) == "one"].to_numpy().tolist())
    np.testing.assert_allclose(
        table.loc[table["collection"] == "one", "value"].dropna(), score(alone, coded, resamples=0)["value"].dropna()
    )


def test_a_line_that_is_no_row_is_named(tmp_path):
    (tmp_path / "units.jsonl").write_text(
        '{"doc": "a", "start": 0, "end": 4, "label": "claim"}\n{"doc": \n', encoding="utf-8"
    )
    with pytest.raises(GoldError, match=r"units\.jsonl, line 2: not JSON"):
        read_gold(tmp_path)
    (tmp_path / "units.jsonl").write_text('{"doc": "a", "start": 0, "label": "claim"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match="line 1: no 'end'"):
        read_gold(tmp_path)
    with pytest.raises(GoldError, match="neither"):
        read_gold(tmp_path / "nothing")


def test_folders_of_both_forms_are_read():
    press, reports, essay = (read_gold(DATA / "gold" / name) for name in ("press", "reports", "essay"))
    assert (len(press.units), len(reports.units), len(essay.units)) == (1576, 1537, 38)
    together = join([press, reports])
    assert len(together.quotations) == len(press.quotations) + len(reports.quotations)
    assert set(together.units["label"]) == set(LABELS)


@pytest.fixture(scope="module")
def reference():
    """The scorer that stands beside the collections."""
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoiled(rows, kind, draw):
    """A coding that is wrong in every way that the scorer can see."""
    for row in rows:
        row = {"type": kind, **row, "doc": row["doc"].replace(":", "_")}
        if draw.random() < 0.05:
            continue
        if kind == "unit" and draw.random() < 0.2:
            row["label"] = draw.choice([*LABELS, "other"])
        if kind == "unit" and draw.random() < 0.1:
            row["start"] += 1
        if kind == "quotation" and draw.random() < 0.3:
            row |= {
                "kind": draw.choice(["direct", "partial", "indirect", "mention"]),
                "speaker": draw.choice(["", None, "某人"]),
            }
        if kind == "quotation" and draw.random() < 0.2:
            row["end"] += draw.randint(1, 20)
        if kind == "statement":
            for component in [key for key in ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex") if key in row]:
                if draw.random() < 0.2:
                    row[component] = [row[component][0] - 2, row[component][1] + 3]
                elif draw.random() < 0.2:
                    del row[component]
        yield row


@needs_shared
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_numbers_are_those_of_the_reference_scorer(reference, tmp_path, seed):
    folder = SHARED / "gold" / "train"
    draw = random.Random(seed)
    rows = []
    for kind in ("unit", "quotation", "statement"):
        found = records(folder / f"{kind}s.jsonl")
        rows += (
            [{"type": kind, **row, "doc": row["doc"].replace(":", "_")} for row in found]
            if seed is None
            else spoiled(found, kind, draw)
        )
    path = tmp_path / "coded.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    gold = read_gold(folder)
    texts = reference.documents(set(gold.units["doc"]))
    mine = values(score(gold, read_coded(path), texts, resamples=0))
    theirs = dict(reference.score(folder, path))
    assert mine.keys() == theirs.keys()
    for name, value in theirs.items():
        assert mine[name] == pytest.approx(value, abs=1e-12, nan_ok=True), name


def test_counts_are_what_the_scores_are_made_of():
    gold, coded = made_up(3, 9)
    table = counts(gold, coded)
    accuracy = table[table["measure"] == "accuracy"]
    assert accuracy["hits"].sum() / accuracy["gold"].sum() == values(score(gold, coded))["units accuracy"]
