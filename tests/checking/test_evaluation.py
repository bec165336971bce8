"""The stored coding of the gold documents, and the line-by-line differences of a coding from gold."""

import numpy as np
import pandas as pd
import pytest

from analysis.checking import evaluation as stored
from analysis.checking import remaking
from analysis.checking.codings import join, read_gold
from analysis.checking.differences import differences, examples
from analysis.checking.gold import Gold, GoldError, essay_gold
from analysis.checking.scoring import score
from analysis.coding.coded import Coded
from analysis.document import Document
from analysis.places import DATA
from tests.shared import SHARED, needs_shared

EDGES = ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex", "O")


def coded_as(gold, text):
    """A Coded that holds what a gold coding holds."""
    document = Document("page", text)
    return Coded([document], pd.DataFrame(), gold.units, gold.quotations, gold.statements)


@pytest.fixture
def essay():
    return essay_gold(), (DATA / "page" / "page.txt").read_text(encoding="utf-8")


def test_a_coding_does_not_differ_from_itself(essay):
    gold, text = essay
    assert differences(gold, coded_as(gold, text)).empty


def test_every_difference_is_listed_with_its_words(essay):
    gold, text = essay
    units = gold.units.assign(label=gold.units["label"].where(gold.units["start"] != 209, "evidence"))
    quotations = gold.quotations[gold.quotations["start"] != 715]
    quotations = quotations.assign(speaker=quotations["speaker"].where(quotations["start"] != 133, "某人"))
    statements = gold.statements.assign(D_start=gold.statements["D_start"].where(gold.statements["I_start"] != 1488))
    table = differences(gold, coded_as(Gold(units, quotations, statements[statements["I_start"] != 1729]), text))
    found = table.drop(columns=["doc", "end", "words"]).to_numpy().tolist()
    assert found == [
        ["unit", 209, "label", "claim", "evidence"],
        ["quotation", 133, "speaker", "习近平", "某人"],
        ["quotation", 715, "kind", "mention", "–"],
        ["statement", 1488, "D", text[1486:1488], "–"],
        ["statement", 1729, "I", "认真总结", "–"],
    ]
    assert (table["words"] == [text[s:e] for s, e in zip(table["start"], table["end"], strict=True)]).all()


def test_kinds_of_difference_come_with_examples():
    rows = [
        ("unit", "a", 0, 2, "label", "claim", "evidence", "甲"),
        ("unit", "a", 2, 4, "label", "claim", "evidence", "乙"),
        ("unit", "b", 0, 2, "label", "claim", "evidence", "丙"),
        ("quotation", "b", 0, 2, "kind", "direct", "–", "丁"),
        ("quotation", "b", 0, 2, "speaker", "某人", "–", "丁"),
        ("statement", "b", 0, 2, "I", "建立", "立", "戊"),
    ]
    table = examples(pd.DataFrame(rows, columns=["layer", "doc", "start", "end", "field", "gold", "coded", "words"]))
    assert table.drop(columns="layer").to_numpy().tolist() == [
        ["label", "claim", "evidence", 3, 2, "甲 / 丙"],
        ["kind", "direct", "–", 1, 1, "丁"],
        ["I", "there", "other", 1, 1, "戊"],
    ]


def test_statements_are_paired_by_their_aims():
    def statements(*rows):
        columns = ["doc", "unit_start", "unit_end", *(f"{c}_{e}" for c in EDGES for e in ("start", "end"))]
        table = pd.DataFrame(rows, columns=["doc", "unit_start", "unit_end", "A_start", "I_start", "I_end"])
        return table.reindex(columns=columns).astype(dict.fromkeys(columns[3:], "Int64"))

    nothing = pd.DataFrame(columns=["doc", "start", "end", "kind"])
    gold = Gold(nothing, nothing, statements(("a", 0, 9, None, 2, 4), ("a", 0, 9, 0, 5, 7), ("b", 0, 9, 0, 1, 2)))
    made = Gold(nothing, nothing, statements(("a", 0, 9, 0, 3, 4), ("a", 0, 9, 0, 8, 9), ("b", 0, 9, 0, 1, 2)))
    table = stored.component_pairs(gold, made, "A", "named", "nobody")
    assert table[["doc", "gold", "coded"]].to_numpy().tolist() == [["a", "nobody", "named"], ["b", "named", "named"]]
    there = stored.component_presence(gold, "A", "named", "nobody")
    assert there["coded"].tolist() == ["nobody", "named", "named"]


