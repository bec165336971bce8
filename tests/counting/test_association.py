"""Collocates: positions counted once, windows that end with the sentence, measures as in the oracles."""

import re

import numpy as np
import pandas as pd
import pytest
from nltk.collocations import BigramCollocationFinder
from nltk.metrics.association import BigramAssocMeasures
from scipy import stats

from analysis.counting.association import collocates, network
from analysis.counting.errors import CountingError
from analysis.counting.tokens import tokens, words
from analysis.document import Document


def table_of(*sentences):
    """A token table by hand: each string a sentence of one-letter words."""
    rows = [("a", letter, unit) for unit, sentence in enumerate(sentences) for letter in sentence]
    frame = pd.DataFrame(rows, columns=["doc", "token", "unit"])
    return frame.assign(kind="latin", stop=False, layer="essay", paragraph=1)


def by_hand(frame, node, left, right):
    """Distinct positions of each word in the windows of a node, by plain loops."""
    forms, units = frame["token"].tolist(), frame["unit"].tolist()
    found = {}
    for at, form in enumerate(forms):
        if form == node:
            for place in range(max(at - left, 0), min(at + right + 1, len(forms))):
                if units[place] == units[at] and forms[place] != node:
                    found.setdefault(forms[place], set()).add(place)
    return {form: len(places) for form, places in found.items()}


@pytest.mark.parametrize(("left", "right"), [(1, 1), (3, 3), (0, 4), (5, 0)])
def test_counts_are_distinct_positions_in_any_window(left, right):
    draw = np.random.default_rng(4)
    frame = table_of(*["".join(draw.choice(list("abcdexx"), 30)) for _ in range(6)])
    found = collocates(frame, "x", left=left, right=right, minimum=1).set_index("collocate")
    assert found["count"].to_dict() == by_hand(frame, "x", left, right)
    assert (found["count"] <= found["count_collocate"]).all()
    assert (found["count"] <= found["window"]).all()
    assert (found["nodes"] <= found["count_node"]).all()
    assert found["log_dice"].max() <= 14


def test_measures_agree_with_scipy_cell_by_cell():
    draw = np.random.default_rng(5)
    frame = table_of(*["".join(draw.choice(list("aabbcdexyz"), 40)) for _ in range(5)])
    for row in collocates(frame, "x", left=2, right=2, minimum=1).itertuples():
        square = np.array([[row.count, row.count_collocate - row.count], [0, 0]])
        square[1] = [row.window - row.count, row.tokens - row.window - square[0, 1]]
        assert (square >= 0).all()
        assert square.sum() == (frame["token"] != "x").sum()
        oracle = stats.chi2_contingency(square, correction=False, lambda_="log-likelihood")
        assert row.g2 == pytest.approx(oracle.statistic)
        assert row.expected == pytest.approx(oracle.expected_freq[0, 0])
        assert row.mi == pytest.approx(np.log2(row.count / row.expected))
        assert row.delta_p == pytest.approx(square[0, 0] / square[:, 0].sum() - square[0, 1] / square[:, 1].sum())
        assert row.delta_p_back == pytest.approx(square[0, 0] / square[0].sum() - square[1, 0] / square[1].sum())


def test_log_dice_of_neighbours_agrees_with_nltk():
    frame = table_of("xyaxybxyacybxa")
    found = collocates(frame, "x", left=0, right=1, minimum=1).set_index("collocate")
    finder = BigramCollocationFinder.from_words(frame["token"].tolist())
    dice = finder.score_ngram(BigramAssocMeasures.dice, "x", "y")
    assert found.loc["y", "log_dice"] == pytest.approx(14 + np.log2(dice))


def test_windows_end_with_the_sentence_or_with_the_paragraph():
    text = tokens(Document("a", "联系群众。制度很好。\n机制很好。"))
    sentence = collocates(text, "群众", minimum=1)
    assert sentence["collocate"].tolist() == ["联系"]
    paragraph = collocates(text, "群众", minimum=1, within="paragraph")
    assert set(paragraph["collocate"]) == {"联系", "制度", "好"}


def test_windows_do_not_cross_documents():
    found = collocates(tokens([Document("a", "联系群众"), Document("b", "制度很好")]), "群众", minimum=1)
    assert found["collocate"].tolist() == ["联系"]


def test_a_mark_takes_no_place_and_a_stop_word_does():
    text = tokens(Document("a", "制度、群众的机制"))
    near = collocates(text, "群众", left=1, right=1, minimum=1, stop=True)
    assert set(near["collocate"]) == {"制度", "的"}
    assert set(collocates(text, "群众", left=1, right=1, minimum=1)["collocate"]) == {"制度"}


def test_a_node_may_be_an_expression():
    text = tokens(Document("a", "联系群众。走群众路线。"))
    found = collocates(text, re.compile("群众.*"), minimum=1)
    assert found["count_node"].iloc[0] == 2
    assert set(found["collocate"]) == {"联系", "走"}


def test_the_essays_masses_are_kept_in_touch_with(page_tokens):
    found = collocates(page_tokens, "群众")
    assert found["collocate"].tolist()[:2] == ["联系", "密切"]
    assert found["log_dice"].is_monotonic_decreasing


def test_a_network_has_the_nodes_edges_and_those_among_collocates(page_tokens):
    edges = network(page_tokens, "群众", top=6)
    centre = edges[edges["centre"]]
    assert set(centre["source"]) == {"群众"}
    assert len(centre) == 6
    others = edges[~edges["centre"]]
    assert len(others)
    assert set(others["source"]) | set(others["target"]) <= set(centre["target"])
    assert (others["source"] < others["target"]).all()
    row = others.iloc[0]
    alone = collocates(page_tokens, row["source"]).set_index("collocate").loc[row["target"]]
    assert (row["count"], row["log_dice"]) == (alone["count"], alone["log_dice"])


def test_a_repeated_text_keeps_log_dice_and_delta_p(page):
    once = collocates(tokens(page), "群众").set_index("collocate")
    more = collocates(tokens(Document("p", "\n".join([page.text] * 3))), "群众").set_index("collocate").loc[once.index]
    for name in ("log_dice", "mi", "delta_p", "delta_p_back"):
        assert more[name].to_dict() == pytest.approx(once[name].to_dict())


def test_where_nothing_lies_outside_the_windows_only_log_dice_is_defined():
    found = collocates(tokens(Document("a", "联系群众")), "群众", minimum=1).iloc[0]
    assert found["log_dice"] == 14
    assert np.isnan([found["mi"], found["g2"], found["delta_p"], found["p"]]).all()


def test_a_node_without_company_has_an_empty_table_of_the_same_columns(page_tokens):
    alone = collocates(tokens(Document("a", "群众")), "群众")
    assert alone.empty
    assert list(alone.columns) == list(collocates(page_tokens, "群众").columns)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda t: collocates(t, "革新"), "'革新' is no token"),
        (lambda t: collocates(t, re.compile("革.")), "no token matches"),
        (lambda t: collocates(t, "群众", left=0, right=0), "no words in it"),
        (lambda t: collocates(t, "群众", left=-1), "no words in it"),
        (lambda t: collocates(t, "群众", within="page"), "sentence or the paragraph"),
        (lambda t: collocates(t[:0], "群众"), "no words"),
    ],
)
def test_what_has_no_company_is_said(page_tokens, call, says):
    with pytest.raises(CountingError, match=says):
        call(page_tokens)


def test_the_essay_has_its_words_in_the_table(page_tokens):
    assert collocates(page_tokens, "群众")["tokens"].iloc[0] == (words(page_tokens)["token"] != "群众").sum()
