"""Shares adjusted for errors: the formula where there is one, and known shares found again under known errors."""

import numpy as np
import pandas as pd
import pytest

from analysis.checking.adjustment import adjusted_counts, adjusted_shares
from analysis.checking.errors import calibration_error, confusion, error_kinds, reliability

LABELS = ("claim", "evidence", "quotation")
ERRORS = np.array([[0.8, 0.15, 0.05], [0.3, 0.65, 0.05], [0.1, 0.0, 0.9]])


def made_up(truth, documents, units, seed, errors=ERRORS):
    """Documents whose labels are drawn by `truth` and coded with `errors`."""
    random = np.random.default_rng(seed)
    gold = random.choice(len(truth), size=documents * units, p=truth)
    coded = (random.random(len(gold))[:, None] > errors.cumsum(axis=1)[gold]).sum(axis=1)
    names = np.array(LABELS)
    doc = [f"made:{number:03d}" for number in range(documents) for _ in range(units)]
    return pd.DataFrame({"doc": doc, "gold": names[gold], "coded": names[coded], "size": 1})


def rows(*cells):
    """Units from (gold, coded, how many), spread evenly over four documents."""
    units = [(f"d{i % 4}", gold, coded, 1) for gold, coded, count in cells for i in range(count)]
    return pd.DataFrame(units, columns=["doc", "gold", "coded", "size"])


def test_without_errors_nothing_moves():
    checked = rows(("claim", "claim", 8), ("evidence", "evidence", 4))
    target = pd.DataFrame({"coded": ["claim"] * 3 + ["evidence"], "size": [5, 5, 2, 4]})
    for method in ("inverse", "calibration"):
        table = adjusted_shares(target, checked, method=method, resamples=50)
        np.testing.assert_allclose(table["adjusted"], [0.75, 0.25])
        np.testing.assert_allclose(table["raw"], [0.75, 0.25])
        assert not table["clipped"].any()


def test_two_classes_follow_rogan_and_gladen():
    """(p + specificity - 1) / (sensitivity + specificity - 1)."""
    checked = rows(("yes", "yes", 80), ("yes", "no", 20), ("no", "no", 90), ("no", "yes", 10))
    target = pd.DataFrame({"coded": ["yes"] * 30 + ["no"] * 70, "size": 1})
    table = adjusted_shares(target, checked, method="inverse", resamples=50).set_index("label")
    assert table.loc["yes", "adjusted"] == pytest.approx((0.3 + 0.9 - 1) / (0.8 + 0.9 - 1))


def test_calibration_weighs_with_what_each_coded_label_truly_is():
    checked = rows(("yes", "yes", 80), ("yes", "no", 20), ("no", "no", 90), ("no", "yes", 10))
    target = pd.DataFrame({"coded": ["yes"] * 30 + ["no"] * 70, "size": 1})
    table = adjusted_shares(target, checked, method="calibration", resamples=50).set_index("label")
    assert table.loc["yes", "adjusted"] == pytest.approx(0.3 * 80 / 90 + 0.7 * 20 / 110)


def test_a_share_below_zero_is_clipped_and_said_so():
    checked = rows(("yes", "yes", 80), ("yes", "no", 20), ("no", "no", 80), ("no", "yes", 20))
    target = pd.DataFrame({"coded": ["yes"] * 10 + ["no"] * 90, "size": 1})
    table = adjusted_shares(target, checked, method="inverse", resamples=50).set_index("label")
    assert table.loc["yes", "adjusted"] == 0
    assert table.loc["no", "adjusted"] == 1
    assert table.loc["yes", "clipped"]
    assert not table.loc["no", "clipped"]


def test_known_shares_are_found_again_where_the_mix_of_labels_differs():
    truth = np.array([0.2, 0.5, 0.3])
    checked = made_up([0.5, 0.3, 0.2], 100, 80, seed=1)
    target = made_up(truth, 100, 80, seed=2)
    table = adjusted_shares(target[["doc", "coded", "size"]], checked, LABELS, method="inverse")
    np.testing.assert_allclose(table["adjusted"], truth, atol=0.02)
    assert np.abs(table["raw"] - truth).max() > 0.06
    assert ((table["low"] < truth) & (truth < table["high"])).all()


def coverage(truth, mix, method, units, documents=20):
    held = []
    for seed in range(40):
        checked = made_up(mix, 25, 30, seed=1000 + seed)
        target = made_up(truth, documents, units, seed=2000 + seed)
        table = adjusted_shares(target[["doc", "coded", "size"]], checked, LABELS, method=method, resamples=200)
        held += [*((table["low"] <= truth) & (truth <= table["high"]))]
    return np.mean(held)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth, mix = np.array([0.3, 0.4, 0.3]), np.array([0.5, 0.3, 0.2])
    assert coverage(truth, mix, "inverse", 30) >= 0.88
    assert coverage(mix, mix, "calibration", 30) >= 0.88
    assert coverage(mix, mix, "calibration", 40, documents=1) >= 0.9