def test_kinds_are_compared_where_both_have_the_span():
    def quotations(*rows):
        table = pd.DataFrame(rows, columns=["doc", "start", "end", "kind"])
        return Gold(table, table, table)

    gold = quotations(("a", 0, 4, "direct"), ("a", 5, 7, "mention"), ("a", 8, 9, "indirect"))
    made = quotations(("a", 0, 4, "mention"), ("a", 5, 8, "mention"), ("a", 8, 9, "indirect"))
    assert stored.kind_pairs(gold, made)[["gold", "coded"]].to_numpy().tolist() == [["direct", "mention"]]


def test_what_is_stored_fits_together():
    pairs, known = stored.out_of_fold(), stored.documents().set_index("doc")
    assert set(pairs["doc"]) == set(known.index)
    assert not pairs.duplicated(["doc", "start", "end"]).any()
    assert pairs["confidence"].between(0, 1).all()
    assert set(known["set"]) == {"train", "press", "reports", "apart"}
    assert set(known["quotations"]) == set(known["statements"]) == {"in view", "apart"}
    assert (known.loc[known["set"] == "train", "statements"] == "in view").all()
    assert pairs.groupby("doc")["fold"].nunique().max() == 1
    gold, made = stored.evaluation()
    assert len(gold.units) == len(made.units) == len(pairs)
    parts = [stored.evaluation(docs)[1].quotations for docs in known.groupby("set").groups.values()]
    assert sum(map(len, parts)) == len(made.quotations)


def test_the_stored_gold_is_the_gold_of_the_folders():
    for name in ("press", "reports", "apart"):
        folder = read_gold(DATA / "gold" / name)
        kept, _ = stored.evaluation(folder.units["doc"])
        for table in ("units", "quotations"):
            columns = ["doc", "start", "end", "label" if table == "units" else "kind"]
            one, other = (getattr(g, table)[columns].sort_values(columns).to_numpy().tolist() for g in (folder, kept))
            assert one == other


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(GoldError, match=r"quotations\.csv: not in data/"):
        stored.evaluation(folder=tmp_path)


@needs_shared
def test_the_rules_still_give_what_is_stored():
    """On every sixth document. Fails after a change to the rules: then `remaking.rule_tables` makes the tables again."""
    gold = join(read_gold(path) for path in remaking.gold_folders(SHARED).values())
    some = set(sorted(gold.units["doc"].unique())[::6])
    quotations, statements = remaking.code(gold, SHARED, some)
    _, kept = stored.evaluation()
    for made, table in ((quotations, kept.quotations), (statements, kept.statements)):
        columns = list(made.columns)
        rows = [
            t[t["doc"].isin(some)][columns].astype(str).sort_values(columns).to_numpy().tolist() for t in (made, table)
        ]
        assert rows[0] == rows[1]


def test_the_shares_of_the_essay_are_adjusted_for_all_its_figures(essay):
    gold, text = essay
    figures = stored.adjusted_figures(coded_as(gold, text), resamples=100)
    assert len(figures) == 4
    for table in figures.values():
        np.testing.assert_allclose(table[["raw", "adjusted"]].sum(), 1)
        assert (table["low"] <= table["high"]).all()
    beside = stored.shares_beside(coded_as(gold, text), gold).set_index("label")
    np.testing.assert_allclose(beside["coded"].drop("distance"), beside["gold"].drop("distance"))
    assert beside.loc["distance", "coded"] == pytest.approx(0)
    assert beside.loc["distance", "inverse"] > 0


def test_the_learning_curve_rises():
    table = stored.learning_curve()
    means = table.groupby("documents")[["accuracy", "macro_f1"]].mean()
    assert len(means) >= 4
    assert (means.iloc[-1] > means.iloc[0]).all()


def test_scores_of_the_stored_coding_are_of_all_layers():
    table = score(*stored.evaluation(), resamples=0).dropna(subset="value")
    assert set(table["layer"]) == {"units", "quotations", "statements"}


def test_scores_are_given_for_documents_in_view_of_the_rules_and_for_others():
    table = stored.seen_and_unseen(resamples=20)
    assert ("statements", "F1 Bdir") in table.index
    apart = table.loc[("quotations", "exact F1")]
    assert apart["in view", "documents"] > 20 < apart["apart", "documents"]
