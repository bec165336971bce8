"""Every published vector of keyness and association, and a second oracle for each measure."""

import numpy as np
import pytest
from nltk.metrics.association import BigramAssocMeasures
from scipy import stats
from scipy.stats.contingency import relative_risk
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests

from analysis.counting.contingency import Contingency, adjusted, log_dice, log_odds, p_value
from analysis.counting.errors import CountingError


def of_cells(o11, o12, o21, o22):
    return Contingency(o11, o12, o11 + o21, o12 + o22)


CASES = [(110, 2442, 111, 29114), (7, 2, 3, 7), (12, 30, 988, 1970), (1, 9, 40, 25)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((110, 2442, 111, 29114), 270.721877, id="1 Dunning 1993"),
        pytest.param((10, 0, 3, 31764), 167.22980, id="2 Dunning 1993, p. 72"),
        pytest.param((2, 2, 2, 14), 2.4142743, id="5 nltk 2691"),
    ],
)
def test_vectors_of_g2(cells, expected):
    assert of_cells(*cells).g2()[0] == pytest.approx(expected, abs=5e-6)


def test_vector_3_chi2_of_dunning():
    assert of_cells(3, 0, 0, 31774).chi2()[0] == pytest.approx(31777.0, abs=1e-6)


@pytest.mark.parametrize(("side", "p"), [("two-sided", 0.485714), ("less", 0.242857), ("greater", 0.985714)])
def test_vector_4_fisher_of_pedersen(side, p):
    assert of_cells(1, 3, 3, 1).fisher(side)[0] == pytest.approx(p, abs=5e-7)


def test_vector_6_quanteda():
    table = Contingency(7, 2, 10, 9)
    assert table.chi2()[0] == pytest.approx(4.337160, abs=5e-7)
    assert table.chi2("yates")[0] == pytest.approx(2.632438, abs=5e-7)
    assert table.g2()[0] == pytest.approx(4.534939, abs=5e-7)
    assert p_value(table.g2())[0] == pytest.approx(0.0332096, abs=5e-8)
    assert (table.g2() / table.williams())[0] == pytest.approx(4.200833, abs=5e-7)
    assert (table.chi2() / table.williams())[0] == pytest.approx(4.017626, abs=5e-7)
    assert table.fisher()[0] == pytest.approx(0.0697786, abs=1e-7)


def test_vector_7_keyness_of_one_in_ten_thousand():
    table = Contingency(100, 50, 1e6, 1e6)
    assert table.g2()[0] == pytest.approx(16.991154, abs=5e-7)
    assert table.g2(2)[0] == pytest.approx(16.989904, abs=5e-7)
    assert table.log_ratio()[0] == pytest.approx(1.0)
    assert table.smooth_log_ratio()[0] == pytest.approx(0.992840, abs=5e-7)
    assert table.conservative_log_ratio()[0] == pytest.approx(0.496258, abs=5e-7)
    assert table.conservative_log_ratio(tests=100)[0] == pytest.approx(0.131879, abs=5e-7)


def test_vector_8_a_negative_keyword():
    table = Contingency(20, 60, 1e5, 1e5)
    assert table.g2()[0] == pytest.approx(20.937929, abs=5e-7)
    assert table.log_ratio()[0] == pytest.approx(-1.584963, abs=5e-7)
    assert table.conservative_log_ratio()[0] == pytest.approx(-0.834062, abs=5e-7)
    assert table.conservative_log_ratio(tests=100)[0] == pytest.approx(-0.320322, abs=5e-7)


def test_vector_9_significant_by_likelihood_but_not_by_lrc():
    table = Contingency([10, 5], [3, 0], [1e5, 1e4], [1e5, 1e4])
    assert table.g2() == pytest.approx([3.976764, 6.932722], abs=5e-7)
    assert table.conservative_log_ratio().tolist() == [0, 0]


def test_vectors_10_to_12_effect_sizes():
    assert Contingency(206523, 178174, 959641, 1562358).percent_difference()[0] == pytest.approx(88.7104, abs=5e-5)
    assert Contingency(35, 263, 112289811, 1559717242).simple_maths()[0] == pytest.approx(1.122429, abs=5e-7)
    assert Contingency(16217, 735, 2796938, 2087946).odds_ratio()[0] == pytest.approx(16.5612, abs=5e-5)


def test_vectors_13_to_15_association():
    assert Contingency.of_pairs(8, 1105, 44, 15e6).mi()[0] == pytest.approx(11.2692, abs=5e-5)
    assert Contingency.of_pairs(8, 15828, 4675, 14307668).t_score()[0] == pytest.approx(0.999932, abs=5e-7)
    of_to_course, course_to_of = of_cells(5610, 2257, 168938, 10233063).delta_p()
    assert of_to_course[0] == pytest.approx(0.0319196, abs=5e-8)
    assert course_to_of[0] == pytest.approx(0.6968645, abs=5e-8)


def test_vector_16_log_dice():
    assert log_dice([10, 1, 28], [10, 16384, 15768], [10, 16384, 8030]) == pytest.approx([14, 0, 5.2688022], abs=5e-8)


@pytest.mark.parametrize(
    ("pooled", "delta", "z2", "z4"),
    [
        pytest.param(
            False,
            [2.393786, 0.234257, -1.209107],
            [3.097050, 0.411266, -9.266292],
            [3.055997, 0.401644, -2.823318],
            id="17 uniform prior",
        ),
        pytest.param(
            True,
            [2.200788, 0.216656, -1.128565],
            [3.073233, 0.393838, -9.024080],
            [3.029660, 0.384714, -2.728313],
            id="18 pooled prior",
        ),
    ],
)
def test_vectors_of_weighted_log_odds(pooled, delta, z2, z4):
    first, second = np.array([10, 5, 85]), np.array([2, 8, 190])
    prior = (first + second) * 10 / (first + second).sum() if pooled else 0.01
    assert log_odds(first, second, prior)[0] == pytest.approx(delta, abs=1e-6)
    assert log_odds(first, second, prior)[1] == pytest.approx(z2, abs=1e-6)
    assert log_odds(first, second, prior, "full")[1] == pytest.approx(z4, abs=1e-6)


