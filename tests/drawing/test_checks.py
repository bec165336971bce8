"""The figures of the checks: each carries its table, its n and its words, and repeats byte for byte."""

import re

import matplotlib
import numpy as np
import pandas as pd
import pytest

from analysis.checking.adjustment import adjusted_shares
from analysis.checking.errors import reliability
from analysis.checking.gold import Gold
from analysis.checking.scoring import score
from analysis.counting.shares import ORDER
from analysis.drawing import checks, style


@pytest.fixture(scope="module")
def pairs():
    random = np.random.default_rng(3)
    gold = random.choice(ORDER, 700, p=[0.35, 0.22, 0.1, 0.03, 0.12, 0.13, 0.05])
    confidence = random.uniform(0.3, 1, 700)
    coded = np.where(random.random(700) < confidence, gold, random.choice(ORDER, 700))
    start = np.arange(700) * 20
    doc = [f"{('commentary', 'reports', 'essays')[i % 3]}:{i % 30}" for i in range(700)]
    table = {"doc": doc, "start": start, "end": start + 20, "gold": gold, "coded": coded, "confidence": confidence}
    return pd.DataFrame(table).assign(size=20)


@pytest.fixture(scope="module")
def pictures(pairs):
    nothing = pd.DataFrame(columns=["doc", "start", "end", "kind", "speaker", "unit_start", "unit_end"])
    gold, coded = (
        Gold(pairs.rename(columns={name: "label"})[["doc", "start", "end", "label"]], nothing, nothing)
        for name in ("gold", "coded")
    )
    few = {"resamples": 200}
    curve = [
        (n, n * 20, d, 0.5 + 0.08 * np.log2(n) / 2 + d / 100, 0.4 + 0.04 * np.log2(n))
        for n in (5, 10, 20, 40)
        for d in (0, 1)
    ]
    kinds = pairs.assign(gold=np.where(pairs["gold"] == "claim", "mention", "direct"))
    kinds["coded"] = np.where(pairs["coded"] == "claim", "mention", "direct")
    return {
        "confusion": checks.confusion(pairs),
        "label_scores": checks.label_scores(score(gold, coded, **few), score(gold, coded, by_collection=True, **few)),
        "reliability": checks.reliability(reliability(pairs, **few)),
        "learning_curve": checks.learning_curve(
            pd.DataFrame(curve, columns=["documents", "units", "draw", "accuracy", "macro_f1"])
        ),
        "adjustment": checks.adjustment(
            {
                "Labels · 单位": adjusted_shares(pairs.head(40)[["coded", "size"]], pairs, ORDER, **few),
                "Marks · 引号": adjusted_shares(kinds.head(20)[["coded", "size"]], kinds, **few),
            }
        ),
    }


@pytest.mark.parametrize("name", ["confusion", "label_scores", "reliability", "learning_curve", "adjustment"])
def test_a_figure_is_complete(pictures, name):
    made = pictures[name]
    assert made.name == name
    assert made.png.startswith(b"\x89PNG")
    assert b"<desc>" in made.svg
    assert all(vars(made.words).values())
    assert re.search(r"[一-鿿]", made.words.title_zh + made.words.caption_zh)
    assert not made.table.empty
    assert "nan" not in made.words.caption + made.words.alt


def test_the_numbers_below_the_learning_curve_do_not_run_into_each_other():
    rows = [(n, 24 * n, draw, 0.7, 0.7) for n in (10, 640, 1280, 1924) for draw in (0, 1)]
    table = pd.DataFrame(rows, columns=["documents", "units", "draw", "accuracy", "macro_f1"])
    with matplotlib.rc_context(style.rc()):
        figure, _, _ = checks.learning_curve.__wrapped__(table)
        figure.draw_without_rendering()
        labels = [label for label in figure.axes[0].get_xticklabels() if label.get_text()]
        edges = [edge for label in labels for edge in label.get_window_extent().intervalx]
    assert edges == sorted(edges)
    assert labels[-1].get_text() == "1,924\n46,176"


def test_the_confusion_says_what_its_table_says(pictures, pairs):
    table = pictures["confusion"].table
    assert table["units"].sum() == len(pairs)
    by_hand = table.groupby("gold")["share"].sum()
    np.testing.assert_allclose(by_hand, 1)
    assert f"{len(pairs):,} units of 30 documents" in pictures["confusion"].words.caption


def test_scores_are_given_for_every_label_and_collection(pictures):
    table = pictures["label_scores"].table
    assert set(table.loc[table["part"] == "label", "name"]) == set(ORDER)
    assert set(table.loc[table["part"] == "collection", "name"]) == {"commentary", "reports", "essays"}
    assert (table["low"] <= table["high"]).all()


def test_the_adjustment_names_the_share_that_moves_most(pictures):
    table = pictures["adjustment"].table
    most = table.loc[(table["adjusted"] - table["raw"]).abs().idxmax()]
    assert (
        f"{most['label']} moves most, from {most['raw']:.0%} to {most['adjusted']:.0%}"
        in pictures["adjustment"].words.caption
    )
    assert list(dict.fromkeys(table["figure"])) == ["Labels · 单位", "Marks · 引号"]


def drawn(build, *arguments):
    with matplotlib.rc_context(style.rc()):
        return build.__wrapped__(*arguments)


def test_the_adjustment_says_of_how_many_units_a_share_is(pairs):
    rows = adjusted_shares(pairs.head(40)[["coded", "size"]], pairs, ORDER, resamples=50)
    figure, _, words = drawn(checks.adjustment, {"Labels · 单位": rows})
    assert figure.axes[0].get_title(loc="left") == "Labels · 单位 · n = 40"
    said = [text.get_text().rpartition("   ")[2] for text in figure.axes[0].texts]
    assert said == [f"n = {n}" for n in rows["n"]]
    assert "n = 40." in words.caption


@pytest.mark.parametrize(("units", "said"), [(700, "n = 70"), (695, "n = 69 to 70")])
def test_a_dot_of_the_calibration_says_its_n(pairs, units, said):
    figure, _, words = drawn(checks.reliability, reliability(pairs.head(units), resamples=50))
    assert any(text.get_text().startswith(f"{said} units a dot") for text in figure.axes[0].texts)
    assert said.removeprefix("n = ") in words.caption


def test_the_shares_on_the_diagonal_of_the_confusion_have_intervals(pairs):
    figure, table, _ = drawn(checks.confusion, pairs)
    right = table[table["gold"] == table["coded"]]
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    said = {text.get_text() for text in figure.axes[0].texts}
    assert {f"[{row.low:.0%}, {row.high:.0%}]" for row in right.itertuples()} <= said


def test_figures_repeat_byte_for_byte(pictures, pairs):
    again = checks.confusion(pairs)
    assert again.png == pictures["confusion"].png
    assert again.svg == pictures["confusion"].svg