def test_a_label_not_coded_at_all_is_not_taken_to_be_absent():
    checked = rows(("claim", "claim", 80), ("evidence", "claim", 10), ("evidence", "evidence", 30))
    target = pd.DataFrame({"coded": ["claim"] * 30, "size": 1})
    table = adjusted_shares(target, checked).set_index("label")
    assert table.loc["evidence", "adjusted"] == pytest.approx(10 / 90)
    assert table.loc["evidence", "low"] < 10 / 90 < table.loc["evidence", "high"]
    inverse = adjusted_shares(target, checked, method="inverse").set_index("label")
    assert inverse.loc["evidence", "adjusted"] == 0
    assert np.isnan(inverse.loc["evidence", "high"])


def test_adjusting_costs_certainty_and_repeats():
    checked, target = made_up([0.5, 0.3, 0.2], 20, 30, seed=5), made_up([0.4, 0.4, 0.2], 10, 30, seed=6)
    first, second = (adjusted_shares(target[["doc", "coded", "size"]], checked, LABELS) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert ((first["high"] - first["low"]) >= 0.9 * (first["raw_high"] - first["raw_low"])).all()
    inverse = adjusted_shares(target[["doc", "coded", "size"]], checked, LABELS, method="inverse")
    assert (inverse["high"] - inverse["low"] > inverse["raw_high"] - inverse["raw_low"]).all()


def test_a_label_of_which_nothing_is_known_is_refused():
    checked = rows(("claim", "claim", 8))
    with pytest.raises(ValueError, match="errors of question"):
        adjusted_shares(pd.DataFrame({"coded": ["question"], "size": [1]}), checked)
    with pytest.raises(ValueError, match="nothing was coded"):
        adjusted_shares(pd.DataFrame({"coded": [], "size": []}), checked)
    with pytest.raises(ValueError, match="no method"):
        adjusted_shares(pd.DataFrame({"coded": ["claim"], "size": [1]}), checked, method="magic")


def test_counts_are_multiplied_by_what_was_by_hand_for_one_coded():
    checked = pd.DataFrame({"doc": ["a", "b"], "measure": "indirect F1", "coded": [10, 10], "gold": [6, 10]})
    table = adjusted_counts(pd.Series({"indirect F1": 5, "exact F1": 3}), checked)
    assert table.loc[0, "adjusted"] == pytest.approx(5 * 16 / 20)
    assert table.loc[0, "low"] == pytest.approx(3)
    assert table.loc[0, "high"] == pytest.approx(5)
    assert np.isnan(table.loc[1, "adjusted"])


def test_confusion_counts_units_or_characters():
    pairs = rows(("claim", "claim", 3), ("claim", "evidence", 2)).assign(size=10)
    assert confusion(pairs).to_numpy().tolist() == [[3, 2], [0, 0]]
    assert confusion(pairs, ("evidence", "claim"), weight="characters").to_numpy().tolist() == [[0, 0], [20, 30]]
    with pytest.raises(ValueError, match="words"):
        confusion(pairs, weight="words")


def test_kinds_of_error_are_counted():
    pairs = rows(("claim", "claim", 6), ("claim", "evidence", 2), ("evidence", "claim", 1), ("evidence", "evidence", 3))
    table = error_kinds(pairs)
    assert table[["gold", "coded", "units"]].to_numpy().tolist() == [["claim", "evidence", 2], ["evidence", "claim", 1]]
    assert table["together"].tolist() == pytest.approx([2 / 3, 1])
    assert table["of_gold"].tolist() == pytest.approx([2 / 8, 1 / 4])


def test_reliability_of_confidences_that_are_true_and_of_boasted_ones():
    random = np.random.default_rng(4)
    confidence = random.uniform(0.3, 1, 4000)
    right = random.random(4000) < confidence
    pairs = pd.DataFrame(
        {
            "doc": [f"d{i % 40:02d}" for i in range(4000)],
            "gold": "claim",
            "coded": np.where(right, "claim", "evidence"),
            "confidence": confidence,
        }
    )
    true, boasted = reliability(pairs), reliability(pairs.assign(confidence=1 - (1 - confidence) / 4))
    assert true["units"].tolist() == [400] * 10
    assert calibration_error(true) < 0.03 < 0.2 < calibration_error(boasted)
    assert ((true["low"] <= true["accuracy"]) & (true["accuracy"] <= true["high"])).all()
    with pytest.raises(ValueError, match="3 units"):
        reliability(pairs.head(3))