@pytest.mark.parametrize("cells", CASES)
def test_significance_agrees_with_scipy(cells):
    o11, o12, o21, o22 = cells
    table, square = of_cells(*cells), [[o11, o12], [o21, o22]]
    likelihood = stats.chi2_contingency(square, correction=False, lambda_="log-likelihood")
    assert table.g2()[0] == pytest.approx(likelihood.statistic)
    assert p_value(table.g2())[0] == pytest.approx(likelihood.pvalue)
    assert table.chi2()[0] == pytest.approx(stats.chi2_contingency(square, correction=False).statistic)
    assert table.chi2("yates")[0] == pytest.approx(stats.chi2_contingency(square, correction=True).statistic)
    assert table.expected.ravel() == pytest.approx(stats.contingency.expected_freq(square).ravel())


@pytest.mark.parametrize("cells", CASES)
def test_effect_sizes_agree_with_statsmodels_and_scipy(cells):
    o11, o12, o21, o22 = cells
    table, oracle = of_cells(*cells), Table2x2([[o11, o21], [o12, o22]])
    assert table.odds_ratio()[0] == pytest.approx(oracle.oddsratio)
    assert 2 ** table.log_ratio()[0] == pytest.approx(oracle.riskratio)
    low, high = table.log_ratio_interval(0.9)
    assert [2 ** low[0], 2 ** high[0]] == pytest.approx(oracle.riskratio_confint(0.1))
    risk = relative_risk(o11, o11 + o21, o12, o12 + o22)
    assert 1 + table.percent_difference()[0] / 100 == pytest.approx(risk.relative_risk)
    interval = risk.confidence_interval(0.9)
    assert [2 ** low[0], 2 ** high[0]] == pytest.approx([interval.low, interval.high])


@pytest.mark.parametrize("cells", CASES)
def test_association_agrees_with_nltk(cells):
    o11, o12, o21, o22 = cells
    args = (o11, (o11 + o12, o11 + o21), o11 + o12 + o21 + o22)
    table = of_cells(*cells)
    assert table.mi()[0] == pytest.approx(BigramAssocMeasures.pmi(*args))
    assert table.t_score()[0] == pytest.approx(BigramAssocMeasures.student_t(*args))
    assert table.g2()[0] == pytest.approx(BigramAssocMeasures.likelihood_ratio(*args), rel=1e-6)
    assert table.mi3()[0] == pytest.approx(table.mi()[0] + 2 * np.log2(o11))
    dice = BigramAssocMeasures.dice(*args)
    assert log_dice(o11, o11 + o12, o11 + o21)[()] == pytest.approx(14 + np.log2(dice))


@pytest.mark.parametrize("cells", CASES)
def test_lrc_is_the_near_bound_of_the_exact_binomial_interval(cells):
    o11, o12, o21, o22 = cells
    n1, n2 = o11 + o21, o12 + o22
    interval = stats.binomtest(o11, o11 + o12).proportion_ci(1 - 0.05 / 7)
    null = n1 / (n1 + n2)
    bound = interval.low if interval.low > null else interval.high if interval.high < null else null
    expected = np.log2(n2 / n1 * bound / (1 - bound))
    assert of_cells(*cells).conservative_log_ratio(tests=7)[0] == pytest.approx(expected, abs=1e-9)


def test_bic_of_wilson():
    table = of_cells(110, 2442, 111, 29114)
    assert table.bic()[0] == pytest.approx(270.721877 - np.log(31777), abs=5e-6)


def test_corrections_agree_with_statsmodels_and_leave_out_what_is_undefined():
    p = np.array([0.001, 0.04, np.nan, 0.03, 0.5])
    for method in ("fdr_bh", "sidak"):
        expected = multipletests(p[np.isfinite(p)], method=method)[1]
        assert adjusted(p, method)[np.isfinite(p)] == pytest.approx(expected)
        assert np.isnan(adjusted(p, method)[2])
    assert adjusted(p, "fdr_bh")[0] == pytest.approx(stats.false_discovery_control(p[np.isfinite(p)])[0])


def test_what_is_undefined_is_nan_and_never_zero():
    nowhere = Contingency(0, 0, 100, 200)
    for value in (nowhere.g2(), nowhere.g2(2), nowhere.chi2(), nowhere.log_ratio(), nowhere.smooth_log_ratio()):
        assert np.isnan(value).all()
    assert np.isnan(nowhere.conservative_log_ratio()).all()
    only_first = Contingency(5, 0, 100, 200)
    assert np.isnan(only_first.percent_difference()).all()
    assert np.isnan(only_first.odds_ratio()).all()
    never = Contingency(0, 5, 100, 200)
    assert np.isnan([*never.mi(), *never.mi3(), *never.t_score(), log_dice(0, 5, 9)]).all()


@pytest.mark.parametrize("counts", [(-1, 2, 10, 10), (11, 2, 10, 10), (1, 2, 0, 10), (float("nan"), 2, 10, 10)])
def test_impossible_tables_are_refused(counts):
    with pytest.raises(CountingError, match="table 0"):
        Contingency(*counts)


def test_a_prior_of_zero_is_refused():
    with pytest.raises(CountingError, match="prior"):
        log_odds([1, 2], [3, 4], 0)
