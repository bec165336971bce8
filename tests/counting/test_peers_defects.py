"""Defects confirmed in other tools, each a case that must come out right here."""

import logging
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.coding.segmentation import segment
from analysis.counting.association import collocates
from analysis.counting.concordance import concordance, to_html, to_text
from analysis.counting.contingency import Contingency, log_dice, p_value
from analysis.counting.dispersion import measures
from analysis.counting.diversity import lengths
from analysis.counting.frequency import frequencies
from analysis.counting.segmenter import Segmenter, default
from analysis.counting.tokens import tokens
from analysis.document import Document

SENTENCES = "全党必须坚持。我们要团结！人民是基础。"


def test_wordless_log_dice_omits_fourteen():
    assert log_dice(10, 10, 10) == 14  # a perfect pair scored 0 there
    assert np.isnan(log_dice(0, 10, 10))  # and one never seen together 14
    assert log_dice(10, 20, 20) - log_dice(5, 20, 20) == pytest.approx(1)


def test_cntext_sentence_split_loses_the_first_character_of_each_later_sentence():
    cut = [SENTENCES[start:end] for start, end in segment(SENTENCES)]
    assert cut == ["全党必须坚持。", "我们要团结！", "人民是基础。"]
    rows = lengths(Document("a", SENTENCES))
    assert rows.loc[rows["level"] == "sentence", "characters"].tolist() == [6, 5, 5]
    assert "".join(tokens(Document("a", SENTENCES))["token"]) == SENTENCES


def test_cntext_readability_moves_when_the_text_is_repeated():
    def mean_lengths(text):
        return lengths(Document("a", text)).groupby("level")["characters"].mean().to_dict()

    assert mean_lengths(SENTENCES * 10) == pytest.approx(mean_lengths(SENTENCES))
    once, more = (frequencies(tokens(Document("a", SENTENCES * n))).set_index("token") for n in (1, 10))
    assert more["per_10000"].to_dict() == pytest.approx(once["per_10000"].to_dict())


def test_cntext_adds_words_to_the_global_tokenizer_so_that_the_order_of_calls_counts():
    before = default().cut("民情夜校要办好")
    Segmenter(terms=["民情夜校"]).cut("民情夜校要办好")
    assert default().cut("民情夜校要办好") == before
    assert Segmenter().cut("民情夜校要办好") == before


def test_conc_kwic_is_joined_with_spaces():
    line = concordance(Document("a", "我们说改革开放是关键一招。"), "改革开放").iloc[0]
    assert (line["left"], line["right"]) == ("我们说", "是关键一招。")


def test_conc_showing_a_table_renames_its_columns():
    table = concordance(Document("a", SENTENCES), "团结")
    before, columns = table.copy(), list(table.columns)
    to_text(table)
    to_html(table)
    assert list(table.columns) == columns
    pd.testing.assert_frame_equal(table, before)
    counted = tokens(Document("a", SENTENCES))
    columns = list(counted.columns)
    frequencies(counted, bootstrap=9)
    collocates(counted, "团结", minimum=1)
    assert list(counted.columns) == columns


def test_conc_takes_over_every_later_logger():
    before = logging.getLoggerClass()
    Segmenter(engine="jieba").cut(SENTENCES)
    assert logging.getLoggerClass() is before
    assert logging.getLogger("a study of ones own").getEffectiveLevel() == logging.getLogger().getEffectiveLevel()


def test_conc_counts_overlapping_windows_twice_and_clamps_at_zero():
    frame = pd.DataFrame({"doc": "a", "token": list("xyxyx") + ["z"] * 9, "unit": 0})
    frame = frame.assign(kind="latin", stop=False, layer="essay", paragraph=1)
    row = collocates(frame, "x", left=3, right=3, minimum=1).set_index("collocate").loc["y"]
    assert (row["count"], row["count_collocate"]) == (2, 2)  # either y lies in the windows of three x
    outside = row["tokens"] - row["window"] - (row["count_collocate"] - row["count"])
    assert outside > 0


def test_quanteda_documents_williams_and_applies_yates():
    table = Contingency(7, 2, 10, 9)
    yates, williams = table.chi2("yates")[0], (table.chi2() / table.williams())[0]
    assert (round(yates, 6), round(williams, 6)) == (2.632438, 4.017626)
    assert table.chi2("yates")[0] == pytest.approx(stats.chi2_contingency([[7, 2], [3, 7]]).statistic)


def test_quanteda_p_underflows_to_zero():
    table = Contingency(100, 10, 1000, 100_000)
    assert 1 - stats.chi2.cdf(table.g2()[0], 1) == 0
    assert 0 < p_value(table.g2())[0] < 1e-90


def test_scattertext_gives_phi_of_z_as_p():
    assert p_value(1.96**2) == pytest.approx(2 * stats.norm.sf(1.96))
    assert p_value(1.96**2) == pytest.approx(0.05, abs=1e-4)


def test_scattertext_adds_the_prior_twice():
    from analysis.counting.contingency import log_odds

    y1, y2, prior = np.array([10, 90]), np.array([2, 198]), np.array([1.0, 9.0])
    expected = np.log(11 / (110 - 11)) - np.log(3 / (210 - 3))
    assert log_odds(y1, y2, prior)[0][0] == pytest.approx(expected)


def test_flexiconc_corrects_lrc_for_the_counts_and_not_for_the_tests():
    table = Contingency(100, 50, 1e6, 1e6)
    assert table.conservative_log_ratio(tests=100)[0] == pytest.approx(0.131879, abs=5e-7)
    assert table.conservative_log_ratio(tests=150)[0] == pytest.approx(
        0.1064, abs=5e-5
    )  # f1 + f2 is what it divided by


def test_tlda_takes_zero_into_the_minimum_of_the_shares():
    counts = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0]
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    found = SimpleNamespace(**{name: values[0] for name, values in measures([counts], sizes).items()})
    assert 1 - found.dp == pytest.approx(0.5009, abs=5e-5)  # printed there as the normalised one
    assert 1 - found.dp_norm_occupied == pytest.approx(0.446231, abs=1e-6)
    assert found.dp_norm < found.dp_norm_occupied
